"""From the settings, the options and the buyer's picks to the rules of an award."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from buybook.commands.job import Job
from buybook.core.award import AwardRules, Effort, Rebate, SupplierRule
from buybook.core.rows import folded
from buybook.core.sourcing import Sourced, with_rules
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.settings.sourcing import AwardSettings, AwardSupplier

_SETTING = "award_setting_unknown"


@frozen
class Ruled:
    """A sourcing under the buyer's rules, and what of the rules is about nobody and nothing."""

    sourced: Sourced
    findings: tuple[Finding, ...]


def effort_of(job: Job) -> Effort:
    """Give how long to look for a better award."""
    return Effort(seconds=job.settings.award.time_limit_seconds)


def ruled(job: Job, found: Sourced) -> Ruled:
    """Put the sourcing under the rules of the settings and of this call's options."""
    chosen, findings = job.settings.award, list[Finding]()
    suppliers = {folded(bid.supplier): bid.supplier for bid in found.sourcing.bids}
    listed = _known(chosen.suppliers, suppliers, "award.suppliers", findings)
    items = {name: each for name in _item_names(chosen) if (each := found.named(name)) is not None}
    for name in sorted(_item_names(chosen) - items.keys()):
        findings.append(Finding(_SETTING, Severity.WARNING, {"name": name, "setting": "award"}))
    rules = AwardRules(
        max_per_item=2 if chosen.split or job.options.get("split") else 1,
        split_step=_exact(chosen.split_step_percent),
        min_item_share=_optional(chosen.min_item_share),
        max_item_share=_optional(chosen.max_item_share),
        max_suppliers=_most(job, chosen),
        min_suppliers=chosen.min_suppliers,
        suppliers={name: _supplier(chosen, listed.get(name)) for name in suppliers.values()},
        picks=_picks(chosen.picks, items, suppliers, findings),
        exclusions=frozenset(_exclusions(listed, items)),
        on_time=chosen.required_dates,
    )
    limited = _with_capacities(found, listed, items)
    if not chosen.minimum_orders:
        limited = replace(limited, sourcing=replace(limited.sourcing, rules=AwardRules()))
    return Ruled(with_rules(limited, rules), tuple(findings))


def _most(job: Job, chosen: AwardSettings) -> int | None:
    asked = job.options.get("max_suppliers")
    return max(1, int(asked)) if isinstance(asked, (int, float)) else chosen.max_suppliers


def _known(
    listed: Mapping[str, AwardSupplier], suppliers: Mapping[str, str], setting: str, findings: list[Finding]
) -> dict[str, AwardSupplier]:
    """Give what holds for the suppliers that have bid; a name that nobody has is told."""
    for name in listed:
        if folded(name) not in suppliers:
            findings.append(Finding(_SETTING, Severity.WARNING, {"name": name, "setting": setting}))
    return {suppliers[folded(name)]: each for name, each in listed.items() if folded(name) in suppliers}


def _item_names(chosen: AwardSettings) -> set[str]:
    named = set(chosen.picks)
    for each in chosen.suppliers.values():
        named |= {*each.exclude_items, *each.item_capacity}
    return named


def _picks(
    picks: Mapping[str, str], items: Mapping[str, str], suppliers: Mapping[str, str], findings: list[Finding]
) -> dict[str, str]:
    found = {}
    for item, supplier in picks.items():
        if folded(supplier) not in suppliers:
            values = {"name": supplier, "setting": "award.picks"}
            findings.append(Finding(_SETTING, Severity.WARNING, values))
        elif item in items:
            found[items[item]] = suppliers[folded(supplier)]
    return found


def _exclusions(
    listed: Mapping[str, AwardSupplier], items: Mapping[str, str]
) -> Iterable[tuple[str | None, str | None]]:
    for name, each in listed.items():
        if each.exclude:
            yield name, None
        yield from ((name, items[item]) for item in each.exclude_items if item in items)


def _supplier(chosen: AwardSettings, own: AwardSupplier | None) -> SupplierRule:
    if own is None:
        return SupplierRule(_exact(chosen.fixed_cost))
    fixed = chosen.fixed_cost if own.fixed_cost is None else own.fixed_cost
    tiers = sorted(own.rebates.items(), key=lambda each: float(each[0]))
    return SupplierRule(
        fixed_cost=_exact(fixed),
        min_share=_optional(own.min_share),
        max_share=_optional(own.max_share),
        capacity=_optional(own.capacity),
        rebates=tuple(Rebate(_exact(float(threshold)), _exact(percent)) for threshold, percent in tiers),
    )


def _with_capacities(
    found: Sourced, listed: Mapping[str, AwardSupplier], items: Mapping[str, str]
) -> Sourced:
    limits = {
        (name, items[item]): _exact(most)
        for name, each in listed.items()
        for item, most in each.item_capacity.items()
        if item in items
    }
    bids = tuple(
        replace(bid, capacity=limits[bid.supplier, bid.item]) if (bid.supplier, bid.item) in limits else bid
        for bid in found.sourcing.bids
    )
    return replace(found, sourcing=replace(found.sourcing, bids=bids))


def _exact(number: float) -> Decimal:
    return Decimal(repr(float(number)))


def _optional(number: float | None) -> Decimal | None:
    return None if number is None else _exact(number)
