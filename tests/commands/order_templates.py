"""An order's form as a buyer has it: a logo, a formula at each line, a total, terms on a sheet of their own."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import openpyxl
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

LINE = 12
TITLES = ["Pos", "Article", "Description", "", "Wanted", "Qty", "Unit", "Price", "Amount"]
LINES = ["{line.pos}", "{line.item_number}", "{line.description}", None, "{line.requested_date}", "{line.quantity}",
         "{line.unit}", "{line.unit_price}", f"=ROUND(F{LINE}*H{LINE},2)"]  # fmt: skip


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def logo() -> io.BytesIO:
    """A small picture."""
    head = struct.pack(">IIBBBBB", 60, 20, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + bytes((30, 90, 160)) * 60 for _ in range(20))
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )


def own_form(path: Path, **cells: object) -> Path:
    """Write the form; `cells` are other contents of cells of its first sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Bestellung"
    _head(sheet)
    _lines(sheet)
    sheet["H13"], sheet["I13"] = "Total {currency}", f"=SUM(I{LINE})"
    sheet["I13"].number_format = "#,##0.00"
    sheet["A15"] = "{remarks}"
    sheet["A15"].alignment = Alignment(wrap_text=True)
    sheet["A17"] = "Delivered goods are ours {1} {see the terms}"
    for cell, value in cells.items():
        sheet[cell] = value
    sheet.add_image(Image(logo()), "G1")
    sheet.print_area = "A1:I17"
    sheet.print_title_rows = "11:11"
    sheet.page_setup.orientation, sheet.oddFooter.center.text = "landscape", "Page &P"
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    terms = book.create_sheet("Terms")
    terms["A1"], terms["B7"] = "General terms of purchase", 3
    book.defined_names["order_date"] = DefinedName("order_date", attr_text="Bestellung!$F$4")
    book.defined_names["supplier_address"] = DefinedName("supplier_address", attr_text="Bestellung!$A$5:$A$7")
    book.save(path)
    return path


def _head(sheet: Worksheet) -> None:
    sheet["A1"] = "ORDER {po_number}"
    sheet["A1"].font = Font(size=18, bold=True)
    sheet["F3"], sheet["A4"] = "{po_number}", "{supplier}"
    sheet["F4"].number_format = "d mmm yyyy"
    sheet["F5"], sheet["F6"] = "{revision}", "{payment_terms}"
    for column, width in zip("ABCDEFGHI", (6, 12, 24, 10, 12, 13, 8, 11, 13), strict=True):
        sheet.column_dimensions[column].width = width


def _lines(sheet: Worksheet) -> None:
    for column, (title, text) in enumerate(zip(TITLES, LINES, strict=True), start=1):
        sheet.cell(LINE - 1, column, title).fill = PatternFill("solid", start_color="DDE6F0")
        cell = sheet.cell(LINE, column, text)
        cell.border = Border(bottom=Side("thin", color="999999"))
    sheet.merge_cells(start_row=LINE, end_row=LINE, start_column=3, end_column=4)
    sheet.cell(LINE, 3).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(LINE, 5).number_format = "dd/mm/yyyy"
    sheet.cell(LINE, 8).number_format = sheet.cell(LINE, 9).number_format = "#,##0.00"
    sheet.row_dimensions[LINE].height = 24
