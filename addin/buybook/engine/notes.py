"""The notes on a sheet's cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import base_classes

from buybook.engine.refusal import FileObject
from buybook.xlsx import notes
from buybook.xlsx.notes import NoteText

if TYPE_CHECKING:
    from buybook.engine.range import Range


class Note(FileObject, base_classes.Note):
    """A note on a cell. It is looked up by its cell whenever it is asked for something."""

    def __init__(self, cell: Range) -> None:
        self._cell = cell

    @property
    def api(self) -> NoteText:
        """The package layer's note; KeyError once the note is deleted."""
        cell = self._cell
        cell.sheet.book.reads_place(_what(cell))
        note = notes.find(cell.sheet.source, cell.row, cell.column)
        if note is None:
            raise KeyError(f"There is no note on {cell.address} any more.")
        return note

    @property
    def text(self) -> str:
        """Its words."""
        return self.api.text

    @text.setter
    def text(self, value: str) -> None:
        notes.write(self._cell.sheet.source, self._cell.row, self._cell.column, value)
        self._cell.sheet.book.moved(_what(self._cell))

    @property
    def author(self) -> str:
        """Who wrote it; empty for a note that was added here."""
        return self.api.author

    @property
    def location(self) -> Range:
        """The cell that it is on."""
        return self._cell

    def delete(self) -> None:
        """Take the note away."""
        notes.remove(self._cell.sheet.source, self._cell.row, self._cell.column)
        self._cell.sheet.book.moved(_what(self._cell))


def note_on(cell: Range) -> Note | None:
    """The note on a range's first cell, None if there is none."""
    cell.sheet.book.reads_place(_what(cell))
    found = notes.find(cell.sheet.source, cell.row, cell.column)
    return None if found is None else Note(cell.first_cell)


def add_note(cell: Range, text: str) -> Note:
    """Put a note on a range's first cell; ValueError if it has one, as in Excel."""
    if note_on(cell) is not None:
        raise ValueError(f"There is a note on {cell.first_cell.address} already: change its text.")
    notes.write(cell.sheet.source, cell.row, cell.column, text)
    cell.sheet.book.moved(_what(cell))
    return Note(cell.first_cell)


def _what(cell: Range) -> str:
    return f"the note on {cell.sheet.name}!{cell.first_cell.address}"
