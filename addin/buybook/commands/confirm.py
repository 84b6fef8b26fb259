"""Taking in what suppliers confirm: typed, or from their file; compared, and accepted or refused by the buyer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from buybook.commands.answers import answer_lines, plain, shown_date, shown_number
from buybook.commands.confirmation_list import (
    ACCEPTED,
    CONFIRMATIONS,
    REFUSED,
    WAITING,
    KnownConfirmation,
    confirmation_edits,
    difference_text,
    identity,
    known_confirmations,
)
from buybook.commands.confirmed_columns import confirmed_edits, with_confirmed
from buybook.commands.job import Job, Outcome, Section, Selected, WrongCallError, no_list
from buybook.commands.promise_list import kept_ledger, promise_edits
from buybook.commands.receive import selected_line
from buybook.commands.rules import order_rules
from buybook.commands.today import has_orders
from buybook.core.confirming import Confirmation, Confirmed, as_ordered, confirmed_lines, of_order
from buybook.core.frames import texts
from buybook.core.matching import code_key, line_key
from buybook.core.order_lines import OrderLines, order_lines
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.registry import Group, Option, OptionKind, command
from buybook.replies.confirmations import read_confirmations
from buybook.replies.files import ReplyRefusedError, read_file
from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.kept_lists import read_kept

_SHOWN = 40


def selected_order(job: Job, selected: Selected) -> dict[str, object]:
    """Give order and line that somebody selected."""
    found = selected_line(job, selected)
    return {name: found[name] for name in ("po", "line") if name in found}


@frozen
class _Asked:
    """What the call says: confirmations, and where they are from."""

    said: tuple[Confirmation, ...]
    source: str
    findings: tuple[Finding, ...] = ()


@command(
    "confirm",
    group=Group.ORDERS,
    icon="FileCheckIn",
    options=(
        Option("po"),
        Option("line"),
        Option("date", OptionKind.DATE),
        Option("quantity", OptionKind.NUMBER),
        Option("price", OptionKind.NUMBER),
        Option("file", OptionKind.FILE),
        Option("accept", OptionKind.FLAG),
        Option("refuse", OptionKind.FLAG),
    ),
    from_selection=selected_order,
    asking=True,
)
def confirm(job: Job) -> Outcome:
    """Compare a supplier's confirmation with the order, and write it where it agrees or is accepted."""
    view, words = job.view, job.words
    nothing: dict[str, object] = {"orders": [], "confirmations": []}
    _check(job)
    if not has_orders(view):
        return Outcome(answer=nothing, findings=(*view.recognition.findings, no_list("orders", words)))
    ledger, _ = kept_ledger(view)
    rules = order_rules(job)
    before = order_lines(view.tables, rules, job.today, ledger)
    kept = read_kept(view, CONFIRMATIONS)
    known = known_confirmations(kept.rows)
    asked = _asked(job, before, known)
    orders = view.tables[TableKind.ORDERS]
    found, findings = confirmed_lines(orders, before.frame, asked.said, rules.price_difference_percent)
    entered = {identity(each.said): each for each in known}
    named = [_named(each, before.frame) for each in found]
    decided = [(each, _state(job, each)) for each in named if not _is_settled(each, entered)]
    settled = len(named) - len(decided)
    accepted = [each for each, state in decided if state == ACCEPTED]
    ledger = ledger.with_entries(before.new_promises)
    after = order_lines(with_confirmed(view.tables, accepted), rules, job.today, ledger)
    source = words.label("confirm.source").format(source=asked.source)
    columns = confirmed_edits(view, words, accepted)
    return Outcome(
        answer={
            "orders": answer_lines(after.frame.iloc[[each.row for each, _ in decided]]),
            "confirmations": [_answer(each, state, before) for each, state in decided],
        },
        edits=(
            *columns.edits,
            *confirmation_edits(job, decided, entered, _names(orders, before), asked.source),
            *promise_edits(job, before.new_promises, ledger, later=after.new_promises, source=source),
        ),
        findings=(
            *kept.findings,
            *asked.findings,
            *findings,
            *columns.findings,
            *_told(decided, before, words),
            *([Finding("confirmation_known", Severity.INFO, {"count": settled})] if settled else []),
        ),
        headline=_headline([state for _, state in decided], words),
        sections=_sections(decided, before, words),
    )


def _check(job: Job) -> None:
    given = job.options
    if given.get("accept") and given.get("refuse"):
        raise WrongCallError("confirm_both")
    if not given.get("po") and not given.get("file"):
        raise WrongCallError("confirm_what")


def _asked(job: Job, before: OrderLines, known: Sequence[KnownConfirmation]) -> _Asked:
    """Give what is confirmed: the file's lines, what was typed, what waits for a decision, or all as ordered."""
    given = job.options
    po, line = str(given.get("po") or ""), given.get("line")
    number = None if line is None else str(line)
    if given.get("file"):
        return _from_file(job, po)
    typed = job.words.label("confirm.typed")
    day, quantity, price = given.get("date"), given.get("quantity"), given.get("price")
    if day is not None or quantity is not None or price is not None:
        said = Confirmation(po, number, None, day if isinstance(day, dt.date) else None,
                            _number(quantity), _number(price))  # fmt: skip
        return _Asked((said,), typed)
    waiting = [each.said for each in known if each.state == WAITING and _is_of(each.said, po, number)]
    if waiting and (given.get("accept") or given.get("refuse")):
        return _Asked(tuple(waiting), typed)
    as_they_are = as_ordered(job.view.tables[TableKind.ORDERS], before.frame, po, number)
    return _Asked(tuple(as_they_are) or (Confirmation(po, number),), typed)


