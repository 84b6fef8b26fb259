"""The functions in the add-in: wrappers that call what exists, and their help as Excel's function wizard shows it."""

from __future__ import annotations

import re
import sys

import pytest
from lxml import etree
from standins import windows
from validator import errors, needs_validator
from vba_readers import by_olevba

from buybook.excel import udfs
from buybook.excel.addin import AddinSettings, build_addin, build_parts
from buybook.excel.function_wrappers import MODULE, PYTHON_MODULE, functions_module
from buybook.functions.texts import argument_meaning, meaning
from buybook.registry import functions
from buybook.vocabulary import LANGUAGES, words

CODE = functions_module()
HEADS = re.findall(r"^Function (\w+)\((.*)\)$", CODE, re.MULTILINE)
CALLS = re.findall(r'XLPy\.CallUDF\("([\w.]+)", "(\w+)", Array\((.*?)\), (\w+), Application\.Caller\)', CODE)
X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"


def test_every_function_has_a_wrapper_with_its_arguments() -> None:
    declared = {
        each.name: ", ".join(("Optional " if a.optional else "") + a.name for a in each.arguments)
        for each in functions().values()
    }
    assert dict(HEADS) == declared
    assert len(HEADS) == len(functions())


def test_every_wrapper_calls_a_function_that_exists_with_the_arguments_it_takes() -> None:
    assert len(CALLS) == len(HEADS)
    with windows() as excel:
        for module, name, arguments, _ in CALLS:
            assert module == PYTHON_MODULE == udfs.__name__
            assert callable(getattr(udfs, name))
            taken = getattr(excel.functions, name).__xlfunc__["args"]
            assert arguments.split(", ") == [argument["name"] for argument in taken]


def test_functions_are_handed_the_addin_and_never_the_buyers_workbook() -> None:
    assert {workbook for *_, workbook in CALLS} == {"ThisWorkbook"}
    assert "ActiveWorkbook" not in CODE


def test_generating_leaves_nothing_of_windows_behind() -> None:
    functions_module()
    if sys.platform != "win32":
        assert not {"pythoncom", "pywintypes", "win32com", "xlwings.udfs"} & set(sys.modules)


@pytest.mark.parametrize("language", LANGUAGES)
def test_descriptions_and_category_stand_in_the_source(language: str) -> None:
    source = by_olevba(build_addin(AddinSettings(language=language)))[MODULE]
    for function in functions().values():
        told = meaning(function, words(language)).replace('"', '""')
        expected = (
            f"^Function {function.name}\\(.*\\)\n"
            f'Attribute {function.name}.VB_Description = "{re.escape(told)}"\n'
            f'Attribute {function.name}.VB_ProcData.VB_Invoke_Func = " \\\\n20"\n'
        )
        assert re.search(expected, source, re.MULTILINE), function.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_argument_is_explained(language: str) -> None:
    tree = etree.fromstring(build_parts(AddinSettings(language=language))["xl/workbook.xml"])
    found = {
        name.get("name"): [(each.get("index"), each.text) for each in name.iter(f"{X14}argumentDescription")]
        for name in tree.iter(f"{X14}definedName")
    }
    assert found == {
        each.name: [
            (str(index), argument_meaning(each, argument, words(language)))
            for index, argument in enumerate(each.arguments)
        ]
        for each in functions().values()
    }
    assert all(len(text) <= 255 for told in found.values() for _, text in told)
    counts = [int(each.get("count")) for each in tree.iter(f"{X14}argumentDescriptions")]
    assert counts == [len(told) for told in found.values()]


def test_the_category_is_the_first_after_excels_own() -> None:
    workbook = build_parts(AddinSettings())["xl/workbook.xml"]
    assert (
        b'<functionGroups builtInGroupCount="19"><functionGroup name="Buybook"/></functionGroups>' in workbook
    )


@pytest.mark.validator
@needs_validator
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_package_is_valid_in_every_language(language: str, tmp_path) -> None:
    path = tmp_path / "Buybook.xlam"
    path.write_bytes(build_addin(AddinSettings(language=language)))
    assert not errors(path)
