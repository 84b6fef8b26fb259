"""Incoming inspection: lots that wait, and the decision on one, by its sample."""

from __future__ import annotations

from collections.abc import Sequence

from buybook.commands.answers import answer_lines, plain, shown_date, shown_number
from buybook.commands.inspection_list import INSPECTIONS, Lot, kept_lots
from buybook.commands.job import Job, Outcome, Section, Selected, WrongCallError
from buybook.commands.lists import as_value
from buybook.commands.receipt_rows import answer_cases, book, written_receipts
from buybook.core.receiving import NewReceipt
from buybook.core.rows import folded
from buybook.core.switching import out_of_limits
from buybook.findings import Finding, Severity
from buybook.registry import Group, Option, OptionKind, command
from buybook.vocabulary import Words
from buybook.workbook.edits import Value
from buybook.workbook.kept_lists import kept_edits

_SHOWN = 20


def selected_lot(job: Job, selected: Selected) -> dict[str, object]:
    """Give the lot that somebody selected on the sheet of inspections; else the only one that waits."""
    lots, _ = kept_lots(job)
    waiting = [lot for lot in lots if lot.decision == "waiting"]
    if selected.sheet in INSPECTIONS.sheet_names():
        waiting = [lot for lot in waiting if lot.row in selected.rows] or waiting
    return {"lot": waiting[0].number} if len(waiting) == 1 else {}


@command(
    "inspect",
    group=Group.DELIVERIES,
    icon="ErrorChecking",
    asking=True,
    options=(
        Option("lot"),
        Option("found", OptionKind.NUMBER),
        Option("readings"),
        Option("low", OptionKind.NUMBER),
        Option("high", OptionKind.NUMBER),
        Option("certificate"),
        Option("sorted", OptionKind.NUMBER),
        Option("reason"),
    ),
    from_selection=selected_lot,
)
def inspect(job: Job) -> Outcome:
    """List the lots that wait for inspection, or decide on one by its sample: then it is booked."""
    lots, kept = kept_lots(job)
    waiting = [lot for lot in lots if lot.decision == "waiting"]
    if not job.options.get("lot"):
        return _overview(job, waiting, kept.findings)
    wanted = folded(str(job.options["lot"]))
    lot = next((each for each in lots if folded(each.number) == wanted), None)
    refusal = _refusal(job, lot, waiting)
    if refusal is not None or lot is None:
        return _nothing(job, (*kept.findings, *([refusal] if refusal else [])))
    found = _found(job, lot)
    if isinstance(found, Finding):
        return _nothing(job, (*kept.findings, found))
    return _decided(job, lot, found, kept.findings)


def _nothing(job: Job, findings: Sequence[Finding]) -> Outcome:
    answer: dict[str, object] = {"lots": [], "orders": [], "nonconformances": []}
    return Outcome(answer=answer, findings=tuple(findings), headline=job.words.label("inspection.nothing"))


def _refusal(job: Job, lot: Lot | None, waiting: Sequence[Lot]) -> Finding | None:
    """Give why nothing can be decided on a lot."""
    if lot is None:
        numbers = ", ".join(each.number for each in waiting) or "–"
        return Finding("inspection_no_lot", Severity.ERROR, {"lot": job.options["lot"], "lots": numbers})
    if lot.decision != "waiting":
        decision = job.words.label(f"inspection.decision.{lot.decision}")
        values = {"lot": lot.number, "decision": decision}
        return Finding("inspection_decided", Severity.WARNING, values)
    return None


def _found(job: Job, lot: Lot) -> float | Finding:
    """Give how many units of the sample were bad: as it is said, else by the readings."""
    given = job.options
    if given.get("found") is not None:
        found = float(str(given["found"]))
        if not 0 <= found <= lot.quantity:
            values = {"found": plain(found), "quantity": plain(lot.quantity)}
            return Finding("inspection_found_odd", Severity.ERROR, values)
        return found
    readings = _readings(str(given.get("readings") or ""))
    low, high = (None if given.get(name) is None else float(str(given[name])) for name in ("low", "high"))
    if not readings or (low is None and high is None):
        raise WrongCallError("inspection_what_found", lot=lot.number, sample=lot.plan.size)
    if len(readings) < lot.plan.size:
        values = {"readings": len(readings), "sample": lot.plan.size, "lot": lot.number}
        return Finding("inspection_too_few", Severity.ERROR, values)
    return float(out_of_limits(readings, low, high))


