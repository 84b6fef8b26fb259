"""LibreOffice compiles every module of the add-in, catches what would silence it, and runs what it can."""

from __future__ import annotations

from typing import Any

import pytest
from basic_office import Task, changed, macro_workbook, needs_basic, run
from vba_conditions import MAC, WINDOWS, as_seen_on

from buybook.excel.addin import addin_modules
from buybook.excel.ribbon_vba import text_keys
from buybook.vocabulary import LANGUAGES, words

pytestmark = [pytest.mark.libreoffice, needs_basic]

SYSTEMS = {"Windows": WINDOWS, "Mac": MAC}
ASKED = ("BuybookTexts", "BuybookText", ["command.refresh"])
SPOILT = {
    "a missing End If": "Public Sub Spoilt()\n    If True Then\nEnd Sub\n",
    "an open string": 'Public Sub Spoilt()\n    MsgBox "open\nEnd Sub\n',
    "a stray parenthesis": "Public Sub Spoilt()\n    MsgBox (1))\nEnd Sub\n",
    "a missing End Sub": "Public Sub Spoilt()\n",
    "a loop without end": "Public Sub Spoilt()\n    Do While True\nEnd Sub\n",
}
MODULES = [module.name for module in addin_modules(words("en"))]
# Every module spoilt in one way, and one module in every way.
CASES = [
    *((name, "a missing End If") for name in MODULES),
    *(("BuybookPython", what) for what in list(SPOILT)[1:]),
]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the office gave for the add-in, and for each way to spoil each of its modules."""
    texts = [("BuybookTexts", f"Text_{language}", [key]) for language in LANGUAGES for key in text_keys()]
    tasks = {"sound": Task(macro_workbook(addin_modules(words("en"))), [ASKED, *texts])}
    for system, constants in SYSTEMS.items():
        tasks[system] = Task(
            macro_workbook([as_seen_on(constants, each) for each in addin_modules(words("en"))]), [ASKED]
        )
    for name, what in CASES:
        tasks[f"{name}: {what}"] = Task(macro_workbook(changed(name, SPOILT[what])), [ASKED])
    return dict(zip(tasks, run(list(tasks.values()), tmp_path_factory.mktemp("basic")), strict=True))


def test_every_module_is_there_and_compiles(given: dict[str, Any]) -> None:
    assert given["sound"]["modules"] == sorted(MODULES)
    assert given["sound"]["given"][0] == words("en").label("command.refresh")


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_module_compiles_as_each_system_sees_it(given: dict[str, Any], system: str) -> None:
    assert given[system]["given"] == given["sound"]["given"][:1]


@pytest.mark.parametrize(("module", "what"), CASES)
def test_a_spoilt_module_is_caught(given: dict[str, Any], module: str, what: str) -> None:
    assert given[f"{module}: {what}"]["given"] != given["sound"]["given"][:1]


def test_all_words_are_as_in_the_vocabulary(given: dict[str, Any]) -> None:
    expected = [words(language).label(key) for language in LANGUAGES for key in text_keys()]
    assert given["sound"]["given"][1:] == expected
