"""Which fields a list of a kind cannot hold, whatever its titles say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from buybook.schema import TableKind
from buybook.workbook.recognise.kinds import weight
from buybook.workbook.recognise.sources import Reading

K = TableKind
_SPEAKS = 0.4  # for suppliers, as their number or terms of payment do; a category or a state does not

# What a list of a kind is never about, though the same words are titles of it: the day on which an invoice is
# to be paid or a case to be closed, the country that a supplier sits in.
_DAYS_TO_COME = frozenset({"expected_date", "requested_date", "promised_date"})
_NEVER: Mapping[TableKind, frozenset[str]] = {
    K.INVOICES: _DAYS_TO_COME | {"received_date", "quantity_outstanding", "stock_on_hand"},
    K.NONCONFORMANCES: _DAYS_TO_COME | {"order_date", "quote_date", "purchase_price", "unit_price"},
    K.SUPPLIERS: frozenset(
        {
            "country_of_origin",
            "quantity_rejected",
            "quantity_received",
            "quantity_damaged",
            "delivery_note",
            "unit_price",
            "purchase_price",
            "quote_valid_until",
        }
    ),
    K.RECEIPTS: frozenset({"buyer"}),
}
# Fields whose titles are of Buybook's concern in such lists alone: in others an address may be anybody's.
ONLY_IN: Mapping[str, frozenset[TableKind]] = {
    **dict.fromkeys(
        ("email", "language", "country", "address", "postal_code", "city", "vat_number", "peppol_id"),
        frozenset({K.SUPPLIERS}),
    ),
    "certificate": frozenset({K.REQUISITIONS, K.QUOTATIONS, K.ORDERS, K.ITEMS, K.BOM}),
}


def may_hold(kind: TableKind, field: str) -> bool:
    """Tell whether a list of a kind may have a column of a field."""
    return field not in _NEVER.get(kind, frozenset()) and (field not in ONLY_IN or kind in ONLY_IN[field])


def heard_of(kind: TableKind, readings: Iterable[Reading], named: bool) -> bool:
    """Tell whether anything speaks for suppliers but names, addresses and groups: those are anybody's.

    Friends and members have them, too. `named` says that the list or its sheet is called after suppliers.
    """
    if kind is not K.SUPPLIERS or named:
        return True
    return any(
        each.field not in ONLY_IN and each.reason != "generic" and weight(kind, each.field) >= _SPEAKS
        for each in readings
    )
