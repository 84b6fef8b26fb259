"""How a case is settled in the books: goods that move are receipts, and the invoices show what was paid for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd

from buybook.commands.case_list import ListedCase
from buybook.commands.job import Job
from buybook.commands.receipt_rows import book, judged
from buybook.core.cases import Act, Billed, Step
from buybook.core.delivery_notes import with_receipts
from buybook.core.frames import numbers, settled, sums, table
from buybook.core.invoices.match import match_invoices
from buybook.core.invoices.reading import invoice_rows, ordered_lines
from buybook.core.invoices.records import Limits
from buybook.core.matching import Fit, References, index_lines, line_key
from buybook.core.money import ZERO, exact, rounded
from buybook.core.receiving import NewReceipt
from buybook.core.rows import folded
from buybook.schema import TableKind


def receipts_for(listed: ListedCase, kind: str, steps: Sequence[Step], today: dt.date) -> list[NewReceipt]:
    """Give the receipts that steps of a case book: what came in its place, and what went back as negative ones.

    Goods that were made good become accepted ones: they go out as what they were and come in anew.
    """
    found: list[NewReceipt] = []
    for step in steps:
        quantity = float(step.quantity or 0)
        good = NewReceipt(
            listed.po,
            listed.line,
            quantity or 1,
            today,
            reason=listed.case.number,
            delivery_note=step.reference,
        )
        if step.act is Act.REPLACED:
            found.append(good)
        elif step.act is Act.RETURNED:
            found.append(_back(good, kind, listed.item))
        elif step.act is Act.REWORKED:
            found += [_back(good, kind, listed.item), good]
    return found


def _back(receipt: NewReceipt, kind: str, item: str | None) -> NewReceipt:
    """Give the return of goods, as the part of the delivery that they were."""
    quantity = -receipt.quantity
    return replace(
        receipt,
        quantity=quantity,
        rejected=quantity if kind == "rejected" else 0.0,
        damaged=quantity if kind == "damaged" else 0.0,
        item_number=item if kind == "wrong_item" and receipt.line is not None else None,
    )


def billed_for(
    job: Job, known: Mapping[str, ListedCase], listed: ListedCase, receipts: Sequence[NewReceipt]
) -> Billed | None:
    """Give what was invoiced of a case's line, once some receipts are booked; None without invoices or a price."""
    tables = job.view.tables
    if not len(table(tables, TableKind.INVOICES)):
        return None
    booked = book(job, receipts)
    after = with_receipts(tables, (*booked.openings, *booked.rows))
    lines = judged(job, after).frame
    ordered = ordered_lines(after, lines)
    asked = References.of(_reference(listed))
    orders = table(after, TableKind.ORDERS)
    index = index_lines(orders, References.of(table(after, TableKind.RECEIPTS)))
    found = index.match(asked)
    if int(found.fit[0]) != Fit.MATCHED:
        return None
    number = int(found.line[0])
    matched = match_invoices(ordered, invoice_rows(after, ordered), Limits())
    line = next(each for each in matched.lines if each.line.line == number)
    if line.line.price is None or (not line.invoiced and not line.amount):
        return None
    due = sums(
        index.line,
        np.nan_to_num(numbers(lines, "quantity_accepted") + numbers(lines, "quantity_outstanding")),
        index.count,
    )
    invoices = table(after, TableKind.INVOICES)
    notes = invoices["invoice_number"].dropna() if "invoice_number" in invoices else ()
    return Billed(
        line.amount,
        rounded((exact(settled(due)[number]) or ZERO) * line.line.price, line.line.currency),
        _elsewhere(known, listed),
        frozenset(folded(str(each)) for each in notes),
    )


def _reference(listed: ListedCase) -> pd.DataFrame:
    """Give how a case names its order line, as a row."""
    return pd.DataFrame(
        [
            {
                "po_number": listed.po,
                "po_line": listed.line,
                "item_number": listed.item if not listed.line else None,
            }
        ]
    )


def _elsewhere(known: Mapping[str, ListedCase], listed: ListedCase) -> Decimal:
    """Give what the other open cases of the order line are about."""
    own = (folded(listed.po), line_key(listed.line or ""))
    return sum(
        (
            each.case.amount or ZERO
            for each in known.values()
            if not each.case.over
            and each.case.number != listed.case.number
            and (folded(each.po), line_key(each.line or "")) == own
        ),
        ZERO,
    )
