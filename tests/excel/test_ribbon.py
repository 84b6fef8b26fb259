"""The ribbon: as the commands are declared, in three languages, with pictures that exist."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest
from lxml import etree

from buybook.excel import clicks
from buybook.excel.ribbon import MODULE, NAMESPACE, ribbon_xml
from buybook.excel.ribbon_vba import TAB_KEYTIP, ribbon_module, text_keys
from buybook.registry import Group, commands
from buybook.vocabulary import all_words

TREE = etree.fromstring(ribbon_xml().encode())
CONTROLS = [each for each in TREE.iter(etree.Element) if each.get("tag")]
BUTTONS = [each for each in CONTROLS if each.get("tag") in commands()]
OWN = ("preview", "help")  # the ribbon's own, which are no commands
GROUPS = TREE.findall(f".//{{{NAMESPACE}}}group")
CODE = ribbon_module()
ICONS = {
    name
    for line in (Path(__file__).parent / "known_icons.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for name in line.split()
}


def test_one_tab_with_a_button_for_each_command_in_the_order_of_the_day() -> None:
    assert len(TREE.findall(f".//{{{NAMESPACE}}}tab")) == 1
    assert [button.get("tag") for button in BUTTONS] == list(commands())
    assert [control.get("tag") for control in GROUPS[0]][-2:] == list(OWN)
    assert len(CONTROLS) == len(commands()) + len(OWN)
    order = [group.value for group in Group]
    shown = [group.get("id").removeprefix("Buybook_") for group in GROUPS]
    assert shown == [name for name in order if name in shown]


def test_ids_are_unique_and_callable_names() -> None:
    ids = [element.get("id") for element in TREE.iter(etree.Element) if element.get("id")]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z_]\w*", each) for each in ids)


def test_daily_commands_have_large_buttons() -> None:
    for button in BUTTONS:
        assert button.get("size") == ("large" if commands()[button.get("tag")].large else "normal")
    assert all(
        1 <= sum(b.get("size") == "large" for b in group) <= 3 or group is GROUPS[0] for group in GROUPS
    )


@pytest.mark.parametrize("control", CONTROLS, ids=lambda each: each.get("tag"))
def test_every_icon_is_one_of_offices(control: etree._Element) -> None:
    assert control.get("imageMso") in ICONS


def test_every_callback_is_there_with_the_arguments_that_excel_gives() -> None:
    callbacks = {
        (name, value)
        for element in TREE.iter(etree.Element)
        for name, value in element.items()
        if "." in value
    }
    assert {name for name, _ in callbacks} == {"getLabel", "getSupertip", "getKeytip", "onAction"}
    for name, value in callbacks:
        module, procedure = value.split(".")
        given = {"onAction": "", "PreviewClick": ", pressed As Boolean"}
        answers = given.get(procedure, given.get(name, ", ByRef answer As Variant"))
        assert module == MODULE
        assert f"Public Sub {procedure}(ByVal control As Object{answers})\n" in CODE


def test_a_click_runs_the_command_that_the_terminal_runs_and_says_whether_to_write() -> None:
    lines = dict(re.findall(r'^        Case "(\w+)": RunPython (.+)$', CODE, re.MULTILINE))
    assert list(lines) == list(commands())
    for name, line in lines.items():
        for preview, said in (("", ""), (", preview=True", ", preview=True" * commands()[name].writes)):
            python = line.replace('" & How & "', preview).strip('"')
            assert python == f"from buybook.excel import clicks; clicks.run('{name}'{said})"
            ast.parse(python)


def test_the_clicks_entry_takes_what_the_ribbon_gives() -> None:
    assert list(inspect.signature(clicks.run).parameters)[:2] == ["button", "preview"]


def test_without_a_workbook_nothing_runs() -> None:
    click = CODE[CODE.index("Public Sub ButtonClick") :]
    assert click.index("ActiveWorkbook Is Nothing") < click.index("RunCommand")


@pytest.mark.parametrize("words", all_words(), ids=lambda each: each.language)
def test_everything_is_said_in_the_language(words) -> None:
    for key in text_keys():
        assert words.label(key).strip(), key
    for name in [*commands(), *OWN]:
        help_text = words.label(f"help.{name}")
        assert help_text.endswith(".") and ". " not in help_text, "a supertip is one sentence"
        assert not words.label(f"command.{name}").endswith(".")


@pytest.mark.parametrize("words", all_words(), ids=lambda each: each.language)
def test_no_keytip_begins_another(words) -> None:
    names = [*commands(), *OWN]
    keytips = {words.label(f"keytip.{name}") for name in names}
    assert len(keytips) == len(names), "give the new command a keytip.<command> of its own, in addin.*.yaml"
    assert all(re.fullmatch(r"[A-Z0-9]{1,3}", keytip) for keytip in [*keytips, TAB_KEYTIP])
    for keytip in keytips:
        assert not [other for other in keytips - {keytip} if other.startswith(keytip)]
