"""What Excel's function wizard says of our functions, stored as Excel itself stores it.

Descriptions and categories are attributes in the VBA source, the category's name and the arguments' help stand in the
workbook. So nobody has to trust access to the VBA project, as adding them by a macro would ask for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from buybook.excel.udfs import CATEGORY
from buybook.functions.texts import LONGEST, argument_meaning, meaning
from buybook.registry import Function, functions
from buybook.vocabulary import Words

_BUILT_IN = 19  # Excel's own categories
_OURS = _BUILT_IN + 1
_EXTENSION = "{8193D73E-4604-4355-AFF4-8A2333D13BE4}"  # MS-OFFMACRO2 2.2.2.1.1
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_FUNCTION_LINE = re.compile(r"^Function (\w+)\(.*\)$")


def with_descriptions(code: str, words: Words) -> str:
    """Give the wrappers' code with each function's description and category, as attributes after its first line."""
    return "".join(f"{line}\n" for line in _described(code, words))


def category_xml() -> str:
    """Give the element of the workbook that names our category."""
    return (
        f'<functionGroups builtInGroupCount="{_BUILT_IN}"><functionGroup name="{CATEGORY}"/></functionGroups>'
    )


def arguments_xml(words: Words) -> str:
    """Give the workbook's extension that holds the help for each argument."""
    names = "".join(_arguments(each, words) for each in functions().values() if each.arguments)
    return f'<extLst><ext uri="{_EXTENSION}" xmlns:x14="{_X14}"><x14:definedNames>{names}</x14:definedNames></ext></extLst>'


def _described(code: str, words: Words) -> Iterator[str]:
    for line in code.splitlines():
        yield line
        if found := _FUNCTION_LINE.match(line):
            told = meaning(functions()[found[1]], words)[:LONGEST].replace('"', '""')
            yield f'Attribute {found[1]}.VB_Description = "{told}"'
            yield f'Attribute {found[1]}.VB_ProcData.VB_Invoke_Func = " \\n{_OURS}"'


def _arguments(function: Function, words: Words) -> str:
    told = [escape(argument_meaning(function, each, words)[:LONGEST]) for each in function.arguments]
    described = "".join(
        f'<x14:argumentDescription index="{index}">{text}</x14:argumentDescription>'
        for index, text in enumerate(told)
    )
    return (
        f'<x14:definedName name="{function.name}"><x14:argumentDescriptions count="{len(told)}">{described}'
        "</x14:argumentDescriptions></x14:definedName>"
    )
