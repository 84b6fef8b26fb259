"""What is fuzzed: each target takes bytes, and fails when the package layer breaks its promises.

The promises: a hostile file ends in a result or in a `WorkbookError`, never in another exception; and an edit that
is accepted is there when the result is read again, with everything else as it was.
"""

from __future__ import annotations

import contextlib
import io
import re
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple

import packages
from mutation import Mutate, mutate_formula, mutate_xml, mutate_zip

from buybook.xlsx import package, references
from buybook.xlsx.addresses import Shift, Unshiftable
from buybook.xlsx.archive import Limits
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.package import Package
from buybook.xlsx.sheet import Sheet
from buybook.xlsx.workbook import Workbook

SMALL = Limits(entries=200, entry_bytes=8 << 20, total_bytes=16 << 20)
WINDOW = (1, 1, 12, 8)  # what is compared before and after an edit
NOTE = "fuzz: edited & <kept>"


class Target(NamedTuple):
    """One harness: what is run, how its inputs are changed, and what it starts from."""

    run: Callable[[bytes], None]
    mutate: Mutate
    seeds: list[bytes]


class Broken(AssertionError):
    """A promise that was not kept."""


def _expect(kept: bool, what: str) -> None:
    if not kept:
        raise Broken(what)


def _stored(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def _well_formed(xml: bytes) -> bool:
    if b"<!DOCTYPE" in xml:
        return False
    try:
        ET.fromstring(xml)
    except (ET.ParseError, ValueError, LookupError):
        return False
    return True


# -- the workbook that everything is tried on

ROWS = (
    '<row r="1" spans="1:4"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Amount</t></is></c></row>'
    '<row r="2" ht="20" customHeight="1"><c r="A2" s="1"><v>45000</v></c><c r="B2"><f t="shared" ref="B2:B4" si="0">A2*2'
    '</f><v>2</v></c><c r="C2" t="b"><v>1</v></c></row>'
    '<row r="3" s="2" customFormat="1"><c r="A3"><v>1.5</v></c><c r="B3"><f t="shared" si="0"/><v>3</v></c>'
    '<c r="C3" t="e"><v>#N/A</v></c></row>'
    '<row r="4"><c r="B4"><f t="shared" si="0"/><v>4</v></c><c r="D4" t="str"><f>"a"&amp;B2</f><v>a2</v></c></row>'
    '<row r="6"><c r="A6"><f t="array" ref="A6:B7">A2:B3</f><v>1</v></c><c r="B6"><v>2</v></c></row>'
    '<row r="7"><c r="A7"><v>1</v></c><c r="B7"><v>2</v></c><c r="C7" t="d"><v>2026-03-01</v></c></row>'
)
BEFORE = (
    '<sheetPr><tabColor rgb="FFFF0000"/></sheetPr><dimension ref="A1:D7"/><sheetViews><sheetView tabSelected="1" '
    'workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection '
    'pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
    '<cols><col min="1" max="2" width="12.5" customWidth="1" style="1"/><col min="4" max="16384" width="9"/></cols>'
)
AFTER = (
    '<sheetProtection sheet="1" objects="1"/><autoFilter ref="F1:G3"/><mergeCells count="1"><mergeCell ref="F8:G9"/>'
    '</mergeCells><conditionalFormatting sqref="A2:A4 C1"><cfRule type="expression" dxfId="0" priority="1"><formula>'
    '$A2&gt;1</formula></cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="list" '
    'allowBlank="1" sqref="D2:D9"><formula1>"a,b"</formula1></dataValidation></dataValidations><hyperlinks><hyperlink '
    'ref="A3" r:id="rId2"/><hyperlink ref="A4" location="Sheet2!A1"/></hyperlinks><pageMargins left="1" right="1" '
    'top="1" bottom="1" header="0" footer="0"/><tableParts count="1"><tablePart r:id="rId1"/></tableParts>'
)
TABLE = (
    f'<table xmlns="{packages.MAIN}" id="1" name="Orders" displayName="Orders" ref="E10:F13" totalsRowShown="0">'
    '<autoFilter ref="E10:F13"/><tableColumns count="2"><tableColumn id="1" name="Item"/><tableColumn id="2" name="Qty">'
    "<calculatedColumnFormula>Orders[Item]*2</calculatedColumnFormula></tableColumn></tableColumns>"
    '<tableStyleInfo name="TableStyleMedium2" showRowStripes="1"/></table>'
)
HEADERS = '<row r="10"><c r="E10" t="inlineStr"><is><t>Item</t></is></c><c r="F10" t="inlineStr"><is><t>Qty</t></is></c></row>'
NAMES = (
    '<definedNames><definedName name="Rate">Sheet1!$A$3</definedName><definedName name="Area" localSheetId="1">'
    "Sheet1!$A$1:$B$4</definedName></definedNames>"
)
LINKS = packages.relationships(("table", "../tables/table1.xml"), ("hyperlink", "x.html"))
SECOND = packages.worksheet('<row r="1"><c r="A1"><f>Sheet1!A3+Rate</f><v>3</v></c></row>')


def _parts(sheet: str | bytes | None = None) -> dict[str, str | bytes]:
    first = packages.worksheet(ROWS + HEADERS, before=BEFORE, after=AFTER)
    parts = packages.parts(
        first,
        SECOND,
        strings=["Item", "<r>"],
        names=NAMES,
        chain='<c r="B2" i="1"/><c r="B3"/>',
        tables={"table1.xml": TABLE},
    )
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{packages.MAIN}" count="2" uniqueCount="2"><si><t>Item</t></si><si><r><t>a</t></r><r><t> b</t>'
        '</r><rPh sb="0" eb="1"><t>x</t></rPh></si></sst>'
    )
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = LINKS.replace(
        'Target="x.html"', 'Target="https://example.com/" TargetMode="External"'
    )
    if sheet is not None:
        parts["xl/worksheets/sheet1.xml"] = sheet
    return parts


