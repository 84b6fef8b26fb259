"""Write one purchase order as a PDF: the same content as the workbook's, on A4 pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from buybook.documents.colors import ACCENT, BAND, CHANGED, INK, QUIET, RULE, WHITE
from buybook.documents.order_content import Party, PurchaseOrderDocument
from buybook.documents.pdf import BOLD, LINE, PAGE, PLAIN, Sheets, printable, wrapped
from buybook.documents.purchase_order_table import PaperRow, PaperTable, lay_out, note_size
from buybook.documents.texts import shown_amount
from buybook.frozen import frozen
from buybook.vocabulary import Words

_LEFT, _TOP, _BOTTOM = 42.0, 48.0, 62.0
_ROOM = PAGE[0] - 2 * _LEFT
_HALF = _ROOM / 2
_FOOT = PAGE[1] - 34.0
_END = PAGE[1] - _BOTTOM  # where the lines of a page end
_TEXT = 9.0
_SMALL = 8.0
_MOST_LINES = 12  # of an address: more belongs into a letter
_MOST_BLOCK = 40  # lines of remarks or changes


def purchase_order_pdf(order: PurchaseOrderDocument, words: Words) -> bytes:
    """Give the order as a PDF whose text can be searched and copied; the same order gives the same bytes."""
    table = lay_out(order, words, _LEFT + 4, _ROOM - 8)
    writer = _Writer(order, words, table, Sheets(_title(order, words), order.company.name))
    after = writer.measure_tail()
    pages = list(_pages(table, writer.measure_head(), after))
    for number, page in enumerate(pages, start=1):
        writer.page(page, number, len(pages))
    return writer.sheets.content()


def _title(order: PurchaseOrderDocument, words: Words) -> str:
    return f"{words.label('purchase_order.title')} {order.po_number}"


@frozen
class _Page:
    rows: tuple[PaperRow, ...]
    first: bool
    last: bool


def _pages(table: PaperTable, head: float, tail: float) -> Iterator[_Page]:
    """Share the rows out over pages; the total and what follows it stay together, with a row where there is one."""
    rows: list[PaperRow] = []
    y, first = head + table.head, True
    for at, row in enumerate(table.rows):
        needed = row.height + (tail if at == len(table.rows) - 1 else 0.0)
        if y + needed > _END and rows:
            yield _Page(tuple(rows), first, last=False)
            rows, y, first = [], _TOP + _CONTINUED + table.head, False
        rows.append(row)
        y += row.height
    yield _Page(tuple(rows), first, last=True)


_CONTINUED = 22.0  # the height of the head of pages after the first


@dataclass
class _Writer:
    order: PurchaseOrderDocument
    words: Words
    table: PaperTable
    sheets: Sheets

    def label(self, name: str) -> str:
        return self.words.label(f"purchase_order.{name}")

    def page(self, page: _Page, number: int, pages: int) -> None:
        y = self.head(draw=True) if page.first else self.continued()
        y = self.titles(y)
        for row in page.rows:
            y = self.row(row, y)
        if page.last:
            self.tail(y, draw=True)
        self.foot(number, pages)
        self.sheets.turn()

    def measure_head(self) -> float:
        return self.head(draw=False)

    def measure_tail(self) -> float:
        return self.tail(0.0, draw=False)

    def head(self, *, draw: bool) -> float:
        """Write the head of the first page, or only find out where it ends."""
        company = self.order.company
        y = _TOP + 6
        name = wrapped(company.name, _HALF, BOLD, 14)
        if draw:
            title, number = self.label("title"), printable(self.order.po_number)
            self.sheets.text(PAGE[0] - _LEFT, y, title, 18, ACCENT, font=BOLD, right=True)
            self.sheets.text(PAGE[0] - _LEFT, y + 19, number[:60], 12, INK, font=BOLD, right=True)
        y = self.lines(name, _LEFT, y, 14, INK, BOLD, draw=draw)
        y = self.lines(self.company_lines(), _LEFT, y - 2, _SMALL, QUIET, PLAIN, draw=draw)
        y = max(y, _TOP + 34)
        if draw:
            self.sheets.rule(_LEFT, y, _ROOM, 1.5, ACCENT)
        y = self.parties(y + 20, draw=draw)
        return self.changed(self.facts(y + 8, draw=draw) + 8, draw=draw)

    def company_lines(self) -> list[str]:
        company = self.order.company
        vat = f"{self.label('vat_number')} {company.vat_number}" if company.vat_number else ""
        texts = (", ".join(company.address), vat, _joined(company.contact, company.phone, company.email))
        return [line for text in texts if text for line in wrapped(text, _HALF + 40, PLAIN, _SMALL)]

    def parties(self, y: float, *, draw: bool) -> float:
        order = self.order
        company = (order.company.name, *order.company.address)
        delivery = order.delivery_address or tuple(line for line in company if line)
        left = self.block("supplier", _LEFT, y, _supplier_lines(order.supplier), draw=draw)
        right = self.block("delivery_address", _LEFT + _HALF, y, delivery, draw=draw) if delivery else y
        return max(left, right)

    def block(self, heading: str, x: float, y: float, texts: Sequence[str], *, draw: bool) -> float:
        """Write a heading with an address beneath it, whose first line is bold."""
        room = _HALF - 16
        if draw:
            self.sheets.text(x, y, self.label(heading), _TEXT, ACCENT, font=BOLD)
            self.sheets.rule(x, y + 4, room, 0.5, RULE)
        lines = [(line, BOLD if at == 0 else PLAIN) for at, text in enumerate(texts[:_MOST_LINES])
                 for line in wrapped(text, room, BOLD if at == 0 else PLAIN, _TEXT)]  # fmt: skip
        y += 18
        for line, font in lines[: 2 * _MOST_LINES]:
            y = self.lines([line], x, y, _TEXT, INK, font, draw=draw)
        return y

    def facts(self, y: float, *, draw: bool) -> float:
        order = self.order
        left = {
            "order_date": order.order_date.isoformat(),
            "reference": order.reference,
            "buyer": order.buyer,
        }
        right = {"currency": order.currency, "incoterm": order.incoterm, "payment_terms": order.payment_terms}
        ends = [
            self.fact_column(_LEFT, y, left | {"supplier_no": order.supplier.number}, draw=draw),
            self.fact_column(_LEFT + _HALF, y, right | {"revision": order.revision}, draw=draw),
        ]
        return max(ends)

    def fact_column(self, x: float, y: float, facts: dict[str, str], *, draw: bool) -> float:
        for name, text in facts.items():
            if not text:
                continue
            if draw:
                self.sheets.text(x, y, self.label(name), _TEXT, QUIET)
            lines = wrapped(text, _HALF - 112, PLAIN, _TEXT)[:6]
            y = self.lines(lines, x + 96, y, _TEXT, INK, PLAIN, draw=draw)
        return y

    def changed(self, y: float, *, draw: bool) -> float:
        """Write what is other than in the last revision, where there is one."""
        lines = [line for text in self.order.changes for line in wrapped(text, _ROOM, PLAIN, _TEXT)]
        if not lines:
            return y
        if draw:
            self.sheets.text(_LEFT, y + 4, self.label("changes"), _TEXT, CHANGED, font=BOLD)
        return self.lines(lines[:_MOST_BLOCK], _LEFT, y + 17, _TEXT, INK, PLAIN, draw=draw) + 4

    def continued(self) -> float:
        self.sheets.text(_LEFT, _TOP, _title(self.order, self.words)[:90], _TEXT, INK, font=BOLD)
        return _TOP + _CONTINUED

    def titles(self, y: float) -> float:
        """Write the row of titles, which stands on every page."""
        table = self.table
        self.sheets.band(_LEFT, y - table.size, _ROOM, table.head, ACCENT)
        for column in table.columns:
            x = column.left + column.width if column.right else column.left
            for at, line in enumerate(column.title):
                place = y + 0.4 * table.size + at * LINE * table.size
                self.sheets.text(x, place, line, table.size, WHITE, font=BOLD, right=column.right)
        return y + table.head

    def row(self, row: PaperRow, y: float) -> float:
        size = self.table.size
        for column in self.table.columns:
            x = column.left + column.width if column.right else column.left
            lines = row.texts[column.name]
            for at, line in enumerate(lines):
                self.sheets.text(
                    x, y + (0.4 + at * LINE) * size, line, size, INK, right=column.right
                )  # fmt: skip
            if column.name == "description":
                self.notes(row, x, y + (0.4 + len(lines) * LINE) * size)
        self.sheets.rule(_LEFT, y + row.height - size * 0.9, _ROOM, 0.25, RULE)
        return y + row.height

    def notes(self, row: PaperRow, x: float, y: float) -> None:
        small = note_size(self.table.size)
        y = self.lines(row.notes, x, y, small, QUIET, PLAIN, draw=True)
        self.lines(row.changes, x, y, small, CHANGED, BOLD, draw=True)

    def tail(self, y: float, *, draw: bool) -> float:
        """Write the total and what follows it, or only find out where it ends."""
        order, size = self.order, self.table.size
        label = f"{self.label('total')} {order.currency}"
        amount = shown_amount(order.total, order.minor_digits, self.words.language)
        if draw:
            edge = self.table.columns[-1].left + self.table.columns[-1].width
            self.sheets.band(_LEFT, y - size, _ROOM, 22, BAND)
            self.sheets.rule(_LEFT, y - size, _ROOM, 0.75, ACCENT)
            self.sheets.text(edge, y + 5, amount, 10, INK, font=BOLD, right=True)
            self.sheets.text(edge - 110, y + 5, label, 10, INK, font=BOLD, right=True)
        y += 34
        for text, color in ((order.remarks, INK), (self.label("confirm"), QUIET)):
            lines = wrapped(text, _ROOM, PLAIN, _TEXT)[:_MOST_BLOCK] if text.strip() else ()
            y = self.lines(lines, _LEFT, y, _TEXT, color, PLAIN, draw=draw) + (6 if lines else 0)
        return y

    def foot(self, number: int, pages: int) -> None:
        page = self.label("page").format(page=number, pages=pages)
        self.sheets.rule(_LEFT, _FOOT - 11, _ROOM, 0.5, RULE)
        self.sheets.text(_LEFT, _FOOT, printable(self.order.company.name)[:60], _SMALL, QUIET)
        self.sheets.text(_LEFT + _HALF, _FOOT, printable(self.order.po_number)[:40], _SMALL, QUIET)
        self.sheets.text(PAGE[0] - _LEFT, _FOOT, page, _SMALL, QUIET, right=True)

    def lines(
        self, lines: Sequence[str], x: float, y: float, size: float, color: str, font: str, *, draw: bool
    ) -> float:
        """Write lines beneath each other and give where the next one would stand."""
        for line in lines:
            if draw:
                self.sheets.text(x, y, line, size, color, font=font)
            y += LINE * size
        return y


def _supplier_lines(supplier: Party) -> tuple[str, ...]:
    contact = _joined(supplier.contact, supplier.phone, supplier.email)
    return tuple(line for line in (supplier.name, *supplier.address, contact) if line)


def _joined(*parts: str) -> str:
    return "  ·  ".join(part for part in parts if part)
