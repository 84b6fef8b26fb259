"""Functions about incoming inspection."""

from __future__ import annotations

import numpy as np

from buybook.core.frames import Floats, Texts
from buybook.core.sampling import AQLS, LEVELS, Inspection, Plan, plan
from buybook.functions.answers import Answers, Refusal
from buybook.registry import Argument, ArgumentKind, FunctionGroup, function

_ARGUMENTS = (
    Argument("lot_size", least=1, whole=True),
    Argument("aql", above=0),
    Argument("level", ArgumentKind.CHOICE, optional=True, default="II", choices=LEVELS),
    Argument(
        "inspection",
        ArgumentKind.CHOICE,
        optional=True,
        default=Inspection.NORMAL.value,
        choices=tuple(Inspection),
    ),
)


@function("BUY_SAMPLE_SIZE", *_ARGUMENTS, group=FunctionGroup.QUALITY)
def sample_size(lot_size: Floats, aql: Floats, level: Texts, inspection: Texts) -> Answers:
    """Give how many units of a lot to inspect."""
    return _planned(lot_size, aql, level, inspection, "size")


@function("BUY_ACCEPTANCE_NUMBER", *_ARGUMENTS, group=FunctionGroup.QUALITY)
def acceptance_number(lot_size: Floats, aql: Floats, level: Texts, inspection: Texts) -> Answers:
    """Give how many nonconforming units in the sample still accept the lot."""
    return _planned(lot_size, aql, level, inspection, "accept")


def _planned(lot_size: Floats, aql: Floats, level: Texts, inspection: Texts, wanted: str) -> Answers:
    listed = np.array(AQLS)
    place = np.abs(listed[None, :] - aql[:, None]).argmin(axis=1) if len(aql) else np.zeros(0, dtype="int64")
    unlisted = ~np.isclose(listed[place], aql, rtol=1e-9)
    plans: list[Plan | None] = [
        plan(int(lot), AQLS[position], str(letter), Inspection(how))
        for lot, position, letter, how in zip(
            lot_size.tolist(), place.tolist(), level.tolist(), inspection.tolist(), strict=True
        )
    ]
    values = [np.nan if each is None else float(getattr(each, wanted)) for each in plans]
    none = np.array([each is None for each in plans], dtype=bool)
    return Answers(
        np.array(values, dtype="float64"),
        (Refusal("no_plan", "aql", none & ~unlisted), Refusal("unlisted_aql", "aql", unlisted)),
    )
