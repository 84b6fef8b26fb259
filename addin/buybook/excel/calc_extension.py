"""The extension for LibreOffice Calc: our functions there, from the same declarations, as an .oxt file.

Calc finds a function by a method of an interface. The interface is a plain .idl text, which LibreOffice reads itself;
what Calc shows of it stands in `CalcAddIns.xcu`; the methods are in `macros/calc_functions.py`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from xml.sax.saxutils import escape

from buybook import __version__
from buybook.excel.addin_package import zipped
from buybook.excel.macros import macro
from buybook.functions.texts import argument_meaning, meaning
from buybook.registry import Argument, Function, functions
from buybook.vocabulary import LANGUAGES, all_words

SERVICE = "org.buybook.calc.Functions"
COMPONENT = "calc_functions.py"
_INTERFACE, _LIST, _SETTINGS = "BuybookCalc.idl", "functions.json", "CalcAddIns.xcu"
_ROWS = "sequence<sequence<any> >"  # of answers; of a single one Calc shows the first
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def build_extension(interpreter: str = sys.executable) -> bytes:
    """Give the .oxt file; its functions are answered by this interpreter, which must have Buybook."""
    texts = {
        "META-INF/manifest.xml": _MANIFEST,
        "description.xml": _description(),
        _INTERFACE: interface(),
        _SETTINGS: calc_settings(),
        _LIST: declared(interpreter),
        COMPONENT: macro(COMPONENT),
    }
    return zipped({name: text.encode("utf-8") for name, text in texts.items()})


def method_name(function: Function) -> str:
    """Give a function's name as a method has it.

    >>> method_name(functions()["BUY_OPEN_QUANTITY"])
    'buyOpenQuantity'
    """
    first, *others = function.name.lower().split("_")
    return first + "".join(map(str.capitalize, others))


def interface() -> str:
    """Give the interface with a method for each function."""
    methods = "\n".join(map(_method, functions().values()))
    return f"module org {{ module buybook {{ module calc {{\ninterface XFunctions {{\n{methods}\n}};\n}}; }}; }};\n"


def _method(function: Function) -> str:
    # Names of their own: those of our arguments could be words of the interface language.
    parameters = ", ".join(f"[in] any {_place(index)}" for index in range(len(function.arguments)))
    return f"    {_ROWS} {method_name(function)}({parameters});"


def _place(index: int) -> str:
    return f"p{index + 1:02}"


def declared(interpreter: str) -> str:
    """Give what the component reads: the interpreter, the functions, and what it says when nobody answers."""
    content = {
        "interpreter": interpreter,
        "functions": [{"name": each.name, "method": method_name(each)} for each in functions().values()],
        "unreachable": {each.language: each.label("calc.unreachable") for each in all_words()},
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def calc_settings() -> str:
    """Give what Calc shows of the functions, in every language."""
    nodes = "".join(map(_function, functions().values()))
    return (
        f'{_HEAD}<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="CalcAddIns" oor:package="org.openoffice.Office">'
        f'<node oor:name="AddInInfo"><node oor:name="{SERVICE}" oor:op="replace">'
        f'<node oor:name="AddInFunctions">{nodes}</node></node></node></oor:component-data>\n'
    )


def _function(function: Function) -> str:
    told = {each.language: meaning(function, each) for each in all_words()}
    names = dict.fromkeys(LANGUAGES, function.name)
    parameters = "".join(_parameter(function, *each) for each in enumerate(function.arguments))
    return (
        f'<node oor:name="{method_name(function)}" oor:op="replace">{_property("DisplayName", names)}'
        f'{_property("Description", told)}<prop oor:name="Category"><value>Add-In</value></prop>'
        f'{_property("CompatibilityName", names)}<node oor:name="Parameters">{parameters}</node></node>'
    )


def _parameter(function: Function, index: int, argument: Argument) -> str:
    told = {each.language: argument_meaning(function, argument, each) for each in all_words()}
    names = dict.fromkeys(LANGUAGES, argument.name)
    shown = _property("DisplayName", names) + _property("Description", told)
    return f'<node oor:name="{_place(index)}" oor:op="replace">{shown}</node>'


def _property(name: str, values: dict[str, str]) -> str:
    texts = "".join(_values(values))
    return f'<prop oor:name="{name}">{texts}</prop>'


def _values(values: dict[str, str]) -> Iterator[str]:
    for language, text in values.items():
        yield f'<value xml:lang="{language}">{escape(text)}</value>'


def _description() -> str:
    return (
        f'{_HEAD}<description xmlns="http://openoffice.org/extensions/description/2006">'
        f'<identifier value="org.buybook.calc"/><version value="{__version__}"/>'
        "<display-name><name>Buybook</name></display-name></description>\n"
    )


_MANIFEST = (
    f'{_HEAD}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">'
    '<manifest:file-entry manifest:media-type="application/vnd.sun.star.uno-typelibrary;type=RDB" '
    f'manifest:full-path="{_INTERFACE}"/>'
    '<manifest:file-entry manifest:media-type="application/vnd.sun.star.uno-component;type=Python" '
    f'manifest:full-path="{COMPONENT}"/>'
    '<manifest:file-entry manifest:media-type="application/vnd.sun.star.configuration-data" '
    f'manifest:full-path="{_SETTINGS}"/></manifest:manifest>\n'
)
