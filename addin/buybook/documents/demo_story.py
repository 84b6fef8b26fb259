"""A year of a small manufacturer's purchasing, told backwards from a given day. Content in, records out.

The same content and day always give the same story. Whatever the day, it holds lines that are late, at risk,
unconfirmed, short, over, damaged and rejected, because every date counts from that day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from random import Random

from buybook.documents.demo_facts import ENQUIRIES, ITEMS, ORDER_PLAN, SUPPLIERS, ItemFact, OfferFact
from buybook.documents.demo_records import Content, OrderLine, Quotation, Receipt, Request, Story
from buybook.documents.rounding import rounded
from buybook.frozen import frozen

_SEED = 41  # chosen for a story with something of everything
_FIRST_ORDER_DAYS_AGO = 240
_SETTLED_DAYS = 24  # lines due longer ago than this were delivered, or are known to be in trouble
_BOOKED_DAYS = 30  # what came in later is not in the buyer's own column yet
_CONFIRM_DAYS = 4


def tell(content: Content, today: date) -> Story:
    """Tell the story of the year that ends on `today`."""
    teller = _Teller(content, today)
    lines, receipts = teller.orders_and_receipts()
    return Story(today, lines, receipts, tuple(teller.quotations()), tuple(teller.requests(lines)), content)


@frozen
class _Fate:
    """What became of a line: its deliveries as (share, days after due, rejected, damaged), and its state."""

    deliveries: tuple[tuple[float, int, float, float], ...] = ()
    status: str = "received"
    remark: str = ""


_ON_TIME = _Fate(((1, 0, 0, 0),))
_EARLY = _Fate(((1, -2, 0, 0),))
_PROMPT = _Fate(((1, -5, 0, 0),))
# What was due long ago: most suppliers deliver before the day, some are never quite to be relied on.
_RELIABLE_FATES = (
    _PROMPT, _PROMPT, _PROMPT, _Fate(((0.6, -7, 0, 0), (0.4, -4, 0, 0)), remark="partial"), _PROMPT,
    _Fate(((1, -5, 0, 0.05),), "closed", "credited"), _PROMPT, _PROMPT, _PROMPT, _PROMPT,
    _Fate(((1.04, -5, 0, 0),), remark="over"), _PROMPT, _PROMPT, _PROMPT,
    _Fate(((1, -5, 0.1, 0),), "closed", "returned"), _PROMPT, _PROMPT, _PROMPT, _PROMPT,
    _Fate(status="cancelled", remark="cancelled"), _PROMPT, _PROMPT,
)  # fmt: skip
_UNRELIABLE_FATES = (
    _ON_TIME, _EARLY, _ON_TIME, _Fate(((1, 4, 0, 0),)), _ON_TIME, _EARLY,
    _Fate(((0.6, 0, 0, 0), (0.4, 6, 0, 0)), remark="partial"), _ON_TIME,
    _Fate(((1, 0, 0, 0.05),), "closed", "credited"), _EARLY, _ON_TIME, _Fate(((1, 9, 0, 0),)), _ON_TIME,
    _Fate(((1.04, 1, 0, 0),), remark="over"), _ON_TIME,
    _Fate(((1, 1, 0.1, 0),), "closed", "returned"), _EARLY, _ON_TIME,
    _Fate(((0.5, -1, 0, 0), (0.5, 3, 0, 0)), remark="partial"),
    _Fate(status="cancelled", remark="cancelled"), _ON_TIME, _Fate(((1, 2, 0, 0),)), _EARLY,
)  # fmt: skip
# What was due lately.
_RECENT_FATES = (
    _Fate(status="confirmed", remark="phoned"), _ON_TIME,
    _Fate(((0.6, 0, 0, 0),), "partially_received", "balance"), _Fate(status="confirmed"),
    _Fate(((1, 0, 0, 0.15),), "confirmed", "replacement"), _EARLY,
    _Fate(status="confirmed", remark="urgent"), _Fate(((1, 1, 0.2, 0),), "confirmed"), _ON_TIME,
    _Fate(status="confirmed"), _Fate(((1.1, -1, 0, 0),), "received", "over"),
)  # fmt: skip
_FORGOTTEN = _Fate(((0.75, 2, 0, 0),), "partially_received", "balance")  # a balance that nobody followed up
_FORGOTTEN_ORDER, _FORGOTTEN_LINE = 11, 1


class _Teller:
    def __init__(self, content: Content, today: date) -> None:
        self.content = content
        self.today = today
        self.chance = Random(_SEED)
        self.settled = {True: cycle(_UNRELIABLE_FATES), False: cycle(_RELIABLE_FATES)}
        self.recent = cycle(_RECENT_FATES)
        self.open = cycle(("confirmed", "confirmed", "sent", "confirmed"))
        self.damage = cycle(content["damage"])
        self.rejection = cycle(content["rejection"])
        self.replies: Iterator[int] = cycle((0, 0, 3, 0, 7, 0, -2, 0, 12))

    def orders_and_receipts(self) -> tuple[tuple[OrderLine, ...], tuple[Receipt, ...]]:
        lines: list[OrderLine] = []
        receipts: list[Receipt] = []
        for index, supplier in enumerate(ORDER_PLAN):
            for line in self._order(index, supplier):
                fated, came = self._live_through(index, line)
                lines.append(fated)
                receipts.extend(came)
        receipts.append(self._unmatched(lines))
        return tuple(lines), self._numbered(receipts)

    def _order(self, index: int, supplier: str) -> Iterator[OrderLine]:
        ago = round(_FIRST_ORDER_DAYS_AGO * (1 - index / (len(ORDER_PLAN) - 1)) ** 1.1) + 1
        ordered = _workday(self.today - timedelta(ago), back=True)
        items = [code for code, fact in ITEMS.items() if fact.supplier == supplier]
        air = self.chance.randint(0, 6) if supplier in _UNRELIABLE else 4
        requested = _workday(ordered + timedelta(SUPPLIERS[supplier].lead_days + air))
        for position in range(4 if supplier in _SCHEDULED else len(items)):
            item = items[position % len(items)]
            later = 21 * (position // len(items))  # the same article again: a second schedule line
            yield OrderLine(
                po_number=f"{self.content['order_prefix']}{ordered:%y}-{412 + index:04d}",
                po_line=10 * (position + 1),
                order_date=ordered,
                supplier=supplier,
                item=item,
                quantity=_some(ITEMS[item].usual_quantity, self.chance),
                unit_price=self._price(supplier, ITEMS[item], 1 + index * 0.001),
                requested=_workday(requested + timedelta(later)),
                promised=None,
                status="sent",
            )

    def _live_through(self, index: int, line: OrderLine) -> tuple[OrderLine, list[Receipt]]:
        slip = next(self.replies) if line.supplier in _UNRELIABLE else 0
        if (self.today - line.order_date).days > _CONFIRM_DAYS:
            line = replace(line, promised=_workday(line.requested + timedelta(slip)), status="confirmed")
        elif index == len(ORDER_PLAN) - 1:
            return replace(line, status="draft"), []
        if line.promised is None:
            return line, []
        return self._fated(line, self._fate(index, line, line.promised), line.promised)

    def _fate(self, index: int, line: OrderLine, due: date) -> _Fate:
        if (index, line.po_line) == (_FORGOTTEN_ORDER, 10 * (_FORGOTTEN_LINE + 1)):
            return _FORGOTTEN
        days = (self.today - due).days
        if days > _SETTLED_DAYS:
            return next(self.settled[line.supplier in _UNRELIABLE])
        return next(self.recent) if days > 0 else _Fate(status=next(self.open))

    def _fated(self, line: OrderLine, fate: _Fate, due: date) -> tuple[OrderLine, list[Receipt]]:
        came = [
            receipt
            for share, days, rejected, damaged in fate.deliveries
            if (receipt := self._receipt(line, due + timedelta(days), (share, rejected, damaged))) is not None
        ]
        booked = sum(receipt.quantity for receipt in came if (self.today - receipt.day).days > _BOOKED_DAYS)
        status = fate.status
        if status == "received" and booked < line.quantity:
            status = "confirmed"  # the buyer has not come round to it
        remark = "no_confirmation" if status == "sent" else fate.remark
        comment = self._remark(remark) if remark and remark != "partial" else ""
        return replace(
            line,
            promised=None if status == "sent" else line.promised,
            status=status,
            booked=booked or None,
            comment=comment,
        ), came

    def _receipt(self, line: OrderLine, day: date, shares: tuple[float, float, float]) -> Receipt | None:
        day = _workday(day)
        if day > self.today:
            return None
        share, rejected, damaged = (_portion(line.quantity, one, line.fact.unit) for one in shares)
        return Receipt(
            number="",
            day=day,
            po_number=line.po_number,
            po_line=line.po_line,
            supplier=line.supplier,
            item=line.item,
            quantity=share,
            rejected=rejected,
            damaged=damaged,
            reason=next(self.damage) if damaged else next(self.rejection) if rejected else "",
            delivery_note=str(self.chance.randint(20000, 99999)) if self.chance.random() < 0.9 else "",
            comment=self._remark("partial") if shares[0] < 1 else "",
        )

    def _unmatched(self, lines: Sequence[OrderLine]) -> Receipt:
        """A delivery booked on an order number with two digits swapped."""
        line = next(line for line in reversed(lines) if line.supplier == "bearings" and line.booked)
        wrong = _mistyped(line.po_number, {one.po_number for one in lines})
        day = _workday(self.today - timedelta(6), back=True)
        return Receipt(
            number="",
            day=day,
            po_number=wrong,
            po_line=10,
            supplier=line.supplier,
            item=line.item,
            quantity=50,
            delivery_note="57134",
            comment=self._remark("unmatched"),
        )

    def _numbered(self, receipts: Sequence[Receipt]) -> tuple[Receipt, ...]:
        in_order = sorted(receipts, key=lambda one: (one.day, one.po_number, one.po_line))
        prefix = self.content["receipt_prefix"]
        return tuple(replace(one, number=f"{prefix}-{871 + at:04d}") for at, one in enumerate(in_order))

    def quotations(self) -> Iterator[Quotation]:
        """The offers of every enquiry, one record a price."""
        for at, enquiry in enumerate(ENQUIRIES):
            for offer in enquiry.offers:
                yield from self._offer(f"{31 + at:03d}", enquiry.item, enquiry.quantity, offer)

    def _offer(self, rfq: str, item: str, asked: float, offer: OfferFact) -> Iterator[Quotation]:
        fact, supplier = ITEMS[item], SUPPLIERS[offer.supplier]
        day = _workday(self.today - timedelta(offer.days_ago + self.chance.randint(0, 4)), back=True)
        first = offer.moq or 1
        steps = [(None, 1.0)] if not offer.breaks else [(first, 1.0), *offer.breaks]
        freight = None if offer.freight_eur is None else self._in_currency(offer.supplier, offer.freight_eur)
        number = f"{supplier.number[-2:]}{self.chance.randint(1000, 9999)}"
        for from_quantity, times in steps:
            yield Quotation(
                rfq=f"RFQ-{self.today:%y}-{rfq}",
                number=number,
                supplier=offer.supplier,
                item=item,
                asked=asked,
                from_quantity=from_quantity,
                unit_price=self._price(offer.supplier, fact, offer.price * times),
                moq=offer.moq,
                multiple=offer.multiple,
                freight=None if freight is None else rounded(freight, 0),
                lead_days=max(2, round(SUPPLIERS[fact.supplier].lead_days * offer.lead)),
                day=day,
                valid_until=None if offer.valid_days is None else day + timedelta(offer.valid_days),
                comment=self._remark(offer.remark) if offer.remark else "",
            )

    def requests(self, lines: Sequence[OrderLine]) -> Iterator[Request]:
        """Some rows that were ordered, some that may be ordered now, some that may not yet."""
        departments = cycle(self.content["departments"])
        ordered = [line for line in lines if line.po_line == 10][-9:-1:3]
        plans: list[tuple[str, float, str, str, OrderLine | None]] = [
            *((line.item, line.quantity, "ordered", "", line) for line in ordered),
            *((item, quantity, status, remark, None) for item, quantity, status, remark in _REQUESTS),
        ]
        for at, (item, quantity, status, remark, line) in enumerate(plans):
            fact = ITEMS[item]
            needed = _workday(self.today + timedelta(SUPPLIERS[fact.supplier].lead_days + 4 + at))
            yield Request(
                number=f"{self.content['request_prefix']}-{218 + at}",
                department=next(departments),
                item=item,
                quantity=quantity,
                needed=line.requested if line else needed,
                supplier=fact.supplier,
                unit_price=line.unit_price if line else self._price(fact.supplier, fact, 1.04),
                status=status,
                po_number=line.po_number if line else "",
                comment=self._remark(remark) if remark else "",
            )

    def _remark(self, key: str) -> str:
        next_week = (self.today + timedelta(7)).isocalendar().week
        return str(self.content["remarks"][key]).format(week=next_week)

    def _price(self, supplier: str, fact: ItemFact, times: float) -> Decimal:
        return self._in_currency(supplier, fact.price_eur * times)

    def _in_currency(self, supplier: str, eur: float) -> Decimal:
        rates = self.content["exchange"]
        currency = self.content["companies"][supplier][3]
        return rounded(Decimal(repr(eur)) * Decimal(str(rates["EUR"])) / Decimal(str(rates[currency])), 2)


_UNRELIABLE = ("foundry", "motors", "valves")  # suppliers who promise other dates, and do not keep them
_SCHEDULED = ("motors", "valves")  # suppliers who get the same article on two dates
_REQUESTS = (
    ("40-3010", 80, "approved", "stock"),
    ("40-3020", 30, "approved", ""),
    ("40-3030", 2000, "approved", ""),
    ("60-6020", 24, "approved", ""),
    ("60-6030", 16, "approved", ""),
    ("30-2010", 4000, "approved", "stock"),
    ("30-2030", 5000, "approved", ""),
    ("10-1020", 36, "approved", "urgent"),
    ("50-5030", 4, "to_approve", "expensive"),
    ("80-8130", 12, "to_approve", ""),
    ("95-9120", 60, "rejected_request", ""),
    ("90-9020", 40, "draft", ""),
)


def _mistyped(number: str, taken: set[str]) -> str:
    """The number with two neighbouring digits swapped, so that it is none of those that there are."""
    swaps = (
        number[:at] + number[at + 1] + number[at] + number[at + 2 :] for at in range(len(number) - 2, 3, -1)
    )
    return next((swap for swap in swaps if swap not in taken), number + "7")


def _workday(day: date, *, back: bool = False) -> date:
    """The day itself, or from a weekend the next Monday (or the last Friday)."""
    over = day.weekday() - 4
    if over <= 0:
        return day
    return day - timedelta(over) if back else day + timedelta(3 - over)


def _some(usual: float, chance: Random) -> float:
    """A quantity around the usual one, as round as that is."""
    if usual != int(usual):
        return usual * chance.choice((1, 2))
    times = chance.choice((0.5, 1, 1, 1, 1.5, 2))
    return float(max(1, int(usual * times)))


def _portion(quantity: float, share: float, unit: str) -> float:
    portion = quantity * share
    if portion == quantity:
        return quantity
    return round(portion, 1) if unit in ("kg", "m", "l") else float(round(portion))
