"""Text with a delimiter (CSV), as programs of all countries write it: any usual encoding, any usual delimiter."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

_DELIMITERS = (";", "\t", ",", "|")
_SAMPLE = 200  # lines that show which delimiter is used
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_delimited(content: bytes, longest: int) -> list[list[object]]:
    """Give the rows of a text, all of one width, cells as text and None for empty ones.

    `longest` is how many characters of a cell are kept.
    """
    text = decoded(content)
    first, _, rest = text.partition("\n")
    stated = first.strip().casefold()
    if stated.startswith("sep=") and len(stated) == 5:  # as Excel understands it
        delimiter, text = stated[4], rest
    else:
        delimiter = _delimiter(text)
    rows = [[cell.strip()[:longest] or None for cell in row] for row in _rows(text, delimiter)]
    while rows and not any(rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    return [[*row, *[None] * (width - len(row))] for row in rows]


def decoded(content: bytes) -> str:
    """Decode text: by its mark, else as UTF-8 where it is that, else as Windows' western code page."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if content[1:2] == b"\0" and content[3:4] == b"\0":
        return content.decode("utf-16-le", errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell longer than the reader takes: the line is no data
            continue


def _delimiter(text: str) -> str:
    """Give the delimiter that parts most lines into the same number of cells, the more cells the better."""
    sample = "\n".join(text.splitlines()[:_SAMPLE])

    def fit(delimiter: str) -> float:
        counts = Counter(len(row) for row in _rows(sample, delimiter) if any(row))
        lines = sum(counts.values())
        width, times = max(counts.items(), key=lambda each: (each[0] > 1, each[1]), default=(1, 0))
        return (width - 1) ** 0.5 * times / lines if width > 1 else 0.0

    return max(_DELIMITERS, key=fit)
