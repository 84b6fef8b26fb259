"""xlwings' own VBA in the add-in: what calls Python's functions from cells, taken from the xlwings that is installed.

Of its module for custom add-ins we take the head (licence, version, the declarations of its DLL) and three procedures,
word for word, and close the module to cells. We take nothing of what reads configuration from a workbook or from the
folder that it lies in, puts that folder on Python's path, or looks for sheets with code: doors that are not built in
need no lock. Our own `BuybookSettings`, `BuybookServer` and `BuybookPython` stand in their place.

The text is recognised by its digest. Another xlwings stops the build, until somebody has read what changed.
"""

from __future__ import annotations

import hashlib
import re
from importlib import resources

import xlwings

from buybook.excel.vba_project import ModuleKind, VbaModule

MODULE = "xlwings"
VERSION = "0.37.8"
DIGEST = "b9df9e20d54d6f04220e8382068f4b4c82bc5a8f920148daf94d9ddbda6251d6"
PROCEDURES = ("XLPyLoadDLL", "XLPy", "ParentFolder")

CLOSED = "Option Private Module"  # no cell of any workbook may call what is in it

_SOURCE = "xlwings_custom_addin.bas"
_NAME_LINE = re.compile(r'^Attribute VB_Name = "xlwings"\n')
_HEAD_END = re.compile(r"^Public Const PROJECT_NAME\b", re.MULTILINE)  # its configuration begins here


class XlwingsChangedError(Exception):
    """The installed xlwings is not the one whose VBA was read and chosen from."""


def xlwings_module() -> VbaModule:
    """Give the module `xlwings` of the add-in.

    Raises XlwingsChangedError where the installed xlwings is another one than `VERSION`, or its text was changed.
    """
    text = _installed_text()
    head = text[: _only(_HEAD_END, text).start()]
    procedures = [_procedure(text, name) for name in PROCEDURES]
    return VbaModule(MODULE, ModuleKind.STANDARD, "\n".join([CLOSED, _NAME_LINE.sub("", head), *procedures]))


def _installed_text() -> str:
    content = (resources.files(xlwings) / _SOURCE).read_bytes().replace(b"\r\n", b"\n")
    if xlwings.__version__ != VERSION or hashlib.sha256(content).hexdigest() != DIGEST:
        raise XlwingsChangedError(
            f"The add-in is made for xlwings {VERSION}, and the VBA of the installed {xlwings.__version__} differs. "
            f"Install xlwings {VERSION} (pip install xlwings=={VERSION}) and try again."
        )
    return content.decode("cp1252")


def _procedure(text: str, name: str) -> str:
    pattern = rf"^(?:Private |Public )?(Sub|Function) {name}\(.*?^End \1\n"
    return _only(re.compile(pattern, re.MULTILINE | re.DOTALL), text).group()


def _only(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = list(pattern.finditer(text))
    if len(found) != 1:
        raise XlwingsChangedError(
            f"xlwings' VBA has {len(found)} places like {pattern.pattern!r}; one is expected."
        )
    return found[0]
