"""How much of each order row was ordered, received, accepted, rejected, damaged and is still open."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from buybook.core.deliveries import Deliveries
from buybook.core.due_dates import DueDates
from buybook.core.frames import Dates, Floats, Mask, Tables, Texts, numbers, places, settled, sums, texts
from buybook.core.matching import LineIndex
from buybook.core.nonconformances import reported_bad, taken_from_accepted
from buybook.core.quantities import Parts, parts
from buybook.core.schedule import Schedule, full_receipt_dates, share
from buybook.core.states import is_typed
from buybook.frozen import frozen
from buybook.schema import TableKind

RECEIVED_FIELDS = ("quantity_received", "quantity_accepted")


@frozen
class LineQuantities:
    """Quantities of each row of the orders frame; NaN for what cannot be known."""

    ordered: Floats
    cancelled: Floats
    received: Floats
    accepted: Floats
    rejected: Floats
    damaged: Floats
    outstanding: Floats
    shortfall: Floats  # ordered less accepted and cancelled, whether or not the line is closed
    source: Texts  # where received is from: receipts, orders, status, none
    is_cancelled: Mask
    is_open: Mask  # something is, or for all that is known may be, still to come
    is_full: Mask  # accepted goods fill the row within the under tolerance
    full_date: Dates  # when they did; NaT where unknown
    last_date: Dates  # when something last arrived
    typed_received: Floats  # what the order list itself says
    closed_by_word: Mask  # received by the buyer's word alone
    misfit: Mask  # the order list's own quantities do not add up


def line_quantities(
    tables: Tables,
    orders: pd.DataFrame,
    index: LineIndex,
    arrived: Deliveries,
    due: DueDates,
    *,
    under_percent: float,
    damaged_words: Sequence[str],
    rejected_words: Sequence[str],
) -> LineQuantities:
    """Work out the quantities of the order list's rows.

    Receipts win over what the order list says of the same line. Without a receipts table and any column of
    received quantities the buyer's word (a state "received", or a date of receipt) stands for the whole line.
    """
    ordered = numbers(orders, "quantity_ordered", "quantity")
    cancelled = np.nan_to_num(numbers(orders, "quantity_cancelled"))
    typed = texts(orders, "status")
    is_cancelled = is_typed(typed, "cancelled") | ((cancelled >= ordered) & (ordered > 0))
    by_word = _closed_by_word(tables, orders, typed, due) & ~is_cancelled
    own = _own_parts(orders, ordered - cancelled, by_word)
    schedule = Schedule.of(index, due.due, ordered - cancelled, places(orders))
    shared = share(schedule, arrived, index.count)
    silent = shared.known & ~arrived.lines_with(index.count, arrived.inspected)[index.line]
    chosen = _with_typed_bad(_chosen(own, shared), own, silent, index, schedule)
    reported = reported_bad(tables, index, damaged_words, rejected_words)
    chosen = _with_reported_bad(chosen, schedule, arrived, *reported)
    shortfall = settled(ordered - chosen.accepted - cancelled)
    tolerated = settled(np.maximum(ordered, 0) * under_percent / 100)
    is_full = (shortfall <= tolerated) & (chosen.accepted > 0)
    is_done = is_full | is_cancelled | is_typed(typed, "closed") | (by_word & np.isnan(ordered))
    outstanding = np.where(is_done, 0.0, np.maximum(shortfall, 0))
    unknown = np.isnan(outstanding) & ~(chosen.received > 0)
    needed = np.maximum(ordered - cancelled - tolerated, 0)
    full_date = np.where(shared.known, full_receipt_dates(schedule, arrived, needed), due.arrived)
    full_date = np.where(is_full, full_date, np.datetime64("NaT", "D"))
    last_date = _last_dates(index, arrived, schedule, full_date=full_date, otherwise=due.arrived)
    return LineQuantities(
        ordered=ordered,
        cancelled=cancelled,
        received=chosen.received,
        accepted=chosen.accepted,
        rejected=chosen.rejected,
        damaged=chosen.damaged,
        outstanding=outstanding,
        shortfall=shortfall,
        source=_sources(shared.known, own.known, by_word),
        is_cancelled=is_cancelled,
        is_open=(outstanding > 0) | unknown,
        is_full=is_full,
        full_date=full_date,
        last_date=np.where(chosen.received > 0, last_date, np.datetime64("NaT", "D")),
        typed_received=np.where(own.known & ~by_word, own.received, np.nan),
        closed_by_word=by_word,
        misfit=chosen.misfit,
    )


def _closed_by_word(tables: Tables, orders: pd.DataFrame, typed: Texts, due: DueDates) -> Mask:
    """Tell which rows are received because the buyer says so and nothing in the workbook counts receipts."""
    counted_elsewhere = len(tables.get(TableKind.RECEIPTS, ())) > 0
    if counted_elsewhere or any(field in orders for field in RECEIVED_FIELDS):
        return np.zeros(len(orders), dtype=bool)
    not_whole = is_typed(typed, "partially_received", "not_received", "awaiting_receipt", "open")
    return is_typed(typed, "received") | (~np.isnat(due.received) & ~not_whole)


def _own_parts(orders: pd.DataFrame, whole: Floats, by_word: Mask) -> Parts:
    return parts(
        np.where(by_word, whole, numbers(orders, "quantity_received")),
        numbers(orders, "quantity_accepted"),
        numbers(orders, "quantity_rejected"),
        numbers(orders, "quantity_damaged"),
    )


def _chosen(own: Parts, shared: Parts) -> Parts:
    def choose(from_receipts: Floats, from_orders: Floats) -> Floats:
        return np.where(shared.known, from_receipts, np.where(own.known, from_orders, 0.0))

    return Parts(
        choose(shared.received, own.received),
        choose(shared.accepted, own.accepted),
        choose(shared.rejected, own.rejected),
        choose(shared.damaged, own.damaged),
        known=shared.known | own.known,
        misfit=own.misfit & ~shared.known,
    )


def _with_typed_bad(chosen: Parts, own: Parts, silent: Mask, index: LineIndex, schedule: Schedule) -> Parts:
    """Let the order list's rejected and damaged quantities stand where receipts are silent on quality."""
    rejected, damaged = (
        sums(index.line, np.where(silent, np.maximum(part, 0), 0), index.count)
        for part in (own.rejected, own.damaged)
    )
    return _with_bad(chosen, schedule, rejected, damaged)


