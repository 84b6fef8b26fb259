"""What the answers to an RFQ's questions are worth: kept in a list of the workbook, where the buyer gives points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from buybook.commands.job import Job
from buybook.core.money import exact
from buybook.core.rows import folded
from buybook.findings import Finding, Severity
from buybook.schema import Kind
from buybook.workbook.edits import Edit, Value
from buybook.workbook.form_reply import FormAnswer, FormReply
from buybook.workbook.kept_lists import ROW, KeptColumn, KeptList, kept_edits, read_kept
from buybook.workbook.view import WorkbookView

ANSWERS = KeptList(
    "rfq_answers",
    (
        KeptColumn("rfq", Kind.CODE, 16),
        KeptColumn("supplier", Kind.TEXT, 28),
        KeptColumn("question", Kind.TEXT, 56),
        KeptColumn("weight", Kind.PERCENT, 10),
        KeptColumn("answer", Kind.TEXT, 48),
        KeptColumn("points", Kind.NUMBER, 12),
    ),
)
_MOST = 100


def kept_answers(job: Job, form: FormReply) -> tuple[Edit, ...]:
    """Give the edits that keep a form's answers; points for yes and no, the rest is the buyer's to judge.

    An answer that is kept already is brought up to date, and loses its points where it changed.
    """
    if not form.supplier or not any(each.text for each in form.answers):
        return ()
    known = {_key(row): row for row in read_kept(job.view, ANSWERS).rows}
    new: list[Mapping[str, Value]] = []
    changed: dict[int, Mapping[str, Value]] = {}
    for each in form.answers:
        row = known.get((folded(form.rfq_number), folded(form.supplier), folded(each.question)))
        if row is None:
            new.append(
                {"rfq": form.rfq_number, "supplier": form.supplier, "question": each.question,
                 "weight": None if each.weight is None else float(each.weight), **_answer(each)}
            )  # fmt: skip
        elif str(row.get("answer") or "") != (each.text or ""):
            place = row[ROW]
            assert isinstance(place, int)
            changed[place] = _answer(each)
    return kept_edits(job.view, job.words, ANSWERS, new, changed)


def _answer(each: FormAnswer) -> dict[str, Value]:
    points = {True: _MOST, False: 0}[each.value] if isinstance(each.value, bool) else None
    return {"answer": each.text or None, "points": points}


def _key(row: Mapping[str, object]) -> tuple[str, str, str]:
    rfq, supplier, question = (folded(str(row.get(name) or "")) for name in ("rfq", "supplier", "question"))
    return rfq, supplier, question


def answer_points(view: WorkbookView) -> tuple[dict[str, Decimal], tuple[Finding, ...]]:
    """Give the mean points of each supplier's answers, by folded name; answers without points do not count.

    Where questions have weights, one without counts for nothing; where none has, all count alike.
    """
    kept = read_kept(view, ANSWERS)
    points: dict[str, list[tuple[Decimal, Decimal]]] = {}
    findings = list(kept.findings)
    for row in kept.rows:
        value, supplier = exact(row.get("points")), folded(str(row.get("supplier") or ""))
        if value is None or not supplier:
            continue
        if not 0 <= value <= _MOST:
            place = {"value": f"{value.normalize():f}", "row": row[ROW], "supplier": row.get("supplier")}
            findings.append(Finding("answer_points_outside", Severity.WARNING, place))
            continue
        points.setdefault(supplier, []).append((exact(row.get("weight")) or Decimal(0), value))
    return {name: _mean(pairs) for name, pairs in points.items()}, tuple(findings)


def _mean(pairs: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    weight = sum((each for each, _ in pairs), Decimal(0))
    if weight <= 0:
        return sum((points for _, points in pairs), Decimal(0)) / len(pairs)
    return sum((each * points for each, points in pairs), Decimal(0)) / weight
