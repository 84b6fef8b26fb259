"""Sizes, panes and the printed page of a sheet."""

from __future__ import annotations

from buybook.xlsx import columns, views
from buybook.xlsx import frame as frames
from buybook.xlsx.addresses import quote_sheet
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.sheetpart import SheetPart
from buybook.xlsx.xmlscan import decimal, is_true


class SheetLayout(SheetPart):
    """Everything about a sheet's looks that is not a cell's format."""

    @property
    def default_column_width(self) -> float:
        """The width of columns that have none of their own, in characters of the standard font."""
        return columns.default_width(self._frame_without_links())

    @property
    def default_row_height(self) -> float:
        """The height of rows that have none of their own, in points."""
        return columns.default_height(self._frame_without_links())

    def column_width(self, column: int) -> float:
        """A column's width in characters of the standard font."""
        run = self.column_run(column)
        return self.default_column_width if run is None or run.width is None else run.width

    def set_column_width(self, first: int, last: int, width: float) -> None:
        """Give columns a width in characters of the standard font, 0 to 255."""
        if not 0 <= width <= 255:
            raise WorkbookError("wrong_argument", f"A column cannot be {width} characters wide.")
        if any(self.column_width(column) != width for column in range(first, last + 1)):
            values: dict[str, str | None] = {"width": f"{width:.10g}", "customWidth": "1", "bestFit": None}
            self.change_columns(first, last, values)

    def column_hidden(self, column: int) -> bool:
        """Whether a column is hidden."""
        run = self.column_run(column)
        return run is not None and run.hidden

    def set_columns_hidden(self, first: int, last: int, hidden: bool) -> None:
        """Hide columns, or show them again."""
        if any(self.column_hidden(column) != hidden for column in range(first, last + 1)):
            self.change_columns(first, last, {"hidden": "1" if hidden else None})

    def row_height(self, row: int) -> float | None:
        """A row's height in points; None when it has none of its own."""
        written = self.data.row_attributes(row).get("ht")
        return None if written is None else decimal(written)

    def set_row_height(self, first: int, last: int, height: float) -> None:
        """Give rows a height in points, 0 to 409."""
        if not 0 <= height <= 409.5:
            raise WorkbookError("wrong_argument", f"A row cannot be {height} points high.")
        for row in range(first, last + 1):
            if self.row_height(row) != height:
                self.data.put_row_attributes(row, {"ht": f"{height:.10g}", "customHeight": "1"})

    def row_hidden(self, row: int) -> bool:
        """Whether a row is hidden, by hand or by a filter."""
        return is_true(self.data.row_attributes(row).get("hidden"))

    def set_rows_hidden(self, first: int, last: int, hidden: bool) -> None:
        """Hide rows, or show them again."""
        for row in range(first, last + 1):
            if self.row_hidden(row) != hidden:
                self.data.put_row_attributes(row, {"hidden": "1" if hidden else None})

    @property
    def frozen(self) -> tuple[int, int]:
        """Numbers of rows and of columns that stay in sight."""
        return views.frozen(self.frame)

    def freeze(self, rows: int, columns: int) -> None:
        """Keep the first rows and columns in sight; (0, 0) lets them go."""
        self.frame = views.freeze(self.frame, rows, columns)

    @property
    def gridlines(self) -> bool:
        """Whether gridlines are shown."""
        return views.gridlines(self.frame)

    @gridlines.setter
    def gridlines(self, shown: bool) -> None:
        self.frame = views.set_gridlines(self.frame, shown)

    @property
    def tab_color(self) -> str | None:
        """The colour of the tab as RRGGBB; None when it has none or the theme decides."""
        return views.tab_color(self.frame)

    @tab_color.setter
    def tab_color(self, color: str | None) -> None:
        self.frame = views.set_tab_color(self.frame, color)

    def set_page(
        self,
        *,
        landscape: bool | None = None,
        fit_to_width: int | None = None,
        fit_to_height: int | None = None,
        print_titles: tuple[int, int] | None = None,
    ) -> None:
        """Set what is given: orientation, pages to fit on (0: any number), rows repeated on each page."""
        if (landscape, fit_to_width, fit_to_height) != (None, None, None):
            self.frame = views.set_page(
                self.frame, landscape=landscape, fit_to_width=fit_to_width, fit_to_height=fit_to_height
            )
        if print_titles is not None:
            rows = f"{quote_sheet(self.name)}!${print_titles[0]}:${print_titles[1]}"
            self.workbook.set_name("_xlnm.Print_Titles", rows, scope=self.name)

    @property
    def protected(self) -> bool:
        """Whether the sheet is protected in Excel. That is kept, and does not hinder editing here."""
        found = frames.find(self.frame, "sheetProtection")
        return found is not None and is_true(found.get("sheet"))
