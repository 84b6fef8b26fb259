"""The house's imports point one way, and nothing that must not be used is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import buybook

PACKAGE = Path(buybook.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

# What each part of the house may import of the others. A part is a package or a module of the top level.
ALLOWED: dict[str, frozenset[str]] = {
    "vocabulary": frozenset(),
    "schema": frozenset(),
    "findings": frozenset({"schema"}),
    "rfq_keys": frozenset(),
    "frozen": frozenset(),
    "settings": frozenset({"schema", "vocabulary", "findings"}),
    "core": frozenset({"schema", "findings"}),
    "xlsx": frozenset(),
    "engine": frozenset({"xlsx"}),
    "workbook": frozenset({"schema", "vocabulary", "findings", "settings", "rfq_keys"}),
    "documents": frozenset({"schema", "vocabulary", "settings", "rfq_keys", "engine", "xlsx"}),
    "replies": frozenset(
        {"schema", "vocabulary", "findings", "settings", "rfq_keys", "core", "workbook", "engine", "xlsx"}
    ),
    "registry": frozenset({"commands"}),  # for their types alone
    "commands": frozenset(
        {
            "schema",
            "vocabulary",
            "findings",
            "settings",
            "rfq_keys",
            "core",
            "workbook",
            "documents",
            "registry",
            "replies",
        }
    ),
    "functions": frozenset({"schema", "vocabulary", "findings", "settings", "core", "workbook", "registry"}),
    "precautions": frozenset({"findings", "workbook", "xlsx"}),
    "work": frozenset(
        {"vocabulary", "findings", "settings", "workbook", "documents", "commands", "registry"}
    ),
    "run": frozenset(
        {
            "precautions",
            "vocabulary",
            "findings",
            "settings",
            "workbook",
            "documents",
            "commands",
            "engine",
            "work",
            "xlsx",
        }
    ),
    "terminal": frozenset({"vocabulary", "workbook", "commands", "run"}),
    "demo": frozenset({"vocabulary", "documents", "run", "terminal"}),
    "options": frozenset({"registry"}),
    "cli": frozenset({"vocabulary", "options", "registry", "run", "terminal", "demo", "excel"}),
    "excel": frozenset(
        {
            "schema",
            "vocabulary",
            "findings",
            "settings",
            "documents",
            "commands",
            "functions",
            "options",
            "registry",
            "workbook",
            "work",
            "run",
            "xlsx",
        }
    ),
    "__main__": frozenset({"cli"}),
    "__init__": frozenset(),
}
# What holds classes together, not what Buybook does: for all but the two that import nothing else of ours.
FOR_ALL = "frozen"
OF_THEIR_OWN = frozenset({"xlsx", "engine"})


def part_of(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def imported(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                assert node.level == 1 and path.parent != PACKAGE, (
                    f"{path}: an import from above its own package"
                )
                continue
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    part = part_of(path)
    for name in imported(path):
        parts = name.split(".")
        if (
            parts[0] == "buybook"
            and len(parts) > 1
            and parts[1] not in ("__version__", part, "templates", "macros")
        ):
            free = parts[1] == FOR_ALL and part not in OF_THEIR_OWN
            assert free or parts[1] in ALLOWED[part], f"{part} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_is_not_free_or_not_lossless_is_not_used(path: Path) -> None:
    names = set(imported(path))
    assert not any(name.startswith(("xlwings.pro", "xlwings.server")) for name in names)
    if part_of(path) != "documents":
        assert "openpyxl.load_workbook" not in names  # only documents of our own making go through openpyxl


def test_the_core_knows_no_clock_file_or_workbook() -> None:
    forbidden = {"xlwings", "openpyxl", "os", "pathlib", "io", "locale", "time", "socket", "subprocess"}
    for path in (PACKAGE / "core").glob("*.py"):
        roots = {name.split(".")[0] for name in imported(path)}
        assert not roots & forbidden, f"{path.name} imports {roots & forbidden}"
        for node in nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in {"today", "now", "utcnow"}, f"{path.name} reads the clock"


def test_every_part_of_the_house_is_known() -> None:
    assert {part_of(path) for path in MODULES} <= set(ALLOWED)
