"""The lists of the demo workbook: orders, receipts, quotations, requests, suppliers, rates."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table, TableStyleInfo

from buybook.documents.demo_facts import ITEMS, SUPPLIERS
from buybook.documents.demo_records import Content, OrderLine, Story
from buybook.documents.demo_sheet import (
    FONT,
    QUIET,
    DemoSheet,
    Formula,
    Value,
    choice,
    color_scale,
    data_bar,
    letters,
    rule_when,
)
from buybook.documents.rounding import rounded
from buybook.frozen import frozen

ORDER_HEADER = 5
AS_OF = "AsOf"  # the defined name of the overview's date

_LIST_HEADER = 4
_THIS_MONTH = PatternFill("solid", fgColor="DDEBF7")
_GREY = Font(color="A6A6A6", strike=True)
_AMBER = PatternFill(bgColor="FFEB9C")
_RED = PatternFill(bgColor="F8CBAD")
_GREEN = PatternFill(bgColor="C6E0B4")


@frozen
class OrderRows:
    """Where things stand in the order list once it is written."""

    first: int
    last: int
    total: int
    columns: Mapping[str, str]  # field -> letter
    late_by_hand: int  # what the buyer's own formula counts as late


def write_orders(page: DemoSheet, story: Story) -> OrderRows:
    """Write the order list: title rows, a header in row 5, blank rows between quarters, a total, a remark."""
    words = story.content["orders"]
    columns: Mapping[str, str] = words["columns"]
    page.head(f"{words['title']} – {story.content['company']['name']}", words["note"])
    page.titles(ORDER_HEADER, columns)
    at = letters(columns)
    habits = _Habits(story)
    row, quarter, late = ORDER_HEADER, None, 0
    previous = ""
    for number, line in enumerate(story.orders):
        row += 1 if quarter in (None, _quarter(line.order_date)) else 2
        quarter = _quarter(line.order_date)
        values = habits.values(number, line, row, at)
        page.record(row, columns, values)
        if line.po_number != previous:
            page.rule_off(row, len(columns))
        if (line.order_date.year, line.order_date.month) == (story.today.year, story.today.month):
            page.sheet[f"{at['po_number']}{row}"].fill = _THIS_MONTH
        promised = values["promised_date"]
        is_late = isinstance(promised, date) and promised < story.today
        late += is_late and line.status == "confirmed"
        previous = line.po_number
    rows = OrderRows(ORDER_HEADER + 1, row, row + 1, at, late)
    _write_total(page, story, rows, len(columns))
    _format_orders(page, story, rows)
    page.finish(ORDER_HEADER, f"C{rows.first}")
    return rows


class _Habits:
    """How this buyer types: mostly right, now and then as text, once with a day that does not exist."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.typo = _line_for_typo(story.orders)

    def values(self, number: int, line: OrderLine, row: int, at: Mapping[str, str]) -> dict[str, Value]:
        name, _, _, currency, _ = self.story.company(line.supplier)
        content = self.story.content
        price_as_text = number % 37 == 11
        formula = f"={at['quantity']}{row}*{at['unit_price']}{row}/{at['price_per']}{row}"
        return {
            "po_number": line.po_number,
            "po_line": line.po_line,
            "order_date": line.order_date,
            "supplier": name,
            "item_number": line.item,
            "description": content["items"][line.item],
            "quantity": f"{line.quantity:g}" if number % 31 == 8 else line.quantity,
            "unit": content["units"][line.fact.unit],
            "unit_price": str(line.unit_price).replace(".", ",") if price_as_text else line.unit_price,
            "price_per": line.fact.per,
            "currency": currency,
            # The buyer's formula fails on a price that came as text; they typed the amount over it.
            "line_amount": rounded(line.amount, 2) if price_as_text else Formula(formula, line.amount),
            "requested_date": self._requested(number, line),
            "promised_date": self._dated(line.promised) if number % 19 == 6 else line.promised,
            "quantity_received": line.booked,
            "status": content["orders"]["states"][line.status],
            "comment": line.comment,
        }

    def _requested(self, number: int, line: OrderLine) -> Value:
        if line is self.typo:
            return self._text(line.requested.year, line.requested.month, 31)
        return self._dated(line.requested) if number % 23 == 4 else line.requested

    def _dated(self, day: date | None) -> str | None:
        return None if day is None else self._text(day.year, day.month, day.day)

    def _text(self, year: int, month: int, day: int) -> str:
        pattern: str = self.story.content["day_text"]
        return pattern.format(y=year, m=month, d=day, month=self.story.content["months"][month - 1])


