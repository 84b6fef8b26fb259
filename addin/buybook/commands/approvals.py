"""What the workbook says of approvals: the rules of the settings, the requests with their amounts, what was decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from buybook.commands.job import Job
from buybook.core.approvals import Approval, ApprovalRules, Decision, Limit, Request
from buybook.core.exchange import Rates
from buybook.core.item_keys import ItemKey, ItemKeys
from buybook.core.money import ZERO
from buybook.core.purchase_orders import PurchaseOrder
from buybook.core.quotations import Lot
from buybook.core.rows import Place, Row, rows_of
from buybook.schema import Kind, TableKind
from buybook.vocabulary import all_words
from buybook.workbook.kept_lists import KeptColumn, KeptList, KeptRows

APPROVALS = KeptList(
    "approvals",
    (
        KeptColumn("day", Kind.DATE, 12),
        KeptColumn("by", width=18),
        KeptColumn("decision", width=14),
        KeptColumn("number", Kind.CODE, 16),
        KeptColumn("item", Kind.CODE, 22),
        KeptColumn("requester", width=18),
        KeptColumn("amount", Kind.MONEY, 14),
        KeptColumn("currency", Kind.CURRENCY, 10),
        KeptColumn("reason", width=40),
    ),
)
_HUNDRED = Decimal(100)


def approval_rules(job: Job) -> ApprovalRules:
    """Give the rules that the settings set."""
    chosen = job.settings.approvals
    limits = tuple(
        Limit(each.approver, Decimal(repr(each.up_to)), each.categories, each.requesters)
        for each in chosen.limits
        if each.approver
    )
    two = Decimal(repr(chosen.two_approvers_from))
    return ApprovalRules(limits, Decimal(repr(chosen.free_up_to)), chosen.four_eyes, two if two > 0 else None)


def decided(kept: KeptRows) -> list[Approval]:
    """Give the decisions of the kept list, in its order; a row without a request or a word for it decides nothing."""
    found = []
    for row in kept.rows:
        decision = _decision(str(row.get("decision") or ""))
        amount, day = row.get("amount"), row.get("day")
        if decision is None or not (row.get("number") or row.get("item")):
            continue
        found.append(
            Approval(
                number=str(row.get("number") or ""),
                item=str(row.get("item") or ""),
                amount=Decimal(repr(amount)) if isinstance(amount, float) else ZERO,
                by=str(row.get("by") or ""),
                decision=decision,
                day=day if isinstance(day, dt.date) else None,
            )
        )
    return found


def _decision(written: str) -> Decision | None:
    said = written.strip().casefold()
    for decision in Decision:
        if any(words.label(f"approve.{decision.value}").casefold() == said for words in all_words()):
            return decision
    return None


def request_of(row: Row, amount: Decimal | None, place: Place | None = None) -> Request:
    """Give a row as the request that is approved."""
    return Request(
        place=place or row.place,
        number=row.text("purchase_request") or "",
        item=row.text("item_number") or row.text("manufacturer_part_number") or row.text("description") or "",
        requester=row.text("buyer") or "",
        category=row.text("category") or "",
        amount=amount,
    )


def estimated(row: Row, keys: ItemKeys, lots: dict[ItemKey, Lot] | None, rates: Rates) -> Decimal | None:
    """Give what a request will cost in the base currency: by its own price, else by the best offer for it."""
    currency = row.text("currency")
    price, quantity = row.number("unit_price"), row.number("quantity")
    amount = row.number("line_amount")
    if amount is None and price is not None and quantity is not None:
        per, discount = row.positive("price_per") or Decimal(1), row.number("discount") or ZERO
        amount = quantity * price / per * (_HUNDRED - discount) / _HUNDRED
    if amount is not None:
        return in_base(amount, currency, rates)
    key = keys.of(row)
    best = lots[key].best_offer if lots and key in lots else None
    if best is None or quantity is None or best.landed_unit_price is None:
        return None
    return quantity * best.landed_unit_price


def in_base(amount: Decimal, currency: str | None, rates: Rates) -> Decimal | None:
    """Give an amount in the base currency; as it is where no currency is named, None without a rate."""
    return amount if not currency or currency == rates.base else rates.in_base(amount, currency)


def ordered_requests(orders: Sequence[PurchaseOrder], rates: Rates) -> list[Request]:
    """Give the requests that drafted orders come from, each with what its lines cost."""
    costs: dict[Place, tuple[Row, Decimal | None]] = {}
    for order in orders:
        for line in order.lines:
            _, before = costs.get(line.source.place, (line.source, ZERO))
            cost = in_base(line.amount, order.currency, rates)
            both = None if cost is None or before is None else before + cost
            costs[line.source.place] = (line.source, both)
    return [request_of(row, amount, place) for place, (row, amount) in costs.items()]


def requests_in(job: Job, kinds: Iterable[TableKind] = (TableKind.REQUISITIONS,)) -> list[Row]:
    """Give the rows that approvals are about."""
    return [row for kind in kinds for row in rows_of(job.view.tables, kind)]
