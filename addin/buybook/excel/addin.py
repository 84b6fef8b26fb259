"""`Buybook.xlam`: the add-in that Excel loads, made from text on any system, without Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from buybook import __version__, vocabulary
from buybook.excel.addin_package import addin_parts, workbook_xml, zipped
from buybook.excel.function_help import arguments_xml, category_xml, with_descriptions
from buybook.excel.function_wrappers import MODULE as FUNCTIONS
from buybook.excel.macros import RIBBON, macro, macro_modules
from buybook.excel.vba_project import VbaModule, vba_project
from buybook.excel.xlwings_vba import VERSION as XLWINGS_VERSION
from buybook.excel.xlwings_vba import xlwings_module
from buybook.frozen import frozen
from buybook.vocabulary import Words

FILE_NAME = "Buybook.xlam"
PROJECT_NAME = "Buybook"


@frozen
class AddinSettings:
    """What an installation writes into the add-in that it builds.

    `interpreter` is the absolute path of the Python that has Buybook; without one, the user's profile must say.
    `language` is that of the functions' help; everything else follows the language of Excel when it is shown.
    """

    interpreter: str = ""
    language: str = "en"


def build_addin(settings: AddinSettings) -> bytes:
    """Give the add-in as a file's content; the same texts and settings give the same bytes on every system.

    Raises XlwingsChangedError where the installed xlwings is not the pinned one, and ValueError for text that a VBA
    project cannot hold.
    """
    return zipped(build_parts(settings))


def settings_in(rows: Mapping[str, str]) -> AddinSettings:
    """Give the settings that an add-in was built with, from the rows of its sheet."""
    return AddinSettings(rows.get("INTERPRETER_WIN", ""), rows.get("LANGUAGE", "en"))


def build_parts(settings: AddinSettings) -> Mapping[str, bytes]:
    """Give the parts of the add-in's package by name."""
    words = vocabulary.words(settings.language)
    project = vba_project(PROJECT_NAME, addin_modules(words))
    workbook = workbook_xml(category_xml(), arguments_xml(words))
    return addin_parts(project, macro(RIBBON), workbook, _rows(settings))


def addin_modules(words: Words) -> Sequence[VbaModule]:
    """Give all modules of the VBA project: our own, with the functions described in words, then xlwings'."""
    own = [_described(module, words) if module.name == FUNCTIONS else module for module in macro_modules()]
    return [*own, xlwings_module()]


def _described(module: VbaModule, words: Words) -> VbaModule:
    return replace(module, code=with_descriptions(module.code, words))


def _rows(settings: AddinSettings) -> Sequence[tuple[str, str]]:
    """Give the rows of the add-in's sheet, read by the VBA module `BuybookSettings` and by `buybook doctor`."""
    return (
        ("BUYBOOK", __version__),
        ("XLWINGS", XLWINGS_VERSION),
        ("INTERPRETER_WIN", settings.interpreter),
        ("INTERPRETER_MAC", settings.interpreter),
        ("LANGUAGE", settings.language),
    )