def _from_file(job: Job, po: str) -> _Asked:
    path = job.file("file")
    try:
        file = read_file(path)
    except ReplyRefusedError as error:
        raise WrongCallError(error.code, **error.values) from None
    said, findings = read_confirmations(file, job.settings, job.words)
    return _Asked(tuple(of_order(said, po)) if po else said, file.name, findings)


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _is_of(said: Confirmation, po: str, line: str | None) -> bool:
    same_order = code_key(said.po) == code_key(po)
    return same_order and (line is None or (said.line is not None and line_key(said.line) == line_key(line)))


def _named(confirmed: Confirmed, lines: pd.DataFrame) -> Confirmed:
    """Give the parts the order's own numbers, by which they are known again."""
    row = lines.iloc[confirmed.row]
    parts = tuple(
        replace(part, po=str(row["po_number"]), line=str(row["po_line"])) for part in confirmed.parts
    )
    return replace(confirmed, parts=parts)


def _is_settled(confirmed: Confirmed, entered: Mapping[tuple[object, ...], KnownConfirmation]) -> bool:
    """Tell whether all of it was decided before: the order list may have moved on since."""
    rows = [entered.get(identity(part)) for part in confirmed.parts]
    return all(row is not None and row.state != WAITING for row in rows)


def _state(job: Job, confirmed: Confirmed) -> str:
    if job.options.get("refuse"):
        return REFUSED
    return ACCEPTED if job.options.get("accept") or not confirmed.differences else WAITING


def _names(orders: pd.DataFrame, before: OrderLines) -> Mapping[int, tuple[str, str, str | None, str | None]]:
    lines = before.frame
    columns = (
        lines["po_number"].tolist(),
        lines["po_line"].tolist(),
        texts(orders, "item_number").tolist(),
        texts(orders, "supplier", "supplier_no").tolist(),
    )
    return {
        row: (str(po), str(line), item, supplier)
        for row, (po, line, item, supplier) in enumerate(zip(*columns, strict=True))
    }


def _answer(confirmed: Confirmed, state: str, before: OrderLines) -> dict[str, object]:
    line = before.frame.iloc[confirmed.row]
    return {
        "po_number": plain(line["po_number"]),
        "po_line": plain(line["po_line"]),
        "date": plain(confirmed.date),
        "quantity": plain(confirmed.quantity),
        "unit_price": plain(confirmed.price),
        "parts": [{"date": plain(each.date), "quantity": plain(each.quantity)} for each in confirmed.parts],
        "differences": [
            {
                "kind": each.kind,
                "ordered": plain(each.ordered),
                "confirmed": plain(each.confirmed),
                "days": each.days,
            }
            for each in confirmed.differences
        ],
        "state": state,
    }


def _told(decided: Sequence[tuple[Confirmed, str]], before: OrderLines, words: Words) -> list[Finding]:
    """Tell of each confirmation that differs and waits for the buyer."""
    lines = before.frame
    return [
        Finding(
            "confirmation_differs",
            Severity.WARNING,
            {
                "po": lines["po_number"].iloc[confirmed.row],
                "line": lines["po_line"].iloc[confirmed.row],
                "differences": "; ".join(difference_text(each, words) for each in confirmed.differences),
            },
            int(lines["_table"].iloc[confirmed.row]),
            int(lines["_row"].iloc[confirmed.row]),
            "promised_date",
        )
        for confirmed, state in decided
        if state == WAITING
    ]


def _headline(states: Sequence[str], words: Words) -> str:
    if not states:
        return words.label("confirm.nothing")
    counts = {state: states.count(state) for state in (ACCEPTED, REFUSED, WAITING)}
    return words.label("confirm.headline").format(**counts)


def _sections(
    decided: Sequence[tuple[Confirmed, str]], before: OrderLines, words: Words
) -> tuple[Section, ...]:
    rows = [
        (
            str(before.frame["po_number"].iloc[each.row]),
            str(before.frame["po_line"].iloc[each.row]),
            shown_date(each.date),
            shown_number(each.quantity, words.language),
            shown_number(each.price, words.language),
            "; ".join(difference_text(one, words) for one in each.differences) or "–",
            words.label(f"confirm.state.{state}"),
        )
        for each, state in decided[:_SHOWN]
    ]
    names = ("po_number", "po_line", "date", "quantity", "price", "differences", "state")
    titles = tuple(words.label(f"kept.confirmations.{name}") for name in names)
    heading = words.label("confirm.heading").format(shown=len(rows), count=len(decided))
    return (Section(heading, titles, tuple(rows), numeric=frozenset({3, 4})),) if rows else ()
