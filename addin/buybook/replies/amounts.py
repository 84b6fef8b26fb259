"""Prices checked by the amounts beside them: quantity x price less discount makes the line's amount, or it is doubtful."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from buybook.core.offered import OfferedLine
from buybook.findings import Finding, Severity
from buybook.frozen import frozen

_PER = (Decimal(1), Decimal(10), Decimal(100), Decimal(1000))
_CENT = Decimal("0.02")
_SHARE = Decimal("0.002")  # of an amount, by which rounded prices may miss it
_ENOUGH = 2  # amounts that must agree on what the prices are for


@frozen
class Amounted:
    """A line, the amount that stands beside it, and the other reading of a price that can be read in two ways."""

    line: OfferedLine
    amount: Decimal | None
    other: Decimal | None = None


def checked(lines: Sequence[Amounted], sheet: str) -> tuple[list[OfferedLine], list[Finding]]:
    """Give the lines with what their amounts prove.

    An amount settles which of two readings of a price is meant. Where all amounts of a list say that prices are
    for 100, and nothing else says what they are for, they are taken so, with a warning. A line whose amount
    fits nothing is doubtful.
    """
    proved = [_settled(each) for each in lines]
    per = _per_of_all(proved)
    findings = []
    if per is not None:
        findings.append(Finding("reply_per_from_amounts", Severity.WARNING, {"per": f"{per:f}"}, sheet=sheet))
        proved = [_with_per(each, per) for each in proved]
    for each in proved:
        if _misses(each):
            values = {"item": each.line.name, "amount": f"{each.amount:f}"}
            cell = f"A{each.line.row}"
            findings.append(Finding("reply_amount_differs", Severity.WARNING, values, sheet=sheet, cell=cell))
    return [_doubted(each) if _misses(each) else each.line for each in proved], findings


def _expected(line: OfferedLine, price: Decimal | None, per: Decimal) -> Decimal | None:
    if price is None or line.quantity is None:
        return None
    return line.quantity * price / per * (100 - (line.discount or 0)) / 100


def _fits(expected: Decimal | None, amount: Decimal | None) -> bool:
    if expected is None or amount is None:
        return False
    return abs(expected - amount) <= max(_CENT, abs(amount) * _SHARE)


def _settled(each: Amounted) -> Amounted:
    """Take the reading of a price that makes the amount; it is no longer doubtful then."""
    line = each.line
    fits = _fits(_expected(line, line.unit_price, line.price_per), each.amount)
    other = _fits(_expected(line, each.other, line.price_per), each.amount)
    if fits and not other:
        return replace(
            each, line=replace(line, doubtful=line.doubtful - {"unit_price"}) if each.other else line
        )
    if other and not fits:
        return replace(
            each, line=replace(line, unit_price=each.other, doubtful=line.doubtful - {"unit_price"})
        )
    if line.discount and _fits(
        _expected(replace(line, discount=None), line.unit_price, line.price_per), each.amount
    ):
        return replace(each, line=replace(line, discount=None))  # it is in the price already
    return each


def _per_of_all(lines: Sequence[Amounted]) -> Decimal | None:
    """Give what all amounts say that prices are for, where nothing else does; None where they do not agree."""
    usable = [
        each for each in lines if each.amount and _expected(each.line, each.line.unit_price, Decimal(1))
    ]
    unstated = [each for each in usable if each.line.price_per == 1]
    if len(unstated) < _ENOUGH or any(not _misses(each) for each in unstated):
        return None
    said = Counter(
        per
        for each in unstated
        for per in _PER[1:]
        if _fits(_expected(each.line, each.line.unit_price, per), each.amount)
    )
    return next((per for per, count in said.items() if count == len(unstated)), None)


def _with_per(each: Amounted, per: Decimal) -> Amounted:
    return replace(each, line=replace(each.line, price_per=per)) if each.line.price_per == 1 else each


def _misses(each: Amounted) -> bool:
    expected = _expected(each.line, each.line.unit_price, each.line.price_per)
    if expected is None or each.amount is None or each.amount <= 0:
        return False
    return not _fits(expected, each.amount)


def _doubted(each: Amounted) -> OfferedLine:
    return replace(each.line, doubtful=each.line.doubtful | {"unit_price"})
