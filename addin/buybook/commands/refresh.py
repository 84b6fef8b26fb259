"""Bringing the order lines up to date: quantities, due dates, status and flags, and what needs action today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from buybook.commands.answers import answer_lines, plain, shown_date, shown_number
from buybook.commands.job import Job, Later, Outcome, Section, no_list
from buybook.commands.line_columns import line_edits
from buybook.commands.promise_list import kept_ledger, promise_edits
from buybook.commands.rfq_list import rfq_edits
from buybook.commands.rules import exchange_rates, order_rules
from buybook.commands.today import Actions, has_orders, needed_actions, today_report
from buybook.commands.usage_periods import usage_periods
from buybook.core.order_lines import OrderSummary, order_lines
from buybook.core.stock_cover import stated_stock_ends
from buybook.registry import Group, command
from buybook.vocabulary import Words
from buybook.workbook.edits import ReportEdit

_SHOWN = 15


@command("refresh", group=Group.ORDERS, icon="RefreshAll", large=True)
def refresh(job: Job) -> Outcome:
    """Work out the state of every order line and write it where the buyer looks."""
    view, words = job.view, job.words
    if not has_orders(view):
        return Outcome(
            answer={"orders": [], "summary": {}},
            edits=rfq_edits(job),
            findings=(*view.recognition.findings, no_list("orders", words)),
        )
    ledger, promise_findings = kept_ledger(view)
    lines = order_lines(view.tables, order_rules(job), job.today, ledger)
    rates, _ = exchange_rates(job)
    ends = stated_stock_ends(view.tables, usage_periods(view), job.today)
    actions = needed_actions(lines.frame, rates, ends)
    edits = line_edits(view, words, lines.frame)
    report = today_report(view, words, actions, lines.summary, job.today)
    promises = promise_edits(job, lines.new_promises, ledger)
    findings = (
        *view.recognition.findings,
        *view.reading_findings,
        *promise_findings,
        *lines.findings,
        *edits.findings,
    )
    return Outcome(
        answer={"orders": Later(lambda: answer_lines(lines.frame)), "summary": _plain_summary(lines.summary)},
        edits=(*edits.edits, ReportEdit(report), *rfq_edits(job), *promises),
        findings=findings,
        headline=str(report.cells[2, 1].value),
        sections=(_section(actions, words),) if actions.count else (),
    )


def _plain_summary(summary: OrderSummary) -> dict[str, object]:
    return {
        each.name: {key: plain(number) for key, number in value.items()}
        if isinstance(value, Mapping)
        else plain(value)
        for each in fields(summary)
        for value in [getattr(summary, each.name)]
    }


def _section(actions: Actions, words: Words) -> Section:
    language = words.language
    names = ("action", "supplier", "po", "line", "item", "open", "due", "days_late", "value")
    rows = [
        (
            words.label(f"today.action.{each.kind}"),
            str(each.line["supplier"] or "–"),
            str(each.line["po_number"] or "–"),
            str(each.line["po_line"] or "–"),
            str(each.line["item_number"] or "–"),
            shown_number(each.line["quantity_outstanding"], language),
            shown_date(each.line["due_date"]),
            shown_number(each.days_late or None, language),
            f"{shown_number(each.value, language, 2)} {each.currency or ''}" if each.value else "",
        )
        for each in actions.first[:_SHOWN]
    ]
    heading = words.label("refresh.heading").format(shown=len(rows), count=actions.count)
    titles = tuple(words.label(f"today.column.{name}") for name in names)
    return Section(heading, titles, tuple(rows), numeric=frozenset({5, 7, 8}))
