"""The form that a supplier fills in: an .xlsx in their language, protected except where they write.

Hidden keys (`rfq_keys`) let the reply be read back although rows were sorted, columns moved or titles changed.
"""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from buybook.documents.page import footer_text, set_footer, set_page
from buybook.documents.purchase_order_form import ACCENT, FONT, INK, QUIET, RULE, FormColumn
from buybook.documents.reproducible import package_bytes
from buybook.documents.rfq import RfqDocument
from buybook.documents.rfq_checks import Checks
from buybook.documents.rfq_facts import add_facts
from buybook.documents.rfq_lines import draw_extras, draw_lines
from buybook.documents.rfq_look import (
    FILL_COLUMNS,
    OUR_COLUMNS,
    Layout,
    fillable,
    lines_needed,
    put,
    put_key,
)
from buybook.documents.rfq_questions import draw_questions
from buybook.rfq_keys import HEAD_FIELDS, RowKey, RowKind
from buybook.vocabulary import Words

_FACTS_ROW = 7
_FACT_HEIGHT = 18.0
_ISO_DATE = "yyyy\\-mm\\-dd"


def rfq_bytes(rfq: RfqDocument, words: Words) -> bytes:
    """Give the form as the bytes of an .xlsx; the same request always gives the same bytes."""
    return package_bytes(build_rfq(rfq, words), rfq.sent)


def build_rfq(rfq: RfqDocument, words: Words) -> Workbook:
    """Make the form in the language of `words`."""
    labels = words.labels("rfq_form")
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = labels["sheet"]
    layout = _layout(rfq)
    checks = Checks(sheet, words)
    _set_widths(sheet, layout)
    _draw_head(sheet, layout, rfq, labels)
    _draw_our_facts(sheet, layout, rfq, labels)
    _draw_their_facts(sheet, layout, rfq, labels, checks)
    row = _draw_instructions(sheet, layout, rfq, labels, _FACTS_ROW + len(HEAD_FIELDS) + 1)
    header, row = draw_lines(sheet, layout, rfq, labels, checks, row)
    last = draw_extras(sheet, layout, rfq, labels, checks, row)
    checks.apply()
    _protect(sheet)
    _set_print(sheet, rfq, labels, header, f"A1:{get_column_letter(layout.last)}{last}")
    if rfq.questions:
        draw_questions(workbook, rfq, words)
    add_facts(workbook, rfq, words.language)
    return workbook


def _layout(rfq: RfqDocument) -> Layout:
    """Leave out the columns that no line has anything for."""
    empty = set()
    if not any(line.papers for line in rfq.lines):
        empty.add("specification")
    if not any(line.requested_date for line in rfq.lines):
        empty.add("requested_date")
    if not any(line.item_number for line in rfq.lines):
        empty.add("item_number")
    ours = [column for column in OUR_COLUMNS if column.name not in empty]
    spare = sum(column.width for column in OUR_COLUMNS if column.name in empty)
    wide = [
        FormColumn(column.name, column.width + spare * 0.6, column.horizontal)
        if column.name == "description"
        else column
        for column in ours
    ]
    return Layout(tuple(wide), FILL_COLUMNS)


def _set_widths(sheet: Worksheet, layout: Layout) -> None:
    for number, column in layout.numbered:
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    for number in (layout.keys, layout.heads):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = 3
        sheet.column_dimensions[letter].hidden = True


def _draw_head(sheet: Worksheet, layout: Layout, rfq: RfqDocument, labels: Mapping[str, str]) -> None:
    company = rfq.company
    vat = f"{labels['vat_number']} {company.vat_number}" if company.vat_number else ""
    left = (company.name, ", ".join(company.address), vat)
    right = (labels["title"], rfq.rfq_number, "")
    for row, (one, other) in enumerate(zip(left, right, strict=True), start=1):
        top = row == 1
        font = Font(name=FONT, size=16 if top else 10, bold=top, color=INK if top else QUIET)
        _spread(sheet, row, layout.first, layout.heads - 1, one, font)
        size = {1: 20.0, 2: 14.0}.get(row, 10.0)
        font = Font(name=FONT, size=size, bold=True, color=ACCENT if row == 1 else INK)
        _spread(sheet, row, layout.heads + 1, layout.last, other, font, "right")
        sheet.row_dimensions[row].height = {1: 28.0, 2: 20.0}.get(row, 15.0)
    put_key(sheet, 2, layout.heads, RowKey(rfq.form, RowKind.HEAD, "rfq_number"))
    for column in range(layout.first, layout.last + 1):
        sheet.cell(4, column).border = Border(bottom=Side("medium", color=ACCENT))
    sheet.row_dimensions[4].height = 5
    sheet.row_dimensions[5].height = 9


