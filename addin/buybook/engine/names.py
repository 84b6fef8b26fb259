"""Defined names."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from buybook.engine.area import Area, between, quote_sheet, split_sheet
from buybook.engine.refusal import FileObject
from buybook.xlsx.edits import number_text
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.records import DefinedName
from buybook.xlsx.references import parse_reference

if TYPE_CHECKING:
    from buybook.engine.book import Book
    from buybook.engine.range import Range
    from buybook.engine.sheet import Sheet

_BUILT_IN = "_xlnm."  # the file's prefix of Print_Area and its like


def absolute_reference(sheet: str, area: Area) -> str:
    """A reference with sheet and dollar signs, as names hold it; without the equals sign."""
    return f"{quote_sheet(sheet)}!{area.address()}"


def referred_area(reference: str) -> tuple[str | None, Area] | None:
    """Sheet and area that a name's formula stands for, None if it is not one range of this workbook."""
    try:
        sheet, area = parse_reference(reference)
    except ValueError:
        return None
    return sheet, between(*area.bounds)


class Names(FileObject, base_classes.Names):
    """The names of a book, sorted as Excel sorts them; or only those that belong to one sheet."""

    def __init__(self, book: Book, sheet: Sheet | None = None) -> None:
        self._book = book
        self._sheet = sheet

    @property
    def api(self) -> Names:
        """The collection itself: there is no native object behind it."""
        return self

    def _all(self) -> list[Name]:
        scope = None if self._sheet is None else self._sheet.name
        known = [n for n in self._book.source.names if scope is None or n.scope == scope]
        return sorted((Name(self._book, n) for n in known), key=lambda name: name.name.lower())

    def _find(self, wanted: str) -> Name | None:
        scope, bare = split_sheet(wanted)
        if scope is None and self._sheet is not None:
            scope = self._sheet.name
        found = (Name(self._book, record) for record in self._book.source.names_called(bare))
        names = [n for n in found if scope is None or n.belongs_to(scope)]
        names.sort(
            key=lambda name: (not name.belongs_to(None), name.name.lower())
        )  # the workbook's own first
        return names[0] if names else None

    def __call__(self, name_or_index: str | int) -> Name:
        """The name so called (`Sheet1!name` for one of a sheet), or the n-th; KeyError if there is none."""
        if isinstance(name_or_index, int):
            return self._all()[name_or_index - 1]
        name = self._find(name_or_index)
        if name is None:
            raise KeyError(f"There is no name {name_or_index!r} in {self._book.name}.")
        return name

    def snapshot(self) -> list[tuple[str, Name]]:
        """All names with their objects."""
        return [(name.name, name) for name in self._all()]

    def contains(self, name_or_index: str) -> bool:
        """Whether there is such a name."""
        return self._find(name_or_index) is not None

    def __len__(self) -> int:
        return len(self._all())

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name; `Sheet1!name` belongs to that sheet. Without `=` it is a text, as in Excel."""
        scope, bare = split_sheet(name)
        if scope is None and self._sheet is not None:
            scope = self._sheet.name
        self._book.source.set_name(bare, _stored(refers_to), scope)
        self._book.moved(f"the name {bare.lower()}")
        return self(name)


def _stored(refers_to: object) -> str:
    """What the file holds for a name: a formula without its equals sign, a number, or a text in quotes."""
    if isinstance(refers_to, bool):
        return str(refers_to).upper()
    if isinstance(refers_to, int | float) and math.isfinite(refers_to):
        return number_text(float(refers_to)).decode()
    if not isinstance(refers_to, str):
        raise WorkbookError("wrong_argument", f"A name cannot stand for {refers_to!r}: give a formula.")
    return refers_to[1:] if refers_to.startswith("=") else '"' + refers_to.replace('"', '""') + '"'


class Name(FileObject, base_classes.Name):
    """One defined name."""

    def __init__(self, book: Book, record: DefinedName) -> None:
        self._book = book
        self._record = record

    @property
    def api(self) -> DefinedName:
        """The package layer's record."""
        return self._record

    def is_called(self, bare: str) -> bool:
        """Whether this is its name, without a sheet and in any case."""
        return self._record.name.removeprefix(_BUILT_IN).lower() == bare.removeprefix(_BUILT_IN).lower()

    def belongs_to(self, sheet: str | None) -> bool:
        """Whether it belongs to that sheet; None stands for the workbook."""
        scope = self._record.scope
        return scope == sheet if scope is None or sheet is None else scope.lower() == sheet.lower()

    @property
    def name(self) -> str:
        """The name, with the sheet in front that it belongs to."""
        bare, scope = self._record.name.removeprefix(_BUILT_IN), self._record.scope
        return bare if scope is None else f"{quote_sheet(scope)}!{bare}"

    @name.setter
    def name(self, value: str) -> None:
        record, (_, bare) = self._record, split_sheet(value)
        if bare.lower() != record.name.lower():
            self._put(bare, record.refers_to)  # first: what is refused leaves the name as it was
            self._book.source.delete_name(record.name, record.scope)
            return
        self.delete()
        self._put(bare, record.refers_to)

    @property
    def refers_to(self) -> str:
        """The formula, with its equals sign."""
        self._book.reads_place(f"the name {self._record.name.lower()}")
        return "=" + self._record.refers_to.removeprefix("=")

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self._put(self._record.name, _stored(value))
        self._book.moved(f"the name {self._record.name.lower()}")

    def _put(self, bare: str, refers_to: str) -> None:
        self._book.source.set_name(bare, refers_to, self._record.scope)
        self._record = DefinedName(bare, refers_to, self._record.scope, self._record.hidden)

    def delete(self) -> None:
        """Remove the name; formulas that use it are left as they are."""
        self._book.source.delete_name(self._record.name, self._record.scope)

    @property
    def area(self) -> tuple[str | None, Area] | None:
        """Sheet and area, None if the name stands for something else."""
        self._book.reads_place(f"the name {self._record.name.lower()}")
        return referred_area(self._record.refers_to)

    @property
    def refers_to_range(self) -> Range:
        """The cells; ValueError if the name stands for something else."""
        found = self.area
        if found is None:
            raise ValueError(f"The name {self.name} is no range: it is {self.refers_to}.")
        sheet: Any = self._book.sheets(found[0] or self._record.scope or 1)
        area: Range = sheet.cells_at(found[1])
        return area
