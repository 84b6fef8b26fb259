"""The script that runs Python for Excel on a Mac. No AppleScript runs here, so its text is looked at."""

from __future__ import annotations

import re

from buybook.excel.macros import MAC_SCRIPT, macro

SCRIPT = macro(MAC_SCRIPT)
VBA = macro("BuybookPython.bas")
# AppleScript's own words: none of them can name a variable.
RESERVED = frozenset(
    re.findall(
        r"\w+",
        """
        about above after against and apart around as aside at back before beginning behind below
        beneath beside between but by considering contain contains continue copy div does eighth else
        end equal equals error every exit false fifth first for fourth from front get given global if
        ignoring in instead into is it its last local me middle mod my ninth not of on onto or out over
        prop property put ref reference repeat return returning script second set seventh since sixth
        some tell tenth that the then third through thru timeout times to transaction true try until
        where while whose with without
        """,
    )
)


def test_whatever_goes_to_the_shell_is_quoted() -> None:
    assert re.findall(r"do shell script (.*)", SCRIPT) == [
        'shellCommand & "> /dev/null 2> " & quoted form of logPath & " &"'
    ]
    assert re.findall(r"set shellCommand to (.*)", SCRIPT) == [
        '""',
        'shellCommand & quoted form of (contents of anArgument) & " "',
    ]


def test_it_takes_what_vba_gives() -> None:
    called = re.search(r'AppleScriptTask MAC_SCRIPT, "(\w+)", Join\(Arguments, Chr\(31\)\)', VBA)
    given = re.search(r"Arguments = Array\((.*)\)\n", VBA)
    taken = re.search(r"set \{(.*?)\} to my splitAt\(character id 31, joinedArguments\)", SCRIPT)
    assert called and given and taken
    assert f"on {called[1]}(joinedArguments)\n" in SCRIPT
    assert f'MAC_SCRIPT As String = "{MAC_SCRIPT}"' in VBA
    assert len(given[1].split(", ")) == len(taken[1].split(", "))


def test_python_is_called_as_on_windows() -> None:
    switches = re.search(r'PYTHON_SWITCHES As String = "(.*)"', macro("BuybookServer.bas"))
    assert switches
    listed = ", ".join(f'"{switch}"' for switch in switches[1].split())
    assert f"{{pythonPath, {listed}, " in SCRIPT


def test_no_variable_has_a_name_of_applescripts_own() -> None:
    named = {
        name for found in re.findall(r"\bset (\{.*?\}|\w+) to ", SCRIPT) for name in re.findall(r"\w+", found)
    }
    named |= {
        name
        for found in re.findall(r"^on \w+\((.*)\)$", SCRIPT, re.MULTILINE)
        for name in re.findall(r"\w+", found)
    }
    named |= set(re.findall(r"repeat with (\w+) in", SCRIPT))
    assert named - {"AppleScript"} and not {name.lower() for name in named} & RESERVED


def test_every_block_is_closed() -> None:
    for opened in re.findall(r"(?m)^\s*(repeat)\b", SCRIPT):
        assert re.search(rf"(?m)^\s*end {opened}$", SCRIPT)
    for handler in re.findall(r"(?m)^on (\w+)", SCRIPT):
        assert re.search(rf"(?m)^end {handler}$", SCRIPT)
