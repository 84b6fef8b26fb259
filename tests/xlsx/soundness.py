"""What makes a workbook unsound in Excel's eyes, most of which no validator finds.

Written without any of our own code, so that a mistake there cannot hide one here. Many workbooks in use have
faults of their own: `new_faults` tells only those that an edit brought in.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from formula_faults import formula_faults
from package_parts import PackageParts, child, children, local

ERRORS = {
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!",
    "#FIELD!", "#BLOCKED!", "#UNKNOWN!", "#CONNECT!", "#BUSY!", "#EXTERNAL!", "#PYTHON!",
}  # fmt: skip
SHEET_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
    "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations",
    "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
    "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing",
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts",
    "extLst",
)  # fmt: skip
WORKBOOK_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "absPath", "workbookProtection", "bookViews", "sheets",
    "functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews",
    "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects",
    "extLst",
)  # fmt: skip
REPEATED = {"conditionalFormatting", "fileRecoveryPr"}
Area = tuple[int, int, int, int]


def new_faults(before: bytes, after: bytes) -> Counter[str]:
    """The faults of a workbook that it had not before it was edited."""
    return faults(after) - faults(before)


@lru_cache(maxsize=16)  # what one command writes, the next one reads
def faults(data: bytes) -> Counter[str]:
    """The faults of a workbook: sentences without addresses, since an edit may move what was broken before."""
    package = PackageParts(data)
    found = package.faults
    if package.workbook is None:
        found["the package names no workbook part"] += 1
        return found
    Checker(package, found).run()
    return found


def parse_reference(text: str) -> Area | None:
    """The rows and columns of a reference such as `A1:B9`; None when it is none."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?", text)
    if found is None:
        return None
    top, left = int(found[2]), _column(found[1])
    bottom, right = (int(found[4]), _column(found[3])) if found[3] else (top, left)
    inside = 1 <= top <= bottom <= 1_048_576 and left <= right <= 16_384
    return (top, left, bottom, right) if inside else None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def overlapping(areas: list[Area]) -> int:
    """How many areas lie over one that begins above or left of them."""
    count = 0
    waiting: list[Area] = []
    for area in sorted(areas):
        waiting = [other for other in waiting if other[2] >= area[0]]
        count += any(other[1] <= area[3] and area[1] <= other[3] for other in waiting)
        waiting.append(area)
    return count


