"""What the receipts say arrived for each order line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from buybook.core.frames import (
    Dates,
    Floats,
    Ints,
    Mask,
    Tables,
    Texts,
    dates,
    day,
    numbers,
    places,
    plain,
    positions,
    sheet_order,
    sums,
    table,
    texts,
)
from buybook.core.matching import Fit, LineIndex, Matches, References, keys
from buybook.core.quantities import Parts, parts
from buybook.core.states import DAMAGED_WORDS, REJECTED_WORDS
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import TableKind

_QUANTITIES = ("quantity", "quantity_received", "quantity_accepted", "quantity_rejected", "quantity_damaged")
_NOT_ARRIVED = (
    "cancelled",
    "not_received",
    "awaiting_receipt",
    "draft",
)  # a receipt that is only planned, or void
_SAYS_DAMAGED = ("damaged",)
_SAYS_REJECTED = ("rejected_goods", "rejected_request")  # "Rejected" is both; in a receipt it is the goods
_VERDICT_WORDS = 3  # an inspection text of more words is a remark, not a verdict on the whole row
_NOT_THE_WHOLE = re.compile(
    r"\d|\?|\b(?:"
    r"no|not|non|none|nothing|never|without|zero|free|ok|if|or|part|partly|partially|some|few|one|box|check"
    r"|pack\w*|carton|pallet|inspect\w*"
    r"|ej|inte|icke|ingen|inga|inget|utan|noll|nej|om|eller|del|delvis|några|någon|en|ett|kartong|pall"
    r"|emballage\w*|förpackning\w*|kontroll\w*|kolla"
    r"|niet|geen|zonder|nul|nee|indien|deels|gedeeltelijk|enkele|een|doos|verpakking\w*|controle\w*"
    r"|\w*fri|\w*fritt|\w*vrij"
    r")\b"
)  # denied, asked, or said of a part or of the packing


@frozen
class Deliveries:
    """The receipts that count, one entry each, in sheet order."""

    frame: pd.DataFrame  # their rows
    line: Ints
    date: Dates
    quantities: Parts
    inspected: Mask  # the row itself says what of the delivery was bad, be it nothing
    orphans: pd.DataFrame  # receipts that name no order

    def totals(self, count: int, part: Floats) -> Floats:
        """Add up one of the quantities by line, for `count` lines."""
        return sums(self.line, part, count)

    def lines_with(self, count: int, rows: Mask | None = None) -> Mask:
        """Tell which of `count` lines have receipts (of the given rows)."""
        return np.bincount(self.line if rows is None else self.line[rows], minlength=count)[:count] > 0


def receipt_parts(receipts: pd.DataFrame) -> Parts:
    """Give the quantities of each receipt, the missing ones derived."""
    says_damaged, says_rejected = _verdicts(receipts)
    return parts(
        numbers(receipts, "quantity_received", "quantity"),
        numbers(receipts, "quantity_accepted"),
        numbers(receipts, "quantity_rejected"),
        numbers(receipts, "quantity_damaged"),
        says_damaged=says_damaged,
        says_rejected=says_rejected,
    )


def _verdicts(receipts: pd.DataFrame) -> tuple[Mask, Mask]:
    """Tell which receipts are said to be damaged and which rejected, by their status, else their inspection.

    The inspection counts where it is a short verdict and no rejected or damaged quantity is given.
    """
    states = texts(receipts, "status")
    damaged, rejected = np.isin(states, _SAYS_DAMAGED), np.isin(states, _SAYS_REJECTED)
    said = texts(receipts, "inspection")
    silent = ~(damaged | rejected | given_number(receipts, "quantity_rejected", "quantity_damaged"))
    found_damaged = silent & _is_verdict(said, DAMAGED_WORDS)
    found_rejected = silent & ~found_damaged & _is_verdict(said, REJECTED_WORDS)
    return damaged | found_damaged, rejected | found_rejected


def _is_verdict(said: Texts, stems: Sequence[str]) -> Mask:
    """Tell which texts are a short verdict on the whole row, with a word of one of the stems."""
    stem = re.compile("|".join(rf"\b{re.escape(each.casefold())}" for each in stems))
    return np.array(
        [
            text is not None
            and len(str(text).split()) <= _VERDICT_WORDS
            and stem.search(str(text).casefold()) is not None
            and _NOT_THE_WHOLE.search(str(text).casefold()) is None
            for text in said
        ],
        dtype=bool,
    )


def repeated(receipts: pd.DataFrame, asked: References) -> Mask:
    """Tell which receipts are booked a second time: one delivery note or receipt number, all else equal."""
    result = np.zeros(len(receipts), dtype=bool)
    for field in ("delivery_note", "receipt"):
        number = pd.Series(keys(texts(receipts, field)))
        rows = np.flatnonzero(number.duplicated(keep=False) & number.notna())
        if len(rows):
            alike = _what_counts(receipts.iloc[rows], asked.rows(rows)).assign(number=number[rows].to_numpy())
            result[rows[alike.duplicated().to_numpy()]] = True
    return result


def _what_counts(receipts: pd.DataFrame, asked: References) -> pd.DataFrame:
    """Give all that tells two deliveries of one delivery note apart."""
    codes = [keys(texts(receipts, name)) for name in ("lot_number", "status", "reason")]
    quantities = [numbers(receipts, name) for name in _QUANTITIES]
    parts_ = [asked.order, asked.line, asked.item, asked.description, *codes, *quantities]
    when = dates(receipts, "received_date", "delivery_date").astype("datetime64[s]")
    damaged, rejected = _verdicts(receipts)
    return pd.DataFrame(dict(enumerate(parts_))).assign(date=when, damaged=damaged, rejected=rejected)


def receipts_in_order(tables: Tables) -> pd.DataFrame:
    """Give the receipts table's rows in the order in which they stand in the workbook."""
    receipts = table(tables, TableKind.RECEIPTS)
    return receipts.iloc[sheet_order(receipts)]


