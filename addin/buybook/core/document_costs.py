"""Costs that a quotation states once for all its lines, shared over them: exact to the cent.

Such a cost is a row of its own in the list ("Freight", 250.00) or, where the settings say so, an amount in the
freight column that is meant for the quotation as a whole. It is converted once and shared in the base currency, so
that the shares add up to what is paid; the remainder goes to the largest line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from enum import StrEnum

from buybook.core.exchange import Rates
from buybook.core.money import ZERO, ZeroBasisError, allocate, rounded, total
from buybook.core.offer_prices import PricedNeed
from buybook.core.offers import QuotedOffer
from buybook.core.rows import Place, Row, folded, plain, stated
from buybook.core.supplier_book import SupplierBook
from buybook.findings import Finding, Severity
from buybook.frozen import frozen

DISCOUNT = "discount"  # of the quotation as a whole: a negative amount
_AFTER_WORD = re.compile(r"[\s,:(–-]")
_NO_ARTICLE = ("item_number", "manufacturer_part_number", "supplier_item_number")


class Basis(StrEnum):
    """By what a cost is shared over lines."""

    QUANTITY = "quantity"
    NET_AMOUNT = "net_amount"
    WEIGHT = "weight"
    VOLUME = "volume"
    EQUAL = "equal"
    MANUAL = "manual"


@frozen
class SharingRules:
    """How costs of whole quotations are told and shared.

    `words` are the folded beginnings of descriptions that name a charge, by which charge ('freight', ...,
    'discount'); `per_quotation` are charges whose column states one amount for the whole quotation;
    `manual` are the buyer's own shares by folded item number, `weights` (kg) and `volumes` those of one unit.
    """

    basis: Basis = Basis.NET_AMOUNT
    words: Mapping[str, str] = field(default_factory=dict)
    per_quotation: frozenset[str] = frozenset()
    manual: Mapping[str, Decimal] = field(default_factory=dict)
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    volumes: Mapping[str, Decimal] = field(default_factory=dict)

    def charge_of(self, row: Row) -> str | None:
        """Tell which charge a row of a quotation is, such as "Freight to Lund"; None for a row of goods."""
        said = folded(row.text("description"))
        if not said or any(row.text(name) for name in _NO_ARTICLE):
            return None
        for word, charge in self.words.items():
            rest = said.removeprefix(word)
            if rest != said and (not rest or _AFTER_WORD.match(rest)) and len(said.split()) <= 4:
                return charge
        return None


@frozen
class QuotedLine:
    """One line of a quotation: the offer at the needed quantity."""

    offer: QuotedOffer
    item_number: str | None
    priced: PricedNeed
    unit: str | None

    @property
    def key(self) -> tuple[Place, ...]:
        """What tells the line from others: where its rows stand."""
        return self.offer.places

    def weight(self, rules: SharingRules) -> Decimal | None:
        """Give the line's weight by the chosen basis; None where it is not known."""
        if rules.basis is Basis.NET_AMOUNT:
            return self.priced.price.amount
        if rules.basis is Basis.EQUAL:
            return Decimal(1)
        if rules.basis is Basis.QUANTITY:
            return self.priced.order_quantity
        by_item = {Basis.MANUAL: rules.manual, Basis.WEIGHT: rules.weights, Basis.VOLUME: rules.volumes}
        each = by_item[rules.basis].get(folded(self.item_number))
        if each is None or rules.basis is Basis.MANUAL:
            return each
        return each * self.priced.order_quantity


@frozen
class _Cost:
    charge: str
    amount: Decimal
    currency: str | None
    row: Row


Shares = Mapping[tuple[Place, ...], Mapping[str, Decimal]]  # line -> charge -> its share, base currency


