"""What the cells of the form accept: a slip is refused when it is typed, with a sentence that says what is meant."""

from __future__ import annotations

from typing import Literal

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from buybook.documents.list_workbook import CURRENCIES
from buybook.vocabulary import Words

Operator = Literal["greaterThan", "greaterThanOrEqual"]

INCOTERMS = ("EXW", "FCA", "FAS", "FOB", "CFR", "CPT", "CIF", "CIP", "DAP", "DPU", "DDP")  # Incoterms 2020
_FIRST_DATE = "43831"  # 2020-01-01
_LIST_LIMIT = 255  # characters of a list in a validation
_ABOVE_ZERO = frozenset({"unit_price", "price_per", "moq", "quantity"})


class Checks:
    """The checks of one sheet: each is one validation over all cells that it holds for."""

    def __init__(self, sheet: Worksheet, words: Words) -> None:
        self._sheet = sheet
        self._words = words
        self._made: dict[str, DataValidation] = {}

    def head(self, name: str, cell: Cell) -> None:
        """Check a fact of the quotation."""
        if name == "quote_valid_until":
            self._add(name, self._date(), cell)
        elif name == "currency":
            self._add(name, self._choice(CURRENCIES, "choose"), cell)
        elif name == "incoterm":
            self._add(name, self._choice(INCOTERMS, "incoterm"), cell)
        elif name == "freight_cost":
            self._add(name, self._number("greaterThanOrEqual", "not_negative"), cell)

    def line(self, name: str, cell: Cell) -> None:
        """Check a cell of a line."""
        if name in _ABOVE_ZERO:
            self._add("above_zero", self._number("greaterThan", "above_zero"), cell)
        elif name == "lead_time":
            self._add(name, self._whole(), cell)
        elif name == "no_bid":
            self._add(name, self._choice(("X",), "no_bid"), cell)

    def position(self, cell: Cell, positions: tuple[str, ...]) -> None:
        """Check a cell that names one of the lines; where they are too many for a list, anything goes."""
        if len(",".join(positions)) <= _LIST_LIMIT:
            self._add("position", self._choice(positions, "position"), cell)

    def answer(self, kind: str, cell: Cell) -> None:
        """Check the answer to a question."""
        if kind == "number":
            self._add("answer", self._number("greaterThanOrEqual", "not_negative"), cell)
        elif kind == "yes_no":
            words = (self._words.yes, self._words.no)
            self._add("yes_no", self._choice(words, "choose"), cell)

    def apply(self) -> None:
        """Put the checks on the sheet."""
        for check in self._made.values():
            self._sheet.add_data_validation(check)

    def _add(self, name: str, check: DataValidation, cell: Cell) -> None:
        self._made.setdefault(name, check).add(cell.coordinate)

    def _number(self, operator: Operator, message: str) -> DataValidation:
        return self._with_message(DataValidation(type="decimal", operator=operator, formula1="0"), message)

    def _whole(self) -> DataValidation:
        check = DataValidation(type="whole", operator="between", formula1="0", formula2="3650")
        return self._with_message(check, "days")

    def _date(self) -> DataValidation:
        check = DataValidation(type="date", operator="greaterThan", formula1=_FIRST_DATE)
        return self._with_message(check, "date")

    def _choice(self, values: tuple[str, ...], message: str) -> DataValidation:
        return self._with_message(DataValidation(type="list", formula1=f'"{",".join(values)}"'), message)

    def _with_message(self, check: DataValidation, message: str) -> DataValidation:
        check.allow_blank = True
        check.showErrorMessage = True
        check.errorTitle = self._words.label("rfq_form.check.title")
        check.error = self._words.label(f"rfq_form.check.{message}")
        return check
