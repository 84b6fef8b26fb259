"""Weighted scores for what is not money, beside the ranking by money.

Each criterion gives an offer 0 to 100 points, to one digit, by a rule of its own; what nobody knows gives none. The
score is the mean of the points that are known by the buyer's weights, so that "no data" is neither good nor bad;
beside it stands how much of the weight is backed by data. A supplier's scores are the means of its offers', weighted
by what the best offer for each item costs.

- price: 100 x the cheapest landed total / this one.
- lead_time: 100 for who can deliver by the needed date, else 100 x the days there are / the days asked for; without a
  needed date 100 x the shortest lead time / this one. Less than a day counts as one.
- quality: 100 for nothing rejected or damaged, 10 less for each percent of what was received.
- delivery: percent of the lines due that came in full by the first promise.
- terms: the mean of the payment days (100 at twice the usual days, unless the landed price already counts them) and
  of the delivery term (20 less for each part of the way, after the first, that is left to us without a known cost).
- answers: the mean of the points given for the answers to the RFQ's questions, by the questions' weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from buybook.core.components import Source
from buybook.core.incoterms import term_of
from buybook.core.item_keys import ItemKey
from buybook.core.money import ZERO, to_step, total
from buybook.core.payment import payment_days
from buybook.core.quotations import Comparison, Lot, Offer
from buybook.core.rows import folded
from buybook.core.supplier_records import Record
from buybook.frozen import frozen

CRITERIA = ("price", "lead_time", "quality", "delivery", "terms", "answers")
_DIGIT = Decimal("0.1")
_HUNDRED = Decimal(100)
_PER_PERCENT_REJECTED = 10
_PER_PART = 20

Points = Mapping[str, Decimal | None]  # by criterion; None where there is no data


@frozen
class ScoreRules:
    """The buyer's weights, and what is known beside the quotations.

    `needed` has the needed date by item, `records` and `answers` (0 to 100) are by folded supplier.
    """

    weights: Mapping[str, Decimal]
    needed: Mapping[ItemKey, date] = field(default_factory=lambda: MappingProxyType({}))
    records: Mapping[str, Record] = field(default_factory=lambda: MappingProxyType({}))
    answers: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    usual_payment_days: int = 30
    payment_in_price: bool = False  # the landed price already counts the payment days


@frozen
class Score:
    """Points by criterion, the weighted score (None without any data) and its rank; `backed` is percent."""

    points: Points
    score: Decimal | None
    backed: Decimal
    rank: int | None = None


@frozen
class ScoredOffer:
    """A supplier's best offer for an item; `money_rank` is among the suppliers of the item."""

    offer: Offer
    money_rank: int
    own: Score


@frozen
class ScoredItem:
    """An item's scored offers by money; `best_total` is the cheapest landed total, by which the item weighs."""

    lot: Lot
    offers: tuple[ScoredOffer, ...]
    best_total: Decimal


@frozen
class ScoredSupplier:
    """A supplier over all items it quotes. `above_best` is percent over the best offers for the same items."""

    supplier: str
    items: int
    landed_total: Decimal
    above_best: Decimal | None
    money_rank: int | None
    own: Score
    record: Record


@frozen
class Scores:
    """All scores; `unscored` counts the offers that are not ranked by money either."""

    weights: Mapping[str, Decimal]
    items: tuple[ScoredItem, ...]
    suppliers: tuple[ScoredSupplier, ...]
    unscored: int


def supplier_scores(comparison: Comparison, rules: ScoreRules, today: date) -> Scores:
    """Score the best offer of each supplier for each item, and each supplier over all items."""
    items = tuple(item for lot in comparison.lots if (item := _item(lot, rules, today)) is not None)
    unscored = sum(offer.rank is None for lot in comparison.lots for offer in lot.offers)
    return Scores(dict(rules.weights), items, _suppliers(items, rules), unscored)


def weighted(points: Points, weights: Mapping[str, Decimal]) -> Score:
    """Give the mean of the points that are known by their weights, and the percent of the weight they have.

    >>> weighted({"price": Decimal(90), "quality": None}, {"price": Decimal(3), "quality": Decimal(1)})
    Score(points={'price': Decimal('90'), 'quality': None}, score=Decimal('90.0'), backed=Decimal('75.0'), rank=None)
    """
    known = {name: value for name, value in points.items() if value is not None}
    weight, whole = total(weights[name] for name in known), total(weights.values())
    mean = _mean((weights[name], value) for name, value in known.items())
    return Score(points, mean, to_step(_HUNDRED * weight / whole, _DIGIT) if whole > 0 else ZERO)


def ranks(values: Sequence[Decimal | None], *, highest_first: bool = True) -> list[int | None]:
    """Give each value's place; equal ones share it, and None has none."""
    known = [value for value in values if value is not None]

    def place(value: Decimal) -> int:
        return 1 + sum(other > value if highest_first else other < value for other in known)

    return [None if value is None else place(value) for value in values]


def _item(lot: Lot, rules: ScoreRules, today: date) -> ScoredItem | None:
    offers = _best_of_each(lot.offers)
    if not offers:
        return None
    best = min(_landed(offer) for offer in offers)
    days = _days_there_are(lot, rules, today)
    shortest = min((each.lead_time_days for each in offers if each.lead_time_days is not None), default=None)
    scores = [weighted(_points(offer, best, days, shortest, rules), rules.weights) for offer in offers]
    places = ranks([each.score for each in scores])
    money = ranks([_landed(offer) for offer in offers], highest_first=False)
    return ScoredItem(
        lot,
        tuple(
            ScoredOffer(offer, by_money or 0, replace(score, rank=place))
            for offer, by_money, score, place in zip(offers, money, scores, places, strict=True)
        ),
        best,
    )


