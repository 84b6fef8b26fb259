"""Small workbooks for the tests, made by hand so that every byte is known."""

from __future__ import annotations

import io
import re
import zipfile

from buybook.xlsx.frame import ORDER
from buybook.xlsx.package import Package
from buybook.xlsx.workbook import Workbook
from buybook.xlsx.xmlscan import children, root

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = {
    "workbook": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "worksheet": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "chartsheet": "application/vnd.openxmlformats-officedocument.spreadsheetml.chartsheet+xml",
    "styles": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
    "sharedStrings": "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml",
    "calcChain": "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml",
    "table": "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml",
}
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><color theme="1"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"><alignment wrapText="1"/></xf>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    '<dxfs count="0"/></styleSheet>'
)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip file of some parts, as an ordinary tool would make it."""

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2020, 5, 17, 9, 30, 2))
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def relationships(*items: tuple[str, str]) -> str:
    """A relationships part of kinds and targets; their ids count from rId1."""
    inner = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(items, 1)
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def worksheet(rows: str = "", *, before: str = "", after: str = "", root_attributes: str = "") -> str:
    """A worksheet part; `before` and `after` are the elements around `sheetData`."""
    return (
        f'{DECLARATION}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"{root_attributes}>'
        f"{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def parts(
    *sheets: str,
    strings: list[str] | None = None,
    workbook: str = "",
    names: str = "",
    calc: str = '<calcPr calcId="191029"/>',
    chain: str | None = None,
    tables: dict[str, str] | None = None,
) -> dict[str, str | bytes]:
    """The parts of a workbook with some worksheets (Sheet1, Sheet2, ...); `tables` lie on the first one."""
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    targets.append(("styles", "styles.xml"))
    found: dict[str, str | bytes] = {}
    listed = "".join(
        f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, len(sheets) + 1)
    )
    found["xl/workbook.xml"] = (
        f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook}<bookViews><workbookView activeTab="0"/>'
        f"</bookViews><sheets>{listed}</sheets>{names}{calc}</workbook>"
    )
    for number, sheet in enumerate(sheets, 1):
        found[f"xl/worksheets/sheet{number}.xml"] = sheet
    found["xl/styles.xml"] = DECLARATION + STYLES
    if strings is not None:
        targets.append(("sharedStrings", "sharedStrings.xml"))
        items = "".join(f"<si><t>{text}</t></si>" for text in strings)
        found["xl/sharedStrings.xml"] = (
            f'{DECLARATION}<sst xmlns="{MAIN}" count="9" uniqueCount="9">{items}</sst>'
        )
    if chain is not None:
        targets.append(("calcChain", "calcChain.xml"))
        found["xl/calcChain.xml"] = f'{DECLARATION}<calcChain xmlns="{MAIN}">{chain}</calcChain>'
    for name, table in (tables or {}).items():
        found[f"xl/tables/{name}"] = table
    if tables:
        found["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(
            *(("table", f"../tables/{name}") for name in tables)
        )
    found["xl/_rels/workbook.xml.rels"] = relationships(*targets)
    found["_rels/.rels"] = relationships(("officeDocument", "xl/workbook.xml"))
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{TYPES[kind]}"/>'
        for name in found
        if (kind := _kind(name)) is not None
    )
    types = (
        f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Default Extension="bin" ContentType="application/x-bin"/>{overrides}</Types>'
    )
    return {"[Content_Types].xml": types, **found}


def _kind(name: str) -> str | None:
    if name.endswith(".rels"):
        return None
    if "worksheets/" in name:
        return "worksheet"
    if "tables/" in name:
        return "table"
    return name.rpartition("/")[2].partition(".")[0]


def workbook(*sheets: str, **options: object) -> Workbook:
    """A workbook of some worksheets; see `parts`."""
    return Workbook(Package.from_bytes(zipped(parts(*sheets, **options))))  # type: ignore[arg-type]


def reopened(book: Workbook) -> Workbook:
    """The workbook as it would be read from its file."""
    return Workbook(Package.from_bytes(book.to_bytes()))


def part(book: Workbook, name: str = "xl/worksheets/sheet1.xml") -> str:
    """A part as it would be saved."""
    book.flush()
    return book.package.read(name).decode()


def rows_of(book: Workbook, name: str = "xl/worksheets/sheet1.xml") -> str:
    """What stands within a sheet's `sheetData`."""
    found = re.search(r"<sheetData>(.*)</sheetData>", part(book, name), re.S)
    return "" if found is None else found[1]


def assert_in_order(book: Workbook, name: str = "xl/worksheets/sheet1.xml") -> None:
    """The elements of a sheet stand in the order of the schema; rows and cells ascend."""
    xml = part(book, name).encode()
    top = root(xml)
    found = [ORDER.index(element.local.decode()) for element in children(xml, top.body, top.body_end)]
    assert found == sorted(found)
    numbers = [int(number) for number in re.findall(r'<row [^>]*?\br="(\d+)"', xml.decode())]
    assert numbers == sorted(set(numbers))
    for row in re.findall(r"<row [^>]*>(.*?)</row>", xml.decode(), re.S):
        columns = [(len(letters), letters) for letters in re.findall(r'<c r="([A-Z]+)\d+"', row)]
        assert columns == sorted(set(columns))
