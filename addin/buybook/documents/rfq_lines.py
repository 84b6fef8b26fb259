"""The lines of the form: what was asked for, one row a quantity, and free rows for more."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from buybook.documents.cells import write_number, write_text
from buybook.documents.purchase_order_form import ACCENT, FONT, INK, QUIET, RULE, FormColumn
from buybook.documents.rfq import RfqDocument, RfqLine
from buybook.documents.rfq_checks import Checks
from buybook.documents.rfq_look import Layout, fillable, indent, lines_needed, put, put_key
from buybook.rfq_keys import RowKey, RowKind, column_mark

_EXTRA_ROWS = 5
_ROW_HEIGHT = 19.0
_TEXT_HEIGHT = 13.0
_MOST_HEIGHT = 409.0
_PRICE = "#,##0.00####"
_ISO_DATE = "yyyy\\-mm\\-dd"
_EXTRA_FREE = ("pos", "quantity", "unit")  # ours that the supplier writes in the free rows
_WRAPPED = ("item_number", "description", "specification", "supplier_item_number", "comment")


def draw_lines(
    sheet: Worksheet,
    layout: Layout,
    rfq: RfqDocument,
    labels: Mapping[str, str],
    checks: Checks,
    row: int,
) -> tuple[int, int]:
    """Draw the lines from `row` on; give the row of the titles and the first row below the lines."""
    for number, column in layout.numbered:
        write_text(_cell(sheet, row, number), column_mark(column.name))
    sheet.row_dimensions[row].hidden = True
    header = row + 1
    for number, column in layout.numbered:
        _draw_title(sheet, header, number, column, labels[f"column.{column.name}"])
    sheet.row_dimensions[header].height = 30
    row = header + 1
    for line in rfq.lines:
        for part in range(1, len(line.asked) + 1):
            _draw_line(sheet, layout, rfq, line, part, checks, row)
            row += 1
    return header, row


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def _draw_title(sheet: Worksheet, row: int, number: int, column: FormColumn, title: str) -> None:
    font = Font(name=FONT, size=9, bold=True, color="FFFFFF")
    alignment = Alignment(
        horizontal=column.horizontal, vertical="center", wrap_text=True, indent=indent(column)
    )
    put(sheet, row, number, title, font, alignment).fill = PatternFill("solid", fgColor=ACCENT)


def _draw_line(
    sheet: Worksheet, layout: Layout, rfq: RfqDocument, line: RfqLine, part: int, checks: Checks, row: int
) -> None:
    put_key(sheet, row, layout.keys, rfq.line_key(line, part))
    quantity = line.asked[part - 1]
    values: dict[str, object] = {
        "pos": line.pos,
        "item_number": line.item_number,
        "description": line.description,
        "specification": line.papers,
        "quantity": quantity,
        "unit": line.unit,
        "requested_date": line.requested_date,
        "supplier_item_number": line.supplier_item_number,
    }
    for number, column in layout.numbered:
        again = part > 1 and column.name in ("description", "specification")
        cell = _draw_value(sheet, row, number, column, values.get(column.name), quiet=again)
        if layout.is_theirs(number):
            fillable(cell)
            checks.line(column.name, cell)
        else:
            cell.border = Border(bottom=Side("hair", color=RULE))
    _fit(sheet, layout, row, {"description": line.description, "specification": line.papers})


def _draw_value(
    sheet: Worksheet, row: int, number: int, column: FormColumn, value: object, *, quiet: bool = False
) -> Cell:
    text = value if isinstance(value, str) else ""
    wrap = column.name in _WRAPPED
    alignment = Alignment(
        horizontal=column.horizontal, vertical="center", wrap_text=wrap, indent=indent(column)
    )
    font = Font(name=FONT, size=10, color=QUIET if quiet else INK)
    cell = put(sheet, row, number, text, font, alignment)
    if isinstance(value, Decimal):
        write_number(cell, value)
    elif value is not None and not isinstance(value, str):
        cell.value = value  # type: ignore[assignment]  # a date
        cell.number_format = _ISO_DATE
    elif column.name == "unit_price":
        cell.number_format = _PRICE
    return cell


def _fit(sheet: Worksheet, layout: Layout, row: int, texts: Mapping[str, str]) -> None:
    widths = {column.name: column.width for _, column in layout.numbered}
    needed = max(lines_needed(text, widths[name]) for name, text in texts.items() if name in widths)
    sheet.row_dimensions[row].height = min(_MOST_HEIGHT, _ROW_HEIGHT + (needed - 1) * _TEXT_HEIGHT)


def draw_extras(
    sheet: Worksheet,
    layout: Layout,
    rfq: RfqDocument,
    labels: Mapping[str, str],
    checks: Checks,
    row: int,
) -> int:
    """Draw free rows for further price breaks, and for alternatives where they may be offered; give the last row."""
    text = labels["extras.alternatives" if rfq.alternatives else "extras"]
    sheet.row_dimensions[row].height = 10
    font = Font(name=FONT, size=9.5, color=ACCENT)
    put(sheet, row + 1, layout.first, text, font, Alignment(vertical="center", wrap_text=True))
    sheet.merge_cells(start_row=row + 1, start_column=layout.first, end_row=row + 1, end_column=layout.last)
    sheet.row_dimensions[row + 1].height = 16.0 * lines_needed(text, layout.width)
    positions = tuple(dict.fromkeys(line.pos for line in rfq.lines))
    free = (*_EXTRA_FREE, *(("description",) if rfq.alternatives else ()))
    for number in range(1, _EXTRA_ROWS + 1):
        _draw_extra(sheet, layout, rfq, checks, row + 1 + number, number, free, positions)
    return row + 1 + _EXTRA_ROWS


def _draw_extra(
    sheet: Worksheet,
    layout: Layout,
    rfq: RfqDocument,
    checks: Checks,
    row: int,
    number: int,
    free: tuple[str, ...],
    positions: tuple[str, ...],
) -> None:
    put_key(sheet, row, layout.keys, RowKey(rfq.form, RowKind.EXTRA, str(number)))
    sheet.row_dimensions[row].height = _ROW_HEIGHT
    for place, column in layout.numbered:
        cell = _draw_value(sheet, row, place, column, None)
        if not layout.is_theirs(place) and column.name not in free:
            continue
        fillable(cell)
        if column.name == "pos":
            cell.number_format = "@"  # a position is a name, and stays as it is written
            checks.position(cell, positions)
        elif column.name != "no_bid":
            checks.line(column.name, cell)
