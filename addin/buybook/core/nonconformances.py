"""Bad goods that only the list of non-conformances tells of."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from buybook.core.frames import (
    Floats,
    Ints,
    Mask,
    Tables,
    Texts,
    numbers,
    settled,
    sheet_order,
    sums,
    table,
    texts,
)
from buybook.core.matching import LineIndex, References
from buybook.core.schedule import Schedule, running
from buybook.schema import TableKind

_VOID = ("cancelled",)


def reported_bad(
    tables: Tables, index: LineIndex, damaged_words: Sequence[str], rejected_words: Sequence[str]
) -> tuple[Floats, Floats]:
    """Give the quantities reported as rejected and as damaged, by line.

    A case says what it is about in its own quantity columns, its status, or words in its reason, claim,
    inspection or remark. A case that says neither counts as neither; a cancelled one does not count.
    """
    cases = table(tables, TableKind.NONCONFORMANCES)
    cases = cases.iloc[sheet_order(cases)]
    line = index.match(References.of(cases)).line
    states = texts(cases, "status")
    amount = numbers(cases, "quantity", "quantity_received")
    rejected, damaged = (numbers(cases, f"quantity_{part}") for part in ("rejected", "damaged"))
    unsaid = np.isnan(rejected) & np.isnan(damaged)
    said = [texts(cases, name) for name in ("reason", "claim", "inspection", "comment")]
    is_damaged = np.isin(states, ("damaged",)) | _speaks_of(said, damaged_words)
    is_rejected = ~is_damaged & (np.isin(states, ("rejected_goods",)) | _speaks_of(said, rejected_words))
    damaged = np.where(unsaid & is_damaged, amount, damaged)
    rejected = np.where(unsaid & is_rejected, amount, rejected)
    counted = (line >= 0) & ~np.isin(states, _VOID)
    return (
        _sums(line[counted], rejected[counted], index.count),
        _sums(line[counted], damaged[counted], index.count),
    )


def _sums(line: Ints, amount: Floats, count: int) -> Floats:
    return sums(line, np.maximum(np.nan_to_num(amount), 0), count)


def _speaks_of(said: Sequence[Texts], words: Sequence[str]) -> Mask:
    """Tell in which rows a text has one of the words in it, other than in a denial ("undamaged")."""
    if not words:
        return np.zeros(len(said[0]), dtype=bool)
    pattern = re.compile("|".join(rf"(?<!un)(?<!on)(?<!\bo){re.escape(word.casefold())}" for word in words))
    rows = zip(*said, strict=True)
    return np.array(
        [any(text is not None and pattern.search(str(text).casefold()) for text in row) for row in rows],
        dtype=bool,
    )


def taken_from_accepted(schedule: Schedule, accepted: Floats, bad: Floats) -> Floats:
    """Share bad goods of a line among its rows, from the last accepted backwards; an excess to the first row.

    `accepted` is in the orders frame's order, as is the answer; `bad` is by line.
    """
    good = np.maximum(accepted[schedule.row], 0)
    so_far = running(good, schedule.line)
    total = sums(schedule.line, good, len(bad))[schedule.line]
    amount = bad[schedule.line]
    share = np.clip(amount - (total - so_far), 0, good)
    share = np.where(schedule.first, share + np.maximum(amount - total, 0), share)
    result = np.empty_like(share)
    result[schedule.row] = settled(share)
    return result
