"""The lines of a purchase order as a table on paper: which columns, how wide, and what stands in each row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from buybook.documents.order_content import PurchaseOrderDocument, PurchaseOrderLine
from buybook.documents.pdf import BOLD, LINE, PLAIN, width, wrapped
from buybook.documents.texts import line_notes, shown_amount, shown_decimal
from buybook.frozen import frozen
from buybook.vocabulary import Words

SIZES = (8.5, 7.5, 6.5)  # of letters: the first that leaves room for descriptions
GAP = 7.0  # between columns
_DESCRIPTION = 120.0  # the least that a description needs
_MOST = 84.0  # of a column of text
_MOST_LINES = 40  # of a row: it must fit on a page
_MOST_NOTES = 12
_NOTE = 0.9  # of the letters' size: what stands beneath a description
_RIGHT = frozenset({"quantity", "unit_price", "price_per", "discount", "amount"})

_Text = Callable[[PurchaseOrderLine, PurchaseOrderDocument, str], str]

_TEXTS: Mapping[str, _Text] = {
    "pos": lambda line, _, __: line.pos,
    "item_number": lambda line, _, __: line.item_number,
    "supplier_item_number": lambda line, _, __: line.supplier_item_number,
    "description": lambda line, _, __: line.description,
    "requested_date": lambda line, _, __: line.requested_date.isoformat() if line.requested_date else "",
    "quantity": lambda line, _, language: shown_decimal(line.quantity, language),
    "unit": lambda line, _, __: line.unit,
    "unit_price": lambda line, order, language: shown_decimal(line.unit_price, language, order.minor_digits),
    "price_per": lambda line, _, language: (
        "" if line.price_per == 1 else shown_decimal(line.price_per, language)
    ),
    "discount": lambda line, _, language: (
        f"{shown_decimal(line.discount, language, 0, 2)} %" if line.discount else ""
    ),
    "amount": lambda line, order, language: shown_amount(line.amount, order.minor_digits, language),
}


@frozen
class PaperColumn:
    """A column: its title, its left edge and width in points; numbers stand at the right."""

    name: str
    title: tuple[str, ...]
    left: float
    width: float
    right: bool


@frozen
class PaperRow:
    """A row's lines of text by column, what stands beneath its description, and how high it is in points."""

    texts: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]
    changes: tuple[str, ...]
    height: float


@frozen
class PaperTable:
    """The whole table; `size` is that of its letters."""

    columns: tuple[PaperColumn, ...]
    rows: tuple[PaperRow, ...]
    size: float
    head: float  # the height of the row of titles


def lay_out(order: PurchaseOrderDocument, words: Words, left: float, room: float) -> PaperTable:
    """Lay the order's lines out from `left` over `room` points. Columns without a value are left out."""
    cells = {
        name: [text(line, order, words.language) for line in order.lines] for name, text in _TEXTS.items()
    }
    shown = {name: texts for name, texts in cells.items() if name == "description" or any(texts)}
    titles = words.labels("purchase_order")
    for size in SIZES:
        widths = {name: _width(name, titles[name], texts, size) for name, texts in shown.items()}
        rest = room - sum(each + GAP for name, each in widths.items() if name != "description")
        if rest >= _DESCRIPTION:
            break
    widths["description"] = max(rest, _DESCRIPTION)
    columns = _columns(widths, titles, left, size)
    rows = tuple(_row(columns, shown, at, line, words, size) for at, line in enumerate(order.lines))
    deepest = max(len(column.title) for column in columns)
    return PaperTable(columns, rows, size, (deepest * LINE + 0.9) * size)


def _width(name: str, title: str, texts: Sequence[str], size: float) -> float:
    longest = max((word for text in (title, *texts) for word in _unbroken(name, text)), key=len, default="")
    by_letters = sorted({longest, *_longest(texts)}, key=len)[-8:]
    needed = max(width(text, PLAIN, size) for text in (*by_letters, ""))
    needed = max(needed, *(width(word, BOLD, size) for word in title.split() or [""]))
    return needed if name in _RIGHT else min(needed, _MOST)


def _unbroken(name: str, text: str) -> list[str]:
    return [text] if name in _RIGHT else text.split()


def _longest(texts: Sequence[str]) -> list[str]:
    """Give some of the longest texts: the widest is among them, as digits are all as wide."""
    return sorted(set(texts), key=len)[-8:]


def _columns(
    widths: Mapping[str, float], titles: Mapping[str, str], left: float, size: float
) -> tuple[PaperColumn, ...]:
    columns = []
    for name, each in widths.items():
        title = wrapped(titles[name], each, BOLD, size)
        columns.append(PaperColumn(name, title, left, each, name in _RIGHT))
        left += each + GAP
    return tuple(columns)


def _row(
    columns: Sequence[PaperColumn],
    cells: Mapping[str, Sequence[str]],
    at: int,
    line: PurchaseOrderLine,
    words: Words,
    size: float,
) -> PaperRow:
    texts = {each.name: _fitted(each, cells[each.name][at], size) for each in columns}
    room = next(each.width for each in columns if each.name == "description")
    notes = tuple(
        row for note in line_notes(line, words) for row in wrapped(note, room, PLAIN, size * _NOTE)
    )[:_MOST_NOTES]
    changes = wrapped(line.change, room, BOLD, size * _NOTE) if line.change else ()
    beneath = (len(notes) + len(changes)) * _NOTE
    deepest = max(len(texts["description"]) + beneath, *(len(lines) for lines in texts.values()))
    return PaperRow(texts, notes, changes, (deepest * LINE + 0.7) * size)


def _fitted(column: PaperColumn, text: str, size: float) -> tuple[str, ...]:
    lines = (text,) if column.right else wrapped(text, column.width, PLAIN, size)
    return lines if len(lines) <= _MOST_LINES else (*lines[: _MOST_LINES - 1], "…")


def note_size(size: float) -> float:
    """Give the size of what stands beneath a description."""
    return size * _NOTE
