"""The prices that the buyer holds offers against: a list of ours that they fill in, and what the workbook tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from buybook.commands.job import Job
from buybook.commands.unit_words import shown_unit
from buybook.core.frames import Tables
from buybook.core.item_keys import ItemKey, ItemKeys
from buybook.core.money import exact
from buybook.core.negotiation import Amount, Known, standard_prices
from buybook.core.price_history import PaidPrice, last_paid
from buybook.core.quotations import Lot
from buybook.core.rows import Place, Row, folded, rows_of
from buybook.core.savings import Baseline, Baselines
from buybook.core.supplier_book import supplier_book
from buybook.findings import Finding
from buybook.frozen import frozen
from buybook.schema import Kind, TableKind
from buybook.workbook.edits import Edit, Value
from buybook.workbook.kept_lists import KeptColumn, KeptList, kept_edits, read_kept
from buybook.workbook.units import unit_of_cell

BASELINES = KeptList(
    "baselines",
    (
        KeptColumn("item", Kind.CODE, 16),
        KeptColumn("description", Kind.TEXT, 34),
        KeptColumn("unit", Kind.UNIT, 8),
        KeptColumn("currency", Kind.CURRENCY, 10),
        KeptColumn("should_cost", Kind.NUMBER, 14),
        KeptColumn("budget", Kind.NUMBER, 14),
        KeptColumn("announced", Kind.NUMBER, 16),
        KeptColumn("note", Kind.TEXT, 30),
    ),
)
_FILLED_IN = ("should_cost", "budget", "announced")


@frozen
class References:
    """All prices that there are to hold offers against, by article, and what could not be read of them."""

    filled_in: Mapping[str, Mapping[ItemKey, Amount]]  # by the list's column
    standard: Mapping[ItemKey, Amount]
    paid: Mapping[ItemKey, PaidPrice]
    listed: frozenset[str]  # articles, folded, that the buyer's list has a row for
    findings: tuple[Finding, ...] = ()

    @property
    def known(self) -> Known:
        """What a target may rest on."""
        return Known(self.paid, self.filled_in["should_cost"], self.standard)

    def baselines(self, order: Iterable[str]) -> Baselines:
        """What a saving may be booked against, in the order of the settings."""
        paid = {key: Amount(each.price, each.currency, each.unit) for key, each in self.paid.items()}
        prices = {
            Baseline.BUDGET: self.filled_in["budget"],
            Baseline.LAST_PAID: paid,
            Baseline.STANDARD: self.standard,
            Baseline.ANNOUNCED: self.filled_in["announced"],
        }
        return Baselines(prices, tuple(Baseline(each) for each in order))


def references(job: Job, keys: ItemKeys, leave_out: frozenset[Place] = frozenset()) -> References:
    """Read everything that offers may be held against; no price was paid by the rows of `leave_out`."""
    tables = job.view.tables
    kept = read_kept(job.view, BASELINES)
    rows = [(_key(keys, row), row) for row in kept.rows if row.get("item")]
    filled_in = {
        name: {key: amount for key, row in rows if key and (amount := _amount(row, name))}
        for name in _FILLED_IN
    }
    return References(
        filled_in,
        standard_prices(_keyed(tables, keys)),
        last_paid(tables, keys, supplier_book(tables), job.today, leave_out),
        frozenset(folded(str(row["item"])) for _, row in rows),
        kept.findings,
    )


def _key(keys: ItemKeys, row: Mapping[str, object]) -> ItemKey | None:
    """Give the article of a kept row: by its item number, else by the description that stands for one."""
    name = str(row["item"])
    found = keys.of(Row({"description": name}))
    return found if found is not None and found[0] == "item_number" else keys.of(Row({"item_number": name}))


def _amount(row: Mapping[str, object], name: str) -> Amount | None:
    price, currency, unit = exact(row.get(name)), row.get("currency"), row.get("unit")
    if price is None or price <= 0:
        return None
    return Amount(
        price, str(currency).upper() if currency else None, unit_of_cell(str(unit)) if unit else None
    )


def _keyed(tables: Tables, keys: ItemKeys) -> Iterable[tuple[ItemKey, Row]]:
    for row in rows_of(tables, TableKind.ITEMS):
        key = keys.of(row)
        if key is not None:
            yield key, row


def baseline_edits(job: Job, lots: Iterable[Lot], known: References, base: str | None) -> tuple[Edit, ...]:
    """Give the edits that add a row for each article that the buyer's list does not have yet, to be filled in."""
    new: list[dict[str, Value]] = []
    for lot in lots:
        name = lot.item_number or lot.description
        if name and folded(name) not in known.listed:
            unit = shown_unit(lot.unit, job.words)
            new.append({"item": name, "description": lot.description, "unit": unit, "currency": base})
    return kept_edits(job.view, job.words, BASELINES, new)
