"""The form of a purchase order: one description of where everything stands, for every language.

`build_form` makes the template from it. The template carries a defined name for every place to fill, and
`purchase_order` finds the places by those names; so the template can be rearranged in Excel, with a logo or
other columns, without a change to the code.
"""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import absolute_coordinate, get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from buybook.documents.colors import ACCENT, BAND, FONT, INK, QUIET, RULE
from buybook.documents.page import set_page
from buybook.frozen import frozen
from buybook.vocabulary import Words

__all__ = ["ACCENT", "BAND", "COLUMNS", "FONT", "INK", "LINE_HEIGHT", "QUIET", "RULE", "build_form"]

ADDRESS_LINES = 5


@frozen
class FormColumn:
    """A column of the order's lines: its name, its width in characters and how it is aligned."""

    name: str
    width: float
    horizontal: str = "left"


@frozen
class Spot:
    """A range of the form: a place to fill (`name`), or a printed label (`label`); ranges are merged."""

    ref: str
    name: str = ""
    label: str = ""
    size: float = 10
    bold: bool = False
    color: str = INK
    horizontal: str = "left"
    wrap: bool = False
    indent: int = 0


LINE_HEIGHT = 19.0  # points, of an order line that needs one line of text

COLUMNS = (
    FormColumn("pos", 6),
    FormColumn("item_number", 12.5),
    FormColumn("supplier_item_number", 12.5),
    FormColumn("description", 31),
    FormColumn("requested_date", 12),
    FormColumn("quantity", 9, "right"),
    FormColumn("unit", 8),
    FormColumn("unit_price", 10.5, "right"),
    FormColumn("price_per", 6.5, "right"),
    FormColumn("discount", 8, "right"),
    FormColumn("amount", 13.5, "right"),
)

HEADER_ROW = 20
LINE_ROW = 21
TOTAL_ROW = 22
REMARKS_ROW = 24
CONFIRM_ROW = 26


def _address_spots() -> Iterator[Spot]:
    for number in range(1, ADDRESS_LINES + 1):
        row = 8 + number - 1
        yield Spot(f"A{row}:D{row}", name=f"supplier_{number}", bold=number == 1)
        yield Spot(f"E{row}:K{row}", name=f"delivery_{number}", bold=number == 1)


def _fact_spots() -> Iterator[Spot]:
    left = ("order_date", "reference", "buyer", "supplier_no")
    right = ("currency", "incoterm", "payment_terms", "revision")
    for row, (one, other) in enumerate(zip(left, right, strict=True), start=14):
        yield Spot(f"A{row}:B{row}", name=f"{one}_label", label=one, color=QUIET, wrap=True)
        yield Spot(f"C{row}:D{row}", name=one, wrap=True)
        yield Spot(f"E{row}:F{row}", name=f"{other}_label", label=other, color=QUIET, wrap=True)
        yield Spot(f"G{row}:K{row}", name=other, wrap=True)


SPOTS = (
    Spot("A1:D1", name="company_name", size=16, bold=True),
    Spot("E1:K1", label="title", size=20, bold=True, color=ACCENT, horizontal="right"),
    Spot("A2:F2", name="company_address", color=QUIET),
    Spot("G2:K2", name="po_number", size=14, bold=True, horizontal="right"),
    Spot("A3:F3", name="company_vat", color=QUIET),
    Spot("A4:F4", name="company_contact", color=QUIET),
    Spot("A7:D7", label="supplier", color=ACCENT, bold=True),
    Spot("E7:K7", "delivery_heading", "delivery_address", color=ACCENT, bold=True),
    *_address_spots(),
    *_fact_spots(),
    Spot(f"A{TOTAL_ROW}:G{TOTAL_ROW}"),
    Spot(
        f"H{TOTAL_ROW}:J{TOTAL_ROW}",
        name="total_label",
        label="total",
        size=11,
        bold=True,
        horizontal="right",
    ),
    Spot(f"K{TOTAL_ROW}", name="total", size=11, bold=True, horizontal="right", indent=1),
    Spot(f"A{REMARKS_ROW}:K{REMARKS_ROW}", name="remarks", wrap=True),
    Spot(f"A{CONFIRM_ROW}:K{CONFIRM_ROW}", name="confirm", label="confirm", color=QUIET, wrap=True),
)


