"""New charts, made through xlwings' object model and read back by others."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from validator import errors, needs_validator

from buybook.engine import new_book, open_book

ROWS = [
    [None, "Base", "Level", "Adds"],
    ["Quoted", 0, 100, 0],
    ["Freight", 100, 0, 15],
    ["Landed", 0, 115, 0],
]


@pytest.fixture
def sheet() -> xw.Sheet:
    found = new_book().sheets[0]
    found.name = "Bridge (2)"
    found["B2"].value = ROWS
    return found


def chart_xml(path: Path, number: int = 1) -> str:
    with zipfile.ZipFile(path) as file:
        return file.read(f"xl/charts/chart{number}.xml").decode()


def test_a_chart_of_columns_on_columns(sheet: xw.Sheet, tmp_path: Path) -> None:
    chart = sheet.charts.add(
        300, 10, 420, 260, chart_type="column_stacked", source=sheet["B2:E5"], name="Steps"
    )
    chart.series[0].impl.hide_fill()
    chart.series[1].fill_color = "#1f4e5f"
    chart.title = "S-1 & <more>"
    chart.legend.visible = True
    path = tmp_path / "chart.xlsx"
    sheet.book.save(path)
    (read,) = openpyxl.load_workbook(path)["Bridge (2)"]._charts
    assert (read.grouping, read.overlap, read.type) == ("stacked", 100, "col")
    assert [each.tx.strRef.f for each in read.series] == [f"'Bridge (2)'!${letter}$2" for letter in "CDE"]
    assert {each.cat.strRef.f for each in read.series} == {"'Bridge (2)'!$B$3:$B$5"}
    assert read.series[2].val.numRef.f == "'Bridge (2)'!$E$3:$E$5"
    assert read.series[0].spPr.noFill
    assert read.series[1].spPr.solidFill.srgbClr == "1F4E5F"
    assert read.legend.position == "b"
    again = open_book(path).sheets[0].charts["Steps"]
    assert (again.chart_type, again.title, again.legend.visible) == ("column_stacked", "S-1 & <more>", True)
    assert (again.left, again.top, again.width, again.height) == pytest.approx((300, 10, 420, 260), abs=0.1)
    assert (len(again.series), again.series[0].fill_color, again.series[1].fill_color) == (
        3,
        None,
        (31, 78, 95),
    )


def test_series_by_rows_and_cells_without_titles(sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet.charts.add(source=sheet["B2:E3"], chart_type="line")  # wider than high
    sheet.charts.add(source=sheet["C3:D5"], chart_type="bar_clustered")
    path = tmp_path / "chart.xlsx"
    sheet.book.save(path)
    lines, bars = openpyxl.load_workbook(path).worksheets[0]._charts
    assert [each.val.numRef.f for each in lines.series] == ["'Bridge (2)'!$C$3:$E$3"]
    assert lines.series[0].cat.strRef.f == "'Bridge (2)'!$C$2:$E$2"
    assert [each.val.numRef.f for each in bars.series] == ["'Bridge (2)'!$C$3:$C$5", "'Bridge (2)'!$D$3:$D$5"]
    assert bars.series[0].cat is None and bars.series[0].tx is None


def test_the_kind_changes_and_the_series_stay(sheet: xw.Sheet) -> None:
    chart = sheet.charts.add(source=sheet["B2:E5"])
    assert (chart.name, chart.chart_type) == ("Chart 1", "column_clustered")
    chart.chart_type = "bar_stacked_100"
    assert (chart.chart_type, len(chart.series)) == ("bar_stacked_100", 3)
    chart.title = "One"
    chart.title = None
    assert chart.title is None
    with pytest.raises(NotImplementedError, match="needs a running Excel"):
        chart.chart_type = "pie"
    with pytest.raises(KeyError):
        chart.series(4)


def test_a_chart_goes_with_its_parts(sheet: xw.Sheet, tmp_path: Path) -> None:
    path = tmp_path / "chart.xlsx"
    sheet.charts.add(source=sheet["B2:E5"], name="Steps")
    sheet.book.save(path)
    book = open_book(path)
    book.sheets[0].charts["Steps"].delete()
    book.save()
    with zipfile.ZipFile(path) as file:
        assert not [name for name in file.namelist() if name.startswith("xl/charts/")]


def test_a_sheet_goes_with_its_chart(sheet: xw.Sheet, tmp_path: Path) -> None:
    path = tmp_path / "chart.xlsx"
    sheet.book.sheets.add("Other", after=sheet)
    sheet.charts.add(source=sheet["B2:E5"], name="Steps")
    sheet.book.save(path)
    book = open_book(path)
    book.sheets[0].delete()
    book.save()
    with zipfile.ZipFile(path) as file:
        assert not [name for name in file.namelist() if name.startswith(("xl/charts/", "xl/drawings/"))]


@needs_validator
@pytest.mark.parametrize(
    "kind", ["column_stacked", "column_stacked_100", "bar_clustered", "line", "line_stacked"]
)
def test_a_new_chart_is_valid(kind: str, sheet: xw.Sheet, tmp_path: Path) -> None:
    chart = sheet.charts.add(chart_type=kind, source=sheet["B2:E5"])
    chart.title = "Steps"
    chart.legend.visible = True
    chart.series[0].impl.hide_fill()
    path = tmp_path / "chart.xlsx"
    sheet.book.save(path)
    assert not errors(path)
