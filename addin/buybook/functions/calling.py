"""A call of a function from a cell: its cells go to the rule as columns, its answer comes back as cells.

One-value-a-row arguments are broadcast as Excel does it: a single cell with a column, a row with a column. Rows
that lack a required value are blank; a row with a value that cannot be used says so in one sentence, and the
others have their answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import InvalidOperation
from math import isinf, isnan
from typing import Any

import numpy as np

from buybook.core.frames import Mask
from buybook.frozen import frozen
from buybook.functions.answers import Answers, RefusedCallError, Titled, Values
from buybook.functions.cells import Cells
from buybook.functions.reading import Column, Wrong, read
from buybook.functions.surroundings import Surroundings
from buybook.registry import Argument, ArgumentKind, Default, Function, Gives

MISSING = object()  # an argument that was not given

_EMPTY: Mapping[ArgumentKind, tuple[object, str]] = {
    ArgumentKind.NUMBER: (np.nan, "float64"),
    ArgumentKind.PERCENT: (np.nan, "float64"),
    ArgumentKind.DATE: (np.datetime64("NaT", "D"), "datetime64[D]"),
    ArgumentKind.TEXT: (None, "object"),
    ArgumentKind.CHOICE: (None, "object"),
    ArgumentKind.YES_NO: (False, "bool"),
}


def call(function: Function, given: Sequence[object], around: Surroundings) -> object:
    """Answer a call: a value, or rows of values. What is given are cells as Excel passes them, or MISSING.

    Never raises for what a cell holds: an answer that cannot be given is a sentence in the language around.
    """
    padded = [*given, *[MISSING] * (len(function.arguments) - len(given))]
    passed = {
        argument.name: None if raw is MISSING else Cells.of(raw)
        for argument, raw in zip(function.arguments, padded, strict=True)
    }
    try:
        return _Call(function, _untitled(function, passed), around).answer()
    except RefusedCallError as refused:
        return sentence(refused.code, refused.argument, refused.values, around)
    except (InvalidOperation, OverflowError):  # each number is in bounds, and together they are not
        return sentence("out_of_reach", "", {}, around)


def sentence(code: str, argument: str, values: Mapping[str, object], around: Surroundings) -> str:
    """Give the sentence of a refusal, which begins with the argument's name."""
    text = around.words.label(f"refused.{code}")
    return f"{argument}: {text.format_map(values)}" if argument else text.format_map(values)


def _untitled(function: Function, passed: Mapping[str, Cells | None]) -> dict[str, Cells | None]:
    """Take the first row of whole columns for titles where a number, a date or a choice cannot be meant."""
    titled = any(
        cells is not None
        and cells.is_titled()
        and argument.kind not in (ArgumentKind.TEXT, ArgumentKind.TABLE)
        for argument, cells in zip(function.arguments, passed.values(), strict=True)
    )
    return {
        argument.name: cells.without_title()
        if titled and cells is not None and cells.whole and argument.kind is not ArgumentKind.TABLE
        else cells
        for argument, cells in zip(function.arguments, passed.values(), strict=True)
    }


