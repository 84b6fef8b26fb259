"""Where the results of an order line are written: the buyer's own columns where they can take them, else ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from buybook.commands.answers import mapped, plain, records
from buybook.commands.status_words import WORD_OF, StatusWords
from buybook.findings import Finding, Severity
from buybook.schema import TableKind
from buybook.vocabulary import Words, all_words
from buybook.workbook.edits import CellEdit, ColumnEdit, Edit, FlagRule, Value
from buybook.workbook.journal import last_written, read_journal
from buybook.workbook.same import differing, same_value
from buybook.workbook.tables import Column, RecognisedTable, column_letter, quoted_sheet
from buybook.workbook.view import WorkbookView, as_date

# What refresh writes about a line, in the order of our columns.
OUTPUTS = ("quantity_received", "quantity_outstanding", "due_date", "status", "flags", "days_late")
_ONLY_OURS = frozenset({"due_date", "flags"})  # the buyer's dates and remarks are theirs
_SEVERE = ("late", "damaged", "rejected", "wrong_item")
_MILD = ("at_risk", "unconfirmed", "short", "over", "price_differs")
_RED = ("#ffc7ce", "#9c0006")
_AMBER = ("#ffeb9c", "#7f6000")


@dataclass
class LineEdits:
    """The edits and findings of writing order lines back."""

    edits: list[Edit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def line_edits(
    view: WorkbookView,
    words: Words,
    lines: pd.DataFrame,
    *,
    forced: frozenset[str] = frozenset(),
    add_columns: bool = True,
) -> LineEdits:
    """Give the edits that write these lines' results.

    `forced` fields are written even where the buyer typed another value, as a receipt just booked demands.
    Without `add_columns` only columns that exist are written.
    """
    result = LineEdits()
    written = last_written(list(read_journal(view.grids)))
    for table in view.recognition.of_kind(TableKind.ORDERS):
        own = lines[lines["_table"] == table.id]
        if not own.empty:
            writer = _Writer(view, words, table, own, written, forced, result)
            for name in OUTPUTS:
                writer.write(name, add_columns)
    return result


class _Writer:
    """Writes the results of one order list's lines."""

    def __init__(
        self,
        view: WorkbookView,
        words: Words,
        table: RecognisedTable,
        lines: pd.DataFrame,
        written: Mapping[tuple[str, str], object],
        forced: frozenset[str],
        result: LineEdits,
    ) -> None:
        self._view = view
        self._words = words
        self._table = table
        self._lines = lines
        self._rows: list[int] = lines["_row"].tolist()
        self._written = written
        self._forced = forced
        self._result = result
        self._vocabulary = StatusWords.of(view, words, table)

    def write(self, name: str, add_column: bool) -> None:
        """Write one field of the lines: into a column that takes it, else into one of ours."""
        column = self._target(name)
        own_words = column is None or column.ours
        found = _values(self._lines[name], name, self._words, self._vocabulary, own_words)
        values = dict(zip(self._rows, found, strict=True))
        if column is not None:
            self._write_into(column, name, values)
        elif add_column:
            self._result.edits.append(_own_column(self._view, self._words, self._table, name, values))

    def _write_into(self, column: Column, name: str, values: Mapping[int, Value]) -> None:
        sheet = self._table.sheet
        current = self._view.column(sheet, column.index, self._rows)
        places = differing(current, [values[row] for row in self._rows])
        for place, line in zip(places, records(self._lines.iloc[places]), strict=True):
            row = self._rows[place]
            if not self._leaves(name, line, current[place], column):
                self._result.edits.append(CellEdit(sheet, row, column.index, values[row]))

    def _target(self, name: str) -> Column | None:
        """The column that takes a field: ours when there is one, else the buyer's when it can take it."""
        ours = next(
            (each for each in self._table.columns if each.ours and _is_own_title(name, each.title)), None
        )
        if ours is not None or name in _ONLY_OURS:
            return ours
        theirs = self._table.column(name)
        if theirs is None or not theirs.sure:
            return None
        formula = first_formula(self._view, self._table, theirs)
        if formula is not None:
            self._tell("formula_in_the_way", theirs, name, formula)
            return None
        if name == "status" and not self._vocabulary.can_say(set(map(str, self._lines["status"]))):
            self._tell("status_words_unknown", theirs, name, self._table.first_row)
            return None
        return theirs

    def _tell(self, code: str, column: Column, name: str, row: int) -> None:
        values = {"column": column.title, "ours": self._words.label(f"column.{name}")}
        self._result.findings.append(
            Finding(code, Severity.INFO, values, table=self._table.id, row=row, field=name)
        )

    def _leaves(self, name: str, line: Mapping[str, object], current: object, column: Column) -> bool:
        """Tell whether the buyer's cell stays as it is, because it says as much or is theirs to change."""
        if column.ours or name in self._forced:
            return False
        place = (self._table.sheet, f"{column.letter}{_row(line)}")
        mine = place in self._written and same_value(current, self._written[place])
        if name == "status":
            return self._vocabulary.says_as_much(line, current, mine)
        if name == "quantity_received":
            return _keeps_received(line, current, mine)
        # Text such as "12 st" that already means the result stays as the buyer wrote it.
        return name != "days_late" and isinstance(current, str) and _as_number(current) == plain(line[name])