def deliveries(
    receipts: pd.DataFrame, asked: References, index: LineIndex
) -> tuple[Deliveries, list[Finding]]:
    """Read receipts: what counts for which order line, and a finding for each row that does not count.

    The receipts come in sheet order, and `asked` is what they say of their order lines.
    """
    quantities = receipt_parts(receipts)
    matches = index.match(asked)
    void = np.isin(texts(receipts, "status"), _NOT_ARRIVED)
    empty = ~quantities.known & ~void
    twice = repeated(receipts, asked) & ~void & ~empty
    open_to_match = ~(void | empty | twice)
    lost = open_to_match & (matches.fit != Fit.MATCHED)
    counted = open_to_match & ~lost
    findings = [
        *_row_findings(receipts, void, "receipt_not_counted", Severity.INFO, "status"),
        *_row_findings(receipts, empty, "receipt_without_quantity", Severity.WARNING, "quantity_received"),
        *_row_findings(receipts, twice, "receipt_repeated", Severity.WARNING, "delivery_note"),
        *_lost_findings(receipts, lost, matches),
        *_misfit_findings(receipts, open_to_match & quantities.misfit, quantities),
    ]
    given_parts = given_number(receipts, "quantity_accepted", "quantity_rejected", "quantity_damaged")
    inspected = np.logical_or.reduce([given_parts, *_verdicts(receipts)])
    kept = np.flatnonzero(counted)
    return (
        Deliveries(
            receipts.iloc[kept],
            matches.line[kept],
            dates(receipts, "received_date", "delivery_date")[kept],
            quantities.rows(kept),
            inspected[kept],
            receipts.iloc[np.flatnonzero(lost & (matches.fit == Fit.NO_ORDER))],
        ),
        findings,
    )


def given_number(frame: pd.DataFrame, *names: str) -> Mask:
    """Tell in which rows at least one of the fields has a number."""
    return ~np.isnan(numbers(frame, *names))


def _row_findings(
    frame: pd.DataFrame, rows: Mask, code: str, severity: Severity, field: str
) -> list[Finding]:
    if not rows.any():
        return []
    tables_, sheet_rows = places(frame)
    order, line = texts(frame, "po_number", "purchase_order"), texts(frame, "po_line")
    return [
        Finding(
            code,
            severity,
            {"po": order[row] or "–", "line": line[row] or "–"},
            table=int(tables_[row]),
            row=int(sheet_rows[row]),
            field=field,
        )
        for row in positions(rows)
    ]


_LOST = {
    Fit.UNKNOWN_ORDER: ("receipt_unknown_order", "po_number"),
    Fit.UNKNOWN_LINE: ("receipt_unknown_line", "po_line"),
    Fit.UNCLEAR: ("receipt_unmatched", "po_line"),
}


def _lost_findings(receipts: pd.DataFrame, lost: Mask, matches: Matches) -> list[Finding]:
    return [
        finding
        for fit, (code, field) in _LOST.items()
        for finding in _row_findings(receipts, lost & (matches.fit == fit), code, Severity.WARNING, field)
    ]


def _misfit_findings(receipts: pd.DataFrame, rows: Mask, quantities: Parts) -> list[Finding]:
    tables_, sheet_rows = places(receipts)
    return [
        Finding(
            "receipt_does_not_add_up",
            Severity.WARNING,
            {
                "received": plain(quantities.received[row]),
                "accepted": plain(quantities.accepted[row]),
                "rejected": plain(quantities.rejected[row]),
                "damaged": plain(quantities.damaged[row]),
            },
            table=int(tables_[row]),
            row=int(sheet_rows[row]),
            field="quantity_received",
        )
        for row in positions(rows)
    ]


def orphan_findings(
    orphans: pd.DataFrame, orders: pd.DataFrame, index: LineIndex, is_open: Mask
) -> list[Finding]:
    """Tell of receipts without an order number, and of the open line meant where it can be only one."""
    wanted = _supplier_and_item(orphans)
    lines: dict[tuple[str, str], set[int]] = {}
    if any(pair is not None for pair in wanted):
        for row, pair in enumerate(_supplier_and_item(orders)):
            if pair is not None and is_open[row]:
                lines.setdefault(pair, set()).add(row)
    order = texts(orders, "po_number", "purchase_order")
    findings = _row_findings(
        orphans, np.ones(len(orphans), dtype=bool), "receipt_without_order", Severity.WARNING, "po_number"
    )
    for position, pair in enumerate(wanted):
        candidates = lines.get(pair, set()) if pair is not None else set()
        if len({int(index.line[row]) for row in candidates}) == 1:
            row = min(candidates)
            findings[position] = replace(
                findings[position],
                code="receipt_order_suggested",
                values={"po": order[row] or "–", "line": index.label[row] or "–"},
            )
    return findings


def _supplier_and_item(frame: pd.DataFrame) -> list[tuple[str, str] | None]:
    suppliers, items = keys(texts(frame, "supplier", "supplier_no")), keys(texts(frame, "item_number"))
    return [
        None if supplier is None or item is None else (supplier, item)
        for supplier, item in zip(suppliers, items, strict=True)
    ]


def future_findings(arrived: Deliveries, today: np.datetime64) -> list[Finding]:
    """Tell of receipts dated after today; they count, for the goods are in the books."""
    tables_, rows = places(arrived.frame)
    return [
        Finding(
            "receipt_in_future",
            Severity.WARNING,
            {"date": day(arrived.date[row])},
            table=int(tables_[row]),
            row=int(rows[row]),
            field="received_date",
        )
        for row in positions(arrived.date > today)
    ]
