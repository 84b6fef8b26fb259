"""What the documentation says can be done: commands parse, settings load, examples in docstrings run."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import pkgutil
import re
import shlex
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

import buybook
from buybook.cli import build_parser
from buybook.excel.build import generated, out_of_date
from buybook.registry import commands, functions
from buybook.settings import loads
from buybook.vocabulary import all_words

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "docs" / "guide.md"]
FORMULA = re.compile(r"`(=BUY_[^`]+)`")
COMMAND = re.compile(r"`(buybook [^`]+)`|^\s*(?:[\d*\s/,-]+ )?(buybook .+)$", re.MULTILINE)


def documented() -> list[str]:
    found = [
        each for page in PAGES for pair in COMMAND.findall(page.read_text(encoding="utf-8")) for each in pair
    ]
    return sorted({command for command in found if command and command.split()[1] in {*commands(), "demo"}})


@pytest.mark.parametrize("command", documented())
def test_documented_commands_parse(command: str) -> None:
    arguments = shlex.split(command)[1:]
    if len(arguments) == 1 and arguments[0] != "demo":
        arguments.append("orders.xlsx")
    if arguments[0] == "receive" and "--po" not in arguments:
        arguments += ["--po", "1", "--quantity", "1"]
    chosen = build_parser().parse_args(arguments)
    assert chosen.verb == arguments[0]
    assert build_parser(arguments[0]).parse_args(arguments) == chosen  # with no other command loaded


@pytest.mark.parametrize("verb", ["", "job", "no.such", "--help", "demo", "frobnicate"])
def test_what_is_no_command_finds_all_verbs(verb: str) -> None:
    assert build_parser(verb).format_help() == build_parser().format_help()


def test_every_command_is_documented() -> None:
    text = " ".join(page.read_text(encoding="utf-8") for page in PAGES)
    for name in commands():
        assert f"buybook {name}" in text, name


@pytest.mark.parametrize(
    "formula", sorted({each for page in PAGES for each in FORMULA.findall(page.read_text())})
)
def test_formulas_in_the_guide_fit_their_functions(formula: str) -> None:
    name, inside = formula.removeprefix("=").removesuffix(")").split("(", 1)
    arguments = functions()[name].arguments
    given = [part.strip() for part in inside.split(",")]
    assert len(given) <= len(arguments)
    needed = [argument.name for argument in arguments if not argument.optional]
    assert [argument.name for argument, part in zip(arguments, given, strict=False) if part][
        : len(needed)
    ] == needed


def test_settings_in_the_guide_load() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", PAGES[1].read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        lines = block.splitlines()
        margin = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
        loads("\n".join(line[margin:] for line in lines), "guide.md")


def test_the_example_of_the_file_engine_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "file-engine.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(xw.engines, "active", xw.engines.active)  # put back afterwards
    exec(compile(example, "file-engine.md", "exec"), {})
    sheet = openpyxl.load_workbook(tmp_path / "stock.xlsx").worksheets[0]
    assert [[cell.value for cell in row] for row in sheet["A1:B4"]] == [
        ["Item", "Quantity"],
        ["Bolt", 100],
        ["Nut", 250],
        ["Washer", 1000],
    ]
    assert sheet.tables["Stock"].ref == "A1:B4"
    for app in list(xw.engines["file"].apps):
        app.quit()


def test_every_command_and_option_has_words_in_every_language() -> None:
    for words in all_words():
        for command in commands().values():
            assert words.label(f"command.{command.name}")
            assert words.label(f"help.{command.name}")
            for option in command.options:
                assert words.label(f"option.{command.name}.{option.name}")


def modules() -> list[str]:
    return [
        each.name
        for each in pkgutil.walk_packages(buybook.__path__, "buybook.")
        if "__main__" not in each.name
    ]


def has_examples(name: str) -> bool:
    found = importlib.util.find_spec(name)
    return found is not None and ">>> " in Path(str(found.origin)).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in modules() if has_examples(name)])
def test_examples_in_docstrings_run(name: str) -> None:
    tried = doctest.testmod(importlib.import_module(name))
    assert (tried.failed, tried.attempted > 0) == (0, True)


def test_every_module_can_be_imported() -> None:
    for name in modules():
        importlib.import_module(name)


def test_generated_files_are_up_to_date() -> None:
    assert list(out_of_date(generated(), ROOT)) == []


def test_readme_names_both_set_up_commands() -> None:
    readme = PAGES[0].read_text(encoding="utf-8")
    assert "\npip install -c constraints.txt . && buybook demo\n" in readme
    assert re.search(r'^pip install -c constraints\.txt -e "\.\[test\]" && pytest', readme, re.MULTILINE)