def _spread(
    sheet: Worksheet,
    row: int,
    first: int,
    last: int,
    text: str,
    font: Font,
    horizontal: str = "left",
    *,
    wrap: bool = False,
) -> Cell:
    """Write text over several columns of a row."""
    cell = put(sheet, row, first, text, font, Alignment(
        horizontal=horizontal, vertical="top" if wrap else "center", wrap_text=wrap,
    ))  # fmt: skip
    if last > first:
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
    return cell


def _heading(sheet: Worksheet, row: int, first: int, last: int, text: str) -> None:
    _spread(sheet, row, first, last, text, Font(name=FONT, size=10, bold=True, color=ACCENT))
    for column in range(first, last + 1):
        sheet.cell(row, column).border = Border(bottom=Side("thin", color=RULE))
    sheet.row_dimensions[row].height = 18


def _draw_our_facts(sheet: Worksheet, layout: Layout, rfq: RfqDocument, labels: Mapping[str, str]) -> None:
    first, last = layout.first, layout.heads - 1
    _heading(sheet, _FACTS_ROW - 1, first, last, labels["request"])
    put_key(sheet, _FACTS_ROW, layout.keys, RowKey(rfq.form, RowKind.HEAD, "supplier"))
    company = rfq.company
    facts = (
        ("supplier", rfq.supplier.name),
        ("reply_by", rfq.reply_by.isoformat() if rfq.reply_by else labels["no_date"]),
        ("sent", rfq.sent.isoformat()),
        ("contact", " · ".join(part for part in (company.contact, company.email, company.phone) if part)),
        ("delivery_address", ", ".join(rfq.delivery_address or company.address)),
        ("incoterm", rfq.incoterm),
        ("payment_terms", rfq.payment_terms),
    )
    for row, (name, text) in enumerate(facts, start=_FACTS_ROW):
        bold = name in ("supplier", "reply_by")
        _spread(sheet, row, first, first + 1, labels[f"our.{name}"], Font(name=FONT, size=10, color=QUIET))
        font = Font(name=FONT, size=10, bold=bold, color=ACCENT if name == "reply_by" else INK)
        _spread(sheet, row, first + 2, last, text, font)
        sheet.row_dimensions[row].height = _FACT_HEIGHT


def _draw_their_facts(
    sheet: Worksheet, layout: Layout, rfq: RfqDocument, labels: Mapping[str, str], checks: Checks
) -> None:
    first = layout.heads + 1
    _heading(sheet, _FACTS_ROW - 1, first, layout.last, labels["quotation"])
    proposed = {"currency": rfq.currency}
    for row, name in enumerate(HEAD_FIELDS, start=_FACTS_ROW):
        put_key(sheet, row, layout.heads, RowKey(rfq.form, RowKind.HEAD, name))
        label = labels[f"their.{name}"]
        _spread(sheet, row, first, first + 1, label, Font(name=FONT, size=10, color=QUIET))
        value = _spread(
            sheet, row, first + 2, first + 4, proposed.get(name, ""), Font(name=FONT, size=10, color=INK)
        )
        for column in range(first + 2, first + 5):
            fillable(sheet.cell(row, column))
        value.alignment = Alignment(horizontal="left", vertical="center", indent=1)
        if name == "quote_valid_until":
            value.number_format = _ISO_DATE
        checks.head(name, value)


def _draw_instructions(
    sheet: Worksheet, layout: Layout, rfq: RfqDocument, labels: Mapping[str, str], row: int
) -> int:
    text = labels["instructions"]
    if rfq.questions:
        text = f"{text} {labels['instructions.questions']}"
    _spread(sheet, row, layout.first, layout.last, text, Font(name=FONT, size=9.5, color=INK), wrap=True)
    sheet.row_dimensions[row].height = 13.0 * lines_needed(text, layout.width) + 4
    sheet.row_dimensions[row - 1].height = 8
    return row + 1


def _protect(sheet: Worksheet) -> None:
    """Protect without a password: against slips of the hand. Widths and heights stay free."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.sheet_view.showGridLines = False


def _set_print(sheet: Worksheet, rfq: RfqDocument, labels: Mapping[str, str], header: int, area: str) -> None:
    set_page(sheet, landscape=True, repeated_row=header)
    sheet.print_area = area
    page = labels["page"].format(page="&P", pages="&N")
    set_footer(sheet, footer_text(rfq.company.name), footer_text(rfq.rfq_number), page)