@frozen
class _Call:
    function: Function
    passed: Mapping[str, Cells | None]
    around: Surroundings

    def answer(self) -> object:
        """Run the rule."""
        if self.function.gives is Gives.TABLE:
            return self._table()
        each = [argument for argument in self.function.arguments if not self._is_joint(argument)]
        shape = _shape({argument.name: self._cells(argument) for argument in each})
        columns = {argument.name: self._broadcast(argument, shape) for argument in each}
        rows = _Rows.of([(argument, columns[argument.name]) for argument in each])
        arguments = {name: column.values[rows.good] for name, column in columns.items()}
        answers = self._run(arguments | self._joint())
        assert isinstance(answers, Answers)
        return self._shaped(self._written(rows, answers, columns), shape)

    def _is_joint(self, argument: Argument) -> bool:
        return argument.together or argument.kind is ArgumentKind.TABLE

    def _cells(self, argument: Argument) -> Cells | None:
        cells = self.passed[argument.name]
        if cells is None and not argument.optional:
            raise RefusedCallError("missing", argument.name)
        return cells

    def _default(self, argument: Argument) -> object:
        default = argument.default
        return self.around.default(default) if isinstance(default, Default) else default

    def _broadcast(self, argument: Argument, shape: tuple[int, int]) -> Column:
        """Read an argument's cells, and give a value for each cell of the answer."""
        column = self._read(argument, self._cells(argument))
        cells = self._cells(argument)
        own = (1, 1) if cells is None else (cells.rows, cells.columns)
        place = np.arange(own[0] * own[1]).reshape(own)
        if cells is not None and cells.whole and own[0] < shape[0]:
            blank = np.full((shape[0] - own[0], own[1]), -1)
            place = np.concatenate([place, blank])
        which = np.broadcast_to(place, shape).ravel()
        return self._filled(argument, _at(column, which, _EMPTY[argument.kind][0]))

    def _read(self, argument: Argument, cells: Cells | None) -> Column:
        if cells is None:
            missing, dtype = _EMPTY[argument.kind]
            return Column(np.array([missing], dtype=dtype), np.zeros(1, dtype=bool))
        return read(cells.flat, argument, self.around)

    def _filled(self, argument: Argument, column: Column) -> Column:
        """Put the default where an optional argument's cell is blank."""
        default = self._default(argument)
        if default is None or column.given.all():
            return column
        values = column.values.copy()
        values[~column.given] = default
        return replace(column, values=values)

    def _joint(self) -> dict[str, object]:
        """Read the arguments that are taken as a whole; rows without any value are left out."""
        joint = [argument for argument in self.function.arguments if self._is_joint(argument)]
        found: dict[str, object] = {
            argument.name: self._cells(argument) for argument in joint if argument.kind is ArgumentKind.TABLE
        }
        lists = [argument for argument in joint if argument.kind is not ArgumentKind.TABLE]
        if lists:
            found |= self._lists(lists)
        return found

    def _lists(self, lists: Sequence[Argument]) -> dict[str, Values]:
        shape = _shape({argument.name: self._cells(argument) for argument in lists})
        columns = {argument.name: self._broadcast(argument, shape) for argument in lists}
        several = shape != (1, 1)
        for argument in lists:
            for row, wrong in sorted(columns[argument.name].wrong.items()):
                raise self._refused(wrong, argument, row if several else None)
        needed = [argument for argument in lists if not argument.optional]
        kept = np.logical_or.reduce([columns[argument.name].given for argument in needed])
        for argument in lists:
            lacks = np.flatnonzero(kept & ~columns[argument.name].given).tolist()
            if lacks and not argument.optional and not argument.may_be_blank:
                raise self._refused(Wrong("blank_in_row"), argument, lacks[0])
        return {name: column.values[kept] for name, column in columns.items()}

    def _refused(self, wrong: Wrong, argument: Argument, row: int | None) -> RefusedCallError:
        name = argument.name
        if row is not None:
            name += " " + self.around.words.label("refused.in_row").format(row=row + 1)
        return RefusedCallError(wrong.code, name, wrong.values)

    def _table(self) -> object:
        """Run a rule that gives a table; its single values stand for the whole call."""
        single = [argument for argument in self.function.arguments if not self._is_joint(argument)]
        values: dict[str, object] = {}
        for argument in single:
            cells = self._cells(argument)
            if cells is not None and (cells.rows, cells.columns) != (1, 1):
                raise RefusedCallError("not_one_cell", argument.name)
            column = self._filled(argument, self._read(argument, cells))
            if column.wrong:
                raise self._refused(column.wrong[0], argument, None)
            if not column.given[0] and not argument.optional:
                raise RefusedCallError("missing", argument.name)
            values[argument.name] = column.values[0]
        titled = self._run(values | self._joint())
        assert isinstance(titled, Titled)
        return [list(titled.titles), *(list(map(_cell, row)) for row in titled.rows)]

    def _run(self, arguments: Mapping[str, object]) -> object:
        ordered = {argument.name: arguments[argument.name] for argument in self.function.arguments}
        extra = {"around": self.around} if self.function.informed else {}
        with np.errstate(all="ignore"):
            answer = self.function.rule(**ordered, **extra)
        return Answers(answer) if isinstance(answer, np.ndarray) else answer

    def _written(self, rows: _Rows, answers: Answers, columns: Mapping[str, Column]) -> list[object]:
        """Give the cells: answers where there are any, sentences where something is wrong, else blank."""
        written: list[object] = [""] * len(rows.good)
        places = np.flatnonzero(rows.good).tolist()
        for place, value in zip(places, _values(answers.values), strict=True):
            written[place] = sentence("out_of_reach", "", {}, self.around) if _is_infinite(value) else value
        for refusal in answers.refusals:
            cells = columns[refusal.argument].values if refusal.argument in columns else None
            for row in np.flatnonzero(refusal.where).tolist():
                value = _shown(cells[places[row]]) if cells is not None else ""
                written[places[row]] = sentence(refusal.code, refusal.argument, {"value": value}, self.around)
        for place, (name, wrong) in rows.wrong.items():
            written[place] = sentence(wrong.code, name, wrong.values, self.around)
        return written

    @staticmethod
    def _shaped(written: Sequence[object], shape: tuple[int, int]) -> object:
        if shape == (1, 1):
            return written[0]
        width = shape[1]
        return [list(written[start : start + width]) for start in range(0, len(written), width)]