# -- edits

Edit = Callable[[Workbook, Sheet, int, int], object]


def _table(book: Workbook, sheet: Sheet, row: int, column: int) -> None:
    sheet.add_table("Fuzzed", (row + 20, column, row + 23, column + 1))


def _grow(book: Workbook, sheet: Sheet, row: int, column: int) -> None:
    for table in sheet.tables:
        top, left, bottom, right = table.area
        table.resize((top, left, bottom + row, right + column % 2))


EDITS: tuple[Edit, ...] = (
    lambda book, sheet, row, column: sheet.set_value(row, column, NOTE),
    lambda book, sheet, row, column: sheet.set_formula(row, column, "=A1+1", 2),
    lambda book, sheet, row, column: sheet.set_style(
        row,
        column,
        book.styles.variant(sheet.cell_style(row, column), fill="FFEE00", bold=True, locked=False),
    ),
    lambda book, sheet, row, column: sheet.clear(row, column, row + 2, column + 1),
    lambda book, sheet, row, column: sheet.insert_rows(row, 1 + column % 3),
    lambda book, sheet, row, column: sheet.delete_rows(row, 1 + column % 3),
    lambda book, sheet, row, column: sheet.insert_columns(column, 1 + row % 3),
    lambda book, sheet, row, column: sheet.delete_columns(column, 1 + row % 3),
    lambda book, sheet, row, column: sheet.merge((row, column, row + 1, column + 1)),
    lambda book, sheet, row, column: sheet.set_column_width(column, column + 2, 20),
    lambda book, sheet, row, column: sheet.set_row_height(row, row + 1, 30),
    lambda book, sheet, row, column: sheet.copy_range((row, column, row + 1, column + 1), row + 3, column),
    lambda book, sheet, row, column: sheet.set_hyperlink(row, column, url="https://example.com/?a=1&b=2"),
    lambda book, sheet, row, column: sheet.add_conditional_format(
        [(row, column, row + 3, column)], formulas=["A1>1"], dxf=book.styles.add_dxf(fill="FF0000")
    ),
    lambda book, sheet, row, column: sheet.add_list_validation(
        [(row, column, row, column)], items=("a", "b")
    ),
    lambda book, sheet, row, column: book.rename_sheet(sheet, "It's new"),
    lambda book, sheet, row, column: book.add_sheet("Added", first=row > 5).set_value(row, column, 1),
    lambda book, sheet, row, column: book.delete_sheet(book.sheets[-1]),
    lambda book, sheet, row, column: book.set_name("Fuzzed", f"Sheet1!$A${row}"),
    lambda book, sheet, row, column: sheet.freeze(row, column),
    lambda book, sheet, row, column: book.activate(book.sheets[-1]),
    _table,
    _grow,
)


