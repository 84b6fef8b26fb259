"""The settings of quotations, scores, negotiations and awards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from buybook.frozen import frozen
from buybook.settings import nodes, readers
from buybook.settings.nodes import SettingValueError, read_by


@frozen
class CostEstimate:
    """What the buyer reckons for a part of the way that the seller's delivery term leaves to them."""

    part: str = field(default="", metadata=read_by(nodes.choice(*readers.GAP_PARTS)))
    country: str = field(default="", metadata=read_by(nodes.text))  # of the supplier; empty is every country
    incoterm: str = field(
        default="", metadata=read_by(nodes.choice("", *(each.lower() for each in readers.INCOTERMS)))
    )
    amount: float | None = field(default=None, metadata=read_by(nodes.number()))  # base currency, a line
    percent: float | None = field(
        default=None, metadata=read_by(nodes.number(0, 1000))
    )  # of the goods' amount
    per_kg: float | None = field(default=None, metadata=read_by(nodes.number()))  # base currency


@frozen
class QuotationSettings:
    """How quotations are made comparable."""

    expiring_within_days: int = field(default=7, metadata=read_by(readers.DAYS))
    # all_units: the break reached prices the whole quantity; incremental: each band at its own price.
    price_breaks: str = field(default="all_units", metadata=read_by(nodes.choice("all_units", "incremental")))
    cost_of_money_percent: float = field(default=0.0, metadata=read_by(readers.PERCENT))  # interest a year
    reference_payment_days: int = field(default=30, metadata=read_by(readers.DAYS))
    # Unit -> how many pieces it holds, where neither quotation nor item list says so.
    units: Mapping[str, float] = field(
        default_factory=readers.empty, metadata=read_by(nodes.table(readers.as_written, readers.AMOUNT))
    )
    # What the delivery term leaves to the buyer; of each part the first estimate that fits counts.
    estimates: tuple[CostEstimate, ...] = field(
        default=(), metadata=read_by(nodes.sequence(nodes.group(CostEstimate)))
    )
    # Charges whose column states one amount for the whole quotation.
    costs_per_quotation: tuple[str, ...] = field(
        default=(), metadata=read_by(nodes.sequence(nodes.choice(*readers.CHARGES)))
    )
    # By what the costs of a whole quotation are shared over its lines.
    share_costs_by: str = field(default="net_amount", metadata=read_by(nodes.choice(*readers.BASES)))
    # Item number -> its share of such costs, its weight (kg) and its volume (m3) a unit.
    cost_shares: Mapping[str, float] = field(
        default_factory=readers.empty, metadata=read_by(nodes.table(readers.as_written, nodes.number()))
    )
    weights: Mapping[str, float] = field(
        default_factory=readers.empty, metadata=read_by(nodes.table(readers.as_written, readers.AMOUNT))
    )
    volumes: Mapping[str, float] = field(
        default_factory=readers.empty, metadata=read_by(nodes.table(readers.as_written, readers.AMOUNT))
    )


@frozen
class ScoreWeights:
    """What each criterion counts for, in points that need not add up to 100."""

    price: float = field(default=50.0, metadata=read_by(readers.WEIGHT))
    lead_time: float = field(default=15.0, metadata=read_by(readers.WEIGHT))
    quality: float = field(default=10.0, metadata=read_by(readers.WEIGHT))
    delivery: float = field(default=10.0, metadata=read_by(readers.WEIGHT))
    terms: float = field(default=10.0, metadata=read_by(readers.WEIGHT))
    answers: float = field(default=5.0, metadata=read_by(readers.WEIGHT))


@frozen
class ScoreSettings:
    """How offers are scored beside their price."""

    weights: ScoreWeights = field(default_factory=ScoreWeights, metadata=read_by(nodes.group(ScoreWeights)))


@frozen
class PoolingSettings:
    """When needs are bought together, and when a minimum quantity is too much."""

    within_days: int = field(default=14, metadata=read_by(readers.DAYS))  # between two needs that are pooled
    # How long what a minimum or a multiple adds may last before it is told.
    months_of_stock: float = field(default=3.0, metadata=read_by(nodes.number(0, 1200)))


@frozen
class NegotiationSettings:
    """What offers are held against, and which baseline a saving is booked by."""

    history_days: int = field(default=730, metadata=read_by(readers.DAYS))  # an older price is not aimed for
    # Of those that are known of an article the first counts.
    baselines: tuple[str, ...] = field(
        default=readers.BASELINES, metadata=read_by(nodes.sequence(nodes.choice(*readers.BASELINES)))
    )


def _percent_key(written: str) -> str:
    """Check a threshold of a rebate: the key of a mapping is a number there."""
    try:
        value = float(written)
    except ValueError:
        raise SettingValueError("setting_not_a_number", value=written, example="100000") from None
    if not 0 <= value <= 1e12:
        raise SettingValueError("setting_outside", value=written, minimum="0", maximum="1000000000000")
    return written


@frozen
class AwardSupplier:
    """What holds for one supplier when quotations are awarded; amounts are in the base currency."""

    exclude: bool = field(default=False, metadata=read_by(readers.yes_no))
    exclude_items: tuple[str, ...] = field(default=(), metadata=read_by(nodes.sequence(nodes.text)))
    # What it costs once to buy from the supplier at all; None is the cost of any supplier.
    fixed_cost: float | None = field(default=None, metadata=read_by(nodes.number()))
    min_share: float | None = field(default=None, metadata=read_by(readers.PERCENT))  # of the value awarded
    max_share: float | None = field(default=None, metadata=read_by(readers.PERCENT))
    capacity: float | None = field(default=None, metadata=read_by(nodes.number()))  # units of all items
    # Item number -> the most that the supplier can deliver of it.
    item_capacity: Mapping[str, float] = field(
        default_factory=readers.empty, metadata=read_by(nodes.table(readers.as_written, nodes.number()))
    )
    # Value from which -> percent back on all of it.
    rebates: Mapping[str, float] = field(
        default_factory=readers.empty, metadata=read_by(nodes.table(_percent_key, readers.PERCENT))
    )


@frozen
class AwardSettings:
    """The buyer's rules for awarding quotations."""

    split: bool = field(default=False, metadata=read_by(readers.yes_no))  # an item between two suppliers
    split_step_percent: float = field(default=10.0, metadata=read_by(nodes.number(1, 50)))
    min_item_share: float | None = field(default=None, metadata=read_by(readers.PERCENT))  # of a split item
    max_item_share: float | None = field(default=None, metadata=read_by(readers.PERCENT))
    max_suppliers: int | None = field(default=None, metadata=read_by(nodes.whole_number(1, 10_000)))
    min_suppliers: int | None = field(default=None, metadata=read_by(nodes.whole_number(1, 10_000)))
    fixed_cost: float = field(default=0.0, metadata=read_by(nodes.number()))  # of each supplier, once
    required_dates: bool = field(default=True, metadata=read_by(readers.yes_no))
    minimum_orders: bool = field(default=True, metadata=read_by(readers.yes_no))
    # Item number -> the supplier that it goes to.
    picks: Mapping[str, str] = field(
        default_factory=readers.empty, metadata=read_by(nodes.table(readers.as_written, nodes.text))
    )
    # Supplier's name -> what holds for it.
    suppliers: Mapping[str, AwardSupplier] = field(
        default_factory=readers.empty,
        metadata=read_by(nodes.table(readers.as_written, nodes.group(AwardSupplier))),
    )
    time_limit_seconds: float = field(default=20.0, metadata=read_by(nodes.number(0.1, 3600)))
