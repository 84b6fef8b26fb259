"""Which rows speak of the same article: by item number, else manufacturer part number, else description."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from buybook.core.frames import Tables
from buybook.core.rows import Row, folded, rows_of
from buybook.frozen import frozen
from buybook.schema import TableKind

ItemKey = tuple[str, str]  # the field that identifies, and its folded value

_WAYS = ("item_number", "manufacturer_part_number", "description")
_SOURCES = (TableKind.ITEMS, TableKind.REQUISITIONS, TableKind.QUOTATIONS, TableKind.ORDERS)


@frozen
class ItemKeys:
    """Finds the key of a row's article.

    A row without our item number gets it where its manufacturer part number or its description stands beside
    exactly one item number elsewhere in the workbook.
    """

    item_numbers: Mapping[ItemKey, str]

    def of(self, row: Row) -> ItemKey | None:
        """Give the key of the article a row is about; None for a row that names none."""
        keys = _own_keys(row)
        if not keys or keys[0][0] == "item_number":
            return keys[0] if keys else None
        known = [self.item_numbers[key] for key in keys if key in self.item_numbers]
        return ("item_number", known[0]) if known else keys[0]


def item_keys(tables: Tables) -> ItemKeys:
    """Learn from a workbook which part numbers and descriptions belong to which item number."""
    return ItemKeys(_unambiguous(row for kind in _SOURCES for row in rows_of(tables, kind)))


def _unambiguous(rows: Iterable[Row]) -> dict[ItemKey, str]:
    seen: dict[ItemKey, set[str]] = {}
    for row in rows:
        keys = _own_keys(row)
        if keys and keys[0][0] == "item_number":
            for key in keys[1:]:
                seen.setdefault(key, set()).add(keys[0][1])
    return {key: next(iter(numbers)) for key, numbers in seen.items() if len(numbers) == 1}


def _own_keys(row: Row) -> list[ItemKey]:
    return [(way, folded(row.text(way))) for way in _WAYS if row.text(way)]
