"""What Buybook recognises in a workbook."""

from __future__ import annotations

from buybook.commands.job import Job, Outcome, Section
from buybook.registry import Group, command
from buybook.schema import TableKind
from buybook.vocabulary import Words
from buybook.workbook.recognise import describe
from buybook.workbook.tables import RecognisedTable


@command("map", group=Group.WORKBOOK, icon="TableSelect", writes=False)
def map_workbook(job: Job) -> Outcome:
    """Show the lists that were recognised, what each column was taken for, and why."""
    recognition = job.view.recognition
    return Outcome(
        answer={"tables": describe(recognition)},
        findings=recognition.findings,
        headline=job.words.label("map.headline").format(count=len(recognition.tables)),
        sections=tuple(_section(table, job.words) for table in recognition.tables),
    )


def _section(table: RecognisedTable, words: Words) -> Section:
    heading = words.label("map.table").format(
        kind=words.label(f"kind.{table.kind.value if table.kind is not TableKind.RATES else 'rates'}"),
        sheet=table.sheet,
        header=table.header_row,
        first=table.first_row,
        last=table.last_row,
        sure=round(100 * table.confidence),
    )
    rows = tuple(
        (
            column.letter,
            " ".join(column.title.split()),
            words.title(column.field) if column.field else "–",
            "; ".join(column.reasons),
        )
        for column in table.columns
    )
    titles = tuple(words.label(f"map.{name}") for name in ("column", "title", "field", "why"))
    return Section(heading, titles, rows)
