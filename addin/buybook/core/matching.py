"""Which order line a row of another table speaks of: a receipt, an invoice, a non-conformance.

Codes compare without regard to case and spaces; line numbers also without leading zeros ("0010" is 10).
Nothing is guessed: what fits no line, or several, is told apart and left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import IntEnum

import numpy as np
import pandas as pd

from buybook.core.frames import Ints, Mask, Texts, given, places, sheet_order, texts
from buybook.frozen import frozen

NONE, SEVERAL = -1, -2  # no line has the key; more than one has it
_NUMBER = re.compile(r"[+-]?\d+(?:\.0+)?")


class Fit(IntEnum):
    """How a row of another table fits the order lines."""

    MATCHED = 0
    NO_ORDER = 1  # it names no order
    UNKNOWN_ORDER = 2
    UNKNOWN_LINE = 3  # it names a line that its order lacks
    UNCLEAR = 4  # its order has several lines that it could be for, or none like it


def code_key(value: object) -> str | None:
    """Give what a code compares by: no case, no spaces; None for nothing."""
    if not isinstance(value, str):
        value = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return "".join(value.split()).casefold() or None


def line_key(value: object) -> str | None:
    """Give what a line number compares by: as `code_key`, and "0010" is "10" is 10.0."""
    key = code_key(value)
    if key is not None and _NUMBER.fullmatch(key):
        return str(int(key.partition(".")[0]))
    return key


def keys(values: Texts, key: Callable[[object], str | None] = code_key) -> Texts:
    """Give the key of each value; None for a missing one."""
    codes, distinct = pd.factorize(values)
    known = np.array([*map(key, distinct), None], dtype=object)
    return known[codes]  # the code of a missing value is -1: the last one


def joint_codes(*columns: Texts) -> tuple[Ints, ...]:
    """Number the values of several columns alike: equal values get equal numbers, missing ones -1."""
    codes, _ = pd.factorize(np.concatenate(columns))
    ends = np.cumsum([len(values) for values in columns])[:-1]
    return tuple(np.split(codes.astype("int64"), ends))


@frozen
class References:
    """What the rows of a table say about the order line that they belong to, as keys."""

    order: Texts
    line: Texts
    item: Texts
    description: Texts

    def rows(self, which: Ints) -> References:
        """Give the references of some of the rows."""
        return References(self.order[which], self.line[which], self.item[which], self.description[which])

    @classmethod
    def of(cls, frame: pd.DataFrame) -> References:
        """Read the references of a table's rows."""
        return cls(
            keys(texts(frame, "po_number", "purchase_order")),
            keys(texts(frame, "po_line"), line_key),
            keys(texts(frame, "item_number")),
            keys(texts(frame, "description")),
        )


@frozen
class Matches:
    """For each row of a table: the line that it belongs to (NONE where it fits none), and how it fits."""

    line: Ints
    fit: Ints  # of Fit


@frozen
class LineIndex:
    """The lines of the order list. Rows that are schedule lines of one order line share its number."""

    line: Ints  # of each row of the orders frame, from 0
    label: Texts  # the line number shown: as typed, else the row's position in its order
    references: References  # with the line numbers completed
    typed: Mask  # the row has a line number of its own

    @property
    def count(self) -> int:
        """How many lines there are."""
        return int(self.line.max()) + 1 if len(self.line) else 0

    def match(self, asked: References) -> Matches:
        """Find the line of each row of another table."""
        own = self.references
        order, asked_order = joint_codes(own.order, asked.order)
        number, asked_number = joint_codes(own.line, asked.line)
        item, asked_item = joint_codes(own.item, asked.item)
        text, asked_text = joint_codes(own.description, asked.description)

        def sole(*pairs: tuple[Ints, Ints]) -> Ints:
            return _sole(*_combined((order, asked_order), *pairs), self.line)

        by_order = sole()
        by_line = sole((number, asked_number))
        by_item = sole((item, asked_item))
        by_text = sole((text, asked_text))
        exact = sole((number, asked_number), (item, asked_item))

        numbered = asked_number >= 0
        strict = numbered & np.isin(asked_order, order[self.typed & (order >= 0)])
        loose = numbered & ~strict
        line = np.select(
            [strict, loose],
            [_first(exact, by_line), _first(exact, by_item, by_line, by_order, by_text)],
            _first(by_item, by_order, by_text),
        )
        fit = np.select(
            [line >= 0, asked_order < 0, by_order == NONE, strict & (by_line == NONE)],
            [Fit.MATCHED, Fit.NO_ORDER, Fit.UNKNOWN_ORDER, Fit.UNKNOWN_LINE],
            Fit.UNCLEAR,
        )
        return Matches(np.maximum(line, NONE), fit.astype("int64"))