class Checker:
    """Goes through a workbook's parts and counts what is wrong."""

    def __init__(self, package: PackageParts, found: Counter[str]) -> None:
        assert package.workbook is not None
        self.package, self.found = package, found
        self.book = package.trees[package.workbook]
        self.sheets = self._sheets()
        self.strings = self._strings()
        self.cell_formats, self.differential_formats = self._check_styles()
        self.tables: list[Any] = []
        self.formulas: dict[str, set[str]] = {}  # the cells of a sheet that hold a formula, by its sheetId
        self.texts: dict[str, dict[tuple[int, int], str]] = {}  # of the sheets with tables
        self.known_names = {name.casefold() for name, _, _ in self.sheets}

    def run(self) -> None:
        """Count all faults."""
        self._check_workbook()
        for _, identifier, part in self.sheets:
            if self.package.trees.get(part) is not None:
                self._check_sheet(part, identifier)
        self._check_tables()
        self._check_chain()
        for text in self._all_formulas():
            self._fault_each(formula_faults(text, self.known_names))

    def _fault_each(self, sentences: list[str]) -> None:
        for sentence in sentences:
            self.found[sentence] += 1

    def _fault(self, sentence: str, count: int | bool = True) -> None:
        if count:
            self.found[sentence] += int(count)

    # -- the workbook

    def _sheets(self) -> list[tuple[str, str, str]]:
        """Name, sheetId and part of each sheet."""
        targets = {i: target for _, target, i in self.package.links.get(self.package.workbook or "", [])}
        found = []
        for sheet in children(child(self.book, "sheets"), "sheet"):
            identifier = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            found.append((sheet.get("name") or "", sheet.get("sheetId") or "", targets.get(identifier, "")))
        return found

    def _strings(self) -> int:
        parts = self.package.related(self.package.workbook or "", "sharedStrings")
        return len(children(self.package.trees[parts[0]], "si")) if parts else 0

    def _check_workbook(self) -> None:
        self._check_order(self.book, WORKBOOK_ORDER, "the workbook part")
        names = [name.casefold() for name, _, _ in self.sheets]
        self._fault("two sheets of one name", len(names) - len(set(names)))
        numbers = [number for _, number, _ in self.sheets]
        self._fault("two sheets of one number", len(numbers) - len(set(numbers)))
        self._fault("two sheets of one part", len(self.sheets) - len({part for _, _, part in self.sheets}))
        self._fault("an impossible sheet name", sum(not 0 < len(name) <= 31 for name in names))
        states = [s.get("state", "visible") for s in children(child(self.book, "sheets"), "sheet")]
        self._fault("no sheet is shown", "visible" not in states)
        views = child(self.book, "bookViews")
        for view in children(views, "workbookView") if views is not None else []:
            self._fault("the active sheet is not there", int(view.get("activeTab") or 0) >= len(states))
        scoped = Counter()
        for name in self._defined_names():
            scope = name.get("localSheetId")
            scoped[((name.get("name") or "").casefold(), scope)] += 1
            self._fault(
                "a name of a sheet that is not there", scope is not None and int(scope) >= len(states)
            )
        self._fault("two names of one scope", sum(scoped.values()) - len(scoped))

    def _defined_names(self) -> list[Any]:
        container = child(self.book, "definedNames")
        return [] if container is None else children(container, "definedName")

    def _check_order(self, root: Any, order: tuple[str, ...], where: str) -> None:
        found = [local(e) for e in children(root) if local(e) in order]
        places = [order.index(name) for name in found]
        self._fault(f"elements of {where} in the wrong order", places != sorted(places))
        once = [name for name in found if name not in REPEATED]
        self._fault(f"an element of {where} twice", len(once) - len(set(once)))

    # -- formats

    def _check_styles(self) -> tuple[int, int]:
        """The numbers of cell formats and of differential formats; None stands for as many as you like."""
        parts = self.package.related(self.package.workbook or "", "styles")
        if not parts:
            return 1, 0
        root = self.package.trees[parts[0]]
        lists = {
            name: [] if (found := child(root, name)) is None else children(found)
            for name in ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs")
        }
        if any(local(item) == "AlternateContent" for items in lists.values() for item in items):
            return 1 << 30, 1 << 30  # who counts depends on the reader
        uses = (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"), ("xfId", "cellStyleXfs"))
        for xf in lists["cellXfs"] + lists["cellStyleXfs"]:
            for attribute, used in uses:
                number = int(xf.get(attribute) or 0)
                self._fault(f"a cell format beyond the {used}", number >= max(1, len(lists[used])))
        numbers = [item.get("numFmtId") for item in lists["numFmts"]]
        self._fault("two number formats of one number", len(numbers) - len(set(numbers)))
        return max(1, len(lists["cellXfs"])), len(lists["dxfs"])

    # -- sheets

    def _check_sheet(self, part: str, identifier: str) -> None:
        root = self.package.trees[part]
        if local(root) != "worksheet":
            return
        self._check_order(root, SHEET_ORDER, "a sheet")
        tables = [self.package.trees[table] for table in self.package.related(part, "table")]
        texts = self.texts.setdefault(part, {})
        headers = {int(area[0]) for t in tables if (area := parse_reference(t.get("ref") or "")) is not None}
        self.formulas[identifier] = self._check_cells(child(root, "sheetData"), headers, texts)
        self.tables += [(table, part) for table in tables]
        self._check_merges(root, tables)
        self._check_columns(root)
        for rule in root.iter("{*}cfRule"):
            number = rule.get("dxfId")
            self._fault(
                "a rule beyond the differential formats",
                number is not None and int(number) >= self.differential_formats,
            )
        named = [p for _, p, i in self.package.links.get(part, []) if p]
        self._fault("a table listed twice", len(named) - len(set(named)))
        listed = child(root, "tableParts")
        count = 0 if listed is None else len(children(listed, "tablePart"))
        self._fault("tables and their list differ", count != len(tables))

    def _check_cells(self, data: Any, headers: set[int], texts: dict[tuple[int, int], str]) -> set[str]:
        with_formula: set[str] = set()
        masters: Counter[str] = Counter()
        users: set[str] = set()
        last_row = 0
        for row in children(data, "row") if data is not None else []:
            number = int(row.get("r") or last_row + 1)
            self._fault("rows in disorder", number <= last_row)
            self._fault("a row that no sheet has", not 1 <= number <= 1_048_576)
            last_row = number
            last_column = 0
            for cell in children(row, "c"):
                reference = cell.get("r")
                place = None if reference is None else parse_reference(reference)
                self._fault("a cell that no sheet has", reference is not None and place is None)
                column = last_column + 1 if place is None else place[1]
                self._fault("a cell in another row", place is not None and place[0] != number)
                self._fault("cells in disorder", column <= last_column)
                last_column = column
                self._check_cell(cell)
                if number in headers:
                    texts[number, column] = self._text(cell)
                formula = child(cell, "f")
                if formula is not None:
                    with_formula.add((reference or "").replace("$", ""))
                    if formula.get("t") == "shared" and formula.text:
                        masters[formula.get("si") or ""] += 1
                    elif formula.get("t") == "shared":
                        users.add(formula.get("si") or "")
        self._fault("a shared formula without its first cell", len(users - set(masters)))
        self._fault("two first cells of one shared formula", sum(masters.values()) - len(masters))
        return with_formula

    def _check_cell(self, cell: Any) -> None:
        kind = cell.get("t") or "n"
        written = child(cell, "v")
        text = "" if written is None else (written.text or "")
        self._fault("a cell beyond the cell formats", int(cell.get("s") or 0) >= self.cell_formats)
        self._fault("two values in a cell", len(children(cell, "v")) > 1 or len(children(cell, "f")) > 1)
        if not text:
            return
        if kind == "s":
            self._fault("a cell beyond the texts", not text.isdigit() or int(text) >= self.strings)
        elif kind == "n":
            try:
                self._fault("a number that is none", not math.isfinite(float(text)))
            except ValueError:
                self._fault("a number that is none")
        elif kind == "b":
            self._fault("a truth value that is none", text not in {"0", "1", "true", "false"})
        elif kind == "e":
            self._fault("an error value that Excel does not know", text not in ERRORS)

    def _text(self, cell: Any) -> str:
        kind, written = cell.get("t"), child(cell, "v")
        if kind == "inlineStr":
            return _plain(cell)
        value = "" if written is None else written.text or ""
        if kind != "s":
            return value
        part = self.package.related(self.package.workbook or "", "sharedStrings")[0]
        items = children(self.package.trees[part], "si")
        return _plain(items[int(value)]) if value.isdigit() and int(value) < len(items) else ""

    def _check_merges(self, root: Any, tables: list[Any]) -> None:
        container = child(root, "mergeCells")
        merges = (
            [parse_reference(m.get("ref") or "") for m in children(container)]
            if container is not None
            else []
        )
        self._fault("merged cells that no sheet has", merges.count(None))
        known = [area for area in merges if area is not None]
        self._fault("merged cells that overlap", overlapping(known))
        for table in tables:
            area = parse_reference(table.get("ref") or "")
            if area is not None:
                self._fault("merged cells in a table", overlapping([*known, area]) > overlapping(known))
        self._fault("an empty list of merged cells", container is not None and not merges)

    def _check_columns(self, root: Any) -> None:
        last = 0
        for container in children(root, "cols"):
            self._fault("an empty list of columns", not children(container))
            for column in children(container, "col"):
                first = int(column.get("min") or 0)
                self._fault("columns in disorder", first <= last)
                last = int(column.get("max") or 0)
                self._fault(
                    "a column beyond the cell formats", int(column.get("style") or 0) >= self.cell_formats
                )
                self._fault("a column that no sheet has", not 1 <= first <= last <= 16_384)

    # -- tables

    def _check_tables(self) -> None:
        names = [(table.get("displayName") or "").casefold() for table, _ in self.tables]
        self._fault("two tables of one name", len(names) - len(set(names)))
        taken = {(name.get("name") or "").casefold() for name in self._defined_names()}
        self._fault("a table called like a name", len(taken.intersection(names)))
        numbers = [table.get("id") for table, _ in self.tables]
        self._fault("two tables of one number", len(numbers) - len(set(numbers)))
        for table, part in self.tables:
            self._check_table(table, part)
        for sheet in {part for _, part in self.tables}:
            areas = [parse_reference(table.get("ref") or "") for table, part in self.tables if part == sheet]
            self._fault("tables that overlap", overlapping([area for area in areas if area is not None]))

    def _check_table(self, table: Any, part: str) -> None:
        area = parse_reference(table.get("ref") or "")
        columns = children(child(table, "tableColumns"), "tableColumn")
        if area is None:
            self._fault("a table without a range")
            return
        top, left, bottom, right = area
        titles = [_unescaped(column.get("name") or "") for column in columns]
        self._fault("a table with more or fewer columns than its range", len(titles) != right - left + 1)
        self._fault("two columns of one name", len(titles) - len({title.casefold() for title in titles}))
        identifiers = [column.get("id") for column in columns]
        self._fault("two columns of one number", len(identifiers) - len(set(identifiers)))
        has_header = (table.get("headerRowCount") or "1") != "0"
        totals = int(table.get("totalsRowCount") or 0)
        self._fault("a table without room for rows", bottom - top + 1 < has_header + totals + 1)
        for place, title in enumerate(titles if has_header else []):
            shown = self.texts[part].get((top, left + place), "")
            self._fault("a table's header unlike its column", _line_ends(shown) != _line_ends(title))
        filtered = child(table, "autoFilter")
        if filtered is not None:
            wanted = (top, left, bottom - totals, right)
            self._fault(
                "a table's filter unlike its range", parse_reference(filtered.get("ref") or "") != wanted
            )
            for column in children(filtered, "filterColumn"):
                self._fault("a filter beyond the columns", int(column.get("colId") or 0) >= len(titles))

    # -- formulas

    def _check_chain(self) -> None:
        for part in self.package.related(self.package.workbook or "", "calcChain"):
            sheet = ""
            for link in children(self.package.trees[part], "c"):
                sheet = link.get("i") or sheet
                known = self.formulas.get(sheet, set())
                self._fault("the chain names a cell without a formula", (link.get("r") or "") not in known)

    def _all_formulas(self) -> Iterator[str]:
        for name in self._defined_names():
            if name.get("function") not in {"1", "true"}:
                yield name.text or ""
        for _, _, part in self.sheets:
            root = self.package.trees.get(part)
            if root is None:
                continue
            for tag in ("f", "formula", "formula1", "formula2"):
                for element in root.iter("{*}" + tag):
                    if element.text and element.get("t") != "dataTable":
                        yield element.text


def _plain(element: Any) -> str:
    """The text of a shared or inline string without its phonetic hints."""
    return "".join(
        text.text or ""
        for text in element.iter("{*}t")
        if not any(local(above) == "rPh" for above in text.iterancestors())
    )


def _unescaped(text: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def _line_ends(text: str) -> str:
    return _unescaped(text).replace("\r\n", "\n").replace("\r", "\n")