def read_everything(book: Workbook) -> list[object]:
    """Ask for all that can be asked of a workbook."""
    found: list[object] = [book.name(name.name, name.scope) for name in book.names]
    for sheet in book.sheets:
        if sheet.extent is not None and sheet.content_extent is not None:
            found.append(sheet.is_array_part(*sheet.extent[:2]))
        found += [sheet.values(*WINDOW), sheet.formulas(*WINDOW), sheet.state, sheet.frozen, sheet.gridlines]
        found += [
            sheet.merges,
            sheet.hyperlinks,
            sheet.validations,
            sheet.autofilter,
            sheet.protected,
            sheet.tab_color,
        ]
        found += [sheet.default_row_height, sheet.default_column_width]
        for number in range(1, 9):
            found += [sheet.column_width(number), sheet.column_hidden(number)]
            found += [sheet.row_height(number), sheet.row_hidden(number)]
        styles = book.styles
        for xf in {xf for line in sheet.cell_styles(*WINDOW) for xf in line}:
            found += [styles.number_format(xf), styles.font(xf), styles.fill_color(xf), styles.alignment(xf)]
            found += [styles.border(xf), styles.locked(xf), styles.is_date(xf)]
        found += [styles.dxf(rule.dxf) for rule in sheet.conditional_formats if rule.dxf is not None]
        for table in sheet.tables:
            found += [table.name, table.area, table.columns, table.body_area, table.style]
            found += [table.calculated_formula(place) for place in range(1, len(table.columns) + 1)]
    found.append(book.active_sheet)
    return found


def _held(sheet: Sheet) -> list[list[object]]:
    """Constants and formulas. Results are left out: what an edit made untrue is not read before it is computed."""
    values, formulas = sheet.values(*WINDOW), sheet.formulas(*WINDOW)
    return [
        [value if formula is None else formula for value, formula in zip(*lines, strict=True)]
        for lines in zip(values, formulas, strict=True)
    ]


def _edit(parts: dict[str, str | bytes], choice: bytes, mutated: str) -> None:
    """Read all, make one edit, and see that it is there when the result is read again."""
    source = parts[mutated]
    was_well_formed = _well_formed(source if isinstance(source, bytes) else source.encode())
    action, row, column = choice[0] % len(EDITS), 1 + choice[1] % 12, 1 + choice[2] % 8
    try:
        book = Workbook(Package.from_bytes(_stored(parts), limits=SMALL))
        read_everything(book)
        sheet = book.sheets[0] if book.sheets else book.add_sheet("Sheet1")
        before = _held(sheet)
        EDITS[action](book, sheet, row, column)
        pending = _held(sheet)
        content = book.to_bytes()
    except WorkbookError:
        return
    if not was_well_formed:
        return
    again = Package.from_bytes(content)
    for part in again.part_names:
        if part.endswith((".xml", ".rels")):
            _expect(_well_formed(again.read(part)), f"{part} is no longer well-formed")
    if sheet.part not in [other.part for other in book.sheets]:
        return  # the edit was to delete it
    reread = _held(Workbook(again).sheet(sheet.name))
    _expect(reread == pending, f"edit {action} reads {pending} before and {reread} after it is saved")
    if action == 0:
        before[row - 1][column - 1] = NOTE
        header = any(t.header_area and t.header_area[0] == row for t in sheet.tables)
        _expect(header or pending == before, f"a value in {row}, {column} changed others: {before} {pending}")


