"""Which currency each row of a quotation is in, where the row itself may not say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from buybook.core.rows import Place, Row, stated
from buybook.core.supplier_book import SupplierBook
from buybook.findings import Finding, Severity

NO_CURRENCY = "XXX"  # ISO 4217's code for "no currency": prices in a workbook that never names one


# Where suppliers stand side by side, one row of the sheet holds an offer of each.
OfferKey: TypeAlias = tuple[Place, str | None]


def offer_key(row: Row, book: SupplierBook) -> OfferKey:
    """Say which offer a row is: where it stands, and whose it is."""
    return row.place, book.name(row)


def offer_currencies(
    rows: Sequence[Row], book: SupplierBook, base: str | None, findings: list[Finding]
) -> dict[OfferKey, str | None]:
    """Give the currency of each row: its own, its supplier's, else the base currency with a warning.

    Where the table names another currency than the base, a row without one could be in either: it gets none,
    with an error.
    """
    named: dict[int, list[str]] = {}
    for row in rows:
        named.setdefault(row.place.table, []).extend(stated([row.text("currency")]))
    warned: set[int] = set()
    found: dict[OfferKey, str | None] = {}
    for row in rows:
        table = row.place.table
        currency = book.stated(row, "currency")
        if currency is None and _has_price(row):
            if base is None or set(named[table]) - {base}:
                currencies = ", ".join(stated([*named[table], base]))
                findings.append(
                    row.finding(
                        "quotation_without_currency", Severity.ERROR, "currency", currencies=currencies
                    )
                )
            else:
                currency = base
                if table not in warned:
                    warned.add(table)
                    findings.append(_assumed(row, base))
        key = offer_key(row, book)
        found[key] = currency or found.get(key)
    return found


def _assumed(row: Row, base: str) -> Finding:
    if base == NO_CURRENCY:
        return row.finding("no_currency_anywhere", Severity.WARNING, "currency")
    return row.finding("base_currency_assumed", Severity.WARNING, "currency", base=base)


def _has_price(row: Row) -> bool:
    return any(row.number(name) is not None for name in ("unit_price", "price_excl_vat", "list_price"))
