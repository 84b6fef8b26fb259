"""What Buybook can do: one declaration for each command.

A declaration makes the ribbon's button, the terminal's verb, the reference page and a schedule's step.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from buybook.commands.job import Job, Outcome

Rule: TypeAlias = "Callable[[Job], Outcome]"


class Group(StrEnum):
    """The ribbon's groups, in the order of a buyer's day."""

    WORKBOOK = "workbook"
    QUOTATIONS = "quotations"
    ORDERS = "orders"
    DELIVERIES = "deliveries"


class OptionKind(StrEnum):
    """What an option of a command takes."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    ROWS = "rows"  # 5:9,12
    FLAG = "flag"  # given or not


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that a command may be told; its help stands in the vocabulary as `option.<command>.<name>`."""

    name: str
    kind: OptionKind = OptionKind.TEXT
    required: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its label and one-sentence help stand in the vocabulary as `command.<name>` and `help.<name>`."""

    name: str
    run: Rule
    group: Group
    icon: str  # an imageMso name
    options: tuple[Option, ...] = ()
    writes: bool = True
    large: bool = False  # a large button: used every day


_COMMANDS: dict[str, Command] = {}


def command(
    name: str,
    *,
    group: Group,
    icon: str,
    options: tuple[Option, ...] = (),
    writes: bool = True,
    large: bool = False,
) -> Callable[[Rule], Rule]:
    """Declare a function as the command `name`."""

    def declare(rule: Rule) -> Rule:
        if name in _COMMANDS:
            raise ValueError(f"There are two commands named {name!r}.")
        _COMMANDS[name] = Command(name, rule, group, icon, options, writes, large)
        return rule

    return declare


def commands() -> Mapping[str, Command]:
    """Give every command by name, in the order of the ribbon."""
    package = importlib.import_module("buybook.commands")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
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
