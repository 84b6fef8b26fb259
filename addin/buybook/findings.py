"""What Buybook has to tell the buyer: a code, how serious it is, where it is, and what the message speaks of.

A finding holds no sentence. Its words come from the vocabulary, in the reader's language, when it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from buybook.frozen import frozen


class Severity(StrEnum):
    """How serious a finding is."""

    ERROR = "error"  # the result is wrong or missing until somebody mends it
    WARNING = "warning"  # look at it
    INFO = "info"  # good to know


@frozen
class Finding:
    """One thing to tell the buyer.

    `code` names the message in the vocabulary (`messages.<code>`); `values` fill its placeholders.
    The place is either a row of a recognised table (`table`, `row`, `field`) or, where no table is
    involved, `sheet` and `cell`.
    """

    code: str
    severity: Severity
    values: Mapping[str, object] = field(default_factory=dict)
    table: int | None = None  # RecognisedTable.id
    row: int | None = None  # row number on the sheet, from 1
    field: str | None = None
    sheet: str | None = None
    cell: str | None = None
    title: str | None = None
    count: int = 1  # of cells that it speaks of
    cells: tuple[str, ...] = ()  # the first of them, where they are several
