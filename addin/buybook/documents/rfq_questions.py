"""The sheet of questions beside the prices, each with the weight that its answer has."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from buybook.documents.cells import write_percent, write_text
from buybook.documents.page import footer_text, set_footer, set_page
from buybook.documents.purchase_order_form import ACCENT, FONT, INK, RULE, FormColumn
from buybook.documents.rfq import RfqDocument, RfqQuestion
from buybook.documents.rfq_checks import Checks
from buybook.documents.rfq_look import fillable, indent, lines_needed, put, put_key
from buybook.rfq_keys import RowKey, RowKind, column_mark
from buybook.vocabulary import Words

_COLUMNS = (
    FormColumn("question_no", 6),
    FormColumn("question", 56),
    FormColumn("weight", 10, "right"),
    FormColumn("answer", 40),
    FormColumn("answer_comment", 30),
)
_MARKS, _HEADER = 4, 5
_THEIRS = ("answer", "answer_comment")


def draw_questions(workbook: Workbook, rfq: RfqDocument, words: Words) -> None:
    """Add the sheet of questions."""
    labels = words.labels("rfq_form")
    sheet = workbook.create_sheet(labels["questions"])
    checks = Checks(sheet, words)
    _text(sheet, 1, 2, labels["questions"], Font(name=FONT, size=16, bold=True, color=ACCENT))
    _text(sheet, 2, 2, labels["questions.help"], Font(name=FONT, size=9.5, color=INK))
    sheet.column_dimensions["A"].hidden = True
    sheet.row_dimensions[_MARKS].hidden = True
    for number, column in enumerate(_COLUMNS, start=2):
        sheet.column_dimensions[sheet.cell(1, number).column_letter].width = column.width
        write_text(_at(sheet, _MARKS, number), column_mark(column.name))
        cell = _text(
            sheet, _HEADER, number, labels[f"column.{column.name}"],
            Font(name=FONT, size=9, bold=True, color="FFFFFF"), column.horizontal, air=indent(column),
        )  # fmt: skip
        cell.fill = PatternFill("solid", fgColor=ACCENT)
    sheet.row_dimensions[_HEADER].height = 22
    for row, question in enumerate(rfq.questions, start=_HEADER + 1):
        _draw_question(sheet, row, rfq, question, checks)
    checks.apply()
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.sheet_view.showGridLines = False
    set_page(sheet, landscape=True, repeated_row=_HEADER)
    page = labels["page"].format(page="&P", pages="&N")
    set_footer(sheet, footer_text(rfq.company.name), footer_text(rfq.rfq_number), page)


def _at(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def _text(
    sheet: Worksheet,
    row: int,
    column: int,
    text: str,
    font: Font,
    horizontal: str = "left",
    *,
    wrap: bool = False,
    air: int = 0,
) -> Cell:
    alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=wrap, indent=air)
    return put(sheet, row, column, text, font, alignment)


def _draw_question(
    sheet: Worksheet, row: int, rfq: RfqDocument, question: RfqQuestion, checks: Checks
) -> None:
    put_key(sheet, row, 1, RowKey(rfq.form, RowKind.QUESTION, question.number))
    texts = {"question_no": question.number, "question": question.text}
    for number, column in enumerate(_COLUMNS, start=2):
        font = Font(name=FONT, size=10, color=INK)
        cell = _text(
            sheet,
            row,
            number,
            texts.get(column.name, ""),
            font,
            column.horizontal,
            wrap=True,
            air=indent(column),
        )
        cell.border = Border(bottom=Side("hair", color=RULE))
        if column.name == "weight":
            write_percent(cell, question.weight)
        if column.name in _THEIRS:
            fillable(cell)
        if column.name == "answer":
            checks.answer(question.answer.value, cell)
    sheet.row_dimensions[row].height = 19.0 + 13.0 * (lines_needed(question.text, 56) - 1)
