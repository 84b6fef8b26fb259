"""The hidden sheet of the form: what was asked, so that the reply shows whether it was changed."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.cell.cell import Cell

from buybook.documents.cells import write_text
from buybook.documents.rfq import RfqDocument
from buybook.rfq_keys import FACTS_MARK, FACTS_SHEET, VERSION, RowKey, RowKind


def add_facts(workbook: Workbook, rfq: RfqDocument, language: str) -> None:
    """Add the sheet, which Excel does not even list among the hidden ones."""
    sheet = workbook.create_sheet(FACTS_SHEET)
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
    rows: list[tuple[str, ...]] = [
        (FACTS_MARK, str(VERSION)),
        ("form", rfq.form),
        ("rfq", rfq.rfq_number),
        ("supplier", rfq.supplier.name),
        ("language", language),
        ("sent", rfq.sent.isoformat()),
        ("reply_by", rfq.reply_by.isoformat() if rfq.reply_by else ""),
        ("currency", rfq.currency),
        ("alternatives", "yes" if rfq.alternatives else "no"),
    ]
    for line in rfq.lines:
        for part, quantity in enumerate(line.asked, start=1):
            amount = "" if quantity is None else f"{quantity.normalize():f}"
            breaks = "break" if len(line.asked) > 1 else ""
            key = str(rfq.line_key(line, part))
            rows.append(("line", key, line.item_number, line.description, amount, line.unit, breaks))
    for question in rfq.questions:
        key = str(RowKey(rfq.form, RowKind.QUESTION, question.number))
        rows.append(("question", key, question.text, f"{question.weight:f}", question.answer.value))
    for number, texts in enumerate(rows, start=1):
        for place, text in enumerate(texts, start=1):
            cell = sheet.cell(number, place)
            if text and isinstance(cell, Cell):
                write_text(cell, text)
                cell.number_format = "@"
