"""The functions' part of the reference page: what each answers, its arguments, an example with its answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from buybook.functions.calling import call
from buybook.functions.surroundings import Surroundings
from buybook.functions.texts import argument_meaning, meaning, separator, signature
from buybook.registry import Argument, ArgumentKind, Default, Function, functions
from buybook.vocabulary import words

_AROUND = Surroundings("en", dt.date(2026, 3, 10))
_BREAKS = ([[1.0], [100.0], [500.0]], [[10.0], [9.0], [8.0]])
_RATES = [["EUR", 11.2], ["USD", 10.0]]

# What the examples are called with; their answers are computed when the page is made. Lists are ranges or arrays.
EXAMPLES: Mapping[str, Sequence[object]] = {
    "BUY_OPEN_QUANTITY": (100.0, 40.0),
    "BUY_LINE_STATUS": (100.0, 40.0),
    "BUY_DUE_DATE": ("2026-03-12",),
    "BUY_DAYS_LATE": ("2026-03-02", 60.0, "", "2026-03-10"),
    "BUY_WORKING_DAYS": ("2026-04-01", "2026-04-10", "SE"),
    "BUY_ADD_WORKING_DAYS": ("2026-04-02", 1.0, "SE"),
    "BUY_ORDER_QUANTITY": (45.0, 50.0, 20.0),
    "BUY_BREAK_PRICE": (450.0, *_BREAKS),
    "BUY_BREAK_AMOUNT": (450.0, *_BREAKS),
    "BUY_BREAK_HINT": (450.0, *_BREAKS),
    "BUY_LANDED_TOTAL": (100.0, 2.5, 1.0, 0.1, 40.0, 0.0, 0.0, 12.5, 0.0, 11.2, "EUR", "SEK"),
    "BUY_LANDED_PRICE": (100.0, 2.5, 1.0, 0.1, 40.0),
    "BUY_COST_OF_MONEY": (10000.0, 0.06, 10.0),
    "BUY_EXCHANGE": (100.0, "EUR", "SEK", _RATES),
    "BUY_EOQ": (1300.0, 8.0, 0.225),
    "BUY_SAFETY_STOCK": (0.95, 10.0, 4.0),
    "BUY_REORDER_POINT": (20.0, 4.0, 33.0),
    "BUY_PROPOSED_QUANTITY": (10.0, 40.0, 100.0),
    "BUY_SAMPLE_SIZE": (1000.0, 1.0),
    "BUY_ACCEPTANCE_NUMBER": (1000.0, 1.0),
}


def function_lines() -> Iterator[str]:
    """Give the lines of the functions' part as Markdown."""
    english = words("en")
    yield ""
    yield "## Functions in cells"
    yield ""
    yield "Single cells, whole columns and table references go together as in Excel's own functions: a single cell"
    yield "stands beside every row of a column, and the answer spills. A blank row gives a blank. What cannot be read"
    yield "says so in one sentence that begins with the argument's name. Percentages are as Excel has them: 5 % is 0.05."
    group = None
    for function in functions().values():
        if function.group is not group:
            group = function.group
            yield ""
            yield f"### {english.label(f'group_of_functions.{group}')}"
        yield from _function(function)


def _function(function: Function) -> Iterator[str]:
    english = words("en")
    yield ""
    yield f"#### `{signature(function, english)}`"
    yield ""
    yield meaning(function, english).replace("|", "\\|")
    yield ""
    yield "| argument | takes | |"
    yield "|---|---|---|"
    for argument in function.arguments:
        told = argument_meaning(function, argument, english).replace("|", "\\|")
        yield f"| `{argument.name}` | {_takes(argument)} | {told} |"
    if function.name in EXAMPLES:
        yield ""
        yield f"`{example(function)}` gives `{_answer(function)}`."


def _takes(argument: Argument) -> str:
    kinds = {
        ArgumentKind.NUMBER: "number",
        ArgumentKind.PERCENT: "percentage",
        ArgumentKind.DATE: "date",
        ArgumentKind.TEXT: "text",
        ArgumentKind.YES_NO: "TRUE or FALSE",
        ArgumentKind.CHOICE: ", ".join(argument.choices),
        ArgumentKind.TABLE: "range with titles",
    }
    return kinds[argument.kind] + (", a column" if argument.together else "") + _default(argument)


def _default(argument: Argument) -> str:
    if not argument.optional:
        return ""
    default = argument.default
    if default is None:
        return ", optional"
    shown = default.value if isinstance(default, Default) else _literal(default)
    return f", optional: {shown}"


def example(function: Function) -> str:
    """Give the example as a formula of an English Excel."""
    arguments = separator(words("en")).join(map(_literal, EXAMPLES[function.name]))
    return f"={function.name}({arguments})"


def _literal(value: object) -> str:
    if isinstance(value, list):
        rows = [",".join(map(_literal, row)) for row in value]
        return "{" + ";".join(rows) + "}"
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:g}" if isinstance(value, float) else f'"{value}"'


def _answer(function: Function) -> str:
    found = call(function, EXAMPLES[function.name], _AROUND)
    if isinstance(found, dt.datetime):
        return found.date().isoformat()
    return f"{found:.10g}" if isinstance(found, float) else str(found)