@frozen
class DocumentCosts:
    """Shares the costs of whole quotations; what cannot be shared goes to `findings`."""

    rules: SharingRules
    book: SupplierBook
    rates: Rates
    findings: list[Finding]

    def shares(self, cost_rows: Iterable[Row], lines: Sequence[QuotedLine]) -> Shares:
        """Give each line's share of every cost of its quotation, in the base currency."""
        documents: dict[tuple[str, str], list[QuotedLine]] = {}
        for line in lines:
            if not (line.offer.superseded or line.offer.declined):
                documents.setdefault(self._document(line.offer.rows[0].row), []).append(line)
        shares: dict[tuple[Place, ...], dict[str, Decimal]] = {}
        for row in cost_rows:
            own = self._lines_of(row, documents)
            cost = self._cost_of(row, own)
            if cost is not None:
                self._share(cost, own, shares)
        for own in documents.values():
            for charge in sorted(self.rules.per_quotation):
                for cost in self._in_column(charge, own):
                    self._share(cost, own, shares)
        return shares

    def _document(self, row: Row) -> tuple[str, str]:
        return folded(self.book.name(row)), folded(row.text("quote_number"))

    def _lines_of(self, row: Row, documents: Mapping[tuple[str, str], list[QuotedLine]]) -> list[QuotedLine]:
        """Find the quotation of a cost's row: by its number, else the only one that its supplier has given."""
        supplier, number = self._document(row)
        if number or not supplier:
            return documents.get((supplier, number), [])
        theirs = [lines for (name, _), lines in documents.items() if name == supplier]
        return theirs[0] if len(theirs) == 1 else []

    def _cost_of(self, row: Row, lines: Sequence[QuotedLine]) -> _Cost | None:
        charge, amount = self.rules.charge_of(row), _amount(row)
        if charge is None:
            return None
        said = {"cost": row.text("description")}
        if not lines:
            self.findings.append(
                row.finding("cost_without_quotation", Severity.WARNING, "quote_number", **said)
            )
            return None
        if amount is None or (charge == DISCOUNT and amount > 0):
            code = "cost_without_amount" if amount is None else "discount_not_negative"
            self.findings.append(row.finding(code, Severity.WARNING, "unit_price", **said))
            return None
        return _Cost(charge, amount, row.text("currency") or lines[0].offer.currency, row)

    def _in_column(self, charge: str, lines: Sequence[QuotedLine]) -> list[_Cost]:
        """Read an amount that the lines' own column states for the whole quotation: once, or the same on each."""
        name = f"{charge}_cost"
        found = [(line, number) for line in lines if (number := line.offer.number_at(name, None)) is not None]
        if not found:
            return []
        amounts = {number for _, number in found}
        line, amount = found[0]
        row = line.offer.rows[0].row
        if len(amounts) > 1:
            said = {"amounts": ", ".join(plain(each) for each in sorted(amounts))}
            self.findings.append(row.finding("costs_of_quotation_differ", Severity.WARNING, name, **said))
            return []
        return [_Cost(charge, amount, line.offer.currency, row)]

    def _share(
        self, cost: _Cost, lines: Sequence[QuotedLine], shares: dict[tuple[Place, ...], dict[str, Decimal]]
    ) -> None:
        if cost.currency is None:
            return  # the lines have no currency either, which is told of them
        own_rate = lines[0].offer.exchange_rate
        amount = self.rates.in_base(rounded(cost.amount, cost.currency), cost.currency, own_rate)
        weights = self._weights(cost, lines)
        if amount is None or weights is None:
            return
        try:
            parts = allocate(amount, weights, self.rates.base)
        except ZeroBasisError:
            self._refuse(cost, "share_basis_zero")
            return
        for line, part in zip(lines, parts, strict=True):
            of_line = shares.setdefault(line.key, {})
            of_line[cost.charge] = of_line.get(cost.charge, ZERO) + part

    def _weights(self, cost: _Cost, lines: Sequence[QuotedLine]) -> list[Decimal] | None:
        """Give the lines' weights; None, with a finding, where one is not known or they do not compare."""
        weights = [line.weight(self.rules) for line in lines]
        unknown = [line for line, weight in zip(lines, weights, strict=True) if weight is None]
        if unknown:
            names = ", ".join(line.item_number or "-" for line in unknown[:5])
            self._refuse(cost, "share_basis_unknown", items=names)
            return None
        units = stated(line.unit for line in lines)
        if self.rules.basis is Basis.QUANTITY and len(units) > 1:
            self._refuse(cost, "share_units_differ", units=", ".join(units))
            return None
        return [weight for weight in weights if weight is not None]

    def _refuse(self, cost: _Cost, code: str, **values: object) -> None:
        said = {
            "amount": plain(cost.amount),
            "currency": cost.currency or "",
            "basis": self.rules.basis.value,
        }
        self.findings.append(
            cost.row.finding(code, Severity.WARNING, "description", charge=cost.charge, **said, **values)
        )


def _amount(row: Row) -> Decimal | None:
    """Give what a cost's row asks: its line amount, else its price for its quantity."""
    stated_amount = row.number("line_amount")
    if stated_amount is not None:
        return stated_amount
    names = ("unit_price", "price_excl_vat", "purchase_price", "list_price", "total")
    price = next((number for name in names if (number := row.number(name)) is not None), None)
    if price is None:
        return None
    return total(
        [price * (row.positive("quantity") or Decimal(1)) / (row.positive("price_per") or Decimal(1))]
    )
