"""Excel on Windows as xlwings sees it, for machines without: stand-ins for pywin32 and for COM's ranges.

With them xlwings' own `udfs` and `_xlwindows` are imported, so that what converts and calls is the real code; only
the objects below it, which belong to Windows and to Excel, are made up.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import xlwings as xw

MISSING = -2147352572  # what VBA passes for an optional argument that is left out
NOT_AVAILABLE = -2146826246  # #N/A
MODULE = "buybook.excel.udfs"
SHEET_ROWS = 1_048_576

_RANGE_IID = "{00020846-0000-0000-C000-000000000046}"
_PYWIN32 = (
    *("pythoncom", "pywintypes", "win32api", "win32con", "win32gui", "win32process", "win32timezone"),
    *("win32com", "win32com.client"),
)


class ComTime(dt.datetime):
    """pywintypes' own kind of datetime."""


class _Nothing:
    def __init__(self, *_: object, **__: object) -> None: ...

    def __getattr__(self, name: str) -> Any:
        return _Nothing()

    def __call__(self, *_: object, **__: object) -> Any:
        return _Nothing()


class _StandIn(ModuleType):
    """A module in which every name is a class that does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        kind = Exception if name.endswith("error") else object
        made = type(name, (kind,), {})
        setattr(self, name, made)
        return made


class _Utc:
    @staticmethod
    def utc() -> dt.tzinfo:
        return dt.UTC


def _modules() -> dict[str, ModuleType]:
    made: dict[str, ModuleType] = {name: _StandIn(name) for name in _PYWIN32}
    client = made["win32com.client"]
    made["win32com"].client = client  # type: ignore[attr-defined]
    made["win32com"].__path__ = []
    client.Dispatch = lambda value, *_, **__: value  # type: ignore[attr-defined]
    made["pythoncom"].__file__ = "pythoncom"
    made["pythoncom"].CoInitialize = lambda: None  # type: ignore[attr-defined]
    made["win32process"].GetWindowThreadProcessId = lambda _: (0, 0)  # type: ignore[attr-defined]
    made["pywintypes"].TimeType = ComTime  # type: ignore[attr-defined]
    made["pywintypes"].IID = str  # type: ignore[attr-defined]
    made["win32timezone"].TimeZoneInfo = _Utc  # type: ignore[attr-defined]
    server = ModuleType("xlwings.com_server")
    server.loop = None  # type: ignore[attr-defined]
    made["xlwings.com_server"] = server
    return made


class _Count:
    def __init__(self, count: int) -> None:
        self.Count = count


class _Type:
    def GetTypeInfo(self) -> _Type:
        return self

    def GetTypeAttr(self) -> _Type:
        return self

    iid = _RANGE_IID


class ComSheet:
    """A worksheet's COM object: the values of its used cells, row by row, from A1 on."""

    def __init__(self, values: Sequence[Sequence[object]]) -> None:
        self.values = [list(row) for row in values]
        self.Parent = self.Application = _Nothing()
        self.read = 0  # cells that were asked for

    @property
    def UsedRange(self) -> ComRange:
        return ComRange(self, 1, 1, len(self.values), max(map(len, self.values)))

    def Cells(self, row: int, column: int) -> tuple[int, int]:
        return row, column

    def Range(self, first: tuple[int, int], last: tuple[int, int]) -> ComRange:
        return ComRange(self, *first, last[0] - first[0] + 1, last[1] - first[1] + 1)

    def column(self, letter: str, rows: int | None = None, first: int = 1) -> ComRange:
        """Give some rows of a column, or the whole of it."""
        index = ord(letter) - ord("A") + 1
        return ComRange(self, first, index, rows or SHEET_ROWS - first + 1, 1)


class ComRange:
    """A range's COM object."""

    def __init__(self, sheet: ComSheet, row: int, column: int, rows: int, columns: int) -> None:
        self._oleobj_ = _Type()
        self.Worksheet, self.Row, self.Column = sheet, row, column
        self.Rows, self.Columns = _Count(rows), _Count(columns)

    @property
    def Value(self) -> object:
        height, width = self.Rows.Count, self.Columns.Count
        self.Worksheet.read += height * width
        values = tuple(
            tuple(self._cell(row, column) for column in range(self.Column, self.Column + width))
            for row in range(self.Row, self.Row + height)
        )
        return values[0][0] if height == width == 1 else values

    def _cell(self, row: int, column: int) -> object:
        try:
            value = self.Worksheet.values[row - 1][column - 1]
        except IndexError:
            return None
        if isinstance(value, dt.datetime):
            return ComTime(*value.timetuple()[:6], tzinfo=dt.UTC)
        return float(value) if isinstance(value, int) and value > -1e6 and value is not True else value


@dataclass(frozen=True)
class Windows:
    """xlwings as it is on Windows, and the module that holds our functions for it."""

    udfs: ModuleType
    functions: ModuleType

    def call(self, name: str, *arguments: object) -> object:
        """Call a function as the VBA wrapper does: every argument, those left out as MISSING."""
        expected = len(getattr(self.functions, name).__xlfunc__["args"])
        passed = (*arguments, *[MISSING] * (expected - len(arguments)))
        return self.udfs.call_udf(MODULE, name, passed, None, None)


@contextmanager
def windows() -> Iterator[Windows]:
    """Give xlwings its Windows side for a while."""
    before = dict(sys.modules)
    folder = Path.cwd()
    sys.modules.update(_modules())
    foreign = {"windll": _Nothing(), "oledll": _Nothing(), "PyDLL": _Nothing()}
    own = {name: getattr(ctypes, name) for name in foreign if hasattr(ctypes, name)}
    vars(ctypes).update(foreign)
    try:
        system = importlib.import_module("xlwings._xlwindows")
        udfs = importlib.import_module("xlwings.udfs")
        xw.engines.add(xw.main.Engine(impl=system.engine))
        yield Windows(udfs, _our_module(udfs))
    finally:
        os.chdir(folder)
        for name in foreign:
            delattr(ctypes, name)
        vars(ctypes).update(own)
        excel = xw.engines.engines_by_name.pop("excel", None)
        xw.engines.engines[:] = [each for each in xw.engines.engines if each is not excel]
        for name in ("_xlwindows", "udfs", "com_server"):
            xw.__dict__.pop(name, None)
        for name in set(sys.modules) - set(before):
            if name.split(".")[0] in _PYWIN32 or name.startswith("xlwings."):
                del sys.modules[name]


def _our_module(udfs: Any) -> ModuleType:
    from buybook.excel.udfs import exposed

    module = ModuleType(MODULE)
    module.__dict__.update(exposed(udfs.xlfunc, udfs.xlarg, udfs.xlret, "en"))
    udfs.udf_modules[MODULE] = {"filename": MODULE, "filetime": None, "module": module}
    return module


def without_zones(value: object) -> object:
    """Give what went to a cell as Excel shows it: times for COM carry a zone that means nothing."""
    if isinstance(value, (list, tuple)):
        return [without_zones(each) for each in value]
    return value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value
