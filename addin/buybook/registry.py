"""What Buybook can do: one declaration for each command and each function in cells.

A command's declaration makes the ribbon's button, the terminal's verb, the reference page and a schedule's step;
a function's makes the function in Excel's cells, its help there, and its entry in the reference page.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from buybook.frozen import frozen

if TYPE_CHECKING:
    from buybook.commands.job import Job, Outcome, Selected

Rule: TypeAlias = "Callable[[Job], Outcome]"
FunctionRule: TypeAlias = Callable[
    ..., object
]  # one array for each argument; functions/calling.py says which
Chooser: TypeAlias = "Callable[[Job, Selected], Mapping[str, object]]"


class Group(StrEnum):
    """The ribbon's groups, in the order of a buyer's day."""

    WORKBOOK = "workbook"
    QUOTATIONS = "quotations"
    ORDERS = "orders"
    DELIVERIES = "deliveries"
    INSIGHT = "insight"


class OptionKind(StrEnum):
    """What an option of a command takes."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    ROWS = "rows"  # 5:9,12
    FLAG = "flag"  # given or not
    FILE = "file"  # a file that is read; `Job.file` gives where it is


@frozen
class Option:
    """One thing that a command may be told; its help stands in the vocabulary as `option.<command>.<name>`.

    A command with a required option asks for all of its options on a form in Excel, where an option is called as
    `form.<command>.<name>`.
    """

    name: str
    kind: OptionKind = OptionKind.TEXT
    required: bool = False


@frozen
class Command:
    """A command: its label and one-sentence help stand in the vocabulary as `command.<name>` and `help.<name>`."""

    name: str
    run: Rule
    group: Group
    icon: str  # an imageMso name
    options: tuple[Option, ...] = ()
    writes: bool = True
    large: bool = False  # a large button: used every day
    from_selection: Chooser | None = None  # what selected cells say of the options, in Excel
    shows: bool = False  # its result is a sheet of its own, which comes to the front in Excel
    asking: bool = False  # no option is required, but some are

    @property
    def asks(self) -> bool:
        """Whether it can only be carried out when somebody told it more."""
        return self.asking or any(option.required for option in self.options)


_COMMANDS: dict[str, Command] = {}


def command(
    name: str,
    *,
    group: Group,
    icon: str,
    options: tuple[Option, ...] = (),
    writes: bool = True,
    large: bool = False,
    from_selection: Chooser | None = None,
    shows: bool = False,
    asking: bool = False,
) -> Callable[[Rule], Rule]:
    """Declare a function as the command `name`."""

    def declare(rule: Rule) -> Rule:
        if name in _COMMANDS:
            raise ValueError(f"There are two commands named {name!r}.")
        _COMMANDS[name] = Command(
            name, rule, group, icon, options, writes, large, from_selection, shows, asking
        )
        return rule

    return declare


def commands() -> Mapping[str, Command]:
    """Give every command by name, in the order of the ribbon."""
    _import_all("buybook.commands")
    order = list(Group)
    ranked = sorted(_COMMANDS.values(), key=lambda each: (order.index(each.group), not each.large, each.name))
    return MappingProxyType({each.name: each for each in ranked})


def command_named(name: str) -> Command:
    """Give one command, loading no more modules than it needs; KeyError when there is none of the name.

    A command's module has its name; one that has another is found among all.
    """
    if name not in _COMMANDS and importlib.util.find_spec(f"buybook.commands.{name}") is not None:
        importlib.import_module(f"buybook.commands.{name}")
    return _COMMANDS[name] if name in _COMMANDS else commands()[name]


def _import_all(package_name: str) -> None:
    """Import every module of a package, so that its declarations are made."""
    import pkgutil  # a click on one command does without

    package = importlib.import_module(package_name)
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package_name}.{module.name}")


class FunctionGroup(StrEnum):
    """What a function is about, in the order of a buyer's day."""

    ORDERS = "orders"
    CALENDAR = "calendar"
    PRICES = "prices"
    QUOTATIONS = "quotations"
    SUPPLIERS = "suppliers"
    STOCK = "stock"
    QUALITY = "quality"