def leading_rows(index: LineIndex, orders: pd.DataFrame, has_value: Mask) -> Ints:
    """Give one row of the orders frame for each line: the first on the sheet that has the value asked for."""
    tables_, rows = places(orders)
    sequence = np.lexsort((rows, tables_, ~has_value, index.line))
    _, first = np.unique(index.line[sequence], return_index=True)
    return sequence[first].astype("int64")


def index_lines(orders: pd.DataFrame, *others: References) -> LineIndex:
    """Number the lines of the order list.

    Rows with the same order, line number and article are schedule lines of one line. Rows without a line
    number take their position in their order; where neither the order list nor any of the `others` (rows that
    will be matched) has line numbers for an order, its rows for the same article are schedule lines too.
    """
    own = References.of(orders)
    typed = given(own.line)
    label = _labels(orders, own, typed)
    number = keys(label, line_key)
    numbered_orders = np.concatenate([own.order[typed], *(_numbered(other) for other in others)])
    order, in_numbered = joint_codes(own.order, numbered_orders)
    pooled = ~np.isin(order, in_numbered) & given(own.item)
    number_in_group = number.copy()
    number_in_group[pooled] = None
    identity, item = joint_codes(number_in_group, own.item)
    item = _completed_items(order, identity, item)
    groups = pd.DataFrame({"order": order, "number": identity, "item": item})
    line = groups.groupby(["order", "number", "item"], sort=False).ngroup().to_numpy(dtype="int64")
    alone = order < 0  # a row without an order is a line of its own
    line = np.where(alone, len(order) + np.arange(len(order)), line)
    return LineIndex(
        pd.factorize(line)[0].astype("int64"),
        label,
        References(own.order, number, own.item, own.description),
        typed,
    )


def _numbered(other: References) -> Texts:
    return other.order[given(other.line)]


def _labels(orders: pd.DataFrame, own: References, typed: Mask) -> Texts:
    """Give each row's line number: as typed, else its position in its order, else the next free one."""
    label = keys(texts(orders, "po_line"), lambda text: str(text).strip())
    label[~typed] = None
    blank = ~typed & given(own.order)
    if not blank.any():
        return label
    sequence = sheet_order(orders)
    order = pd.factorize(own.order[sequence])[0]
    position = np.empty(len(order), dtype="int64")
    position[sequence] = pd.Series(order).groupby(order).cumcount().to_numpy() + 1
    taken = set(zip(own.order[typed], own.line[typed], strict=True))
    label[blank] = [str(number) for number in position[blank]]
    if not taken:
        return label
    for row in sequence[blank[sequence]]:
        number = int(position[row])
        while (own.order[row], str(number)) in taken:
            number += 1
        taken.add((own.order[row], str(number)))
        label[row] = str(number)
    return label


def _completed_items(order: Ints, number: Ints, item: Ints) -> Ints:
    """Let a schedule line without an article have the article of its line, where that has only one."""
    known = item >= 0
    if known.all() or not known.any():
        return item
    frame = pd.DataFrame({"order": order, "number": number, "item": np.where(known, item, np.nan)})
    groups = frame.groupby(["order", "number"])["item"]
    lowest, highest = groups.transform("min").to_numpy(), groups.transform("max").to_numpy()
    only = ~known & (lowest == highest)
    return np.where(only, np.nan_to_num(lowest), item).astype("int64")


def _combined(*pairs: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Join codes of several columns into one number a row; -1 where one of them is missing."""
    own, asked = pairs[0]
    for more_own, more_asked in pairs[1:]:
        size = int(max(more_own.max(initial=-1), more_asked.max(initial=-1))) + 1
        own = np.where((own >= 0) & (more_own >= 0), own * size + more_own, -1)
        asked = np.where((asked >= 0) & (more_asked >= 0), asked * size + more_asked, -1)
    return own, asked


def _sole(own: Ints, asked: Ints, line: Ints) -> Ints:
    """Give the only line with each asked key; NONE or SEVERAL where there is no such line."""
    known = own >= 0
    sequence = np.lexsort((line[known], own[known]))
    key, sorted_line = own[known][sequence], line[known][sequence]
    if not len(key):
        return np.full(len(asked), NONE, dtype="int64")
    first = np.searchsorted(key, asked, side="left")
    last = np.searchsorted(key, asked, side="right") - 1
    found = (asked >= 0) & (last >= first)
    lowest, highest = sorted_line[np.where(found, first, 0)], sorted_line[np.where(found, last, 0)]
    return np.select([~found, lowest != highest], [NONE, SEVERAL], lowest).astype("int64")


def _first(*candidates: Ints) -> Ints:
    """Give the first line that any way of looking found."""
    result = candidates[0]
    for more in candidates[1:]:
        result = np.where(result >= 0, result, np.where((more >= 0) | (result == NONE), more, result))
    return result
