"""Deciding for a column whether "1,250" is 1250 or 1.25."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from buybook.frozen import frozen
from buybook.workbook.numbers import NumberText

_CLEAR_MAJORITY = 0.9


class SignBasis(StrEnum):
    """What decided the decimal sign."""

    SETTING = "setting"
    COLUMN = "column"
    TABLE = "table"
    WORKBOOK = "workbook"
    LANGUAGE = "language"
    CONFLICT = "conflict"  # the column holds proof of both


@frozen
class SignDecision:
    """The decimal sign of a column, "," or "."; None in a conflict."""

    sign: str | None
    basis: SignBasis


def proofs(numbers: Iterable[NumberText]) -> dict[str, int]:
    """Count how many different texts prove each decimal sign."""
    counted: dict[str, int] = {}
    for number in numbers:
        for digits in (number.digits, number.upper):
            if digits is not None and digits.proves and not number.colon:
                counted[digits.proves] = counted.get(digits.proves, 0) + 1
    return counted


def proved_sign(numbers: Iterable[NumberText]) -> str | None:
    """Give the decimal sign that a column's own texts prove; None without proof, or with proof of both."""
    counted = proofs(numbers)
    if not counted:
        return None
    best = max(sorted(counted), key=lambda sign: counted[sign])
    return best if counted[best] >= _CLEAR_MAJORITY * sum(counted.values()) else None


def decide_sign(
    numbers: list[NumberText], setting: str, table: str | None, workbook: str | None, language: str
) -> SignDecision:
    """Decide the sign by the setting, the column's own texts, its table, the workbook, the language."""
    if setting != "auto":
        return SignDecision({"comma": ",", "point": "."}[setting], SignBasis.SETTING)
    own = proved_sign(numbers)
    if own:
        return SignDecision(own, SignBasis.COLUMN)
    if proofs(numbers):
        return SignDecision(None, SignBasis.CONFLICT)
    if table:
        return SignDecision(table, SignBasis.TABLE)
    if workbook:
        return SignDecision(workbook, SignBasis.WORKBOOK)
    return SignDecision("." if language == "en" else ",", SignBasis.LANGUAGE)
