"""Files that leave the house: what they are called, and how their bytes are made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from buybook.documents.file_names import publish
from buybook.frozen import frozen


@frozen
class OutgoingFile:
    """A file for the folder of documents; its bytes are made when it is written.

    `stem` is a file's name without its suffix, from `file_names.safe_stem`. `of` says what the file belongs to:
    the name of a list in the command's answer and the position of a record in it, whose `documents` then names
    the file. The same content twice is one file; another file of the name is never overwritten.
    """

    stem: str
    suffix: str  # with its point
    content: Callable[[], bytes]
    of: tuple[str, int] | None = None

    def write(self, folder: Path) -> Path:
        """Write the file into a folder and give its path. Raises OSError where that cannot be done."""
        return publish(self.content(), folder, self.stem, self.suffix)
