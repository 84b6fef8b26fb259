"""Reading a column of amounts, quantities, percentages, other numbers or days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from buybook.findings import Severity
from buybook.frozen import frozen
from buybook.schema import Kind
from buybook.workbook.column_reading import (
    Array,
    ColumnContext,
    ColumnReading,
    Distinct,
    Problem,
    cell_problems,
    is_error,
    shown,
)
from buybook.workbook.currencies import own_currency
from buybook.workbook.decimal_sign import SignBasis, SignDecision, decide_sign, proved_sign
from buybook.workbook.durations import days_of, is_from_stock
from buybook.workbook.numbers import NoNumber, NumberText, read_number_text
from buybook.workbook.price_per import read_price_per
from buybook.workbook.title_hints import title_hints

_EXAMPLES = {
    Kind.QUANTITY: {"en": "1250", "sv": "1250", "nl": "1250"},
    Kind.MONEY: {"en": "1250.50", "sv": "1250,50", "nl": "1250,50"},
    Kind.PERCENT: {"en": "12.5", "sv": "12,5", "nl": "12,5"},
    Kind.NUMBER: {"en": "12.5", "sv": "12,5", "nl": "12,5"},
    Kind.DAYS: {"en": "21", "sv": "21", "nl": "21"},
}
# "from 100" or "100-249" names the lower end of a band here; elsewhere it is no number.
_LIMITS = frozenset({"quantity_break", "moq", "minimum_order_value", "order_multiple"})
_BEST_CASE = 0.0
_OTHER_TYPES = frozenset(
    {"date_for_number", "error_in_cell", "words_for_number", "refers_elsewhere", "counted_elsewhere"}
)

_Told = tuple[str, Severity, Mapping[str, object]]
_Says = float | NumberText | NoNumber


@frozen
class _Cell:
    """What one distinct value comes to."""

    value: float = np.nan
    told: _Told | None = None
    currency: str | None = None
    unit: str | None = None
    per: float | None = None


@frozen
class NumberSurvey:
    """What the cells of a column say, before the decimal sign is decided."""

    cells: Distinct
    says: tuple[_Says, ...]
    exact: Array | None = None  # the numbers, where every cell holds one

    @property
    def texts(self) -> list[NumberText]:
        """The numbers that are text."""
        return [says for says in self.says if isinstance(says, NumberText)]

    def proved(self) -> str | None:
        """Give the decimal sign that the column itself shows."""
        return proved_sign(self.texts)


def survey_numbers(cells: Distinct) -> NumberSurvey:
    """Read the cells of a number column one by one."""
    if cells.of_types(float, int):
        return NumberSurvey(cells, (), cells.spread(cells.values, np.nan, "float64"))
    return NumberSurvey(cells, tuple(map(_says, cells.values)))


def _says(value: object) -> _Says:
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        return NoNumber("date_for_number")
    if is_error(value):
        return NoNumber("error_in_cell")
    return read_number_text(str(value))


def read_numbers(survey: NumberSurvey, context: ColumnContext) -> ColumnReading:
    """Decide the decimal sign for the column, and give the numbers."""
    if survey.exact is not None:
        numbers, problems = _scaled(survey.exact, survey.exact, context)
        return ColumnReading(numbers, tuple(problems))
    decision = decide_sign(
        survey.texts,
        context.decimal_setting,
        context.decimal_table,
        context.decimal_workbook,
        context.language,
    )
    found = [
        _cell(value, says, decision.sign, context)
        for value, says in zip(survey.cells.values, survey.says, strict=True)
    ]
    told = {code: cell.told for code, cell in enumerate(found) if cell.told}
    numbers = survey.cells.spread([cell.value for cell in found], np.nan, "float64")
    true = survey.cells.spread([isinstance(says, float) for says in survey.says], False, "bool")
    numbers, scaling = _scaled(numbers, np.where(true, numbers, np.nan), context)
    extras, signs = _extras(survey, found, context)
    return ColumnReading(
        values=numbers,
        problems=(
            *(_about_sign(survey, decision) if context.field != "price_per" else ()),
            *scaling,
            *signs,
            *cell_problems(survey.cells, told),
        ),
        evidence=(f"{decision.sign} {decision.basis}",) if survey.texts else (),
        extras=extras,
    )


def _cell(value: object, says: _Says, sign: str | None, context: ColumnContext) -> _Cell:
    """Give the number of one distinct value, with what is to be told about it."""
    if isinstance(says, float):
        return _Cell(says if np.isfinite(says) else np.nan)
    if context.field == "price_per":
        return _price_per(value, says, context)
    if context.kind is Kind.DAYS and isinstance(value, str) and is_from_stock(value):
        return _Cell(_BEST_CASE, ("from_stock", Severity.INFO, {"value": shown(value)}))
    if isinstance(says, NoNumber):
        severity = Severity.INFO if says.code == "no_number_given" else context.severity
        return _Cell(told=(says.code, severity, _values(value, context)))
    refused = _refused(says, sign, context)
    if refused:
        return _Cell(told=(refused, context.severity, _values(value, context)))
    if context.kind is Kind.DAYS:
        return _days(value, says, sign, context)
    number = says.value(sign)
    assert number is not None
    if context.kind is Kind.NUMBER and says.percent:
        number /= 100
    about = ("number_is_about", Severity.WARNING, _values(value, context)) if says.about else None
    return _Cell(number, about, says.currency, says.unit, says.per)


def _price_per(value: object, says: NumberText | NoNumber, context: ColumnContext) -> _Cell:
    """Give how many units a price is for. Without it the price is wrong: what cannot be read is an error."""
    if isinstance(says, NoNumber) and not any(map(str.isalnum, str(value))) and "?" not in str(value):
        return _Cell()  # a dash
    per = read_price_per(value) if isinstance(value, str) and not is_error(value) else None
    if per is None:
        code = says.code if isinstance(says, NoNumber) and says.code in _OTHER_TYPES else "not_a_number"
        return _Cell(told=(code, Severity.ERROR, _values(value, context)))
    return _Cell(per.count, unit=per.unit)


def _values(value: object, context: ColumnContext) -> dict[str, object]:
    return {"value": shown(value), "example": _EXAMPLES[context.kind].get(context.language, "1250")}


def _refused(says: NumberText, sign: str | None, context: ColumnContext) -> str | None:
    """Give the code of why a number that was read does not belong in the column; None when it does."""
    kind, limit = context.kind, context.field in _LIMITS
    if says.dozen and context.language == "en":  # twelve in English, boxes in Dutch
        return "not_a_number"
    if says.value(sign) is None or (says.upper is not None and says.upper_value(sign) is None):
        return "number_ambiguous"
    if says.colon and kind is not Kind.MONEY:
        return "not_a_number"
    if kind is Kind.DAYS:
        return None
    if says.rest or (says.from_which and not limit):
        return "not_a_number"
    if says.upper is not None and not limit:
        return "range_for_number"
    wrong = {
        Kind.QUANTITY: says.percent or says.currency or says.per,
        Kind.MONEY: says.percent or (says.beside and not says.currency),  # a quantity, or 4.5M for millions
        Kind.PERCENT: says.currency or says.unit or says.per,
        Kind.NUMBER: None,
    }[kind]
    return "not_a_number" if wrong else None


def _days(value: object, says: NumberText, sign: str | None, context: ColumnContext) -> _Cell:
    found = days_of(says, sign, title_hints(context.title).measure)
    if found is None:
        return _Cell(told=("not_a_length_of_time", context.severity, _values(value, context)))
    told: _Told | None = None
    if found.working:
        told = ("working_days_converted", Severity.INFO, {"value": shown(value), "days": f"{found.days:g}"})
    elif found.range:
        told = ("range_longest", Severity.INFO, {"value": shown(value), "days": f"{found.days:g}"})
    elif says.about or says.from_which:
        told = ("number_is_about", Severity.WARNING, _values(value, context))
    return _Cell(found.days, told)


def _scaled(numbers: Array, true: Array, context: ColumnContext) -> tuple[Array, list[Problem]]:
    """Bring true numbers to the column's unit: fractions to percent, weeks to days.

    `true` holds the cells that are numbers, not text, which names its own unit.
    """
    known = ~np.isnan(true)
    if not known.any():
        return numbers, []
    if context.kind is Kind.PERCENT and _are_fractions(true[known]):
        first = float(true[known][true[known] != 0].min())
        values = {"value": f"{first:g}", "percent": f"{round(first * 100, 9):g}"}
        # Rounded, so that 0.07 becomes 7 and not 7.000000000000001.
        scaled = np.where(known, np.round(numbers * 100, 10), numbers)
        return scaled, [Problem("percent_as_fraction", Severity.INFO, values)]
    measure = title_hints(context.title).measure if context.kind is Kind.DAYS else None
    if measure is None or measure.factor == 1:
        return numbers, []
    scaled = np.where(known, np.ceil(np.round(numbers * measure.factor, 6)), numbers)
    code = "working_days_converted" if measure.working else "days_by_title"
    first = float(true[known].min())
    days = float(scaled[known].min())
    return scaled, [Problem(code, Severity.INFO, {"value": f"{first:g}", "days": f"{days:g}"})]


def _are_fractions(numbers: Array) -> bool:
    """Tell whether discounts are 0.125 for 12.5 %: all below one, and some above zero."""
    return bool((numbers >= 0).all() and (numbers < 1).all() and (numbers > 0).any())


def _about_sign(survey: NumberSurvey, decision: SignDecision) -> list[Problem]:
    """Tell how numbers that could be read in two ways were read, unless the column itself shows it."""
    if decision.basis in (SignBasis.SETTING, SignBasis.COLUMN) or decision.sign is None:
        return []
    examples = []
    for value, says in zip(survey.cells.values, survey.says, strict=True):
        if isinstance(says, NumberText) and says.ambiguous and says.value(decision.sign) is not None:
            examples.append(
                (shown(value), says.value(decision.sign), says.other(decision.sign), says.digits.sign)
            )
    if not examples:
        return []
    value, read_as, not_as, _ = min(examples)
    values = {"value": value, "number": f"{read_as:.10g}", "other": f"{not_as:.10g}"}
    if decision.basis is not SignBasis.LANGUAGE:
        return [Problem("number_style_from_elsewhere", Severity.INFO, values)]
    # A thousands separator is common, exactly three decimals are rare: the latter deserves a look.
    if any(example[3] == decision.sign for example in examples):
        return [Problem("number_style_unclear", Severity.WARNING, values)]
    return [Problem("number_style_by_language", Severity.INFO, values)]


def _extras(
    survey: NumberSurvey, found: Sequence[_Cell], context: ColumnContext
) -> tuple[Mapping[str, Array], list[Problem]]:
    """Give the units, currencies and price quantities that stand beside the numbers."""
    extras: dict[str, Array] = {}
    problems: list[Problem] = []
    if any(cell.unit for cell in found):
        extras["unit"] = survey.cells.spread([cell.unit for cell in found], None, "object")
    if any(cell.per for cell in found):
        per = [np.nan if cell.per is None else cell.per for cell in found]
        extras["price_per"] = survey.cells.spread(per, np.nan, "float64")
    signs = {cell.currency for cell in found if cell.currency}
    if signs:
        own = {sign: own_currency(sign, context.base_currency, context.language) for sign in signs}
        codes = [own[cell.currency][0] if cell.currency else None for cell in found]
        extras["currency"] = survey.cells.spread(codes, None, "object")
        problems = [unsure_currency(sign, code) for sign, (code, sure) in sorted(own.items()) if not sure]
    return MappingProxyType(extras), problems


def unsure_currency(sign: str, code: str) -> Problem:
    """Tell which of several currencies a sign was taken for."""
    return Problem("currency_sign_unclear", Severity.WARNING, {"value": sign, "currency": code})