def _line_for_typo(lines: Sequence[OrderLine]) -> OrderLine:
    """An open line whose month has no 31st, so that typing 31 is a mistake."""
    short = [line for line in lines if calendar.monthrange(line.requested.year, line.requested.month)[1] < 31]
    return next((line for line in reversed(short) if line.status == "confirmed"), short[-1])


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def _write_total(page: DemoSheet, story: Story, rows: OrderRows, width: int) -> None:
    words, base = story.content["orders"], story.content["base"]
    rates = quote_sheetname(story.content["sheets"]["rates"])
    first, last = _LIST_HEADER + 1, _LIST_HEADER + len(story.content["exchange"])
    currency, amount = (
        f"{rows.columns[n]}{rows.first}:{rows.columns[n]}{rows.last}" for n in ("currency", "line_amount")
    )
    known, rate = (f"{rates}!${letter}${first}:${letter}${last}" for letter in "AB")
    formula = f"=SUMPRODUCT(SUMIF({known},{currency},{rate}),{amount})"
    total = sum((line.amount * story.rate(line.supplier) for line in story.orders), Decimal(0))
    page.record(rows.total, words["columns"], {
        "po_number": words["total"].format(base=base), "line_amount": Formula(formula, total),
    })  # fmt: skip
    page.rule_off(rows.total, width, page.accent)
    for name in ("po_number", "line_amount"):
        page.sheet[f"{rows.columns[name]}{rows.total}"].font = Font(name=FONT, size=10, bold=True)
    page.write(rows.total + 2, 1, words["foot"]).font = Font(name=FONT, size=9, italic=True, color=QUIET)


def _format_orders(page: DemoSheet, story: Story, rows: OrderRows) -> None:
    sheet, at = page.sheet, rows.columns
    states = story.content["orders"]["states"]

    def area(name: str, to: str = "") -> str:
        return f"{at[name]}{rows.first}:{at[to or name]}{rows.last}"

    rules = sheet.conditional_formatting
    rules.add(area("line_amount"), data_bar("9BC2E6"))
    cancelled = f'${at["status"]}{rows.first}="{states["cancelled"]}"'
    rules.add(area("po_number", "comment"), rule_when(cancelled, font=_GREY))
    unconfirmed = f'AND(${at["promised_date"]}{rows.first}="",${at["status"]}{rows.first}="{states["sent"]}")'
    rules.add(area("promised_date"), rule_when(unconfirmed, fill=_AMBER))
    status = choice(states.values())
    status.add(area("status"))
    currency = choice(story.content["exchange"])
    currency.add(area("currency"))
    for check in (status, currency):
        sheet.add_data_validation(check)
    sheet.auto_filter.ref = f"A{ORDER_HEADER}:{at['comment']}{rows.last}"
    hint = Comment(story.content["orders"]["hint"], story.content["company"]["name"], height=60, width=180)
    sheet[f"{at['quantity_received']}{ORDER_HEADER}"].comment = hint


