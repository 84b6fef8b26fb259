"""Inserting and deleting rows and columns, renaming and deleting sheets: what changes in the whole package.

Nothing is written here. Each function reads the package through a small protocol and answers the new bytes
of all parts that change, or raises Unshiftable, so that an edit is done wholly or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from buybook.xlsx import xmlscan
from buybook.xlsx.addresses import Shift, Unshiftable, parse_a1
from buybook.xlsx.package import relationships_part
from buybook.xlsx.references import references_in
from buybook.xlsx.structure_anchors import change_floating, change_vml
from buybook.xlsx.structure_book import (
    Book,
    PackageView,
    Related,
    SheetPart,
    caches_only_of,
    content_type_of,
    kind_of,
    parts_only_of,
    refuse_slicers,
)
from buybook.xlsx.structure_changes import Change, several_sheets_in
from buybook.xlsx.structure_parts import (
    change_chart,
    change_comments,
    change_connections,
    change_links,
    change_pivot_cache,
    change_pivot_table,
    change_sheet_views,
    change_single_cells,
    change_table,
)
from buybook.xlsx.structure_sheet import change_sheet
from buybook.xlsx.structure_workbook import change_names, delete_in_workbook, rename_in_workbook

__all__ = [
    "Book",
    "PackageView",
    "Related",
    "SheetPart",
    "Shift",
    "Unshiftable",
    "caches_only_of",
    "change_links",
    "delete_in_package",
    "is_known",
    "parts_only_of",
    "refuse_several_sheets",
    "rename_in_package",
    "rewrite_in_package",
    "rewrite_of",
    "shift_chart",
    "shift_comments",
    "shift_drawing",
    "shift_names",
    "shift_package",
    "shift_pivot_cache",
    "shift_sheet",
    "shift_table",
    "shift_vml",
    "stale_parts",
]


Rewrite = Callable[[bytes, Change], bytes]

_OF_A_SHEET: Mapping[str, Rewrite] = {
    "table": change_table,
    "drawing": change_floating,
    "vmldrawing": change_vml,
    "ctrlprop": change_floating,
    "comments": change_comments,
    "threadedcomment": change_comments,
    "pivottable": change_pivot_table,
    "tablesinglecells": change_single_cells,
    "namedsheetview": change_sheet_views,
}
"""Parts that a sheet relates to and that hold addresses, by the kind of relationship."""

_WITHOUT_ADDRESSES = frozenset(
    {
        "activexcontrolbinary",
        "audio",
        "chartcolorstyle",
        "chartstyle",
        "control",
        "customproperty",
        "customxml",
        "diagramcolors",
        "diagramdata",
        "diagramdrawing",
        "diagramlayout",
        "diagramquickstyle",
        "externallinkpath",
        "hdphoto",
        "hyperlink",
        "image",
        "media",
        "model3d",
        "oleobject",
        "package",
        "printersettings",
        "querytable",
        "slicer",
        "sheetmetadata",
        "theme",
        "themeoverride",
        "timeline",
        "vbaproject",
        "video",
    }
)
_WITH_CHARTS = frozenset(["chart", "chartex", "chartusershapes"])
_BY_CONTENT: tuple[tuple[str, Rewrite], ...] = (
    ("drawingml.chart+xml", change_chart),
    ("chartex+xml", change_chart),
    ("drawingml.chartshapes+xml", change_floating),
    ("pivotcachedefinition+xml", change_pivot_cache),
    ("connections+xml", change_connections),
)
"""Parts that point at sheets by name, wherever they hang, by the end of their content type."""

_SHARED_EDITING = ("revisionheaders+xml", "revisionlog+xml")
_STALE = ("calcchain+xml", "volatiledependencies+xml")


def shift_package(book: Book, shift: Shift) -> dict[str, bytes]:
    """Return the new bytes of all parts that change when rows or columns are inserted or deleted.

    Raises Unshiftable when that cannot be done without harm, ValueError when there is no such sheet or place.
    """
    if shift.count == 0 or not 1 <= shift.at <= shift.limit:
        raise ValueError(f"no place to shift: {shift}")
    own = book.sheet(shift.sheet)
    _refuse_unknown(book, own)
    if shift.axis == "columns" and shift.count < 0:
        _refuse_sliced(book, own, shift)
    return _rewritten(book, Change(shift.sheet, shift, order=book.names))


def rename_in_package(book: Book, old: str, new: str) -> dict[str, bytes]:
    """Return the new bytes of all parts that name the sheet. The caller sees that `new` is a good name."""
    old = book.sheet(old).name
    changed = _rewritten(book, Change(old, new_name=new))
    workbook = changed.get(book.workbook_part, book.view.read(book.workbook_part))
    renamed = rename_in_workbook(workbook, old, new)
    return {**changed, book.workbook_part: renamed} if renamed != workbook else changed


def rewrite_in_package(book: Book, word: str, text: Callable[[str], str]) -> dict[str, bytes]:
    """Return the new bytes of all parts with formulas that `text` changes; all such formulas hold `word`."""
    return _rewritten(book, Change(word, text=text))


def delete_in_package(book: Book, name: str) -> dict[str, bytes]:
    """Return the new bytes of all parts that name the sheet, and of the workbook part without it.

    ValueError when it is the only sheet. Unshiftable when pivot tables of other sheets are made from it, or
    slicers belong to it. The sheet's own parts are the caller's to remove (`parts_only_of`,
    `caches_only_of`).
    """
    own = book.sheet(name)
    if len(book.sheets) < 2:
        raise ValueError("a workbook needs a sheet")
    own_parts = {own.part, *parts_only_of(book, own.part), *caches_only_of(book, own.part)}
    refuse_slicers(book, own)
    own_parts |= {relationships_part(part) for part in own_parts}
    related = book.view.relationships(own.part)
    tables = [_table_name(book, found.part) for found in related if kind_of(found) == "table"]
    changed = _rewritten(book, Change(own.name, order=book.names, tables=tables), without=own_parts)
    workbook = changed.get(book.workbook_part, book.view.read(book.workbook_part))
    return {**changed, book.workbook_part: delete_in_workbook(workbook, own.name, book.names)}


def stale_parts(book: Book) -> tuple[str, ...]:
    """Return the parts that any of these changes makes wrong; Excel makes them anew."""
    return tuple(part for part in book.view.part_names() if content_type_of(book, part).endswith(_STALE))


def is_known(kind: str) -> bool:
    """Whether we know what a part that a sheet relates to by that kind of relationship holds."""
    return kind in _OF_A_SHEET or kind in _WITHOUT_ADDRESSES


def rewrite_of(kind: str, content_type: str) -> Rewrite | None:
    """What changes the formulas of a part, by its relationship's kind and its content type; None: it has none."""
    if kind == "worksheet":
        return change_sheet
    by_content = (rewrite for ending, rewrite in _BY_CONTENT if content_type.lower().endswith(ending))
    return _OF_A_SHEET.get(kind) or next(by_content, None)


