"""The invoice list of the demo: what suppliers asked for their deliveries, once too much and once twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from openpyxl.worksheet.table import Table, TableStyleInfo

from buybook.documents.demo_records import OrderLine, Receipt, Story
from buybook.documents.demo_sheet import DemoSheet, letters
from buybook.documents.rounding import rounded
from buybook.frozen import frozen

_HEADER = 4
_POST_DAYS = 9  # what arrived later has not been invoiced yet
_TOO_DEAR = Decimal("1.08")
_FIRST_NUMBER, _STEP = 70412, 37


@frozen
class Invoice:
    """A row of an invoice, for one delivery of one order line."""

    number: str
    line: OrderLine
    quantity: float
    unit_price: Decimal

    @property
    def amount(self) -> Decimal:
        """What is asked, without tax."""
        return rounded(Decimal(repr(self.quantity)) * self.unit_price / self.line.fact.per, 2)


def invoices(story: Story) -> tuple[Invoice, ...]:
    """Give an invoice for every delivery but the last, the dearest of the latest too high, and one of them twice."""
    lines = {(line.po_number, line.po_line): line for line in story.orders}
    until = story.today - timedelta(_POST_DAYS)
    asked = list(_asked([one for one in story.receipts if one.day <= until], lines))
    latest = range(max(0, len(asked) - 12), len(asked))
    if not latest:
        return tuple(asked)
    dear, again = max(latest, key=lambda at: asked[at].amount), latest[0]
    asked[dear] = replace(asked[dear], unit_price=rounded(asked[dear].unit_price * _TOO_DEAR, 2))
    return (*asked, asked[again if again != dear else latest[-1]])


def _asked(came: Sequence[Receipt], lines: Mapping[tuple[str, int], OrderLine]) -> Iterator[Invoice]:
    for at, receipt in enumerate(came):
        line = lines.get((receipt.po_number, receipt.po_line))
        if line is not None:
            yield Invoice(str(_FIRST_NUMBER + at * _STEP), line, receipt.quantity, line.unit_price)


def write_invoices(page: DemoSheet, story: Story) -> None:
    """Write the invoices as an Excel Table."""
    words = story.content["invoices"]
    columns: Mapping[str, str] = words["columns"]
    page.head(words["title"], words["note"])
    page.titles(_HEADER, columns)
    rows = invoices(story)
    for row, invoice in enumerate(rows, start=_HEADER + 1):
        name, _, _, currency, _ = story.company(invoice.line.supplier)
        page.record(row, columns, {
            "invoice_number": invoice.number,
            "supplier": name,
            "po_number": invoice.line.po_number,
            "po_line": invoice.line.po_line,
            "item_number": invoice.line.item,
            "quantity": invoice.quantity,
            "unit_price": invoice.unit_price,
            "price_per": invoice.line.fact.per,
            "line_amount": invoice.amount,
            "currency": currency,
        })  # fmt: skip
    table = Table(
        displayName="tblInvoices", ref=f"A{_HEADER}:{letters(columns)['currency']}{_HEADER + len(rows)}"
    )
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight11", showRowStripes=True)
    page.sheet.add_table(table)
    page.finish(_HEADER, f"A{_HEADER + 1}")
