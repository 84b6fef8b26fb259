"""The ribbon's tab as XML (Office 2010's customUI), from the commands' declarations.

Labels, supertips and keytips stand nowhere in it: Excel asks VBA for them, which answers in the language of Excel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from xml.sax.saxutils import quoteattr

from buybook.registry import Command, commands

TAB = "Buybook"
MODULE = "BuybookRibbon"  # the VBA module that answers Excel
NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"


def ribbon_xml() -> str:
    """Give the part `customUI/customUI14.xml`."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    yield "<!-- Generated from the commands' declarations by: python -m buybook.excel build -->"
    yield f'<customUI xmlns="{NAMESPACE}">'
    yield "  <ribbon>"
    yield "    <tabs>"
    yield f'      <tab id="{TAB}" label="{TAB}" getKeytip="{MODULE}.TabKeytip">'
    for group, members in groupby(commands().values(), key=lambda each: each.group):
        yield from _group(group.value, members)
    yield "      </tab>"
    yield "    </tabs>"
    yield "  </ribbon>"
    yield "</customUI>"


def _group(name: str, members: Iterable[Command]) -> Iterator[str]:
    yield f'        <group id="{TAB}_{name}" getLabel="{MODULE}.GroupLabel">'
    for command in members:
        yield _button(command)
    yield "        </group>"


def _button(command: Command) -> str:
    attributes = {
        "id": f"{TAB}_{command.name}",
        "tag": command.name,
        "size": "large" if command.large else "normal",
        "imageMso": command.icon,
        "getLabel": f"{MODULE}.ButtonLabel",
        "getSupertip": f"{MODULE}.ButtonSupertip",
        "getKeytip": f"{MODULE}.ButtonKeytip",
        "onAction": f"{MODULE}.ButtonClick",
    }
    written = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())
    return f"          <button {written}/>"