def run_sheet(data: bytes) -> None:
    """Sheets: the whole part is hostile."""
    choice = data[:4].ljust(4, b"\0")
    whole = package.CHECKED_PART
    package.CHECKED_PART = 0 if choice[3] & 1 else whole  # type: ignore[misc]  # as if the part were a large one
    try:
        _edit(_parts(data[4:]), choice, "xl/worksheets/sheet1.xml")
    finally:
        package.CHECKED_PART = whole  # type: ignore[misc]


PARTS = (
    "xl/styles.xml", "xl/workbook.xml", "xl/tables/table1.xml", "xl/sharedStrings.xml", "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels", "xl/worksheets/_rels/sheet1.xml.rels", "_rels/.rels", "xl/calcChain.xml",
)  # fmt: skip


def run_parts(data: bytes) -> None:
    """The other parts: the fourth byte says which of them is hostile."""
    choice = data[:4].ljust(4, b"\0")
    name = PARTS[choice[3] % len(PARTS)]
    _edit(_parts() | {name: data[4:]}, choice, name)


def _is_sound(content: bytes) -> bool:
    """Whether the standard library reads all of a zip file; folders, and what it cannot unpack, count too."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.testzip() is None
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        UnicodeDecodeError,
        RuntimeError,
        ValueError,
        EOFError,
    ):
        return False


def run_zip(data: bytes) -> None:
    """The zip file: read, changed in one part, written and read again."""
    try:
        source = Package.from_bytes(data, limits=SMALL)
        before = {name: source.read(name) for name in source.part_names}
    except WorkbookError:
        return
    try:
        if not source.has("fuzz/added.bin"):
            source.add("fuzz/added.bin", NOTE.encode(), "application/x-fuzz")
        content = source.to_bytes()
    except WorkbookError:
        return
    again = Package.from_bytes(content)
    if _is_sound(data):
        _expect(_is_sound(content), "the standard library could read the source, and cannot read the result")
    _expect(again.read("fuzz/added.bin") == NOTE.encode(), "the new part is missing")
    for name, old in before.items():
        if name.lower() != package.CONTENT_TYPES.lower():
            _expect(again.read(name) == old, f"{name} is not what it was")


# `B2$C:D` and `2C3` are no formulas, so how they are read is free.
_GLUED = re.compile(
    r"(?<=\w)(?=\$[A-Za-z])|(?<=\d)(?=\$)|(?<![\w.$])(?<=[0-9.])(?=[A-Za-z_])|(?<=[0-9])(?=[^\W0-9])"
)


_CHAIN = re.compile(r":[^:,+ ]*:")  # `B5:A$1:2`, which is none either


def run_formula(data: bytes) -> None:
    """Formulas: rewriting never fails, and what is undone is as it was."""
    choice, formula = data[:4].ljust(4, b"\0"), data[4:].decode("utf-8", "replace")
    formula = _GLUED.sub(" ", formula)
    rows, columns = choice[0] - 100, choice[1] - 100
    axis = ("rows", "columns")[choice[2] % 2]
    order = ("Sheet1", "Sheet2", "Jan", "Dec", "My list")
    shift = Shift("Sheet1", axis, 1 + choice[3] % 20, 1 + choice[2] % 7)  # type: ignore[arg-type]
    back = Shift("Sheet1", axis, shift.at, -shift.count)  # type: ignore[arg-type]
    found = list(references.references_in(formula))
    moved = references.move_formula(formula, rows, columns)
    if "#REF!" not in moved:
        _expect(
            len(list(references.references_in(moved))) == len(found), f"moving {formula!r} gave {moved!r}"
        )
    references.move_formula(formula, rows, columns, wrap=True)
    try:
        there = references.rewrite_formula(formula, "Sheet1", shift, order)
        again = references.rewrite_formula(there, "Sheet1", back, order)
    except Unshiftable:
        pass
    else:
        if (
            "#REF!" not in there + formula
            and _CHAIN.search(formula) is None
            and there != formula
            and "1048576" not in there
            and "XFD" not in there.upper()
        ):
            _expect(_areas(again) == _areas(formula), f"{formula!r} became {there!r} and then {again!r}")
    for own in ("Sheet1", "Sheet2", None):
        for rewrite in (references.rewrite_name, references.rewrite_formula):
            _tolerant(lambda own=own, rewrite=rewrite: rewrite(formula, own, shift, order))
        _tolerant(lambda own=own: references.rewrite_anchored(formula, own, back, [_area("A5:B9")], order))
    renamed = references.rename_sheet_in_formula(formula, "Sheet1", "New 'name'")
    _expect(
        references.rename_sheet_in_formula(renamed, "Sheet1", "x") == renamed,
        f"{formula!r} keeps Sheet1: {renamed!r}",
    )
    deleted = references.delete_sheet_in_formula(formula, "Sheet1", order)
    _expect(
        references.delete_sheet_in_formula(deleted, "Sheet1", order) == deleted,
        f"{formula!r} keeps it: {deleted!r}",
    )
    references.extend_range(formula, "Sheet1", "Sheet1", 5, 9, (1, 3))


def _area(text: str) -> references.Area:
    return references.parse_a1(text)


def _areas(formula: str) -> list[tuple[int, int, int, int]]:
    return [area.ordered().bounds for _, area in references.references_in(formula)]


def _tolerant(rewrite: Callable[[], str]) -> None:
    with contextlib.suppress(Unshiftable):
        rewrite()


def _seeds(name: str) -> list[bytes]:
    if name == "formula":
        formulas = (
            "=A1+$B$2", "=SUM(A1:C3,'My list'!B:B)", "=Jan:Dec!A1*[1]Data!B2", 'IF(Table1[@[a b]]="x",#REF!,1E5)', "=Sheet1!A5:A9",
            "=OFFSET(Sheet1!$A$1,0,0,COUNTA(Sheet1!$A:$A),1)", "={1,2;3,4}&'It''s'!XFD1048576", "LET(x,LOG10(A1),x:B2)",
        )  # fmt: skip
        return [bytes((place, 90 + place, place, 3)) + text.encode() for place, text in enumerate(formulas)]
    parts = _parts()
    if name == "zip":
        return [packages.zipped(parts), _stored(packages.parts(SECOND)), _stored(parts) + b"\0" * 20]
    if name == "sheet":
        whole = str(parts["xl/worksheets/sheet1.xml"])
        prefixed = (
            SECOND.replace("xmlns=", "xmlns:x=")
            .replace("<", "<x:")
            .replace("<x:/", "</x:")
            .replace("<x:?", "<?")
        )
        bare = packages.worksheet("<row><c><v>1</v></c><c t='str'><v>x</v></c></row><row/><row><c/></row>")
        sheets = (whole, prefixed, bare, SECOND, whole.replace("UTF-8", "UTF-16"))
        return [bytes((place, 2, 2, 0)) + sheet.encode() for sheet in sheets for place in range(len(EDITS))]
    contents = [(place, parts[part]) for place, part in enumerate(PARTS)]
    return [
        bytes((edit, 3, 1, place)) + (content if isinstance(content, bytes) else content.encode())
        for place, content in contents
        for edit in (0, 2, 4, 15, 16, 17, 18, 21, 22)
    ]


TARGETS: dict[str, Target] = {
    "zip": Target(run_zip, mutate_zip, _seeds("zip")),
    "sheet": Target(run_sheet, mutate_xml, _seeds("sheet")),
    "parts": Target(run_parts, mutate_xml, _seeds("parts")),
    "formula": Target(run_formula, mutate_formula, _seeds("formula")),
}