def _readings(written: str) -> list[float]:
    """Read numbers such as `10,02; 9.98`. Raises WrongCallError for what is none."""
    found = []
    for part in (each.strip() for each in written.replace("\n", ";").split(";")):
        try:
            if part:
                found.append(float(part.replace(",", ".")))
        except ValueError:
            raise WrongCallError("inspection_reading_unread", part=part) from None
    return found


def _decided(job: Job, lot: Lot, found: float, findings: Sequence[Finding]) -> Outcome:
    """Book a lot by its sample: the whole of it, without the bad units, or none of it but what was sorted out."""
    words, given = job.words, job.options
    accepted = found <= lot.plan.accept
    certificate = None if given.get("certificate") is None else str(given["certificate"])
    if accepted and lot.wish.certificate and certificate is None:
        values = {"lot": lot.number, "certificate": lot.wish.certificate}
        return _nothing(job, (*findings, Finding("inspection_no_certificate", Severity.ERROR, values)))
    good = lot.quantity - found if accepted else float(str(given.get("sorted") or 0))
    if not 0 <= good <= lot.quantity:
        odd = {"found": plain(good), "quantity": plain(lot.quantity)}
        return _nothing(job, (*findings, Finding("inspection_found_odd", Severity.ERROR, odd)))
    receipt = NewReceipt(
        po=lot.po,
        line=lot.line,
        quantity=lot.quantity,
        date=lot.received or job.today,
        accepted=round(good, 9),
        rejected=round(lot.quantity - good, 9),
        reason=None if given.get("reason") is None else str(given["reason"]),
        delivery_note=lot.delivery_note,
        item_number=None if lot.line is not None else lot.item,
    )
    booked = book(job, [receipt])
    if booked.after is None:
        return _nothing(job, (*findings, *booked.findings))
    written = written_receipts(job, booked)
    decision = "accepted" if accepted else "rejected"
    changed: dict[str, Value] = {
        "found": as_value(found),
        "certificate": certificate,
        "decision": words.label(f"inspection.decision.{decision}"),
        "decided": job.today,
        "readings": None if given.get("readings") is None else str(given["readings"]),
        "who": job.user or None,
    }
    kept = {name: value for name, value in changed.items() if value is not None}
    return Outcome(
        answer={
            "lots": [_answer(lot) | {"found": plain(found), "decision": decision}],
            "orders": answer_lines(booked.after.frame.iloc[list(booked.touched)]),
            "nonconformances": answer_cases(booked.nonconformances, written.cases),
        },
        edits=(*written.edits, *kept_edits(job.view, words, INSPECTIONS, changed={lot.row: kept})),
        findings=(*findings, *booked.findings, *written.findings),
        headline=words.label(f"inspection.headline.{decision}").format(
            lot=lot.number,
            found=shown_number(found, words.language),
            accept=lot.plan.accept,
            good=shown_number(good, words.language),
            quantity=shown_number(lot.quantity, words.language),
        ),
    )


def _answer(lot: Lot) -> dict[str, object]:
    return {
        "lot": lot.number,
        "po_number": lot.po,
        "po_line": lot.line,
        "supplier": lot.supplier or None,
        "item_number": lot.item,
        "quantity": plain(lot.quantity),
        "received_date": plain(lot.received),
        "aql": plain(lot.wish.aql),
        "level": lot.wish.level,
        "sample": lot.plan.size,
        "accept": lot.plan.accept,
        "certificate_needed": lot.wish.certificate,
        "found": None,
        "decision": lot.decision,
    }


def _overview(job: Job, waiting: Sequence[Lot], findings: Sequence[Finding]) -> Outcome:
    words = job.words
    return Outcome(
        answer={"lots": [_answer(lot) for lot in waiting], "orders": [], "nonconformances": []},
        findings=tuple(findings),
        headline=words.label("inspection.overview").format(count=len(waiting)),
        sections=(_section(waiting, words),) if waiting else (),
    )


def _section(waiting: Sequence[Lot], words: Words) -> Section:
    rows = tuple(
        (
            lot.number,
            shown_date(lot.received),
            lot.supplier or "–",
            f"{lot.po} / {lot.line}" if lot.line else lot.po,
            lot.item or "–",
            shown_number(lot.quantity, words.language),
            lot.inspection or "–",
            str(lot.plan.size),
            str(lot.plan.accept),
        )
        for lot in waiting[:_SHOWN]
    )
    names = ("lot", "received", "supplier", "po", "item", "quantity", "inspection", "sample", "accept")
    titles = tuple(words.label(f"kept.inspections.{name}") for name in names)
    heading = words.label("inspection.heading").format(shown=len(rows), count=len(waiting))
    return Section(heading, titles, rows, numeric=frozenset({5, 7, 8}))
