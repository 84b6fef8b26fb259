"""Setting a workbook up in front of the buyer: what was recognised on a sheet, to be put right there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from buybook.commands.job import Job, Outcome
from buybook.commands.recognised import page
from buybook.findings import Finding, Severity
from buybook.registry import Group, Option, OptionKind, command
from buybook.schema import FIELDS
from buybook.settings.writing import Addition
from buybook.vocabulary import Words
from buybook.workbook.edits import NoteEdit, ReportEdit
from buybook.workbook.recognise import describe
from buybook.workbook.remembered import COLUMN, Remembered, RememberedList, field_words, title_key
from buybook.workbook.setup_sheet import setup_report
from buybook.workbook.tables import Recognition, column_letter
from buybook.workbook.understood import TO_LOOK_AT, Line, Sure, first_to_look_at, understood
from buybook.workbook.view import WorkbookView

_OUR_NOTE = "Buybook:"  # how a note of ours begins, in every language
_IGNORE = "ignore"  # as the settings have it


@command(
    "setup",
    group=Group.WORKBOOK,
    icon="TableStyleNew",
    options=(Option("mark", OptionKind.FLAG), Option("to_config", OptionKind.FLAG)),
    shows=True,
)
def setup(job: Job) -> Outcome:
    """Write what was recognised onto the set-up sheet; what the buyer chose there is kept, and obeyed."""
    recognition = job.view.recognition
    lines = understood(recognition, job.words)
    edits = [ReportEdit(setup_report(first_to_look_at(lines), job.words))]
    notes = list(_notes(job.view, lines, job.words)) if job.options.get("mark") else []
    remembered = _remembered(recognition)
    additions, findings = _additions(remembered) if job.options.get("to_config") else (None, [])
    chosen = sum(line.sure is Sure.YOU for line in lines)
    doubts = sum(line.sure in TO_LOOK_AT for line in lines)
    headline = job.words.label("setup.headline").format(
        lists=len(recognition.tables), doubts=doubts, chosen=chosen
    )
    return Outcome(
        answer={"tables": describe(recognition), "chosen": chosen},
        edits=(*edits, *notes),
        findings=(*recognition.findings, *findings),
        headline=headline,
        sections=page(lines, job.words)[:1] if doubts else (),  # the sheet shows the rest
        settings=additions,
    )


def _notes(view: WorkbookView, lines: Sequence[Line], words: Words) -> Iterator[NoteEdit]:
    """Give the notes for the header cells: what each was taken for. A note of the buyer's own stays alone."""
    for line in lines:
        if line.what != COLUMN or line.sure is Sure.GONE:
            continue
        row, column = line.cell
        before = view.note(line.sheet, row, column)
        if before is not None and not before.startswith(_OUR_NOTE):
            continue
        field = field_words(words.language)[line.field] if line.field else None
        after = (
            words.label("setup.note").format(field=field, sure=words.label(f"sure.{line.sure}"))
            if field
            else None
        )
        yield NoteEdit(line.sheet, row, column, before, after)


def _remembered(recognition: Recognition) -> Remembered:
    """Give all that the buyer said, of what is there and of what is not."""
    return Remembered((*(said.of for said in recognition.said.values()), *recognition.unfitted))


def _additions(remembered: Remembered) -> tuple[Mapping[str, Addition], list[Finding]]:
    """Give the choices as settings: titles as aliases, so that other workbooks know them, the rest by sheet.

    What the settings cannot say, a choice for one of several lists of a sheet, is told and stays on the sheet.
    """
    meanings: dict[str, set[str]] = defaultdict(set)
    for each in remembered.lists:
        for column in each.columns:
            if column.verdict is not None and column.verdict.field and column.title:
                meanings[title_key(column.title)].add(column.verdict.field)
    aliases: dict[str, list[str]] = defaultdict(list)
    tables: dict[str, dict[str, Addition]] = {}
    findings: list[Finding] = []
    for each in remembered.lists:
        alone = sum(other.sheet == each.sheet for other in remembered.lists) == 1
        columns: dict[str, Addition] = {}
        for column in each.columns:
            if column.verdict is None:
                continue
            field = column.verdict.field
            if field and column.title and len(meanings[title_key(column.title)]) == 1:
                if column.title not in aliases[field]:
                    aliases[field].append(column.title)
            else:
                columns[column.title or column_letter(column.index)] = field or _IGNORE
        own: dict[str, Addition] = dict(_of_list(each)) if alone else {}
        if not alone and _of_list(each):
            values = {"sheet": each.sheet}
            findings.append(Finding("setup_on_sheet_only", Severity.INFO, values, sheet=each.sheet))
        if columns:
            own["columns"] = columns
        if own:
            tables.setdefault(each.sheet, {}).update(own)
    found: dict[str, Addition] = {}
    if tables:
        found["tables"] = tables
    if aliases:
        found["aliases"] = {field: aliases[field] for field in FIELDS if field in aliases}
    return found, findings


def _of_list(each: RememberedList) -> Mapping[str, Addition]:
    """Give what the buyer said of a list as a whole."""
    said: dict[str, Addition] = {}
    if each.ignored:
        said["ignore"] = "yes"
    if each.is_kind is not None:
        said["kind"] = each.is_kind.value
    if each.titles_in is not None:
        said["header_row"] = each.titles_in
    if each.last_row is not None:
        said["last_row"] = each.last_row
    return said
