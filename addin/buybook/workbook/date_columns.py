"""Reading a column of dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from buybook.findings import Severity
from buybook.frozen import frozen
from buybook.workbook.centuries import Years, in_century, short_forms, years_of
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
from buybook.workbook.date_order import Basis, Decision, Elsewhere, decide, usual_orders
from buybook.workbook.date_slips import likely_dates
from buybook.workbook.dates import FIRST_YEAR, LAST_YEAR, Certain, DateText, NoDate, Numeric, Order, read_date
from buybook.workbook.durations import days_of
from buybook.workbook.numbers import NumberText, read_number_text

EXAMPLE = "2026-03-12"
_INFO = frozenset({"no_date_given", "date_means_none"})
_WARNING = frozenset({"words_for_date", "refers_elsewhere", "counted_elsewhere"})
_ENOUGH = 3  # so many dates make a pattern
_LONGEST_VALIDITY = 400  # days; a larger number under "valid until" is no number of days

_Told = tuple[str, Severity, Mapping[str, object]]


@frozen
class DateSurvey:
    """What the cells of a column say, before the order of days and months is decided."""

    cells: Distinct
    says: tuple[DateText, ...]  # of each distinct value
    exact: Array | None = None  # the dates, where every cell holds a date

    def numeric(self) -> Mapping[str, list[Numeric]]:
        """Give the cells whose order must be decided, by style."""
        found: dict[str, list[Numeric]] = {}
        for says in self.says:
            if isinstance(says, Numeric):
                found.setdefault(says.style, []).append(says)
        return found

    def proved(self, context: ColumnContext) -> Mapping[str, Order]:
        """Give the orders that the column itself shows, by style."""
        decisions = {style: decide(style, cells, context.dates) for style, cells in self.numeric().items()}
        return {
            style: decision.order
            for style, decision in decisions.items()
            if decision.order and decision.basis in (Basis.COLUMN, Basis.SETTING, Basis.YEARS)
        }

    def certain(self) -> Array:
        """Give the dates that need no decision, as datetime64[D]; NaT elsewhere."""
        if self.exact is not None:
            return self.exact
        known = [says.date if isinstance(says, Certain) and not says.short else None for says in self.says]
        return self.cells.spread(known, None, "datetime64[D]")


def survey_dates(cells: Distinct, context: ColumnContext) -> DateSurvey:
    """Read the cells of a date column one by one."""
    if cells.of_types(dt.datetime):
        exact = cells.spread(cells.values, None, "datetime64[D]")
        if not _has_outliers(exact, context.no_date):
            return DateSurvey(cells, (), exact)
    return DateSurvey(cells, tuple(_settled(read_date(value), context.no_date) for value in cells.values))


def _settled(says: DateText, no_date: frozenset[dt.date]) -> DateText:
    """Give a date for "no date" as certain: written another way than the rest, it proves nothing of them."""
    if not isinstance(says, Numeric):
        return says
    if says.short:
        meant = [day for day in says.candidates.values() if day in no_date | short_forms(no_date)]
    else:
        meant = [day for day in says.candidates.values() if day in no_date]
    return Certain(meant[0], says.words, says.short) if meant else says


def _has_outliers(days: Array, no_date: frozenset[dt.date]) -> bool:
    known = days[~np.isnat(days)]
    if not known.size:
        return False
    first, last = np.datetime64(f"{FIRST_YEAR}-01-01"), np.datetime64(f"{LAST_YEAR}-12-31")
    outside = known.min() < first or known.max() > last
    odd = np.array(sorted(no_date | short_forms(no_date)), dtype="datetime64[D]")
    return bool(outside or np.isin(known, odd).any())


def read_dates(survey: DateSurvey, context: ColumnContext) -> ColumnReading:
    """Decide the order of each style in the column, and give the dates."""
    if survey.exact is not None:
        return ColumnReading(survey.exact.astype("datetime64[s]"))
    proved = survey.proved(context)
    decisions = {
        style: decide(
            style,
            cells,
            _around(style, proved, context.dates),
            _near(survey, context, style),
            context.years or years_of([survey.certain()], context.no_date),
        )
        for style, cells in survey.numeric().items()
    }
    years = _years(survey, decisions, context)
    dates: list[dt.date | None] = []
    told: dict[int, _Told] = {}
    for code, (value, says) in enumerate(zip(survey.cells.values, survey.says, strict=True)):
        day, problem = _resolve(value, says, decisions, years, context)
        dates.append(day)
        if problem:
            told[code] = problem
    validity = _validity(survey, told) if context.field == "quote_valid_until" else {}
    return ColumnReading(
        values=survey.cells.spread(dates, None, "datetime64[D]").astype("datetime64[s]"),
        problems=(*_about_column(survey, decisions), *cell_problems(survey.cells, told)),
        evidence=tuple(f"{style} {decision.order} {decision.basis}" for style, decision in decisions.items()),
        extras=validity,
    )


def _around(style: str, proved: Mapping[str, Order], elsewhere: Elsewhere) -> Elsewhere:
    """Add what the column's other styles prove, which counts before other columns."""
    own = {other: order for other, order in proved.items() if other != style}
    return replace(elsewhere, table=own or elsewhere.table)


