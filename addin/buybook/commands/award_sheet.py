"""The award as a sheet to put before a purchasing manager: what, from whom, for how much, and why not otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from buybook.commands.award_proposal import Proposal
from buybook.commands.award_words import AwardWords
from buybook.commands.line_columns import date_format
from buybook.commands.unit_words import shown_unit
from buybook.core.award import Part, Scenario
from buybook.core.money import ZERO
from buybook.vocabulary import all_words
from buybook.workbook.edits import Look, Report, ReportCell, Value
from buybook.workbook.view import WorkbookView

_SHEET = "sheet.award"
_TITLE = Look(bold=True, size=16, colour="#1f4e5f")
_NOTE = Look(colour="#404040")
_BIG = Look(bold=True, size=13)
_PART = Look(bold=True, size=12, colour="#1f4e5f")
_HEADER = Look(bold=True, fill="#1f4e5f", colour="#ffffff", wrap=True)
_CENTRED = replace(_HEADER, align="center")
_CHOSEN = Look(bold=True, fill="#e8f0f2")
_DEARER = Look(colour="#9c5700")
_WARN = Look(colour="#9c0006", bold=True)
_MONEY, _PRICE, _QUANTITY, _PERCENT = "#,##0.00", "#,##0.00##", "#,##0.###", "+0.0%;-0.0%;0.0%"
_DIFFERENCE = "+#,##0.00;-#,##0.00;0.00"
_WIDTHS = (18, 34, 28, 12, 12, 13, 15, 13, 28, 15, 15)
_RIGHT = frozenset({4, 5, 6, 7, 10, 11})  # columns of numbers
_DAY = 8  # the column of days
_HEIGHT = 30.0

_Cell = tuple[Value, Look]


@dataclass
class _Page:
    """The cells of the sheet, filled from top to bottom."""

    cells: dict[tuple[int, int], ReportCell] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    row: int = 1

    def line(self, values: Iterable[_Cell], gap: int = 0) -> None:
        """Write one line from the first column on; None with a plain look stays empty."""
        for column, (value, look) in enumerate(values, start=1):
            if value is not None or look != Look():
                self.cells[self.row, column] = ReportCell(value, look)
        self.row += 1 + gap

    def part(self, title: str, titles: Sequence[str | None]) -> None:
        """Begin a part of the page, with the titles of its columns."""
        self.row += 1
        self.line([(title, _PART)])
        self.heights[self.row] = _HEIGHT
        self.line(
            (
                name,
                replace(_HEADER, align="right")
                if column in _RIGHT
                else _CENTRED
                if column == _DAY
                else _HEADER,
            )
            for column, name in enumerate(titles, start=1)
        )


def award_report(view: WorkbookView, say: AwardWords, proposal: Proposal, today: dt.date) -> Report:
    """Give the sheet."""
    page = _Page()
    _head(page, say, proposal, today)
    dates = date_format(view, say.words)
    _scenarios(page, say, proposal, dates)
    _rules(page, say, proposal)
    _suppliers(page, say, proposal)
    _items(page, say, proposal, dates)
    _left(page, say, proposal)
    return Report(
        say.words.label(_SHEET),
        tuple(each.label(_SHEET) for each in all_words()),
        page.cells,
        dict(enumerate(map(float, _WIDTHS), start=1)),
        heights=page.heights,
    )


def _head(page: _Page, say: AwardWords, proposal: Proposal, today: dt.date) -> None:
    page.line([(say.label("title"), _TITLE)])
    way = say.scenario(proposal.chosen.name)
    page.line([(say.label("note").format(date=today.isoformat(), base=say.base, scenario=way), _NOTE)], gap=1)
    award = proposal.award
    items = len({part.item for part in award.parts})
    page.line(
        [
            (
                say.label("summary").format(
                    items=items, suppliers=len(award.suppliers), total=say.money(award.total), base=say.base
                ),
                _BIG,
            )
        ]
    )
    page.line(
        [(say.proof(award) if proposal.chosen.name == "cheapest" else say.label("proof.chosen"), _NOTE)]
    )
    left = len(award.unawarded) + len(proposal.sourced.left)
    if left:
        page.line([(say.label("left_count").format(count=left), _WARN)])
    if proposal.conflict is not None:
        for sentence in say.relaxations(proposal.conflict):
            page.line([(sentence, _WARN)])


def _scenarios(page: _Page, say: AwardWords, proposal: Proposal, dates: str) -> None:
    names = ("scenario", None, "remark", "suppliers", "unawarded", "percent", "total", "delivery")
    page.part(say.label("scenarios"), _titles(say, names))
    for each in (*proposal.scenarios, *proposal.counts):
        look = _CHOSEN if each is proposal.chosen else Look()
        page.line(_scenario(say, each, proposal, look, dates))


def _scenario(say: AwardWords, scenario: Scenario, proposal: Proposal, look: Look, dates: str) -> list[_Cell]:
    award, total = scenario.award, proposal.award.total
    same = len(award.unawarded) == len(proposal.award.unawarded)
    share = float((award.total - total) / total) if total and same else None
    remark = say.label("breaks_rules") if award.broken else None
    if not same:
        remark = say.label("other_items")
    return [
        (say.scenario(scenario.name), look),
        (None, look),
        (remark, look),
        (len(award.suppliers), look),
        (len(award.unawarded), look),
        (share, replace(look, number_format=_PERCENT)),
        (float(award.total), replace(look, number_format=_MONEY)),
        (_last_day(award.parts), replace(look, number_format=dates, align="center")),
    ]


def _last_day(parts: Iterable[Part]) -> dt.date | None:
    return max((part.delivery for part in parts if part.delivery is not None), default=None)


def _rules(page: _Page, say: AwardWords, proposal: Proposal) -> None:
    dear = [each for each in proposal.prices if each.amount or each.items]
    free = len(proposal.prices) - len(dear)
    if not proposal.prices:
        return
    names = ("rule", None, None, None, "items_more", "percent", "amount")
    page.part(say.label("rules"), _titles(say, names))
    for each in sorted(dear, key=lambda price: -price.amount):
        page.line(
            [
                (say.rule(each.rule), Look()),
                (None, Look()),
                (None, Look()),
                (None, Look()),
                (each.items or None, Look()),
                (
                    None if each.percent is None else float(each.percent) / 100,
                    Look(number_format=_PERCENT),
                ),
                (float(each.amount), Look(number_format=_DIFFERENCE)),
            ]
        )
    if free:
        page.line([(say.label("rules_free").format(count=free), _NOTE)])


def _suppliers(page: _Page, say: AwardWords, proposal: Proposal) -> None:
    names = ("supplier", None, None, "items", "share", "fixed_and_rebate", "value")
    page.part(say.label("suppliers"), _titles(say, names))
    for each in sorted(proposal.award.suppliers, key=lambda own: -own.value):
        page.line(
            [
                (each.supplier, Look()),
                (None, Look()),
                (None, Look()),
                (each.items, Look()),
                (float(each.share) / 100, Look(number_format="0.0%")),
                (float(each.fixed_cost - each.rebate), Look(number_format=_MONEY)),
                (float(each.value), Look(number_format=_MONEY)),
            ]
        )


def _items(page: _Page, say: AwardWords, proposal: Proposal, dates: str) -> None:
    names = ("item", "description", "supplier", "quantity", "order_quantity", "unit_cost", "cost", "arrives",
             "cheapest", "cheapest_cost", "difference")  # fmt: skip
    page.part(say.label("items"), _titles(say, names))
    for part in proposal.award.parts:
        page.line(_item(say, part, proposal, dates))
    total = proposal.award.total
    page.line(
        [
            (say.label("total"), _CHOSEN),
            *((None, _CHOSEN),) * 5,
            (float(total), replace(_CHOSEN, number_format=_MONEY)),
        ]
    )


def _item(say: AwardWords, part: Part, proposal: Proposal, dates: str) -> list[_Cell]:
    lot = proposal.sourced.lots[part.item]
    best = lot.best_offer
    whole = lot.quantity == part.quantity  # the comparison is for all of it
    cheapest = best.landed_total if best is not None and whole else None
    difference = None if cheapest is None else part.cost - cheapest
    look = _DEARER if difference is not None and difference > ZERO else Look()
    unit = shown_unit(lot.unit, say.words)
    return [
        (say.item(part.item), Look()),
        (lot.description, Look()),
        (part.supplier, Look(bold=True)),
        (float(part.quantity), Look(number_format=_with_unit(unit))),
        (float(part.order_quantity), Look(number_format=_with_unit(unit))),
        (float(part.cost / part.order_quantity), Look(number_format=_PRICE)),
        (float(part.cost), Look(number_format=_MONEY, bold=True)),
        (part.delivery, Look(number_format=dates, align="center")),
        (best.supplier if best is not None else None, look),
        (_number(cheapest), replace(look, number_format=_MONEY)),
        (_number(difference), replace(look, number_format=_DIFFERENCE)),
    ]


def _with_unit(unit: str | None) -> str:
    word = (unit or "").replace('"', "")
    return f'{_QUANTITY} "{word}"' if word else _QUANTITY


def _left(page: _Page, say: AwardWords, proposal: Proposal) -> None:
    left = [(each.item, each.quantity, each.reason) for each in proposal.award.unawarded]
    left += [
        (name, proposal.sourced.lots[name].quantity or ZERO, why)
        for name, why in proposal.sourced.left.items()
    ]
    if not left:
        return
    page.part(say.label("left"), _titles(say, ("item", "description", "why", "quantity")))
    for name, quantity, why in left:
        lot = proposal.sourced.lots[name]
        page.line(
            [
                (say.item(name), Look()),
                (lot.description, Look()),
                (say.reason(why), _WARN if why != "ordered" else Look()),
                (float(quantity) or None, Look(number_format=_with_unit(shown_unit(lot.unit, say.words)))),
            ]
        )


def _titles(say: AwardWords, names: Iterable[str | None]) -> list[str | None]:
    return [None if name is None else say.titles((name,))[0] for name in names]


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
