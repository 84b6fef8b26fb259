"""A test mode: refuse to read what this session has already written.

On Excel for the web (xlwings Lite) writes reach the workbook only when a command ends, so a command that
reads its own writes back works here and fails there. With the guard on, it fails here too.
"""

from __future__ import annotations

from buybook.engine.area import Area


class ReadAfterWriteError(RuntimeError):
    """A cell was read after it had been written in the same session."""

    def __init__(self, sheet: str, area: Area) -> None:
        super().__init__(
            f"{sheet}!{area.address(row_absolute=False, column_absolute=False)} was read after it had been "
            "written: where writes are deferred, the old content would come back."
        )


class MovedError(ReadAfterWriteError):
    """A table, a name or a note was asked for after it had been changed in the same session."""

    def __init__(self, what: str) -> None:
        RuntimeError.__init__(
            self,
            f"{what[0].upper()}{what[1:]} was read after it had been changed: where writes are deferred, the old "
            "one would come back.",
        )


class WriteGuard:
    """Remembers the areas written per sheet, and what was moved, and refuses reads that meet them."""

    def __init__(self) -> None:
        self._written: dict[str, list[Area]] = {}
        self._moved: set[str] = set()

    def moved(self, what: str) -> None:
        """Remember that a table or a name now stands for other cells."""
        self._moved.add(what)

    def check_place(self, what: str) -> None:
        """Raise MovedError if that was moved before."""
        if what in self._moved:
            raise MovedError(what)

    def wrote(self, sheet: str, area: Area) -> None:
        """Remember that `area` was written."""
        areas = self._written.setdefault(sheet, [])
        if not any(known.encloses(area) for known in areas[-8:]):
            areas.append(area)

    def check(self, sheet: str, area: Area) -> None:
        """Raise ReadAfterWriteError if any cell of `area` was written before."""
        for written in self._written.get(sheet, ()):
            if met := area.intersection(written):
                raise ReadAfterWriteError(sheet, met)

    def renamed(self, sheet: str, name: str) -> None:
        """Keep what is known of a sheet under its new name."""
        if sheet in self._written:
            self._written[name] = self._written.pop(sheet)