def _years(survey: DateSurvey, decisions: Mapping[str, Decision], context: ColumnContext) -> Years | None:
    """Give the years of the list: as its dates show them in full, else as most two-digit ones are taken."""
    if context.years is not None:
        return context.years
    own = years_of([survey.certain()], context.no_date)
    if own is not None:
        return own
    days = [
        says.date if isinstance(says, Certain) else _in_order(says, decisions[says.style])
        for says in survey.says
        if not isinstance(says, NoDate)
    ]
    return years_of([np.array(days, dtype="datetime64[D]")], context.no_date)


def _resolve(
    value: object,
    says: DateText,
    decisions: Mapping[str, Decision],
    years: Years | None,
    context: ColumnContext,
) -> tuple[dt.date | None, _Told | None]:
    """Give a cell's date, and what is to be told about it."""
    if is_error(value):
        return None, ("error_in_cell", context.severity, {"value": shown(value)})
    if isinstance(says, NoDate):
        slip = _slip(value, decisions, years, context) if says.code == "not_a_date" else None
        return None, slip or _unread(says.code, _severity(says.code, context), value)
    day = says.date if isinstance(says, Certain) else _in_order(says, decisions[says.style])
    if day is None:
        assert isinstance(says, Numeric)
        conflict = decisions[says.style].order is None
        code = "date_ambiguous" if conflict else "date_in_other_order"
        return None, _unread(code, context.severity, value)
    # A spreadsheet makes 1999-12-31 of a typed 31-12-99, so a true date may have been a short one too.
    retyped = years is not None and isinstance(value, dt.datetime) and day in short_forms(context.no_date)
    if says.short or retyped:
        day = in_century(day, years, context.no_date)
    if day is None:
        return None, _unread("date_implausible", context.severity, value)
    if day in context.no_date:
        return None, _unread("date_means_none", Severity.INFO, value)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        slip = _slip(value, decisions, years, context)
        return None, slip or _unread("date_implausible", context.severity, value)
    if isinstance(says, Certain) and says.week:
        return day, ("date_of_week", Severity.WARNING, {"value": shown(value), "date": day.isoformat()})
    if says.words:
        return day, ("date_among_words", Severity.WARNING, {"value": shown(value), "date": day.isoformat()})
    return day, None


def _unread(code: str, severity: Severity, value: object) -> _Told:
    return code, severity, {"value": shown(value), "example": EXAMPLE}


def _slip(
    value: object, decisions: Mapping[str, Decision], years: Years | None, context: ColumnContext
) -> _Told | None:
    """Tell what a mistyped date may stand for; None when that is unclear."""
    orders = [decision.order for decision in decisions.values() if decision.order is not None]
    if not orders:
        orders = usual_orders(context.dates)
    likely = likely_dates(shown(value), list(dict.fromkeys(orders)), years)
    if not likely:
        return None
    dates = " / ".join(day.isoformat() for day in likely)
    return "date_slip", Severity.ERROR, {"value": shown(value), "date": dates}


def _severity(code: str, context: ColumnContext) -> Severity:
    if code in _INFO:
        return Severity.INFO
    return Severity.WARNING if code in _WARNING else context.severity


def _in_order(cell: Numeric, decision: Decision) -> dt.date | None:
    """Give the date of a cell in the column's order; None when it is none in that order."""
    if decision.order is not None:
        return cell.candidates.get(decision.order)
    dates = set(cell.candidates.values())
    return next(iter(dates)) if len(dates) == 1 else None


