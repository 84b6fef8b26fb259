"""What Excel would not take is refused with a sentence, and then the workbook is as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import openpyxl.chart
import pytest
import xlwings as xw
from pictures import PICTURE

from buybook.engine import open_book
from buybook.xlsx.errors import WorkbookError

Edit = Callable[[xw.Sheet], object]


def _set(name: str, value: object) -> Edit:
    return lambda sheet: setattr(sheet["J1"], name, value)


def _set_formulas(sheet: xw.Sheet) -> None:
    sheet["J1:J2"].formula = [["=1"], ["=SUM("]]


@contextmanager
def _refused(book: xw.Book, match: str = r"\w") -> Iterator[None]:
    """What is done within is refused, and leaves no trace in the file."""
    before = book.impl.source.to_bytes()
    with pytest.raises(WorkbookError, match=match) as caught:
        yield
    assert caught.value.code == "wrong_argument"
    assert book.impl.source.to_bytes() == before


@pytest.mark.parametrize("bad", ["\x01", "\x0b", "\ud800", "\uffff"], ids=ascii)
@pytest.mark.parametrize(
    "edit",
    [
        lambda s, bad: _set("formula", f'="{bad}"')(s),
        lambda s, bad: _set("formula_array", f'="{bad}"')(s),
        lambda s, bad: _set("number_format", f'0"{bad}"')(s),
        lambda s, bad: setattr(s["J1"].font, "name", f"Ari{bad}al"),
        lambda s, bad: s["J1"].add_hyperlink(f"https://example.com/{bad}"),
        lambda s, bad: s["J1"].add_hyperlink("https://example.com/", "shown", f"tip{bad}"),
        lambda s, bad: s.book.names.add("Limit", f'="{bad}"'),
    ],
    ids=["formula", "formula_array", "number_format", "font", "link", "tip", "name"],
)
def test_characters_that_xml_cannot_hold(
    orders: xw.Sheet, edit: Callable[[xw.Sheet, str], object], bad: str
) -> None:
    with _refused(orders.book):
        edit(orders, bad)


@pytest.mark.parametrize("bad", ["\x01", "\ud800"], ids=ascii)
def test_names_of_pictures(orders: xw.Sheet, bad: str) -> None:
    picture = orders.pictures.add(PICTURE, name="Logo")
    with pytest.raises(WorkbookError, match="cannot stand in"):
        orders.pictures.add(PICTURE, name=f"Logo{bad}")  # xlwings names it when it is there already
    orders.pictures[-1].delete()
    with _refused(orders.book):
        orders.shapes["Logo"].name = f"Logo{bad}"
    assert [found.name for found in orders.pictures] == [picture.name]


def test_half_a_character_is_no_text(orders: xw.Sheet) -> None:
    with _refused(orders.book, "half of a character"):
        orders["J1"].value = [["fine"], ["\ud83d"]]
    with _refused(orders.book):
        orders["A3"].value = "\ud83d"  # a table's header
    orders["J1"].value = "\U0001f4e6"
    assert orders["J1"].value == "\U0001f4e6"


@pytest.mark.parametrize(
    ("edit", "match"),
    [
        (_set("formula", "=SUM(1;2)"), "commas"),
        (_set("value", "=bad("), "parenthesis"),
        (_set("formula_array", "=A1#"), "dynamic-array|dynamic arrays"),
        (_set_formulas, "parenthesis"),
        (_set("formula", "=[@Ordered]"), "does not name its table"),
        (lambda s: s.book.names.add("Limit", "=1+"), "operator"),
        (_set("number_format", "0" * 256), "255"),
        (_set("number_format", "[Red"), "leads to nothing"),
        (_set("number_format", '0" pcs'), "leads to nothing"),
        (lambda s: s.book.names.add("orders", "=1"), "a table"),
        (lambda s: s.book.names.add("True", "=1"), "cannot be the name"),
        (lambda s: s.book.names.add("AB12", "=1"), "cannot be the name"),
        (lambda s: s.book.names.add("Limit", object()), "cannot stand for"),
        (lambda s: setattr(s.book.names["Suppliers"], "name", "FALSE"), "cannot be the name"),
        (lambda s: setattr(s["A3:B3"], "value", ["Order", "x" * 256]), "255"),
        (lambda s: setattr(s.tables[0], "name", "TRUE"), "cannot be the name"),
        (_set("value", dt.date(1899, 12, 31)), "before the first date"),
        (lambda s: s.tables[0].rows.add(["4504", "x" * 40_000, *[None] * 5]), "32,767"),
        (lambda s: s.tables[0].rows.add(["4504", "=SUM(", *[None] * 5]), "parenthesis"),
        (lambda s: setattr(s["J1:J2"], "formula", [["=1"], ["x" * 40_000]]), "32,767"),
        (lambda s: s["J1"].add_hyperlink("https://example.com/", "x" * 40_000), "32,767"),
    ],
)
def test_refused_and_nothing_is_changed(orders: xw.Sheet, edit: Edit, match: str) -> None:
    with _refused(orders.book, match):
        edit(orders)


def test_titles_of_a_new_table(orders: xw.Sheet) -> None:
    orders["J1"].value = ["Item", "x" * 256]
    with _refused(orders.book, "255"):
        orders.tables.add(source=orders["J1:K3"])


def test_a_validation_by_formula(orders: xw.Sheet) -> None:
    with _refused(orders.book, "commas"):
        orders.impl.source.add_validation([(1, 10, 1, 10)], "custom", formulas=["=IF(A1;1)"])


def test_number_formats_of_excel_are_taken(orders: xw.Sheet) -> None:
    for code in ("[$-41D]d mmm;@", '_(* #,##0_);_(* "-"??_)', '0\\"', '[>=1e3]0.0,"k]";[Red]-0', "_[0_]"):
        orders["J1"].number_format = code
        assert orders["J1"].number_format == code


def test_typed_references_reach_the_file(orders: xw.Sheet, reopened: Callable[[], xw.Book]) -> None:
    orders["E4"].formula = "=[@Ordered]*[@[Price]]"
    orders["J4"].formula = "=Orders[@Ordered]"
    saved = reopened().sheets["Orders"]
    assert saved["E4"].formula == "=Orders[[#This Row],[Ordered]]*Orders[[#This Row],[Price]]"
    assert saved["J4"].formula == "=Orders[[#This Row],[Ordered]]"


def test_a_name_can_stand_for_a_number(orders: xw.Sheet) -> None:
    book = orders.book
    for value, stored in ((5, "=5"), (0.25, "=0.25"), (True, "=TRUE"), ("five", '="five"')):
        assert book.names.add("Limit", value).refers_to == stored


def test_formulas_written_back_are_the_same(orders: xw.Sheet) -> None:
    orders["J1:J2"].formula_array = "=ROW(1:2)"
    orders["K1"].formula = "=IFS(1,2)"
    before = orders.book.impl.source.to_bytes()
    area = orders["I1:K6"]
    area.formula = area.formula
    assert orders.book.impl.source.to_bytes() == before
    with pytest.raises(WorkbookError, match="several cells"):
        orders["J2"].formula = "=1"


@pytest.mark.parametrize("value", [5, "text", "=A4", dt.datetime(2026, 5, 4), None])
def test_writing_exactly_a_merge(orders: xw.Sheet, value: object) -> None:
    orders["K7:M8"].merge()
    orders["K7:M8"].value = value
    assert orders["K7"].formula == value if value == "=A4" else orders["K7"].value == value
    orders["K7:L7"].value = [value, None]
    assert orders["L7"].value is None


def test_writing_over_a_merge_loses_nothing(orders: xw.Sheet) -> None:
    orders["K7:M8"].merge()
    for edit in (
        lambda: setattr(orders["K7:L7"], "value", [1, 2]),
        lambda: setattr(orders["L7:M7"], "value", [1, 1]),
        lambda: setattr(orders["K7:L7"], "value", ["=A1", "=A4"]),
    ):
        with pytest.raises(WorkbookError, match="within merged cells"):
            edit()
        assert orders["K7"].formula == ""


def test_times_and_durations(orders: xw.Sheet, reopened: Callable[[], xw.Book]) -> None:
    orders["J1"].value = [
        dt.time(6, 30),
        dt.time(6, 30, 15),
        dt.timedelta(days=1, hours=12),
        dt.timedelta(hours=-6),
    ]
    saved = reopened().sheets["Orders"]
    assert [cell.number_format for cell in saved["J1:M1"]] == ["h:mm", "h:mm:ss", "[h]:mm:ss", "[h]:mm:ss"]
    assert [float(text) for text in saved["J1:M1"].formula[0]] == pytest.approx(
        [6.5 / 24, (6.5 * 3600 + 15) / 86400, 1.5, -0.25]
    )
    assert saved["L1"].value == 1.5


def test_the_last_moment_of_day_zero_stays_there(orders: xw.Sheet) -> None:
    orders["J1"].value = dt.time(23, 59, 59, 999_999)
    orders["J1"].value = orders["J1"].value
    assert orders["J1"].value == dt.datetime(1899, 12, 30, 23, 59, 59, 999_000)


@pytest.mark.parametrize(
    ("cell", "region"),
    [
        ("A1", "$A$1"),
        ("A2", "$A$1:$A$2"),
        ("B2", "$A$1:$B$2"),
        ("A3", "$A$3"),
        ("D1", "$D$1"),
        ("Z100", "$Z$100"),
    ],
)
def test_the_region_of_a_blank_cell(orders: xw.Sheet, cell: str, region: str) -> None:
    sheet = orders.book.sheets.add("Few")
    sheet["A1"].value = 1
    assert sheet[cell].current_region.address == region


def test_a_chart_sheet_may_be_the_last_one_shown(orders: xw.Sheet, path: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.create_chartsheet("Chart").add_chart(openpyxl.chart.BarChart())
    target = tmp_path / "chart.xlsx"
    book.save(target)
    opened = open_book(target)
    opened.sheets["Supplier list"].visible = False
    opened.sheets["Orders"].visible = False
    saved = tmp_path / "hidden.xlsx"
    opened.save(saved)
    again = openpyxl.load_workbook(saved)
    assert [sheet.sheet_state for sheet in again.worksheets] == ["hidden", "hidden"]
    assert again.active.title == "Chart"
    assert not any(sheet.sheet_view.tabSelected for sheet in again.worksheets)
