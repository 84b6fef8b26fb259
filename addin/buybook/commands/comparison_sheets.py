"""The comparison as sheets: items down and suppliers across for the manager, and every offer step by step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from buybook.commands.line_columns import date_format, place_of
from buybook.commands.picks import Picks
from buybook.commands.unit_words import shown_unit
from buybook.core.exchange import Rates
from buybook.core.quotations import COMPONENTS, Comparison, Lot, Offer
from buybook.vocabulary import Words, all_words
from buybook.workbook.edits import Choices, Look, Report, ReportCell, Value
from buybook.workbook.tables import column_letter
from buybook.workbook.view import WorkbookView

_TITLE = Look(bold=True, size=16, colour="#1f4e5f")
_NOTE = Look(colour="#404040")
_HEADER = Look(bold=True, fill="#1f4e5f", colour="#ffffff", wrap=True)
_SUPPLIER = Look(bold=True, fill="#2e75b6", colour="#ffffff", wrap=True, align="right")
_MONEY = "#,##0.00"
_PRICE = "#,##0.00##"
_QUANTITY = "#,##0.###"
_PLAIN = Look(bold=False, italic=False, fill="#ffffff", colour="#000000")
_BEST = Look(bold=True, italic=False, fill="#c6efce", colour="#006100")
_OUT = Look(italic=True, colour="#808080", fill="#ffffff", bold=False)
_FIXED = ("item", "description", "quantity", "unit", "best", "landed_unit", "total", "spread", "pick")
_INPUT = Look(fill="#fff9db")
_RIGHT = ("quantity", "landed_unit", "total", "spread")  # numbers, and their titles, are set to the right
_FIXED_WIDTHS = (15, 34, 10, 7, 28, 13, 14, 14, 26)
HEADER_ROW = 5
_HEADER_HEIGHT = 45.0  # points; three lines
_SELDOM = frozenset({"quotation_discount", "incoterm_gap"})  # columns only where an offer has such a part
_BEFORE = ("item", "supplier", "quote_number", "need", "order_quantity", "unit", "unit_price", "currency")
_AFTER = (
    "landed_unit",
    "total",
    "rank",
    "lead_time",
    "valid_until",
    "incoterm",
    "payment",
    "remarks",
    "place",
)
_WIDTHS: Mapping[str, float] = {
    "supplier": 26,
    "item": 16,
    "remarks": 44,
    "quote_number": 14,
    "place": 20,
    "payment": 24,
    "incoterm": 22,
    "component.insurance": 13,
    "component.duty": 14,
    "component.quotation_discount": 15,
    "component.incoterm_gap": 15,
    "component.cost_of_money": 15,
}


def comparison_report(
    words: Words, comparison: Comparison, rates: Rates, today: dt.date, picks: Picks
) -> Report:
    """Give the sheet with items down and suppliers across, the best offer of each item marked."""
    suppliers = _suppliers(comparison)
    base = comparison.base or ""
    cells: dict[tuple[int, int], ReportCell] = {
        (1, 1): ReportCell(words.label("compare.title"), _TITLE),
        (2, 1): ReportCell(_note(words, base, rates, today), _NOTE),
        (3, 1): ReportCell(words.label("compare.legend"), _NOTE),
    }
    for column, name in enumerate(_FIXED, start=1):
        cells[HEADER_ROW, column] = ReportCell(
            words.label(f"compare.column.{name}").format(base=base), _HEADER
        )
    for supplier, column in suppliers.items():
        cells[HEADER_ROW, column] = ReportCell(supplier, _SUPPLIER)
    for row, lot in enumerate(comparison.lots, start=HEADER_ROW + 1):
        cells |= {(row, column): cell for column, cell in _lot_row(words, lot, suppliers, picks)}
    widths: dict[int, float] = dict(enumerate(_FIXED_WIDTHS, start=1))
    widths |= dict.fromkeys(suppliers.values(), 14.0)
    return Report(
        words.label("sheet.comparison"),
        tuple(each.label("sheet.comparison") for each in all_words()),
        cells,
        widths,
        frozen_at=f"A1:B{HEADER_ROW}",
        heights={HEADER_ROW: _HEADER_HEIGHT},
        choices=_pick_choices(comparison, suppliers),
    )


def _pick_choices(comparison: Comparison, suppliers: Mapping[str, int]) -> tuple[Choices, ...]:
    """Let a supplier be picked for each item from the titles of the suppliers' columns."""
    if not suppliers or not comparison.lots:
        return ()
    pick = column_letter(len(_FIXED))
    first, last = column_letter(min(suppliers.values())), column_letter(max(suppliers.values()))
    cells = f"{pick}{HEADER_ROW + 1}:{pick}{HEADER_ROW + len(comparison.lots)}"
    return (Choices(cells, f"{first}{HEADER_ROW}:{last}{HEADER_ROW}"),)


