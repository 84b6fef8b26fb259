"""The summary of a scheduled run, to be read or mailed: plain text, or a draft of a mail (`.eml`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from buybook.commands.job import Section
from buybook.excel.schedule.statuses import RunStatus
from buybook.frozen import frozen
from buybook.run import Result
from buybook.vocabulary import Words

_FINDINGS = 10  # told in full; the rest is in the log's terminal command
_SEVERITIES = ("error", "warning")


@frozen
class Told:
    """What a run came to: its status, one sentence, and the result where there is one."""

    status: RunStatus
    words: Words
    sentence: str
    result: Result | None = None


def write_summary(told: Told, path: Path, workbook: Path, started: dt.datetime, log: Path) -> None:
    """Write the summary of a run; a file that ends in .eml becomes a draft that a mail program opens for sending."""
    subject = _subject(told, workbook, started)
    text = summary_text(told, workbook, log)
    if path.suffix.lower() == ".eml":
        content = _draft(subject, text)
    else:
        content = f"{subject}\n\n{text}".encode("utf-8", "backslashreplace")
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(content)
    beside.replace(path)


def summary_text(told: Told, workbook: Path, log: Path) -> str:
    """Give the summary's text: the sentence, what needs action, what could not be read, where to look."""
    lines = [told.sentence, ""]
    if told.status is RunStatus.DONE and told.result is not None and told.result.outcome is not None:
        for section in told.result.outcome.sections:
            lines += [*_section(section), ""]
        lines += _findings(told.result, told.words)
    lines.append(told.words.label("schedule.summary.workbook").format(path=workbook))
    lines.append(told.words.label("schedule.summary.log").format(path=log))
    return "\n".join(lines) + "\n"


def _subject(told: Told, workbook: Path, started: dt.datetime) -> str:
    key = "done" if told.status is RunStatus.DONE else "failed"
    label = told.words.label(f"schedule.summary.subject_{key}")
    return label.format(name=workbook.name, date=f"{started:%Y-%m-%d}")


def _section(section: Section) -> Iterator[str]:
    yield section.heading
    for first, *rest in section.rows:
        told = (
            f"{title} {cell}" for title, cell in zip(section.titles[1:], rest, strict=True) if cell.strip("–")
        )
        yield f"- {first}: {', '.join(told)}"


def _findings(result: Result, words: Words) -> list[str]:
    told = [finding for finding in result.findings if finding.severity.value in _SEVERITIES]
    told.sort(key=lambda each: _SEVERITIES.index(each.severity.value))
    if not told:
        return []
    lines = [words.label("schedule.summary.findings").format(count=len(told))]
    for finding in told[:_FINDINGS]:
        located = result.located(finding)
        place = "!".join(str(located[key]) for key in ("sheet", "cell") if located[key])
        sentence = " ".join(str(located[key]) for key in ("text", "remedy") if located[key])
        lines.append(f"- {place}: {sentence}" if place else f"- {sentence}")
    if len(told) > _FINDINGS:
        lines.append(words.label("schedule.summary.more").format(count=len(told) - _FINDINGS))
    return [*lines, ""]


def _draft(subject: str, text: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject.encode("utf-8", "replace").decode("utf-8")
    message["X-Unsent"] = "1"  # mail programs open it for sending, not as a mail that came
    message.set_content(text.encode("utf-8", "replace").decode("utf-8"), cte="base64")
    return message.as_bytes()
