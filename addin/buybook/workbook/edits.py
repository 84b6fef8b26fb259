"""What a command wants changed in the workbook, said without addresses of new rows and columns.

`planning` finds where it goes, `steps` carries it out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from typing import Literal, TypeAlias

from buybook.frozen import frozen

Value: TypeAlias = str | float | int | bool | dt.date | dt.datetime | None


@frozen
class Formula:
    """A formula, with its equals sign."""

    text: str


@frozen
class Look:
    """How cells of ours look; what is None is left as it is."""

    bold: bool | None = None
    italic: bool | None = None
    size: float | None = None
    font: str | None = None
    colour: str | None = None  # of the text, "#rrggbb"
    fill: str | None = None
    number_format: str | None = None
    align: Literal["left", "center", "right"] | None = None
    wrap: bool | None = None
    top: bool | None = None  # text stands at the top of a high row


@frozen
class FlagRule:
    """Cells that hold one of these words, and none of the others, are shown in these colours.

    It becomes a conditional-format rule. Rules that exclude each other look the same whichever comes first.
    """

    words: tuple[str, ...]
    fill: str
    colour: str
    unless: tuple[str, ...] = ()


@frozen
class CellEdit:
    """One cell gets a value. The row is counted before any row of the same run is inserted.

    `look` is for cells of sheets of ours.
    """

    sheet: str
    row: int
    column: int
    value: Value | Formula
    look: Look | None = None


@frozen
class ColumnEdit:
    """A list gets a column of ours at its right, with a value for some of its rows."""

    table: int
    field: str
    title: str
    values: Mapping[int, Value]
    number_format: str = "General"
    width: float = 14
    align: Literal["left", "center", "right"] | None = None
    rules: tuple[FlagRule, ...] = ()


@frozen
class RowsEdit:
    """A list gets rows at its end: a mapping of field to value each."""

    table: int
    rows: tuple[Mapping[str, Value], ...]


@frozen
class ListColumn:
    """A column of a list that Buybook makes."""

    field: str
    title: str
    number_format: str = "General"
    width: float = 14
    align: Literal["left", "center", "right"] | None = None


@frozen
class ListEdit:
    """A new sheet with a list, where the workbook has none of the kind."""

    sheet: str
    title: str
    columns: tuple[ListColumn, ...]
    rows: tuple[Mapping[str, Value], ...]


@frozen
class ReportCell:
    """A cell of a report: what it says, how it looks, and where a click leads (`'Orders'!B12`)."""

    value: Value | Formula
    look: Look = field(default_factory=Look)
    link: str | None = None


@frozen
class Choices:
    """Cells of a report in which something is chosen, and the cells of the same sheet that it is chosen from."""

    cells: str
    source: str


@frozen
class ReportChart:
    """A chart on a report, drawn from a block of its cells whose first row and column are titles.

    It is made with the sheet and then left to the buyer. `fills` are the series' colours; None is invisible.
    """

    name: str
    kind: str  # xlwings' word, such as column_stacked
    source: str
    at: str  # the cell at its upper left corner
    width: float  # points
    height: float
    fills: tuple[str | None, ...] = ()
    title: str | None = None


@frozen
class Report:
    """A sheet that is wholly ours and written anew each time: cells by (row, column)."""

    sheet: str
    known_names: tuple[str, ...]  # what the sheet may be called, in any language
    cells: Mapping[tuple[int, int], ReportCell]
    widths: Mapping[int, float]
    frozen_at: str | None = None
    heights: Mapping[int, float] = field(default_factory=dict)  # points
    before: bool = False  # stands first in the workbook
    rules: tuple[tuple[str, FlagRule], ...] = ()  # (cells, rule)
    choices: tuple[Choices, ...] = ()
    charts: tuple[ReportChart, ...] = ()


@frozen
class ReportEdit:
    """A report is written or brought up to date."""

    report: Report


@frozen
class NoteEdit:
    """A cell gets a note of ours, or loses it where `after` is None; `before` is the note that it has."""

    sheet: str
    row: int
    column: int
    before: str | None
    after: str | None


@frozen
class RemoveRowsEdit:
    """Rows that Buybook added are taken away: deleted, or emptied where nothing lies beneath them."""

    sheet: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int
    delete: bool


@frozen
class RemoveColumnEdit:
    """A column that Buybook added is emptied, its rules with it."""

    sheet: str
    first_row: int
    last_row: int
    column: int


@frozen
class RemoveSheetEdit:
    """A sheet that Buybook added is taken away."""

    sheet: str


@frozen
class ResizeEdit:
    """An Excel Table gets another extent, in A1 notation."""

    sheet: str
    excel_table: str
    before: str
    after: str


Edit: TypeAlias = (
    CellEdit
    | ColumnEdit
    | RowsEdit
    | ListEdit
    | ReportEdit
    | NoteEdit
    | RemoveRowsEdit
    | RemoveColumnEdit
    | RemoveSheetEdit
    | ResizeEdit
)
