"""One row of a supplier's list, or one supplier's part of it, made into an offered line."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pandas as pd

from buybook.core.money import exact
from buybook.core.offered import OfferedLine
from buybook.core.units import price_unit
from buybook.findings import Finding, Severity
from buybook.replies.amounts import Amounted
from buybook.replies.footnotes import Notes, noted
from buybook.replies.goods import What, what_is
from buybook.replies.letterhead import Terms
from buybook.replies.recognising import IDENTITY, PRICES, lexicon
from buybook.replies.sections import Section, currency_above
from buybook.replies.supplier_name import Named
from buybook.replies.texts import begins_with, is_declined, pack_in, per_in
from buybook.workbook.numbers import NumberText, read_number_text
from buybook.workbook.recognise.blocks import is_about_prices
from buybook.workbook.tables import SURE, Block, Grid, RecognisedTable, column_letter

_WITH_TAX = "price_incl_vat"
_TEXTS = (
    "supplier_item_number",
    "manufacturer_part_number",
    "description",
    "incoterm",
    "payment_terms",
    "comment",
)
_SHORT = 4  # signs of a text such as "x" or "none", which beside a price says nothing
_STATES = frozenset({"declined", "rejected_request", "cancelled"})
# What is told of a cell that makes its value doubtful; the field is then not taken.
_DOUBTS = frozenset(
    {"number_ambiguous", "number_style_unclear", "number_is_about", "currency_differs", "price_per_differs",
     "unit_differs", "range_for_number", "not_a_number", "words_for_number", "error_in_cell", "date_for_number",
     "refers_elsewhere", "counted_elsewhere"}
)  # fmt: skip


@dataclass
class Around:
    """What is known of a list from around it."""

    terms: Terms
    supplier: str | None
    named: Named | None
    currency: str | None
    grid: Grid
    findings: list[Finding] = field(default_factory=list)
    year: int = 0  # the latest that stands above the list
    notes: Notes | None = None
    sections: Sequence[Section] = ()  # parts of the list with heads of their own

    def __post_init__(self) -> None:
        """Carry over what was told of the texts around the list."""
        self.findings.extend(self.terms.findings)

    def section(self, row: int) -> Section | None:
        """Give the part of the list that a row stands in; None above the first head within it."""
        return next((each for each in reversed(self.sections) if each.first_row < row), None)


def line_of(
    table: RecognisedTable, row: Mapping[str, object], around: Around, told: Sequence[Finding]
) -> tuple[Amounted | None, Finding | None]:
    """Give the line of a row; None, with a finding, for a row of freight or tax, and for a heading."""
    number = int(str(row["_row"]))
    block = _block(table, row)
    cells = _texts_of(table, around.grid, number)
    what = what_is(row, cells)
    if what is What.CHARGE:
        return None, _charge(table, row, number, cells)
    if what is not What.GOODS:
        return None, None
    read = _Line(table, row, number, block, around, told)
    line, findings = noted(read.line(), around.notes.of(number) if around.notes else ())
    around.findings.extend(findings)
    return Amounted(line, exact(row.get("line_amount")), read.other_price()), None


def _texts_of(table: RecognisedTable, grid: Grid, row: int) -> tuple[str, ...]:
    values = (grid.cell(row, column) for column in range(table.first_column, table.last_column + 1))
    return tuple(value.strip() for value in values if isinstance(value, str) and value.strip())


def _charge(table: RecognisedTable, row: Mapping[str, object], number: int, cells: Sequence[str]) -> Finding:
    amount = next((exact(row[n]) for n in ("line_amount", *PRICES) if exact(row.get(n)) is not None), None)
    name = str(row.get("description") or (cells[0] if cells else ""))
    values = {"name": name, "amount": f"{amount:f}" if amount is not None else "–"}
    cell = f"{column_letter(table.first_column)}{number}"
    return Finding("reply_charge", Severity.INFO, values, sheet=table.sheet, cell=cell)


def _block(table: RecognisedTable, row: Mapping[str, object]) -> Block | None:
    for block in table.blocks:
        supplier = block.supplier is None or block.supplier == row.get("supplier")
        start = block.quantity_break is None or block.quantity_break == row.get("quantity_break")
        stated = all(row.get(name) == value for name, value in block.stated.items())
        if supplier and start and stated:
            return block
    return None


class _Line:
    def __init__(
        self, table: RecognisedTable, row: Mapping[str, object], number: int, block: Block | None,
        around: Around, told: Sequence[Finding],
    ):  # fmt: skip
        self._table = table
        self._row = row
        self._number = number
        self._block = block
        self._around = around
        self._told = told
        self._doubts: set[str] = set()

    def line(self) -> OfferedLine:
        price_name = next((n for n in PRICES if self._positive(n) is not None), None)
        written = self._cell(
            price_name or next((n for n in PRICES if self._cell(n) is not None), "unit_price")
        )
        price = self._positive(price_name) if price_name else None
        declined = self._is_declined(written) if price is None else self._is_withdrawn()
        if declined and price is not None:
            self._tell("reply_declined_with_price", price_name or "unit_price", self._number)
            price = price_name = None
        unit, per = self._unit_and_per(written)
        if price_name is not None:
            self._doubt_price(price_name, written)
        elif not declined and isinstance(written, str) and any(map(str.isdigit, written)):
            self._doubts.add("unit_price")
        currency = self._currency(priced=price is not None)
        alternative = self._is_alternative()
        if alternative and price is not None:
            self._tell_alternative()
        return OfferedLine(
            sheet=self._table.sheet,
            row=self._number,
            supplier=self._supplier(),
            item_number=self._text("item_number"),
            **{name: self._text(name) or self._of_terms(name) for name in _TEXTS},
            quantity=self._positive("quantity") or self._positive("quantity_ordered"),
            unit=unit,
            quantity_break=self._positive("quantity_break"),
            unit_price=price,
            price_per=per,
            currency=currency if price is not None else None,
            discount=self._positive("discount") if price_name != "unit_price" or self._is_gross() else None,
            moq=self._positive("moq") or exact(self._around.terms.number("moq")),
            order_multiple=self._positive("order_multiple"),
            pack_size=self._pack(),
            lead_time=self._days(),
            freight_cost=self._positive("freight_cost"),
            valid_until=self._valid_until(),
            quote_date=self._day("quote_date") or self._around.terms.date("quote_date"),
            quote_number=self._text("quote_number") or self._around.terms.text("quote_number"),
            rfq=self._text("rfq") or self._around.terms.text("rfq"),
            declined=declined,
            alternative=alternative,
            doubtful=frozenset(self._doubts),
        )

    # -- what the row says

    def _text(self, name: str) -> str | None:
        value = self._row.get(name)
        return value if isinstance(value, str) and value else None

    def _of_terms(self, name: str) -> str | None:
        return self._around.terms.text(name) if name in {"incoterm", "payment_terms"} else None

    def _positive(self, name: str | None) -> Decimal | None:
        number = exact(self._row.get(name)) if name else None
        return number if number is not None and number > 0 else None

    def _day(self, name: str) -> dt.date | None:
        value = self._row.get(name)
        if isinstance(value, dt.datetime):
            return None if pd.isna(value) else value.date()
        return None

    def _days(self) -> Decimal | None:
        own = exact(self._row.get("lead_time"))
        return own if own is not None and own >= 0 else exact(self._around.terms.number("lead_time"))

    def _column(self, name: str) -> int | None:
        if self._block is not None:
            for index, field_name in self._block.fields.items():
                if field_name == name:
                    return index
        column = self._table.column(name)
        return column.index if column is not None else None

    def _cell(self, name: str) -> object:
        index = self._column(name)
        return None if index is None else self._around.grid.cell(self._number, index)

    # -- the price

    def _is_declined(self, written: object) -> bool:
        if self._text("status") in _STATES:
            return True
        texts = [written, self._cell("comment"), self._cell("lead_time")]
        return any(isinstance(text, str) and is_declined(text) for text in texts)

    def _is_withdrawn(self) -> bool:
        """Tell whether a row with a price says in words that the article is not offered."""
        if self._text("status") in _STATES:
            return True
        texts = _texts_of(self._table, self._around.grid, self._number) if self._block is None else ()
        return any(len(text) > _SHORT and is_declined(text) for text in texts)

    def _is_gross(self) -> bool:
        """Tell whether a discount beside a price is still to be taken off: no list price beside it says otherwise."""
        listed, price, discount = (
            self._positive("list_price"),
            self._positive("unit_price"),
            self._positive("discount"),
        )
        if listed is None or price is None or discount is None or listed == price:
            return True
        return abs(listed * (100 - discount) / 100 - price) > price * Decimal("0.005")

    def _doubt_price(self, name: str, written: object) -> None:
        column = self._table.column(name)
        plainly = column is not None and is_about_prices(column.title, lexicon())
        if column is not None and self._block is None and column.confidence < SURE and not plainly:
            self._doubts.add("unit_price")
        if name == _WITH_TAX or (self._around.terms.vat_included and name != "price_excl_vat"):
            self._doubts.add("unit_price")
            self._tell("reply_with_vat", name)
        if isinstance(written, str) and self._is_ambiguous(written) and self._told_of_style(name):
            self._doubts.add("unit_price")
        for found in self._findings_at(name):
            if found.code in _DOUBTS:
                self._doubts.add(
                    {"currency_differs": "currency", "price_per_differs": "price_per"}.get(
                        found.code, "unit_price"
                    )
                )
        for field_name in ("price_per", "quantity_break", "currency", "discount"):
            if any(found.severity is Severity.ERROR for found in self._findings_at(field_name)):
                self._doubts.add(field_name)

    def other_price(self) -> Decimal | None:
        """Give the other reading of a price such as "1,250"."""
        name = next((n for n in PRICES if self._positive(n) is not None), None)
        written = self._cell(name) if name else None
        read = read_number_text(written) if isinstance(written, str) else None
        if name is None or not isinstance(read, NumberText) or not read.ambiguous:
            return None
        readings = {exact(read.digits.grouped), exact(read.digits.decimal)} - {self._positive(name)}
        return readings.pop() if len(readings) == 1 else None

    def _is_ambiguous(self, written: str) -> bool:
        read = read_number_text(written)
        return isinstance(read, NumberText) and read.ambiguous

    def _told_of_style(self, name: str) -> bool:
        codes = {"number_style_unclear", "number_style_by_language"}
        index = self._column(name)
        letter = column_letter(index) if index is not None else ""
        return any(
            found.code in codes and found.sheet == self._table.sheet and _letters(found.cell) == letter
            for found in self._told
        )

    def _findings_at(self, name: str) -> list[Finding]:
        index = self._column(name)
        cell = f"{column_letter(index)}{self._number}" if index is not None else None
        return [
            found for found in self._told if cell and found.cell == cell and found.sheet == self._table.sheet
        ]

    def _tell(self, code: str, name: str, row: int | None = None) -> None:
        index = self._column(name) or self._table.first_column
        cell = f"{column_letter(index)}{row or self._table.header_row}"
        self._around.findings.append(Finding(code, Severity.WARNING, {}, sheet=self._table.sheet, cell=cell))

    def _unit_and_per(self, written: object) -> tuple[str | None, Decimal]:
        unit, by_unit = price_unit(self._text("unit"))
        pack = pack_in(unit) if unit else None
        own = self._positive("price_per")
        if own is None and self._row.get("price_per") is not None and self._states_per(written):
            own = Decimal(1)
        if own is None and isinstance(written, str) and self._states_per(written):
            own = by_unit
        around = exact(self._around.terms.number("price_per"))
        if own is None:
            own = self._per_of_title()
        if own is not None and own != 1 and by_unit not in (1, own):
            self._doubts.add("price_per")
        per = own or (by_unit if by_unit != 1 else around or by_unit)
        return (pack.unit if pack else unit), per if per != 1 or by_unit == 1 else by_unit

    def _per_of_title(self) -> Decimal | None:
        """Give what the price's title says in signs that stand for hundreds: "Prijs per %"."""
        index = next((index for name in PRICES if (index := self._column(name)) is not None), None)
        title = next((column.title for column in self._table.columns if column.index == index), "")
        return exact(per_in(title))

    def _states_per(self, written: object) -> bool:
        """Tell whether the price itself says what it is for: "€ 1,25 per stuk"."""
        read = read_number_text(written) if isinstance(written, str) else None
        return isinstance(read, NumberText) and bool(read.unit) and not read.beside

    def _pack(self) -> Decimal | None:
        own = self._positive("pack_size")
        if own is not None:
            return own
        texts = [self._text("unit"), self._cell("pack_size"), self._cell("unit")]
        packs = [pack for text in texts if isinstance(text, str) and (pack := pack_in(text))]
        return exact(packs[0].content) if packs else None

    # -- the rest

    def _supplier(self) -> str | None:
        own = self._text("supplier")
        if own is not None and not (self._block is None and self._table.column("supplier") is None):
            return own
        section = self._around.section(self._number)
        named = section.named if section is not None and section.named else self._around.named
        several = bool(self._around.sections) and named is not None and named.sure
        if self._around.supplier is not None and not several:
            return self._around.supplier
        if named is not None:
            self._tell_supplier(named)
            return named.name
        return own or self._table.supplier

    def _tell_supplier(self, named: Named) -> None:
        if not (named.sure or named.likely):
            self._doubts.add("supplier")
        unsure = "reply_supplier_likely" if named.likely else "reply_supplier_guessed"
        code = "reply_supplier_found" if named.sure else unsure
        if not any(
            found.code == code and found.values.get("supplier") == named.name
            for found in self._around.findings
        ):
            severity = Severity.INFO if named.sure else Severity.WARNING
            values = {"supplier": named.name}
            self._around.findings.append(
                Finding(code, severity, values, sheet=self._table.sheet, cell=named.cell)
            )

    def _valid_until(self) -> dt.date | None:
        own = self._day("quote_valid_until") or self._around.terms.date("quote_valid_until")
        days = self._row.get("validity_days")
        length = (
            days if isinstance(days, float) and not math.isnan(days) else self._around.terms.validity_days
        )
        begun = self._day("quote_date") or self._around.terms.date("quote_date")
        if own is None and length and begun is not None:
            return begun + dt.timedelta(days=int(length))
        return own

    def _tell_alternative(self) -> None:
        name = next((text for each in IDENTITY if (text := self._text(each)) is not None), "–")
        cell = f"{column_letter(self._table.first_column)}{self._number}"
        self._around.findings.append(
            Finding("reply_alternative", Severity.WARNING, {"item": name}, sheet=self._table.sheet, cell=cell)
        )

    def _currency(self, priced: bool) -> str | None:
        """Give the currency of the price: its own, else that above its columns, else that of the whole file."""
        own = self._text("currency")
        above = currency_above(self._table, self._block, self._around.grid)
        section = self._around.section(self._number)
        above = above or (section.currency if section else None)
        if own and above and own != above and priced:
            self._doubts.add("currency")
        terms = self._around.terms
        if priced and not own and not above and "currency" in terms.conflicts:
            self._doubts.add("currency")
        return own or above or terms.text("currency") or self._around.currency

    def _is_alternative(self) -> bool:
        texts = [self._text(name) for name in ("po_line", *IDENTITY, "comment", "status_text")]
        return any(
            text is not None and (begins_with(text, "reply_alternative") or _ends_alternative(text))
            for text in texts
        )


def _ends_alternative(text: str) -> bool:
    last = text.rsplit(maxsplit=1)[-1] if text.split() else ""
    return len(text) <= 12 and begins_with(last, "reply_alternative") is not None


def _letters(cell: str | None) -> str:
    return "".join(filter(str.isalpha, cell or ""))
