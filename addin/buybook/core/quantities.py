"""The parts of a delivery: received = accepted + rejected + damaged, whichever of them were written down."""

from __future__ import annotations

import numpy as np

from buybook.core.frames import Floats, Ints, Mask, settled
from buybook.frozen import frozen


@frozen
class Parts:
    """Quantities of deliveries, one entry a row; zeros where nothing is `known`."""

    received: Floats
    accepted: Floats
    rejected: Floats
    damaged: Floats
    known: Mask  # a quantity was given
    misfit: Mask  # the given quantities do not add up

    def rows(self, which: Ints) -> Parts:
        """Give the quantities of some of the rows."""
        return Parts(
            self.received[which],
            self.accepted[which],
            self.rejected[which],
            self.damaged[which],
            self.known[which],
            self.misfit[which],
        )


def parts(
    received: Floats,
    accepted: Floats,
    rejected: Floats,
    damaged: Floats,
    *,
    says_damaged: Mask | None = None,
    says_rejected: Mask | None = None,
) -> Parts:
    """Derive the missing quantities (NaN) of deliveries from the given ones.

    What was received but neither accepted, rejected nor damaged is booked under the part that was left
    blank: damaged where the row says so, else rejected. Where the given quantities do not add up,
    rejected and damaged are kept and accepted is the rest, not below zero for a delivery. In a return
    (negative), parts given as positive numbers are taken as returned.
    """
    has_accepted, has_rejected, has_damaged = (~np.isnan(part) for part in (accepted, rejected, damaged))
    bad_rejected, bad_damaged, good = np.nan_to_num(rejected), np.nan_to_num(damaged), np.nan_to_num(accepted)
    whole = np.where(np.isnan(received), good + bad_rejected + bad_damaged, received)
    flipped = (whole < 0) & (bad_rejected >= 0) & (bad_damaged >= 0) & (bad_rejected + bad_damaged > 0)
    bad_rejected, bad_damaged = (np.where(flipped, -part, part) for part in (bad_rejected, bad_damaged))

    damaged_words = np.zeros(len(whole), dtype=bool) if says_damaged is None else says_damaged
    rejected_words = np.zeros(len(whole), dtype=bool) if says_rejected is None else says_rejected
    only_whole = ~(has_accepted | has_rejected | has_damaged) & (damaged_words | rejected_words)
    unexplained = np.where(only_whole, whole, whole - good - bad_rejected - bad_damaged)
    blank = (has_accepted & ~(has_rejected & has_damaged)) | only_whole
    explain = blank & (settled(unexplained) * np.sign(whole) > 0)
    as_damaged = explain & ~has_damaged & (has_rejected | damaged_words)
    bad_damaged = np.where(as_damaged, bad_damaged + unexplained, bad_damaged)
    bad_rejected = np.where(explain & ~as_damaged, bad_rejected + unexplained, bad_rejected)

    rest = whole - bad_rejected - bad_damaged
    overfull = (whole >= 0) & (settled(rest) < 0)
    misfit = flipped | overfull | (has_accepted & (settled(rest - good) != 0))
    good = np.where(whole >= 0, np.maximum(rest, 0), rest)
    return Parts(
        settled(whole),
        settled(good),
        settled(bad_rejected),
        settled(bad_damaged),
        ~np.isnan(received) | has_accepted | has_rejected | has_damaged,
        misfit,
    )