def _near(survey: DateSurvey, context: ColumnContext, style: str) -> list[tuple[Numeric, dt.date]]:
    if context.near is None:
        return []
    found = []
    for row in np.flatnonzero(~np.isnat(context.near) & (survey.cells.codes >= 0)):
        says = survey.says[survey.cells.codes[row]]
        if isinstance(says, Numeric) and says.style == style:
            found.append((says, context.near[row].astype(dt.date)))
    return found


_ORDER_CODES = {
    Basis.YEARS: ("date_order_from_elsewhere", Severity.INFO),
    Basis.TABLE: ("date_order_from_elsewhere", Severity.INFO),
    Basis.NEAR: ("date_order_from_elsewhere", Severity.INFO),
    Basis.WORKBOOK: ("date_order_from_elsewhere", Severity.INFO),
    Basis.LANGUAGE: ("date_order_by_language", Severity.INFO),
    Basis.NOTHING: ("date_order_unclear", Severity.WARNING),
}


def _about_column(survey: DateSurvey, decisions: Mapping[str, Decision]) -> list[Problem]:
    problems = []
    for style, decision in decisions.items():
        if decision.basis not in _ORDER_CODES or decision.order is None:
            continue
        example = _ambiguous_example(survey, style, decision.order, decision.orders)
        if example is not None:
            code, severity = _ORDER_CODES[decision.basis]
            if decision.basis is Basis.LANGUAGE and str(example["date"])[:4] != str(example["other"])[:4]:
                severity = Severity.WARNING  # years apart if it is wrong, and nothing but custom says so
            problems.append(Problem(code, severity, example))
    swapped = _swapped(survey)
    if swapped:
        problems.append(swapped)
    return problems


def _ambiguous_example(
    survey: DateSurvey, style: str, order: Order, orders: frozenset[Order]
) -> dict[str, object] | None:
    """Give a cell that could be two dates, the smallest text for its example, and both dates."""
    found = []
    for value, says in zip(survey.cells.values, survey.says, strict=True):
        if not isinstance(says, Numeric) or says.style != style or order not in says.candidates:
            continue
        read = says.candidates[order]
        others = [says.candidates[each] for each in Order if each in orders and each in says.candidates]
        other = next((day for day in others if day != read), None)
        if other:
            found.append((shown(value), read.isoformat(), other.isoformat()))
    if not found:
        return None
    value, read_as, not_as = min(found)
    return {"value": value, "date": read_as, "other": not_as, "order": str(order)}


def _swapped(survey: DateSurvey) -> Problem | None:
    """Notice dates that a spreadsheet took the wrong way round when they were typed or imported.

    Where month-first text was read by a day-first spreadsheet, 3/12/2026 became 3 December and 3/25/2026
    stayed text. Then every text has a day above 12, and every true date one up to 12.
    """
    texts = [says for says in survey.says if isinstance(says, Numeric)]
    true = [value for value in survey.cells.values if isinstance(value, dt.datetime)]
    if len(texts) < _ENOUGH or len(true) < _ENOUGH:
        return None
    one_way = all(len(set(says.candidates.values())) == 1 for says in texts)
    if (
        not one_way
        or any(value.day > 12 for value in true)
        or all(value.day == value.month for value in true)
    ):
        return None
    first = min(value for value in true if value.day != value.month)
    other = dt.date(first.year, first.day, first.month)
    values = {"value": shown(first), "other": other.isoformat(), "count": len(true)}
    return Problem("dates_swapped", Severity.WARNING, values)


def _validity(survey: DateSurvey, told: dict[int, _Told]) -> Mapping[str, Array]:
    """Read "30 days" under "valid until" as a length of time; such cells are then no problem."""
    days: list[float] = []
    for code, value in enumerate(survey.cells.values):
        length = _length(value) if code in told and told[code][0] not in _INFO else None
        days.append(np.nan if length is None else length)
        if length is not None:
            del told[code]
    if np.isnan(days).all():
        return MappingProxyType({})
    return MappingProxyType({"validity_days": survey.cells.spread(days, np.nan, "float64")})


def _length(value: object) -> float | None:
    if isinstance(value, (int, float)):
        return float(value) if 0 < value <= _LONGEST_VALIDITY else None
    number = read_number_text(value) if isinstance(value, str) else None
    if not isinstance(number, NumberText) or number.ambiguous or not number.rest:
        return None
    found = days_of(number, None)
    return found.days if found and not found.working and 0 < found.days <= _LONGEST_VALIDITY else None
