"""Savings: what was booked when orders were made, and what of it has been realised by what arrived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from buybook.commands.answers import plain, records, shown_number
from buybook.commands.booked_savings import SAVINGS, line_key
from buybook.commands.job import Job, Outcome, Section
from buybook.commands.lists import as_value
from buybook.commands.rules import exchange_rates, order_rules
from buybook.core.money import ZERO, exact, total
from buybook.core.order_lines import order_lines
from buybook.core.rows import folded
from buybook.core.savings import Baseline, realised
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.registry import Group, command
from buybook.schema import TableKind
from buybook.vocabulary import Words, all_words
from buybook.workbook.kept_lists import ROW, kept_edits, read_kept

_KINDS = ("price", "negotiated", "avoidance")
_SHOWN = 20


@command("savings", group=Group.INSIGHT, icon="DollarSign", large=True)
def savings(job: Job) -> Outcome:
    """Bring the booked savings up to date with what arrived, and add them up by kind."""
    view, words = job.view, job.words
    kept = read_kept(view, SAVINGS)
    if not kept.rows:
        return Outcome(
            answer={"savings": [], "summary": {}},
            findings=(*kept.findings, Finding("no_savings", Severity.INFO, {})),
            headline=words.label("savings.none"),
        )
    accepted = _accepted(job)
    rates, _ = exchange_rates(job)
    lines = [_realised(row, accepted.get(line_key(row)), rates.base) for row in kept.rows]
    changed = {
        int(str(row[ROW])): {"received": as_value(line.received), "realised": as_value(line.realised)}
        for row, line in zip(kept.rows, lines, strict=True)
        if line.received is not None
    }
    gone = [line for line in lines if line.received is None]
    findings = [
        Finding("saving_without_order", Severity.WARNING, {"number": line.number, "line": line.line})
        for line in gone
    ]
    return Outcome(
        answer={
            "savings": [_answer(line, row) for line, row in zip(lines, kept.rows, strict=True)],
            "summary": _summary(lines),
        },
        edits=kept_edits(view, words, SAVINGS, changed=changed),
        findings=(*kept.findings, *findings),
        headline=_headline(lines, words),
        sections=(_section(lines, words),),
    )


@frozen
class _Line:
    """A booked line and what became of it; `received` is None where its order line is no longer there."""

    number: str
    line: str
    kind: str | None
    baseline: Baseline | None
    supplier: str
    amount: Decimal
    currency: str
    received: Decimal | None
    realised: Decimal


def _accepted(job: Job) -> dict[tuple[str, str], Decimal]:
    """Give what was accepted of each order line."""
    if not job.view.recognition.of_kind(TableKind.ORDERS):
        return {}
    frame = order_lines(job.view.tables, order_rules(job), job.today).frame
    found: dict[tuple[str, str], Decimal] = {}
    for line in records(frame[["po_number", "po_line", "quantity_accepted"]]):
        key = line_key(line)
        found[key] = found.get(key, ZERO) + (exact(line["quantity_accepted"]) or ZERO)
    return found


def _realised(row: Mapping[str, object], accepted: Decimal | None, base: str | None) -> _Line:
    amount, volume = exact(row.get("amount")) or ZERO, exact(row.get("volume")) or ZERO
    currency = str(row.get("currency") or base or "")
    baseline = _baseline(row)
    return _Line(
        number=str(row.get("po_number") or ""),
        line=str(row.get("po_line") or ""),
        kind=baseline.kind if baseline else None,
        baseline=baseline,
        supplier=str(row.get("supplier") or ""),
        amount=amount,
        currency=currency,
        received=accepted,
        realised=ZERO if accepted is None else realised(amount, volume, accepted, currency),
    )


def _baseline(row: Mapping[str, object]) -> Baseline | None:
    """Give the baseline that a kept row names, in whatever language."""
    said = folded(str(row.get("baseline") or ""))
    names = {folded(words.label(f"baseline.{each}")): each for words in all_words() for each in Baseline}
    return names.get(said)


def _answer(line: _Line, row: Mapping[str, object]) -> dict[str, object]:
    names = ("baseline_price", "agreed_price", "volume", "unit", "booked")
    return {
        "po_number": line.number,
        "po_line": line.line,
        "supplier": line.supplier,
        "item_number": row.get("item"),
        "kind": line.kind,
        "baseline": line.baseline.value if line.baseline else None,
        **{name: plain(row.get(name)) for name in names},
        "amount": plain(line.amount),
        "currency": line.currency,
        "received": plain(line.received),
        "realised": plain(line.realised),
    }


def _summary(lines: Sequence[_Line]) -> dict[str, object]:
    """Add up what was booked and realised by kind and currency."""
    found: dict[str, object] = {}
    for kind in (*_KINDS, None):
        by_currency: dict[str, object] = {}
        for currency in dict.fromkeys(line.currency for line in lines if line.kind == kind):
            own = [line for line in lines if (line.kind, line.currency) == (kind, currency)]
            by_currency[currency] = {"booked": plain(_booked(own)), "realised": plain(_won(own))}
        if by_currency:
            found[kind or "other"] = by_currency
    return found


def _booked(lines: Iterable[_Line]) -> Decimal:
    return total(line.amount for line in lines)


def _won(lines: Iterable[_Line]) -> Decimal:
    return total(line.realised for line in lines)


def _headline(lines: Sequence[_Line], words: Words) -> str:
    language = words.language
    parts = []
    for currency in dict.fromkeys(line.currency for line in lines):
        own = [line for line in lines if line.currency == currency]
        booked, won = shown_number(_booked(own), language, 2), shown_number(_won(own), language, 2)
        parts.append(words.label("savings.headline").format(booked=booked, realised=won, currency=currency))
    return " ".join(parts)


def _section(lines: Sequence[_Line], words: Words) -> Section:
    language = words.language
    rows = tuple(
        (
            words.label(f"saving.{kind or 'other'}"),
            words.label(f"baseline.{baseline}") if baseline else "–",
            str(len(own)),
            shown_number(_booked(own), language, 2),
            shown_number(_won(own), language, 2),
            currency,
        )
        for (kind, baseline, currency), own in _grouped(lines).items()
    )
    names = ("kind", "baseline", "lines", "amount", "realised", "currency")
    titles = tuple(words.label(f"savings.column.{name}") for name in names)
    return Section(words.label("savings.heading"), titles, rows[:_SHOWN], numeric=frozenset({2, 3, 4}))


def _grouped(lines: Iterable[_Line]) -> dict[tuple[str | None, Baseline | None, str], list[_Line]]:
    groups: dict[tuple[str | None, Baseline | None, str], list[_Line]] = {}
    for line in lines:
        groups.setdefault((line.kind, line.baseline, line.currency), []).append(line)
    return groups
