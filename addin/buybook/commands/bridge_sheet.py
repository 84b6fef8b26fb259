"""The bridge as a sheet: one offer's steps from the quoted price to the landed total, drawn by Excel itself.

The buyer chooses the offer in a cell; formulas bring its steps from the list of all offers below, and the chart
follows. The choice is kept when the sheet is brought up to date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from buybook.core.bridge import STEPS, Bridge, Step
from buybook.core.components import Source
from buybook.core.quotations import Comparison, Lot, Offer
from buybook.frozen import frozen
from buybook.vocabulary import Words, all_words
from buybook.workbook.edits import Choices, Formula, Look, Report, ReportCell, ReportChart
from buybook.workbook.tables import column_letter
from buybook.workbook.view import WorkbookView

_SHEET = "sheet.bridge"
_TITLE = Look(bold=True, size=16, colour="#1f4e5f")
_NOTE = Look(colour="#404040")
_HEADER = Look(bold=True, fill="#1f4e5f", colour="#ffffff", wrap=True)
_INPUT = Look(bold=True, fill="#fff9db")
_QUIET = Look(colour="#a6a6a6")
_STRONG = Look(bold=True, fill="#e8f0f2")
_MONEY = "#,##0.00_)"  # with room at the right

_CHOICE = (5, 1)
_FOUND = (5, 2)  # the chosen offer's place in the list
_TABLE = 7  # the row of the table's titles; the steps follow
_LANDED = _TABLE + len(STEPS) + 1
_LIST = _LANDED + 9  # the row of the list's titles; the chart stands between
_LAST = 5000  # rows that the formulas reach to
_MOST = 1000  # offers that are listed
_HELP = 14  # the first of the columns that the chart is drawn from
_SOURCES = _HELP  # in the list: where each step comes from
_BLUE, _UP, _DOWN = "#1f4e5f", "#c55a11", "#548235"
_CHART_WIDTH, _CHART_HEIGHT = 620.0, 330.0


@frozen
class _Line:
    key: str
    bridge: Bridge
    offer: Offer


def bridge_report(view: WorkbookView, words: Words, comparison: Comparison) -> Report | None:
    """Give the sheet; None where no offer has a landed total."""
    lines = list(_lines(comparison.lots))[:_MOST]
    if not lines:
        return None
    known = tuple(each.label(_SHEET) for each in all_words())
    cells = _head(words, comparison, _choice(view, known, lines))
    cells |= _table(words, comparison.base or "")
    cells |= _help(words)
    cells |= _list(words, lines)
    widths: dict[int, float] = {1: 46, 2: 15, 3: 22}
    widths |= dict.fromkeys(range(4, _SOURCES - 1), 12.0)
    widths |= {_SOURCES - 1: 46.0}
    choices = (Choices("A5", f"A{_LIST + 1}:A{_LIST + len(lines)}"),)
    return Report(
        words.label(_SHEET),
        known,
        cells,
        widths,
        heights={_TABLE: 20.0, _LIST: 32.0},
        choices=choices,
        charts=(_chart(words),),
    )


def _lines(lots: Sequence[Lot]) -> Iterator[_Line]:
    taken: set[str] = set()
    for lot in lots:
        for offer in lot.offers:  # by rank, those without one last
            if (found := offer.bridge) is None:
                continue
            names = (lot.item_number or lot.description, offer.supplier, offer.quote_number)
            key = " · ".join(name.replace("~", "-")[:60] for name in names if name)
            number = 2
            unique = key
            while unique in taken:
                unique, number = f"{key} ({number})", number + 1
            taken.add(unique)
            yield _Line(unique, found, offer)


def _choice(view: WorkbookView, known: Sequence[str], lines: Sequence[_Line]) -> str:
    """Give the offer that is shown: what the buyer chose, as long as it is there, else the first."""
    sheet = next((name for name in known if name in view.grids), None)
    chosen = view.grids[sheet].cell(*_CHOICE) if sheet is not None else None
    keys = {line.key for line in lines}
    return chosen if isinstance(chosen, str) and chosen in keys else lines[0].key


def _head(words: Words, comparison: Comparison, choice: str) -> dict[tuple[int, int], ReportCell]:
    base = comparison.base or "–"
    found = f"=MATCH(A5,A{_LIST + 1}:A{_LAST},0)"
    return {
        (1, 1): ReportCell(words.label("bridge.title"), _TITLE),
        (2, 1): ReportCell(words.label("bridge.note").format(base=base), _NOTE),
        (4, 1): ReportCell(words.label("bridge.choose"), Look(bold=True)),
        _CHOICE: ReportCell(choice, _INPUT),
        _FOUND: ReportCell(Formula(found), Look(colour="#ffffff", number_format="0")),
    }


def _table(words: Words, base: str) -> dict[tuple[int, int], ReportCell]:
    titles = ("step", "amount", "source")
    cells = {
        (_TABLE, column): ReportCell(
            words.label(f"bridge.column.{name}").format(base=base),
            replace(_HEADER, align="right") if name == "amount" else _HEADER,
        )
        for column, name in enumerate(titles, start=1)
    }
    for place, name in enumerate((*STEPS, "landed"), start=1):
        row, look = _TABLE + place, _STRONG if name == "landed" else Look()
        amounts = f"{column_letter(1 + place)}{_LIST + 1}:{column_letter(1 + place)}{_LAST}"
        picked = f"INDEX({amounts},B5)"
        cells[row, 1] = ReportCell(words.label(f"bridge.step.{name}"), look)
        cells[row, 2] = ReportCell(
            Formula(f'=IF({picked}="","",{picked})'),
            Look(bold=look.bold, fill=look.fill, number_format=_MONEY, align="right"),
        )
        if name != "landed":
            sources = f"{column_letter(_SOURCES + place - 1)}{_LIST + 1}:{column_letter(_SOURCES + place - 1)}{_LAST}"
            cells[row, 3] = ReportCell(Formula(f'=INDEX({sources},B5)&""'))
        else:
            cells[row, 3] = ReportCell(None, look)
    missing = f"{column_letter(_SOURCES - 1)}{_LIST + 1}:{column_letter(_SOURCES - 1)}{_LAST}"
    cells[_LANDED + 1, 1] = ReportCell(
        Formula(f'=INDEX({missing},B5)&""'), Look(italic=True, colour="#9c5700")
    )
    return cells


def _help(words: Words) -> dict[tuple[int, int], ReportCell]:
    """Give the block that the chart is drawn from: an invisible base, whole columns, steps up and steps down."""
    cells = {
        (_TABLE, _HELP + column): ReportCell(words.label(f"bridge.help.{name}"), _QUIET)
        for column, name in enumerate(("base", "level", "up", "down"), start=1)
    }
    for row in range(_TABLE + 1, _LANDED + 1):
        whole = row in (_TABLE + 1, _LANDED)
        before, after = f"SUM(B${_TABLE + 1}:B{row - 1})", f"SUM(B${_TABLE + 1}:B{row})"
        formulas = (
            f"=A{row}",
            "=0" if whole else f"=MIN({before},{after})",
            f"=N(B{row})" if whole else "=0",
            "=0" if whole else f"=MAX(N(B{row}),0)",
            "=0" if whole else f"=MAX(-N(B{row}),0)",
        )
        for column, formula in enumerate(formulas, start=_HELP):
            cells[row, column] = ReportCell(
                Formula(formula), Look(colour=_QUIET.colour, number_format=_MONEY)
            )
    return cells


def _list(words: Words, lines: Sequence[_Line]) -> dict[tuple[int, int], ReportCell]:
    names = ["offer", *STEPS, "landed", "missing", *STEPS]
    cells = {(_LIST - 1, 1): ReportCell(words.label("bridge.all"), Look(bold=True, size=12, colour=_BLUE))}
    for column, name in enumerate(names, start=1):
        key = f"bridge.column.{name}" if name in ("offer", "missing") else f"bridge.step.{name}"
        look = _HEADER if column < _SOURCES else _QUIET
        if 1 < column < _SOURCES - 1:
            look = replace(look, align="right")
        cells[_LIST, column] = ReportCell(words.label(key), look)
    money, out = Look(number_format=_MONEY), Look(number_format=_MONEY, colour="#808080", italic=True)
    for row, line in enumerate(lines, start=_LIST + 1):
        look = out if line.offer.excluded else money
        cells[row, 1] = ReportCell(
            line.key, Look(colour="#808080", italic=True) if line.offer.excluded else Look()
        )
        for column, step in enumerate(line.bridge.steps, start=2):
            if step.amount is not None:
                cells[row, column] = ReportCell(float(step.amount), look)
            cells[row, column + _SOURCES - 2] = ReportCell(_source(words, step), _QUIET)
        cells[row, 2 + len(STEPS)] = ReportCell(float(line.bridge.landed), look)
        if line.bridge.missing:
            cells[row, _SOURCES - 1] = ReportCell(missing_words(words, line.bridge))
    return cells


def _source(words: Words, step: Step) -> str:
    if step.name == "incoterm_gap" and step.source is Source.MISSING:
        return words.label("bridge.source.no_estimate")
    return words.label(f"bridge.source.{step.source}")


def missing_words(words: Words, bridge: Bridge) -> str:
    """Say which parts nobody knows."""
    named = [words.label(f"bridge.part.{part}") for part in bridge.missing]
    return words.label("bridge.missing").format(parts=", ".join(named))


def _chart(words: Words) -> ReportChart:
    last = column_letter(_HELP + 4)
    return ReportChart(
        name="Buybook bridge",
        kind="column_stacked",
        source=f"{column_letter(_HELP)}{_TABLE}:{last}{_LANDED}",
        at="E4",
        width=_CHART_WIDTH,
        height=_CHART_HEIGHT,
        fills=(None, _BLUE, _UP, _DOWN),
        title=words.label("bridge.chart"),
    )
