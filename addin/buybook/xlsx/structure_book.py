"""A workbook's package as changes of its structure look at it: parts, their kinds, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from buybook.xlsx.addresses import Unshiftable
from buybook.xlsx.structure_parts import belongs_to_slicer


class Related(NamedTuple):
    """A relationship to another part: the last word of its type (or all of it), and the part."""

    kind: str
    part: str


class PackageView(Protocol):
    """What is read of a package. Bytes are UTF-8, without comments and CDATA sections."""

    def read(self, part: str) -> bytes:
        """Return a part's bytes."""

    def part_names(self) -> Iterable[str]:
        """Return the names of all parts."""

    def content_type(self, part: str) -> str | None:
        """Return a part's content type."""

    def relationships(self, part: str) -> Iterable[Related]:
        """Return a part's relationships to other parts of the package; external ones are left out."""


class SheetPart(NamedTuple):
    """A sheet: its name, and the part that holds it."""

    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Book:
    """The package with its sheets (all of them, chart sheets too) in the workbook's order."""

    view: PackageView
    workbook_part: str
    sheets: Sequence[SheetPart]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all sheets."""
        return tuple(sheet.name for sheet in self.sheets)

    def sheet(self, name: str) -> SheetPart:
        """Return the sheet of that name, whatever its case. ValueError when there is none."""
        for sheet in self.sheets:
            if sheet.name.casefold() == name.casefold():
                return sheet
        raise ValueError(f"no sheet {name!r}")


def kind_of(related: Related) -> str:
    """The last word of a relationship's type in lower case: `table`, `vmldrawing`."""
    return related.kind.rpartition("/")[2].lower()


def content_type_of(book: Book, part: str) -> str:
    """A part's content type in lower case; '' when it has none."""
    return (book.view.content_type(part) or "").lower()


def parts_only_of(book: Book, sheet_part: str) -> tuple[str, ...]:
    """Return the parts that are reached through this sheet alone, without the sheet itself."""
    roots = [book.workbook_part]
    others = _reached(book, roots, without=sheet_part)
    mine = _reached(book, [sheet_part], without=book.workbook_part)
    return tuple(part for part in mine if part not in others and part != sheet_part)


def caches_only_of(book: Book, sheet_part: str) -> tuple[str, ...]:
    """Return the caches (and their records) of pivot tables that stand on this sheet alone."""
    mine: dict[str, None] = {}
    others: set[str] = set()
    for sheet in book.sheets:
        for pivot in (
            found.part for found in book.view.relationships(sheet.part) if kind_of(found) == "pivottable"
        ):
            caches = [found.part for found in book.view.relationships(pivot)]
            if sheet.part == sheet_part:
                mine |= dict.fromkeys(caches)
            else:
                others.update(caches)
    alone = [cache for cache in mine if cache not in others]
    return tuple(alone + [found.part for cache in alone for found in book.view.relationships(cache)])


def refuse_slicers(book: Book, sheet: SheetPart) -> None:
    """Refuse to delete or copy a sheet with slicers or timelines, or whose tables or pivots have some."""
    if any(kind_of(related) in ("slicer", "timeline") for related in book.view.relationships(sheet.part)):
        raise Unshiftable("slicer", f"the sheet {sheet.name} has slicers", sheet.part)
    names = {found.part: kind_of(found) for found in book.view.relationships(sheet.part)}
    here = [part for part, kind in names.items() if kind in ("table", "pivottable")]
    if not here:
        return
    for part in book.view.part_names():
        kind = content_type_of(book, part)
        if kind.endswith(("slicercache+xml", "timelinecache+xml")):
            reached = {found.part for found in book.view.relationships(part)}
            xml = book.view.read(part)
            if reached & set(here) or any(belongs_to_slicer(xml, book.view.read(own)) for own in here):
                raise Unshiftable("slicer", f"slicers belong to a table of the sheet {sheet.name}", part)


def _reached(book: Book, roots: Sequence[str], without: str) -> dict[str, None]:
    known = set(book.view.part_names())
    reached: dict[str, None] = {}
    waiting = list(roots)
    while waiting:
        part = waiting.pop()
        if part in reached or part == without:
            continue
        reached[part] = None
        waiting += [related.part for related in book.view.relationships(part) if related.part in known]
    return reached
