"""Filling a buyer's own template with an order: rows for its lines, and values into its places."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import xlwings as xw

from buybook.documents.order_content import PurchaseOrderDocument, PurchaseOrderLine
from buybook.documents.order_fields import LINE_FIELDS, ORDER_FIELDS, Fact, as_text, spread
from buybook.documents.order_template import (
    PLACEHOLDER,
    Band,
    OrderTemplate,
    Problem,
    TemplateError,
    TemplatePlace,
    typed_rows,
)
from buybook.documents.texts import line_notes, visible_text
from buybook.engine import open_book
from buybook.vocabulary import Words
from buybook.xlsx import filekinds
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.references import extend_range

_LONGEST = 32_767  # characters of a cell
# A total of one cell: it covers a list of which one row is there yet.
_ONE_CELL = re.compile(
    r"\b([A-Z]+\((?:\d+\s*,\s*)?)((?:'[^']+'!|\w+!)?\$?[A-Z]{1,3}\$?(\d+))(?=\s*\))", re.IGNORECASE
)
_TOTALS = re.compile(r"(SUM|SUBTOTAL|AVERAGE|MIN|MAX|COUNT|COUNTA)\(", re.IGNORECASE)


def fill_template(template: OrderTemplate, order: PurchaseOrderDocument, words: Words) -> bytes:
    """Give the order as a workbook made from the template; all that is not filled in keeps its bytes.

    Raises TemplateError where the template has no place for what must be said, or cannot take the lines.
    """
    lost = _lost(template, order)
    if lost:
        values = {"file": template.path.name, "number": order.po_number}
        raise TemplateError(*(Problem("template_cannot_tell", values | {"name": name}) for name in lost))
    try:
        book = open_book(template.path, read_only=True)
        try:
            _fill(book, template, order, words)
            filekinds.make(book.api, ".xlsx")
            return bytes(book.api.to_bytes())
        finally:
            book.close()
    except WorkbookError as error:
        values = {"file": template.path.name, "detail": str(error)}
        raise TemplateError(Problem("template_refused", values)) from None


def _lost(template: OrderTemplate, order: PurchaseOrderDocument) -> list[str]:
    """Give what the order must tell the supplier and the template has no place for."""
    lost = ["revision"] if order.revision and not template.asks("revision") else []
    if order.changes and not (template.asks("changes") or template.asks("remarks")):
        lost.append("changes")
    if not template.asks("description", line=True):
        lost += [
            f"line.{name}"
            for name in ("specification", "certificates", "change")
            if not template.asks(name, line=True) and any(getattr(line, name) for line in order.lines)
        ]
    return lost


def _fill(book: xw.Book, template: OrderTemplate, order: PurchaseOrderDocument, words: Words) -> None:
    for sheet, band in template.bands.items():
        _make_room(book.sheets[sheet], band, len(order.lines))
        _stretch_totals(book, sheet, band, len(order.lines))
    if not template.asks("changes"):
        order = replace(order, remarks=_remarks(order, words))
    for place in template.places:
        own, on = template.bands.get(place.sheet), book.sheets[place.sheet]
        if place.line and own is not None:
            _fill_lines(on, place, own, template, order, words)
        else:
            added = (len(order.lines) - 1) * own.height if own and place.row > own.last else 0
            _fill_place(on, replace(place, row=place.row + added), order, words)
    _drop_stale_results(book)


def _remarks(order: PurchaseOrderDocument, words: Words) -> str:
    title = (f"{words.label('purchase_order.changes')}:",) if order.changes else ()
    return "\n".join(text for text in (*title, *order.changes, order.remarks) if text)


def _make_room(sheet: xw.Sheet, band: Band, lines: int) -> None:
    """Insert the rows of the other lines beneath the first one's, as copies of them; a table takes them in."""
    added = (lines - 1) * band.height
    if not added:
        return
    grows = [each for each in sheet.tables if each.range.last_cell.row == band.last and not each.show_totals]
    reach = [(each, each.range.row, each.range.column, each.range.last_cell.column) for each in grows]
    last = max(sheet.api.extent[3] if sheet.api.extent else 1, sheet.used_range.last_cell.column)
    heights = [sheet.api.row_height(row) for row in range(band.first, band.last + 1)]
    sheet.range(f"{band.last + 1}:{band.last + added}").insert("down")
    done = band.height
    while done < added + band.height:  # each time as much as is there: a few copies for thousands of lines
        more = min(done, added + band.height - done)
        source = sheet.range((band.first, 1), (band.first + more - 1, last))
        source.copy(sheet.range((band.first + done, 1), (band.first + done + more - 1, last)))
        done += more
    _set_heights(sheet, band, heights, lines)
    for table, row, first_column, last_column in reach:
        table.resize(sheet.range((row, first_column), (band.last + added, last_column)))


