"""xlwings' public members, called one after the other on the file engine."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
from pictures import PICTURE

# Arguments that a method of xlwings needs, or what makes them of its object; other methods get none.
ARGUMENTS: dict[str, tuple[Any, ...] | Callable[[Any], tuple[Any, ...]]] = {
    "App.alert": ("words",),
    "App.macro": ("Module1.Test",),
    "App.range": ("A1",),
    "Books.open": lambda books: (books[0].fullname,),
    "Chart.set_source_data": lambda chart: (chart.parent["A3:C6"],),
    "Chart.set_x_axis_values": lambda chart: (chart.parent["A4:A6"],),
    "Sheet.range": ("A1",),
    "Range.add_hyperlink": ("https://example.com",),
    "Range.add_note": ("words",),
    "Range.autofill": lambda cells: (cells.resize(cells.shape[0] * 2), "fill_copy"),
    "Range.copy_from": lambda cells: (cells.offset(1),),
    "Range.move": lambda cells: (cells.offset(20),),
    "Names.contains": ("Suppliers",),
    "Table.resize": lambda table: (table.range.resize(6),),
    "Table.update": (pd.DataFrame({"a": [1, 2]}),),
    "Tables.add": lambda tables: (tables[0].parent["J20:K22"],),
    "Picture.update": (PICTURE,),
    "Pictures.add": (PICTURE,),
    "Book.macro": ("Module1.Test",),
    "Range.add_comment": ("words",),
    "Range.adjust_indent": (1,),
    "Range.end": ("down",),
    "Range.find": ("x",),
    "Range.get_special_cells": ("blanks",),
    "Range.group": ("rows",),
    "Range.ungroup": ("rows",),
    "Range.insert": ("down",),
    "Range.remove_duplicates": (1,),
    "Range.replace_all": ("x", "y"),
    "Range.set_colors": ([["#ff0000"]],),
    "Range.sort": (1,),
    "Shape.scale_height": (1.0,),
    "Shape.scale_width": (1.0,),
    "Table.sort": (1,),
    "DataValidation.set_custom": ("=A1>1",),
    "DataValidation.set_date": ("greater_than", 1),
    "DataValidation.set_decimal": ("greater_than", 1),
    "DataValidation.set_list": (["a", "b"],),
    "DataValidation.set_text_length": ("greater_than", 1),
    "DataValidation.set_time": ("greater_than", 0.5),
    "DataValidation.set_whole_number": ("between", 1, 2),
    "ConditionalFormats.add_cell_value": ("greater_than", 1),
    "ConditionalFormats.add_color_scale": (["#ff0000", "#00ff00"],),
    "ConditionalFormats.add_custom": ("=A1>1",),
    "ConditionalFormats.add_data_bar": ("#ff0000",),
    "ConditionalFormats.add_icon_set": ("3_arrows",),
    "FreezePanes.freeze_at": ("1:1",),
    "AutoFilter.apply_values": (1, ["a"]),
    "AutoFilter.apply_comparison": (1, "greater_than", 1),
    "AutoFilter.apply_top_items": (1, 1),
    "AutoFilter.apply_bottom_items": (1, 1),
    "AutoFilter.apply_top_percent": (1, 1),
    "AutoFilter.apply_bottom_percent": (1, 1),
    "TableColumns.add": ("Extra",),
    "Names.add": ("Fresh", "=1"),
}
# Values to set a property to, where what it gives cannot be set again.
VALUES: dict[str, Any] = {
    "Range.formula_array": "=1",
    "Range.formula2": "=1",
    "Range.color": "#ff0000",
    "Range.name": "Other_name",
    "Range.row_hidden": False,
    "Range.column_hidden": False,
    "Range.column_width": 10,
    "Range.row_height": 15,
    "Range.horizontal_alignment": "left",
    "Range.vertical_alignment": "top",
    "Sheet.name": "Renamed",
    "Shape.text": "words",
    "Border.line_style": "continuous",
    "Border.weight": "thin",
    "Border.color": "#ff0000",
    "Borders.line_style": "continuous",
    "Borders.weight": "thin",
    "Borders.color": "#ff0000",
    "Font.color": "#ff0000",
    "Chart.chart_type": "line",
    "Chart.plot_by": "rows",
    "Chart.style": 2,
    "Chart.title": "words",
    "Picture.lock_aspect_ratio": True,
}
# Not the engine's: members of xlwings' paid edition, its own wrapping, and the address in a cell's link, which
# xlwings asks of single cells only.
LEFT_OUT = frozenset(("render_template", "impl", "set_mock_caller", "caller", "get_settings", "hyperlink"))


def members(thing: Any) -> Iterator[tuple[str, Any]]:
    """Names and definitions of the public, synchronous members of an object of xlwings."""
    for name in sorted(dir(type(thing))):
        member = inspect.getattr_static(type(thing), name)
        function = member.fget if isinstance(member, property) else member
        if name.startswith("_") or name in LEFT_OUT or inspect.iscoroutinefunction(function):
            continue
        if isinstance(member, property) or inspect.isfunction(member):
            yield name, member


def fault(do: Callable[[], object]) -> str | None:
    """What went wrong; None for a result, or for an error that says in a sentence why not."""
    try:
        do()
    except NotImplementedError as refusal:
        return None if str(refusal).endswith(".") else f"NotImplementedError({str(refusal)!r})"
    except (AttributeError, TypeError, AssertionError, NameError, RecursionError) as error:
        return f"{type(error).__name__}({error})"
    except Exception as error:
        return None if len(str(error)) > 10 else f"{type(error).__name__}({error})"
    return None


def faults(make: Callable[[], Any]) -> Iterator[str]:
    """All members that neither give a result nor say in a sentence why not, each tried on an object made anew."""
    for name, member in members(make()):
        thing = make()
        known = [f"{base.__name__}.{name}" for base in type(thing).__mro__]
        if isinstance(member, property):
            found = fault(lambda thing=thing, name=name: getattr(thing, name))
            if found is None and member.fset is not None:
                value = next((VALUES[key] for key in known if key in VALUES), None)
                found = fault(lambda thing=thing, name=name, value=value: _set(thing, name, value))
        else:
            given = next((ARGUMENTS[key] for key in known if key in ARGUMENTS), ())
            arguments = given(thing) if callable(given) else given
            if _needed(member) > len(arguments):
                found = f"walk.ARGUMENTS does not say what to call it with: {inspect.signature(member)}"
            else:
                found = fault(lambda thing=thing, name=name, given=arguments: getattr(thing, name)(*given))
        if found is not None:
            yield f"{type(thing).__name__}.{name}: {found}"


def _set(thing: Any, name: str, value: Any) -> None:
    setattr(thing, name, getattr(thing, name) if value is None else value)


def _needed(function: Any) -> int:
    """How many arguments a method must be given."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(each.default is each.empty and each.kind in positional for each in parameters)
