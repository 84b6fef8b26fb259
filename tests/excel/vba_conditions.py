"""VBA as one system's compiler sees it: conditional compilation carried out, which LibreOffice passes over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from buybook.excel.vba_project import VbaModule

WINDOWS = {"VBA7": True, "Win64": True, "Win32": True, "Mac": False}
MAC = {"VBA7": True, "Win64": False, "Win32": False, "Mac": True}

_IF = re.compile(r"\s*#If (.+) Then\s*(?:'.*)?$")
_APP = re.compile(r'App = "(.+)"')


def as_seen_on(system: Mapping[str, bool], module: VbaModule) -> VbaModule:
    """The module with only those lines that the system compiles; as many lines as before."""
    return VbaModule(module.name, module.kind, "\n".join(_lines(system, module.code)) + "\n")


def _lines(system: Mapping[str, bool], code: str) -> Iterator[str]:
    open_conditions: list[bool] = []
    for line in code.splitlines():
        directive = line.strip()
        if found := _IF.match(line):
            open_conditions.append(_holds(system, found[1]))
        elif directive == "#Else":
            open_conditions[-1] = not open_conditions[-1]
        elif directive == "#End If":
            open_conditions.pop()
        elif not directive.startswith("#Const") and all(open_conditions):
            yield line
            continue
        yield ""
    assert not open_conditions


def _holds(system: Mapping[str, bool], condition: str) -> bool:
    if application := _APP.fullmatch(condition):
        return application[1] == "Microsoft Excel"
    return system[condition]
