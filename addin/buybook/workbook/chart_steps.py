"""The small act that puts a chart on a sheet of ours."""

from __future__ import annotations

import contextlib

import xlwings as xw

from buybook.frozen import frozen
from buybook.workbook.edits import ReportChart

_WHITE = "#ffffff"


@frozen
class AddChart:
    """A sheet gets a chart, unless it has one of the name."""

    sheet: str
    chart: ReportChart

    def apply(self, book: xw.Book) -> None:
        """Add it. A series without a fill is white where the engine cannot hide it; `invisible` tells of it."""
        sheet, wanted = book.sheets[self.sheet], self.chart
        if wanted.name in sheet.charts:
            return
        made = sheet.charts.add(
            width=wanted.width,
            height=wanted.height,
            chart_type=wanted.kind,
            source=sheet.range(wanted.source),
            plot_by="columns",
            name=wanted.name,
            anchor=sheet.range(wanted.at),
        )
        made.legend.visible = False
        made.title = wanted.title
        for series, fill in zip(made.series, wanted.fills, strict=False):
            series.fill_color = fill or _WHITE
            if fill is None:
                with contextlib.suppress(NotImplementedError, AttributeError):
                    series.impl.hide_fill()

    @property
    def invisible(self) -> tuple[int, ...]:
        """The places, from 0, of the series that are not to be seen."""
        return tuple(place for place, fill in enumerate(self.chart.fills) if fill is None)