def _suppliers(comparison: Comparison) -> dict[str, int]:
    """The column of each supplier, in the order of their names, so that a new offer moves none."""
    names = sorted({offer.supplier for lot in comparison.lots for offer in lot.offers}, key=str.casefold)
    return {name: len(_FIXED) + 1 + number for number, name in enumerate(names)}


def _note(words: Words, base: str, rates: Rates, today: dt.date) -> str:
    shown = ", ".join(
        f"1 {code} = {rate.normalize():f} {base}"
        for code, rate in sorted(rates.rates.items())
        if code != base
    )
    key = f"compare.rates.{rates.source}" if shown else "compare.rates.none"
    return words.label(key).format(base=base or "–", date=today.isoformat(), rates=shown)


def _lot_row(
    words: Words, lot: Lot, suppliers: Mapping[str, int], picks: Picks
) -> Iterator[tuple[int, ReportCell]]:
    best = lot.best_offer
    totals = [offer.landed_total for offer in lot.offers if offer.rank and offer.landed_total is not None]
    spread = max(totals) - min(totals) if len(totals) > 1 else None
    fixed: tuple[tuple[Value, Look], ...] = (
        (lot.item_number, Look()),
        (lot.description, Look()),
        (_number(lot.quantity), Look(number_format=_QUANTITY)),
        (shown_unit(lot.unit, words), Look(align="center")),
        (lot.best or words.label("compare.no_offer"), Look(bold=True)),
        (_number(best.landed_unit_price if best else None), Look(number_format=_PRICE)),
        (_number(best.landed_total if best else None), Look(number_format=_MONEY, bold=True)),
        (_number(spread), Look(number_format=_MONEY)),
        (picks.of(lot), _INPUT),
    )
    for column, (value, look) in enumerate(fixed, start=1):
        yield column, ReportCell(value, look)
    for supplier, column in suppliers.items():
        yield column, _offer_cell(words, _shown_offer(lot, supplier))


def _shown_offer(lot: Lot, supplier: str) -> Offer | None:
    """A supplier's best offer for the item: the first-ranked one, else one that is out, to say why."""
    offers = [offer for offer in lot.offers if offer.supplier == supplier]
    return min(offers, key=lambda offer: (offer.rank is None, offer.rank or 0), default=None)


def _offer_cell(words: Words, offer: Offer | None) -> ReportCell:
    if offer is None:
        return ReportCell(None, _PLAIN)
    if offer.excluded is not None:
        return ReportCell(words.label(f"excluded.{offer.excluded}"), replace(_OUT, align="right"))
    look = _BEST if offer.rank == 1 else _PLAIN
    return ReportCell(_number(offer.landed_total), replace(look, number_format=_MONEY))


