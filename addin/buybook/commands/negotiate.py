"""Negotiating: what to aim for with each offer, the rounds so far, and a letter with the counter-offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from buybook.commands.answers import plain, shown_number, shown_price
from buybook.commands.baselines import baseline_edits, references
from buybook.commands.counter_letters import counter_letters
from buybook.commands.job import Job, Outcome, Section, no_list
from buybook.commands.negotiation_rounds import (
    ROUNDS,
    KeptRound,
    Negotiations,
    negotiations,
    pair_of,
    round_edits,
)
from buybook.commands.rules import exchange_rates, quotation_rules
from buybook.commands.targets_sheet import read_counters, targets_report
from buybook.core.exchange import Rates
from buybook.core.item_keys import ItemKey, item_keys
from buybook.core.negotiation import QuotedRound, Reference, Target, quoted_rounds, targets
from buybook.core.quotations import Comparison, compare
from buybook.core.rows import folded
from buybook.frozen import frozen
from buybook.registry import Group, Option, OptionKind, command
from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.edits import Edit, ReportEdit
from buybook.workbook.kept_lists import read_kept

_SHOWN = 20


@frozen
class _Found:
    """The targets, and the rounds that led to the offers."""

    comparison: Comparison
    rates: Rates
    targets: tuple[Target, ...]
    negotiated: Negotiations


@command(
    "negotiate",
    group=Group.QUOTATIONS,
    icon="GoalSeek",
    options=(Option("letter", OptionKind.FLAG),),
    shows=True,
)
def negotiate(job: Job) -> Outcome:
    """Give each offer a target with its reason, keep the rounds, and draft counter-offers."""
    view, words = job.view, job.words
    found = view.recognition.findings
    if not view.recognition.of_kind(TableKind.QUOTATIONS):
        return Outcome(answer={"targets": []}, findings=(*found, no_list("quotations", words)))
    rates, rate_findings = exchange_rates(job)
    comparison = compare(view.tables, quotation_rules(job), rates, job.today)
    rates = replace(rates, base=comparison.base)
    known = references(job, item_keys(view.tables))
    days = job.settings.negotiation.history_days
    aims = targets(comparison.lots, known.known, rates, job.today, days)
    kept = read_kept(view, ROUNDS)
    negotiated = negotiations(aims, _quoted(aims, rates), kept.rows)
    counters = read_counters(view, aims)
    for pair, counter in counters.offers.items():
        negotiated.answer(pair, counter)
    letters = counter_letters(job, aims, negotiated) if job.options.get("letter") else ()
    here = _Found(comparison, rates, aims, negotiated)
    report = targets_report(view, words, aims, negotiated, counters.left, comparison.base or "")
    edits: tuple[Edit, ...] = (
        ReportEdit(report),
        *round_edits(view, words, aims, negotiated),
        *baseline_edits(job, comparison.lots, known, comparison.base),
    )
    return Outcome(
        answer={
            "base_currency": comparison.base,
            "targets": [_answer(target, negotiated) for target in aims],
        },
        edits=edits if aims else (),
        findings=(
            *found,
            *view.reading_findings,
            *rate_findings,
            *comparison.findings,
            *known.findings,
            *kept.findings,
            *counters.findings,
        ),
        documents=letters,
        headline=_headline(here, words),
        sections=(_section(here, words),) if aims else (),
    )


def _quoted(aims: Sequence[Target], rates: Rates) -> Mapping[tuple[ItemKey, str], tuple[QuotedRound, ...]]:
    return {
        (aim.lot.key, folded(aim.offer.supplier)): quoted_rounds(aim.lot, aim.offer.supplier, rates)
        for aim in aims
    }


def _answer(target: Target, negotiated: Negotiations) -> dict[str, object]:
    lot, offer, pair = target.lot, target.offer, pair_of(target)
    current = negotiated.current(pair)
    return {
        "item_number": lot.item_number,
        "description": lot.description,
        "supplier": offer.supplier,
        "order_quantity": plain(offer.order_quantity),
        "unit": lot.unit,
        "offer": plain(offer.unit_price),
        "currency": offer.currency,
        "target": plain(target.aim.price if target.aim else None),
        "reason": target.aim.reason if target.aim else None,
        "references": [_reference(each) for each in target.references],
        "gap": plain(target.gap),
        "gap_percent": plain(target.gap_percent),
        "gap_amount": plain(target.gap_amount),
        "counter_offer": plain(current.counter if current else None),
        "rounds": [_round(each) for each in negotiated.rounds[pair]],
        "documents": [],
    }


def _reference(reference: Reference) -> dict[str, object]:
    names = ("reason", "price", "supplier", "day", "quantity", "old")
    return {name: plain(getattr(reference, name)) for name in names}


def _round(each: KeptRound) -> dict[str, object]:
    quoted = each.quoted
    return {
        "round": each.number,
        "date": plain(quoted.day if quoted else None),
        "quote_number": quoted.quote_number if quoted else None,
        "offer": plain(quoted.price if quoted else None),
        "currency": quoted.currency if quoted else None,
        "conceded": plain(quoted.conceded if quoted else None),
        "conceded_percent": plain(quoted.percent if quoted else None),
        "counter_offer": plain(each.counter),
    }


def _headline(found: _Found, words: Words) -> str:
    """Give how much there is to win: of each article the gap of its best offer."""
    aimed = [target for target in found.targets if target.aim is not None]
    best: dict[ItemKey, Decimal] = {}
    for target in aimed:
        if target.offer.rank == 1:
            best[target.lot.key] = target.gap_amount
    return words.label("negotiate.headline").format(
        offers=len(found.targets),
        aimed=len(aimed),
        gap=shown_number(sum(best.values(), Decimal(0)), words.language, 2),
        base=found.comparison.base or "–",
    )


def _section(found: _Found, words: Words) -> Section:
    language = words.language
    rows = []
    for target in found.targets[:_SHOWN]:
        current = found.negotiated.current(pair_of(target))
        aim = target.aim
        rows.append(
            (
                target.lot.item_number or target.lot.description or "–",
                target.offer.supplier,
                shown_price(target.offer.unit_price, language),
                target.offer.currency or "–",
                shown_price(aim.price if aim else None, language),
                words.label(f"targets.short.{aim.reason}") if aim else "–",
                shown_number(target.gap_percent if aim else None, language, 1),
                shown_number(target.gap_amount if aim else None, language, 2),
                shown_price(current.counter if current else None, language),
            )
        )
    names = (
        "item",
        "supplier",
        "offer",
        "currency",
        "target",
        "why",
        "gap_percent",
        "gap_amount",
        "counter_offer",
    )
    base = found.comparison.base or ""
    titles = tuple(words.label(f"kept.targets.{name}").format(base=base) for name in names)
    heading = words.label("negotiate.heading").format(shown=len(rows), count=len(found.targets))
    return Section(heading, titles, tuple(rows), numeric=frozenset({2, 4, 6, 7, 8}))
