"""Checks of what `buybook install` put in place."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from buybook import __version__
from buybook.excel.addin import build_addin, settings_in
from buybook.excel.doctor.verdict import Surroundings, Verdict, bad, good, look, not_here
from buybook.excel.installing import Manifest
from buybook.excel.places import System

_ATTRIBUTE = "com.apple.quarantine"


def excel(around: Surroundings) -> Verdict:
    """Whether there is an Excel on this machine."""
    if around.places.system is System.LINUX:
        return not_here()
    found = around.find_program("excel")
    return good(path=found) if found else bad("missing")


def addin(around: Surroundings) -> Verdict:
    """Whether the add-in is in its place and is the one that this Buybook makes."""
    path = around.places.addin
    if path is None:
        return not_here()
    if around.addin is None:
        return bad("missing", path=path)
    version = around.addin_rows.get("BUYBOOK")
    if version is None:
        return bad("not_ours", path=path)
    if version != __version__:
        return bad("old", path=path, version=version, wanted=__version__)
    expected = build_addin(settings_in(around.addin_rows))
    return good(path=path, version=version) if around.addin == expected else look("changed", path=path)


def interpreter(around: Surroundings) -> Verdict:
    """Whether the Python that the add-in starts is there and is this one."""
    if around.addin is None:
        return not_here()
    told = told_interpreter(around)
    if not told:
        return bad("none")
    if not Path(told).is_file():
        return bad("missing", path=told)
    if Path(told) != Path(around.interpreter):
        return look("other", path=told, here=around.interpreter)
    return good(path=told)


def settings(around: Surroundings) -> Verdict:
    """What the user's own settings say; they go before the add-in, and nothing else does."""
    path = around.places.settings_file
    if around.places.addin is None:
        return not_here()
    if not path.is_file():
        return good("none", path=path)
    pairs = profile_settings(path)
    named = pairs.get(_name(around))
    if named and named != around.addin_rows.get(_name(around), named):
        return look("other", path=path, interpreter=named)
    own = Manifest.read(around.places.installed).has(path, path.read_bytes())
    return good(path=path) if own else look("own", path=path, names=", ".join(pairs))


def told_interpreter(around: Surroundings) -> str:
    """Give the interpreter that the add-in starts: the user's own setting, else the one written into it."""
    path = around.places.settings_file
    own = profile_settings(path).get(_name(around), "") if path.is_file() else ""
    return own or around.addin_rows.get(_name(around), "")


def profile_settings(path: Path) -> Mapping[str, str]:
    """Give the add-in's settings as its VBA reads them: pairs, of a name the last one."""
    with path.open(encoding="cp1252", errors="replace", newline="") as file:
        return {row[0]: row[1] for row in csv.reader(file, skipinitialspace=True) if len(row) >= 2}


def trust(around: Surroundings) -> Verdict:
    """Whether the system holds the add-in for something from the internet, which Excel does not run."""
    path = around.places.addin
    if path is None or around.addin is None:
        return not_here()
    if around.places.system is System.WINDOWS:
        marked = Path(f"{path}:Zone.Identifier").exists()
    else:
        marked = around.run(["xattr", "-p", _ATTRIBUTE, str(path)]).status == 0
    return bad("marked", path=path) if marked else good()


def library(around: Surroundings) -> Verdict:
    """Whether the library that calls functions from cells lies where xlwings' VBA looks for it (Windows)."""
    told = told_interpreter(around) if around.addin is not None else ""
    if around.places.system is not System.WINDOWS or not told:
        return not_here()
    name = f"xlwings64-{metadata.version('xlwings')}.dll"
    folders = (Path(told).parent, Path(told).parent.parent)
    found = next((folder / name for folder in folders if (folder / name).is_file()), None)
    return good(path=found) if found else bad("missing", name=name, folder=folders[1])


def script(around: Surroundings) -> Verdict:
    """Whether the script is there through which Excel for Mac may start Python."""
    path = around.places.mac_script
    if around.places.system is not System.MACOS:
        return not_here()
    return good(path=path) if path.is_file() else bad("missing", path=path)


def _name(around: Surroundings) -> str:
    return "INTERPRETER_MAC" if around.places.system is System.MACOS else "INTERPRETER_WIN"