def offers_report(view: WorkbookView, words: Words, comparison: Comparison) -> Report:
    """Give the sheet with one row an offer and each step of its cost in a column of its own."""
    base = comparison.base or ""
    cells: dict[tuple[int, int], ReportCell] = {
        (1, 1): ReportCell(words.label("offers.title"), _TITLE),
        (2, 1): ReportCell(words.label("offers.note").format(base=base), _NOTE),
    }
    columns = _offer_columns(comparison)
    for column, name in enumerate(columns, start=1):
        cells[4, column] = ReportCell(words.label(f"compare.column.{name}").format(base=base), _HEADER)
    row = 5
    dates = date_format(view, words)
    for lot in comparison.lots:
        for offer in sorted(lot.offers, key=lambda each: (each.rank is None, each.rank or 0, each.supplier)):
            values = _offer_values(view, words, lot, offer)
            for column, name in enumerate(columns, start=1):
                value = values[name]
                link = values["link"] if name == "place" else None
                cells[row, column] = ReportCell(
                    value, _look_of(name, offer, dates), str(link) if link else None
                )
            row += 1
    return Report(
        words.label("sheet.offers"),
        tuple(each.label("sheet.offers") for each in all_words()),
        {place: cell for place, cell in cells.items() if cell.value is not None or cell.look != Look()},
        {column: _WIDTHS.get(name, 11.5) for column, name in enumerate(columns, start=1)},
        frozen_at="A1:B4",
        heights={4: _HEADER_HEIGHT},
    )


def _offer_columns(comparison: Comparison) -> tuple[str, ...]:
    offers = [offer for lot in comparison.lots for offer in lot.offers]
    shown = [
        name
        for name in COMPONENTS
        if name not in _SELDOM or any(offer.components[name] is not None for offer in offers)
    ]
    return (*_BEFORE, *(f"component.{name}" for name in shown), *_AFTER)


def _look_of(name: str, offer: Offer, dates: str) -> Look:
    if name == "place":
        return Look(colour="#0563c1")
    centred = name in ("unit", "currency", "rank", "lead_time", "valid_until")
    base = _OUT if offer.excluded else (_BEST if offer.rank == 1 else _PLAIN)
    number_format = {
        "need": _QUANTITY, "order_quantity": _QUANTITY, "unit_price": _PRICE, "landed_unit": _PRICE, "total": _MONEY,
        "rank": "0", "lead_time": "0", "valid_until": dates,
    }.get(name)  # fmt: skip
    if name.startswith("component."):
        number_format = _MONEY
    base = replace(base, align="center") if centred else base
    return replace(base, number_format=number_format) if number_format else base


def _offer_values(view: WorkbookView, words: Words, lot: Lot, offer: Offer) -> dict[str, Value]:
    place, link = _place(view, offer)
    values: dict[str, Value] = {
        "item": lot.item_number or lot.description,
        "supplier": offer.supplier,
        "quote_number": offer.quote_number,
        "need": _number(lot.quantity),
        "order_quantity": _number(offer.order_quantity),
        "unit": shown_unit(lot.unit, words),
        "unit_price": _number(offer.unit_price),
        "currency": offer.currency,
        "landed_unit": _number(offer.landed_unit_price),
        "total": _number(offer.landed_total),
        "rank": offer.rank,
        "lead_time": offer.lead_time_days,
        "valid_until": offer.valid_until,
        "incoterm": offer.incoterm,
        "payment": offer.payment_terms,
        "remarks": _remarks(words, offer),
        "place": place,
        "link": link,
    }
    return values | {f"component.{name}": _number(offer.components.get(name)) for name in COMPONENTS}


def _place(view: WorkbookView, offer: Offer) -> tuple[str | None, str | None]:
    if not offer.places:
        return None, None
    table, row = offer.places[0]
    return place_of(view.table(table), row)


def _remarks(words: Words, offer: Offer) -> str | None:
    said = [words.label(f"excluded.{offer.excluded}")] if offer.excluded else []
    said += [words.label(f"note.{note}") for note in offer.notes if words.has_label(f"note.{note}")]
    return "; ".join(said) or None


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
