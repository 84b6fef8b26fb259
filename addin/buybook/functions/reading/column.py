"""What the cells of an argument come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

import numpy as np

from buybook.core.frames import Mask
from buybook.frozen import frozen
from buybook.functions.answers import Values

if TYPE_CHECKING:
    from buybook.workbook.column_reading import Distinct

FIRST_DAY, LAST_DAY = dt.date(1980, 1, 1), dt.date(2089, 12, 31)  # as the readers of lists have it


@frozen
class Wrong:
    """Why a cell cannot be used: `code` names the sentence `refused.<code>`, and `values` fill it."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@frozen
class Column:
    """The values of an argument's cells, float64, datetime64[D], bool or objects by its kind.

    A cell that is not `given` is blank, or says that there is no value; a `wrong` one counts as given.
    """

    values: Values
    given: Mask
    wrong: Mapping[int, Wrong] = field(default_factory=dict)  # by cell

    @classmethod
    def of(cls, cells: Distinct, found: Sequence[object], missing: object, dtype: str) -> Column:
        """Give each cell what was found for its distinct value: a value, None for no value, or what is wrong."""
        right = [missing if each is None or isinstance(each, Wrong) else each for each in found]
        known = cells.spread([each is not None for each in found], False, "bool")
        wrong = {code: each for code, each in enumerate(found) if isinstance(each, Wrong)}
        rows = np.flatnonzero(np.isin(cells.codes, list(wrong))).tolist() if wrong else []
        return cls(
            cells.spread(right, missing, dtype), known, {row: wrong[int(cells.codes[row])] for row in rows}
        )
