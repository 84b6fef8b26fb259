"""From what somebody chose, in plain numbers and words, to the rules of comparing quotations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from buybook.core.components import CostRules, Estimate
from buybook.core.document_costs import Basis, SharingRules
from buybook.core.prices import PriceBreaks
from buybook.core.quotations import QuotationRules
from buybook.core.rows import folded


class ChosenEstimate(Protocol):
    """An estimate as the settings hold it; see `components.Estimate`."""

    @property
    def part(self) -> str: ...  # noqa: D102
    @property
    def country(self) -> str: ...  # noqa: D102
    @property
    def incoterm(self) -> str: ...  # noqa: D102
    @property
    def amount(self) -> float | None: ...  # noqa: D102
    @property
    def percent(self) -> float | None: ...  # noqa: D102
    @property
    def per_kg(self) -> float | None: ...  # noqa: D102


class ChosenQuotationRules(Protocol):
    """The group `quotations` of the settings."""

    @property
    def expiring_within_days(self) -> int: ...  # noqa: D102
    @property
    def price_breaks(self) -> str: ...  # noqa: D102
    @property
    def cost_of_money_percent(self) -> float: ...  # noqa: D102
    @property
    def reference_payment_days(self) -> int: ...  # noqa: D102
    @property
    def units(self) -> Mapping[str, float]: ...  # noqa: D102
    @property
    def estimates(self) -> Sequence[ChosenEstimate]: ...  # noqa: D102
    @property
    def costs_per_quotation(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def share_costs_by(self) -> str: ...  # noqa: D102
    @property
    def cost_shares(self) -> Mapping[str, float]: ...  # noqa: D102
    @property
    def weights(self) -> Mapping[str, float]: ...  # noqa: D102
    @property
    def volumes(self) -> Mapping[str, float]: ...  # noqa: D102


def chosen_rules(
    chosen: ChosenQuotationRules, country: str | None, words: Iterable[tuple[str, str]]
) -> QuotationRules:
    """Give the rules; `country` is the buyer's own, `words` pairs of a word and the charge that it names."""
    longest_first = sorted(words, key=lambda each: (-len(each[0]), each))
    return QuotationRules(
        expiring_within_days=chosen.expiring_within_days,
        price_breaks=PriceBreaks(chosen.price_breaks),
        costs=CostRules(
            cost_of_money_percent=Decimal(str(chosen.cost_of_money_percent)),
            reference_payment_days=chosen.reference_payment_days,
            estimates=tuple(_estimate(each) for each in chosen.estimates if each.part),
            country=country,
        ),
        sharing=SharingRules(
            basis=Basis(chosen.share_costs_by),
            words={folded(word): charge for word, charge in longest_first},
            per_quotation=frozenset(chosen.costs_per_quotation),
            manual=_by_item(chosen.cost_shares),
            weights=_by_item(chosen.weights),
            volumes=_by_item(chosen.volumes),
        ),
        pack_contents={unit: Decimal(repr(content)) for unit, content in chosen.units.items()},
    )


def _estimate(chosen: ChosenEstimate) -> Estimate:
    return Estimate(
        part=chosen.part,
        country=chosen.country or None,
        incoterm=chosen.incoterm.upper() or None,
        amount=_decimal(chosen.amount),
        percent=_decimal(chosen.percent),
        per_kg=_decimal(chosen.per_kg),
    )


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(repr(number))


def _by_item(chosen: Mapping[str, float]) -> dict[str, Decimal]:
    return {folded(item): Decimal(repr(number)) for item, number in chosen.items()}
