"""Lists for those who start from nothing: requests, orders, receipts, quotations, suppliers and stock.

Each is an Excel Table with the columns that `schema.TABLES` calls usual, titled in the buyer's language.
"""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from buybook.documents.list_rules import colour
from buybook.documents.page import set_page
from buybook.frozen import frozen
from buybook.schema import FIELDS, TABLES, Kind, TableKind
from buybook.vocabulary import Words

CURRENCIES = ("EUR", "SEK", "USD", "GBP", "NOK", "DKK", "CHF", "PLN", "JPY", "CNY")

_FONT = "Arial"
_ACCENT = "1F5673"
_HEADER_ROW = 3
_FIRST_ROW = _HEADER_ROW + 1
_LAST_CHECKED_ROW = 5000  # validation reaches further down than the table does at first
_LINE_STATES = ("draft", "sent", "confirmed", "partially_received", "received", "closed", "cancelled")
_REQUEST_STATES = ("draft", "to_approve", "approved", "rejected_request", "sent", "cancelled")
_FORMATS = {
    Kind.DATE: "yyyy\\-mm\\-dd",
    Kind.MONEY: "#,##0.00",
    Kind.CODE: "@",  # text, so that 000123 keeps its zeros
    Kind.PERCENT: 'General" %"',
    Kind.DAYS: "0",
}
_WIDTHS = {
    Kind.TEXT: 20.0,
    Kind.CODE: 15.0,
    Kind.DATE: 13.0,
    Kind.MONEY: 13.0,
    Kind.QUANTITY: 11.0,
    Kind.UNIT: 9.0,
    Kind.CURRENCY: 10.0,
    Kind.STATUS: 19.0,
}
_WIDE = {"description": 34.0, "supplier": 26.0, "comment": 36.0, "reason": 24.0, "delivery_address": 28.0}
_NUMERIC = (Kind.MONEY, Kind.QUANTITY, Kind.NUMBER, Kind.PERCENT, Kind.DAYS)


@frozen
class ListSheet:
    """A list of the workbook: what it is about, the name of its Excel Table, its states if it has any."""

    kind: TableKind
    table: str
    states: tuple[str, ...] = ()


LIST_SHEETS = (
    ListSheet(TableKind.REQUISITIONS, "tblRequests", _REQUEST_STATES),
    ListSheet(TableKind.ORDERS, "tblOrders", _LINE_STATES),
    ListSheet(TableKind.RECEIPTS, "tblReceipts"),
    ListSheet(TableKind.QUOTATIONS, "tblQuotations", ("open", "approved", "rejected_request")),
    ListSheet(TableKind.SUPPLIERS, "tblSuppliers"),
    ListSheet(TableKind.ITEMS, "tblStock"),
)


def build_lists(words: Words) -> Workbook:
    """Make the workbook of empty lists in the language of `words`."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for plan in LIST_SHEETS:
        sheet = workbook.create_sheet(words.label(f"lists.{plan.kind.value}"))
        _draw_list(sheet, plan, words)
    return workbook


def _draw_list(sheet: Worksheet, plan: ListSheet, words: Words) -> None:
    fields = TABLES[plan.kind].usual
    sheet["A1"] = sheet.title
    sheet["A1"].font = Font(name=_FONT, size=16, bold=True, color=_ACCENT)
    sheet.row_dimensions[1].height = 26
    for number, field in enumerate(fields, start=1):
        _draw_column(sheet, number, field, words, plan)
    colour(sheet, plan.kind, fields, _FIRST_ROW, _LAST_CHECKED_ROW)
    last = get_column_letter(len(fields))
    table = Table(displayName=plan.table, ref=f"A{_HEADER_ROW}:{last}{_FIRST_ROW}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
    sheet.add_table(table)
    sheet.freeze_panes = f"A{_FIRST_ROW}"
    sheet.row_dimensions[_HEADER_ROW].height = 30
    sheet.sheet_view.showGridLines = False
    set_page(sheet, landscape=True, repeated_row=_HEADER_ROW)


def _draw_column(sheet: Worksheet, number: int, field: str, words: Words, plan: ListSheet) -> None:
    kind = FIELDS[field].kind
    letter = get_column_letter(number)
    title = words.title(field)
    indent = 1 if _side(kind) == "left" and number > 1 else 0  # air after a column of numbers
    header = sheet.cell(_HEADER_ROW, number, title)
    header.font = Font(name=_FONT, bold=True, color="FFFFFF")
    header.fill = PatternFill("solid", fgColor=_ACCENT)
    header.alignment = Alignment(horizontal=_side(kind), vertical="center", wrap_text=True, indent=indent)
    width = _WIDE.get(field, _WIDTHS.get(kind, 11.0))
    sheet.column_dimensions[letter].width = max(width, _longest_word(title) + 4.0)
    cell = sheet.cell(_FIRST_ROW, number)
    cell.number_format = _FORMATS.get(kind, "General")
    cell.font = Font(name=_FONT)
    cell.alignment = Alignment(horizontal=_side(kind), indent=indent)
    check = _check(kind, words, plan)
    if check is not None:
        check.add(f"{letter}{_FIRST_ROW}:{letter}{_LAST_CHECKED_ROW}")
        sheet.add_data_validation(check)


def _side(kind: Kind) -> str:
    return "right" if kind in _NUMERIC else "left"


def _longest_word(title: str) -> int:
    return max(map(len, title.split()))


def _check(kind: Kind, words: Words, plan: ListSheet) -> DataValidation | None:
    """What a column accepts; a warning only, since the buyer may know better."""
    if kind is Kind.STATUS:
        return _choice([words.state(state) for state in plan.states], words)
    if kind is Kind.CURRENCY:
        return _choice(list(CURRENCIES), words)
    if kind is Kind.DATE:
        check = DataValidation(type="date", operator="greaterThan", formula1="36525")  # 1999-12-31
        return _with_warning(check, words.label("lists.date"))
    if kind in _NUMERIC:
        check = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0")
        return _with_warning(check, words.label("lists.number"))
    return None


def _choice(values: list[str], words: Words) -> DataValidation:
    check = DataValidation(type="list", formula1='"' + ",".join(values) + '"')
    return _with_warning(check, words.label("lists.choose"))


def _with_warning(check: DataValidation, text: str) -> DataValidation:
    check.allow_blank = True
    check.errorStyle = "warning"
    check.showErrorMessage = True
    check.error = text
    return check
