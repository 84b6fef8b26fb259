"""Write one purchase order as a document for the supplier: an .xlsx in the language of its template."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from buybook.documents.cells import (
    copy_style,
    storable_text,
    write_amount,
    write_number,
    write_percent,
    write_text,
)
from buybook.documents.order_content import Party, PurchaseOrderDocument, PurchaseOrderLine
from buybook.documents.page import footer_text, set_footer
from buybook.documents.purchase_order_form import ADDRESS_LINES, COLUMNS, LINE_HEIGHT
from buybook.documents.reproducible import package_bytes
from buybook.documents.templates import template
from buybook.documents.texts import line_notes
from buybook.vocabulary import Words

_OPTIONAL_COLUMNS = ("supplier_item_number", "requested_date", "price_per", "discount")
_ISO_DATE = "yyyy\\-mm\\-dd"
_TEXT_HEIGHT = 13.5  # points, of one line of the form's text
_LETTERS_PER_DIGIT = 1.2  # how many letters of running text take the width of one digit
_MAX_HEIGHT = 409.0  # points; Excel's limit


def purchase_order_bytes(order: PurchaseOrderDocument, words: Words) -> bytes:
    """Give the order as an .xlsx in the language of `words`."""
    return package_bytes(build_purchase_order(order, words), order.order_date)


def build_purchase_order(order: PurchaseOrderDocument, words: Words) -> Workbook:
    """Fill the template with the order."""
    workbook = load_workbook(io.BytesIO(template(f"purchase_order.{words.language}.xlsx")))
    sheet = workbook.worksheets[0]
    form = _Form(sheet, _places(workbook))
    _fill_head(form, order, words)
    last_row = _fill_lines(form, order, words)
    _fill_tail(form, order, words)
    _hide_empty_columns(form, order)
    _set_print(form, order, words, last_row)
    return workbook


class _Form:
    """The sheet and where its places are; the tail's places move down as lines are written."""

    def __init__(self, sheet: Worksheet, places: Mapping[str, tuple[int, int]]) -> None:
        self.sheet = sheet
        self.places = dict(places)

    def cell(self, name: str) -> Cell | None:
        """The cell of a place; None where the template leaves the place out."""
        if name not in self.places:
            return None
        found = self.sheet.cell(*self.places[name])
        return found if isinstance(found, Cell) else None

    def text(self, name: str, text: str) -> None:
        cell = self.cell(name)
        if cell is not None:
            write_text(cell, text)

    def read(self, name: str) -> str:
        """The text that the template has at a place."""
        cell = self.cell(name)
        return str(cell.value) if cell is not None and cell.value is not None else ""

    def hide_row(self, name: str) -> None:
        """Hide the row of a place."""
        if name in self.places:
            self.sheet.row_dimensions[self.places[name][0]].hidden = True

    def width(self, column: int) -> float:
        """The width of a column in characters."""
        return float(self.sheet.column_dimensions[get_column_letter(column)].width)

    def move_rows_down(self, first: int, by: int) -> None:
        """Move everything from row `first` on down: cells, merges, heights and places."""
        sheet = self.sheet
        merges = [ref for ref in sheet.merged_cells.ranges if ref.min_row >= first]
        heights = {
            row: size.height for row, size in sheet.row_dimensions.items() if row >= first and size.height
        }
        for ref in merges:
            sheet.unmerge_cells(ref.coord)
        sheet.move_range(f"A{first}:{get_column_letter(sheet.max_column)}{sheet.max_row}", rows=by)
        for ref in merges:
            ref.shift(row_shift=by)
            sheet.merge_cells(ref.coord)
        for row in heights:
            sheet.row_dimensions[row].height = None
        for row, height in heights.items():
            sheet.row_dimensions[row + by].height = height
        self.places = {
            name: (row + by, column) if row >= first else (row, column)
            for name, (row, column) in self.places.items()
        }