def _row(line: Mapping[str, object]) -> int:
    return int(str(line["_row"]))


def _is_own_title(name: str, title: str) -> bool:
    return any(each.label(f"column.{name}") == title for each in all_words())


def first_formula(view: WorkbookView, table: RecognisedTable, column: Column) -> int | None:
    """Give the first row of a column that holds a formula; None where there is none."""
    lines = view.formulas(table.sheet, (table.first_row, column.index), (table.last_row, column.index))
    return next((row for row, line in enumerate(lines, table.first_row) if line[0].startswith("=")), None)


def _keeps_received(line: Mapping[str, object], current: object, mine: bool) -> bool:
    if line.get("received_source") != "receipts":
        return True
    typed = _as_number(current)
    booked = plain(line["quantity_received"])
    if typed is None or mine or not isinstance(booked, (int, float)):
        return current not in (None, "") and typed is None
    return typed > booked or (typed == booked and isinstance(current, str))


def _as_number(value: object) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return float(value)
    try:
        return float(str(value).replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except ValueError:
        return None


def _values(
    lines: pd.Series[Any], name: str, words: Words, vocabulary: StatusWords, own_words: bool
) -> list[Value]:
    """Give what is written for a field of the lines, line by line; `own_words` are ours for a status."""

    def status(value: object) -> Value:
        return (None if own_words else vocabulary.word(str(value))) or _own_word(str(value), words)

    def flags(value: object) -> Value:
        names = value if isinstance(value, tuple) else ()
        return ", ".join(words.label(f"flag.{flag}") for flag in names) or None

    def days(value: object) -> Value:
        number = plain(value)
        return number if isinstance(number, int) and number > 0 else None

    def quantity(value: object) -> Value:
        number = plain(value)
        return number if isinstance(number, (int, float)) else None

    if name == "due_date":
        days_due: list[dt.date | None] = lines.to_numpy().astype("datetime64[D]").tolist()
        return list(days_due)
    return mapped(lines.tolist(), {"status": status, "flags": flags, "days_late": days}.get(name, quantity))


def _own_word(status: str, words: Words) -> str:
    return words.state(WORD_OF.get(status, status))


def _own_column(
    view: WorkbookView, words: Words, table: RecognisedTable, name: str, values: Mapping[int, Value]
) -> ColumnEdit:
    return ColumnEdit(
        table.id,
        name,
        words.label(f"column.{name}"),
        values,
        number_format=date_format(view, words) if name == "due_date" else "General",
        width=max(
            {"flags": 30.0, "status": 18.0}.get(name, 12.0), len(words.label(f"column.{name}")) / 2 + 3
        ),
        align="center" if name in ("due_date", "quantity_outstanding", "days_late") else None,
        rules=_flag_rules(words) if name == "flags" else (),
    )


def _flag_rules(words: Words) -> tuple[FlagRule, ...]:
    severe = tuple(words.label(f"flag.{flag}") for flag in _SEVERE)
    mild = tuple(words.label(f"flag.{flag}") for flag in _MILD)
    return (FlagRule(severe, *_RED), FlagRule(mild, *_AMBER, unless=severe))


def date_format(view: WorkbookView, words: Words) -> str:
    """The format of dates: the buyer's own where an order list has one, else the language's."""
    for table in view.recognition.of_kind(TableKind.ORDERS):
        for name in ("promised_date", "requested_date", "expected_date", "order_date"):
            column = table.column(name)
            if (
                column is not None
                and as_date(view.value(table.sheet, table.first_row, column.index)) is not None
            ):
                return view.number_format(table.sheet, table.first_row, column.index)
    return {"nl": "dd-mm-yyyy", "sv": "yyyy-mm-dd"}.get(words.language, "dd mmm yyyy")


def place_of(table: RecognisedTable, row: int) -> tuple[str, str]:
    """Give a row's place as text and as a link."""
    column = table.column("po_number") or table.columns[0]
    cell = f"{column_letter(column.index)}{row}"
    return f"{table.sheet}!{cell}", f"{quoted_sheet(table.sheet)}!{cell}"
