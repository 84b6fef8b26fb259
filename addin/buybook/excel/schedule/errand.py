"""The scheduled run itself: refresh one workbook, now or a little later, and keep a log, a summary and a record.

A workbook that somebody has open is left alone and tried again. The waiting is done here, not by the scheduler:
launchd has no way to try again, and Task Scheduler starts a failed program again only where it could not be started.
"""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Callable
from pathlib import Path

from buybook.excel.schedule.entry import Entry, identity_of
from buybook.excel.schedule.records import LastRun, Records
from buybook.excel.schedule.runlog import RunLog
from buybook.excel.schedule.statuses import PASSING, RunStatus
from buybook.excel.schedule.summary import Told, write_summary
from buybook.frozen import frozen
from buybook.run import DONE, FINDINGS_REMAIN, WRONG_CALL, Request, Result
from buybook.vocabulary import LANGUAGES, words

TRIES = 9  # with the waits between them, two hours
WAIT = dt.timedelta(minutes=15)


@frozen
class Means:
    """What an errand needs of the world: a clock, a way to wait, a way to refresh."""

    now: Callable[[], dt.datetime]
    sleep: Callable[[float], None]
    refresh: Callable[[Request], Result]


@frozen
class Errand:
    """One scheduled refresh of a workbook."""

    workbook: Path
    records: Records
    logs: Path
    config: Path | None = None
    summary: Path | None = None
    language: str | None = None
    tries: int = TRIES
    wait: dt.timedelta = WAIT

    def run(self, means: Means) -> RunStatus:
        """Do it; whatever happens ends in a status, the log and the record."""
        started = means.now()
        log = RunLog(self.logs, means.now)
        said = words(self.language if self.language in LANGUAGES else "en")
        log.write(said.label("schedule.log.begun").format(path=self.workbook))
        tries, told = self._until_free(means, log)
        summary = self.summary or self.records.summary_file(self.identity)
        try:
            write_summary(told, summary, self.workbook, started, log.path)
        except OSError as error:
            log.write(
                said.label("schedule.log.no_summary").format(path=summary, detail=error.strerror or error)
            )
        self.records.note(
            self.identity,
            LastRun(
                str(self.workbook), started, means.now(), told.status, tries, told.sentence,
                str(log.path), str(summary),
            ),
        )  # fmt: skip
        log.write(said.label("schedule.log.ended").format(sentence=told.sentence, status=int(told.status)))
        return told.status

    @property
    def identity(self) -> str:
        """The identity of the entry that this is a run of."""
        return identity_of(str(self.workbook))

    def _until_free(self, means: Means, log: RunLog) -> tuple[int, Told]:
        for number in range(1, self.tries + 1):
            told = self._try(means, log)
            if told.status is not RunStatus.BUSY or number == self.tries:
                break
            minutes = int(self.wait.total_seconds() // 60)
            log.write(f"{told.sentence} " + told.words.label("schedule.log.waits").format(minutes=minutes))
            means.sleep(self.wait.total_seconds())
        return number, told

    def _try(self, means: Means, log: RunLog) -> Told:
        request = Request(
            "refresh", self.workbook, today=means.now().date(), config=self.config, language=self.language
        )
        try:
            return told_of(means.refresh(request))
        except Exception:
            # A fault of ours: nobody watches, so the trace goes to the log and the next run is not spoilt.
            log.write(traceback.format_exc())
            said = words(self.language if self.language in LANGUAGES else "en")
            return Told(RunStatus.FAULT, said, said.label("schedule.fault"))


def told_of(result: Result) -> Told:
    """Give what a run tells a scheduler and a reader."""
    if result.status in (DONE, FINDINGS_REMAIN):
        headline = result.outcome.headline if result.outcome is not None else ""
        return Told(RunStatus.DONE, result.words, headline or result.words.label("schedule.done"), result)
    error = result.said.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    status = RunStatus.WRONG if result.status == WRONG_CALL else RunStatus.UNREADABLE
    if code in PASSING:
        status = RunStatus.BUSY
    return Told(status, result.words, result.failure or "", result)


def errand_of(entry: Entry, records: Records, logs: Path) -> Errand:
    """Give the errand that an entry stands for."""
    return Errand(
        Path(entry.workbook),
        records,
        logs,
        Path(entry.config) if entry.config else None,
        Path(entry.summary) if entry.summary else None,
        entry.language,
    )
