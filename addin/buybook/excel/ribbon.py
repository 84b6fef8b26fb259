"""The ribbon's tab as XML (Office 2010's customUI), from the commands' declarations.

Labels, supertips and keytips stand nowhere in it: Excel asks VBA for them, which answers in the language of Excel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from xml.sax.saxutils import quoteattr

from buybook.registry import Command, Group, commands

TAB = "Buybook"
MODULE = "BuybookRibbon"  # the VBA module that answers Excel
PREVIEW, HELP = "preview", "help"  # the ribbon's own controls, which are no commands
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
        yield _control("button", command.name, command.icon, "ButtonClick", large=command.large)
    if name == Group.WORKBOOK.value:
        yield _control("toggleButton", PREVIEW, "ZoomPrintPreviewExcel", "PreviewClick")
        yield _control("button", HELP, "Help", "HelpClick")
    yield "        </group>"


def _control(element: str, name: str, icon: str, click: str, *, large: bool = False) -> str:
    attributes = {
        "id": f"{TAB}_{name}",
        "tag": name,
        "size": "large" if large else "normal",
        "imageMso": icon,
        "getLabel": f"{MODULE}.ButtonLabel",
        "getSupertip": f"{MODULE}.ButtonSupertip",
        "getKeytip": f"{MODULE}.ButtonKeytip",
        "onAction": f"{MODULE}.{click}",
    }
    written = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())
    return f"          <{element} {written}/>"
