"""Requests for quotation: which requests to ask about, whom to ask, and what became of each request sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from statistics import median

from buybook.core.frames import Tables
from buybook.core.item_keys import ItemKey, ItemKeys, item_keys
from buybook.core.needs import request_quantity, still_needed
from buybook.core.orderable import gate
from buybook.core.rows import Row, folded, rows_of, stated
from buybook.core.supplier_book import SupplierBook, supplier_book
from buybook.frozen import frozen
from buybook.schema import TableKind

DRAFTED, SENT, REMINDED, LATE, ANSWERED, DECLINED = (
    "drafted", "sent", "reminded", "late", "answered", "declined",
)  # fmt: skip
STATES = (DRAFTED, SENT, REMINDED, LATE, ANSWERED, DECLINED)
SETTLED = frozenset({ANSWERED, DECLINED})
_HUNDRED = Decimal(100)


def requests_to_ask(tables: Tables, today: date) -> list[Row]:
    """Give the requisitions to ask suppliers about: open or approved, with neither order, quotation nor RFQ.

    A quotation that has expired is none. A row without a quantity cannot be asked about.
    """
    keys = item_keys(tables)
    allowed = gate(tables, keys)
    quoted = _quoted(tables, keys, today)
    return [
        row
        for row in rows_of(tables, TableKind.REQUISITIONS)
        if request_quantity(row) is not None
        and not row.text("rfq")
        and still_needed(row)
        and allowed.refusal(row) is None
        and keys.of(row) not in quoted
    ]


def _quoted(tables: Tables, keys: ItemKeys, today: date) -> set[ItemKey | None]:
    """Give the articles that have a quotation which still holds."""
    found = set()
    for row in rows_of(tables, TableKind.QUOTATIONS):
        until = row.day("quote_valid_until")
        if until is None or until >= today:
            found.add(keys.of(row))
    return found - {None}


@frozen
class KnownSuppliers:
    """Who can be asked for an article, by everything that the workbook says."""

    book: SupplierBook
    keys: ItemKeys
    by_item: Mapping[ItemKey, tuple[str, ...]]
    by_category: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, tables: Tables) -> KnownSuppliers:
        """Learn from quotations, stock and orders who supplies an article, from the supplier list who a category."""
        book, keys = supplier_book(tables), item_keys(tables)
        by_item: dict[ItemKey, list[str]] = {}
        for kind in (TableKind.QUOTATIONS, TableKind.ITEMS, TableKind.ORDERS):
            for row in rows_of(tables, kind):
                key, name = keys.of(row), book.name(row)
                if key is not None and name is not None:
                    by_item.setdefault(key, []).append(name)
        by_category: dict[str, list[str]] = {}
        for row in rows_of(tables, TableKind.SUPPLIERS):
            for category in _parts(row.text("category")):
                by_category.setdefault(folded(category), []).extend(stated([row.text("supplier")]))
        return cls(
            book,
            keys,
            {key: tuple(_once(names)) for key, names in by_item.items()},
            {category: tuple(_once(names)) for category, names in by_category.items()},
        )

    def for_request(self, row: Row) -> tuple[str, ...]:
        """Give whom to ask: those that the request names, else those of its article, else those of its category."""
        named = _parts(row.text("supplier")) or stated([self.book.name(row)])
        if named:
            return tuple(_once(self.spelled(name) for name in named))
        key = self.keys.of(row)
        if key is not None and key in self.by_item:
            return self.by_item[key]
        return self.by_category.get(folded(row.text("category")), ())

    def spelled(self, name: str) -> str:
        """Give a supplier's name as the supplier list spells it."""
        return self.book.entry(name, name).text("supplier") or name

    def knows(self, name: str) -> bool:
        """Tell whether the workbook speaks of a supplier anywhere."""
        wanted = folded(name)
        return wanted in self.book.by_name or any(
            wanted == folded(each) for names in self.by_item.values() for each in names
        )


def _parts(text: str | None) -> list[str]:
    """Take apart a cell that names several, parted by semicolons or line breaks."""
    parts = (part.strip() for part in (text or "").replace("\n", ";").split(";"))
    return [part for part in parts if part]


def _once(names: Iterable[str]) -> list[str]:
    """Give each name once, in its first spelling."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(folded(name), name)
    return list(found.values())


@frozen
class AskedSupplier:
    """A supplier who was asked, as the list of RFQs keeps it. `reply_by` is the last day named to them."""

    rfq: str
    supplier: str
    state: str = DRAFTED
    sent: date | None = None
    reply_by: date | None = None
    reminded: date | None = None
    answered: date | None = None

    def state_on(self, today: date) -> str:
        """Give the state on a day: late after the reply-by date, but never what was answered or declined."""
        if self.state in SETTLED:
            return self.state
        if self.answered is not None:
            return ANSWERED
        if self.reply_by is not None and today > self.reply_by:
            return LATE
        if self.state == LATE:  # the buyer gave them more time
            return SENT if self.reminded is None else REMINDED
        return self.state

    @property
    def response_days(self) -> int | None:
        """Calendar days from the request to the answer; None without both."""
        if self.sent is None or self.answered is None or self.answered < self.sent:
            return None
        return (self.answered - self.sent).days


@frozen
class Response:
    """How a supplier responds to requests: the rate is answered / asked, in percent, declined ones apart."""

    supplier: str
    asked: int
    answered: int
    declined: int
    late: int
    rate: Decimal
    median_days: Decimal | None  # from the request to the answer, calendar days


def responses(asked: Sequence[AskedSupplier], today: date) -> list[Response]:
    """Give how each supplier responds, in alphabetical order. A supplier never asked is not there: no data."""
    groups: dict[str, list[AskedSupplier]] = {}
    for each in asked:
        groups.setdefault(folded(each.supplier), []).append(each)
    return [_response(groups[name], today) for name in sorted(groups)]


def _response(asked: Sequence[AskedSupplier], today: date) -> Response:
    states = [each.state_on(today) for each in asked]
    days = [each.response_days for each in asked if each.response_days is not None]
    answered = states.count(ANSWERED)
    return Response(
        supplier=asked[0].supplier,
        asked=len(asked),
        answered=answered,
        declined=states.count(DECLINED),
        late=states.count(LATE),
        rate=(_HUNDRED * answered / len(asked)).quantize(Decimal("0.1")),
        median_days=Decimal(str(median(days))) if days else None,
    )


def positions(count: int) -> list[str]:
    """Give the positions of an RFQ's lines: 10, 20, 30."""
    return [str(10 * at) for at in range(1, count + 1)]


def to_remind(asked: Collection[AskedSupplier], rfq: str) -> list[AskedSupplier]:
    """Give the suppliers of an RFQ who have neither answered nor declined."""
    wanted = folded(rfq)
    return [
        each
        for each in asked
        if folded(each.rfq) == wanted and each.state not in SETTLED and each.answered is None
    ]
