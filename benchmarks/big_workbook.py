"""Makes the large workbook that `file_engine.py` measures on: always the same bytes of XML for a size.

It is written as Excel would write it (shared strings, `spans`, cached values), part by part as text, because
no library is quick enough to make 70 MB of XML between two measurements.
"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

COLUMNS = 20
SMALL_SHEETS = ("Suppliers", "Items", "Prices", "Rates", "Notes")
LARGE_SHEET = "Orders"
TEXT_COLUMN, NUMBER_COLUMN = 4, 7  # D and G: the two columns that are changed
LARGE_PART = "xl/worksheets/sheet1.xml"

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_TYPES = "application/vnd.openxmlformats-officedocument"
_TITLES = (
    "Order", "Line", "Item", "Description", "Supplier", "Quantity", "Unit price", "Currency", "Ordered",
    "Needed by", "Confirmed for", "Urgent", "Received", "Open", "Amount", "Buyer", "Site", "Weight",
    "Discount", "Remark",
)  # fmt: skip
_TEXTS = 30_000
_SUPPLIERS, _BUYERS, _REMARKS = 500, 20, 40

_STYLES = f"""{_HEAD}<styleSheet {_MAIN}>
<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""

_CHART = f"""{_HEAD}<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/><c:val><c:numRef><c:f>{LARGE_SHEET}!$O$2:$O$20</c:f></c:numRef></c:val></c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx></c:plotArea><c:plotVisOnly val="1"/></c:chart></c:chartSpace>"""

_DRAWING = f"""{_HEAD}<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:from><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>2</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>10</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>16</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Chart 1"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:r="{_RELATIONS}" r:id="rId1"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"""


