"""The sheet of targets: what to aim for with each offer, why, and a cell for the answer to the supplier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from buybook.commands.answers import shown_date, shown_number, shown_price
from buybook.commands.line_columns import place_of
from buybook.commands.negotiation_rounds import Negotiations, Pair, pair_of
from buybook.core.money import exact
from buybook.core.negotiation import Reference, Target
from buybook.core.rows import folded
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import Kind
from buybook.vocabulary import Words, all_words
from buybook.workbook.edits import Look, Report, ReportCell, Value
from buybook.workbook.kept_lists import ROW, KeptColumn, KeptList, read_kept
from buybook.workbook.tables import column_letter
from buybook.workbook.view import WorkbookView

# What is read back from the sheet.
_READ = KeptList(
    "targets", (KeptColumn("item"), KeptColumn("supplier"), KeptColumn("counter_offer", Kind.NUMBER))
)
COLUMNS = ("item", "description", "supplier", "quantity", "offer", "currency", "target", "gap_percent", "gap_amount",
           "counter_offer", "round", "conceded", "why", "place")  # fmt: skip
_WIDTHS = (15, 30, 26, 10, 11, 9, 11, 9, 13, 13, 8, 12, 66, 16)
_RIGHT = ("quantity", "offer", "target", "gap_percent", "gap_amount", "counter_offer")
_CENTRED = ("currency", "round", "conceded")
_HEADER_ROW = 5
_TITLE = Look(bold=True, size=16, colour="#1f4e5f")
_NOTE = Look(colour="#404040")
_HEADER = Look(bold=True, fill="#1f4e5f", colour="#ffffff", wrap=True)
_TWO_LINES = 30.0  # points
_PRICE = "#,##0.00##"
_LOOKS: Mapping[str, Look] = {
    "quantity": Look(number_format="#,##0.###"),
    "offer": Look(number_format=_PRICE),
    "currency": Look(align="center"),
    "target": Look(number_format=_PRICE, bold=True),
    "gap_percent": Look(number_format="0.0"),
    "gap_amount": Look(number_format="#,##0.00"),
    "counter_offer": Look(number_format=_PRICE, fill="#fff9db"),
    "round": Look(number_format="0", align="center"),
    "conceded": Look(number_format="0.0", align="center"),
    "why": Look(wrap=True),
    "place": Look(colour="#0563c1"),
}


@frozen
class Counters:
    """The counter-offers that stand on the sheet, what stands in such cells and is none, and what to say of it."""

    offers: Mapping[Pair, Decimal]
    left: Mapping[Pair, Value]
    findings: tuple[Finding, ...]


def read_counters(view: WorkbookView, targets: Sequence[Target]) -> Counters:
    """Read the buyer's counter-offers back; one above the supplier's own price is asked about and not booked."""
    read = read_kept(view, _READ)
    sheet = next((name for name in view.grids if name in _READ.sheet_names()), "")
    prices = {pair_of(target): target.offer.unit_price for target in targets}
    offers: dict[Pair, Decimal] = {}
    left: dict[Pair, Value] = {}
    findings = list(read.findings)
    for row in read.rows:
        pair = (folded(str(row.get("item") or "")), folded(str(row.get("supplier") or "")))
        counter, price = exact(row.get("counter_offer")), prices.get(pair)
        number = int(str(row[ROW]))
        if price is None or number <= _HEADER_ROW:
            continue
        if counter is None:
            left[pair] = _as_typed(view.value(sheet, number, COLUMNS.index("counter_offer") + 1))
        elif 0 < counter <= price:
            offers[pair] = counter
        else:
            left[pair] = float(counter)
            findings.append(_odd_counter(sheet, number, counter, price))
    return Counters(offers, left, tuple(findings))


def _as_typed(value: object) -> Value:
    return value if isinstance(value, (str, float, int)) else None


def _odd_counter(sheet: str, row: int, counter: Decimal, price: Decimal) -> Finding:
    return Finding(
        "counter_offer_not_below",
        Severity.WARNING,
        {"counter": f"{counter.normalize():f}", "offer": f"{price.normalize():f}"},
        sheet=sheet,
        cell=f"{column_letter(COLUMNS.index('counter_offer') + 1)}{row}",
    )


def targets_report(
    view: WorkbookView,
    words: Words,
    targets: Sequence[Target],
    negotiated: Negotiations,
    left: Mapping[Pair, Value],
    base: str,
) -> Report:
    """Give the sheet with a row for each comparable offer."""
    cells = {
        (1, 1): ReportCell(words.label("targets.title"), _TITLE),
        (2, 1): ReportCell(words.label("targets.how"), _NOTE),
        (3, 1): ReportCell(words.label("targets.note").format(base=base), _NOTE),
    }
    for column, name in enumerate(COLUMNS, start=1):
        align: Literal["right", "center", "left"] = (
            "right" if name in _RIGHT else "center" if name in _CENTRED else "left"
        )
        look = replace(_HEADER, align=align)
        cells[_HEADER_ROW, column] = ReportCell(words.label(f"kept.targets.{name}").format(base=base), look)
    for row, target in enumerate(targets, start=_HEADER_ROW + 1):
        for column, cell in enumerate(_row(view, words, target, negotiated, left), start=1):
            cells[row, column] = cell
    last = _HEADER_ROW + len(targets)
    return Report(
        words.label("sheet.targets"),
        tuple(each.label("sheet.targets") for each in all_words()),
        {place: cell for place, cell in cells.items() if cell.value is not None or cell.look.fill},
        dict(enumerate(_WIDTHS, start=1)),
        frozen_at=f"A1:C{_HEADER_ROW}",
        heights={_HEADER_ROW: 45.0, **dict.fromkeys(range(_HEADER_ROW + 1, last + 1), _TWO_LINES)},
    )


def _row(
    view: WorkbookView, words: Words, target: Target, negotiated: Negotiations, left: Mapping[Pair, Value]
) -> Iterator[ReportCell]:
    lot, offer, pair = target.lot, target.offer, pair_of(target)
    current = negotiated.current(pair)
    quoted = current.quoted if current else None
    place, link = place_of(view.table(offer.places[0].table), offer.places[0].row)
    counter = current.counter if current else None
    values: dict[str, Value] = {
        "item": lot.item_number or lot.description,
        "description": lot.description,
        "supplier": offer.supplier,
        "quantity": _number(offer.order_quantity),
        "offer": _number(offer.unit_price),
        "currency": offer.currency,
        "target": _number(target.aim.price if target.aim else None),
        "gap_percent": _number(target.gap_percent if target.aim else None),
        "gap_amount": _number(target.gap_amount if target.aim else None),
        "counter_offer": _number(counter) if counter is not None else left.get(pair),
        "why": why(target, words),
        "round": current.number if current else None,
        "conceded": _number(quoted.percent if quoted and current and current.number > 1 else None),
        "place": place,
    }
    for name in COLUMNS:
        yield ReportCell(values[name], _LOOKS.get(name, Look()), link if name == "place" else None)


def why(target: Target, words: Words) -> str:
    """Give in one line what a target rests on, and what else there is to hold the offer against."""
    others = [each for each in target.references if each is not target.aim]
    also = "; ".join(_reference(each, words, priced=True) for each in others)
    if target.aim is not None:
        first = _reference(target.aim, words, priced=False)
        return f"{first}. {words.label('targets.also').format(others=also)}" if also else first
    return words.label("targets.none_lower").format(others=also) if also else words.label("targets.nothing")


def _reference(reference: Reference, words: Words, *, priced: bool) -> str:
    language = words.language
    name = f"targets.why.{reference.reason}"
    if reference.reason == "last_paid" and reference.supplier is None:
        name = "targets.why.last_paid_somewhere"
    text = words.label(name).format(
        supplier=reference.supplier or "",
        day=shown_date(reference.day),
        quantity=shown_number(reference.quantity, language),
    )
    if reference.old:
        text = words.label("targets.old").format(text=text)
    return f"{text} {shown_price(reference.price, language)}" if priced else text


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
