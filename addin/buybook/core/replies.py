"""A supplier's reply against what the buyer has: whose article each line is, and what differs from before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from buybook.core.frames import Tables
from buybook.core.money import ZERO
from buybook.core.offered import OfferedLine
from buybook.core.rows import Row, folded, rows_of
from buybook.core.supplier_book import SupplierBook, supplier_book
from buybook.core.units import price_unit
from buybook.frozen import frozen
from buybook.schema import TableKind

_SOURCES = (TableKind.ITEMS, TableKind.REQUISITIONS, TableKind.QUOTATIONS, TableKind.ORDERS)
_PRICE_FIELDS = ("unit_price", "price_excl_vat", "purchase_price", "list_price")
_ALIKE = Decimal("0.6")  # of all words of two descriptions that both have
_MOST_ALIKE = 2_000  # descriptions that are compared word by word
_DONE = frozenset({"closed", "cancelled", "declined", "received"})
_PERCENT_STEP = Decimal("0.1")


@frozen
class Matched:
    """An offered line with our number of the article, and how that was found.

    `way` is the field that the article was known by, None where it is not known; `proposed` is an article whose
    description is alike, which nobody has confirmed.
    """

    line: OfferedLine
    way: str | None = None
    proposed: str | None = None


@frozen
class Difference:
    """One thing that a reply changes; `kind` says which, `before` and `after` are as the workbook and the file have it.

    Kinds: new_price, price_changed (`percent` of the price before, per unit after discount), currency_changed,
    unit_changed, moq_changed, lead_time_changed, valid_until_changed, declined, not_asked, missing, proposed.
    """

    kind: str
    supplier: str | None
    article: str
    quantity_break: Decimal | None = None
    before: object = None
    after: object = None
    percent: Decimal | None = None
    row: int | None = None  # of the file


@frozen
class _Index:
    """Our numbers by what an article may be called; None where a name stands for several."""

    numbers: frozenset[str]
    by_name: Mapping[tuple[str, str], str | None]
    described: Sequence[tuple[frozenset[str], str]]
    spelt: Mapping[str, str]

    def find(self, field: str, value: str | None) -> str | None:
        return self.by_name.get((field, folded(value))) if value else None


def _index(tables: Tables) -> _Index:
    by_name: dict[tuple[str, str], str | None] = {}
    spelt: dict[str, str] = {}
    described: dict[str, str] = {}
    for row in (row for kind in _SOURCES for row in rows_of(tables, kind)):
        number = row.text("item_number")
        if number is None:
            continue
        spelt.setdefault(folded(number), number)
        for field in ("supplier_item_number", "manufacturer_part_number", "ean", "description"):
            name = folded(row.text(field))
            if name:
                known = by_name.setdefault((field, name), number)
                if known is not None and folded(known) != folded(number):
                    by_name[field, name] = None
                if field == "description":
                    described.setdefault(name, number)
    of_one = [
        (name, number) for name, number in described.items() if by_name["description", name] is not None
    ]
    words = [(frozenset(name.split()), number) for name, number in of_one[:_MOST_ALIKE]]
    return _Index(frozenset(spelt), by_name, words, spelt)


def match_lines(lines: Sequence[OfferedLine], tables: Tables) -> list[Matched]:
    """Find our number for each line: by our number, the supplier's, the manufacturer's, the description.

    A description that is only alike is proposed and not taken. What stands under "item number" and is none of
    ours is kept as the supplier's number where the article is known otherwise.
    """
    index, book = _index(tables), supplier_book(tables)
    return [_matched(_with_our_name(line, book), index) for line in lines]


def _with_our_name(line: OfferedLine, book: SupplierBook) -> OfferedLine:
    """Call a supplier as our list does, where it has the name with other capitals or spaces."""
    listed = book.entry(line.supplier).text("supplier")
    return replace(line, supplier=listed) if listed else line


def _matched(line: OfferedLine, index: _Index) -> Matched:
    own = folded(line.item_number)
    if own and own in index.numbers:
        return Matched(replace(line, item_number=index.spelt[own]), "item_number")
    ways = (
        ("supplier_item_number", line.supplier_item_number),
        ("supplier_item_number", line.item_number),
        ("manufacturer_part_number", line.manufacturer_part_number),
        ("manufacturer_part_number", line.item_number),
        ("description", line.description),
    )
    for way, value in ways:
        number = index.find(way, value)
        if number is not None:
            theirs = line.supplier_item_number or line.item_number
            return Matched(replace(line, item_number=number, supplier_item_number=theirs), way)
    return Matched(line, proposed=_alike(line, index))


def _alike(line: OfferedLine, index: _Index) -> str | None:
    mine = frozenset(folded(line.description).split())
    if len(mine) < 2:
        return None
    shares = sorted(
        (
            (Decimal(len(mine & words)) / len(mine | words), number)
            for words, number in index.described
            if mine & words
        ),
        reverse=True,
    )
    best = [number for share, number in shares if share >= _ALIKE and share == shares[0][0]]
    return best[0] if len(set(map(folded, best))) == 1 else None


# -- what the buyer has of this supplier


@frozen
class Standing:
    """The rows of the buyer's quotations, newest first, and what this supplier was asked for."""

    rows: Mapping[tuple[str, str], Sequence[Row]]  # by supplier and article
    asked: Mapping[str, Row]  # by article

    def of(self, line: OfferedLine) -> Sequence[Row]:
        """Give the rows of a line's supplier and article, newest first."""
        return self.rows.get((folded(line.supplier), _article(line)), ())


