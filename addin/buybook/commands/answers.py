"""Values as programs and people read them: ISO dates and plain numbers here, the buyer's way there."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T", bound=Hashable)
V = TypeVar("V")

_OF_A_LINE = (
    "po_number", "po_line", "supplier", "item_number", "quantity_ordered", "quantity_received", "quantity_accepted",
    "quantity_rejected", "quantity_damaged", "quantity_outstanding", "due_date", "due_date_from", "status", "flags",
    "days_late", "late_chance", "first_promised", "latest_promised", "times_moved",
    "full_receipt_date", "days_after_request", "days_after_promise",
)  # fmt: skip


def mapped(values: Sequence[T], rule: Callable[[T], V]) -> list[V]:
    """Give what a rule makes of each value. It is asked once for equal ones, which are to be of one type."""
    known = {value: rule(value) for value in set(values)}
    return [known[value] for value in values]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give a frame's rows, each as a mapping of column to value."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def plain_records(frame: pd.DataFrame, names: Sequence[str]) -> list[dict[str, object]]:
    """Give some columns of a frame's rows as JSON has them."""
    columns = [mapped(frame[name].tolist(), plain) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def answer_lines(lines: pd.DataFrame) -> list[dict[str, object]]:
    """Give order lines as the terminal's contract has them."""
    return plain_records(lines, _OF_A_LINE)


def day_of(value: object) -> dt.date | None:
    """Give the date of a cell of a frame; None for a missing one."""
    if _is_no_date(value) or not isinstance(value, dt.date):
        return None
    return value.date() if isinstance(value, dt.datetime) else value


def _is_no_date(value: object) -> bool:
    """Whether it is pandas' missing date, which calls itself a date; pandas itself is slow to load for asking."""
    return type(value).__name__ == "NaTType"


def plain(value: object) -> object:
    """Give a value as JSON has it: dates in ISO form, whole numbers without a fraction, missing as None."""
    if value is None or _is_no_date(value):
        return None
    if isinstance(value, (dt.datetime, dt.date)):
        return _iso(value)
    if isinstance(value, Decimal):
        return _number(float(value))
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)) or hasattr(value, "__float__"):
        return _number(float(value))
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return str(value)


def _iso(value: dt.date) -> str:
    if isinstance(value, dt.datetime) and value.time() != dt.time(0):
        return value.isoformat()
    return value.strftime("%Y-%m-%d")


def _number(value: float) -> float | int | None:
    if math.isnan(value):
        return None
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def shown_number(value: object, language: str, decimals: int | None = None) -> str:
    """Give a number as people of the language write it; a dash where there is none."""
    number = plain(value)
    if not isinstance(number, (int, float)):
        return "–"
    if decimals is None:
        decimals = 0 if isinstance(number, int) else min(3, max(1, len(repr(number).partition(".")[2])))
    text = f"{number:,.{decimals}f}"
    thousands, point = {"sv": ("\u00a0", ","), "nl": (".", ",")}.get(language, (",", "."))
    return text.replace(",", "\0").replace(".", point).replace("\0", thousands)


def shown_price(price: Decimal | None, language: str) -> str:
    """Give a price as people write it: with two digits after the sign, and more where it has more."""
    if price is None:
        return "–"
    return shown_number(price, language, max(2, -int(price.normalize().as_tuple().exponent)))


def shown_date(value: object) -> str:
    """Give a date in ISO form; a dash where there is none."""
    answer = plain(value)
    return answer if isinstance(answer, str) else "–"