def _places(workbook: Workbook) -> dict[str, tuple[int, int]]:
    """Where the named places are; the names themselves are not for the supplier and go."""
    places = {}
    for name, defined in list(workbook.defined_names.items()):
        for _, ref in defined.destinations:
            column, row = re.findall(r"[A-Z]+|\d+", ref)[:2]
            places[name] = (int(row), column_index_from_string(column))
        del workbook.defined_names[name]
    return places


def _fill_head(form: _Form, order: PurchaseOrderDocument, words: Words) -> None:
    company = order.company
    form.text("company_name", company.name)
    form.text("company_address", ", ".join(company.address))
    vat_label = words.label("purchase_order.vat_number")
    form.text("company_vat", f"{vat_label} {company.vat_number}" if company.vat_number else "")
    form.text("company_contact", _joined(company.contact, company.phone, company.email))
    form.text("po_number", order.po_number)
    supplier = _supplier_lines(order.supplier)
    delivery = order.delivery_address or tuple(line for line in (company.name, *company.address) if line)
    _fill_address(form, "supplier", supplier)
    _fill_address(form, "delivery", delivery)
    if not delivery:
        form.text("delivery_heading", "")
    for number in range(max(len(supplier), len(delivery)) + 1, ADDRESS_LINES + 1):
        form.hide_row(f"supplier_{number}")
    _fill_date(form.cell("order_date"), order.order_date)
    supplier_no = order.supplier.number
    _fill_facts(form, {"reference": order.reference, "buyer": order.buyer, "supplier_no": supplier_no})
    terms = {"currency": order.currency, "incoterm": order.incoterm, "payment_terms": order.payment_terms}
    _fill_facts(form, terms | {"revision": order.revision})


def _fill_facts(form: _Form, facts: Mapping[str, str]) -> None:
    """Fill places that stand below each other, each with its label, without a gap where nothing is to say."""
    labels = {name: form.read(f"{name}_label") for name in facts}
    known = [(labels[name], text) for name, text in facts.items() if text]
    shown = known + [("", "")] * (len(facts) - len(known))
    for name, (label, text) in zip(facts, shown, strict=True):
        form.text(f"{name}_label", label)
        form.text(name, text)
        _fit_height(form, name, text)


def _supplier_lines(supplier: Party) -> tuple[str, ...]:
    contact = _joined(supplier.contact, supplier.phone, supplier.email)
    return tuple(line for line in (supplier.name, *supplier.address, contact) if line)


def _joined(*parts: str) -> str:
    return "  ·  ".join(part for part in parts if part)


def _fill_address(form: _Form, prefix: str, lines: tuple[str, ...]) -> None:
    shown = [*lines[: ADDRESS_LINES - 1], ", ".join(lines[ADDRESS_LINES - 1 :])]
    for number, line in enumerate(shown, start=1):
        form.text(f"{prefix}_{number}", line)


def _fill_date(cell: Cell | None, day: date | None) -> None:
    if cell is not None:
        cell.value = day
        cell.number_format = _ISO_DATE


def _fill_lines(form: _Form, order: PurchaseOrderDocument, words: Words) -> int:
    """Write the lines and return the row of the last one."""
    pattern = {name: cell for name, cell in ((c.name, form.cell(f"line_{c.name}")) for c in COLUMNS) if cell}
    first = next(iter(pattern.values())).row
    added = max(0, len(order.lines) - 1)
    if added:
        form.move_rows_down(first + 1, added)
    for row, line in enumerate((_with_notes(line, words) for line in order.lines), start=first):
        for name, model in pattern.items():
            cell = form.sheet.cell(row, model.column)
            if isinstance(cell, Cell):
                copy_style(model, cell)
                _WRITERS[name](cell, line, order.minor_digits)
        form.sheet.row_dimensions[row].height = _line_height(form, pattern, line)
    return first + added


def _with_notes(line: PurchaseOrderLine, words: Words) -> PurchaseOrderLine:
    """Give a line with what is asked of it, and what changed, beneath its description."""
    notes = (*line_notes(line, words), line.change)
    return replace(line, description="\n".join(text for text in (line.description, *notes) if text))


