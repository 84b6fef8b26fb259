"""The demo's first sheet: the buyer's own figures, a chart, sparklines and a text box."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)
from openpyxl.drawing.text import Font as DrawingFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname

from buybook.documents.demo_facts import ORDER_PLAN, SUPPLIERS
from buybook.documents.demo_lists import OrderRows
from buybook.documents.demo_records import Story
from buybook.documents.demo_sheet import FONT, INK, QUIET, DemoSheet, Formula

AS_OF_CELL = "K2"
MONTHS = 6

_HEADER = 8
_FIRST_MONTH = 4  # column D
_SUM = _FIRST_MONTH + MONTHS
_TREND = _SUM + 1
_TILE = "EEF3F7"
_SUM_LOOK = Alignment(horizontal="right", vertical="center", indent=1)  # air before the sparklines
_WHOLE = "#,##0;-#,##0;–"


def write_overview(page: DemoSheet, story: Story, orders: OrderRows) -> None:
    """Write the overview; its formulas look at the order list and at the rates."""
    words, base = story.content["overview"], story.content["base"]
    page.write(1, 2, words["title"].format(company=story.content["company"]["name"]))
    page.sheet["B1"].font = Font(name=FONT, size=18, bold=True, color=page.accent)
    page.sheet.row_dimensions[1].height = 30
    page.write(2, _SUM, words["as_of"]).alignment = Alignment(horizontal="right")
    page.write(2, _TREND, story.today).alignment = Alignment(horizontal="left")
    for letter, width in {"A": 2.5, "B": 33, "C": 9, "J": 14, "K": 17}.items():
        page.sheet.column_dimensions[letter].width = width
    for column in range(_FIRST_MONTH, _SUM):
        page.sheet.column_dimensions[get_column_letter(column)].width = 12.5
    _write_tiles(page, story, orders)
    page.write(_HEADER - 1, 2, words["by_supplier"].format(base=base))
    page.sheet.cell(_HEADER - 1, 2).font = Font(name=FONT, size=11, bold=True, color=page.accent)
    _write_table(page, story, orders)
    _add_chart(page, story)
    page.finish(_HEADER, "A1")
    page.sheet.freeze_panes = None
    page.sheet.print_title_rows = None


def _write_tiles(page: DemoSheet, story: Story, orders: OrderRows) -> None:
    words, states = story.content["overview"], story.content["orders"]["states"]
    sheet = quote_sheetname(story.content["sheets"]["orders"])
    item, status, promised, amount = (
        orders.columns[name] for name in ("item_number", "status", "promised_date", "line_amount")
    )
    total = sum((line.amount * story.rate(line.supplier) for line in story.orders), Decimal(0))
    late = f'"<"&${AS_OF_CELL[0]}${AS_OF_CELL[1:]}'
    value = words["value"].format(base=story.content["base"])
    tiles = (
        ("B", "B", words["lines"], f"=COUNTA({sheet}!${item}:${item})-1", Decimal(len(story.orders))),
        ("D", "E", value, f"={sheet}!{amount}{orders.total}", total),
        (
            "G", "H", words["waiting"], f'=COUNTIF({sheet}!${status}:${status},"{states["sent"]}")',
            Decimal(sum(line.status == "sent" for line in story.orders)),
        ),
        (
            "J", "K", words["late"],
            f'=COUNTIFS({sheet}!${promised}:${promised},{late},{sheet}!${status}:${status},"{states["confirmed"]}")',
            Decimal(orders.late_by_hand),
        ),
    )  # fmt: skip
    for first, last, label, formula, result in tiles:
        _write_tile(page, first, last, label, Formula(formula, result))


def _write_tile(page: DemoSheet, first: str, last: str, label: str, formula: Formula) -> None:
    left, right = ord(first) - 64, ord(last) - 64
    page.write(4, left, formula, _WHOLE).font = Font(name=FONT, size=20, bold=True, color=INK)
    page.write(5, left, label).font = Font(name=FONT, size=9, color=QUIET)
    page.sheet.row_dimensions[4].height = 32
    page.sheet.row_dimensions[5].height = 18
    for row in (4, 5):
        for column in range(left, right + 1):
            cell = page.sheet.cell(row, column)
            cell.fill = PatternFill("solid", fgColor=_TILE)
            cell.alignment = Alignment(horizontal="left", vertical="center", indent=1)
        page.sheet.merge_cells(start_row=row, end_row=row, start_column=left, end_column=right)


def _months(today: date) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - MONTHS + 1, last + 1)]


def bought_from() -> list[str]:
    """The suppliers of the order list, as they stand in the list of suppliers."""
    return [key for key in SUPPLIERS if key in ORDER_PLAN]


def _write_table(page: DemoSheet, story: Story, orders: OrderRows) -> None:
    words, months = story.content["overview"], _months(story.today)
    month_format = story.content["month_format"]
    titles = [words["supplier"], words["currency"], *months, words["sum"], words["trend"]]
    for number, title in enumerate(titles, start=2):
        cell = page.write(_HEADER, number, title, month_format if isinstance(title, date) else "")
        cell.font = Font(name=FONT, size=10, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=page.accent)
        cell.alignment = Alignment(horizontal="left" if number < _FIRST_MONTH else "right", vertical="center")
    page.sheet.cell(_HEADER, _SUM).alignment = _SUM_LOOK
    page.sheet.cell(_HEADER, _TREND).alignment = Alignment(horizontal="center", vertical="center")
    page.sheet.row_dimensions[_HEADER].height = 22
    totals = [Decimal(0)] * MONTHS
    for row, key in enumerate(bought_from(), start=_HEADER + 1):
        values = _write_supplier(page, story, orders, row, key)
        totals = [one + other for one, other in zip(totals, values, strict=True)]
    _write_totals(page, words["total"], _HEADER + 1 + len(bought_from()), totals)


def _write_supplier(page: DemoSheet, story: Story, orders: OrderRows, row: int, key: str) -> list[Decimal]:
    name, _, _, currency, _ = story.company(key)
    page.write(row, 2, name)
    page.write(row, 3, currency)
    page.sheet.row_dimensions[row].height = 17
    values = []
    for number, month in enumerate(_months(story.today)):
        lines = [line for line in story.orders if line.supplier == key]
        amounts = [line.amount for line in lines if _same_month(line.order_date, month)]
        value = sum(amounts, Decimal(0)) * story.rate(key)
        formula = _sum_of_month(story, orders, get_column_letter(_FIRST_MONTH + number), row)
        page.write(row, _FIRST_MONTH + number, Formula(formula, value), _WHOLE)
        values.append(value)
    span = f"{get_column_letter(_FIRST_MONTH)}{row}:{get_column_letter(_SUM - 1)}{row}"
    total = page.write(row, _SUM, Formula(f"=SUM({span})", sum(values, Decimal(0))), _WHOLE)
    total.font = Font(name=FONT, size=10, bold=True, color=INK)
    for column in range(2, _TREND + 1):
        page.sheet.cell(row, column).border = Border(bottom=Side("hair", color="BFBFBF"))
        page.sheet.cell(row, column).alignment = Alignment(vertical="center")
    total.alignment = _SUM_LOOK
    return values


def _sum_of_month(story: Story, orders: OrderRows, column: str, row: int) -> str:
    sheet = quote_sheetname(story.content["sheets"]["orders"])
    rates = quote_sheetname(story.content["sheets"]["rates"])
    amount, supplier, day = (
        f"{sheet}!${orders.columns[name]}:${orders.columns[name]}"
        for name in ("line_amount", "supplier", "order_date")
    )
    month = f"{column}${_HEADER}"
    return (
        f'=SUMIFS({amount},{supplier},$B{row},{day},">="&{month},{day},"<"&EDATE({month},1))'
        f"*VLOOKUP($C{row},{rates}!$A:$B,2,FALSE)"
    )


def _same_month(day: date, month: date) -> bool:
    return (day.year, day.month) == (month.year, month.month)


def _write_totals(page: DemoSheet, label: str, row: int, totals: list[Decimal]) -> None:
    page.write(row, 2, label)
    for number, total in enumerate([*totals, sum(totals, Decimal(0))]):
        letter = get_column_letter(_FIRST_MONTH + number)
        formula = Formula(f"=SUM({letter}{_HEADER + 1}:{letter}{row - 1})", total)
        page.write(row, _FIRST_MONTH + number, formula, _WHOLE)
    for column in range(2, _TREND + 1):
        cell = page.sheet.cell(row, column)
        cell.font = Font(name=FONT, size=10, bold=True, color=INK)
        cell.border = Border(top=Side("thin", color=page.accent))
        cell.alignment = _SUM_LOOK if column == _SUM else Alignment(vertical="center")
    page.sheet.row_dimensions[row].height = 20


def _total_row() -> int:
    return _HEADER + 1 + len(bought_from())


def _add_chart(page: DemoSheet, story: Story) -> None:
    title = story.content["overview"]["chart"].format(base=story.content["base"])
    chart = BarChart()
    chart.title = Title(tx=Text(rich=_text_look(1100, INK, title, bold=True)))
    chart.title.overlay = False
    row = _total_row()
    data = Reference(page.sheet, min_col=_FIRST_MONTH, max_col=_SUM - 1, min_row=row)
    chart.add_data(data, from_rows=True)
    chart.set_categories(Reference(page.sheet, min_col=_FIRST_MONTH, max_col=_SUM - 1, min_row=_HEADER))
    chart.series[0].graphicalProperties = GraphicalProperties(solidFill=page.accent)
    chart.legend = None
    chart.gapWidth = 55
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.number_format = story.content["month_format"]
    chart.y_axis.number_format = "#,##0"
    pale = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9"))
    chart.y_axis.majorGridlines = ChartLines(spPr=pale)
    for axis in (chart.x_axis, chart.y_axis):
        axis.txPr = _text_look(900, QUIET)
    chart.width, chart.height = 22, 8  # centimetres
    page.sheet.add_chart(chart, f"B{row + 2}")


def _text_look(size: int, color: str, text: str = "", *, bold: bool = False) -> RichText:
    """A text of a chart; `size` in hundredths of a point."""
    look = CharacterProperties(sz=size, b=bold, solidFill=color, latin=DrawingFont(typeface=FONT))
    runs = [RegularTextRun(rPr=look, t=text)] if text else None
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=look), r=runs, endParaRPr=None if text else look)
    return RichText(bodyPr=RichTextProperties(), p=[paragraph])


def with_text_box(drawing: bytes, story: Story) -> bytes:
    """Add the buyer's note to the drawing part: openpyxl writes charts and pictures, but no shapes."""
    row = _total_row() + 1
    lines = story.content["overview"]["reminder"].split("\n")
    paragraphs = "".join(_paragraph(line, bold=number == 0) for number, line in enumerate(lines))
    shape = _TEXT_BOX.format(first=row, last=row + 6, paragraphs=paragraphs).encode()
    end = drawing.rindex(b"</")
    return drawing[:end] + shape + drawing[end:]


