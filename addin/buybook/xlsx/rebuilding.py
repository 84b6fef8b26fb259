"""Changes through the whole workbook: rows and columns inserted or deleted, sheets renamed or deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from buybook.xlsx import structure, structure_workbook
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
        """Insert or delete rows or columns; tables get and lose columns as well."""
        sheet = self._workbook.sheet(shift.sheet)
        before = {table.part: (table.area, table.columns) for table in sheet.tables}
        self._apply(lambda: structure.shift_package(self._book, shift))
        for table in sheet.tables:
            table.after_shift(*before[table.part], shift)
        self._workbook.freshness.shifted(sheet.part, shift)

    def refuse_several_sheets(self) -> None:
        """Refuse a change of the sheets' order where a formula refers to several sheets at once."""
        self._changed(lambda: structure.refuse_several_sheets(self._book))

    def rename_sheet(self, sheet: Sheet, name: str) -> None:
        """Rename a sheet wherever it is named."""
        old = sheet.name
        self._apply(lambda: structure.rename_in_package(self._book, old, name), moves_cells=False)
        self._workbook.freshness.sheets_changed()

    def rewrite_formulas(self, word: str, text: Callable[[str], str]) -> None:
        """Give all formulas of the workbook, wherever they stand, the text that `text` makes of theirs."""
        changed = self._changed(lambda: structure.rewrite_in_package(self._book, word, text))
        for part, content in changed.items():
            self._workbook.package.write(part, content)
        self._workbook.reread(list(changed))
        self._workbook.freshness.formulas_changed()

    def delete_sheet(self, sheet: Sheet) -> None:
        """Delete a sheet with the parts that only it uses."""
        package, part = self._workbook.package, sheet.part
        entry = self._workbook.sheet_entry(part)
        own = structure.parts_only_of(self._book, part)
        caches = structure.caches_only_of(self._book, part)
        self._apply(lambda: structure.delete_in_package(self._book, entry.name))
        package.remove_relationship(self._workbook.part, entry.identifier)
        self._forget_caches(caches)
        for name in {part, *own, *caches}:
            if package.has(name):
                package.remove(name)
        self._workbook.freshness.sheets_changed(deleted=part)

    def _forget_caches(self, parts: Iterable[str]) -> None:
        """Take pivot caches out of the workbook's list."""
        package, workbook = self._workbook.package, self._workbook
        for relationship in package.relationships(workbook.part):
            if relationship.kind == "pivotCacheDefinition" and relationship.target in parts:
                workbook.xml = structure_workbook.without_pivot_cache(workbook.xml, relationship.id)
                package.remove_relationship(workbook.part, relationship.id)

    @staticmethod
    def _changed(change: Callable[[], dict[str, bytes]]) -> dict[str, bytes]:
        try:
            return change()
        except structure.Unshiftable as error:
            raise WorkbookError(
                "unsupported", f"This cannot be done without harm: {error.reason}."
            ) from error
        except ValueError as error:
            raise WorkbookError("wrong_argument", f"This cannot be done: {error}.") from error

    def _apply(self, change: Callable[[], dict[str, bytes]], *, moves_cells: bool = True) -> None:
        stale = structure.stale_parts(self._book) if moves_cells else ()
        changed = self._changed(change)
        package = self._workbook.package
        for part, content in changed.items():
            package.write(part, content)
        for relationship in package.relationships(self._workbook.part):
            if relationship.target in stale:
                package.remove_relationship(self._workbook.part, relationship.id)
                package.remove(relationship.target)
        self._workbook.reread(list(changed))
        self._workbook.force_recalculation()
        self._workbook.freshness.formulas_changed()
