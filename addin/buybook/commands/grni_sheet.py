"""The sheet of goods received and not invoiced (GRNI): what the accounts owe, the oldest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from buybook.core.exchange import Rates
from buybook.core.invoices.match import accrued
from buybook.core.invoices.records import MatchedLine
from buybook.core.money import ZERO
from buybook.vocabulary import Words, all_words
from buybook.workbook.edits import Look, Report, ReportCell, Value

_TITLE = Look(bold=True, size=16, colour="#1f4e5f")
_NOTE = Look(colour="#404040")
_HEADER = Look(bold=True, fill="#1f4e5f", colour="#ffffff", wrap=True)
_TOTAL = Look(bold=True, number_format="#,##0.00")
_HEADER_ROW = 4
_COLUMNS = ("supplier", "po", "line", "item", "received_date", "received", "invoiced", "quantity", "amount", "currency",
            "in_base")  # fmt: skip
_WIDTHS = (28, 16, 8, 18, 13, 12, 12, 12, 15, 10, 16)
_RIGHT = frozenset({"received", "invoiced", "quantity", "amount", "in_base"})


def grni_report(words: Words, owed: Sequence[MatchedLine], rates: Rates, today: dt.date) -> Report:
    """Give the sheet as it is to be today."""
    base = rates.base or ""
    cells: dict[tuple[int, int], ReportCell] = {
        (1, 1): ReportCell(words.label("grni.title").format(date=today.isoformat()), _TITLE),
        (2, 1): ReportCell(words.label("grni.note" if owed else "grni.nothing"), _NOTE),
    }
    for column, name in enumerate(_COLUMNS, start=1):
        look = replace(_HEADER, align="right" if name in _RIGHT else "left")
        cells[_HEADER_ROW, column] = ReportCell(words.label(f"grni.column.{name}").format(base=base), look)
    looks = _looks(words)
    amounts = [_in_base(each, rates) for each in owed]
    for row, (each, in_base) in enumerate(zip(owed, amounts, strict=True), start=_HEADER_ROW + 1):
        for column, (name, value) in enumerate(zip(_COLUMNS, _row(each, in_base), strict=True), start=1):
            if value is not None:
                cells[row, column] = ReportCell(value, looks.get(name, Look()))
    if owed:
        last = _HEADER_ROW + len(owed) + 1
        cells[last, 1] = ReportCell(words.label("grni.total"), Look(bold=True))
        known = sum((amount for amount in amounts if amount is not None), ZERO)
        cells[last, len(_COLUMNS)] = ReportCell(float(known), _TOTAL)
    return Report(
        words.label("sheet.grni"),
        tuple(each.label("sheet.grni") for each in all_words()),
        cells,
        dict(enumerate(map(float, _WIDTHS), start=1)),
        frozen_at=f"A1:A{_HEADER_ROW}",
        heights={_HEADER_ROW: 30.0},
    )


def _looks(words: Words) -> dict[str, Look]:
    dates = {"nl": "dd-mm-yyyy", "sv": "yyyy-mm-dd"}.get(words.language, "dd mmm yyyy")
    quantity = Look(number_format="#,##0.###")
    money = Look(number_format="#,##0.00")
    return {
        "received_date": Look(number_format=dates, align="left"),
        "received": quantity,
        "invoiced": quantity,
        "quantity": quantity,
        "amount": money,
        "in_base": money,
    }


def _row(each: MatchedLine, in_base: Decimal | None) -> tuple[Value, ...]:
    line, amount = each.line, accrued(each)
    return (
        line.supplier or None,
        line.po_number or None,
        line.po_line or None,
        line.item_number or line.description,
        line.received_on,
        float(line.received),
        float(each.invoiced),
        float(each.uninvoiced),
        None if amount is None else float(amount),
        line.currency,
        None if in_base is None else float(in_base),
    )


def _in_base(each: MatchedLine, rates: Rates) -> Decimal | None:
    amount = accrued(each)
    if amount is None:
        return None
    if each.line.currency is None or each.line.currency == rates.base:
        return amount
    return rates.in_base(amount, each.line.currency)
