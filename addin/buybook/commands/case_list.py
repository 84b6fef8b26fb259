"""The cases of non-conformance: what the buyer's list says of them, and what Buybook keeps of what happened since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from buybook.commands.job import Job, Selected
from buybook.commands.lists import as_value
from buybook.core.cases import KINDS, REMEDIES, Act, Case, NotAllowedError, Step, told
from buybook.core.money import ZERO, exact
from buybook.core.rows import Row, folded, rows_of
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import Kind, TableKind
from buybook.vocabulary import Words, all_words
from buybook.workbook.edits import Edit, Value
from buybook.workbook.kept_lists import ROW, KeptColumn, KeptList, kept_edits, read_kept

CASES = KeptList(
    "cases",
    (
        KeptColumn("case", Kind.CODE, 14),
        KeptColumn("day", Kind.DATE, 12),
        KeptColumn("act", Kind.TEXT, 16),
        KeptColumn("quantity", Kind.QUANTITY, 10),
        KeptColumn("amount", Kind.MONEY, 12),
        KeptColumn("currency", Kind.CURRENCY, 10),
        KeptColumn("remedy", Kind.TEXT, 14),
        KeptColumn("deadline", Kind.DATE, 12),
        KeptColumn("reference", Kind.CODE, 16),
        KeptColumn("note", Kind.TEXT, 40),
        KeptColumn("picture", Kind.TEXT, 30),
        KeptColumn("who", Kind.TEXT, 16),
    ),
)


@frozen
class ListedCase:
    """A case with its row in the buyer's list."""

    case: Case
    row: Row
    supplier: str
    po: str
    line: str | None
    item: str | None
    reason: str | None


def listed_cases(job: Job) -> tuple[dict[str, ListedCase], list[Finding]]:
    """Give the numbered cases of the buyer's list by folded number, with what happened to each since."""
    kept = read_kept(job.view, CASES)
    steps: dict[str, list[Step]] = {}
    findings = list(kept.findings)
    for row in kept.rows:
        step = _step(row)
        if step is None:
            findings.append(_about_row(job, row, "case_act_unknown", value=row.get("act", "–")))
        else:
            steps.setdefault(folded(str(row.get("case") or "")), []).append(step)
    found: dict[str, ListedCase] = {}
    for listed in rows_of(job.view.tables, TableKind.NONCONFORMANCES):
        number = listed.text("nonconformance")
        if number is None or folded(number) in found:
            continue
        case, wrong = told(_case(number, listed), steps.get(folded(number), ()))
        findings += [refused(error, job.words, Severity.WARNING) for error in wrong]
        found[folded(number)] = ListedCase(
            case,
            listed,
            listed.text("supplier") or "",
            listed.text("po_number") or listed.text("purchase_order") or "",
            listed.text("po_line"),
            listed.text("item_number"),
            listed.text("reason"),
        )
    return found, findings


def selected_case(job: Job, selected: Selected) -> dict[str, object]:
    """Give the case that somebody selected, in the list of non-conformances or on the sheet of what happened."""
    lists = {
        each.id
        for each in job.view.recognition.of_kind(TableKind.NONCONFORMANCES)
        if each.sheet == selected.sheet
    }
    numbers: dict[int, object] = {
        row.place.row: row.text("nonconformance")
        for row in rows_of(job.view.tables, TableKind.NONCONFORMANCES)
        if row.place.table in lists
    }
    if selected.sheet in CASES.sheet_names():
        numbers = {int(str(row[ROW])): row.get("case") for row in read_kept(job.view, CASES).rows}
    case = next((numbers[row] for row in selected.rows if numbers.get(row)), None)
    return {} if case is None else {"case": case}


def refused(error: NotAllowedError, words: Words, severity: Severity = Severity.ERROR) -> Finding:
    """Give a step that cannot be as a finding."""
    values = dict(error.values)
    for name, group in (("act", "act"), ("state", "state")):
        if name in values:
            values[name] = words.label(f"cases.{group}.{values[name]}")
    return Finding(error.code, severity, {name: _shown(value) for name, value in values.items()})


def _shown(value: object) -> object:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def case_edits(job: Job, number: str, currency: str | None, steps: Iterable[Step]) -> tuple[Edit, ...]:
    """Give the edits that keep what happened to a case."""
    rows = [step_row(job, number, currency, step) for step in steps]
    return kept_edits(job.view, job.words, CASES, rows)


def step_row(job: Job, number: str, currency: str | None, step: Step) -> dict[str, Value]:
    """Give a step as a row of the list that keeps them."""
    label = job.words.label
    return {
        "case": number,
        "day": step.day or job.today,
        "act": label(f"cases.act.{step.act}"),
        "quantity": as_value(step.quantity),
        "amount": as_value(step.amount),
        "currency": currency if step.amount is not None else None,
        "remedy": label(f"cases.remedy.{step.remedy}") if step.remedy else None,
        "deadline": step.deadline,
        "reference": step.reference,
        "note": step.note,
        "picture": step.picture,
        "who": job.user or None,
    }


def _step(row: Mapping[str, object]) -> Step | None:
    act = named(str(row.get("act") or ""), "cases.act", [each.value for each in Act])
    if act is None:
        return None

    def text(name: str) -> str | None:
        value = row.get(name)
        return value if isinstance(value, str) and value else None

    def day(name: str) -> dt.date | None:
        value = row.get(name)
        return value if isinstance(value, dt.date) else None

    return Step(
        Act(act),
        day("day"),
        exact(row.get("quantity")),
        exact(row.get("amount")),
        named(text("remedy") or "", "cases.remedy", REMEDIES),
        day("deadline"),
        text("reference"),
        text("note"),
        text("picture"),
    )


def named(written: str, group: str, names: Sequence[str]) -> str | None:
    """Give which of some names a text means, by the name itself or by its word in any language."""
    wanted = folded(written).replace("_", " ")
    for name in names:
        known = {name.replace("_", " "), *(folded(words.label(f"{group}.{name}")) for words in all_words())}
        if wanted in known:
            return name
    return None


def _case(number: str, row: Row) -> Case:
    quantity = _quantity(row)
    return Case(
        number,
        _kind(row),
        quantity,
        row.number("line_amount"),
        row.text("currency"),
        ended_in_list=row.text("status") in ("closed", "cancelled"),
    )


def _quantity(row: Row) -> Decimal:
    stated = row.number("quantity") or row.number("quantity_received")
    bad = (row.number("quantity_rejected") or ZERO) + (row.number("quantity_damaged") or ZERO)
    return abs(stated or bad)


def _kind(row: Row) -> str:
    """Give what a case is about, by its claim or reason, else by the quantity that it has."""
    for name in ("claim", "reason"):
        kind = named(row.text(name) or "", "cases.kind", KINDS)
        if kind is not None:
            return kind
    for name, kind in (("quantity_damaged", "damaged"), ("quantity_rejected", "rejected")):
        if row.positive(name):
            return kind
    return "other"


def _about_row(job: Job, row: Mapping[str, object], code: str, **values: object) -> Finding:
    names = {each.casefold() for each in CASES.sheet_names()}
    sheet = next(name for name in job.view.grids if name.casefold() in names)
    return Finding(code, Severity.WARNING, {"row": row[ROW], **values}, sheet=sheet)
