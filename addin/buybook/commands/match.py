"""The three-way match: what blocks which payment and why, and what arrived and was not invoiced yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from buybook.commands.answers import plain, shown_number
from buybook.commands.grni_sheet import grni_report
from buybook.commands.invoice_files import FILE, Arrived, invoices_in_file
from buybook.commands.job import Job, Outcome, Section, no_list
from buybook.commands.lists import list_rows
from buybook.commands.rules import exchange_rates, order_rules
from buybook.commands.today import has_orders
from buybook.core.invoices.match import accrued, match_invoices, not_invoiced
from buybook.core.invoices.reading import invoice_rows, ordered_lines
from buybook.core.invoices.records import InvoiceRow, Limits, Matched, MatchedLine, MatchedRow
from buybook.core.money import ZERO
from buybook.core.order_lines import order_lines
from buybook.core.rows import Place
from buybook.findings import Finding, Severity
from buybook.registry import Group, Option, OptionKind, command
from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.edits import CellEdit, ColumnEdit, Edit, FlagRule, ReportEdit, Value

_SHOWN = 20
_FIELDS = (
    "invoice_number", "supplier", "po_number", "po_line", "item_number", "description", "quantity", "unit_price",
    "line_amount", "vat", "total", "currency", "comment",
)  # fmt: skip
_RED, _GREEN = ("#ffc7ce", "#9c0006"), ("#c6efce", "#006100")
_DIFFERENCES = frozenset({"price", "quantity", "amount", "not_received"})


@command(
    "match",
    group=Group.DELIVERIES,
    icon="ReviewAcceptOrRejectChangeDialog",
    options=(Option("file", OptionKind.FILE),),
)
def match(job: Job) -> Outcome:
    """Match invoices with orders and receipts, write beside each what blocks it, and list what is not invoiced."""
    view, words = job.view, job.words
    nothing: dict[str, object] = {"invoices": [], "grni": []}
    if not has_orders(view):
        return Outcome(answer=nothing, findings=(*view.recognition.findings, no_list("orders", words)))
    arrived = invoices_in_file(job) if job.options.get("file") else Arrived(view.tables)
    if arrived.tables.get(TableKind.INVOICES) is None:
        missing = no_list("invoices", words)
        return Outcome(answer=nothing, findings=(*view.recognition.findings, *arrived.findings, missing))
    lines = order_lines(arrived.tables, order_rules(job), job.today)
    ordered = ordered_lines(arrived.tables, lines.frame)
    rows = invoice_rows(arrived.tables, ordered)
    matched = match_invoices(ordered, rows, limits(job))
    owed = not_invoiced(matched.lines)
    rates, _ = exchange_rates(job)
    told = [found for each in matched.rows if each.blocked for found in _told(each, matched, words)]
    return Outcome(
        answer={
            "invoices": [_answer(each) for each in matched.rows],
            "grni": [_answer_line(each) for each in owed],
        },
        edits=(
            *_verdicts(job, matched.rows),
            *list_rows(view, words, TableKind.INVOICES, _FIELDS, _new_rows(job, arrived, matched.rows)),
            ReportEdit(grni_report(words, owed, rates, job.today)),
        ),
        findings=(*view.recognition.findings, *view.reading_findings, *arrived.findings, *told),
        headline=_headline(matched, owed, words),
        sections=(_section(matched.rows, words),),
    )


def limits(job: Job) -> Limits:
    """Give the limits that the settings set."""
    chosen = job.settings.invoices
    knobs = (chosen.price_percent, chosen.price_amount, chosen.quantity_percent, chosen.quantity_amount)
    return Limits(*(Decimal(repr(knob)) for knob in knobs))


def _verdicts(job: Job, rows: Sequence[MatchedRow]) -> Iterator[Edit]:
    """Write beside each invoice what the match says; rows of a file that are not in the workbook yet have no place."""
    view, words = job.view, job.words
    by_place = {each.row.place: _verdict(each, words) for each in rows}
    blocked, fine = words.label("match.blocked"), words.label("match.fine")
    for table in view.recognition.of_kind(TableKind.INVOICES):
        values: dict[int, Value] = {
            place.row: text for place, text in by_place.items() if place.table == table.id
        }
        column = next((each for each in table.columns if each.ours and each.field == "flags"), None)
        if column is not None:
            yield from (CellEdit(table.sheet, row, column.index, text) for row, text in values.items())
        elif values:
            rules = (FlagRule((blocked,), *_RED), FlagRule((fine,), *_GREEN, unless=(blocked,)))
            yield ColumnEdit(table.id, "flags", words.label("column.flags"), values, width=44, rules=rules)


def _new_rows(job: Job, arrived: Arrived, rows: Sequence[MatchedRow]) -> list[dict[str, Value]]:
    """Give the rows that the list of invoices gets, with what the match says of them."""
    verdicts = [_verdict(each, job.words) for each in rows if each.row.place.table == FILE]
    listed = bool(job.view.recognition.of_kind(TableKind.INVOICES))
    return [
        {**row, "flags": verdict} if listed else dict(row)
        for row, verdict in zip(arrived.new, verdicts, strict=True)
    ]


def _verdict(each: MatchedRow, words: Words) -> str:
    if not each.blocked:
        return words.label("match.fine")
    reasons = ", ".join(words.label(f"match.reason.{reason}") for reason in each.reasons)
    return f"{words.label('match.blocked')}: {reasons}"


def _told(each: MatchedRow, matched: Matched, words: Words) -> Iterator[Finding]:
    """Tell what blocks a row, a finding for each reason."""
    row = each.row
    line = next((it for it in matched.lines if it.line.line == row.line), None)
    language, currency = words.language, row.currency or (line.line.currency if line else None) or ""
    values = {
        "invoice": row.invoice or "–",
        "supplier": row.supplier or "–",
        "po": line.line.po_number if line else (row.order or "–"),
        "line": line.line.po_line if line else "–",
        "owner": line.line.supplier if line else "–",
        "invoiced": shown_number(line.invoiced if line else row.quantity, language),
        "received": shown_number(line.line.received if line else None, language),
        "amount": shown_number(row.amount, language, 2),
        "expected": shown_number(each.expected, language, 2),
        "price": shown_number(each.price_variance, language, 2),
        "quantity": shown_number(each.quantity_variance, language, 2),
        "currency": currency,
    }
    for reason in each.reasons:
        severity = Severity.ERROR if reason in _DIFFERENCES or reason == "duplicate" else Severity.WARNING
        yield _finding(row, f"invoice_{reason}", severity, values)


def _finding(row: InvoiceRow, code: str, severity: Severity, values: dict[str, str]) -> Finding:
    place = row.place
    if place.table <= 0:
        return Finding(code, severity, values)
    return Finding(code, severity, values, place.table, place.row, "invoice_number")


def _answer(each: MatchedRow) -> dict[str, object]:
    row = each.row
    return {
        "invoice_number": row.invoice,
        "supplier": row.supplier,
        "order": row.order,
        "quantity": plain(row.quantity),
        "amount": plain(row.amount),
        "currency": row.currency,
        "expected": plain(each.expected),
        "price_variance": plain(each.price_variance),
        "quantity_variance": plain(each.quantity_variance),
        "blocked": each.blocked,
        "reasons": list(each.reasons),
        "row": row.place.row if row.place != Place(0, 0) else None,
    }


def _answer_line(each: MatchedLine) -> dict[str, object]:
    line = each.line
    return {
        "po_number": line.po_number,
        "po_line": line.po_line,
        "supplier": line.supplier,
        "item_number": line.item_number,
        "received": plain(line.received),
        "invoiced": plain(each.invoiced),
        "quantity": plain(each.uninvoiced),
        "amount": plain(accrued(each)),
        "currency": line.currency,
        "received_date": plain(line.received_on),
    }


def _headline(matched: Matched, owed: Sequence[MatchedLine], words: Words) -> str:
    blocked = [each for each in matched.rows if each.blocked]
    return words.label("match.headline").format(
        rows=len(matched.rows), blocked=len(blocked), grni=len(owed), amount=_sums(owed, words)
    )


def _sums(owed: Sequence[MatchedLine], words: Words) -> str:
    """Give what is owed by currency: 600.00 EUR + 40.00 SEK."""
    sums: dict[str, Decimal] = {}
    for each in owed:
        code = each.line.currency or ""
        sums[code] = sums.get(code, ZERO) + (accrued(each) or ZERO)
    parts = (f"{shown_number(amount, words.language, 2)} {code}".strip() for code, amount in sums.items())
    return " + ".join(parts) or "0"


def _section(rows: Sequence[MatchedRow], words: Words) -> Section:
    shown = sorted(rows, key=lambda each: not each.blocked)[:_SHOWN]
    language = words.language
    titles = tuple(
        words.label(f"match.column.{name}")
        for name in ("invoice", "supplier", "order", "amount", "expected", "verdict")
    )
    lines = tuple(
        (
            each.row.invoice or "–",
            each.row.supplier or "–",
            (each.row.order or "–").upper(),
            shown_number(each.row.amount, language, 2),
            shown_number(each.expected, language, 2),
            _verdict(each, words),
        )
        for each in shown
    )
    heading = words.label("match.heading").format(shown=len(lines), count=len(rows))
    return Section(heading, titles, lines, numeric=frozenset({3, 4}))
