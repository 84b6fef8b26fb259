"""Quotations side by side: what each offer really costs here, and which is best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial

from buybook.commands.answers import plain, shown_number
from buybook.commands.bridge_answer import bridge_answer
from buybook.commands.bridge_sheet import bridge_report
from buybook.commands.comparison_sheets import HEADER_ROW, comparison_report, offers_report
from buybook.commands.job import Job, Later, Outcome, Section, no_list
from buybook.commands.picks import read_picks
from buybook.commands.rules import advice_rules, exchange_rates, quotation_rules
from buybook.commands.scores import score_section, scored, scores_answer
from buybook.commands.scores_sheet import scores_report
from buybook.core.buying_advice import comparison_advice
from buybook.core.quotations import Comparison, Lot, Offer, compare
from buybook.registry import Group, command
from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.edits import ReportEdit

_SHOWN = 20


@command("compare", group=Group.QUOTATIONS, icon="ViewSideBySide", large=True, shows=True)
def compare_quotations(job: Job) -> Outcome:
    """Compare all quotations per item in the base currency, and write the comparison into sheets of ours."""
    view, words = job.view, job.words
    found = view.recognition.findings
    if not view.recognition.of_kind(TableKind.QUOTATIONS):
        return Outcome(
            answer={"lots": [], "bridge": [], "scores": None}, findings=(*found, no_list("quotations", words))
        )
    rates, rate_findings = exchange_rates(job)
    comparison = compare(view.tables, quotation_rules(job), rates, job.today)
    advice = comparison_advice(comparison, view.tables, advice_rules(job), job.today)
    points = scored(job, comparison)
    reports = (
        comparison_report(words, comparison, rates, job.today, read_picks(view, HEADER_ROW)),
        offers_report(view, words, comparison),
        bridge_report(view, words, comparison),
        scores_report(words, points.scores, comparison.base or "–"),
    )
    return Outcome(
        answer={
            "base_currency": comparison.base,
            "lots": [_answer(lot) for lot in comparison.lots],
            "bridge": Later(lambda: bridge_answer(comparison.lots)),
            "scores": Later(lambda: scores_answer(points.scores)),
            **_award_answer(job, comparison),
        },
        edits=tuple(ReportEdit(report) for report in reports if report is not None),
        findings=(
            *found,
            *view.reading_findings,
            *rate_findings,
            *comparison.findings,
            *advice,
            *points.findings,
        ),
        headline=words.label("compare.headline").format(
            lots=len(comparison.lots),
            offers=sum(len(lot.offers) for lot in comparison.lots),
            base=comparison.base or "–",
        ),
        sections=(
            _section(comparison.lots, comparison.base, words),
            *((score_section(points.scores, words),) if points.scores.suppliers else ()),
        ),
    )


def _award_answer(job: Job, comparison: Comparison) -> dict[str, object]:
    """Give what `award` would propose, worked out only for a program that asks."""

    @cache
    def answer() -> dict[str, object]:
        from buybook.commands.award_proposal import proposal_answer, propose  # with numpy: slow to load

        return proposal_answer(propose(job, comparison))

    return {name: Later(partial(_part_of, answer, name)) for name in ("award", "scenarios", "rule_prices")}


def _part_of(answer: Callable[[], dict[str, object]], name: str) -> object:
    return answer()[name]


def _answer(lot: Lot) -> dict[str, object]:
    return {
        "item_number": lot.item_number,
        "description": lot.description,
        "quantity": plain(lot.quantity),
        "unit": lot.unit,
        "offers": [_offer(offer) for offer in lot.offers],
        "best": lot.best,
    }


def _offer(offer: Offer) -> dict[str, object]:
    names = ("supplier", "quote_number", "order_quantity", "unit_price", "currency", "landed_unit_price",
             "landed_total", "lead_time_days", "valid_until", "rank", "excluded", "incoterm")  # fmt: skip
    answer: dict[str, object] = {name: plain(getattr(offer, name)) for name in names}
    return answer | {
        "notes": list(offer.notes),
        "components": {name: plain(amount) for name, amount in offer.components.items()},
    }


def _section(lots: Sequence[Lot], base: str | None, words: Words) -> Section:
    language = words.language
    rows = []
    for lot in lots[:_SHOWN]:
        best = lot.best_offer
        ranked = [offer.landed_total for offer in lot.offers if offer.rank and offer.landed_total is not None]
        dearest = max(ranked) if len(ranked) > 1 else None
        total = best.landed_total if best is not None else None
        rows.append(
            (
                lot.item_number or lot.description or "–",
                shown_number(lot.quantity, language),
                str(len(lot.offers)),
                lot.best or "–",
                shown_number(best.order_quantity if best else None, language),
                shown_number(total, language, 2),
                shown_number(
                    dearest - total if dearest is not None and total is not None else None, language, 2
                ),
            )
        )
    titles = tuple(
        words.label(f"compare.column.{name}").format(base=base or "")
        for name in ("item", "quantity", "offers", "best", "order_quantity", "total", "spread")
    )
    heading = words.label("compare.heading").format(shown=len(rows), count=len(lots))
    return Section(heading, titles, tuple(rows), numeric=frozenset({1, 2, 4, 5, 6}))
