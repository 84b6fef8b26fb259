"""When an order line is due, and which date says so."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from buybook.core.frames import (
    Dates,
    Floats,
    Mask,
    Tables,
    Texts,
    dates,
    given,
    numbers,
    places,
    table,
    texts,
)
from buybook.core.matching import keys
from buybook.frozen import frozen
from buybook.schema import TableKind

PROMISES = ("promised_date", "expected_date", "delivery_date")
FROM_LEAD_TIME = "order_date+lead_time"


@frozen
class DueDates:
    """The dates of each order row."""

    due: Dates  # NaT where nothing tells
    source: Texts  # the field that it is from; None where nothing tells
    promised: Dates  # the latest promise alone
    requested: Dates
    ordered: Dates
    received: Dates  # the order list's own date of receipt
    arrived: Dates  # the same, else a delivery date that is no promise


def due_dates(tables: Tables, orders: pd.DataFrame) -> DueDates:
    """Give the due dates of the order list: promised, else requested, else order date + lead time

    `delivery_date` is a promise, unless its table has a promise of its own and no other arrival date: there
    it is when the goods came. Lead times are calendar days, the line's own, else its article's, else its
    supplier's; a part of a day counts as a whole one.
    """
    delivery_is_promise = _delivery_is_promise(orders)
    delivery = dates(orders, "delivery_date")
    nothing = np.datetime64("NaT", "D")
    ordered, requested = dates(orders, "order_date"), dates(orders, "requested_date")
    choices = {
        "promised_date": dates(orders, "promised_date"),
        "expected_date": dates(orders, "expected_date"),
        "delivery_date": np.where(delivery_is_promise, delivery, nothing),
        "requested_date": requested,
        FROM_LEAD_TIME: ordered + _whole_days(lead_times(tables, orders)),
    }
    due, source = _first_date(choices)
    promised, _ = _first_date({name: choices[name] for name in PROMISES})
    arrived = np.where(delivery_is_promise, nothing, delivery)
    received = dates(orders, "received_date")
    arrived = np.where(np.isnat(received), arrived, received)
    return DueDates(due, source, promised, requested, ordered, received, arrived)


def _first_date(choices: dict[str, Dates]) -> tuple[Dates, Texts]:
    known = [~np.isnat(values) for values in choices.values()]
    date = np.select(known, list(choices.values()), np.datetime64("NaT", "D"))
    names = np.array([*choices, None], dtype=object)
    which = np.select(known, list(range(len(choices))), len(choices))
    return date, names[which]


def _delivery_is_promise(orders: pd.DataFrame) -> Mask:
    """Decide table by table what a delivery date means."""
    table_, _ = places(orders)
    promises = ~np.isnat(dates(orders, "promised_date", "expected_date"))
    arrivals = ~np.isnat(dates(orders, "received_date"))
    has_promises = np.isin(table_, table_[promises])
    has_arrivals = np.isin(table_, table_[arrivals])
    return ~has_promises | has_arrivals


def _whole_days(days: Floats) -> np.ndarray[tuple[int], np.dtype[np.timedelta64]]:
    known = np.isfinite(days) & (days >= 0) & (days < 100_000)
    result = np.full(len(days), np.timedelta64("NaT", "D"))
    result[known] = np.ceil(np.round(days[known], 6)).astype("timedelta64[D]")
    return result


def lead_times(tables: Tables, orders: pd.DataFrame) -> Floats:
    """Give each order row's days from order to delivery: its own, else its article's, else its supplier's.

    An article or supplier listed with different lead times has none.
    """
    result = numbers(orders, "lead_time")
    sources = (
        (TableKind.ITEMS, ("item_number",)),
        (TableKind.SUPPLIERS, ("supplier",)),
        (TableKind.SUPPLIERS, ("supplier_no",)),
    )
    for kind, fields in sources:
        missing = np.isnan(result)
        if missing.any():
            result = np.where(missing, _looked_up(orders, table(tables, kind), fields), result)
    return result


def _looked_up(orders: pd.DataFrame, source: pd.DataFrame, fields: Iterable[str]) -> Floats:
    known = pd.DataFrame({"key": keys(texts(source, *fields)), "days": numbers(source, "lead_time")})
    groups = known.dropna().groupby("key")["days"].agg(["min", "max"])
    sole = groups.loc[groups["min"] == groups["max"], "min"]
    result = np.full(len(orders), np.nan)
    if sole.empty:
        return result
    asked = keys(texts(orders, *fields))
    rows = given(asked)
    result[rows] = sole.reindex(asked[rows]).to_numpy(dtype="float64")
    return result
