"""Reading the values of a column: from cells as buyers fill them to numbers, dates and names.

How numbers and dates are written is decided for a column as a whole. So reading has two steps: `survey` reads
the cells one by one and notes what they prove, and `resolve` decides and gives the values. Between them the
columns of a table, and the tables of a workbook, can learn from each other.
"""

from __future__ import annotations

from collections.abc import Sequence

from buybook.schema import Kind
from buybook.workbook.column_reading import ColumnContext, ColumnReading, Distinct, Problem, distinct
from buybook.workbook.date_columns import DateSurvey, read_dates, survey_dates
from buybook.workbook.number_columns import NumberSurvey, read_numbers, survey_numbers
from buybook.workbook.word_columns import read_words

__all__ = ["ColumnContext", "ColumnReading", "Problem", "Survey", "read_column", "resolve", "survey"]

_NUMBERS = frozenset({Kind.QUANTITY, Kind.MONEY, Kind.NUMBER, Kind.PERCENT, Kind.DAYS})


Survey = DateSurvey | NumberSurvey | Distinct


def survey(cells: Distinct, context: ColumnContext) -> Survey:
    """Read the cells of a column one by one."""
    if context.kind is Kind.DATE:
        return survey_dates(cells, context)
    if context.kind in _NUMBERS:
        return survey_numbers(cells)
    return cells


def resolve(surveyed: Survey, context: ColumnContext) -> ColumnReading:
    """Decide how the column's values are written, and give them."""
    if isinstance(surveyed, DateSurvey):
        return read_dates(surveyed, context)
    if isinstance(surveyed, NumberSurvey):
        return read_numbers(surveyed, context)
    return read_words(surveyed, context)


def read_column(values: Sequence[object], context: ColumnContext) -> ColumnReading:
    """Read a column by itself.

    The values are float64 with NaN, datetime64[s] with NaT or objects with None, as the field's kind asks.
    Nothing is raised for what a cell holds: each cell that cannot be read is a problem.
    """
    return resolve(survey(distinct(values), context), context)