def write_receipts(page: DemoSheet, story: Story) -> None:
    """Write the goods receipts as an Excel Table."""
    words = story.content["receipts"]
    columns: Mapping[str, str] = words["columns"]
    page.head(words["title"], words["note"])
    page.titles(_LIST_HEADER, columns)
    for row, receipt in enumerate(story.receipts, start=_LIST_HEADER + 1):
        page.record(row, columns, {
            "receipt": receipt.number,
            "received_date": receipt.day,
            "po_number": receipt.po_number,
            "po_line": receipt.po_line,
            "supplier": story.company(receipt.supplier)[0],
            "item_number": receipt.item,
            "description": story.content["items"][receipt.item],
            "quantity_received": receipt.quantity,
            "quantity_rejected": receipt.rejected or None,
            "quantity_damaged": receipt.damaged or None,
            "reason": receipt.reason,
            "delivery_note": receipt.delivery_note,
            "comment": receipt.comment,
        })  # fmt: skip
    last = _LIST_HEADER + len(story.receipts)
    _add_table(page, "tblReceipts", columns, last, "TableStyleLight11")
    at = letters(columns)
    trouble = f"{at['quantity_rejected']}{_LIST_HEADER + 1}:{at['quantity_damaged']}{last}"
    page.sheet.conditional_formatting.add(
        trouble, rule_when(f"{at['quantity_rejected']}{_LIST_HEADER + 1}>0", fill=_RED)
    )
    page.finish(_LIST_HEADER, f"A{_LIST_HEADER + 1}")


def write_quotations(page: DemoSheet, story: Story) -> None:
    """Write the quotations, one row a price; what has expired turns grey."""
    words = story.content["quotations"]
    columns: Mapping[str, str] = words["columns"]
    page.head(words["title"], words["note"])
    page.titles(_LIST_HEADER, columns)
    freight = story.content["remarks"]["freight"]
    enquiry = ""
    for row, quotation in enumerate(story.quotations, start=_LIST_HEADER + 1):
        name, _, _, currency, _ = story.company(quotation.supplier)
        fact = ITEMS[quotation.item]
        page.record(row, columns, {
            "rfq": quotation.rfq,
            "quote_number": quotation.number,
            "supplier": name,
            "item_number": quotation.item,
            "description": story.content["items"][quotation.item],
            "quantity": quotation.asked,
            "unit": story.content["units"][fact.unit],
            "quantity_break": quotation.from_quantity,
            "unit_price": quotation.unit_price,
            "price_per": fact.per,
            "currency": currency,
            "moq": quotation.moq,
            "order_multiple": quotation.multiple,
            "freight_cost": quotation.freight,
            "lead_time": quotation.lead_days,
            "quote_date": quotation.day,
            "quote_valid_until": quotation.valid_until,
            "comment": quotation.comment or (freight if quotation.freight else ""),
        })  # fmt: skip
        if quotation.rfq != enquiry:
            page.rule_off(row, len(columns), "A6A6A6")
        enquiry = quotation.rfq
    at, first, last = letters(columns), _LIST_HEADER + 1, _LIST_HEADER + len(story.quotations)
    until = at["quote_valid_until"]
    expired = f'AND(${until}{first}<>"",${until}{first}<{AS_OF})'
    rules = page.sheet.conditional_formatting
    rules.add(f"A{first}:{at['comment']}{last}", rule_when(expired, font=_GREY))
    lead = f"{at['lead_time']}{first}:{at['lead_time']}{last}"
    rules.add(lead, color_scale("C6E0B4", "FFF2CC", "F8CBAD"))
    page.sheet.auto_filter.ref = f"A{_LIST_HEADER}:{at['comment']}{last}"
    page.finish(_LIST_HEADER, f"A{first}")


