"""The scores as a sheet: weights to turn at the top, and formulas over them for each supplier and each offer.

Points are written as numbers; every score, rank and backing is a formula, so that Excel reckons anew when the buyer
turns a weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from buybook.commands.answers import shown_number
from buybook.commands.score_weights import SHEET, WEIGHT
from buybook.core.rows import folded
from buybook.core.supplier_records import Record
from buybook.core.supplier_scores import CRITERIA, ScoredItem, ScoredOffer, ScoredSupplier, Scores
from buybook.frozen import frozen
from buybook.vocabulary import Words, all_words
from buybook.workbook.edits import Formula, Look, Report, ReportCell, Value
from buybook.workbook.tables import column_letter

_TITLE = Look(bold=True, size=16, colour="#1f4e5f")
_NOTE = Look(colour="#404040")
_PART = Look(bold=True, size=12, colour="#1f4e5f")
_HEADER = Look(bold=True, fill="#1f4e5f", colour="#ffffff", wrap=True)
_INPUT = Look(bold=True, fill="#fff9db", number_format="0.##", align="right")
_NOTHING = Look(italic=True, colour="#808080", align="right")
_BEST = Look(bold=True, fill="#c6efce", colour="#006100")
_PLAIN = Look(bold=False, fill="#ffffff", colour="#000000")
_MONEY, _POINTS, _PERCENT = "#,##0.00", "0.0", "+0.0%;-0.0%;0.0%"
_PLACE = '[=1]"★ "0;0'  # the first place is marked, whoever has it when a weight is turned
_TOTAL, _POINT, _SCORE = 4, 6, 12  # the columns of the landed total, the first points, and the score
_BACKED, _ITEM_WEIGHT = _SCORE + 2, _SCORE + 3
_PLACES = (_TOTAL + 1, _SCORE + 1)
_WIDTHS = (24, 50, 24, 14, 10, 13, 13, 13, 13, 13, 13, 10, 10, 10, 16)
_WEIGHTS = 6  # the row of the weights
_HEIGHT = 32.0
_MOST = 5000  # offers on the sheet

_Cell = tuple[Value | Formula, Look]


@dataclass
class _Page:
    """The cells of the sheet, filled from top to bottom."""

    words: Words
    base: str
    cells: dict[tuple[int, int], ReportCell] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    row: int = 1

    def line(self, values: Sequence[_Cell]) -> None:
        """Write one line from the first column on; None with a plain look stays empty."""
        for column, (value, look) in enumerate(values, start=1):
            if value is not None or look != Look():
                self.cells[self.row, column] = ReportCell(value, look)
        self.row += 1

    def say(self, key: str, **values: object) -> str:
        """Give words of this sheet."""
        return self.words.label(f"scores.{key}").format(base=self.base, **values)

    def titles(self, names: Sequence[str | None]) -> None:
        """Write the titles of a part's columns; None is a column without one."""
        self.heights[self.row] = _HEIGHT
        self.line(
            [
                (None, Look()) if name is None else (self.say(name), replace(_HEADER, align=_aligned(column)))
                for column, name in enumerate(names, start=1)
            ]
        )


def _aligned(column: int) -> Literal["left", "center", "right"]:
    if column in _PLACES:
        return "center"
    return "left" if column < _TOTAL else "right"


@frozen
class _Span:
    """The rows of the offers, which the suppliers' formulas reach over."""

    first: int
    last: int

    def of(self, column: int) -> str:
        letter = column_letter(column)
        return f"${letter}${self.first}:${letter}${self.last}"


def scores_report(words: Words, scores: Scores, base: str) -> Report | None:
    """Give the sheet; None where no offer can be scored."""
    items = _shown(scores.items)
    if not items:
        return None
    page = _Page(words, base)
    _head(page, scores, len(items))
    offers = sum(len(item.offers) for item in items)
    first = page.row + len(scores.suppliers) + 6
    _suppliers(page, scores, _Span(first, first + offers - 1))
    _items(page, items, {folded(each.supplier): each.supplier for each in scores.suppliers})
    assert page.row == first + offers  # the formulas reach over all offers
    return Report(
        words.label(SHEET),
        tuple(each.label(SHEET) for each in all_words()),
        page.cells,
        dict(enumerate(map(float, _WIDTHS), start=1)),
        heights=page.heights,
        frozen_at=f"A1:A{_WEIGHTS}",
    )