def _best_of_each(offers: Iterable[Offer]) -> list[Offer]:
    """Give the first-ranked offer of each supplier, by rank."""
    ranked = sorted((each for each in offers if each.rank is not None), key=lambda each: each.rank or 0)
    found: dict[str, Offer] = {}
    for offer in ranked:
        found.setdefault(folded(offer.supplier), offer)
    return list(found.values())


def _landed(offer: Offer) -> Decimal:
    assert offer.landed_total is not None  # a ranked offer has one
    return offer.landed_total


def _days_there_are(lot: Lot, rules: ScoreRules, today: date) -> int | None:
    needed = rules.needed.get(lot.key)
    return None if needed is None else max(0, (needed - today).days)


def _points(
    offer: Offer, best: Decimal, days: int | None, shortest: int | None, rules: ScoreRules
) -> dict[str, Decimal | None]:
    supplier = folded(offer.supplier)
    record = rules.records.get(supplier, Record())
    points = {
        "price": _price_points(_landed(offer), best),
        "lead_time": lead_time_points(offer.lead_time_days, days, shortest),
        "quality": quality_points(record),
        "delivery": _HUNDRED * record.on_time / record.due if record.due else None,
        "terms": _terms_points(offer, rules),
        "answers": rules.answers.get(supplier),
    }
    return {name: None if value is None else to_step(value, _DIGIT) for name, value in points.items()}


def _price_points(landed: Decimal, best: Decimal) -> Decimal | None:
    if landed <= 0:
        return _HUNDRED if landed == best else None
    return _HUNDRED * max(best, ZERO) / landed


def lead_time_points(lead_time: int | None, days: int | None, shortest: int | None) -> Decimal | None:
    """Give the points of a lead time: against the days until the needed date, else against the shortest one.

    >>> lead_time_points(20, 10, 5), lead_time_points(8, 10, 5), lead_time_points(20, None, 5)
    (Decimal('50'), Decimal('100'), Decimal('25'))
    """
    if lead_time is None:
        return None
    if days is not None:
        return _HUNDRED if lead_time <= days else _HUNDRED * days / lead_time
    assert shortest is not None  # this one at most
    return _HUNDRED * max(shortest, 1) / max(lead_time, 1)


def quality_points(record: Record) -> Decimal | None:
    """Give 100, less 10 for each percent of the goods received that was rejected or damaged, at least 0."""
    if record.received <= 0:
        return None
    percent = _HUNDRED * max(record.rejected, ZERO) / record.received
    return max(ZERO, _HUNDRED - _PER_PERCENT_REJECTED * percent)


def _terms_points(offer: Offer, rules: ScoreRules) -> Decimal | None:
    parts = [_payment_points(offer, rules), _delivery_term_points(offer)]
    known = [points for points in parts if points is not None]
    return total(known) / len(known) if known else None


def _payment_points(offer: Offer, rules: ScoreRules) -> Decimal | None:
    days = payment_days(offer.payment_terms)
    if days is None or rules.payment_in_price or rules.usual_payment_days <= 0:
        return None
    return min(_HUNDRED, _HUNDRED * days / (2 * rules.usual_payment_days))


def _delivery_term_points(offer: Offer) -> Decimal | None:
    if term_of(offer.incoterm) is None or offer.costed.sources["amount"] is Source.MISSING:
        return None
    unknown = sum(amount is None for amount in offer.costed.gap.values())
    return max(ZERO, _HUNDRED - _PER_PART * max(0, unknown - 1))


def _suppliers(items: Sequence[ScoredItem], rules: ScoreRules) -> tuple[ScoredSupplier, ...]:
    quoted: dict[str, list[tuple[ScoredItem, ScoredOffer]]] = {}
    for item in items:
        for scored in item.offers:
            quoted.setdefault(folded(scored.offer.supplier), []).append((item, scored))
    found = [_supplier(pairs, rules) for pairs in quoted.values()]
    places = ranks([each.own.score for each in found])
    money = ranks([each.above_best for each in found], highest_first=False)
    placed = [
        replace(each, money_rank=by_money, own=replace(each.own, rank=place))
        for each, by_money, place in zip(found, money, places, strict=True)
    ]
    return tuple(sorted(placed, key=lambda each: (each.money_rank or len(found) + 1, folded(each.supplier))))


def _supplier(pairs: Sequence[tuple[ScoredItem, ScoredOffer]], rules: ScoreRules) -> ScoredSupplier:
    name = pairs[0][1].offer.supplier
    landed, best = (
        total(_landed(each.offer) for _, each in pairs),
        total(item.best_total for item, _ in pairs),
    )

    def mean(values: Iterable[Decimal | None]) -> Decimal | None:
        weights = (max(item.best_total, ZERO) for item, _ in pairs)
        return _mean((w, v) for w, v in zip(weights, values, strict=True) if v is not None)

    own = Score(
        {criterion: mean(each.own.points[criterion] for _, each in pairs) for criterion in CRITERIA},
        mean(each.own.score for _, each in pairs),
        mean(each.own.backed for _, each in pairs) or ZERO,
    )
    above = to_step(_HUNDRED * (landed - best) / best, _DIGIT) if best > 0 else None
    return ScoredSupplier(
        name, len(pairs), landed, above, None, own, rules.records.get(folded(name), Record())
    )


def _mean(pairs: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Give the mean of (weight, value), to one digit; None where the weights are nothing."""
    known = list(pairs)
    weight = total(each for each, _ in known)
    return to_step(total(each * value for each, value in known) / weight, _DIGIT) if weight > 0 else None
