"""The hidden keys of our form of quotation, by which a reply is read back whatever was done to its sheets.

Every row of the form to be read has a key in a hidden column, every column a mark in a hidden row, and a hidden
sheet says what was asked. A key carries a check of what we wrote on its row, so that even without the hidden
sheet it is seen whether that was changed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from buybook.frozen import frozen

VERSION = 1
FACTS_SHEET = "buybook_form"
FACTS_MARK = "BBFORM"
MAX_LINE = 99_999

# The fields of a line, in the order of the form, and the fields of the table (or of the form alone) they are in
# a quotation.
LINE_FIELDS = (
    "pos", "item_number", "description", "specification", "quantity", "unit", "requested_date",
    "supplier_item_number", "unit_price", "price_per", "moq", "lead_time", "no_bid", "comment",
)  # fmt: skip
HEAD_FIELDS = (
    "quote_number", "quote_valid_until", "currency", "incoterm", "incoterm_place", "payment_terms",
    "freight_cost",
)  # fmt: skip
QUESTION_FIELDS = ("question_no", "question", "weight", "answer", "answer_comment")
# The canonical field whose kind of values a field of the form has, where the two have other names.
FIELD_OF: Mapping[str, str] = MappingProxyType(
    {"pos": "po_line", "no_bid": "comment", "incoterm_place": "comment", "question_no": "po_line",
     "question": "comment", "weight": "supplier_score", "answer": "comment", "answer_comment": "comment"}
)  # fmt: skip

_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_KEY = re.compile(r"BB(\d{1,2})\.([A-Z0-9]{6})\.([LXHQ])([a-z_0-9]{1,32})\.(\d{1,3})\.([A-Z0-9]{4})")
_MARK = re.compile(r"BB#([a-z_]{1,32})")


class RowKind(StrEnum):
    """What a row of the form is."""

    LINE = "L"  # a line that was asked for, at one of its quantities
    EXTRA = "X"  # for further price breaks and alternatives
    HEAD = "H"  # a fact of the whole quotation
    QUESTION = "Q"


@frozen
class RowKey:
    """The key of a row: of which form, what it is, which of its lines, at which of the line's quantities."""

    form: str
    kind: RowKind
    name: str  # the line's position, the fact's field or the question's number
    part: int = 0
    check: str = "AAAA"
    version: int = VERSION

    def __str__(self) -> str:
        return f"BB{self.version}.{self.form}.{self.kind.value}{self.name}.{self.part}.{self.check}"


def read_key(value: object) -> RowKey | None:
    """Read a cell as the key of a row; None when it is none."""
    found = _KEY.fullmatch(value.strip()) if isinstance(value, str) and value[:2] == "BB" else None
    if found is None:
        return None
    version, form, kind, name, part, check = found.groups()
    return RowKey(form, RowKind(kind), name, int(part), check, int(version))


def column_mark(field: str) -> str:
    """Give the hidden mark of a column."""
    return f"BB#{field}"


def read_mark(value: object) -> str | None:
    """Read a cell as the mark of a column; None when it is none."""
    found = _MARK.fullmatch(value.strip()) if isinstance(value, str) and value[:3] == "BB#" else None
    return found.group(1) if found else None


def form_id(rfq: str, supplier: str) -> str:
    """Give the six letters by which a supplier's form of an RFQ is known."""
    return _letters(f"{rfq}\n{' '.join(supplier.split()).casefold()}", 6)


def line_check(
    form: str, name: str, part: int, item_number: str, description: str, quantity: Decimal | None, unit: str
) -> str:
    """Give the four letters that tell whether what we wrote on a line is still there."""
    amount = "" if quantity is None else f"{quantity.normalize():f}"
    texts = (" ".join(text.split()) for text in (item_number, description, unit))
    return _letters("\n".join((form, name, str(part), amount, *texts)), 4)


def _letters(text: str, count: int) -> str:
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16])
    letters = []
    for _ in range(count):
        number, place = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return "".join(letters)
