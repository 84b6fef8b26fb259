"""Checks that start Excel: what only a running Excel can prove, on a demo workbook in a folder of their own.

An Excel beside the buyer's is started without a window; their own windows and workbooks are not touched. The claims
are those that docs/verified.md lists as waiting for a machine with Excel.
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import xlwings as xw

from buybook.documents.demo import build_demo
from buybook.excel.doctor.verdict import Surroundings, Verdict, bad, failure, good, look, not_here
from buybook.excel.own_excel import NoExcelError, Starter, open_quietly, own_excel, start_excel
from buybook.excel.places import System
from buybook.excel.unattended import run_unattended
from buybook.run import DONE, FINDINGS_REMAIN, Request, run

_MACROS_RUN = 1  # msoAutomationSecurityLow
_PENDING = "xl/uncomputed.xml"
_ERRORS = frozenset({"#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
# A formula, and the value that its rule gives: the square root of 2 x 1,000 x 50 / 2.
FORMULA, ANSWER = "=BUY_EOQ(1000,50,2)", 50_000**0.5


@dataclass
class Session:
    """An Excel of our own, and a folder with the demo workbook: as made, and as refreshed without Excel."""

    around: Surroundings
    folder: Path
    start: Starter = start_excel
    running: Callable[[], list[int]] = lambda: [app.pid for app in xw.apps]  # the Excels of this user
    app: xw.App | None = None
    _closing: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        self.made = self.folder / "made.xlsx"
        build_demo(self.made, "en", self.around.now.date())
        self.refreshed = self.folder / "refreshed.xlsx"
        self.refreshed.write_bytes(self.made.read_bytes())
        run(Request("refresh", self.refreshed, today=self.around.now.date()))

    @property
    def excel(self) -> xw.App:
        """The Excel that runs."""
        if self.app is None:
            raise NoExcelError("Excel does not run.")
        return self.app

    def begin(self) -> xw.App:
        """Start Excel."""
        self.app = self._closing.enter_context(own_excel(self.start))
        return self.app

    def end(self) -> None:
        """Close what was opened, and Excel."""
        self._closing.close()
        self.app = None

    def answer(self, formula: str) -> object:
        """Give what a formula answers in a new workbook."""
        book = self.excel.books.add()
        cell = book.sheets[0]["A1"]
        cell.formula = formula
        value: object = cell.options(err_to_str=True).value
        book.close()
        return value


LiveLook: TypeAlias = "Callable[[Session], Verdict]"


def starts(session: Session) -> Verdict:
    """Whether an Excel starts, without a window."""
    try:
        return good(version=session.begin().version)
    except NoExcelError as error:
        return bad("not_started", detail=error)


def opens(session: Session) -> Verdict:
    """Whether Excel opens a workbook that was changed without it, and repairs nothing."""
    book = open_quietly(session.excel, session.refreshed)
    caption = _caption(book)
    return bad("repaired", caption=caption) if "[" in caption else good()


def computes(session: Session) -> Verdict:
    """Whether the workbook's formulas compute there without errors."""
    book = session.excel.books[session.refreshed.name]
    session.excel.calculate()
    wrong = [
        f"{sheet.name}: {value}" for sheet in book.sheets for value in _values(sheet) if value in _ERRORS
    ]
    return bad("errors", cells=", ".join(wrong[:5])) if wrong else good()


def saves(session: Session) -> Verdict:
    """Whether Excel saves it, and leaves out our note of what is to be computed."""
    saved = session.folder / "saved.xlsx"
    book = session.excel.books[session.refreshed.name]
    book.save(saved)
    book.close()
    with zipfile.ZipFile(saved) as package:
        return look("note_kept") if _PENDING in package.namelist() else good()


def refreshes(session: Session) -> Verdict:
    """Whether a refresh in Excel writes what it writes on the file: to a second one there is nothing to change."""
    today = session.around.now.date()
    result = run_unattended(Request("refresh", session.made, today=today), session.start)
    if result.status not in (DONE, FINDINGS_REMAIN):
        return bad("refused", sentence=result.failure)
    again = run(Request("refresh", session.made, today=today, dry_run=True))
    count = sum(again.plan.changed_cells().values()) if again.plan is not None else 0
    return bad("differs", count=count) if count else good()


def loads(session: Session) -> Verdict:
    """Whether Excel opens the add-in, and repairs nothing."""
    path = session.around.places.addin
    if path is None or not path.is_file():
        return not_here()
    if sys.platform != "darwin":
        session.excel.api.AutomationSecurity = _MACROS_RUN
    book = open_quietly(session.excel, path, read_only=True)
    return good(name=book.name)


def answers(session: Session) -> Verdict:
    """Whether a function in a cell answers with what its rule gives (Windows)."""
    places = session.around.places
    if places.system is not System.WINDOWS or places.addin is None or not places.addin.is_file():
        return not_here()
    value = session.answer(FORMULA)
    right = isinstance(value, float) and abs(value - ANSWER) < 1e-9
    return good(formula=FORMULA) if right else bad("wrong", formula=FORMULA, value=value, expected=ANSWER)


def ends(session: Session) -> Verdict:
    """Whether Excel is gone again."""
    number = session.excel.pid
    session.end()
    return look("left", number=number) if number in session.running() else good()


LIVE: tuple[tuple[str, LiveLook], ...] = (
    ("live_start", starts),
    ("live_opens", opens),
    ("live_computes", computes),
    ("live_saves", saves),
    ("live_refresh", refreshes),
    ("live_addin", loads),
    ("live_function", answers),
    ("live_end", ends),
)


@contextmanager
def ended(begun: Session) -> Iterator[Session]:
    """Leave no Excel of a session behind, whatever happens."""
    try:
        yield begun
    finally:
        begun.end()


def live_verdicts(around: Surroundings, folder: Path) -> list[tuple[str, Verdict]]:
    """Look at everything in an Excel of our own; `folder` is for the workbooks that are tried."""
    return verdicts(Session(around, folder))


def verdicts(begun: Session) -> list[tuple[str, Verdict]]:
    """Look at everything; when Excel does not start, that is the one verdict."""
    found: list[tuple[str, Verdict]] = []
    with ended(begun):
        for name, check in LIVE:
            found.append((name, _verdict(check, begun)))
            if begun.app is None:
                break
    return found


def _verdict(check: LiveLook, begun: Session) -> Verdict:
    try:
        return check(begun)
    except Exception as error:
        return failure(error)


def _caption(book: xw.Book) -> str:
    """Give the title of the workbook's window: "[Repaired]" stands in it where Excel mended the file."""
    return "" if sys.platform == "darwin" else str(book.api.Windows(1).Caption)


def _values(sheet: xw.Sheet) -> Iterator[object]:
    values = sheet.used_range.options(ndim=2, err_to_str=True).value
    return (value for row in values for value in row if isinstance(value, str))
