"""The package of the add-in: a workbook without content, its VBA project, its ribbon, the functions' help."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a time in a zip file

ADDIN_CONTENT = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
WORKBOOK = "xl/workbook.xml"
VBA_PROJECT = "xl/vbaProject.bin"
RIBBON = "customUI/customUI14.xml"

Rows = Sequence[tuple[str, str]]


def addin_parts(project: bytes, ribbon: str, workbook: str, settings: Rows) -> Mapping[str, bytes]:
    """Give the parts of the package by name; `settings` are the rows of its only sheet."""
    texts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(_PACKAGE_PARTS),
        WORKBOOK: workbook,
        "xl/_rels/workbook.xml.rels": _relationships(_WORKBOOK_PARTS),
        "xl/worksheets/sheet1.xml": _sheet(settings),
        "xl/styles.xml": _STYLES,
        "docProps/core.xml": _CORE_PROPERTIES,
    }
    parts = {name: text.encode("utf-8") for name, text in texts.items()}
    return parts | {VBA_PROJECT: project, RIBBON: ribbon.encode("utf-8")}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Pack the parts, in their order, without times and traces of the system: the same parts give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = 0
            # Not deflated: another zlib would deflate to other bytes.
            archive.writestr(entry, content, zipfile.ZIP_STORED)
    return target.getvalue()


_PACKAGE_PARTS = (
    (f"{_OFFICE}/officeDocument", WORKBOOK),
    ("http://schemas.microsoft.com/office/2007/relationships/ui/extensibility", RIBBON),
    (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
)
_WORKBOOK_PARTS = (
    (f"{_OFFICE}/worksheet", "worksheets/sheet1.xml"),
    (f"{_OFFICE}/styles", "styles.xml"),
    ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin"),
)


def _relationships(targets: Sequence[tuple[str, str]]) -> str:
    lines = (
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _content_types() -> str:
    defaults = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "bin": "application/vnd.ms-office.vbaProject",
    }
    overrides = {
        WORKBOOK: ADDIN_CONTENT,
        "xl/worksheets/sheet1.xml": f"{_EXCEL}.worksheet+xml",
        "xl/styles.xml": f"{_EXCEL}.styles+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    lines = [
        *(f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in defaults.items()),
        *(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in overrides.items()),
    ]
    return f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{"".join(lines)}</Types>'


def _sheet(rows: Rows) -> str:
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr codeName="SettingsSheet"/><sheetData>{"".join(_rows(rows))}</sheetData></worksheet>'


def _rows(rows: Rows) -> Iterator[str]:
    for number, pair in enumerate(rows, start=1):
        cells = (
            f'<c r="{column}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
            for column, text in zip("AB", pair, strict=True)
        )
        yield f'<row r="{number}">{"".join(cells)}</row>'


_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
# The title is the name in Excel's list of add-ins.
_CORE_PROPERTIES = (
    f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Buybook</dc:title><dc:creator>Buybook</dc:creator>'
    "<dc:description>Purchasing inside the workbook you already have.</dc:description></cp:coreProperties>"
)


def workbook_xml(category: str, arguments: str) -> str:
    """Give the workbook's part, with the elements that name the functions' category and explain their arguments."""
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr codeName="ThisWorkbook"/>'
        '<bookViews><workbookView visibility="hidden"/></bookViews>'
        f'<sheets><sheet name="Buybook" sheetId="1" r:id="rId1"/></sheets>{category}{arguments}</workbook>'
    )
