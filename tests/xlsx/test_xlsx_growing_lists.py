"""Long lists of columns, names, notes, pictures and rules: none is parsed anew for each thing that is added."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from buybook.xlsx import columns, conditional, drawings, merges, names, notes, xmlscan
from buybook.xlsx.anchors import Anchor, Corner
from buybook.xlsx.columns import ColumnRun
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.package import Package
from buybook.xlsx.workbook import Workbook

_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def _reopened(book: Workbook) -> Workbook:
    return Workbook(Package.from_bytes(book.to_bytes()))


def _count(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[int]:
    calls: list[int] = []
    real: Callable[..., object] = getattr(module, name)

    def counted(*args: object, **options: object) -> object:
        calls.append(1)
        return real(*args, **options)

    monkeypatch.setattr(module, name, counted)
    return calls


def test_widths_are_written_once_for_many_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Workbook.create()
    sheet = book.sheets[0]
    calls = _count(monkeypatch, columns, "written")
    for column in range(1, 301):
        sheet.set_column_width(column, column, 5 + column % 7)
    assert [sheet.column_width(column) for column in range(1, 301)] == [5 + c % 7 for c in range(1, 301)]
    assert not calls
    again = _reopened(book).sheets[0]
    assert len(calls) == 1
    assert [again.column_width(column) for column in range(1, 301)] == [5 + c % 7 for c in range(1, 301)]


@pytest.mark.parametrize("seed", range(5))
def test_changed_runs_are_what_each_column_by_itself_would_be(seed: int) -> None:
    chance, runs, expected = random.Random(seed), list[ColumnRun](), dict[int, str]()
    for number in range(40):
        first = chance.randint(1, 60)
        last = first + chance.randint(0, 12)
        columns.change(runs, first, last, {"width": str(number)})
        expected |= dict.fromkeys(range(first, last + 1), str(number))
    assert runs == sorted(runs, key=lambda run: run.first)
    for column in range(1, 80):
        run = columns.at(runs, column)
        written = None if run is None else xmlscan.attribute(run.attributes, "width")
        assert written == expected.get(column)


def test_what_waits_for_the_frame_is_kept_when_the_frame_is_changed() -> None:
    book = Workbook.create()
    sheet = book.sheets[0]
    sheet.set_column_width(2, 4, 30)
    sheet.merge((1, 1, 2, 2))
    sheet.set_column_width(3, 3, 12)
    sheet.set_columns_hidden(4, 4, True)
    sheet.insert_columns(1)
    again = _reopened(book).sheets[0]
    assert [again.column_width(column) for column in (3, 4, 5)] == [30, 12, 30]
    assert [again.column_hidden(column) for column in (3, 4, 5)] == [False, False, True]
    assert again.merges == [(1, 2, 2, 3)]


def test_names_are_parsed_once_while_they_are_added(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Workbook.create()
    assert book.names == []
    calls = _count(monkeypatch, names, "_elements")
    for number in range(50):
        book.set_name(f"price_{number}", f"Sheet1!$A${number + 1}", "Sheet1" if number % 3 else None)
        assert book.name(f"PRICE_{number}", "sheet1" if number % 3 else None) == book.names[number]
    assert not calls
    assert book.names == _reopened(book).names


def test_a_name_that_changes_or_goes_is_seen() -> None:
    book = Workbook.create()
    book.set_name("price", "Sheet1!$A$1")
    book.set_name("Price", "Sheet1!$A$2")
    assert [name.refers_to for name in book.names_called("PRICE")] == ["Sheet1!$A$2"]
    book.rename_sheet(book.sheets[0], "List")
    assert [name.refers_to for name in book.names_called("price")] == ["List!$A$2"]
    book.delete_name("price")
    assert book.name("price") is None
    assert book.names == []


def test_notes_are_parsed_once_until_they_change(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Workbook.create()
    sheet = book.sheets[0]
    for row in range(1, 21):
        notes.write(sheet, row, 1, f"about {row}")
    calls = _count(monkeypatch, notes, "_parsed")
    assert [note.text for row in range(1, 21) if (note := notes.find(sheet, row, 1))] == [
        f"about {row}" for row in range(1, 21)
    ]
    assert len(calls) == 1
    notes.write(sheet, 3, 1, "another")
    notes.remove(sheet, 4, 1)
    assert (found := notes.find(sheet, 3, 1)) is not None
    assert found.text == "another"
    assert notes.find(sheet, 4, 1) is None


def test_a_new_rule_is_weaker_than_all_without_any_being_read(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Workbook.create().sheets[0]
    calls = _count(monkeypatch, conditional, "_record")
    added = [
        sheet.add_conditional_format([(row, 1, row, 1)], kind="expression", formulas=("TRUE",))
        for row in range(1, 9)
    ]
    assert [rule.priority for rule in added] == list(range(1, 9))
    assert not calls
    assert sheet.conditional_formats == added


def test_content_types_and_relationships_follow_what_is_written() -> None:
    package = Workbook.create().package
    assert package.content_type("xl/new.xml") == "application/xml"
    package.add("xl/new.xml", b"<a/>", "text/one")
    assert package.content_type("XL/New.xml") == "text/one"
    package.set_content_type("xl/new.xml", "text/two")
    assert package.content_type("xl/new.xml") == "text/two"
    before = package.relationships("xl/workbook.xml")
    identifier = package.add_relationship("xl/workbook.xml", "http://example.org/new", "xl/new.xml")
    assert len(package.relationships("xl/workbook.xml")) == len(before) + 1
    package.remove_relationship("xl/workbook.xml", identifier)
    assert package.relationships("xl/workbook.xml") == before
    package.remove("xl/new.xml")
    assert package.content_type("xl/new.xml") == "application/xml"


def test_merges_are_read_once_while_some_are_added(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Workbook.create()
    sheet = book.sheets[0]
    assert sheet.merges == []
    calls = _count(monkeypatch, merges, "read")
    for row in range(1, 30, 2):
        sheet.merge((row, 1, row + 1, 2))
    with pytest.raises(WorkbookError):
        sheet.merge((2, 2, 3, 3))
    assert not calls
    assert sheet.merges == _reopened(book).sheets[0].merges
    sheet.unmerge((1, 1, 2, 2))
    assert sheet.merges[0] == (3, 1, 4, 2)


def test_pictures_are_parsed_once_for_each_one_that_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Workbook.create()
    drawing = drawings.Drawing(book.sheets[0])
    calls = _count(monkeypatch, drawings.Drawing, "_parsed")
    place = Anchor(Corner(0, 0, 0, 0), Corner(2, 0, 2, 0), None, None)
    added = [drawing.add_picture(_PIXEL, f"Picture {n}", place, locked=True) for n in range(1, 6)]
    assert drawing.objects == added
    assert [found.name for found in drawing.objects] == [f"Picture {n}" for n in range(1, 6)]
    assert len(calls) <= len(added) + 1
    drawing.rename(added[0].number, 0, "First")
    assert drawing.objects[0].name == "First"
    assert drawings.Drawing(_reopened(book).sheets[0]).objects == drawing.objects
