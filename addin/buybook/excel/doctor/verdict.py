"""A check, what it looks at, and what it finds."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from buybook.excel.installed_addin import addin_rows
from buybook.excel.places import Places
from buybook.excel.programs import Runner
from buybook.frozen import frozen
from buybook.vocabulary import Words


class State(StrEnum):
    """How bad it is."""

    GOOD = "good"
    LOOK = "look"  # it works, and something should be known
    BAD = "bad"  # something does not work until it is mended
    NOT_HERE = "not_here"  # it does not concern this machine


@frozen
class Verdict:
    """What a check found: the words are `doctor.<check>.<code>`, what to do is the same with `.remedy`."""

    state: State
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Surroundings:
    """The machine as the checks see it."""

    places: Places
    run: Runner
    now: dt.datetime
    find_program: Callable[[str], str | None]
    interpreter: str = sys.executable

    @cached_property
    def addin(self) -> bytes | None:
        """The content of the installed add-in; None where there is none."""
        path = self.places.addin
        return path.read_bytes() if path is not None and path.is_file() else None

    @cached_property
    def addin_rows(self) -> Mapping[str, str]:
        """What the installed add-in says of itself."""
        return (addin_rows(self.addin) if self.addin is not None else None) or {}


@frozen
class Check:
    """One thing to look at; its name stands in the vocabulary as `doctor.<name>`."""

    name: str
    look: Callable[[Surroundings], Verdict]

    def verdict(self, surroundings: Surroundings) -> Verdict:
        """Look; whatever goes wrong in looking is a verdict."""
        try:
            return self.look(surroundings)
        except Exception as error:
            return failure(error)


def failure(error: Exception) -> Verdict:
    """Give the verdict of a check that could not look."""
    said = " ".join(str(error).split())
    return Verdict(State.BAD, "failed", {"detail": f"{type(error).__name__}: {said}"[:300]})


def sentences(name: str, verdict: Verdict, words: Words) -> tuple[str, str]:
    """Give what a check found, and what to do about it (empty where there is nothing to do)."""
    key = "doctor.failed" if verdict.code == "failed" else f"doctor.{name}.{verdict.code}"
    remedy = f"{key}.remedy"
    told = words.label(key).format_map(verdict.values)
    return told, words.label(remedy).format_map(verdict.values) if words.has_label(remedy) else ""


def good(code: str = "good", **values: object) -> Verdict:
    """All is well."""
    return Verdict(State.GOOD, code, values)


def look(code: str, **values: object) -> Verdict:
    """It works; something should be known."""
    return Verdict(State.LOOK, code, values)


def bad(code: str, **values: object) -> Verdict:
    """It does not work."""
    return Verdict(State.BAD, code, values)


def not_here(code: str = "not_here", **values: object) -> Verdict:
    """It does not concern this machine."""
    return Verdict(State.NOT_HERE, code, values)


def in_folder(path: Path, folder: Path) -> bool:
    """Whether a path lies in a folder."""
    return folder == path or folder in path.parents
