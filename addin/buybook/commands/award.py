"""The award: who supplies what under the buyer's rules, what each rule costs, and how good it provably is."""

from __future__ import annotations

from decimal import Decimal

from buybook.commands.answers import shown_date, shown_number
from buybook.commands.award_columns import award_edits
from buybook.commands.award_proposal import SCENARIOS, Proposal, proposal_answer, propose
from buybook.commands.award_sheet import award_report
from buybook.commands.award_words import AwardWords
from buybook.commands.job import Job, Outcome, Section, WrongCallError, no_list
from buybook.commands.rules import exchange_rates, quotation_rules
from buybook.core.quotations import compare
from buybook.findings import Finding, Severity
from buybook.registry import Group, Option, OptionKind, command
from buybook.schema import TableKind
from buybook.workbook.edits import ReportEdit

_SHOWN = 20


@command(
    "award",
    group=Group.QUOTATIONS,
    icon="ConditionalFormattingBottomNItems",
    options=(
        Option("scenario"),
        Option("max_suppliers", OptionKind.NUMBER),
        Option("split", OptionKind.FLAG),
    ),
    shows=True,
)
def award_quotations(job: Job) -> Outcome:
    """Award the quotations under the buyer's rules, beside the quotations and on a sheet for the manager."""
    view, words = job.view, job.words
    found = view.recognition.findings
    scenario = str(job.options.get("scenario") or "best").casefold()
    if scenario not in SCENARIOS:
        raise WrongCallError("award_scenario_unknown", value=scenario, choices=", ".join(SCENARIOS))
    if not view.recognition.of_kind(TableKind.QUOTATIONS):
        return Outcome(answer={"award": None}, findings=(*found, no_list("quotations", words)))
    rates, rate_findings = exchange_rates(job)
    comparison = compare(view.tables, quotation_rules(job), rates, job.today)
    proposal = propose(job, comparison, scenario)
    edits, told = award_edits(view, words, proposal.award, proposal.sourced)
    say = AwardWords(words, comparison.base or "–", proposal.sourced)
    report = award_report(view, say, proposal, job.today)
    return Outcome(
        answer={"base_currency": comparison.base, "scenario": scenario, **proposal_answer(proposal)},
        edits=(*edits, ReportEdit(report)),
        findings=(
            *found,
            *view.reading_findings,
            *rate_findings,
            *(each for each in comparison.findings if each.severity is not Severity.INFO),
            *proposal.findings,
            *told,
            *_incomplete(proposal),
        ),
        headline=say.headline(proposal.award),
        sections=(_items(proposal, say), _scenarios(proposal, say)),
    )


def _incomplete(proposal: Proposal) -> list[Finding]:
    count = len(proposal.award.unawarded)
    found = []
    if count:
        found.append(Finding("items_not_awarded", Severity.WARNING, {"count": count}))
    if proposal.conflict is not None or proposal.award.broken:
        found.append(Finding("award_rules_conflict", Severity.WARNING))
    return found


def _items(proposal: Proposal, say: AwardWords) -> Section:
    language = say.words.language
    parts = proposal.award.parts
    rows = tuple(
        (
            say.item(part.item),
            part.supplier,
            shown_number(part.quantity, language),
            shown_number(part.order_quantity, language),
            shown_number(part.cost, language, 2),
            shown_date(part.delivery),
        )
        for part in parts[:_SHOWN]
    )
    names = ("item", "supplier", "quantity", "order_quantity", "cost", "arrives")
    heading = say.label("items_shown").format(shown=len(rows), count=len(parts))
    return Section(heading, say.titles(names), rows, numeric=frozenset({2, 3, 4}))


def _scenarios(proposal: Proposal, say: AwardWords) -> Section:
    language, total = say.words.language, proposal.award.total
    rows = tuple(
        (
            say.scenario(each.name),
            shown_number(each.award.total, language, 2),
            _signed(each.award.total - total, language),
            str(len(each.award.suppliers)),
            str(len(each.award.unawarded)),
        )
        for each in proposal.scenarios
    )
    names = ("scenario", "total", "difference", "suppliers", "unawarded")
    return Section(say.label("scenarios"), say.titles(names), rows, numeric=frozenset({1, 2, 3, 4}))


def _signed(amount: Decimal, language: str) -> str:
    return ("+" if amount > 0 else "") + shown_number(amount, language, 2)
