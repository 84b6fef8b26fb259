"""The texts in `macros/`, of which the add-in is made: those written by hand, and those that are generated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from buybook.excel.function_wrappers import MODULE as FUNCTIONS_MODULE
from buybook.excel.function_wrappers import functions_module
from buybook.excel.ribbon import MODULE as RIBBON_MODULE
from buybook.excel.ribbon import ribbon_xml
from buybook.excel.ribbon_vba import TEXTS_MODULE, ribbon_module, texts_module
from buybook.excel.vba_project import ModuleKind, VbaModule

RIBBON = "ribbon.xml"
MAC_SCRIPT = "Buybook.applescript"
MODULES = (
    ("ThisWorkbook", ModuleKind.WORKBOOK),
    ("SettingsSheet", ModuleKind.WORKSHEET),
    ("BuybookSettings", ModuleKind.STANDARD),
    ("BuybookServer", ModuleKind.STANDARD),
    ("BuybookPython", ModuleKind.STANDARD),
    (RIBBON_MODULE, ModuleKind.STANDARD),
    (TEXTS_MODULE, ModuleKind.STANDARD),
    (FUNCTIONS_MODULE, ModuleKind.STANDARD),
)

_PACKAGE = "buybook.macros"
_SOURCE_FOLDER = Path(__file__).resolve().parents[3] / "macros"
_SUFFIX = {ModuleKind.STANDARD: ".bas"}  # all others: .cls


def generated_macros() -> Mapping[str, str]:
    """Give the texts that follow from the declarations, by their file names."""
    return {
        RIBBON: ribbon_xml(),
        f"{RIBBON_MODULE}.bas": ribbon_module(),
        f"{TEXTS_MODULE}.bas": texts_module(),
        f"{FUNCTIONS_MODULE}.bas": functions_module(),
    }


def macro(name: str) -> str:
    """Give the text of a file in `macros/`; FileNotFoundError for another name."""
    return (_folder() / name).read_text(encoding="utf-8")


def macro_modules() -> Sequence[VbaModule]:
    """Give our own modules, as they stand in `macros/`."""
    return [VbaModule(name, kind, macro(name + _SUFFIX.get(kind, ".cls"))) for name, kind in MODULES]


def _folder() -> Traversable:
    try:
        return resources.files(_PACKAGE)
    except ModuleNotFoundError:
        # Run from a source tree that is not installed: the folder that becomes the package.
        return _SOURCE_FOLDER