def standing(tables: Tables, suppliers: Iterable[str], rfq: str | None = None) -> Standing:
    """Read what the workbook has of some suppliers.

    Asked for is what stands in the quotations of these suppliers without a price, and what the requisitions of
    the request `rfq` (where it is named), else those that name one of the suppliers, still want.
    """
    names, book = {folded(name) for name in suppliers}, supplier_book(tables)
    rows: dict[tuple[str, str], list[Row]] = {}
    asked: dict[str, Row] = {}
    for row in rows_of(tables, TableKind.QUOTATIONS):
        supplier = folded(book.name(row))
        rows.setdefault((supplier, _article_of(row)), []).append(row)
        if supplier in names and _price(row) is None and row.text("status") not in _DONE:
            asked.setdefault(_article_of(row), row)
    for row in rows_of(tables, TableKind.REQUISITIONS):
        named = folded(book.name(row)) in names
        wanted = folded(row.text("rfq")) == folded(rfq) if rfq else named
        if wanted and row.text("status") not in _DONE and not row.text("po_number"):
            asked.setdefault(_article_of(row), row)
    newest = {key: sorted(found, key=_age, reverse=True) for key, found in rows.items()}
    return Standing(newest, {key: row for key, row in asked.items() if key})


def _age(row: Row) -> tuple[date, tuple[int, int]]:
    return row.day("quote_date") or date.min, (row.place.table, row.place.row)


def _article(line: OfferedLine) -> str:
    return folded(line.item_number or line.manufacturer_part_number or line.description)


def _article_of(row: Row) -> str:
    return folded(row.text("item_number") or row.text("manufacturer_part_number") or row.text("description"))


def _price(row: Row) -> Decimal | None:
    return next((price for name in _PRICE_FIELDS if (price := row.positive(name)) is not None), None)


def _per(row: Row) -> Decimal:
    return row.positive("price_per") or price_unit(row.text("unit"))[1]


def _of_one(row: Row) -> Decimal | None:
    price = _price(row)
    return None if price is None else price / _per(row) * (100 - (row.number("discount") or ZERO)) / 100


def is_booked(line: OfferedLine, known: Standing) -> bool:
    """Tell whether the buyer's quotations hold a line already, with the same price and terms.

    What one of the two does not state does not part them.
    """
    return any(_is_same(line, row) for row in known.of(line))


