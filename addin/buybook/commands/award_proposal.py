"""An award with what a purchasing manager would ask about it: other ways to award, and what each rule costs."""

from __future__ import annotations

from dataclasses import replace

from buybook.commands.award_answer import (
    award_answer,
    conflict_answer,
    rule_price_answer,
    scenario_answer,
)
from buybook.commands.award_rules import effort_of, ruled
from buybook.commands.comparison_sheets import HEADER_ROW
from buybook.commands.job import Job, WrongCallError
from buybook.commands.picks import read_picks
from buybook.core.award import (
    Award,
    Conflict,
    RulePrice,
    Scenario,
    award,
    by_supplier_count,
    conflict,
    rule_prices,
    scenarios,
)
from buybook.core.quotations import Comparison
from buybook.core.sourcing import Sourced, sourced
from buybook.findings import Finding
from buybook.frozen import frozen

SCENARIOS = {
    "best": "cheapest",
    "cheapest": "cheapest_per_item",
    "fewest": "fewest_suppliers",
    "fastest": "fastest",
    "picks": "own_picks",
}
_COUNTS = 5  # numbers of suppliers that are compared
_SECONDS = 5.0  # for each of the further questions


@frozen
class Proposal:
    """An award with all that a purchasing manager would ask about it."""

    sourced: Sourced
    chosen: Scenario
    scenarios: tuple[Scenario, ...]
    counts: tuple[Scenario, ...]  # at most one supplier, two, ...
    prices: tuple[RulePrice, ...]
    conflict: Conflict | None
    findings: tuple[Finding, ...]

    @property
    def award(self) -> Award:
        """The award that is proposed."""
        return self.chosen.award


def propose(job: Job, comparison: Comparison, scenario: str = "best") -> Proposal:
    """Award a comparison under the buyer's rules; WrongCallError for picks where the buyer picked nothing."""
    under = ruled(job, sourced(comparison, job.view.tables, job.today, effort_of(job)))
    sourcing = under.sourced.sourcing
    picks, findings = read_picks(job.view, HEADER_ROW).chosen(under.sourced.lots)
    picks = {item: supplier for item, supplier in picks.items() if item not in under.sourced.left}
    if scenario == "picks" and not picks:
        raise WrongCallError("award_without_picks")
    best = award(sourcing)
    quick = replace(sourcing, effort=replace(sourcing.effort, seconds=min(_SECONDS, sourcing.effort.seconds)))
    ways = scenarios(quick, picks, best)
    return Proposal(
        under.sourced,
        next(each for each in ways if each.name == SCENARIOS[scenario]),
        ways,
        by_supplier_count(quick, _COUNTS),
        rule_prices(quick, best),
        conflict(quick, best),
        (*under.findings, *findings),
    )


def proposal_answer(proposal: Proposal) -> dict[str, object]:
    """Give award, scenarios and rule prices as programs read them."""
    return {
        "award": award_answer(proposal.award, proposal.sourced),
        "scenarios": scenario_answer(proposal.scenarios),
        "supplier_counts": scenario_answer(proposal.counts),
        "rule_prices": rule_price_answer(proposal.prices, proposal.sourced),
        "conflict": conflict_answer(proposal.conflict, proposal.sourced),
    }
