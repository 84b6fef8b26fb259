"""What a command is given, and what it answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from buybook.findings import Finding, Severity
from buybook.frozen import frozen
from buybook.settings import Settings
from buybook.settings.writing import Addition
from buybook.vocabulary import Words
from buybook.workbook.edits import Edit
from buybook.workbook.view import WorkbookView

if TYPE_CHECKING:
    from buybook.documents.outgoing import OutgoingFile


class WrongCallError(ValueError):
    """The command was called with something that cannot be right; nothing was done."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@frozen
class Job:
    """All that a command may look at."""

    view: WorkbookView
    settings: Settings
    words: Words
    today: dt.date
    options: Mapping[str, object] = field(default_factory=dict)
    documents_folder: str = ""
    folder: Path = field(default_factory=Path)  # the workbook's
    user: str = ""

    def file(self, option: str) -> Path:
        """Give the file that an option names: as it stands, else beside the workbook.

        Raises WrongCallError where there is none.
        """
        named = Path(str(self.options[option]))
        found = next((path for path in (named, self.folder / named) if path.is_file()), None)
        if found is None:
            raise WrongCallError("file_missing", file=str(named))
        return found


@frozen
class Selected:
    """The cells that the buyer selected before pressing a button."""

    sheet: str
    rows: tuple[int, ...]  # those that are shown, from top to bottom
    several: bool  # more than one cell: the rows were chosen, not only the cursor left there


@frozen
class Section:
    """A table of results for people: a heading, the columns' titles, the rows as text."""

    heading: str
    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()  # columns that are set to the right


@frozen
class Later:
    """A part of an answer that is made only for programs: people are not shown it."""

    items: Callable[[], object]


@frozen
class Outcome:
    """What a command found and wants changed."""

    answer: dict[str, object] = field(default_factory=dict)  # may hold `Later`
    edits: tuple[Edit, ...] = ()
    findings: tuple[Finding, ...] = ()
    documents: tuple[OutgoingFile, ...] = ()
    headline: str = ""
    sections: tuple[Section, ...] = ()
    journal: bool = True  # undo keeps no journal of itself
    settings: Mapping[str, Addition] | None = None  # to be added to buybook.yaml


def no_list(kind: str, words: Words) -> Finding:
    """Say that a list which the command needs is not in the workbook."""
    return Finding("no_list", Severity.ERROR, {"kind": words.label(f"kind.{kind}")})