def _with_reported_bad(
    chosen: Parts, schedule: Schedule, arrived: Deliveries, rejected: Floats, damaged: Floats
) -> Parts:
    """Add what only the cases tell: a kind of bad goods that neither receipts nor the order list show.

    Where they show the other kind, the case may mean the same goods: only what it has more of counts. Bad goods
    that were received and went back since are shown too: their case does not bring them back.
    """
    count, came = len(rejected), arrived.quantities
    shown_rejected, shown_damaged = (
        np.maximum(
            np.bincount(schedule.line, np.maximum(part, 0)[schedule.row], minlength=count),
            arrived.totals(count, np.maximum(by_receipt, 0)),
        )
        for part, by_receipt in ((chosen.rejected, came.rejected), (chosen.damaged, came.damaged))
    )
    more = np.maximum(settled(rejected + damaged - shown_rejected - shown_damaged), 0)
    untold = np.where((shown_rejected == 0) & (shown_damaged == 0), np.inf, more)
    return _with_bad(
        chosen,
        schedule,
        np.where(shown_rejected == 0, np.minimum(rejected, untold), 0),
        np.where(shown_damaged == 0, np.minimum(damaged, untold), 0),
    )


def _with_bad(chosen: Parts, schedule: Schedule, rejected: Floats, damaged: Floats) -> Parts:
    """Take bad goods, given by line, out of what was accepted; beyond that they count as received too."""
    if not (rejected.any() or damaged.any()):
        return chosen
    as_damaged = taken_from_accepted(schedule, chosen.accepted, damaged)
    accepted = chosen.accepted - np.minimum(as_damaged, np.maximum(chosen.accepted, 0))
    as_rejected = taken_from_accepted(schedule, accepted, rejected)
    accepted = settled(accepted - np.minimum(as_rejected, np.maximum(accepted, 0)))
    all_rejected, all_damaged = chosen.rejected + as_rejected, chosen.damaged + as_damaged
    touched = (as_damaged != 0) | (as_rejected != 0)
    accepted = np.where(touched, np.maximum(accepted, 0), accepted)  # bad goods on a row of a return alone
    received = np.maximum(chosen.received, settled(accepted + all_rejected + all_damaged))
    received = np.where(touched, received, chosen.received)
    return Parts(received, accepted, settled(all_rejected), settled(all_damaged), chosen.known, chosen.misfit)


def _sources(from_receipts: Mask, from_orders: Mask, by_word: Mask) -> Texts:
    names = np.array(["receipts", "status", "orders", "none"], dtype=object)
    return names[np.select([from_receipts, by_word, from_orders], [0, 1, 2], 3)]  # type: ignore[no-any-return]


def _last_dates(
    index: LineIndex, arrived: Deliveries, schedule: Schedule, *, full_date: Dates, otherwise: Dates
) -> Dates:
    """Give the last day of arrival, `otherwise` that of the order list where a line has no receipts.

    A schedule line filled before its line's last day was done on the earlier one.
    """
    latest = np.full(index.count, np.iinfo("int64").min)
    np.maximum.at(latest, arrived.line, arrived.date.astype("int64"))  # NaT is the smallest
    by_line = latest.astype("datetime64[D]")[index.line]
    is_last = np.empty(len(by_line), dtype=bool)
    is_last[schedule.row] = schedule.last
    date = np.where(~is_last & ~np.isnat(full_date), full_date, by_line)
    return np.where(arrived.lines_with(index.count)[index.line], date, otherwise)