def _set_heights(sheet: xw.Sheet, band: Band, heights: Sequence[float | None], lines: int) -> None:
    for offset, height in enumerate(heights):
        if height is None:
            continue
        if band.height == 1:
            sheet.range((band.first, 1), (band.first + lines - 1, 1)).row_height = height
            return
        for line in range(1, lines):
            sheet.range((band.first + line * band.height + offset, 1)).row_height = height


def _stretch_totals(book: xw.Book, sheet: str, band: Band, lines: int) -> None:
    """Let ranges that end at the line's row, in formulas and names, end at the last line's row."""
    added = (lines - 1) * band.height
    if not added:
        return
    within = range(band.first, band.last + added + 1)
    for each in book.sheets:
        for row, column, formula in _formulas(each):
            if each.name == sheet and row in within:
                continue
            wider = extend_range(_as_ranges(formula, band), each.name, sheet, band.last, band.last + added)
            if wider != formula:
                each.range((row, column)).formula = wider
    for name in book.names:
        bare = name.name.rpartition("!")[2].casefold()
        scope = name.name.rpartition("!")[0].strip("'") or None
        before = str(name.refers_to)
        ranged = _as_ranges(f"SUM({before[1:]})", band)[4:-1] if bare.startswith("line") else before[1:]
        wider = extend_range(ranged, scope, sheet, band.last, band.last + added)
        if wider != ranged:
            name.refers_to = f"={wider}"


def _as_ranges(formula: str, band: Band) -> str:
    """Write a total of the line's one cell as one of a range: SUM(H20) as SUM(H20:H20)."""

    def as_range(found: re.Match[str]) -> str:
        if int(found[3]) != band.last or not _TOTALS.match(found[1]):
            return found[0]
        return f"{found[1]}{found[2]}:{found[2].rpartition('!')[2]}"

    return _ONE_CELL.sub(as_range, formula)


def _formulas(sheet: xw.Sheet) -> Iterable[tuple[int, int, str]]:
    used = sheet.used_range
    for down, line in enumerate(typed_rows(used)):
        for right, text in enumerate(line):
            if text.startswith("="):
                yield used.row + down, used.column + right, text


def _drop_stale_results(book: xw.Book) -> None:
    """Take the results away that formulas had in the template: a reader that computes nothing would show them."""
    for sheet in book.sheets:
        # All is read before anything is written: what was written has to be worked out before the next reading.
        stale = [
            (row, column, formula)
            for row, column, formula in _formulas(sheet)
            if sheet.range((row, column)).value is None
            and sheet.range((row, column)).api.formula_array is None
        ]
        for row, column, formulas in _runs(stale):
            cells = sheet.range((row, column), (row + len(formulas) - 1, column))
            cells.clear_contents()
            cells.formula = [[formula] for formula in formulas]


def _runs(cells: Iterable[tuple[int, int, str]]) -> Iterable[tuple[int, int, list[str]]]:
    """Give cells beneath one another together: the first one's row and column, and what each holds."""
    runs: list[tuple[int, int, list[str]]] = []
    for row, column, text in sorted(cells, key=lambda each: (each[1], each[0])):
        if runs and runs[-1][1] == column and runs[-1][0] + len(runs[-1][2]) == row:
            runs[-1][2].append(text)
        else:
            runs.append((row, column, [text]))
    return runs


