"""Booking savings where an order is made: each line once, by a named baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from buybook.commands.answers import plain
from buybook.commands.baselines import references
from buybook.commands.job import Job
from buybook.commands.lists import as_value
from buybook.commands.unit_words import shown_unit
from buybook.core.exchange import Rates
from buybook.core.item_keys import item_keys
from buybook.core.purchase_orders import PurchaseOrder
from buybook.core.quotations import Comparison
from buybook.core.rows import folded
from buybook.core.savings import Bought, Saving, savings_of
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import Kind
from buybook.vocabulary import Words
from buybook.workbook.edits import Edit, Value
from buybook.workbook.kept_lists import KeptColumn, KeptList, kept_edits, read_kept

SAVINGS = KeptList(
    "savings",
    (
        KeptColumn("po_number", Kind.CODE, 16),
        KeptColumn("po_line", Kind.CODE, 7),
        KeptColumn("supplier", Kind.TEXT, 26),
        KeptColumn("item", Kind.CODE, 16),
        KeptColumn("kind", Kind.TEXT, 16),
        KeptColumn("baseline", Kind.TEXT, 20),
        KeptColumn("baseline_price", Kind.NUMBER, 14),
        KeptColumn("agreed_price", Kind.NUMBER, 12),
        KeptColumn("volume", Kind.QUANTITY, 10),
        KeptColumn("unit", Kind.UNIT, 7),
        KeptColumn("amount", Kind.MONEY, 13),
        KeptColumn("currency", Kind.CURRENCY, 9),
        KeptColumn("booked", Kind.DATE, 12),
        KeptColumn("received", Kind.QUANTITY, 10),
        KeptColumn("realised", Kind.MONEY, 13),
        KeptColumn("note", Kind.TEXT, 30),
    ),
)
_PRICE_DIGITS = 4


@frozen
class Booking:
    """What an order's savings change in the workbook, and what there is to say of them."""

    savings: tuple[Saving, ...] = ()
    edits: tuple[Edit, ...] = ()
    findings: tuple[Finding, ...] = ()


def booking(job: Job, orders: Sequence[PurchaseOrder], comparison: Comparison, rates: Rates) -> Booking:
    """Book the saving of each order line that a baseline is known of, once."""
    keys = item_keys(job.view.tables)
    taken = frozenset(place for made in orders for line in made.lines for place in line.sources)
    known = references(job, keys, taken)
    bought = [
        Bought(made, line, key, comparison.by_item.get(key) if key else None)
        for made in orders
        for line in made.lines
        for key in [keys.of(line.source)]
    ]
    baselines = known.baselines(job.settings.negotiation.baselines)
    found, without = savings_of(bought, baselines, rates, job.today)
    kept = read_kept(job.view, SAVINGS)
    booked = {line_key(row) for row in kept.rows}
    new = [each for each in found if (folded(each.po_number), folded(each.po_line)) not in booked]
    edits = kept_edits(job.view, job.words, SAVINGS, [_row(each, rates.base, job.words) for each in new])
    said = _without_baseline(without, len(bought)) if new or kept.rows or known.listed else []
    return Booking(tuple(new), edits, (*known.findings, *kept.findings, *said))


def line_key(row: Mapping[str, object]) -> tuple[str, str]:
    """Give what an order line is found by: its order's number and its own, folded."""
    return folded(str(row.get("po_number") or "")), folded(str(row.get("po_line") or ""))


def _row(saving: Saving, base: str | None, words: Words) -> dict[str, Value]:
    return {
        "po_number": saving.po_number,
        "po_line": saving.po_line,
        "supplier": saving.supplier,
        "item": saving.item,
        "kind": words.label(f"saving.{saving.baseline.kind}"),
        "baseline": words.label(f"baseline.{saving.baseline}"),
        "baseline_price": as_value(round(saving.baseline_price, _PRICE_DIGITS)),
        "agreed_price": as_value(round(saving.agreed_price, _PRICE_DIGITS)),
        "volume": as_value(saving.volume),
        "unit": shown_unit(saving.unit, words),
        "amount": float(saving.amount),
        "currency": base,
        "booked": saving.booked,
    }


def _without_baseline(without: Sequence[Bought], lines: int) -> list[Finding]:
    if not without:
        return []
    items = [each.line.item_number or each.line.description or "–" for each in without]
    values = {"count": len(without), "lines": lines, "items": ", ".join(dict.fromkeys(items))}
    return [without[0].line.source.finding("saving_without_baseline", Severity.INFO, "unit_price", **values)]


def saving_answer(saving: Saving) -> dict[str, object]:
    """Give a booked saving as the terminal's answers have it."""
    return {
        "po_number": saving.po_number,
        "po_line": saving.po_line,
        "supplier": saving.supplier,
        "item_number": saving.item,
        "kind": saving.baseline.kind,
        "baseline": saving.baseline.value,
        "baseline_price": plain(round(saving.baseline_price, _PRICE_DIGITS)),
        "agreed_price": plain(round(saving.agreed_price, _PRICE_DIGITS)),
        "volume": plain(saving.volume),
        "unit": saving.unit,
        "amount": plain(saving.amount),
    }
