"""Excel's stand-in: the file engine behind a door that lets through only what xlwings' engine on Windows has.

What that engine has is read from its source, without importing it: it needs Windows. Excel's own objects (`api`)
have here the few members that Buybook may use, and no others.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import xlwings as xw
from xlwings import base_classes

from buybook.engine import open_book
from buybook.engine.refusal import FileObject

_FOLDER = Path(str(importlib.util.find_spec("xlwings").submodule_search_locations[0]))  # type: ignore[union-attr, index]
_SET_BY_XLWINGS = {
    "options",
    "arg1_input",
}  # plain attributes that xlwings' Range puts on whatever engine it has
_OWN = ("_inner", "_excel")


class NotInExcelError(NotImplementedError):
    """Something was asked of the engine that xlwings' engine on Windows has not."""


@cache
def windows_members() -> Mapping[str, frozenset[str]]:
    """Give by class what xlwings' engine on Windows implements, itself or by what it inherits."""
    classes, shared = _classes("_xlwindows.py"), _classes("base_classes.py")

    def members(node: ast.ClassDef) -> set[str]:
        found = {name for each in node.body for name in _names(each)}
        for base in node.bases:
            if isinstance(base, ast.Name) and base.id in classes:
                found |= members(classes[base.id])
            elif isinstance(base, ast.Attribute) and base.attr in shared:
                found |= {name for each in shared[base.attr].body for name in _names(each)}
        return found

    return {name: frozenset(members(node)) for name, node in classes.items()}


def _classes(file: str) -> Mapping[str, ast.ClassDef]:
    tree = ast.parse((_FOLDER / file).read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def _names(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef):
        if not _only_refuses(node):
            yield node.name
        if node.name == "__init__":
            yield from (
                each.attr
                for each in ast.walk(node)
                if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store)
            )
    elif isinstance(node, ast.Assign):
        yield from (each.id for each in node.targets if isinstance(each, ast.Name))


def _only_refuses(node: ast.FunctionDef) -> bool:
    return isinstance(node.body[-1], ast.Raise)


@dataclass
class Excel:
    """The application as the buyer has it in front of them."""

    selection: tuple[str, str] | None = None  # sheet, address
    full_name: str | None = None  # what Excel says, where it is not the file
    protected_structure: bool = False
    read_only: bool = False
    mended: str = ""  # what stands behind the name in the window's title
    filtered: set[str] = field(default_factory=set)
    protected: set[str] = field(default_factory=set)
    status: list[object] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    settings: dict[str, list[object]] = field(default_factory=dict)
    fails_at: dict[str, Exception] = field(default_factory=dict)  # member -> what comes of it

    def open(self, path: Path, *, deferred: bool = True) -> xw.Book:
        """Open a workbook as the add-in's macros hand it over; with `deferred`, nothing that was written is read."""
        book = open_book(path, deferred_writes=deferred)
        return xw.Book(impl=Engine(book.impl, self))


class Engine:
    """One object of the engine: lets through what xlwings' engine on Windows has, and nothing else."""

    def __init__(self, inner: Any, excel: Excel) -> None:
        object.__setattr__(self, "_inner", inner)
        object.__setattr__(self, "_excel", excel)

    def __getattr__(self, name: str) -> Any:
        kind = _kind(self._inner)
        self._check(kind, name)
        own = _OWN_MEMBERS.get((kind, name))
        if own is not None:
            return own(self._inner, self._excel)
        return _wrapped(getattr(self._inner, name), self._excel)

    def __setattr__(self, name: str, value: Any) -> None:
        kind = _kind(self._inner)
        self._check(kind, name)
        if kind == "App":
            self._excel.settings.setdefault(name, []).append(value)
        if (kind, name) == ("App", "status_bar"):
            self._excel.status.append(value)
        setattr(self._inner, name, _unwrapped(value))

    def _check(self, kind: str, name: str) -> None:
        if name in self._excel.fails_at:
            raise self._excel.fails_at[name]
        if name not in windows_members()[kind] and name not in _SET_BY_XLWINGS:
            raise NotInExcelError(f"xlwings' engine on Windows has no {kind}.{name}.")

    def __call__(self, *arguments: Any) -> Any:
        self._check(_kind(self._inner), "__call__")
        return _wrapped(self._inner(*map(_unwrapped, arguments)), self._excel)

    def __bool__(self) -> bool:
        return bool(self._inner)

    def __len__(self) -> int:
        return len(self._inner)

    def __iter__(self) -> Iterator[Any]:
        return (_wrapped(each, self._excel) for each in self._inner)

    def __contains__(self, name: object) -> bool:
        return name in self._inner

    def __eq__(self, other: object) -> bool:
        return _unwrapped(other) == self._inner

    def __hash__(self) -> int:
        return hash(self._inner)