@frozen
class _Rows:
    """Which rows can be answered, and what is wrong with some of the others."""

    good: Mask
    wrong: Mapping[int, tuple[str, Wrong]]  # row -> argument

    @classmethod
    def of(cls, columns: Sequence[tuple[Argument, Column]]) -> _Rows:
        good = np.ones(len(columns[0][1].given), dtype=bool)
        wrong: dict[int, tuple[str, Wrong]] = {}
        for argument, column in columns:
            if not argument.optional and not argument.may_be_blank:
                good &= column.given
        for argument, column in columns:
            for row, why in column.wrong.items():
                if good[row]:
                    wrong.setdefault(row, (argument.name, why))
        good[list(wrong)] = False
        return cls(good, wrong)


def _at(column: Column, which: np.ndarray[Any, np.dtype[np.int64]], missing: object) -> Column:
    """Give a column's cells by their places; -1 is a blank one."""
    blank = which < 0
    values = column.values[which]
    values[blank] = missing
    wrong = {
        row: column.wrong[place]
        for row, place in enumerate(which.tolist() if column.wrong else [])
        if place in column.wrong
    }
    return Column(values, column.given[which] & ~blank, wrong)


def _shape(cells: Mapping[str, Cells | None]) -> tuple[int, int]:
    """Give the shape that arguments broadcast to. Whole columns reach as far down as the longest."""
    known = {name: each for name, each in cells.items() if each is not None}
    rows = max((each.rows for each in known.values()), default=1)
    columns = max((each.columns for each in known.values()), default=1)
    longest = next((name for name, each in known.items() if each.rows == rows), "")
    for name, each in known.items():
        if each.rows not in (1, rows) and not each.whole:
            values = {"rows": each.rows, "other": longest, "others": rows}
            raise RefusedCallError("other_length", name, values)
        if each.columns not in (1, columns):
            raise RefusedCallError("other_width", name, {"columns": each.columns, "others": columns})
    return rows, columns


def _values(values: Values) -> list[object]:
    if values.dtype.kind == "M":
        return [each if each is not None else "" for each in values.astype("datetime64[s]").tolist()]
    if values.dtype.kind == "f":
        return ["" if isnan(each) else each for each in values.tolist()]
    return ["" if each is None else each for each in values.tolist()]


def _is_infinite(value: object) -> bool:
    return isinstance(value, float) and isinf(value)


def _cell(value: object) -> object:
    """Give one value as it goes into a cell."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return ""
    return dt.datetime(*value.timetuple()[:3]) if type(value) is dt.date else value


def _shown(value: object) -> str:
    if isinstance(value, np.datetime64):
        return str(value.astype("datetime64[D]"))
    return f"{value:.12g}" if isinstance(value, float) else str(value)
