"""The sheet that a buyer opens in the morning: what needs action now, the worst first, each with a link to its row."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from buybook.commands.answers import day_of, mapped, plain, records, shown_number
from buybook.commands.line_columns import date_format, place_of
from buybook.core.exchange import Rates
from buybook.core.order_lines import OrderSummary
from buybook.core.rows import folded
from buybook.frozen import frozen
from buybook.schema import TableKind
from buybook.vocabulary import Words, all_words
from buybook.workbook.edits import FlagRule, Look, Report, ReportCell, Value
from buybook.workbook.view import WorkbookView

# In the order in which they hurt; a line stands under the first that it has.
ACTIONS = (
    "late",
    "damaged",
    "rejected",
    "wrong_item",
    "at_risk",
    "unconfirmed",
    "short",
    "over",
    "price_differs",
)
_COLUMNS = ("action", "supplier", "po", "line", "item", "description", "open", "due", "days_late", "value", "currency",
            "flags", "place")  # fmt: skip
_WIDTHS = (26, 28, 15, 7, 15, 34, 11, 13, 10, 15, 10, 38, 20)
_RIGHT = ("open", "days_late", "value")  # numbers, and their titles, are set to the right
_HEADER_ROW = 5
_MOST = 300  # rows; nobody works off more in a day, and the order list flags them all
_ENDED = ("closed", "cancelled")  # whatever was wrong with them is settled
_TITLE = Look(bold=True, size=16, colour="#1f4e5f")
_NOTE = Look(size=11, colour="#404040")
_HEADER = Look(bold=True, fill="#1f4e5f", colour="#ffffff", wrap=True)
_LINK = Look(colour="#0563c1")


@frozen
class Action:
    """One line that needs action."""

    kind: str
    line: Mapping[str, object]
    value: float  # what is open, in `currency`: the base currency where the rate is known
    currency: str | None
    days_late: int


@frozen
class Actions:
    """The lines that need action: the first of them, and how many there are."""

    first: tuple[Action, ...]  # late first, by value and then by days; then the others in the same way
    count: int = 0
    counted: Mapping[str, int] = field(default_factory=dict)  # of `ACTIONS`: the lines that it is true of


def needed_actions(
    lines: pd.DataFrame, rates: Rates | None, stock_ends: Mapping[str, dt.date] | None = None
) -> Actions:
    """Find the lines that need action, and put those that hurt most in front.

    `stock_ends` says by folded item number when an article's stock is used up: what is missed first comes first.
    """
    rank = np.array(mapped(lines["flags"].tolist(), _rank), dtype=np.int64)
    concerned = (rank >= 0) & ~lines["status"].isin(_ENDED).to_numpy()
    needed = lines[concerned]
    flags = Counter(needed["flags"])
    first = sorted(
        range(len(needed)), key=_urgency(needed, rank[concerned], rates, stock_ends or {}).__getitem__
    )[:_MOST]
    return Actions(
        tuple(_action(line, rates) for line in records(needed.iloc[first])),
        len(needed),
        {kind: sum(count for names, count in flags.items() if kind in names) for kind in ACTIONS},
    )


def _rank(flags: tuple[str, ...]) -> int:
    """Give the place among `ACTIONS` of the worst flag; -1 where none asks for action."""
    return next((place for place, kind in enumerate(ACTIONS) if kind in flags), -1)


def _urgency(
    lines: pd.DataFrame,
    rank: npt.NDArray[np.int64],
    rates: Rates | None,
    stock_ends: Mapping[str, dt.date],
) -> list[tuple[int, dt.date, float, int, str, str]]:
    """Give what lines are put in order by: why, when the stock ends, the value, the days, the number."""
    values = (
        _in_base(amount, currency, rates)[0]
        for amount, currency in zip(
            lines["value_outstanding"].tolist(), lines["currency"].tolist(), strict=True
        )
    )
    ends = (
        stock_ends.get(folded(item) if isinstance(item, str) else "", dt.date.max)
        for item in lines["item_number"]
    )
    return [
        (place, end, -value, -days, str(order), str(line))
        for place, end, value, days, order, line in zip(
            rank.tolist(),
            ends,
            values,
            lines["days_late"].tolist(),
            lines["po_number"],
            lines["po_line"],
            strict=True,
        )
    ]


def _action(line: Mapping[str, object], rates: Rates | None) -> Action:
    flags, days = line["flags"], plain(line["days_late"])
    value, currency = _in_base(line.get("value_outstanding"), line.get("currency"), rates)
    kind = ACTIONS[_rank(flags if isinstance(flags, tuple) else ())]
    return Action(kind, line, value, currency, days if isinstance(days, int) else 0)


def _in_base(value: object, code: object, rates: Rates | None) -> tuple[float, str | None]:
    """What is open on a line, in the base currency where the rate is known, else in its own."""
    amount, currency = plain(value), _text(code)
    if not isinstance(amount, (int, float)):
        return 0.0, None
    rate = rates.rate(currency) if rates is not None and currency is not None else None
    if rates is None or rate is None:
        return float(amount), currency
    return float(amount) * float(rate), rates.base


def today_report(
    view: WorkbookView, words: Words, actions: Actions, summary: OrderSummary, today: dt.date
) -> Report:
    """Give the sheet as it is to be today."""
    cells: dict[tuple[int, int], ReportCell] = {
        (1, 1): ReportCell(words.label("today.title").format(date=_long_date(today, words)), _TITLE),
        (2, 1): ReportCell(_summary(words, actions, summary), Look(size=12, bold=True)),
        (3, 1): ReportCell(words.label("today.note"), _NOTE),
    }
    for column, name in enumerate(_COLUMNS, start=1):
        align: Literal["right", "center", "left"] = "right" if name in _RIGHT else "left"
        look = replace(_HEADER, align="center" if name in ("due", "currency") else align)
        cells[_HEADER_ROW, column] = ReportCell(words.label(f"today.column.{name}"), look)
    formats = _looks(date_format(view, words))
    for row, action in enumerate(actions.first, start=_HEADER_ROW + 1):
        for column, (name, value, link) in enumerate(_row(view, words, action), start=1):
            if value is not None:
                cells[row, column] = ReportCell(value, formats.get(name, Look()), link)
    if actions.count > _MOST:
        rest = words.label("today.more").format(count=shown_number(actions.count - _MOST, words.language))
        cells[_HEADER_ROW + _MOST + 1, 1] = ReportCell(rest, _NOTE)
    last = _HEADER_ROW + _MOST
    return Report(
        words.label("sheet.today"),
        tuple(each.label("sheet.today") for each in all_words()),
        cells,
        dict(enumerate(_WIDTHS, start=1)),
        frozen_at=f"A1:C{_HEADER_ROW}",
        heights={_HEADER_ROW: 30.0},
        before=True,
        rules=tuple((f"A{_HEADER_ROW + 1}:A{last}", rule) for rule in _rules(words)),
    )


def _looks(dates: str) -> Mapping[str, Look]:
    return {
        "due": Look(number_format=dates, align="center"),
        "currency": Look(align="center"),
        "open": Look(number_format="#,##0.###"),
        "days_late": Look(number_format="0"),
        "value": Look(number_format="#,##0.00"),
        "place": _LINK,
    }


def _rules(words: Words) -> tuple[FlagRule, ...]:
    mild = [words.label(f"today.action.{kind}") for kind in ACTIONS[4:]]
    severe = [words.label(f"today.action.{kind}") for kind in ACTIONS[:4]]
    return (FlagRule(tuple(mild), "#ffeb9c", "#7f6000"), FlagRule(tuple(severe), "#ffc7ce", "#9c0006"))


def _row(view: WorkbookView, words: Words, action: Action) -> list[tuple[str, Value, str | None]]:
    line = action.line
    place, link = place_of(view.table(int(str(line["_table"]))), int(str(line["_row"])))
    values: dict[str, Value] = {
        "action": words.label(f"today.action.{action.kind}"),
        "supplier": _text(line["supplier"]),
        "po": _text(line["po_number"]),
        "line": _text(line["po_line"]),
        "item": _text(line["item_number"]),
        "description": _text(line.get("description")),
        "open": _number(line["quantity_outstanding"]) or None,
        "due": day_of(line["due_date"]),
        "days_late": action.days_late or None,
        "value": round(action.value, 2) or None,
        "currency": action.currency if action.value else None,
        "flags": ", ".join(words.label(f"flag.{flag}") for flag in _flags(line)),
        "place": place,
    }
    return [(name, values[name], link if name == "place" else None) for name in _COLUMNS]


def _flags(line: Mapping[str, object]) -> tuple[str, ...]:
    flags = line["flags"]
    return flags if isinstance(flags, tuple) else ()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> float | int | None:
    number = plain(value)
    return number if isinstance(number, (int, float)) else None


def _long_date(today: dt.date, words: Words) -> str:
    months = words.label("months").split()
    return words.label("long_date").format(day=today.day, month=months[today.month - 1], year=today.year)


def _summary(words: Words, actions: Actions, summary: OrderSummary) -> str:
    parts = [
        words.label(f"today.count.{kind}").format(count=shown_number(count, words.language))
        for kind, count in actions.counted.items()
        if count
    ]
    open_lines = shown_number(summary.open, words.language)
    if not parts:
        return words.label("today.all_well").format(open=open_lines)
    return words.label("today.summary").format(parts=", ".join(parts), open=open_lines)


def has_orders(view: WorkbookView) -> bool:
    """Whether the workbook has an order list."""
    return bool(view.recognition.of_kind(TableKind.ORDERS))


def today_lines(view: WorkbookView, sheet: str, rows: Sequence[int]) -> list[tuple[object, object]]:
    """Give order and line numbers that stand in rows of our own sheet of today; none on another sheet."""
    if sheet not in {each.label("sheet.today") for each in all_words()}:
        return []
    po, line = _COLUMNS.index("po") + 1, _COLUMNS.index("line") + 1
    below = [row for row in rows if row > _HEADER_ROW]
    return [(view.value(sheet, row, po), view.value(sheet, row, line)) for row in below]
