"""What the engine refuses, and the mode that refuses to read after writing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlwings as xw
from xlwings import base_classes

from buybook.engine import ReadAfterWriteError, appearance, application, open_book, rules, sheet, tables
from buybook.engine.refusal import FileObject


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (lambda book: book.app.calculate(), "App.calculate"),
        (lambda book: book.macro("Module1.Test")(), "App.run"),
        (lambda book: book.to_pdf(), "needs a running Excel"),
        (lambda book: book.sheets[0].charts, "Sheet.charts"),
        (lambda book: book.sheets[0].copy(), "Sheet.copy"),
        (lambda book: book.sheets[0]["A1"].select(), "Selecting cells"),
        (lambda book: book.sheets[0]["A1"].copy(), "clipboard"),
        (lambda book: book.sheets[0]["A1"].copy_picture(), "Range.copy_picture"),
        (lambda book: setattr(book.sheets[0]["A1"], "formula_array", "=1"), "Range.formula_array"),
        (lambda book: book.sheets[0]["J1:K9"].sort(1), "Range.sort"),
        (lambda book: book.sheets[0]["A4"].data_validation.set_custom("=A4>1"), "DataValidation.set_rule"),
        (lambda book: setattr(book.sheets[0].tables[0], "name", "Other"), "Renaming a table"),
    ],
)
def test_what_only_excel_can_do_says_so(
    book: xw.Book, operation: Callable[[xw.Book], object], words: str
) -> None:
    with pytest.raises(NotImplementedError, match=words):
        operation(book)


def _engine_classes() -> Iterator[type]:
    for module in (application, appearance, rules, sheet, tables):
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