def make_workbook(path: Path, rows: int) -> None:
    """Write the workbook: `rows` rows with a header above them, five small sheets, a chart."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, text in _small_parts(rows):
            package.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
        large = zipfile.ZipInfo(LARGE_PART)
        large.compress_type = zipfile.ZIP_DEFLATED
        with package.open(large, "w") as stored:
            stored.write(_sheet_head(rows).encode())
            for text in _large_rows(rows):
                stored.write(text.encode())
            stored.write(b"</sheetData></worksheet>")


def _small_parts(rows: int) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(SMALL_SHEETS) + 2)
    names = (LARGE_SHEET, *SMALL_SHEETS)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPES}.spreadsheetml.worksheet+xml"/>'
        for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.spreadsheetml.sheet.main+xml"/>{overrides}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.spreadsheetml.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPES}.spreadsheetml.sharedStrings+xml"/>'
        f'<Override PartName="/xl/drawings/drawing1.xml" ContentType="{_TYPES}.drawing+xml"/>'
        f'<Override PartName="/xl/charts/chart1.xml" ContentType="{_TYPES}.drawingml.chart+xml"/></Types>',
    )
    yield "_rels/.rels", _relationships([("officeDocument", "xl/workbook.xml")])
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook {_MAIN} xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets>'
        '<calcPr calcId="191029"/></workbook>',
    )
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield (
        "xl/_rels/workbook.xml.rels",
        _relationships([*targets, ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]),
    )
    yield "xl/styles.xml", _STYLES
    yield "xl/sharedStrings.xml", _strings(rows)
    for n in numbers[1:]:
        yield f"xl/worksheets/sheet{n}.xml", _small_sheet(n)
    yield "xl/worksheets/_rels/sheet2.xml.rels", _relationships([("drawing", "../drawings/drawing1.xml")])
    yield "xl/drawings/drawing1.xml", _DRAWING
    yield "xl/drawings/_rels/drawing1.xml.rels", _relationships([("chart", "../charts/chart1.xml")])
    yield "xl/charts/chart1.xml", _CHART


def _relationships(targets: list[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _strings(rows: int) -> str:
    """Titles, then texts that many rows share, then an order number for each five rows."""
    texts = [*_TITLES, "EUR", "SEK", "USD"]
    texts += [f"Hexagon bolt M{n % 40} x {n % 170}, zinc plated, box {n}" for n in range(_TEXTS)]
    texts += [f"Supplier {n} Aktiebolag &amp; Söner" for n in range(_SUPPLIERS)]
    texts += [f"Buyer {n}" for n in range(_BUYERS)] + [f"Remark number {n}" for n in range(_REMARKS)]
    texts += [f"PO-{n:06d}" for n in range(rows // 5 + 1)]
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return f'{_HEAD}<sst {_MAIN} count="{8 * rows}" uniqueCount="{len(texts)}">{items}</sst>'


def _sheet_head(rows: int) -> str:
    titles = "".join(f'<c r="{_letter(n)}1" s="3" t="s"><v>{n}</v></c>' for n in range(COLUMNS))
    return (
        f'{_HEAD}<worksheet {_MAIN}><dimension ref="A1:T{rows + 1}"/><sheetViews><sheetView workbookViewId="0"/>'
        '</sheetViews><sheetFormatPr defaultRowHeight="15"/><sheetData>'
        f'<row r="1" spans="1:{COLUMNS}">{titles}</row>'
    )


def _letter(column: int) -> str:
    return chr(ord("A") + column)


def _large_rows(rows: int) -> Iterator[str]:
    draw = random.Random(1)  # the same workbook every time
    first_text = len(_TITLES) + 3
    suppliers = first_text + _TEXTS
    buyers = suppliers + _SUPPLIERS
    remarks = buyers + _BUYERS
    orders = remarks + _REMARKS
    for index in range(rows):
        r = index + 2
        item, day = draw.randrange(_TEXTS), 44_000 + draw.randrange(2_000)
        quantity, price = draw.randrange(1, 500), draw.randrange(1, 900_000) / 100
        received = draw.choice((0, quantity, quantity // 2))
        confirmed = "" if draw.random() < 0.1 else f"<v>{day + draw.randrange(90)}</v>"
        yield (
            f'<row r="{r}" spans="1:{COLUMNS}">'
            f'<c r="A{r}" t="s"><v>{orders + index // 5}</v></c><c r="B{r}"><v>{10 * (index % 5 + 1)}</v></c>'
            f'<c r="C{r}"><v>{100_000 + item}</v></c><c r="D{r}" t="s"><v>{first_text + item}</v></c>'
            f'<c r="E{r}" t="s"><v>{suppliers + item % _SUPPLIERS}</v></c><c r="F{r}"><v>{quantity}</v></c>'
            f'<c r="G{r}" s="2"><v>{price!r}</v></c><c r="H{r}" t="s"><v>{len(_TITLES) + item % 3}</v></c>'
            f'<c r="I{r}" s="1"><v>{day}</v></c><c r="J{r}" s="1"><v>{day + 30}</v></c>'
            f'<c r="K{r}" s="1">{confirmed}</c><c r="L{r}" t="b"><v>{item % 2}</v></c>'
            f'<c r="M{r}"><v>{received}</v></c><c r="N{r}"><f>F{r}-M{r}</f><v>{quantity - received}</v></c>'
            f'<c r="O{r}" s="2"><f>ROUND(F{r}*G{r},2)</f><v>{round(quantity * price, 2)!r}</v></c>'
            f'<c r="P{r}" t="s"><v>{buyers + item % _BUYERS}</v></c><c r="Q{r}"><v>{item % 7}</v></c>'
            f'<c r="R{r}"><v>{item / 8!r}</v></c><c r="S{r}"><v>{(item % 20) / 100!r}</v></c>'
            f'<c r="T{r}" t="s"><v>{remarks + item % _REMARKS}</v></c></row>'
        )


def _small_sheet(number: int) -> str:
    rows = "".join(
        f'<row r="{r}"><c r="A{r}" t="s"><v>{r + number}</v></c><c r="B{r}"><v>{r * number}</v></c>'
        f'<c r="C{r}" s="1"><v>{44_000 + r}</v></c></row>'
        for r in range(1, 201)
    )
    drawing = f'<drawing xmlns:r="{_RELATIONS}" r:id="rId1"/>' if number == 2 else ""
    return f"{_HEAD}<worksheet {_MAIN}><sheetData>{rows}</sheetData>{drawing}</worksheet>"
