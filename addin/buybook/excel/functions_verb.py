"""`buybook functions` in the terminal: the functions in cells, from their declarations."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from buybook.functions.texts import argument_meaning, meaning, signature
from buybook.registry import Argument, Default, Function, functions
from buybook.vocabulary import Words, words

_DONE, _WRONG, _UNWRITABLE = 0, 2, 3
_PIPE_WIDTH = 140


def run_functions(chosen: argparse.Namespace) -> int:
    """List all functions, or one with its arguments, or make the extension for Calc; give the exit status."""
    said = words(chosen.language)
    if chosen.libreoffice is not None:
        return _make_extension(chosen.libreoffice, said)
    found = list(functions().values())
    if chosen.name is not None:
        found = [each for each in found if each.name in (chosen.name.upper(), f"BUY_{chosen.name.upper()}")]
        if not found:
            print(said.label("functions.unknown").format(name=chosen.name), file=sys.stderr)
            return _WRONG
    if chosen.json:
        print(json.dumps({"functions": [described(each, said) for each in found]}, ensure_ascii=False))
    else:
        _show(found, said, with_arguments=chosen.name is not None)
    return _DONE


def _make_extension(file: Path, said: Words) -> int:
    from buybook.excel.calc_extension import build_extension

    try:
        file.write_bytes(build_extension())
    except OSError as error:
        print(said.label("functions.unwritable").format(file=file, detail=error.strerror), file=sys.stderr)
        return _UNWRITABLE
    print(said.label("functions.extension").format(file=file))
    return _DONE


def described(function: Function, said: Words) -> dict[str, object]:
    """Give a function as programs read it."""
    return {
        "name": function.name,
        "group": function.group.value,
        "gives": function.gives.value,
        "meaning": meaning(function, said),
        "arguments": [_argument(function, each, said) for each in function.arguments],
    }


def _argument(function: Function, argument: Argument, said: Words) -> dict[str, object]:
    default = argument.default
    return {
        "name": argument.name,
        "kind": argument.kind.value,
        "optional": argument.optional,
        "default": default.value if isinstance(default, Default) else default,
        "choices": list(argument.choices),
        "meaning": argument_meaning(function, argument, said),
    }


def _show(found: Iterable[Function], said: Words, *, with_arguments: bool) -> None:
    console = Console()
    console = console if console.is_terminal else Console(width=_PIPE_WIDTH)
    group = None
    for function in found:
        if function.group is not group:
            group = function.group
            console.print(f"[bold]{escape(said.label(f'group_of_functions.{group}'))}[/]")
        console.print(f"  [cyan]{escape(signature(function, said))}[/]", highlight=False)
        console.print(f"    {escape(meaning(function, said))}", highlight=False)
        if with_arguments:
            console.print(_arguments(function, said))


def _arguments(function: Function, said: Words) -> Table:
    table = Table(box=None, show_header=False, pad_edge=True)
    for argument in function.arguments:
        name = f"[{argument.name}]" if argument.optional else argument.name
        table.add_row("   ", escape(name), escape(argument_meaning(function, argument, said)))
    return table
