"""Rows and columns of a mixed-integer program, gathered as arrays and given to HiGHS without a modelling layer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from buybook.core.award.pricing import Floats, Ints
from buybook.frozen import frozen


@frozen
class Solution:
    """The columns' values, None where none were found; the objective's bound, and whether it is proven best."""

    values: Floats | None
    bound: float
    proven: bool


@dataclass(slots=True)
class Program:
    """A program under construction: minimise the columns' costs under the rows' limits."""

    cost: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    whole: list[NDArray[np.bool_]] = field(default_factory=list)
    columns: int = 0
    rows: int = 0
    low: list[Floats] = field(default_factory=list)
    high: list[Floats] = field(default_factory=list)
    entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)

    def add_columns(self, cost: ArrayLike, upper: float, whole: bool) -> Ints:
        """Add columns from 0 to `upper`; give their numbers."""
        costs = np.atleast_1d(np.asarray(cost, dtype=float))
        self.cost.append(costs)
        self.upper.append(np.full(len(costs), upper))
        self.whole.append(np.full(len(costs), whole))
        self.columns += len(costs)
        return np.arange(self.columns - len(costs), self.columns, dtype=np.intp)

    def add_rows(self, low: ArrayLike, high: ArrayLike, count: int) -> Ints:
        """Add empty rows with their limits; give their numbers."""
        self.low.append(np.broadcast_to(np.asarray(low, dtype=float), (count,)))
        self.high.append(np.broadcast_to(np.asarray(high, dtype=float), (count,)))
        self.rows += count
        return np.arange(self.rows - count, self.rows, dtype=np.intp)

    def put(self, rows: ArrayLike, columns: ArrayLike, values: ArrayLike) -> None:
        """Put values into the matrix; what is one number stands for all."""
        row, column, value = np.broadcast_arrays(rows, columns, np.asarray(values, dtype=float))
        self.entries.append((row.astype(np.intp).ravel(), column.astype(np.intp).ravel(), value.ravel()))

    def solve(self, start: Floats | None, gap: float, seconds: float) -> Solution | None:
        """Solve it from a start; None where HiGHS is not installed."""
        try:
            import highspy as library
        except ImportError:  # no wheel for this machine: the caller has an answer of its own
            return None
        highspy: Any = library
        solver = highspy.Highs()
        options = {
            "output_flag": False,
            "mip_rel_gap": gap,
            "time_limit": seconds,
            "threads": 1,
            "random_seed": 0,
        }
        for name, value in options.items():
            solver.setOptionValue(name, value)
        solver.passModel(self._model(highspy))
        if start is not None:
            known = np.flatnonzero(np.isfinite(start)).astype(np.int32)  # HiGHS finds the rest
            solver.setSolution(len(known), known, start[known])
        solver.run()
        info = solver.getInfo()
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        proven = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        values = np.array(solver.getSolution().col_value) if found else None
        return Solution(values, float(info.mip_dual_bound), proven)

    def _model(self, highspy: Any) -> Any:
        row, column, value = (np.concatenate(part) for part in zip(*self.entries, strict=True))
        order = np.argsort(row, kind="stable")
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.columns, self.rows
        model.col_cost_ = np.concatenate(self.cost)
        model.col_lower_, model.col_upper_ = np.zeros(self.columns), np.concatenate(self.upper)
        model.row_lower_, model.row_upper_ = np.concatenate(self.low), np.concatenate(self.high)
        kinds = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
        model.integrality_ = [kinds[whole] for whole in np.concatenate(self.whole).astype(int)]
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.searchsorted(row[order], np.arange(self.rows + 1)).astype(np.int32)
        model.a_matrix_.index_ = column[order].astype(np.int32)
        model.a_matrix_.value_ = value[order]
        return model
