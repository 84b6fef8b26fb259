"""Widths, heights and hiding of a range's rows and columns."""

from __future__ import annotations

from buybook.engine import sizes
from buybook.engine.appearance import Looks
from buybook.engine.refusal import refuse


class Sized(Looks):
    """The part of a range that is about the sizes of its rows and columns."""

    @property
    def column_width(self) -> float | None:
        """In characters, as Excel shows it, 0 for hidden columns; None where the columns differ."""
        source, last = self.sheet.source, min(self.area.last_column, self.area.column + 1024)
        widths = {
            0.0 if source.column_hidden(column) else sizes.shown_width(source.column_width(column))
            for column in range(self.area.column, last + 1)
        }
        return widths.pop() if len(widths) == 1 else None

    @column_width.setter
    def column_width(self, value: float) -> None:
        if not 0 <= value <= sizes.WIDEST:
            raise ValueError(f"A column is 0 to 255 characters wide, not {value}.")
        first, last = self.area.column, self.area.last_column
        self.sheet.source.set_columns_hidden(first, last, value == 0)  # as Excel does
        if value:
            self.sheet.source.set_column_width(first, last, sizes.stored_width(value))

    @property
    def row_height(self) -> float | None:
        """In points; None where the rows differ."""
        source, last = self.sheet.source, min(self.area.last_row, self.area.row + 10_000)
        heights = {sizes.height_of(source, row) for row in range(self.area.row, last + 1)}
        return heights.pop() if len(heights) == 1 else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.sheet.source.set_row_height(self.area.row, self.area.last_row, value)

    @property
    def width(self) -> float:
        """In points."""
        return sizes.columns_width(self.sheet.source, self.area.column, self.area.last_column)

    @property
    def height(self) -> float:
        """In points."""
        return sizes.rows_height(self.sheet.source, self.area.row, self.area.last_row)

    @property
    def left(self) -> float:
        """Points from the sheet's left edge."""
        return sizes.columns_width(self.sheet.source, 1, self.area.column - 1)

    @property
    def top(self) -> float:
        """Points from the sheet's top."""
        return sizes.rows_height(self.sheet.source, 1, self.area.row - 1)

    @property
    def row_hidden(self) -> bool | None:
        """Whether the rows are hidden; None where they differ."""
        hidden = {self.sheet.source.row_hidden(row) for row in range(self.area.row, self.area.last_row + 1)}
        return hidden.pop() if len(hidden) == 1 else None

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        if self.area.has_all_rows:
            refuse("Hiding all rows of a sheet")
        self.sheet.source.set_rows_hidden(self.area.row, self.area.last_row, bool(value))

    @property
    def column_hidden(self) -> bool | None:
        """Whether the columns are hidden; None where they differ."""
        columns = range(self.area.column, self.area.last_column + 1)
        hidden = {self.sheet.source.column_hidden(column) for column in columns}
        return hidden.pop() if len(hidden) == 1 else None

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.sheet.source.set_columns_hidden(self.area.column, self.area.last_column, bool(value))

    def autofit(self, axis: str | None = None) -> None:
        """Fit columns ('c'), rows ('r') or both to the text of these cells, by an estimate."""
        if axis in (None, "columns", "c"):
            sizes.fit_columns(self.sheet.source, self.area)
        if axis in (None, "rows", "r"):
            sizes.fit_rows(self.sheet.source, self.area)
