"""Charts: those that are there, and new ones of columns, bars and lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from buybook.engine import placing
from buybook.engine.appearance import Rgb, hex_color, rgb
from buybook.engine.area import Area, quote_sheet
from buybook.engine.contents import read_values
from buybook.engine.floating import Shape, Shapes
from buybook.engine.placing import Box
from buybook.engine.refusal import FileObject, refuse
from buybook.xlsx import chartkinds, chartparts
from buybook.xlsx.drawings import Drawing

if TYPE_CHECKING:
    from buybook.engine.range import Range
    from buybook.xlsx.drawings import Floating


class Charts(Shapes, base_classes.Charts):
    """The charts of a sheet."""

    kinds = ("chart",)

    def _wrapped(self, found: Floating) -> Chart:
        return Chart(self._sheet, found)

    def add(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        chart_type: str | None = None,
        source: Range | None = None,
        plot_by: str | None = None,
        name: str | None = None,
        anchor: Any = None,
        style: int | None = None,
    ) -> Chart:
        """Put a chart over the cells; `style` is one of Excel's built-in looks, which a file cannot name."""
        del style
        kind = chart_type or "column_clustered"
        if kind not in chartparts.KINDS:
            refuse(f"A new chart of the kind {kind}")
        box = Box(
            float(anchor.left if anchor else left),
            float(anchor.top if anchor else top),
            float(width),
            float(height),
        )
        place = placing.between_cells(self._sheet.source, box)
        added = Drawing(self._sheet.source).add_chart(kind, name or self._free_name(), place)
        chart = Chart(self._sheet, added)
        if source is not None:
            chart.set_source_data(source, plot_by)
        return chart

    def _free_name(self) -> str:
        taken = {found.name.lower() for found in Drawing(self._sheet.source).objects}
        return next(
            name for number in range(1, len(taken) + 2) if (name := f"Chart {number}").lower() not in taken
        )


class Chart(Shape, base_classes.Chart):
    """A chart."""

    @property
    def _part(self) -> str:
        return self.drawing.chart_part(*self.key)

    @property
    def xml(self) -> bytes:
        """The chart's part."""
        return self._sheet.source.workbook.package.read_xml(self._part)

    @xml.setter
    def xml(self, content: bytes) -> None:
        self._sheet.source.workbook.package.write(self._part, content)

    @property
    def main_namespace(self) -> bytes:
        """The namespace of what stands within a chart's text and look."""
        return self.drawing.chart_spaces[1]

    @property
    def chart_type(self) -> str:
        """xlwings' word for its kind; 'combination' if it has several."""
        return chartkinds.kind(self.xml)

    @chart_type.setter
    def chart_type(self, value: str) -> None:
        if value == self.chart_type:
            return
        if value not in chartparts.KINDS or self.chart_type not in chartparts.KINDS:
            refuse("Changing the kind of a chart to or from one that is no columns, bars or lines")
        series = chartparts.references(self.xml)
        self.xml = chartparts.made(value, series, self.drawing.chart_spaces)

    def set_source_data(self, rng: Range, plot_by: str | None = None) -> None:
        """Draw a block of cells; what it is headed and led by names the series and the categories, as in Excel."""
        kind = self.chart_type
        if kind not in chartparts.KINDS:
            refuse("Giving other cells to a chart that is no columns, bars or lines")
        # Which cells are titles is not asked of the guard: Excel, too, looks at what was written last.
        values = read_values(rng.sheet.source, rng.area)
        series = _series(quote_sheet(rng.sheet.name), rng.area, values, plot_by)
        self.xml = chartparts.made(kind, series, self.drawing.chart_spaces)

    @property
    def title(self) -> str | None:
        """Its title; None where it shows none."""
        return chartparts.title_of(self.xml)

    @title.setter
    def title(self, value: str | None) -> None:
        self.xml = chartparts.with_title(self.xml, value, self.main_namespace)

    @property
    def legend(self) -> ChartLegend:
        """Its legend, shown or not."""
        return ChartLegend(self)

    @property
    def series(self) -> ChartSeriesCollection:
        """Its series."""
        return ChartSeriesCollection(self)


