"""Chasing: a letter to each supplier about what is late, at risk or unconfirmed, and what was asked when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from buybook.commands.answers import day_of, plain, records, shown_date, shown_number
from buybook.commands.chase_letters import chase_letter, tone_of
from buybook.commands.inspection_list import without_waiting
from buybook.commands.job import Job, Outcome, Section, no_list
from buybook.commands.last_answers import last_answers
from buybook.commands.promise_list import kept_ledger
from buybook.commands.recipients import Recipient
from buybook.commands.rules import exchange_rates, order_rules
from buybook.commands.today import has_orders
from buybook.commands.usage_periods import usage_periods
from buybook.core.chasing import Asked, Chase, ChaseRules, Letter, OpenLine, Resting, plan_chases
from buybook.core.consumption import monthly_usage
from buybook.core.exchange import Rates
from buybook.core.frames import table
from buybook.core.item_keys import item_keys
from buybook.core.money import exact
from buybook.core.order_lines import order_lines
from buybook.core.rows import Row, folded, rows_in
from buybook.core.stock_cover import stock_ends
from buybook.findings import Finding, Severity
from buybook.registry import Group, Option, command
from buybook.schema import Kind, TableKind
from buybook.vocabulary import Words
from buybook.workbook.edits import Value
from buybook.workbook.kept_lists import KeptColumn, KeptList, KeptRows, kept_edits, read_kept

CHASES = KeptList(
    "chases",
    (
        KeptColumn("day", Kind.DATE, 12),
        KeptColumn("supplier", width=28),
        KeptColumn("po_number", Kind.CODE, 16),
        KeptColumn("po_line", Kind.CODE, 8),
        KeptColumn("item", Kind.CODE, 16),
        KeptColumn("about", width=18),
        KeptColumn("due", Kind.DATE, 12),
        KeptColumn("open", Kind.QUANTITY, 10),
        KeptColumn("step", Kind.NUMBER, 8),
        KeptColumn("answer", width=40),  # the buyer's own
    ),
)
_SHOWN = 15


@command("chase", group=Group.DELIVERIES, icon="ReviewSendForReview", options=(Option("supplier"),))
def chase(job: Job) -> Outcome:
    """Draft a letter to each supplier about their late, risky and unconfirmed lines, and keep what was asked."""
    view, words = job.view, job.words
    if not has_orders(view):
        nothing: dict[str, object] = {"chases": [], "resting": []}
        return Outcome(answer=nothing, findings=(*view.recognition.findings, no_list("orders", words)))
    rules = order_rules(job)
    kept = read_kept(view, CHASES)
    chosen = job.settings.chasing
    knobs = ChaseRules(
        chosen.again_after_working_days,
        chosen.quiet_after_answer_working_days,
        chosen.escalate_from,
        rules.country,
    )
    ledger, told_of_ledger = kept_ledger(view)
    lines = order_lines(view.tables, rules, job.today, ledger)
    plan = plan_chases(
        _open_lines(job, without_waiting(job, lines.frame)),
        _letters(kept),
        last_answers(view),
        knobs,
        job.today,
    )
    letters = [chase_letter(job, each, place, rules.country) for place, each in enumerate(plan.chases)]
    told = [to for _, to in letters]
    return Outcome(
        answer={
            "chases": [_answer(each, to) for each, to in zip(plan.chases, told, strict=True)],
            "resting": [_answer_resting(each) for each in plan.resting],
        },
        edits=kept_edits(
            view, words, CHASES, [_row(it, each, job) for each in plan.chases for it in each.lines]
        ),
        findings=(
            *view.recognition.findings,
            *view.reading_findings,
            *kept.findings,
            *told_of_ledger,
            *_no_address(told),
        ),
        documents=tuple(letter for letter, _ in letters),
        headline=_headline(plan.chases, plan.resting, words),
        sections=(_section(plan.chases, words),) if plan.chases else (),
    )


def _letters(kept: KeptRows) -> list[Letter]:
    """Give the letters that were sent, from the kept list; a row without its day or order tells nothing."""
    letters = []
    for row in kept.rows:
        day, due, step = row.get("day"), row.get("due"), row.get("step")
        if isinstance(day, dt.date) and row.get("po_number"):
            po, line = str(row["po_number"]), str(row.get("po_line") or "")
            known = due if isinstance(due, dt.date) else None
            letters.append(Letter(po, line, day, known, int(step) if isinstance(step, float) else 1))
    return letters


def _open_lines(job: Job, lines: pd.DataFrame) -> list[OpenLine]:
    """Give the order lines that something is asked about, with what the order list says besides."""
    tables = job.view.tables
    rates, _ = exchange_rates(job)
    keys = item_keys(tables)
    ends = stock_ends(
        tables, keys, monthly_usage(tables, keys, usage_periods(job.view), job.today), job.today
    )
    open_ = (lines["quantity_outstanding"] > 0).to_numpy()
    wanted = folded(str(job.options.get("supplier") or ""))
    found = []
    for line, row in zip(records(lines[open_]), rows_in(table(tables, TableKind.ORDERS)[open_]), strict=True):
        if wanted and folded(str(line["supplier"] or "")) != wanted:
            continue
        key = keys.of(row)
        found.append(_open_line(line, row, rates, ends.get(key) if key is not None else None))
    return found


def _open_line(line: Mapping[str, Any], row: Row, rates: Rates, ends: dt.date | None) -> OpenLine:
    return OpenLine(
        supplier=str(line["supplier"] or ""),
        po_number=str(line["po_number"] or ""),
        po_line=str(line["po_line"] or ""),
        status=line["status"],
        flags=line["flags"],
        outstanding=float(line["quantity_outstanding"]),
        received=float(line["quantity_received"]),
        unit=row.text("unit"),
        item_number=row.text("item_number"),
        supplier_item_number=row.text("supplier_item_number"),
        description=row.text("description"),
        their_reference=row.text("reference"),
        due=day_of(line["due_date"]),
        needed=row.day("requested_date"),
        days_late=int(line["days_late"]),
        value=_in_base(line, rates),
        stock_ends=ends,
    )


def _in_base(line: Mapping[str, Any], rates: Rates) -> Decimal | None:
    value, currency = exact(line["value_outstanding"]), line["currency"]
    rate = rates.rate(currency) if isinstance(currency, str) else None
    return value if value is None or rate is None else value * rate


def _row(asked: Asked, of: Chase, job: Job) -> dict[str, Value]:
    line = asked.line
    return {
        "day": job.today,
        "supplier": of.supplier,
        "po_number": line.po_number,
        "po_line": line.po_line,
        "item": line.item_number,
        "about": job.words.label(f"flag.{asked.kind}"),
        "due": line.due,
        "open": line.outstanding,
        "step": asked.step,
    }


def _answer(of: Chase, to: Recipient) -> dict[str, object]:
    return {
        "supplier": of.supplier,
        "to": to.to,
        "language": to.words.language,
        "step": of.step,
        "tone": tone_of(of),
        "escalates": of.escalates,
        "lines": [{"about": each.kind, "step": each.step} | _answer_line(each.line) for each in of.lines],
        "documents": [],
    }


def _answer_line(line: OpenLine) -> dict[str, object]:
    names = ("po_number", "po_line", "item_number", "outstanding", "received", "due", "needed", "days_late", "value",
             "stock_ends")  # fmt: skip
    return {name: plain(getattr(line, name)) for name in names}


def _answer_resting(each: Resting) -> dict[str, object]:
    line = each.line
    return {
        "supplier": line.supplier,
        "po_number": line.po_number,
        "po_line": line.po_line,
        "reason": each.reason,
        "day": plain(each.day),
    }


def _no_address(told: Sequence[Recipient]) -> list[Finding]:
    """Tell whose letters have nobody to go to yet."""
    return [
        Finding("chase_no_address", Severity.WARNING, {"supplier": to.supplier}) for to in told if not to.to
    ]


def _headline(chases: Sequence[Chase], resting: Sequence[Resting], words: Words) -> str:
    counts = {
        "suppliers": len(chases),
        "lines": sum(len(each.lines) for each in chases),
        "resting": len(resting),
    }
    return words.label("chase.headline" if chases else "chase.nothing").format(**counts)


def _section(chases: Sequence[Chase], words: Words) -> Section:
    rows = [
        (
            each.supplier,
            str(len(each.lines)),
            words.label(f"flag.{each.lines[0].kind}"),
            each.lines[0].line.po_number,
            shown_date(each.lines[0].line.due),
            shown_number(each.lines[0].line.days_late or None, words.language),
            words.label(f"chase.tone.{tone_of(each)}"),
        )
        for each in chases[:_SHOWN]
    ]
    names = ("supplier", "lines", "worst", "po", "due", "days_late", "tone")
    titles = tuple(words.label(f"chase.column.{name}") for name in names)
    heading = words.label("chase.heading").format(shown=len(rows), count=len(chases))
    return Section(heading, titles, tuple(rows), numeric=frozenset({1, 5}))
