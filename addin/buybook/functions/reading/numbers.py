"""Reading numbers of which some are text."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from buybook.functions.reading.column import Column, Wrong
from buybook.functions.surroundings import Surroundings
from buybook.registry import Argument, ArgumentKind
from buybook.workbook.column_reading import distinct, shown
from buybook.workbook.decimal_sign import SignBasis, decide_sign
from buybook.workbook.number_columns import survey_numbers
from buybook.workbook.numbers import NoNumber, NumberText

_NOTHING = "no_number_given"


def read_numbers(cells: Sequence[object], argument: Argument, around: Surroundings) -> Column:
    """Read the cells of an argument that takes numbers."""
    found = distinct(cells)
    survey = survey_numbers(found)
    all_say: Sequence[object] = survey.says or found.values  # nothing is said where all are numbers
    decided = decide_sign(survey.texts, around.settings.numbers.decimal, None, None, around.language)
    sign = decided.sign if decided.basis in (SignBasis.SETTING, SignBasis.COLUMN) else None
    percent = argument.kind is ArgumentKind.PERCENT
    numbers = [
        _number(value, says, sign, percent=percent) for value, says in zip(found.values, all_say, strict=True)
    ]
    return Column.of(found, numbers, np.nan, "float64")


def _number(value: object, says: object, sign: str | None, *, percent: bool) -> float | Wrong | None:
    if isinstance(says, (float, int)):
        return says if math.isfinite(says) else Wrong("not_a_number", {"value": says})
    if isinstance(says, NoNumber):
        code = says.code if says.code in ("error_in_cell", _NOTHING) else "not_a_number"
        return None if code == _NOTHING else Wrong(code, {"value": shown(value)})
    assert isinstance(says, NumberText)
    return _of_text(says, shown(value), sign, percent=percent)


def _of_text(says: NumberText, written: str, sign: str | None, *, percent: bool) -> float | Wrong:
    if says.upper is not None or says.about or says.from_which or says.rest or says.per or says.dozen:
        return Wrong("not_a_number", {"value": written})
    if says.percent and not percent:
        return Wrong("percent_for_number", {"value": written})
    number = says.value(sign)
    if number is None:
        both = {"one": f"{says.digits.grouped:.12g}", "other": f"{says.digits.decimal:.12g}"}
        return Wrong("two_numbers", {"value": written} | both)
    return number / 100 if says.percent else number
