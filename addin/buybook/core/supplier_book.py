"""What the supplier list says of each supplier, found by name or number."""

from __future__ import annotations

from collections.abc import Mapping

from buybook.core.frames import Tables
from buybook.core.rows import Row, folded, rows_of
from buybook.frozen import frozen
from buybook.schema import TableKind

_NOBODY = Row({})


@frozen
class SupplierBook:
    """The rows of the supplier list by folded name and by folded number."""

    by_name: Mapping[str, Row]
    by_number: Mapping[str, Row]

    def entry(self, supplier: str | None, number: str | None = None) -> Row:
        """Give the supplier's row; an empty row for a supplier that the list does not have."""
        found = self.by_name.get(folded(supplier)) or self.by_number.get(folded(number))
        return found if found is not None else _NOBODY

    def name(self, row: Row) -> str | None:
        """Give the supplier that a row names, in its own spelling; else by its number, else the number."""
        number = row.text("supplier_no")
        return row.text("supplier") or self.entry(None, number).text("supplier") or number

    def stated(self, row: Row, field: str) -> str | None:
        """Give a row's own text, else what the supplier list says of its supplier."""
        return row.text(field) or self.entry(row.text("supplier"), row.text("supplier_no")).text(field)


def supplier_book(tables: Tables) -> SupplierBook:
    """Read the supplier list; of two rows with one name the first counts."""
    by_name: dict[str, Row] = {}
    by_number: dict[str, Row] = {}
    for row in rows_of(tables, TableKind.SUPPLIERS):
        if row.text("supplier"):
            by_name.setdefault(folded(row.text("supplier")), row)
        if row.text("supplier_no"):
            by_number.setdefault(folded(row.text("supplier_no")), row)
    return SupplierBook(by_name, by_number)
