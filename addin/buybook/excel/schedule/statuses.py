"""How a scheduled run ends, as a scheduler understands it: the numbers of sysexits, which systemd knows by name.

To a scheduler everything but 0 is a failure. So findings, which a buyer reads in the summary, are none; and a
workbook that was open all the time is one that may go better next time.
"""

from __future__ import annotations

from enum import IntEnum


class RunStatus(IntEnum):
    """The exit status of a scheduled run."""

    DONE = 0  # the order lines are up to date, with findings or without
    UNREADABLE = 66  # the workbook is not there, or cannot be read or written
    FAULT = 70  # a fault of Buybook's; the log has the trace
    BUSY = 75  # the workbook was open, or changed, at every try
    WRONG = 78  # a wrong call or a wrong setting


# Errors of a run that may be gone a little later.
PASSING = frozenset({"locked", "changed_meanwhile"})
