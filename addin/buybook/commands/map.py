"""What Buybook recognises in a workbook."""

from __future__ import annotations

from buybook.commands.job import Job, Outcome
from buybook.commands.recognised import page
from buybook.registry import Group, command
from buybook.workbook.recognise import describe
from buybook.workbook.remembered import COLUMN
from buybook.workbook.understood import TO_LOOK_AT, Sure, understood


@command("map", group=Group.WORKBOOK, icon="FindDialogExcel", writes=False)
def map_workbook(job: Job) -> Outcome:
    """Show the lists that were recognised, what each column was taken for, how surely, and why."""
    recognition = job.view.recognition
    lines = understood(recognition, job.words)
    headline = job.words.label("map.headline").format(
        count=len(recognition.tables),
        doubts=sum(line.sure in TO_LOOK_AT for line in lines),
        unread=sum(line.what == COLUMN and line.sure is Sure.UNREAD for line in lines),
    )
    return Outcome(
        answer={"tables": describe(recognition)},
        findings=recognition.findings,
        headline=headline,
        sections=page(lines, job.words),
    )
