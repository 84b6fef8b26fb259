"""Scoring the offers of a comparison by the buyer's weights, and telling programs of it."""

from __future__ import annotations

from dataclasses import astuple
from decimal import Decimal

from buybook.commands.answers import plain, shown_number
from buybook.commands.job import Job, Section
from buybook.commands.promise_list import kept_ledger
from buybook.commands.rfq_points import answer_points
from buybook.commands.rules import order_rules
from buybook.commands.score_weights import read_weights
from buybook.core.needs import needed_days
from buybook.core.order_lines import order_lines
from buybook.core.quotations import Comparison
from buybook.core.supplier_records import Record, supplier_records
from buybook.core.supplier_scores import (
    CRITERIA,
    Score,
    ScoredItem,
    ScoredOffer,
    ScoredSupplier,
    ScoreRules,
    Scores,
    supplier_scores,
)
from buybook.findings import Finding
from buybook.frozen import frozen
from buybook.schema import TableKind
from buybook.vocabulary import Words

_SHOWN = 20


@frozen
class Scored:
    """The scores, with what of the weights and answers could not be read."""

    scores: Scores
    findings: tuple[Finding, ...]


def scored(job: Job, comparison: Comparison) -> Scored:
    """Score a comparison: by the weights on the sheet where there is one, else by those of the settings."""
    chosen = astuple(job.settings.scores.weights)
    defaults = {name: Decimal(repr(weight)) for name, weight in zip(CRITERIA, chosen, strict=True)}
    weights, findings = read_weights(job.view, defaults)
    points, unread = answer_points(job.view)
    quotations = job.settings.quotations
    rules = ScoreRules(
        weights,
        needed_days(job.view.tables),
        _records(job),
        points,
        quotations.reference_payment_days,
        payment_in_price=quotations.cost_of_money_percent > 0,
    )
    return Scored(supplier_scores(comparison, rules, job.today), (*findings, *unread))


def _records(job: Job) -> dict[str, Record]:
    view = job.view
    if not view.recognition.of_kind(TableKind.ORDERS):
        return {}
    ledger, _ = kept_ledger(view)
    rules = order_rules(job)
    lines = order_lines(view.tables, rules, job.today, ledger)
    return dict(supplier_records(view.tables, lines.frame, job.today, rules.late_tolerance_days))


def score_section(scores: Scores, words: Words) -> Section:
    """Give the suppliers by score beside their rank by money, as a table for people."""
    language = words.language
    best_first = sorted(scores.suppliers, key=lambda each: each.own.rank or len(scores.suppliers) + 1)
    rows = tuple(
        (
            each.supplier,
            words.label("scores.of_items").format(items=each.items, count=len(scores.items)),
            shown_number(each.own.score, language, 1),
            str(each.own.rank or "–"),
            str(each.money_rank or "–"),
            f"{shown_number(each.own.backed, language, 0)} %",
        )
        for each in best_first[:_SHOWN]
    )
    titles = tuple(
        words.label(f"scores.column.{name}")
        for name in ("supplier", "items", "score", "rank", "money_rank", "backed")
    )
    heading = words.label("scores.heading").format(shown=len(rows), count=len(best_first))
    return Section(heading, titles, rows, numeric=frozenset({2, 3, 4, 5}))


def scores_answer(scores: Scores) -> dict[str, object]:
    """Give the scores as programs read them."""
    return {
        "weights": {name: plain(weight) for name, weight in scores.weights.items()},
        "suppliers": [_supplier(each, len(scores.items)) for each in scores.suppliers],
        "items": [_item(each) for each in scores.items],
        "offers_not_scored": scores.unscored,
    }


def _item(item: ScoredItem) -> dict[str, object]:
    return {
        "item_number": item.lot.item_number,
        "description": item.lot.description,
        "offers": [_offer(each) for each in item.offers],
    }


def _offer(each: ScoredOffer) -> dict[str, object]:
    return {
        "supplier": each.offer.supplier,
        "quote_number": each.offer.quote_number,
        "landed_total": plain(each.offer.landed_total),
        "rank_by_money": each.money_rank,
        **_score(each.own),
    }


def _supplier(each: ScoredSupplier, of_items: int) -> dict[str, object]:
    record = each.record
    return {
        "supplier": each.supplier,
        "items": each.items,
        "of_items": of_items,
        "landed_total": plain(each.landed_total),
        "above_best_percent": plain(each.above_best),
        "rank_by_money": each.money_rank,
        **_score(each.own),
        "record": {
            "lines_due": record.due,
            "lines_on_time": record.on_time,
            "received": plain(record.received),
            "rejected": plain(record.rejected),
            "per_million": plain(record.per_million),
        },
    }


def _score(own: Score) -> dict[str, object]:
    return {
        "points": {name: plain(points) for name, points in own.points.items()},
        "score": plain(own.score),
        "rank_by_score": own.rank,
        "backed_percent": plain(own.backed),
    }
