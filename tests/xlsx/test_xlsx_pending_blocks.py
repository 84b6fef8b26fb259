"""Blocks of cells that wait to be written are the same as their cells written one after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import packages
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_xlsx_quick_paths import (
    LAST_COLUMN,
    LAST_ROW,
    LINES,
    NEW_VALUES,
    all_of,
    force,
    rows_xml,
    sheet_of,
    typed,
)

from buybook.xlsx import pending
from buybook.xlsx.cells import Area
from buybook.xlsx.pending import CLEARED, Column
from buybook.xlsx.sheet import Sheet

Act = tuple[str, Area, list[list[object]]]


@pytest.fixture(params=[2, 8], ids=["small pages", "pages"])
def pages(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    small_pages(monkeypatch, request.param)


def small_pages(patch: pytest.MonkeyPatch, shift: int) -> None:
    patch.setattr(pending, "_SHIFT", shift)
    patch.setattr(pending, "PAGE", 1 << shift)
    patch.setattr(pending, "_NOTHING", [None] * (1 << shift))
    patch.setattr(pending, "_KNOWN", 3)


@st.composite
def acts(draw: st.DrawFn) -> Act:
    kind = draw(
        st.sampled_from(
            ["values", "values", "formula", "style", "format", "clear", "empty", "height", "read"]
        )
    )
    top, left = draw(st.integers(1, LAST_ROW)), draw(st.integers(1, LAST_COLUMN + 3))
    height, width = draw(st.sampled_from([(1, 1), (1, 4), (3, 2), (12, 1), (25, 1), (25, 3)]))
    values = [[draw(NEW_VALUES) for _ in range(width)] for _ in range(height)] if kind == "values" else []
    return kind, (top, left, top + height - 1, left + width - 1), values


def bold(sheet: Sheet) -> Callable[[int], int]:
    return lambda xf: sheet.workbook.styles.variant(xf, bold=not sheet.workbook.styles.font(xf).bold)


def do(sheet: Sheet, act: Act) -> None:
    kind, area, values = act
    if kind == "values":
        sheet.set_values(area[0], area[1], values)
    elif kind == "formula":
        sheet.set_formula(area[0], area[1], "=A1*2", 4)
    elif kind == "style":
        sheet.set_styles(*area, area[0] % 4)
    elif kind == "format":
        sheet.restyle(*area, bold(sheet))
    elif kind == "clear":
        sheet.clear(*area)
    elif kind == "empty":
        sheet.clear_contents(*area)
    elif kind == "height":
        sheet.set_row_height(area[0], area[0] + 1, 20.0)
    else:
        all_of(sheet)


def one_by_one(sheet: Sheet, act: Act) -> None:
    """The same, each cell by itself and at once in the bytes."""
    kind, (top, left, bottom, right), values = act
    if kind in ("formula", "height", "read"):
        do(sheet, act)
        sheet.data.flush()
        return
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            single = [[values[row - top][column - left]]] if values else []
            do(sheet, (kind, (row, column, row, column), single))
            if kind == "style":  # the number that the whole area gets
                sheet.set_style(row, column, top % 4)
            sheet.data.flush()


def seen(sheet: Sheet) -> list[object]:
    """What stands in the cells and how it looks; the same formats may have other numbers."""
    formats = sheet.workbook.styles
    looks = [
        [(formats.number_format(xf), formats.font(xf).bold) for xf in line]
        for line in sheet.cell_styles(1, 1, LAST_ROW + 25, LAST_COLUMN + 6)
    ]
    area = (1, 1, LAST_ROW + 25, LAST_COLUMN + 6)
    read: list[object] = [
        looks,
        sheet.values(*area),
        sheet.formulas(*area),
        sheet.content_extent,
    ]
    return [*read, [sheet.row_height(row) for row in range(1, LAST_ROW)]]


@pytest.mark.parametrize("shift", [2, 8])
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINES, st.lists(acts(), min_size=1, max_size=6))
def test_blocks_give_what_single_cells_give(shift, lines, done):
    xml = rows_xml([(row, [c for c in cells if "shared" not in c[2]]) for row, cells in lines])
    with pytest.MonkeyPatch.context() as patch:
        small_pages(patch, shift)
        force(patch)
        blocks, cells = sheet_of(xml), sheet_of(xml)
        for act in done:
            do(blocks, act)
        for act in done:
            one_by_one(cells, act)
        assert typed(seen(blocks)) == typed(seen(cells))
        again = packages.reopened(blocks.workbook)
        packages.assert_in_order(again, again.sheets[0].part)
        other = packages.reopened(cells.workbook).sheets[0]
        assert typed(seen(again.sheets[0])) == typed(seen(other))
        assert (
            again.sheets[0].extent == other.extent
        )  # a style that waits counts, though it may come to nothing


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 60), st.lists(st.one_of(st.none(), st.integers()), min_size=1, max_size=40)),
        min_size=1,
        max_size=6,
    ),
    st.integers(1, 70),
    st.integers(0, 40),
)
def test_a_column_is_what_was_put_into_it(runs, first, count):
    with pytest.MonkeyPatch.context() as patch:
        small_pages(patch, 3)
        column, expected = Column[int](), dict[int, int]()
        for start, items in runs:
            column.put_run(start, items)
            expected |= {row: item for row, item in enumerate(items, start) if item is not None}
        assert column.run(first, first + count) == [
            expected.get(row) for row in range(first, first + count + 1)
        ]
        assert sorted(column.rows()) == sorted(expected)
        assert all(column.get(row) == expected.get(row) for row in range(1, 110))
        if expected:
            assert column.span() == (min(expected), max(expected))


def test_a_single_edit_wins_over_an_earlier_block_and_a_later_block_over_it(pages):
    sheet = sheet_of("")
    sheet.set_values(1, 1, [[float(row)] for row in range(600)])
    sheet.set_value(300, 1, "single")
    sheet.set_formula(301, 1, "=1+1", 2)
    sheet.clear_contents(302, 1, 303, 1)
    sheet.set_styles(299, 1, 301, 1, 2)
    expected = [[298.0], ["single"], [2.0], [None], [None], [303.0]]
    for one in (sheet, packages.reopened(sheet.workbook).sheets[0]):
        assert one.values(299, 1, 304, 1) == expected
        assert one.formula(301, 1) == "=1+1"
        assert [line[0] for line in one.cell_styles(298, 1, 302, 1)] == [0, 2, 2, 2, 0]
    sheet.set_values(298, 1, [["again"]] * 5)
    assert sheet.values(297, 1, 303, 1) == [[296.0], *[["again"]] * 5, [None]]
    assert sheet.formula(301, 1) is None


def test_what_was_cleared_and_written_again_is_there(pages):
    sheet = sheet_of('<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="A9"><v>9</v></c></row>')
    sheet.clear_contents(9, 1, 9, 1)
    assert sheet.content_extent == (1, 1, 1, 1)
    sheet.set_values(1, 2, [[None], [True], [1], [dt.datetime(2026, 3, 1)], [""]])
    assert sheet.content_extent == (1, 1, 4, 2)
    again = packages.reopened(sheet.workbook).sheets[0]
    assert typed(again.values(1, 2, 4, 2)) == typed([[None], [True], [1.0], [dt.datetime(2026, 3, 1)]])
    assert again.content_extent == (1, 1, 4, 2)


def test_a_style_upon_a_shared_formulas_heir_stays_with_it(pages):
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><f t="shared" si="0"{extra}</c></row>'
        for row, extra in ((1, ' ref="A1:A3">B1*2</f><v>2</v>'), (2, "/><v>4</v>"), (3, "/><v>6</v>"))
    )
    sheet = sheet_of(rows)
    sheet.set_styles(2, 1, 2, 1, 2)
    sheet.set_value(1, 1, 5)
    again = packages.reopened(sheet.workbook).sheets[0]
    assert again.formulas(1, 1, 3, 1) == [[None], ["=B2*2"], ["=B3*2"]]
    assert again.cell_style(2, 1) == 2


def test_rows_of_several_lengths_leave_the_rest_alone():
    sheet = sheet_of('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>')
    sheet.set_values(1, 1, [[7], [8, 9], []])
    assert sheet.values(1, 1, 2, 2) == [[7.0, 2.0], [8.0, 9.0]]


def test_refusals_name_the_first_cell_in_the_order_of_reading_and_write_nothing():
    sheet = sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>')
    sheet.merge((1, 4, 1, 5))
    sheet.merge((2, 2, 2, 3))
    with pytest.raises(Exception, match="E1 lies within merged cells"):
        sheet.set_values(1, 1, [list("abcde"), list("vwxyz")])
    assert sheet.values(1, 1, 2, 5) == [[1.0, None, None, None, None], [None] * 5]
    assert CLEARED.content == b""
