"""The notes on a sheet's cells, for reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from xlwings import base_classes

from buybook.engine.refusal import FileObject, refuse
from buybook.xlsx.cells import parse_area
from buybook.xlsx.sheet import Sheet

if TYPE_CHECKING:
    from buybook.engine.range import Range


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note's author and words."""

    author: str
    text: str


def read_notes(sheet: Sheet) -> dict[tuple[int, int], NoteText]:
    """The notes by row and column."""
    package = sheet.workbook.package
    notes: dict[tuple[int, int], NoteText] = {}
    for relationship in package.relationships(sheet.part):
        if relationship.kind == "comments" and package.has(relationship.target):
            notes |= _parse(package.read_xml(relationship.target))
    return notes


def _parse(part: bytes) -> dict[tuple[int, int], NoteText]:
    root = ElementTree.fromstring(part)
    authors = [author.text or "" for author in root.iterfind("{*}authors/{*}author")]
    notes: dict[tuple[int, int], NoteText] = {}
    for comment in root.iterfind("{*}commentList/{*}comment"):
        row, column, *_ = parse_area(comment.get("ref", "A1"))
        text = "".join(piece.text or "" for piece in comment.iterfind("{*}text//{*}t"))
        author = int(comment.get("authorId", "-1"))
        notes[row, column] = NoteText(authors[author] if 0 <= author < len(authors) else "", text)
    return notes


class Note(FileObject, base_classes.Note):
    """A note on a cell."""

    def __init__(self, cell: Range, note: NoteText) -> None:
        self._cell = cell
        self._note = note

    @property
    def api(self) -> NoteText:
        """The note as it was read."""
        return self._note

    @property
    def text(self) -> str:
        """Its words."""
        return self._note.text

    @text.setter
    def text(self, value: str) -> None:
        del value
        refuse("Changing a note")

    @property
    def author(self) -> str:
        """Who wrote it."""
        return self._note.author

    @property
    def location(self) -> Range:
        """The cell that it is on."""
        return self._cell
