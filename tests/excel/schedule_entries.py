"""Entries of a schedule with the paths that people have, and a scheduler's program that answers as it is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hypothesis import strategies as st

from buybook.excel.programs import Finished
from buybook.excel.schedule.entry import Entry

HALF_PAST_SIX = dt.time(6, 30)

ODD_NAMES = [
    "orders.xlsx", "Inköp & lager 2026.xlsx", "100% %PATH% done.xlsx", "it's \"ours\".xlsx", "a;b $HOME ${x} $(Arg0).xlsx",
    "back\\slash\\.xlsx", "ends in slash\\", "<tag> ]]> &amp;.xlsx", "文件 🧾.xlsx", " two  spaces .xlsx", "--config.xlsx",
    "#hash `tick` ~.xlsx", "%%i %h %n.xlsx", "\\x41 \\n.xlsx",
]  # fmt: skip

_ODD = "%$\\\"'`;&<>#~(){}[]|*?!@^=+,: \u00a0åäöéß€文🧾-abcXYZ019._"
paths = st.text(st.sampled_from(_ODD), min_size=1, max_size=30).map(lambda name: f"/home/x/{name}.xlsx")
entries = st.builds(
    Entry,
    workbook=paths,
    at=st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    weekdays=st.booleans(),
    config=st.none() | paths,
    summary=st.none() | paths,
    language=st.sampled_from([None, "en", "sv", "nl"]),
)


def entry(workbook: str = "/home/x/orders.xlsx", *, weekdays: bool = False, **more: str) -> Entry:
    return Entry(workbook, HALF_PAST_SIX, weekdays, **more)


class Scripted:
    """Stands for the scheduler's program: notes each call; refuses those whose words begin as told."""

    def __init__(self, *refused: str) -> None:
        self.calls: list[list[str]] = []
        self.refused = refused

    def __call__(self, arguments: Sequence[str]) -> Finished:
        self.calls.append(list(arguments))
        said = " ".join(arguments[1:])
        if any(said.startswith(start) for start in self.refused):
            return Finished(5, "Access is denied.")
        return Finished(0)