def _paragraph(text: str, *, bold: bool) -> str:
    weight = ' b="1"' if bold else ""
    look = f'<a:rPr lang="en-GB" sz="1000"{weight}><a:solidFill><a:srgbClr val="4D3B00"/></a:solidFill>'
    look += '<a:latin typeface="Arial"/><a:cs typeface="Arial"/></a:rPr>'
    return f"<a:p><a:r>{look}<a:t>{escape(text)}</a:t></a:r></a:p>"


def with_sparklines(sheet: bytes, story: Story) -> bytes:
    """Add a sparkline to every supplier's row: an extension that openpyxl does not know."""
    title = quote_sheetname(story.content["sheets"]["overview"])
    first, last = get_column_letter(_FIRST_MONTH), get_column_letter(_SUM - 1)
    rows = range(_HEADER + 1, _total_row() + 1)
    lines = "".join(
        f"<x14:sparkline><xm:f>{escape(title)}!{first}{row}:{last}{row}</xm:f>"
        f"<xm:sqref>{get_column_letter(_TREND)}{row}</xm:sqref></x14:sparkline>"
        for row in rows
    )
    end = sheet.rindex(b"</")
    return sheet[:end] + _SPARKLINES.format(lines=lines).encode() + sheet[end:]


_TEXT_BOX = (
    '<xdr:twoCellAnchor xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    "<xdr:from><xdr:col>8</xdr:col><xdr:colOff>400000</xdr:colOff>"
    "<xdr:row>{first}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
    "<xdr:to><xdr:col>11</xdr:col><xdr:colOff>0</xdr:colOff>"
    "<xdr:row>{last}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    '<xdr:sp macro="" textlink="">'
    '<xdr:nvSpPr><xdr:cNvPr id="1025" name="TextBox 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
    '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2400000" cy="1600000"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="FFF2CC"/></a:solidFill>'
    '<a:ln w="9525"><a:solidFill><a:srgbClr val="D6B656"/></a:solidFill></a:ln></xdr:spPr>'
    '<xdr:txBody><a:bodyPr vertOverflow="clip" wrap="square" lIns="108000" tIns="72000" anchor="t"/>'
    "<a:lstStyle/>"
    "{paragraphs}</xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor>"
)

_SPARKLINES = (
    '<extLst><ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}"'
    ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:sparklineGroup manualMin="0" type="column" displayEmptyCellsAs="gap" minAxisType="custom">'
    '<x14:colorSeries rgb="FF1F5673"/><x14:colorNegative rgb="FFC00000"/><x14:colorAxis rgb="FF000000"/>'
    '<x14:colorMarkers rgb="FF1F5673"/><x14:colorFirst rgb="FF1F5673"/><x14:colorLast rgb="FFC55A11"/>'
    '<x14:colorHigh rgb="FF1F5673"/><x14:colorLow rgb="FF1F5673"/>'
    "<x14:sparklines>{lines}</x14:sparklines>"
    "</x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
)
