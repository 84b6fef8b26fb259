"""A sheet of the demo under construction: values, looks, and the results of its formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import ColorScale, DataBar, FormatObject, Rule
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from buybook.documents.cells import write_text
from buybook.documents.page import set_page
from buybook.frozen import frozen
from buybook.schema import FIELDS, Kind

FONT = "Arial"
INK = "262626"
QUIET = "7F7F7F"

_RIGHT = (Kind.QUANTITY, Kind.MONEY, Kind.NUMBER, Kind.PERCENT, Kind.DAYS)
_WIDTHS: Mapping[str, float] = {
    "po_number": 13,
    "po_line": 7,
    "order_date": 12,
    "supplier": 31,
    "item_number": 11,
    "description": 37,
    "quantity": 9.5,
    "unit": 7.5,
    "unit_price": 10.5,
    "price_per": 7.5,
    "currency": 9,
    "line_amount": 13,
    "requested_date": 13,
    "promised_date": 13,
    "quantity_received": 11,
    "status": 21,
    "comment": 36,
    "reason": 29,
    "payment_terms": 26,
    "email": 33,
    "supplier_no": 13,
    "city": 17,
    "country": 19,
    "purchase_request": 16,
    "buyer": 14,
}


@frozen
class Formula:
    """A formula and its result, so that readers who do not calculate see a value."""

    text: str
    result: Decimal | float


Value = str | int | float | Decimal | date | Formula | None


@dataclass(slots=True)
class DemoSheet:
    """A worksheet with a title, a note and a list; `results` are those of its formulas, by cell."""

    sheet: Worksheet
    accent: str
    day_format: str
    results: dict[str, Decimal | float] = field(default_factory=dict)

    def write(self, row: int, column: int, value: Value, number_format: str = "") -> Cell:
        """Write a value with the look of body text."""
        cell = self.sheet.cell(row, column)
        if not isinstance(cell, Cell):
            raise TypeError(f"{cell.coordinate} lies inside a merged range")
        if isinstance(value, str):
            write_text(cell, value)
        elif isinstance(value, Formula):
            cell.value = value.text
            self.results[cell.coordinate] = value.result
        elif value is not None:
            cell.value = value
        cell.font = Font(name=FONT, size=10, color=INK)
        cell.number_format = number_format or (self.day_format if isinstance(value, date) else "General")
        return cell

    def head(self, title: str, note: str) -> None:
        """Write the title rows that stand above a list."""
        self.write(1, 1, title).font = Font(name=FONT, size=15, bold=True, color=self.accent)
        self.sheet.row_dimensions[1].height = 24
        self.write(2, 1, note).font = Font(name=FONT, size=9, italic=True, color=QUIET)

    def titles(self, row: int, columns: Mapping[str, str]) -> None:
        """Write the header row and size the columns by what they hold."""
        for number, (name, title) in enumerate(columns.items(), start=1):
            cell = self.write(row, number, title)
            cell.font = Font(name=FONT, size=10, bold=True, color="FFFFFF")
            cell.fill = PatternFill("solid", fgColor=self.accent)
            cell.alignment = Alignment(
                horizontal=side(name), vertical="center", wrap_text=True, indent=_indent(number, side(name))
            )
            self.sheet.column_dimensions[get_column_letter(number)].width = _width(name, title)
        self.sheet.row_dimensions[row].height = 32

    def record(self, row: int, columns: Mapping[str, str], values: Mapping[str, Value]) -> None:
        """Write one row of a list; text dates and text numbers stay as they are."""
        for number, name in enumerate(columns, start=1):
            value = values.get(name)
            cell = self.write(row, number, value, _number_format(name, value))
            horizontal = "left" if isinstance(value, str) else side(name)
            cell.alignment = Alignment(horizontal=horizontal, indent=_indent(number, horizontal))

    def rule_off(self, row: int, columns: int, color: str = "D9D9D9") -> None:
        """Draw a thin line above a row."""
        for number in range(1, columns + 1):
            self.sheet.cell(row, number).border = Border(top=Side("thin", color=color))

    def finish(self, header_row: int, frozen: str) -> None:
        """Freeze the titles and set up the page."""
        self.sheet.freeze_panes = frozen
        self.sheet.sheet_view.showGridLines = False
        self.sheet.sheet_view.zoomScale = 90
        self.sheet.sheet_properties.tabColor = self.accent
        set_page(self.sheet, landscape=True, repeated_row=header_row)


def rule_when(formula: str, *, font: Font | None = None, fill: PatternFill | None = None) -> Rule:
    """A conditional format for the cells where the formula holds."""
    return Rule(type="expression", formula=[formula], dxf=DifferentialStyle(font=font, fill=fill))


def data_bar(color: str) -> Rule:
    """Bars from the smallest to the largest value."""
    ends = [FormatObject(type="min"), FormatObject(type="max")]
    return Rule(type="dataBar", dataBar=DataBar(cfvo=ends, color=Color(rgb=f"FF{color}")))


def color_scale(low: str, middle: str, high: str) -> Rule:
    """A fill between three colours, by value."""
    points = [FormatObject(type="min"), FormatObject(type="percentile", val=50), FormatObject(type="max")]
    colors = [Color(rgb=f"FF{color}") for color in (low, middle, high)]
    return Rule(type="colorScale", colorScale=ColorScale(cfvo=points, color=colors))


def choice(values: Iterable[str]) -> DataValidation:
    """A drop-down list of values, none of which holds a comma."""
    return DataValidation(type="list", formula1=f'"{",".join(values)}"', allow_blank=True)


def letters(columns: Sequence[str] | Mapping[str, str]) -> dict[str, str]:
    """The column letter of each field."""
    return {name: get_column_letter(number) for number, name in enumerate(columns, start=1)}


def side(name: str) -> str:
    """Where values of a field are aligned."""
    field_of = FIELDS.get(name)
    return "right" if field_of is not None and field_of.kind in _RIGHT else "left"


def _indent(column: int, horizontal: str) -> int:
    # Air between a number and the text to its right.
    return 1 if horizontal == "left" and column > 1 else 0


def _width(name: str, title: str) -> float:
    longest = max(len(word) for word in title.split())
    return max(_WIDTHS.get(name, 12) + 1, longest * 1.15 + 4)


def _number_format(name: str, value: Value) -> str:
    field_of = FIELDS.get(name)
    if isinstance(value, str | date | None) or field_of is None:
        return ""
    if field_of.kind is Kind.MONEY:
        return "#,##0.00"
    if field_of.kind is Kind.QUANTITY:
        return "#,##0" if value == int(float(_plain(value))) else "#,##0.0"
    return "General"


def _plain(value: Value) -> str:
    return str(value.result) if isinstance(value, Formula) else str(value)