def refuse_several_sheets(book: Book) -> dict[str, bytes]:
    """Raise Unshiftable when a formula goes through several sheets of the workbook; else answer no change."""
    seen: set[str] = set()

    def look(formula: str) -> str:
        for prefix, _ in references_in(formula):
            if prefix is not None and not prefix.external and not prefix.is_one_sheet and prefix.first:
                seen.add(f"{prefix.first} to {prefix.last}")
        return formula

    for part, sheet, rewrite in _work(book):
        xml = book.view.read(part)
        if several_sheets_in(xml):
            rewrite(xml, Change("", own_sheet=sheet, text=look))
    change_names(book.view.read(book.workbook_part), Change("", text=look), book.names)
    if seen:
        raise Unshiftable("three_d_reference", f"a formula adds up several sheets ({min(seen)})")
    return {}


def _refuse_unknown(book: Book, own: SheetPart) -> None:
    """Refuse what could hold addresses that we do not know how to move."""
    for part in book.view.part_names():
        if content_type_of(book, part).endswith(_SHARED_EDITING):
            raise Unshiftable("shared_editing", "the workbook is shared and keeps a log of changes", part)
    if "macrosheet" in content_type_of(book, own.part):
        raise Unshiftable("macro_sheet", "the sheet holds macros of an old kind", own.part)
    for related in book.view.relationships(own.part):
        kind = kind_of(related)
        if kind not in _OF_A_SHEET and kind not in _WITHOUT_ADDRESSES:
            raise Unshiftable(
                "unknown_part", f"the sheet has something that Buybook does not know ({kind})", related.part
            )
        if kind == "drawing":
            for inner in book.view.relationships(related.part):
                if kind_of(inner) not in _WITH_CHARTS | _WITHOUT_ADDRESSES:
                    raise Unshiftable(
                        "unknown_part",
                        f"a drawing has something that Buybook does not know ({kind_of(inner)})",
                        inner.part,
                    )