class ChartLegend(FileObject, base_classes.ChartLegend):
    """The legend of a chart."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    @property
    def api(self) -> bytes:
        """The chart's part."""
        return self._chart.xml

    @property
    def visible(self) -> bool:
        """Whether it is shown."""
        return chartparts.has_legend(self._chart.xml)

    @visible.setter
    def visible(self, value: bool) -> None:
        self._chart.xml = chartparts.with_legend(self._chart.xml, value)


class ChartSeriesCollection(FileObject, base_classes.ChartSeriesCollection):
    """The series of a chart."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    @property
    def api(self) -> bytes:
        """The chart's part."""
        return self._chart.xml

    def __len__(self) -> int:
        return len(chartparts.series_of(self._chart.xml))

    def __iter__(self) -> Iterator[ChartSeries]:
        return (ChartSeries(self._chart, number) for number in range(len(self)))

    def __contains__(self, key: object) -> bool:
        return isinstance(key, int) and 1 <= key <= len(self)

    def __call__(self, key: int) -> ChartSeries:
        """The series at a place, from 1; KeyError if there is none."""
        if not isinstance(key, int) or not 1 <= key <= len(self):
            raise KeyError(key)
        return ChartSeries(self._chart, key - 1)


class ChartSeries(FileObject, base_classes.ChartSeries):
    """One series of a chart."""

    def __init__(self, chart: Chart, number: int) -> None:
        self._chart = chart
        self._number = number

    @property
    def api(self) -> bytes:
        """The chart's part."""
        return self._chart.xml

    @property
    def fill_color(self) -> Rgb | None:
        """Its own fill; None where it has none."""
        return rgb(chartparts.fill_of(self._chart.xml, self._number))

    @fill_color.setter
    def fill_color(self, value: Rgb | int | str) -> None:
        self._fill(hex_color(value))

    def hide_fill(self) -> None:
        """Make it invisible, as Excel's own object model can."""
        self._fill(None)

    def _fill(self, colour: str | None) -> None:
        chart = self._chart
        chart.xml = chartparts.with_fill(chart.xml, self._number, colour, chart.main_namespace)

    def set(self, **given: Any) -> None:
        """Set the attributes that are given."""
        for name, value in given.items():
            if value is not base_classes._UNSET:
                setattr(self, name, value)


def _series(sheet: str, area: Area, values: Any, plot_by: str | None) -> list[chartparts.Series]:
    """Find the series in a block of cells as Excel does: more rows than columns make a series a column."""
    by_rows = plot_by == "rows" or (plot_by is None and area.rows < area.columns)
    rows = [list(line) for line in values]
    headed = _are_titles(rows[0][1:]) or rows[0][0] in (None, "")
    led = _are_titles([line[0] for line in rows[1:]]) or rows[0][0] in (None, "")
    top, left = area.row + headed, area.column + led

    def at(row: int, column: int, last_row: int, last_column: int) -> str:
        return f"{sheet}!{Area(row, column, last_row - row + 1, last_column - column + 1).address()}"

    bottom, right = area.row + area.rows - 1, area.column + area.columns - 1
    if by_rows:
        categories = at(area.row, left, area.row, right) if headed else ""
        return [
            chartparts.Series(
                at(row, area.column, row, area.column) if led else "", categories, at(row, left, row, right)
            )
            for row in range(top, bottom + 1)
        ]
    categories = at(top, area.column, bottom, area.column) if led else ""
    return [
        chartparts.Series(
            at(area.row, column, area.row, column) if headed else "",
            categories,
            at(top, column, bottom, column),
        )
        for column in range(left, right + 1)
    ]


def _are_titles(cells: list[object]) -> bool:
    """Whether cells hold words and no numbers; a formula that was never computed holds nothing yet."""
    return any(isinstance(cell, str) for cell in cells) and not any(
        isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in cells
    )
