"""A workbook: its sheets, names, formats and tables, on top of its package."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from buybook.xlsx import (
    blank,
    names,
    recalculation,
    sheetcopy,
    sheetlist,
    sheetorder,
    sheettitles,
    views,
    xmlscan,
)
from buybook.xlsx.addresses import Shift
from buybook.xlsx.cells import Area
from buybook.xlsx.cellscan import Decoder
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.freshness import Freshness
from buybook.xlsx.names import NameIndex
from buybook.xlsx.package import Package
from buybook.xlsx.rebuilding import Rebuilding
from buybook.xlsx.records import DefinedName
from buybook.xlsx.references import delete_sheet_in_formula, rename_sheet_in_formula
from buybook.xlsx.save import save
from buybook.xlsx.sheet import Sheet
from buybook.xlsx.sheetlist import SheetEntry
from buybook.xlsx.strings import read_shared_strings
from buybook.xlsx.styles import Styles
from buybook.xlsx.stylesheet import MINIMAL
from buybook.xlsx.tables import TablePart


class Workbook:
    """A workbook in memory. Nothing is written to disk before `save`."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = _workbook_part(package)
        self.date1904 = self._counts_from_1904()
        self._sheets: dict[str, Sheet] = {}
        self._entries: tuple[bytes, list[SheetEntry]] | None = None
        self._strings: Sequence[str] | None = None
        self._styles: Styles | None = None
        self._names: tuple[bytes, list[SheetEntry], NameIndex] | None = None
        self._decoders: dict[bytes, tuple[frozenset[int], Decoder]] = {}
        self._content_changed = self._formulas_changed = False
        self.freshness = Freshness(self)

    @classmethod
    def open(cls, path: str | Path) -> Workbook:
        """Read a workbook from a file."""
        return cls(Package.open(path))

    @classmethod
    def create(cls) -> Workbook:
        """A new workbook with one empty sheet, `Sheet1`."""
        return cls(Package.from_bytes(blank.workbook()))

    def _counts_from_1904(self) -> bool:
        """Whether days are counted from 1904, as on old Macs."""
        tag = next(xmlscan.start_tags(self.xml, "workbookPr"), None)
        return tag is not None and xmlscan.is_true(xmlscan.attribute(tag[1], "date1904"))

    # -- the workbook part

    @property
    def xml(self) -> bytes:
        """The workbook part."""
        return self.package.read_xml(self.part)

    @xml.setter
    def xml(self, xml: bytes) -> None:
        if xml != self.xml:
            self.package.write(self.part, xml)

    @property
    def namespace(self) -> str:
        """The namespace of spreadsheets in this workbook: the usual one, or that of strict workbooks."""
        root = xmlscan.root(self.xml)
        prefix = xmlscan.prefix_of(root.name).decode().removesuffix(":")
        return root.get(f"xmlns:{prefix}" if prefix else "xmlns") or blank.MAIN

    @property
    def relationship_base(self) -> str:
        """The namespace of relationships, and the beginning of their types."""
        if "purl.oclc.org" in self.namespace:
            return "http://purl.oclc.org/ooxml/officeDocument/relationships"
        return blank.RELATIONSHIPS

    def relationship_type(self, kind: str) -> str:
        """The type of a relationship of a kind such as `table`."""
        return f"{self.relationship_base}/{kind}"

    # -- sheets

    @property
    def entries(self) -> list[SheetEntry]:
        """All sheets in the order of their tabs, chart sheets and the like too."""
        xml = self.package.read(self.part)
        if self._entries is None or self._entries[0] is not xml:
            self._entries = xml, sheetlist.read(self.xml, self.package.relationships(self.part))
        return self._entries[1]

    @property
    def sheets(self) -> list[Sheet]:
        """The worksheets in the order of their tabs."""
        found = []
        for entry in self.entries:
            if entry.kind == "worksheet" and self.package.has(entry.part):
                if entry.part not in self._sheets:
                    self._sheets[entry.part] = Sheet(self, entry.part)
                found.append(self._sheets[entry.part])
        return found

    def sheet_entry(self, part: str) -> SheetEntry:
        """How the workbook lists a sheet."""
        for entry in self.entries:
            if entry.part == part:
                return entry
        raise WorkbookError("wrong_argument", "The sheet was deleted.")

    def _place(self, sheet: Sheet) -> int:
        return [entry.part for entry in self.entries].index(sheet.part)

    def sheet(self, name: str) -> Sheet:
        """The worksheet of a name; case does not matter."""
        for sheet in self.sheets:
            if sheet.name.casefold() == name.casefold():
                return sheet
        raise WorkbookError("wrong_argument", f"There is no worksheet named {name!r}.")

    def add_sheet(self, name: str, after: Sheet | None = None, *, first: bool = False) -> Sheet:
        """Add an empty sheet after another, as the first or as the last. The sheet in front stays so."""
        sheetlist.check_name(name, [entry.name for entry in self.entries])
        last = len(self.entries) if after is None else self._place(after) + 1
        place = 0 if first else last
        folder = self.sheets[0].part.rpartition("/")[0] if self.sheets else "xl/worksheets"
        part = self.package.free_name(folder + "/sheet{}.xml")
        self.package.add(part, blank.worksheet(self.namespace), blank.WORKSHEET_TYPE)
        return self._list_sheet(part, name, place)

    def copy_sheet(
        self, sheet: Sheet, name: str | None = None, after: Sheet | None = None, *, first: bool = False
    ) -> Sheet:
        """Copy a sheet after another, as the first or as the last; without a name it gets one as in Excel.

        See `sheetcopy` for what comes along. Refused (`unsupported`), and then nothing is changed: a sheet
        with a pivot table, slicers, form controls, embedded objects, or a table that a query fills.
        """
        self.flush()
        taken = [entry.name for entry in self.entries]
        name = sheetlist.name_of_copy(sheet.name, taken) if name is None else name
        sheetlist.check_name(name, taken)
        last = len(self.entries) if after is None else self._place(after) + 1
        formula, state = sheetcopy.copied_formula(sheet, name), sheet.state
        part = sheetcopy.copy_parts(sheet, name)
        copy = self._list_sheet(part, name, 0 if first else last)
        self.xml = names.copy_scope(self.xml, self._sheet_names(), sheet.name, name, formula)
        self.xml = sheetlist.set_state(self.xml, self._place(copy), state)
        self.content_changed(part, [], formulas=copy.has_formulas)
        return copy

    def move_sheet(self, sheet: Sheet, place: int) -> None:
        """Move a sheet to a place among all tabs, from 0. Refused where a formula adds up several sheets."""
        Rebuilding(self).refuse_several_sheets()
        before = self._worksheet_names()
        self.xml = sheetorder.moved(self.xml, self._place(sheet), place)
        sheettitles.follow(self.package, before, self._worksheet_names(), lambda title: title)

    def _list_sheet(self, part: str, name: str, place: int) -> Sheet:
        identifier = self.package.add_relationship(self.part, self.relationship_type("worksheet"), part)
        before = self._worksheet_names()
        self.xml = sheetlist.insert(self.xml, place, name, identifier, self.relationship_base)
        sheettitles.follow(self.package, before, self._worksheet_names(), lambda title: title)
        return self.sheet(name)

    def _worksheet_names(self) -> list[str]:
        return [entry.name for entry in self.entries if entry.kind == "worksheet"]

    def delete_sheet(self, sheet: Sheet) -> None:
        """Delete a sheet with all that only it uses. Formulas that referred to it show #REF!."""
        shown = [entry for entry in self.entries if entry.state == "visible" and entry.part != sheet.part]
        if not shown:
            raise WorkbookError("unsupported", "A workbook needs a sheet that is shown.")
        before, name = self._worksheet_names(), sheet.name
        Rebuilding(self).delete_sheet(sheet)
        self._sheets.pop(sheet.part, None)
        kept = partial(delete_sheet_in_formula, sheet=name)
        sheettitles.follow(
            self.package, before, self._worksheet_names(), lambda text: text if kept(text) == text else None
        )

    def rename_sheet(self, sheet: Sheet, name: str) -> None:
        """Rename a sheet, in all formulas too."""
        if name == sheet.name:
            return
        sheetlist.check_name(name, [entry.name for entry in self.entries if entry.part != sheet.part])
        before, old = self._worksheet_names(), sheet.name
        Rebuilding(self).rename_sheet(sheet, name)
        title = partial(rename_sheet_in_formula, old=old, new=name)
        sheettitles.follow(self.package, before, self._worksheet_names(), title)

    def set_sheet_state(self, sheet: Sheet, state: str) -> None:
        """Show or hide a sheet; the last one that is shown stays so."""
        if state not in {"visible", "hidden", "veryHidden"}:
            raise WorkbookError("wrong_argument", f"A sheet cannot be {state!r}.")
        if state == sheet.state:
            return
        others = [entry for entry in self.entries if entry.state == "visible" and entry.part != sheet.part]
        if state != "visible" and not others:
            raise WorkbookError("unsupported", "A workbook needs a sheet that is shown.")
        if state != "visible" and self.active_sheet is sheet:
            self._activate_another(sheet, others[0])
        self.xml = sheetlist.set_state(self.xml, self._place(sheet), state)

    @property
    def active_sheet(self) -> Sheet | None:
        """The worksheet in front; None when that is a chart sheet."""
        place = sheetlist.active(self.xml)
        part = self.entries[place].part if place < len(self.entries) else ""
        return next((sheet for sheet in self.sheets if sheet.part == part), None)

    def _activate_another(self, sheet: Sheet, entry: SheetEntry) -> None:
        """Put another sheet in front: a worksheet, or when none is shown what `entry` lists, a chart sheet."""
        shown = (other for other in self.sheets if other.visible and other is not sheet)
        if (other := next(shown, None)) is not None:
            self.activate(other)
            return
        self.xml = sheetlist.set_active(self.xml, [known.part for known in self.entries].index(entry.part))
        sheet.frame = views.select_tab(sheet.frame, False)

    def activate(self, sheet: Sheet) -> None:
        """Put a sheet in front when the workbook is opened."""
        if self.active_sheet is sheet:
            return
        self.xml = sheetlist.set_active(self.xml, self._place(sheet))
        for other in self.sheets:
            other.frame = views.select_tab(other.frame, other is sheet)

    def rewrite_formulas(self, word: str, text: Callable[[str], str]) -> None:
        """Change formulas in cells, names, rules, tables and charts. All that `text` changes hold `word`."""
        Rebuilding(self).rewrite_formulas(word, text)

    def shift(self, shift: Shift) -> None:
        """Insert or delete rows or columns; everything in the workbook that refers to cells follows."""
        Rebuilding(self).shift(shift)

    # -- names

    def _sheet_names(self) -> list[str]:
        return [entry.name for entry in self.entries]

    def _scope(self, scope: str | None) -> str | None:
        return None if scope is None else self.sheet(scope).name

    @property
    def names(self) -> list[DefinedName]:
        """The defined names, hidden ones too."""
        return list(self._name_index().all)

    def _name_index(self) -> NameIndex:
        """The names as the workbook part lists them now."""
        raw, entries = self.package.read(self.part), self.entries
        if self._names is None or self._names[0] is not raw or self._names[1] is not entries:
            self._names = raw, entries, NameIndex(names.read(self.xml, self._sheet_names()))
        return self._names[2]

    def names_called(self, name: str) -> list[DefinedName]:
        """The names so called, of the workbook and of sheets; neither case nor the prefix `_xlnm.` counts."""
        return list(self._name_index().called(name))

    def name(self, name: str, scope: str | None = None) -> DefinedName | None:
        """A defined name; `scope` is the sheet that it belongs to, None for the workbook."""
        return self._name_index().find(name, self._scope(scope))

    def set_name(self, name: str, refers_to: str, scope: str | None = None, *, hidden: bool = False) -> None:
        """Define a name, or let it refer to something else (`Orders!$A$1:$B$9`)."""
        scope, known = self._scope(scope), self._name_index()
        new = known.find(name, scope) is None
        if new and self.table(name) is not None:
            raise WorkbookError("wrong_argument", f"There is a table {name!r} already.")
        self.xml = names.write(self.xml, self._sheet_names(), name, refers_to, scope, hidden=hidden, new=new)
        if new:  # the others are not read again
            known.add(names.last(self.xml, self._sheet_names()))
            self._names = self.package.read(self.part), self.entries, known
        self.freshness.name_changed(name)

    def delete_name(self, name: str, scope: str | None = None) -> None:
        """Delete a name; nothing happens when there is none."""
        self.xml = names.remove(self.xml, self._sheet_names(), name, self._scope(scope))
        self.freshness.name_changed(name)

    def is_name_taken(self, name: str) -> bool:
        """Whether a table cannot have this name, because a table or a defined name has it."""
        taken = [table.name for table in self.tables] + [found.name for found in self.names]
        return name.casefold() in {other.casefold() for other in taken}

    # -- tables, formats, texts

    @property
    def tables(self) -> list[TablePart]:
        """All tables of the workbook."""
        return [table for sheet in self.sheets for table in sheet.tables]

    def table(self, name: str) -> TablePart | None:
        """The table of a name; case does not matter."""
        return next((table for table in self.tables if table.name.casefold() == name.casefold()), None)

    def _related(self, kind: str) -> str | None:
        return next(iter(self.package.related(self.part, kind)), None)

    @property
    def styles(self) -> Styles:
        """The formats of cells."""
        if self._styles is None:
            part, theme = self._related("styles"), self._related("theme")
            self._styles = Styles(
                MINIMAL if part is None else self.package.read_xml(part),
                None if theme is None else self.package.read_xml(theme),
            )
            self._styles.sheet.reserve_named(self.package.read_xml(sheet.part) for sheet in self.sheets)
        return self._styles

    def _shared_strings(self) -> Sequence[str]:
        if self._strings is None:
            part = self._related("sharedStrings")
            self._strings = (
                [] if part is None else read_shared_strings(self.package.read_xml(part, whole=False))
            )
        return self._strings

    def decoder(self, prefix: bytes) -> Decoder:
        """What makes values of cells; `prefix` is that of a sheet's elements."""
        dates = self.styles.date_styles
        known = self._decoders.get(prefix)
        if known is None or known[0] is not dates:
            known = dates, Decoder(prefix, self._shared_strings, dates, self.date1904)
            self._decoders[prefix] = known
        return known[1]

    # -- writing

    def content_changed(self, part: str, areas: Sequence[Area], *, formulas: bool) -> None:
        """Take note that cells of a sheet changed; `formulas` when a cell got a formula, or lost one."""
        self._content_changed = True
        self._formulas_changed |= formulas
        self.freshness.cells_changed(part, areas)
        if formulas:
            self.freshness.formulas_changed()

    @property
    def calculation_due(self) -> bool:
        """Whether the file has everything computed when it is opened: what formulas show may be old."""
        tag = next(xmlscan.start_tags(self.xml, "calcPr"), None)
        return tag is not None and xmlscan.is_true(xmlscan.attribute(tag[1], "fullCalcOnLoad"))

    def force_recalculation(self) -> None:
        """Have Excel compute everything when it opens the workbook."""
        self.xml = recalculation.force(self.xml)

    def _has_formulas(self) -> bool:
        if self._related("calcChain") is not None:
            return True
        return any(
            sheet.has_formulas
            if sheet.loaded
            else recalculation.holds_formula(self.package.read_xml(sheet.part, whole=False))
            for sheet in self.sheets
        )

    def flush(self) -> None:
        """Write all pending changes into the package."""
        if self._content_changed:
            if self._formulas_changed or self._has_formulas():
                self.force_recalculation()
            if self._formulas_changed:
                recalculation.drop_chain(self.package, self.part)
            self._content_changed = self._formulas_changed = False
        for sheet in self.sheets:
            sheet.flush()
        if self._styles is not None and self._styles.sheet.changed:
            self._write_styles(self._styles.sheet.to_bytes())
        if self.calculation_due:
            self.freshness.write_note()

    def _write_styles(self, xml: bytes) -> None:
        part = self._related("styles")
        if part is None:
            part = "xl/styles.xml"  # openpyxl looks nowhere else
            if self.package.has(part):
                part = self.package.free_name("xl/styles{}.xml")
            self.package.add(part, xml, blank.STYLES_TYPE)
            self.package.add_relationship(self.part, self.relationship_type("styles"), part)
        else:
            self.package.write(part, xml)

    def reread(self, parts: Sequence[str]) -> None:
        """Read the sheets among these parts anew, which somebody else has written."""
        for sheet in self._sheets.values():
            if sheet.part in parts:
                sheet.forget()

    @property
    def dirty(self) -> bool:
        """Whether anything differs from what was read."""
        self.flush()
        return self.package.dirty

    def to_bytes(self) -> bytes:
        """The workbook as a file."""
        self.flush()
        return self.package.to_bytes()

    def save(self, path: str | Path | None = None, *, backup: Path | None = None, keep: int = 0) -> bool:
        """Write the workbook to a file, by default its own; False when there was nothing to write.

        What is refused, and what `backup` and `keep` mean, is told at `save.save`.
        """
        target = path or self.package.path
        if target is None:
            raise WorkbookError("wrong_argument", "The workbook has no file yet; name one.")
        self.flush()
        return save(self.package, target, backup=backup, keep=keep)


def _workbook_part(package: Package) -> str:
    parts = package.related("", "officeDocument")
    kind = package.content_type(parts[0]) if parts else None
    if kind is None:
        raise WorkbookError("not_a_workbook", "The file is an Office document, but not a workbook.")
    if "sheet.binary" in kind:
        raise WorkbookError("old_format", "The workbook is in Excel's binary format (xlsb).")
    if "spreadsheetml" not in kind and "ms-excel" not in kind:
        raise WorkbookError("not_a_workbook", "The file is an Office document, but not a workbook.")
    return parts[0]