def _fill_place(sheet: xw.Sheet, place: TemplatePlace, order: PurchaseOrderDocument, words: Words) -> None:
    cell = sheet.range((place.row, place.column))
    name = place.only
    if name is None:
        cell.value = _cell_text(_mixed(place.text, order, None, words))
        return
    fact = ORDER_FIELDS[name].of(order)
    if isinstance(fact, tuple) and place.rows > 1:
        for offset, text in enumerate(spread(fact, place.rows)):
            sheet.range((place.row + offset, place.column)).value = _cell_text(text)
        return
    cell.value = _typed(fact, wraps=bool(cell.wrap_text), percent=False)


def _mixed(text: str, order: PurchaseOrderDocument, line: PurchaseOrderLine | None, words: Words) -> str:
    """Give a text with what its placeholders stand for."""

    def shown(found: re.Match[str]) -> str:
        name, digits = found[2].casefold(), order.minor_digits
        if line is None or not found[1]:
            field = ORDER_FIELDS[name]
            return as_text(field.of(order), field.decimals, digits, words.language)
        own = LINE_FIELDS[name]
        return as_text(own.of(line, digits), own.decimals, digits, words.language)

    return PLACEHOLDER.sub(shown, text)


def _fill_lines(
    sheet: xw.Sheet,
    place: TemplatePlace,
    band: Band,
    template: OrderTemplate,
    order: PurchaseOrderDocument,
    words: Words,
) -> None:
    model = sheet.range((place.row, place.column))
    wraps, percent = bool(model.wrap_text), "%" in str(model.number_format)
    values = [
        _line_value(_with_notes(line, template, words), place, order, words, wraps=wraps, percent=percent)
        for line in order.lines
    ]
    if band.height == 1:
        below = (place.row + len(values) - 1, place.column)
        sheet.range((place.row, place.column), below).value = [[value] for value in values]
        return
    for number, value in enumerate(values):
        sheet.range((place.row + number * band.height, place.column)).value = value


def _with_notes(line: PurchaseOrderLine, template: OrderTemplate, words: Words) -> PurchaseOrderLine:
    """Give a line with what has no place of its own beneath its description."""
    shown = {name: template.asks(name, line=True) for name in ("specification", "certificates", "change")}
    rest = replace(
        line,
        specification="" if shown["specification"] else line.specification,
        certificates="" if shown["certificates"] else line.certificates,
    )
    notes = (*line_notes(rest, words), "" if shown["change"] else line.change)
    return replace(line, description="\n".join(text for text in (line.description, *notes) if text))


def _line_value(
    line: PurchaseOrderLine,
    place: TemplatePlace,
    order: PurchaseOrderDocument,
    words: Words,
    *,
    wraps: bool,
    percent: bool,
) -> Any:
    name = place.only
    if name is None:
        return _cell_text(_mixed(place.text, order, line, words))
    if name in ORDER_FIELDS:  # a fact of the order that stands at each line
        return _typed(ORDER_FIELDS[name].of(order), wraps=wraps, percent=False)
    field = LINE_FIELDS[name]
    fact = field.of(line, order.minor_digits)
    return _typed(fact, wraps=wraps, percent=percent and field.percent)


def _typed(fact: Fact, *, wraps: bool, percent: bool) -> Any:
    """Give a fact as its cell takes it: numbers as numbers, dates as dates, lines of text where they wrap."""
    if isinstance(fact, Decimal):
        return float(fact / 100 if percent else fact)
    if isinstance(fact, dt.date):
        return dt.datetime(fact.year, fact.month, fact.day)
    text = "\n".join(line for line in fact if line) if isinstance(fact, tuple) else fact or ""
    return _cell_text(text if wraps else ", ".join(text.split("\n")))


def _cell_text(text: str) -> str | None:
    """Give text as text: the apostrophe keeps it from being read as a formula or a number."""
    clean = visible_text(text)
    if len(clean) > _LONGEST:
        clean = clean[: _LONGEST - 1] + "…"
    return f"'{clean}" if clean else None
