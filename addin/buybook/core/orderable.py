"""Which rows may be ordered: approved ones, and never one that an order was made of already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from buybook.core.frames import Tables
from buybook.core.item_keys import ItemKey, ItemKeys
from buybook.core.needs import ORDERED, REFUSED
from buybook.core.rows import Place, Row, folded, rows_of
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import TableKind

APPROVED = frozenset({"approved", "awarded"})
UNDECIDED = frozenset({"draft", "to_approve", "awaiting_approval"})
_APPROVAL = APPROVED | {"to_approve", "awaiting_approval"}  # states of a list in which rows are approved
_SOURCES = (TableKind.REQUISITIONS, TableKind.QUOTATIONS, TableKind.ORDERS)


@frozen
class Gate:
    """Tells which rows may be ordered, from everything that the workbook says of them."""

    kinds: Mapping[int, TableKind]  # of the tables by their ids
    keys: ItemKeys
    approving: frozenset[int]  # tables in which rows are approved
    in_orders: frozenset[Place]  # requests whose order line stands in the order list without their number

    def kind(self, row: Row) -> TableKind:
        """Give the kind of table that a row stands in; a row from elsewhere counts as a request."""
        return self.kinds.get(row.place.table, TableKind.REQUISITIONS)

    def awaits_order(self, row: Row) -> bool:
        """Tell whether a row is approved and not ordered."""
        return is_approved(row) and self.refusal(row) is None

    def refusal(self, row: Row) -> Finding | None:
        """Say why a row cannot be ordered; None for one that can."""
        number = row.text("po_number") or row.text("purchase_order")
        if number or row.place in self.in_orders:
            return row.finding("already_ordered", Severity.INFO, "po_number", number=number or "-")
        status = row.text("status")
        if status in REFUSED or status == "on_hold":
            return self._unordered(row, "row_refused")
        if status in UNDECIDED and row.place.table in self.approving:
            return self._unordered(row, "row_not_approved")
        # A quotation that was received is no order that was received.
        if status in ORDERED and not (status == "received" and self.kind(row) is TableKind.QUOTATIONS):
            return row.finding("already_ordered_by_state", Severity.INFO, "status", status=_status(row))
        return None

    @staticmethod
    def _unordered(row: Row, code: str) -> Finding:
        return row.finding(code, Severity.WARNING, "status", status=_status(row))


def is_approved(row: Row) -> bool:
    """Tell whether a row may be ordered by its state, or because a quantity of it was awarded."""
    return row.text("status") in APPROVED or row.positive("quantity_awarded") is not None


def gate(tables: Tables, keys: ItemKeys) -> Gate:
    """Learn from a workbook which rows may be ordered."""
    kinds, approving = {}, set()
    for kind in _SOURCES:
        for row in rows_of(tables, kind):
            kinds[row.place.table] = kind
            if row.text("status") in _APPROVAL:
                approving.add(row.place.table)
    return Gate(kinds, keys, frozenset(approving), frozenset(_in_orders(tables, keys)))


def _in_orders(tables: Tables, keys: ItemKeys) -> Iterable[Place]:
    """Find requests whose order line exists though their own row does not say so.

    A request may ask for an article twice: each order line answers one row, first those that name an order.
    """
    lines: Counter[tuple[str, ItemKey | None]] = Counter(
        _request(row, keys)
        for row in rows_of(tables, TableKind.ORDERS)
        if row.text("purchase_request") and row.text("status") not in REFUSED and _numbered(row)
    )
    requests = [row for row in rows_of(tables, TableKind.REQUISITIONS) if row.text("purchase_request")]
    for row in sorted(requests, key=lambda row: not _numbered(row)):
        if lines[_request(row, keys)] > 0:
            lines[_request(row, keys)] -= 1
            yield row.place


def _request(row: Row, keys: ItemKeys) -> tuple[str, ItemKey | None]:
    return folded(row.text("purchase_request")), keys.of(row)


def _numbered(row: Row) -> bool:
    return bool(row.text("po_number") or row.text("purchase_order"))


def _status(row: Row) -> str:
    return row.text("status_text") or row.text("status") or ""