class ArgumentKind(StrEnum):
    """What the cells of an argument hold."""

    NUMBER = "number"
    PERCENT = "percent"  # a fraction, as Excel has it: 0.125 for 12.5 %
    DATE = "date"
    TEXT = "text"
    YES_NO = "yes_no"
    CHOICE = "choice"
    TABLE = "table"  # a range with its titles


class Default(StrEnum):
    """What is only known when the function is called."""

    TODAY = "today"
    COUNTRY = "country"  # of the settings, else of the language


class Gives(StrEnum):
    """The shape of what a function gives."""

    CELLS = "cells"  # that of its arguments, broadcast as Excel does
    TABLE = "table"  # rows with titles above them


@frozen
class Argument:
    """One argument of a function; its meaning stands in the vocabulary as `argument.<function>.<name>`.

    `together` is an argument whose column is taken as a whole, such as the price breaks of an offer or the order
    lines of a report; every other one is one value a row. A blank cell of an optional argument counts as its
    default; where a required one is blank, the answer is blank, unless `may_be_blank`.
    """

    name: str
    kind: ArgumentKind = ArgumentKind.NUMBER
    optional: bool = False
    default: float | str | bool | Default | None = None
    together: bool = False
    may_be_blank: bool = False
    least: float | None = None  # the smallest number allowed
    above: float | None = None  # the number must be larger than this
    whole: bool = False
    choices: tuple[str, ...] = ()


@frozen
class Function:
    """A function in cells; its meaning stands in the vocabulary as `function.<name>`."""

    name: str
    rule: FunctionRule
    group: FunctionGroup
    arguments: tuple[Argument, ...]
    gives: Gives
    informed: bool  # the rule takes `around` too: the language, the day, the settings


# Names that VBA does not allow for an argument, or that hide what an add-in needs.
_VBA_WORDS = frozenset(
    word
    for line in (
        "abs and any array as base boolean byref byte byval call case cdate close compare const currency date",
        "day decimal declare default dim do double each else empty end enum eqv erase error event exit",
        "explicit false fix for format friend function get gosub goto if imp implements in input int integer",
        "is lbound left len let lib like line local lock long loop lset me mid mod month name new next not",
        "nothing now null object on open option optional or paramarray preserve print private property public",
        "put raise redim rem resume return right rset select set sgn single spc static step stop string sub",
        "tab then time timer to true type ubound unlock until variant wend while with withevents write xor",
        "year",
    )
    for word in line.split()
)
_FUNCTION_NAME = re.compile(r"BUY_[A-Z]+(?:_[A-Z]+)*")
_ARGUMENT_NAME = re.compile(r"[a-z]+(?:_[a-z]+)*")

_FUNCTIONS: dict[str, Function] = {}


def function(
    name: str, *arguments: Argument, group: FunctionGroup, gives: Gives = Gives.CELLS
) -> Callable[[FunctionRule], FunctionRule]:
    """Declare a rule as the function `name` of Excel's cells, with its arguments in their order."""

    def declare(rule: FunctionRule) -> FunctionRule:
        if name in _FUNCTIONS:
            raise ValueError(f"There are two functions named {name!r}.")
        taken = list(inspect.signature(rule).parameters)
        _check(name, arguments, [each for each in taken if each != "around"])
        _FUNCTIONS[name] = Function(name, rule, group, arguments, gives, informed="around" in taken)
        return rule

    return declare


def _check(name: str, arguments: tuple[Argument, ...], taken: list[str]) -> None:
    names = [argument.name for argument in arguments]
    if not _FUNCTION_NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a function: BUY_ and nouns in capitals.")
    for each in names:
        if not _ARGUMENT_NAME.fullmatch(each) or each in _VBA_WORDS or each == "caller":
            raise ValueError(f"{name}: {each!r} is no name that VBA allows for an argument.")
    if names != taken:
        raise ValueError(f"{name}: its rule takes {taken}, and {names} are declared.")
    required = [not argument.optional for argument in arguments]
    if required != sorted(required, reverse=True):
        raise ValueError(f"{name}: an optional argument stands before a required one.")


def functions() -> Mapping[str, Function]:
    """Give every function by name, by group and then as declared."""
    _import_all("buybook.functions")
    order = list(FunctionGroup)
    ranked = sorted(_FUNCTIONS.values(), key=lambda each: order.index(each.group))
    return MappingProxyType({each.name: each for each in ranked})
