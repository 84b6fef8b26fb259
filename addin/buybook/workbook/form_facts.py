"""What our form of quotation asked, as its hidden sheet tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal, InvalidOperation

from buybook.frozen import frozen
from buybook.rfq_keys import FACTS_MARK, VERSION, RowKey, RowKind, read_key
from buybook.workbook.tables import Grid

_MOST_FACTS = 100_000  # rows; a form that we made has fewer


@frozen
class AskedLine:
    """A line of the request at one of its quantities, as it stood on the form."""

    key: RowKey
    item_number: str
    description: str
    quantity: Decimal | None
    unit: str
    is_break: bool  # one of several quantities of the line

    @property
    def shown(self) -> str:
        """What the line is called to people."""
        return self.item_number or self.description


@frozen
class AskedQuestion:
    """A question of the request; `weight` is in percent, `answer` one of text, number and yes_no."""

    number: str
    text: str
    weight: Decimal | None
    answer: str


@frozen
class FormFacts:
    """What was asked. Without the hidden sheet only the form's letters are known."""

    form: str
    rfq_number: str = ""
    supplier: str = ""
    language: str = ""
    sent: dt.date | None = None
    currency: str = ""
    version: int = VERSION
    lines: Mapping[tuple[str, int], AskedLine] = field(default_factory=dict)
    questions: Mapping[str, AskedQuestion] = field(default_factory=dict)

    def positions(self) -> Mapping[str, AskedLine]:
        """Give the first row of each position."""
        found: dict[str, AskedLine] = {}
        for (name, _), line in self.lines.items():
            found.setdefault(name, line)
        return found


def facts_in(sheets: Sequence[Grid]) -> FormFacts | None:
    """Read the hidden sheet, which keeps its first cell whatever it is called; None when it is gone."""
    for sheet in sheets:
        if is_facts(sheet):
            return _facts(sheet)
    return None


def is_facts(sheet: Grid) -> bool:
    """Tell whether a sheet is the hidden one."""
    return sheet.first_row == sheet.first_column == 1 and sheet.cell(1, 1) == FACTS_MARK


def _facts(sheet: Grid) -> FormFacts | None:
    rows = [[_text(value) for value in row] + [""] * 7 for row in sheet.values[:_MOST_FACTS]]
    single = {row[0]: row[1] for row in rows if row[0] not in ("line", "question")}
    if not single.get("form"):
        return None
    lines, questions = {}, {}
    for row in rows:
        key = read_key(row[1])
        if key is None:
            continue
        if row[0] == "line" and key.kind is RowKind.LINE:
            asked = AskedLine(key, row[2], row[3], _decimal(row[4]), row[5], row[6] == "break")
            lines[key.name, key.part] = asked
        elif row[0] == "question" and key.kind is RowKind.QUESTION:
            questions[key.name] = AskedQuestion(key.name, row[2], _decimal(row[3]), row[4] or "text")
    version = single.get(FACTS_MARK, "")
    return FormFacts(
        form=single["form"],
        rfq_number=single.get("rfq", ""),
        supplier=single.get("supplier", ""),
        language=single.get("language", ""),
        sent=_date(single.get("sent", "")),
        currency=single.get("currency", ""),
        version=int(version) if version.isdecimal() else VERSION,
        lines=lines,
        questions=questions,
    )


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
