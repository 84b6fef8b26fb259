"""Opening a case by hand: a late line, a missing certificate, goods that were found to be bad later."""

from __future__ import annotations

from collections.abc import Iterable

from buybook.commands.case_list import ListedCase, named
from buybook.commands.job import Job, WrongCallError
from buybook.commands.lists import list_rows
from buybook.commands.receipt_rows import CASE_FIELDS, case_rows, judged
from buybook.core.cases import KINDS, Act, Case, Step
from buybook.core.matching import line_key
from buybook.core.money import ZERO, exact
from buybook.core.receiving import open_case
from buybook.core.rows import Row, folded
from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.schema import TableKind
from buybook.workbook.edits import Edit


@frozen
class OpenedCase:
    """A new case, the edits that put it into the list of non-conformances, and what is kept beside it."""

    listed: ListedCase
    edits: tuple[Edit, ...]
    steps: tuple[Step, ...]


def opened_case(job: Job, known: Iterable[ListedCase]) -> OpenedCase | Finding:
    """Open a case on the order line that the options name; a finding where there is none, or the case is open already.

    Raises WrongCallError where they do not say what is wrong.
    """
    given = job.options
    kind = named(str(given.get("kind") or ""), "cases.kind", KINDS)
    if kind is None:
        names = ", ".join(job.words.label(f"cases.kind.{each}") for each in KINDS)
        raise WrongCallError("case_kind_unknown", kind=given.get("kind") or "–", kinds=names)
    line = None if given.get("line") is None else str(given["line"])
    quantity = exact(given.get("quantity"))
    reason = None if given.get("reason") is None else str(given["reason"])
    tables = job.view.tables
    found = open_case(
        tables,
        judged(job, tables),
        kind=kind,
        po=str(given["po"]),
        line=line,
        quantity=None if quantity is None else float(quantity),
        reason=reason,
        today=job.today,
    )
    if isinstance(found, Finding):
        return found
    same = (folded(found.po_number), line_key(found.po_line or ""), kind)
    for each in known:
        if not each.case.over and (folded(each.po), line_key(each.line or ""), each.case.kind) == same:
            values = {"case": each.case.number, "po": each.po, "line": each.line or "–"}
            return Finding("case_open_already", Severity.WARNING, values)
    rows = case_rows(tables, [found], job.words, job.today)
    number = str(rows[0]["nonconformance"])
    picture = None if given.get("picture") is None else str(given["picture"])
    steps = (Step(Act.OPENED, picture=picture),) if picture else ()
    case = Case(number, kind, exact(found.quantity) or ZERO, exact(found.amount), found.currency)
    listed = ListedCase(
        case, Row({}), found.supplier or "", found.po_number, found.po_line, found.item_number, reason
    )
    edits = list_rows(job.view, job.words, TableKind.NONCONFORMANCES, CASE_FIELDS, rows)
    return OpenedCase(listed, edits, steps)
