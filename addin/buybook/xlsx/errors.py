"""The one error of the package layer."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "changed_meanwhile",
    "damaged",
    "encrypted",
    "locked",
    "missing",
    "not_a_workbook",
    "old_format",
    "read_only",
    "too_large",
    "unreadable",
    "unsupported",
    "unwritable",  # the disk or the folder would not take it
    "wrong_argument",
]


class WorkbookError(Exception):
    """A workbook that cannot be read, or an edit that cannot be made without harm.

    `code` says which, for a program; the message is one English sentence, for a person.
    """

    def __init__(self, code: Code, sentence: str) -> None:
        super().__init__(sentence)
        self.code: Code = code
