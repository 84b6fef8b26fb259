"""Functions about how suppliers perform: one row a supplier."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from buybook.core.frames import Dates, Floats, Texts
from buybook.core.performance import (
    Suppliers,
    due,
    in_full,
    on_time,
    parts_per_million,
    shares,
)
from buybook.core.performance import lead_times as lead_time_statistics
from buybook.functions.answers import RefusedCallError, Titled
from buybook.functions.surroundings import Surroundings
from buybook.registry import Argument, ArgumentKind, Default, FunctionGroup, Gives, function

_SUPPLIER = Argument("supplier", ArgumentKind.TEXT, together=True, may_be_blank=True)
_BASELINE = Argument("baseline_date", ArgumentKind.DATE, together=True, may_be_blank=True)
_RECEIVED = Argument("received_date", ArgumentKind.DATE, together=True, may_be_blank=True)
_TODAY = Argument("today", ArgumentKind.DATE, optional=True, default=Default.TODAY)
_TOLERANCE = Argument("tolerance", optional=True, default=0.0, least=0, whole=True)


@function(
    "BUY_ON_TIME_RATE",
    _SUPPLIER,
    _BASELINE,
    _RECEIVED,
    _TODAY,
    _TOLERANCE,
    group=FunctionGroup.SUPPLIERS,
    gives=Gives.TABLE,
)
def on_time_rate(
    supplier: Texts,
    baseline_date: Dates,
    received_date: Dates,
    today: np.datetime64,
    tolerance: float,
    *,
    around: Surroundings,
) -> Titled:
    """Give the lines due, those on time and their share by supplier."""
    suppliers = _known(supplier)
    are_due = due(baseline_date, today)
    punctual = are_due & on_time(baseline_date, received_date, tolerance)
    lines, good = suppliers.count(are_due), suppliers.count(punctual)
    columns = [lines, good, shares(good, lines), suppliers.count(np.isnat(baseline_date))]
    return _table(around, suppliers, ("lines_due", "on_time", "on_time_rate", "without_date"), columns)


@function(
    "BUY_OTIF",
    _SUPPLIER,
    _BASELINE,
    _RECEIVED,
    Argument("ordered", together=True, least=0),
    Argument("accepted", together=True, may_be_blank=True),
    Argument("under_tolerance", ArgumentKind.PERCENT, optional=True, default=0.0, least=0),
    _TODAY,
    _TOLERANCE,
    group=FunctionGroup.SUPPLIERS,
    gives=Gives.TABLE,
)
def otif(
    supplier: Texts,
    baseline_date: Dates,
    received_date: Dates,
    ordered: Floats,
    accepted: Floats,
    under_tolerance: float,
    today: np.datetime64,
    tolerance: float,
    *,
    around: Surroundings,
) -> Titled:
    """Give the lines due, those on time, those in full, those both, and the share of these by supplier."""
    suppliers = _known(supplier)
    are_due = due(baseline_date, today)
    punctual = are_due & on_time(baseline_date, received_date, tolerance)
    full = are_due & in_full(ordered, accepted, under_tolerance)
    lines, both = suppliers.count(are_due), suppliers.count(punctual & full)
    columns = [
        lines,
        suppliers.count(punctual),
        suppliers.count(full),
        both,
        shares(both, lines),
        suppliers.count(np.isnat(baseline_date)),
    ]
    names = ("lines_due", "on_time", "in_full", "on_time_in_full", "otif", "without_date")
    return _table(around, suppliers, names, columns)


@function(
    "BUY_LEAD_TIMES",
    _SUPPLIER,
    Argument("order_date", ArgumentKind.DATE, together=True, may_be_blank=True),
    _RECEIVED,
    group=FunctionGroup.SUPPLIERS,
    gives=Gives.TABLE,
)
def lead_times(supplier: Texts, order_date: Dates, received_date: Dates, *, around: Surroundings) -> Titled:
    """Give number, median, mean, standard deviation and 90th percentile of lead times by supplier."""
    suppliers = _known(supplier)
    found = lead_time_statistics(suppliers, order_date, received_date)
    columns = [found.count, found.median, found.mean, found.deviation, found.percentile]
    return _table(around, suppliers, ("receipts", "median", "mean", "deviation", "percentile"), columns)


@function(
    "BUY_PPM",
    _SUPPLIER,
    Argument("received", together=True, least=0),
    Argument("bad", together=True, may_be_blank=True, least=0),
    group=FunctionGroup.SUPPLIERS,
    gives=Gives.TABLE,
)
def ppm(supplier: Texts, received: Floats, bad: Floats, *, around: Surroundings) -> Titled:
    """Give received, rejected or damaged, and parts per million by supplier."""
    suppliers = _known(supplier)
    all_received, all_bad = suppliers.sum(received), suppliers.sum(np.nan_to_num(bad))
    rates = parts_per_million(all_bad, all_received)
    few = around.words.label("table.too_few_for_ppm")
    shown = [few if np.isnan(rate) else rate for rate in rates.tolist()]
    return _table(around, suppliers, ("received", "bad", "ppm"), [all_received, all_bad, shown])


def _known(supplier: Texts) -> Suppliers:
    if not len(supplier):
        raise RefusedCallError("missing", "supplier")
    return Suppliers.of(supplier)


def _table(
    around: Surroundings,
    suppliers: Suppliers,
    names: Sequence[str],
    columns: Sequence[Sequence[object] | np.ndarray],
) -> Titled:
    words = around.words
    titles = [words.label(f"table.{name}") for name in ("supplier", *names)]
    nobody = words.label("table.no_supplier")
    lists = [each.tolist() if isinstance(each, np.ndarray) else each for each in columns]
    rows = zip([name or nobody for name in suppliers.names], *lists, strict=True)
    return Titled(tuple(titles), [list(row) for row in rows])
