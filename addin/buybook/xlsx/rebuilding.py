"""Changes through the whole workbook: rows and columns inserted or deleted, sheets renamed or deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from buybook.xlsx import structure
from buybook.xlsx.addresses import Shift
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.package import Package

if TYPE_CHECKING:
    from buybook.xlsx.sheet import Sheet
    from buybook.xlsx.workbook import Workbook


class _View:
    """The package as the functions of `structure` look at it."""

    def __init__(self, package: Package) -> None:
        self._package = package

    def read(self, part: str) -> bytes:
        return self._package.read_xml(part)

    def part_names(self) -> Iterable[str]:
        return self._package.part_names

    def content_type(self, part: str) -> str:
        return self._package.content_type(part) or ""

    def relationships(self, part: str) -> Iterable[structure.Related]:
        return [
            structure.Related(found.type, found.target)
            for found in self._package.relationships(part)
            if not found.external and self._package.has(found.target)
        ]


class Rebuilding:
    """One change through the whole workbook. Either all of it is made, or none."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        workbook.flush()
        sheets = [structure.SheetPart(entry.name, entry.part) for entry in workbook.entries]
        self._book = structure.Book(_View(workbook.package), workbook.part, sheets)

    def shift(self, shift: Shift) -> None:
        """Insert or delete rows or columns."""
        self._apply(lambda: structure.shift_package(self._book, shift))

    def rename_sheet(self, sheet: Sheet, name: str) -> None:
        """Rename a sheet wherever it is named."""
        old = sheet.name
        self._apply(lambda: structure.rename_in_package(self._book, old, name))

    def delete_sheet(self, sheet: Sheet) -> None:
        """Delete a sheet with the parts that only it uses."""
        package, part = self._workbook.package, sheet.part
        entry = self._workbook.sheet_entry(part)
        own = structure.parts_only_of(self._book, part)
        self._apply(lambda: structure.delete_in_package(self._book, entry.name))
        package.remove_relationship(self._workbook.part, entry.identifier)
        for name in {part, *own}:
            if package.has(name):
                package.remove(name)

    def _apply(self, change: Callable[[], dict[str, bytes]]) -> None:
        stale = structure.stale_parts(self._book)
        try:
            changed = change()
        except structure.Unshiftable as error:
            raise WorkbookError(
                "unsupported", f"This cannot be done without harm: {error.reason}."
            ) from error
        except ValueError as error:
            raise WorkbookError("wrong_argument", f"This cannot be done: {error}.") from error
        package = self._workbook.package
        for part, content in changed.items():
            package.write(part, content)
        for relationship in package.relationships(self._workbook.part):
            if relationship.target in stale:
                package.remove_relationship(self._workbook.part, relationship.id)
                package.remove(relationship.target)
        self._workbook.reread(list(changed))
        self._workbook.force_recalculation()
