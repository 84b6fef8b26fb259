"""Small workbooks as buyers have them, and ways to run a command on them and to compare packages."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo

from buybook.run import Request, Result, run

TODAY = dt.date(2026, 3, 16)
Rows = Sequence[Sequence[object]]

ORDERS = ["PO number", "Line", "Supplier", "Item no.", "Description", "Ordered qty", "Unit price", "Currency", "Amount",
          "Order date", "Promised date", "Status"]  # fmt: skip


def order(
    po: str, line: int, supplier: str, quantity: float, promised: object, status: str = "Sent"
) -> list[object]:
    price = {"Nordbolt AB": 2.5, "Van Dael BV": 10.0}.get(supplier, 4.0)
    return [po, line, supplier, f"A-{line}", f"Item {line}", quantity, price, "EUR", None, dt.date(2026, 2, 2), promised,
            status]  # fmt: skip


STANDARD = [
    order("PO-2026-0101", 1, "Nordbolt AB", 100, dt.date(2026, 3, 2)),
    order("PO-2026-0101", 2, "Nordbolt AB", 40, dt.date(2026, 3, 16)),
    order("PO-2026-0102", 1, "Van Dael BV", 10, dt.date(2026, 3, 9), "Confirmed"),
    order("PO-2026-0103", 1, "Ketels BV", 25, dt.date(2026, 4, 30), "Confirmed"),
]
RECEIPTS = ["Date", "PO number", "Line", "Received", "Rejected", "Damaged", "Reason", "Delivery note"]
STANDARD_RECEIPTS = [
    [dt.date(2026, 3, 1), "PO-2026-0101", 1, 60, 0, 5, "Wet boxes", "DN-1"],
    [dt.date(2026, 3, 8), "PO-2026-0102", 1, 10, 0, 0, None, "DN-2"],
]


def write_orders(path: Path, rows: Rows = STANDARD, receipts: Rows | None = STANDARD_RECEIPTS) -> Path:
    """An order list under a title block, with formulas, a rule, validation, a totals row and a remark; receipts
    in an Excel Table on a sheet of their own."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Orders"
    sheet["A1"] = "Purchasing follow-up"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append([])
    sheet.append([])
    sheet.append(ORDERS)
    for row in rows:
        sheet.append(list(row))
    last = 4 + len(rows)
    for row in range(5, last + 1):
        sheet.cell(row, 9, f"=F{row}*G{row}")
        sheet.cell(row, 9).number_format = "#,##0.00"
        sheet.cell(row, 3).fill = PatternFill("solid", start_color="EEEEEE")
        for column in (10, 11):
            sheet.cell(row, column).number_format = "dd/mm/yyyy"
    sheet.cell(last + 1, 1, "Total")
    sheet.cell(last + 1, 9, f"=SUM(I5:I{last})")
    sheet.cell(last + 3, 1, "Prices exclude VAT")
    red = PatternFill("solid", start_color="FFC7CE", end_color="FFC7CE")
    sheet.conditional_formatting.add(
        f"F5:F{last}", CellIsRule(operator="greaterThan", formula=["50"], fill=red)
    )
    listed = DataValidation(
        type="list", formula1='"Sent,Confirmed,Partially received,Received,Closed,Cancelled"'
    )
    listed.add(f"L5:L{last}")
    sheet.add_data_validation(listed)
    summary = book.create_sheet("Summary")
    summary["A1"] = "Value on order"
    summary["B1"] = f"=Orders!I{last + 1}"
    if receipts is not None:
        _write_table(book, "Goods in", "tblReceipts", RECEIPTS, receipts)
    book.save(path)
    return path


def _write_table(book: openpyxl.Workbook, title: str, name: str, headers: Sequence[str], rows: Rows) -> None:
    sheet = book.create_sheet(title)
    sheet.append(list(headers))
    for row in rows:
        sheet.append(list(row))
    end = openpyxl.utils.get_column_letter(len(headers))
    table = Table(displayName=name, ref=f"A1:{end}{1 + len(rows)}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
    sheet.add_table(table)


def write_lists(path: Path, lists: Mapping[str, tuple[Sequence[str], Rows]]) -> Path:
    """A workbook of plain lists: sheet name -> headers and rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, (headers, rows) in lists.items():
        sheet = book.create_sheet(title)
        sheet.append(list(headers))
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def call(verb: str, path: Path, today: dt.date = TODAY, **options: object) -> Result:
    """Run a verb as the terminal does. Options of the run itself begin with an underscore."""
    own = {name[1:]: value for name, value in options.items() if name.startswith("_")}
    rest = {name: value for name, value in options.items() if not name.startswith("_")}
    return run(Request(verb, path, rest, today=today, user="tester", **own))


def line(result: Result, po: str, number: str) -> dict[str, object]:
    """One order line of an answer."""
    orders = result.answer["orders"]
    assert isinstance(orders, list)
    return next(each for each in orders if (each["po_number"], each["po_line"]) == (po, number))


def codes(result: Result) -> list[str]:
    """The codes of the findings."""
    findings = result.answer["findings"]
    assert isinstance(findings, list)
    return [finding["code"] for finding in findings]


def parts(path: Path) -> dict[str, bytes]:
    """Every part of a package."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def cells(path: Path, sheet: str) -> dict[str, object]:
    """Every cell of a sheet that is not empty; formulas as text."""
    found = openpyxl.load_workbook(path)[sheet]
    return {
        cell.coordinate: cell.value for row in found.iter_rows() for cell in row if cell.value is not None
    }