def _shown(items: Sequence[ScoredItem]) -> list[ScoredItem]:
    """Give the items that have room on the sheet, each with all its offers."""
    shown, offers = [], 0
    for item in items:
        offers += len(item.offers)
        if offers > _MOST:
            break
        shown.append(item)
    return shown


def _head(page: _Page, scores: Scores, shown: int) -> None:
    page.line([(page.say("title"), _TITLE)])
    page.line([(page.say("note"), _NOTE)])
    page.line([(_left_out(page, scores, shown), _NOTE)])
    page.row = _WEIGHTS - 1
    titles = [None] * (_POINT - 1) + [f"criterion.{name}" for name in CRITERIA] + ["column.sum"]
    page.titles(titles)
    weights = [(float(scores.weights[name]), _INPUT) for name in CRITERIA]
    empty = [(None, Look())] * (_POINT - 2)
    page.line(
        [
            (page.words.label(WEIGHT), Look(bold=True)),
            *empty,
            *weights,
            (Formula(f"=SUM({_weights()})"), Look(number_format="0.##", align="right")),
        ]
    )
    page.row += 1
    for name in CRITERIA:
        page.line([(page.say(f"criterion.{name}"), Look(bold=True)), (page.say(f"rule.{name}"), _NOTE)])


def _left_out(page: _Page, scores: Scores, shown: int) -> str | None:
    said = []
    if scores.unscored:
        said.append(page.say("unscored", count=scores.unscored))
    if shown < len(scores.items):
        said.append(page.say("cut", shown=shown, count=len(scores.items)))
    return " ".join(said) or None


def _suppliers(page: _Page, scores: Scores, offers: _Span) -> None:
    page.row += 1
    page.line([(page.say("suppliers"), _PART)])
    page.titles(_titles("supplier", "record", "items", "above_best"))
    first, last = page.row, page.row + len(scores.suppliers) - 1
    for each in scores.suppliers:
        page.line(_supplier(page, each, len(scores.items), offers, (first, last)))


def _titles(*own: str) -> list[str]:
    """Give the titles of a part: three of its own, those of both parts, and its own last one."""
    points = [f"criterion.{name}" for name in CRITERIA]
    common = ["column.total", "column.money_rank", *points, "column.score", "column.rank", "column.backed"]
    return [*(f"column.{name}" for name in own[:3]), *common, f"column.{own[3]}"]


def _supplier(
    page: _Page, each: ScoredSupplier, of_items: int, offers: _Span, rows: tuple[int, int]
) -> list[_Cell]:
    row = page.row
    mine = f"--({offers.of(3)}=$A{row})"
    weights = offers.of(_ITEM_WEIGHT)
    return [
        (each.supplier, Look(bold=True)),
        (_record(page, each.record), Look()),
        (page.say("of_items", items=each.items, count=of_items), Look()),
        *_money(each.landed_total, each.money_rank),
        *(_mean(page, offers.of(column), mine, weights, points)
          for column, points in enumerate(each.own.points.values(), start=_POINT)),
        (Formula(_mean_formula(offers.of(_SCORE), mine, weights, '"–"')), Look(bold=True, number_format=_POINTS, align="right")),
        *_placed(row, rows),
        (Formula(_mean_formula(offers.of(_BACKED), mine, weights, "0")), Look(number_format="0%", align="right")),
        (None if each.above_best is None else float(each.above_best) / 100, Look(number_format=_PERCENT)),
    ]  # fmt: skip