def _kind(inner: Any) -> str:
    """Give the name of xlwings' class for an object of the file engine."""
    known = [base.__name__ for base in type(inner).__mro__ if base.__module__ == base_classes.__name__]
    own = type(inner).__name__
    return own if own in known or not known else known[0]


def _wrapped(value: Any, excel: Excel) -> Any:
    if isinstance(value, FileObject) or type(value).__name__ == "Engine":
        return Engine(value, excel)
    if callable(value):
        return lambda *given, **named: _wrapped(
            value(*map(_unwrapped, given), **{name: _unwrapped(each) for name, each in named.items()}), excel
        )
    return value


def _unwrapped(value: Any) -> Any:
    if isinstance(value, xw.Range):  # what xlwings hands on as it is
        return xw.Range(impl=_unwrapped(value.impl))
    return value._inner if isinstance(value, Engine) else value


class Native:
    """One of Excel's own objects, with what Buybook may ask of it."""

    def __init__(self, inner: Any, excel: Excel) -> None:
        self._inner = inner
        self._excel = excel


@dataclass(frozen=True)
class NativeWindow:
    Caption: str


class NativeApp(Native):
    def __setattr__(self, name: str, value: object) -> None:
        if name == "AutomationSecurity":
            self._excel.settings.setdefault(name, []).append(value)
        else:
            super().__setattr__(name, value)


class NativeBook(Native):
    @property
    def FullName(self) -> str:
        return self._excel.full_name or self._inner.fullname

    @property
    def ProtectStructure(self) -> bool:
        return self._excel.protected_structure

    @property
    def ReadOnly(self) -> bool:
        return self._excel.read_only

    def Windows(self, number: int) -> NativeWindow:
        assert number == 1
        return NativeWindow(self._inner.name + self._excel.mended)

    def SaveCopyAs(self, path: str) -> None:
        Path(path).write_bytes(self._inner.to_bytes())


class NativeSheet(Native):
    @property
    def ProtectContents(self) -> bool:
        return self._inner.name in self._excel.protected or self._inner.source.protected

    @property
    def FilterMode(self) -> bool:
        return self._inner.name in self._excel.filtered


class NativeRange(Native):
    @property
    def Locked(self) -> bool | None:
        sheet, area = self._inner.sheet.source, self._inner.area
        locked = {
            sheet.workbook.styles.locked(sheet.cell_style(row, column))
            for row in range(area.row, area.last_row + 1)
            for column in range(area.column, area.last_column + 1)
        }
        return locked.pop() if len(locked) == 1 else None


class NativeTable(Native):
    @property
    def AutoFilter(self) -> object:
        return None


class NativeSeries(Native):
    @property
    def Format(self) -> NativeSeries:
        return self

    @property
    def Fill(self) -> NativeSeries:
        return self

    def __setattr__(self, name: str, value: object) -> None:
        if name != "Visible":
            super().__setattr__(name, value)
        elif value is False:
            self._inner.hide_fill()


_NATIVE = {
    "App": NativeApp,
    "Book": NativeBook,
    "Sheet": NativeSheet,
    "Range": NativeRange,
    "Table": NativeTable,
    "ChartSeries": NativeSeries,
}


def _selection(inner: Any, excel: Excel) -> Any:
    if excel.selection is None:
        return None
    sheet, address = excel.selection
    return _wrapped(inner.books.active.sheets(sheet).range(address), excel)


def _alert(_: Any, excel: Excel) -> Any:
    def alert(prompt: str, title: str, buttons: str, mode: str | None, callback: object) -> str:
        excel.boxes.append(prompt)
        return "ok"

    return alert


_OWN_MEMBERS: dict[tuple[str, str], Any] = {
    ("App", "selection"): _selection,
    ("App", "alert"): _alert,
    **{(kind, "api"): native for kind, native in _NATIVE.items()},
}