def build_form(words: Words) -> Workbook:
    """Make the template of a purchase order in the language of `words`, with names for the places to fill."""
    labels = words.labels("purchase_order")
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = labels["title"]
    for number, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    for spot in SPOTS:
        _draw_spot(workbook, sheet, spot, labels.get(spot.label, ""))
    for number, column in enumerate(COLUMNS, start=1):
        _draw_line_column(workbook, sheet, number, column, labels[column.name])
    _draw_rules(sheet)
    _set_heights(sheet)
    sheet.sheet_view.showGridLines = False
    set_page(sheet, landscape=False, repeated_row=HEADER_ROW)
    return workbook


def _draw_spot(workbook: Workbook, sheet: Worksheet, spot: Spot, text: str) -> None:
    first = spot.ref.partition(":")[0]
    cell = sheet[first]
    cell.value = text or None
    cell.font = Font(name=FONT, size=spot.size, bold=spot.bold, color=spot.color)
    cell.alignment = Alignment(
        horizontal=spot.horizontal,
        vertical="top" if spot.wrap else "center",
        wrap_text=spot.wrap,
        indent=spot.indent,
    )
    if ":" in spot.ref:
        sheet.merge_cells(spot.ref)
    if spot.name:
        _name(workbook, sheet, spot.name, first)


def _draw_line_column(
    workbook: Workbook, sheet: Worksheet, number: int, column: FormColumn, title: str
) -> None:
    header = sheet.cell(HEADER_ROW, number, title)
    header.font = Font(name=FONT, size=9, bold=True, color="FFFFFF")
    header.fill = PatternFill("solid", fgColor=ACCENT)
    header.alignment = Alignment(
        horizontal=column.horizontal, vertical="center", wrap_text=True, indent=_indent(column)
    )
    line = sheet.cell(LINE_ROW, number)
    line.font = Font(name=FONT, size=10, color=INK)
    line.border = Border(bottom=Side("hair", color=RULE))
    wrap = column.horizontal == "left"
    line.alignment = Alignment(
        horizontal=column.horizontal, vertical="center", wrap_text=wrap, indent=_indent(column)
    )
    _name(workbook, sheet, f"line_{column.name}", line.coordinate)


def _indent(column: FormColumn) -> int:
    # Air at the edges of the table, and between a quantity and its unit.
    return 1 if column.name in ("pos", "unit", "amount") else 0


def _name(workbook: Workbook, sheet: Worksheet, name: str, cell: str) -> None:
    target = f"{quote_sheetname(sheet.title)}!{absolute_coordinate(cell)}"
    workbook.defined_names[name] = DefinedName(name, attr_text=target)


def _draw_rules(sheet: Worksheet) -> None:
    for row, side in ((5, Side("medium", color=ACCENT)), (7, Side("thin", color=RULE))):
        for cell in sheet[row]:
            cell.border = Border(bottom=side)
    for cell in sheet[TOTAL_ROW]:
        cell.fill = PatternFill("solid", fgColor=BAND)
        cell.border = Border(top=Side("thin", color=ACCENT))


def _set_heights(sheet: Worksheet) -> None:
    heights = {
        1: 28,
        2: 20,
        3: 15,
        4: 15,
        5: 5,
        6: 10,
        7: 18,
        13: 8,
        18: 6,
        19: 6,
        HEADER_ROW: 28,
        TOTAL_ROW: 24,
    }
    for row, height in heights.items():
        sheet.row_dimensions[row].height = height
    for row in (*range(8, 8 + ADDRESS_LINES), *range(14, 18)):
        sheet.row_dimensions[row].height = 16
    sheet.row_dimensions[LINE_ROW].height = LINE_HEIGHT
    sheet.row_dimensions[CONFIRM_ROW].height = 30
