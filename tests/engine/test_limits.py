"""What the engine refuses, and the mode that refuses to read after writing."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlwings as xw
from xlwings import base_classes

import buybook.engine
from buybook.engine import ReadAfterWriteError, open_book
from buybook.engine.refusal import FileObject


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (lambda book: book.app.calculate(), "App.calculate"),
        (lambda book: book.macro("Module1.Test")(), "App.run"),
        (lambda book: book.to_pdf(), "needs a running Excel"),
        (lambda book: book.sheets[0].charts.add(chart_type="pie"), "A new chart of the kind pie"),
        (lambda book: book.sheets[0].pivot_tables, "Sheet.pivot_tables"),
        (lambda book: book.sheets[0]["A1"].select(), "Selecting cells"),
        (lambda book: book.sheets[0].tables[0].sort(1), "Table.sort"),
        (lambda book: book.sheets[0]["A1"].copy_picture(), "Range.copy_picture"),
        (lambda book: setattr(book.sheets[0]["A1"], "formula2", "=1"), "Range.formula2"),
        (lambda book: book.sheets[0]["J1:K9"].sort(1), "Range.sort"),
        (lambda book: book.sheets[0]["A4:A5"].characters, "several cells"),
        (lambda book: setattr(book.sheets[0]["A:A"].rows, "hidden", True), "Hiding all rows"),
    ],
)
def test_what_only_excel_can_do_says_so(
    book: xw.Book, operation: Callable[[xw.Book], object], words: str
) -> None:
    with pytest.raises(NotImplementedError, match=words):
        operation(book)


MODULES = [
    importlib.import_module(f"buybook.engine.{module.name}")
    for module in pkgutil.iter_modules(buybook.engine.__path__)
]


def _engine_classes() -> Iterator[type]:
    for module in MODULES:
        for _, found in inspect.getmembers(module, inspect.isclass):
            if issubclass(found, FileObject) and found is not FileObject:
                yield found


def test_no_member_of_xlwings_is_left_to_a_bare_refusal() -> None:
    classes = set(_engine_classes())
    assert len(classes) > 15
    for engine_class in classes:
        for base in engine_class.__mro__:
            if base.__module__ != base_classes.__name__:
                continue
            for name, member in vars(base).items():
                if name.startswith("_") and not name.endswith("__"):
                    continue  # xlwings' own
                if inspect.isfunction(member) or isinstance(member, property):
                    assert inspect.getattr_static(engine_class, name) is not member, (engine_class, name)


@pytest.fixture
def guarded(path: Path) -> xw.Sheet:
    return open_book(path, deferred_writes=True).sheets["Orders"]


def test_reading_before_writing_is_allowed(guarded: xw.Sheet) -> None:
    values = guarded["A3:G6"].value
    guarded["G4"].value = "closed"
    assert guarded["A4:F6"].value == [row[:6] for row in values[1:]]


@pytest.mark.parametrize(
    "read",
    [
        lambda sheet: sheet["G4"].value,
        lambda sheet: sheet["A1:H9"].raw_value,
        lambda sheet: sheet["G4"].formula,
        lambda sheet: sheet.used_range,
        lambda sheet: sheet["A3"].expand(),
        lambda sheet: sheet["A3"].end("down"),
        lambda sheet: sheet["A3"].current_region,
        lambda sheet: sheet["G4"].has_array,
        lambda sheet: sheet["G4"].hyperlink,
        lambda sheet: sheet["G4"].characters.text,
    ],
)
def test_reading_after_writing_is_refused(guarded: xw.Sheet, read: Callable[[xw.Sheet], object]) -> None:
    guarded["G4"].value = "closed"
    with pytest.raises(ReadAfterWriteError, match="Orders!G4"):
        read(guarded)


@pytest.mark.parametrize(
    "write",
    [
        lambda sheet: setattr(sheet["A5"], "formula", "=1"),
        lambda sheet: sheet["A5"].clear_contents(),
        lambda sheet: sheet["A4:G4"].copy(sheet["A5"]),
        lambda sheet: sheet["A5"].add_hyperlink("https://example.com", "x"),
        lambda sheet: sheet["5:5"].insert("down"),
        lambda sheet: sheet["5:5"].delete(),
    ],
)
def test_every_kind_of_writing_counts(guarded: xw.Sheet, write: Callable[[xw.Sheet], object]) -> None:
    write(guarded)
    assert guarded["A4"].value == "4501"
    with pytest.raises(ReadAfterWriteError):
        _ = guarded["A5"].value


def test_without_the_guard_writes_are_seen(orders: xw.Sheet) -> None:
    orders["G4"].value = "closed"
    assert orders["G4"].value == "closed"


@pytest.mark.parametrize(
    ("change", "read"),
    [
        (
            lambda sheet: sheet.tables[0].resize(sheet["A3:G8"]),
            lambda sheet: sheet.tables[0].data_body_range,
        ),
        (lambda sheet: sheet.tables[0].rows.add(), lambda sheet: len(sheet.tables[0].rows)),
        (lambda sheet: setattr(sheet.tables[0], "show_totals", True), lambda sheet: sheet.tables[0].range),
        (
            lambda sheet: sheet.book.names.add("Suppliers", "=Orders!$A$1"),
            lambda sheet: sheet.book.names["Suppliers"].refers_to_range,
        ),
        (lambda sheet: sheet["C4"].add_note("words"), lambda sheet: sheet["C4"].note),
        (lambda sheet: setattr(sheet["B4"].note, "text", "x"), lambda sheet: sheet["B4"].note.text),
    ],
)
def test_what_was_moved_or_replaced_is_not_read_either(
    guarded: xw.Sheet, change: Callable[[xw.Sheet], object], read: Callable[[xw.Sheet], object]
) -> None:
    read(guarded)
    change(guarded)
    with pytest.raises(ReadAfterWriteError):
        read(guarded)


def test_a_fault_inside_a_member_is_not_hidden_by_a_refusal() -> None:
    class Broken(FileObject):
        @property
        def value(self) -> None:
            return self.nothing_such.inner  # type: ignore[no-any-return]

        @property
        def nothing_such(self) -> None:
            return None

    with pytest.raises(AttributeError, match="NoneType"):
        _ = Broken().value
    assert not hasattr(Broken(), "unknown")
    with pytest.raises(NotImplementedError, match=r"Broken\.unknown needs a running Excel"):
        Broken().unknown  # noqa: B018
