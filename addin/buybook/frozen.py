"""Classes whose fields never change: what `@dataclass(frozen=True, slots=True)` makes, in a fraction of the time.

Each click in Excel starts Python anew and makes some two hundred such classes. A dataclass has six methods compiled for
it at once; here one is, when the first of the class is made, and the others are the same functions for all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

_Class = TypeVar("_Class", bound=type)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(declared: _Class) -> _Class:
    """Make a class of annotated fields one whose fields are given once.

    Two of a class are equal where their fields are. `field`, `fields` and `replace` of dataclasses work as they do
    there; a class that inherits, that is ordered, or that has fields which are not given, is a dataclass.
    """
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True)(declared)
    for each in fields(made):
        if not each.init or each.kw_only:
            raise TypeError(
                f"{made.__qualname__}.{each.name}: a field of a frozen class is given by its place."
            )
    methods = {
        "__init__": _compiled_when_called(made),
        "__repr__": _shown,
        **_comparison(made),
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
        "__reduce__": _taken_apart,
    }
    for name, method in methods.items():
        if declared.__dict__.get(name) is None:
            setattr(made, name, method)
    result: _Class = made
    return result


def _compiled_when_called(made: Any) -> Callable[..., None]:
    def first(self: object, *given: object, **named: object) -> None:
        made.__init__ = _initialiser(made)
        made.__init__(self, *given, **named)

    return first


def _initialiser(made: Any) -> Callable[..., None]:
    """Compile a method that puts what it is given into the slots."""
    known: dict[str, Any] = {"missing": MISSING}
    parameters, steps = [], []
    for each in fields(made):
        name, value = each.name, each.name
        known[f"set_{name}"] = getattr(made, name).__set__
        if each.default is not MISSING:
            known[f"default_{name}"] = each.default
            parameters.append(f"{name}=default_{name}")
        elif each.default_factory is not MISSING:
            known[f"make_{name}"] = each.default_factory
            parameters.append(f"{name}=missing")
            value = f"make_{name}() if {name} is missing else {name}"
        else:
            parameters.append(name)
        steps.append(f"    set_{name}(self, {value})")
    if hasattr(made, "__post_init__"):
        steps.append("    self.__post_init__()")
    lines = [f"def __init__({', '.join(['self', *parameters])}):", *(steps or ["    pass"])]
    exec("\n".join(lines), known)
    method: Callable[..., None] = known["__init__"]
    method.__qualname__ = f"{made.__qualname__}.__init__"
    return method


def _comparison(made: Any) -> dict[str, Callable[..., Any]]:
    """Give what compares two of a class, by the fields that count."""
    names = [each.name for each in fields(made) if each.compare]
    values = _tuple_of(names)

    def equal(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    return {"__eq__": equal, "__hash__": hashed}


def _tuple_of(names: list[str]) -> Callable[[object], tuple[object, ...]]:
    """Give a function that reads these attributes; that of the library gives a single one bare."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _shown(self: Any) -> str:
    inside = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({inside})"


def _refuse_to_set(self: object, name: str, _: object) -> None:
    raise FrozenInstanceError(f"{name} of {type(self).__name__} cannot be changed")


def _refuse_to_delete(self: object, name: str) -> None:
    raise FrozenInstanceError(f"{name} of {type(self).__name__} cannot be deleted")


def _taken_apart(self: Any) -> tuple[type, tuple[object, ...]]:
    """Let `copy` and `pickle` make another by its fields."""
    return type(self), tuple(getattr(self, each.name) for each in fields(self))