def _mean(page: _Page, values: str, mine: str, weights: str, points: Decimal | None) -> _Cell:
    """Give the mean of a supplier's points for a criterion; without any it says so."""
    if points is None:
        return page.say("no_data"), _NOTHING
    return Formula(_mean_formula(values, mine, weights, '"–"')), Look(number_format=_POINTS, align="right")


def _mean_formula(values: str, mine: str, weights: str, otherwise: str) -> str:
    digits = 3 if otherwise == "0" else 1  # a share of one has the digits of a percentage
    weight = f"SUMPRODUCT({mine},--ISNUMBER({values}),{weights})"
    return f"=IF({weight}>0,ROUND(SUMPRODUCT({mine},{values},{weights})/{weight},{digits}),{otherwise})"


def _record(page: _Page, record: Record) -> str | None:
    language, said = page.words.language, []
    if record.due:
        said.append(page.say("record.on_time", on_time=record.on_time, due=record.due))
    if record.received > 0:
        amounts = {
            "rejected": shown_number(record.rejected, language),
            "received": shown_number(record.received, language),
            "ppm": shown_number(record.per_million, language, 0),
        }
        said.append(page.say("record.rejected" if record.per_million is None else "record.ppm", **amounts))
    return "; ".join(said) or page.say("no_data")


def _items(page: _Page, items: Sequence[ScoredItem], names: Mapping[str, str]) -> None:
    """Write the offers; each supplier in one spelling, for the formulas above find its offers by it."""
    page.row += 1
    page.line([(page.say("items"), _PART)])
    page.titles(_titles("item", "description", "supplier", "item_weight"))
    for item in items:
        rows = (page.row, page.row + len(item.offers) - 1)
        for place, each in enumerate(item.offers):
            supplier = names[folded(each.offer.supplier)]
            page.line(list(_offer(page, item, each, supplier, rows, repeated=place > 0)))


def _offer(
    page: _Page, item: ScoredItem, each: ScoredOffer, supplier: str, rows: tuple[int, int], *, repeated: bool
) -> Iterator[_Cell]:
    row, name = page.row, Look(colour="#a6a6a6" if repeated else "#000000")
    yield item.lot.item_number, name
    yield item.lot.description, name
    yield supplier, Look()
    yield from _money(each.offer.landed_total, each.money_rank)
    for points in each.own.points.values():
        if points is None:
            yield page.say("no_data"), _NOTHING
        else:
            yield float(points), replace(_PLAIN, italic=False, number_format=_POINTS, align="right")
    own = f"{column_letter(_POINT)}{row}:{column_letter(_SCORE - 1)}{row}"
    known = f"SUMPRODUCT({_weights()},--ISNUMBER({own}))"
    yield (
        Formula(f'=IF({known}>0,ROUND(SUMPRODUCT({_weights()},{own})/{known},1),"–")'),
        Look(bold=True, number_format=_POINTS, align="right"),
    )
    yield from _placed(row, rows)
    whole = f"SUM({_weights()})"
    yield Formula(f"=IF({whole}>0,ROUND({known}/{whole},3),0)"), Look(number_format="0%", align="right")
    yield float(max(item.best_total, Decimal(0))), Look(colour="#808080", number_format=_MONEY)


def _money(total: Decimal | None, place: int | None) -> tuple[_Cell, _Cell]:
    look = _BEST if place == 1 else _PLAIN
    return (
        (None if total is None else float(total), replace(look, number_format=_MONEY)),
        (place, replace(look, number_format=_PLACE, align="center")),
    )


def _placed(row: int, rows: tuple[int, int]) -> tuple[_Cell]:
    score = column_letter(_SCORE)
    among = f"${score}${rows[0]}:${score}${rows[1]}"
    formula = f'=IF(ISNUMBER({score}{row}),RANK({score}{row},{among}),"–")'
    return ((Formula(formula), Look(bold=True, number_format=_PLACE, align="center")),)


def _weights() -> str:
    return f"${column_letter(_POINT)}${_WEIGHTS}:${column_letter(_SCORE - 1)}${_WEIGHTS}"
