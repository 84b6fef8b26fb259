"""`Buybook.xlam`: the add-in that Excel loads, made from text on any system, without Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from buybook import __version__
from buybook.excel.addin_package import addin_parts, workbook_xml, zipped
from buybook.excel.macros import RIBBON, macro, macro_modules
from buybook.excel.vba_project import VbaModule, vba_project
from buybook.excel.xlwings_vba import VERSION as XLWINGS_VERSION
from buybook.excel.xlwings_vba import xlwings_module

FILE_NAME = "Buybook.xlam"
PROJECT_NAME = "Buybook"


@dataclass(frozen=True, slots=True)
class AddinSettings:
    """What an installation writes into the add-in that it builds.

    `interpreter` is the absolute path of the Python that has Buybook; without one, the user's profile must say.
    """

    interpreter: str = ""


def build_addin(settings: AddinSettings = AddinSettings()) -> bytes:
    """Give the add-in as a file's content; the same texts and settings give the same bytes on every system.

    Raises XlwingsChangedError where the installed xlwings is not the pinned one, and ValueError for text that a VBA
    project cannot hold.
    """
    return zipped(build_parts(settings))


def build_parts(settings: AddinSettings) -> Mapping[str, bytes]:
    """Give the parts of the add-in's package by name."""
    project = vba_project(PROJECT_NAME, addin_modules())
    return addin_parts(project, macro(RIBBON), workbook_xml(), _rows(settings))


def addin_modules() -> Sequence[VbaModule]:
    """Give all modules of the VBA project: our own, then xlwings'."""
    return [*macro_modules(), xlwings_module()]


def _rows(settings: AddinSettings) -> Sequence[tuple[str, str]]:
    """Give the rows of the add-in's sheet, read by the VBA module `BuybookSettings` and by `buybook doctor`."""
    return (
        ("BUYBOOK", __version__),
        ("XLWINGS", XLWINGS_VERSION),
        ("INTERPRETER_WIN", settings.interpreter),
        ("INTERPRETER_MAC", settings.interpreter),
    )