def _table_name(book: Book, part: str) -> str:
    return xmlscan.root(book.view.read(part)).get("displayName") or ""


def _refuse_sliced(book: Book, own: SheetPart, shift: Shift) -> None:
    """Refuse to take columns from a table while there are slicers, which name the column that they filter."""
    for related in book.view.relationships(own.part):
        if kind_of(related) == "table":
            ref = xmlscan.root(book.view.read(related.part)).get("ref")
            if ref and shift.cuts(*parse_a1(ref).along("columns")):
                refuse_slicers(book, own)


def _rewritten(book: Book, change: Change, without: Iterable[str] = ()) -> dict[str, bytes]:
    skipped = set(without)
    changed: dict[str, bytes] = {}
    for part, sheet, rewrite in _work(book):
        if part in skipped:
            continue
        xml = book.view.read(part)
        own = change.on(sheet)
        if own.moves is None and not own.concerns(xml):
            continue
        try:
            new = rewrite(xml, own)
        except Unshiftable as error:
            raise Unshiftable(error.code, error.reason, part) from error
        if new != xml:
            changed[part] = new
    workbook = book.view.read(book.workbook_part)
    if (names := change_names(workbook, change, book.names)) != workbook:
        changed[book.workbook_part] = names
    return changed


def _work(book: Book) -> list[tuple[str, str | None, Rewrite]]:
    """All parts that may hold references, with the sheet they belong to; each part once."""
    known = set(book.view.part_names())
    work: dict[str, tuple[str, str | None, Rewrite]] = {}
    for sheet in book.sheets:
        if sheet.part not in known:
            continue
        work[sheet.part] = sheet.part, sheet.name, change_sheet
        linking = [sheet.part]
        for related in book.view.relationships(sheet.part):
            rewrite = _OF_A_SHEET.get(kind_of(related))
            if rewrite is not None and related.part in known:
                work.setdefault(related.part, (related.part, sheet.name, rewrite))
            if kind_of(related) == "drawing":
                linking.append(related.part)
        for part in map(relationships_part, linking):
            if part in known:
                work.setdefault(part, (part, sheet.name, change_links))
    for part in sorted(known):
        kind = content_type_of(book, part)
        for ending, rewrite in _BY_CONTENT:
            if kind.endswith(ending):
                work.setdefault(part, (part, None, rewrite))
    return list(work.values())


# -- one part


def shift_sheet(xml: bytes, shift: Shift, own_sheet: str | None) -> bytes:
    """Return a worksheet part after the shift; `own_sheet` is the name of the sheet that it holds."""
    return change_sheet(xml, Change(shift.sheet, shift, own_sheet=own_sheet))


def shift_names(xml: bytes, shift: Shift, sheet_names: Sequence[str]) -> bytes:
    """Return the workbook part with its defined names after the shift."""
    return change_names(xml, Change(shift.sheet, shift, order=sheet_names), sheet_names)


def shift_table(xml: bytes, shift: Shift, own_sheet: str | None) -> bytes:
    """Return a table part after the shift."""
    return change_table(xml, Change(shift.sheet, shift, own_sheet=own_sheet))


def shift_drawing(xml: bytes, shift: Shift, own_sheet: str | None) -> bytes:
    """Return a drawing part after the shift."""
    return change_floating(xml, Change(shift.sheet, shift, own_sheet=own_sheet))


def shift_chart(xml: bytes, shift: Shift) -> bytes:
    """Return a chart part after the shift."""
    return change_chart(xml, Change(shift.sheet, shift))


def shift_comments(xml: bytes, shift: Shift) -> bytes:
    """Return a comments part of the shifted sheet after the shift."""
    return change_comments(xml, Change(shift.sheet, shift, own_sheet=shift.sheet))


def shift_vml(xml: bytes, shift: Shift, own_sheet: str | None) -> bytes:
    """Return a legacy drawing after the shift."""
    return change_vml(xml, Change(shift.sheet, shift, own_sheet=own_sheet))


def shift_pivot_cache(xml: bytes, shift: Shift) -> bytes:
    """Return a pivot cache definition after the shift."""
    return change_pivot_cache(xml, Change(shift.sheet, shift))
