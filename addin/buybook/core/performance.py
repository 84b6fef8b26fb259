"""How suppliers perform, by supplier: on time, in full, lead times and quality.

No figure is computed from nothing: a supplier without lines that are due has NaN, not 100 %.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from buybook.core.frames import Dates, Floats, Ints, Mask, Texts, settled
from buybook.frozen import frozen

ENOUGH_FOR_PPM = 1000  # units received; below, a count says more
_MILLION = 1_000_000


@frozen
class Suppliers:
    """The suppliers of some rows, in alphabetical order, and which of them each row is of."""

    names: tuple[str, ...]
    of_row: Ints

    @classmethod
    def of(cls, supplier: Texts) -> Suppliers:
        """Find the suppliers. Spellings that differ in case and spaces are one, named as first written."""
        written = ["" if each is None else str(each) for each in supplier.tolist()]
        folded = [" ".join(each.split()).casefold() for each in written]
        keys = sorted(set(folded), key=lambda key: (key == "", key))
        first = {key: written[row] for row, key in reversed(list(enumerate(folded)))}
        place = {key: position for position, key in enumerate(keys)}
        return cls(tuple(first[key] for key in keys), np.array([place[key] for key in folded], dtype="int64"))

    def count(self, rows: Mask) -> Ints:
        """Count rows by supplier."""
        return np.bincount(self.of_row[rows], minlength=len(self.names)).astype("int64")

    def sum(self, values: Floats) -> Floats:
        """Add up values by supplier."""
        return settled(np.bincount(self.of_row, values, minlength=len(self.names)))


def due(baseline: Dates, today: np.datetime64) -> Mask:
    """Tell which lines are due: those with a baseline that is not after today, delivered or not."""
    return ~np.isnat(baseline) & (baseline <= today)


def on_time(baseline: Dates, received: Dates, tolerance_days: float) -> Mask:
    """Tell which lines were received by their baseline; one never received was not."""
    tolerance = np.timedelta64(int(tolerance_days), "D")
    return ~np.isnat(received) & ~np.isnat(baseline) & (received <= baseline + tolerance)


def in_full(ordered: Floats, accepted: Floats, under_tolerance: float) -> Mask:
    """Tell which lines were accepted in full: accepted >= ordered x (1 - under tolerance)."""
    return np.nan_to_num(accepted) >= settled(ordered * (1 - under_tolerance))


def shares(part: Ints, whole: Ints) -> Floats:
    """Give part / whole; NaN for no whole."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(whole > 0, part / np.maximum(whole, 1), np.nan), dtype="float64")


@frozen
class LeadTimes:
    """Lead times by supplier in calendar days; NaN where too few are known."""

    count: Ints
    median: Floats
    mean: Floats
    deviation: Floats  # of a sample, from two lead times on
    percentile: Floats  # the 90th, linear between values


def lead_times(suppliers: Suppliers, start: Dates, received: Dates) -> LeadTimes:
    """Give the statistics of the days from order or confirmation to receipt; rows without both do not count."""
    days = (received - start).astype("timedelta64[D]")
    known = ~np.isnat(days)
    frame = pd.DataFrame({"supplier": suppliers.of_row[known], "days": days[known].astype("float64")})
    groups = frame.groupby("supplier")["days"]
    everyone = range(len(suppliers.names))

    def by_supplier(values: pd.Series[float]) -> Floats:
        return np.asarray(values.reindex(everyone), dtype="float64")

    return LeadTimes(
        suppliers.count(known),
        by_supplier(groups.median()),
        by_supplier(groups.mean()),
        by_supplier(groups.std()),
        by_supplier(groups.quantile(0.9)),
    )


def parts_per_million(bad: Floats, received: Floats) -> Floats:
    """Give bad / received x 1,000,000; NaN under 1,000 received, where the count says more."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(received >= ENOUGH_FOR_PPM, bad / np.maximum(received, 1) * _MILLION, np.nan)
