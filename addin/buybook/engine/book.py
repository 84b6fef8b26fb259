"""An open workbook."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from xlwings import base_classes

from buybook.engine.area import Area
from buybook.engine.guard import WriteGuard
from buybook.engine.names import Names
from buybook.engine.refusal import FileObject, refuse
from buybook.engine.sheet import Sheets
from buybook.xlsx import filekinds
from buybook.xlsx.errors import WorkbookError
from buybook.xlsx.workbook import Workbook

if TYPE_CHECKING:
    import buybook.xlsx.sheet as xlsx
    from buybook.engine.application import App


class Book(FileObject, base_classes.Book):
    """An open workbook; `source` is the package underneath."""

    def __init__(self, app: App, source: Workbook, place: Path | str, *, read_only: bool = False) -> None:
        self._app = app
        self.source = source
        self._place = place  # the file, or the name of a book that has none yet
        self._read_only = read_only
        self._guard: WriteGuard | None = None
        self._front: xlsx.Sheet | None = None

    @property
    def api(self) -> Workbook:
        """The package layer's workbook."""
        return self.source

    @property
    def app(self) -> App:
        """The application that holds it open."""
        return self._app

    @property
    def name(self) -> str:
        """The file's name; Book1 before there is a file."""
        return self._place.name if isinstance(self._place, Path) else self._place

    @property
    def fullname(self) -> str:
        """The file's path; Book1 before there is a file."""
        return str(self._place)

    @property
    def sheets(self) -> Sheets:
        """The worksheets; chart sheets stay in the file and are not listed."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """The defined names, those of single sheets too."""
        return Names(self)

    @property
    def front(self) -> xlsx.Sheet:
        """The active sheet: the one added or activated last, else the one that Excel would show.

        A sheet that is added is active from then on, as in Excel, but only in this session: which sheet
        Excel shows when it opens the file is changed by `activate` alone, since all sheets take part in that.
        """
        if self._front is not None and self._front in self.source.sheets:
            return self._front
        return self.source.active_sheet or self.source.sheets[0]

    def bring_to_front(self, sheet: xlsx.Sheet) -> None:
        """Let a sheet be the active one for this session."""
        self._front = sheet

    def guard_reads(self) -> None:
        """From now on refuse to read a cell that was written before: see `guard`."""
        self._guard = WriteGuard()

    def wrote(self, sheet: str, area: Area) -> None:
        """Note that cells were written."""
        if self._guard is not None:
            self._guard.wrote(sheet, area)

    def reads(self, sheet: str, area: Area) -> None:
        """Note that cells are about to be read."""
        if self._guard is not None:
            self._guard.check(sheet, area)

    def moved(self, what: str) -> None:
        """Note that a table or a name now stands for other cells."""
        if self._guard is not None:
            self._guard.moved(what)

    def reads_place(self, what: str) -> None:
        """Note that the cells of a table or a name are about to be asked for."""
        if self._guard is not None:
            self._guard.check_place(what)

    def renamed(self, sheet: str, name: str) -> None:
        """Note that a sheet has another name."""
        if self._guard is not None:
            self._guard.renamed(sheet, name)

    def activate(self) -> None:
        """Make this the active book."""
        self._app.books.activate(self)

    def close(self) -> None:
        """Forget the book; what was not saved is lost, as in Excel without a question."""
        self._app.books.detach(self)

    def save(self, path: str | os.PathLike[str] | None = None, password: str | None = None) -> None:
        """Save to the book's file or to another, which is then the book's file. Keeps no backup."""
        if password is not None:
            refuse("Saving with a password")
        self.save_file(None if path is None else Path(path))

    def save_file(self, path: Path | None = None, *, backup: Path | None = None, keep: int = 0) -> bool:
        """Save, with the file before the change kept in the folder `backup`, `keep` of them at most.

        Tells whether a file was written: an unchanged workbook is not written again to its own file. Raises
        WorkbookError: `locked` (open in Excel), `changed_meanwhile`, `read_only`.
        """
        target = self._target(path)
        if self._read_only and target == self._place:
            raise WorkbookError("read_only", f"{self.name} was opened for reading only.")
        written = self._written(target, backup, keep)
        self._place = target
        return written

    def _written(self, target: Path, backup: Path | None, keep: int) -> bool:
        """Save as the kind of file that the target's name means; when that fails, nothing has changed."""
        before = filekinds.kind(self.source)
        if target != self._place:
            filekinds.make(self.source, target.suffix)
        try:
            return self.source.save(target, backup=backup, keep=keep)
        except WorkbookError:
            filekinds.make(self.source, before)
            raise

    def _target(self, path: Path | None) -> Path:
        if path is None:
            return self._place if isinstance(self._place, Path) else Path.cwd() / f"{self._place}.xlsx"
        if path == self._place:
            return path
        target = Path(os.path.realpath(path))
        if target.suffix.lower() not in filekinds.KINDS:
            refuse(f"Saving as {target.suffix.lower() or 'a file without an ending'}")
        return target

    def to_bytes(self) -> bytes:
        """The workbook as a file would hold it now, for a preview."""
        return self.source.to_bytes()