def _line_height(form: _Form, pattern: Mapping[str, Cell], line: PurchaseOrderLine) -> float:
    texts = {
        "description": line.description,
        "item_number": line.item_number,
        "supplier_item_number": line.supplier_item_number,
        "unit": line.unit,
    }
    known = ((text, pattern[name].column) for name, text in texts.items() if name in pattern)
    needed = max((_lines_needed(text, form.width(column)) for text, column in known), default=1)
    return min(_MAX_HEIGHT, LINE_HEIGHT + (needed - 1) * _TEXT_HEIGHT)


def _lines_needed(text: str, width: float) -> int:
    """How many lines the text takes, wrapped in a column `width` digits wide; letters are narrower."""
    return sum(max(1, math.ceil(len(line) / (width * _LETTERS_PER_DIGIT))) for line in text.split("\n"))


_LineWriter = Callable[[Cell, PurchaseOrderLine, int], None]

_WRITERS: Mapping[str, _LineWriter] = {
    "pos": lambda cell, line, _: write_text(cell, line.pos),
    "item_number": lambda cell, line, _: write_text(cell, line.item_number),
    "supplier_item_number": lambda cell, line, _: write_text(cell, line.supplier_item_number),
    "description": lambda cell, line, _: write_text(cell, line.description),
    "requested_date": lambda cell, line, _: _fill_date(cell, line.requested_date),
    "quantity": lambda cell, line, _: write_number(cell, line.quantity),
    "unit": lambda cell, line, _: write_text(cell, line.unit),
    "unit_price": lambda cell, line, digits: write_number(cell, line.unit_price, least=digits),
    "price_per": lambda cell, line, _: write_number(cell, line.price_per),
    "discount": lambda cell, line, _: write_percent(cell, line.discount) if line.discount else None,
    "amount": lambda cell, line, digits: write_amount(cell, line.amount, digits),
}


def _fill_tail(form: _Form, order: PurchaseOrderDocument, words: Words) -> None:
    label = form.cell("total_label")
    if label is not None:
        write_text(label, f"{label.value} {order.currency}")
    total = form.cell("total")
    if total is not None:
        write_amount(total, order.total, order.minor_digits)
    remarks = _remarks(order, words)
    form.text("remarks", remarks)
    _fit_height(form, "remarks", remarks)


def _remarks(order: PurchaseOrderDocument, words: Words) -> str:
    changed = f"{words.label('purchase_order.changes')}:" if order.changes else ""
    return "\n".join(text for text in (changed, *order.changes, order.remarks) if text)


def _fit_height(form: _Form, name: str, text: str) -> None:
    """Give a merged place the height of its text: Excel sizes rows for single cells only."""
    cell = form.cell(name)
    if cell is None or not text:
        return
    ranges = (ref for ref in form.sheet.merged_cells.ranges if cell.coordinate in ref)
    last = next((ref.max_col for ref in ranges), cell.column)
    needed = _lines_needed(text, sum(form.width(column) for column in range(cell.column, last + 1)))
    size = form.sheet.row_dimensions[cell.row]
    if needed > 1:
        size.height = min(_MAX_HEIGHT, max(size.height or 0.0, needed * _TEXT_HEIGHT))


def _hide_empty_columns(form: _Form, order: PurchaseOrderDocument) -> None:
    for name in _OPTIONAL_COLUMNS:
        if order.lines and all(_is_empty(line, name) for line in order.lines):
            cell = form.cell(f"line_{name}")
            if cell is not None:
                form.sheet.column_dimensions[cell.column_letter].hidden = True


def _is_empty(line: PurchaseOrderLine, name: str) -> bool:
    return line.price_per == 1 if name == "price_per" else not getattr(line, name)


def _set_print(form: _Form, order: PurchaseOrderDocument, words: Words, last_line: int) -> None:
    sheet = form.sheet
    last_row = max([last_line, *(row for row, _ in form.places.values())])
    sheet.print_area = f"A1:{get_column_letter(sheet.max_column)}{last_row}"
    page = words.label("purchase_order.page").format(page="&P", pages="&N")
    company, number = (footer_text(storable_text(text)) for text in (order.company.name, order.po_number))
    set_footer(sheet, company, number, page)
