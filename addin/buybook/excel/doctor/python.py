"""Checks of Python and its packages."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from buybook.excel.doctor.verdict import Surroundings, Verdict, bad, good
from buybook.excel.xlwings_vba import VERSION as XLWINGS_VERSION

_OLDEST = (3, 11)
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*([<>=!~,. 0-9A-Za-z*]*)")
_BOUND = re.compile(r"(==|>=|<)\s*([0-9.]+)")


def python(around: Surroundings) -> Verdict:
    """Which Python this is, and whether it is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    values = {"version": version, "path": around.interpreter}
    return good(**values) if sys.version_info >= _OLDEST else bad("old", **values)


def environment(around: Surroundings) -> Verdict:
    """Whether the Python that a virtual environment was made from is still there."""
    settings = Path(sys.prefix) / "pyvenv.cfg"
    if not settings.is_file():
        return good("none", path=sys.prefix)
    lines = (line.partition("=") for line in settings.read_text(encoding="utf-8").splitlines())
    home = next((value.strip() for name, _, value in lines if name.strip() == "home"), "")
    there = Path(home).is_dir() and Path(around.interpreter).exists()
    return good(path=sys.prefix) if there else bad("moved", path=sys.prefix, home=home)


def packages(around: Surroundings) -> Verdict:
    """Whether every package that Buybook needs is there, in a version it was made for."""
    del around
    wrong = list(wrong_packages(metadata.requires("buybook") or []))
    return bad("wrong", packages="; ".join(wrong)) if wrong else good()


def wrong_packages(requirements: list[str]) -> Iterator[str]:
    """Give what is missing or of another version, as people say it; what only some machines need is not asked for."""
    for requirement in requirements:
        found = _REQUIREMENT.match(requirement)
        if found is None or ";" in requirement:
            continue
        name, bounds = found.groups()
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield f"{name}: –, {bounds.strip()}"
            continue
        if not all(_holds(version, sign, bound) for sign, bound in _BOUND.findall(bounds)):
            yield f"{name}: {version}, {bounds.strip()}"


def _holds(version: str, sign: str, bound: str) -> bool:
    has, asked = _numbers(version), _numbers(bound)
    width = max(len(has), len(asked))
    has, asked = (numbers + (0,) * (width - len(numbers)) for numbers in (has, asked))
    return {"==": has == asked, ">=": has >= asked, "<": has < asked}[sign]


def _numbers(version: str) -> tuple[int, ...]:
    """The release of a version: 3.1.0rc2 is 3.1.0 here."""
    found = re.match(r"\d+(\.\d+)*", version)
    return tuple(map(int, found.group().split("."))) if found else ()


def xlwings(around: Surroundings) -> Verdict:
    """Whether the xlwings that is installed is the one that the add-in was made for: their parts only fit exactly."""
    installed = metadata.version("xlwings")
    addin = around.addin_rows.get("XLWINGS")
    if installed != XLWINGS_VERSION:
        return bad("wrong", installed=installed, wanted=XLWINGS_VERSION)
    if addin is not None and addin != installed:
        return bad("addin", installed=installed, addin=addin)
    return good(installed=installed)