def _is_same(line: OfferedLine, row: Row) -> bool:
    if _break(line.quantity_break) != _break(row.positive("quantity_break")):
        return False
    if line.unit_price is None or line.declined:
        return _price(row) is None and (row.text("status") == "declined") == line.declined
    same_unit = folded(line.unit) == folded(price_unit(row.text("unit"))[0])
    pairs = (
        (line.currency, row.text("currency")),
        (
            line.quote_number and folded(line.quote_number),
            row.text("quote_number") and folded(row.text("quote_number")),
        ),
        (line.valid_until, row.day("quote_valid_until")),
        (line.moq, row.positive("moq")),
        (line.lead_time, row.number("lead_time")),
    )
    stated = all(mine == theirs or mine is None or theirs is None for mine, theirs in pairs)
    unit = same_unit or line.unit is None or row.text("unit") is None
    return stated and unit and line.price_of_one == _of_one(row)


def _break(start: Decimal | None) -> Decimal:
    return start if start is not None and start > 1 else ZERO


# -- differences


class _Differ(Protocol):
    def __call__(
        self, kind: str, before: object = None, after: object = None, percent: Decimal | None = None
    ) -> Difference: ...


def differences(lines: Sequence[Matched], known: Standing) -> list[Difference]:
    """Give what a reply changes, line by line, then what was asked for and is not in it."""
    found: list[Difference] = []
    for each in lines:
        found.extend(_of_line(each, known))
    offered = {_article(each.line) for each in lines}
    for key, row in known.asked.items():
        if key not in offered:
            name = row.text("item_number") or row.text("description") or "–"
            found.append(Difference("missing", None, name, before=row.number("quantity")))
    return found


def _of_line(each: Matched, known: Standing) -> list[Difference]:
    line = each.line

    def differ(
        kind: str, before: object = None, after: object = None, percent: Decimal | None = None
    ) -> Difference:
        return Difference(
            kind, line.supplier, line.name, line.quantity_break, before, after, percent, line.row
        )

    found = []
    if each.proposed is not None:
        found.append(differ("proposed", line.description, each.proposed))
    if known.asked and _article(line) not in known.asked and not known.of(line):
        found.append(differ("not_asked", after=line.description))
    if line.declined:
        return [*found, differ("declined")] if not is_booked(line, known) else found
    old = _standing_row(line, known)
    if line.unit_price is None:
        return found
    if old is None:
        return [*found, differ("new_price", after=line)]
    return [*found, *_price_differences(line, old, differ), *_term_differences(line, old, differ)]


def _standing_row(line: OfferedLine, known: Standing) -> Row | None:
    """Give the row that the line replaces: the newest with a price for the same break."""
    priced = [row for row in known.of(line) if _price(row) is not None]
    same = [row for row in priced if _break(row.positive("quantity_break")) == _break(line.quantity_break)]
    return next(iter(same), None)


def _price_differences(line: OfferedLine, old: Row, differ: _Differ) -> list[Difference]:
    before, after = _of_one(old), line.price_of_one
    currency = old.text("currency")
    if currency and line.currency and currency != line.currency:
        return [differ("currency_changed", old, line)]
    if before is None or after is None or before == after:
        return []
    percent = ((after - before) / before * 100).quantize(_PERCENT_STEP)
    return [differ("price_changed", old, line, percent)]


def _term_differences(line: OfferedLine, old: Row, differ: _Differ) -> list[Difference]:
    pairs: tuple[tuple[str, object, object], ...] = (
        ("unit_changed", price_unit(old.text("unit"))[0], line.unit),
        ("moq_changed", old.positive("moq"), line.moq),
        ("lead_time_changed", old.number("lead_time"), line.lead_time),
        ("valid_until_changed", old.day("quote_valid_until"), line.valid_until),
    )
    return [
        differ(kind, before, after)
        for kind, before, after in pairs
        if before is not None and after is not None and before != after
    ]