def write_requests(page: DemoSheet, story: Story) -> None:
    """Write the requests; the approved ones stand out."""
    words = story.content["requisitions"]
    columns: Mapping[str, str] = words["columns"]
    page.head(words["title"], words["note"])
    page.titles(_LIST_HEADER, columns)
    for row, request in enumerate(story.requests, start=_LIST_HEADER + 1):
        name, _, _, currency, _ = story.company(request.supplier)
        fact = ITEMS[request.item]
        page.record(row, columns, {
            "purchase_request": request.number,
            "buyer": request.department,
            "item_number": request.item,
            "description": story.content["items"][request.item],
            "quantity": request.quantity,
            "unit": story.content["units"][fact.unit],
            "requested_date": request.needed,
            "supplier": name,
            "unit_price": request.unit_price,
            "price_per": fact.per,
            "currency": currency,
            "status": words["states"][request.status],
            "po_number": request.po_number,
            "comment": request.comment,
        })  # fmt: skip
    at, first, last = letters(columns), _LIST_HEADER + 1, _LIST_HEADER + len(story.requests)
    status = f"{at['status']}{first}:{at['status']}{last}"
    check = choice(words["states"].values())
    check.add(f"{at['status']}{first}:{at['status']}{last + 40}")
    page.sheet.add_data_validation(check)
    approved = f'{at["status"]}{first}="{words["states"]["approved"]}"'
    page.sheet.conditional_formatting.add(status, rule_when(approved, fill=_GREEN))
    page.finish(_LIST_HEADER, f"A{first}")


def write_suppliers(page: DemoSheet, story: Story) -> None:
    """Write the suppliers, those not bought from yet at the end."""
    words = story.content["suppliers"]
    columns: Mapping[str, str] = words["columns"]
    page.head(words["title"], words["note"])
    page.titles(_LIST_HEADER, columns)
    home = story.content["company"]["town"]
    ordered_from = {line.supplier for line in story.orders}
    for row, (key, fact) in enumerate(SUPPLIERS.items(), start=_LIST_HEADER + 1):
        name, town, country, currency, terms = story.company(key)
        least = Decimal(fact.least_order_eur) * _rate(story.content, "EUR") / _rate(story.content, currency)
        page.record(row, columns, {
            "supplier_no": fact.number,
            "supplier": name,
            "email": f"sales@{_domain(name)}.example",
            "city": town,
            "country": country,
            "currency": currency,
            "payment_terms": terms,
            "incoterm": f"{fact.incoterm} {town if fact.incoterm == 'FCA' else home}",
            "lead_time": fact.lead_days,
            "minimum_order_value": rounded(least, -1) if least >= 100 else rounded(least, 0),
            "comment": "" if key in ordered_from else story.content["remarks"]["prospect"],
        })  # fmt: skip
    page.finish(_LIST_HEADER, f"A{_LIST_HEADER + 1}")
    page.sheet.column_dimensions["H"].width = 24


def write_rates(page: DemoSheet, story: Story) -> None:
    """Write the table of exchange rates."""
    words = story.content["rates"]
    page.head(words["title"], words["note"].format(base=story.content["base"]))
    page.titles(_LIST_HEADER, words["columns"])
    for row, (currency, rate) in enumerate(story.content["exchange"].items(), start=_LIST_HEADER + 1):
        page.write(row, 1, currency)
        page.write(row, 2, Decimal(str(rate)), "0.0000")
    page.sheet.column_dimensions["A"].width = 14
    page.sheet.column_dimensions["B"].width = 16
    page.finish(_LIST_HEADER, f"A{_LIST_HEADER + 1}")


def name_date(page: DemoSheet, cell: str) -> DefinedName:
    """The defined name of the overview's date, which rules on other sheets look at."""
    column, row = re.findall(r"[A-Z]+|\d+", cell)
    return DefinedName(AS_OF, attr_text=f"{quote_sheetname(page.sheet.title)}!${column}${row}")


def _add_table(page: DemoSheet, name: str, columns: Mapping[str, str], last: int, style: str) -> None:
    reference = f"A{_LIST_HEADER}:{letters(columns)['comment']}{last}"
    table = Table(displayName=name, ref=reference)
    table.tableStyleInfo = TableStyleInfo(name=style, showRowStripes=True)
    page.sheet.add_table(table)


def _rate(content: Content, currency: str) -> Decimal:
    return Decimal(str(content["exchange"][currency]))


def _domain(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z]+", ascii_name)[:2])
