"""Which articles ask for an incoming inspection, how strict, and which certificate must come with them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from buybook.core.frames import Tables
from buybook.core.matching import code_key, line_key
from buybook.core.rows import Row, folded, rows_of
from buybook.core.sampling import AQLS, LEVELS
from buybook.frozen import frozen
from buybook.schema import TableKind

_AQL = re.compile(r"aql[\s:=]*(\d+(?:[.,]\d+)?)")
_LEVEL = re.compile(r"(?<![\w])(s-?[1-4]|i{1,3})(?![\w])")
_NO = frozenset(
    {"", "-", "–", "0", "no", "none", "n", "nej", "ej", "inte", "ingen", "nee", "geen", "niet", "skip"}
)


@frozen
class Wish:
    """How an article is to be inspected; the AQL is one of the standard's. `certificate` is what must come with it."""

    aql: float
    level: str
    certificate: str | None = None


@frozen
class Wishes:
    """The wishes of a workbook, by article and by order line."""

    of_item: Mapping[str | None, Wish]
    of_line: Mapping[tuple[str | None, str | None], Wish]

    def of(self, po: str, line: str | None, item: str | None) -> Wish | None:
        """Give how a delivery is to be inspected; the order line's own wish goes before its article's."""
        on_line = self.of_line.get((code_key(po), line_key(line or "")))
        return on_line or (self.of_item.get(code_key(item)) if item else None)


def wishes(tables: Tables, aql: float, level: str) -> Wishes:
    """Read what items and order lines ask for; `aql` and `level` where they say no more than yes.

    An order line's column may tell what was found instead of what is asked: there only a text with an AQL counts.
    """
    of_item: dict[str | None, Wish] = {}
    for row in rows_of(tables, TableKind.ITEMS):
        wish = _wish(row, aql, level)
        if wish is not None and row.text("item_number"):
            of_item.setdefault(code_key(row.text("item_number")), wish)
    of_line: dict[tuple[str | None, str | None], Wish] = {}
    for row in rows_of(tables, TableKind.ORDERS):
        po = row.text("po_number") or row.text("purchase_order")
        if po and _AQL.search(folded(row.text("inspection"))) and (wish := _wish(row, aql, level)):
            of_line.setdefault((code_key(po), line_key(row.text("po_line") or "")), wish)
    return Wishes(of_item, of_line)


def _wish(row: Row, aql: float, level: str) -> Wish | None:
    said = folded(row.text("inspection"))
    if said in _NO:
        return None
    stated = _AQL.search(said)
    if stated is not None:
        aql = _standard(float(stated.group(1).replace(",", ".")))
        said = said[: stated.start()] + " " + said[stated.end() :]
    named = _LEVEL.search(said)
    if named is not None and (stated is not None or said.strip() == named.group()):
        level = named.group(1).replace("-", "").upper()
    assert level in LEVELS
    return Wish(aql, level, row.text("certificate"))


def _standard(aql: float) -> float:
    """Give the standard's next stricter AQL for one that it does not have."""
    return max((each for each in AQLS if each <= aql), default=AQLS[0])
