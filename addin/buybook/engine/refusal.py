"""What a workbook file cannot do says so in one sentence."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, NoReturn

_XLWINGS_BASE = "xlwings.base_classes"


def refuse(operation: str) -> NoReturn:
    """Raise the one sentence for an operation that only a running Excel can do."""
    raise NotImplementedError(
        f"{operation} needs a running Excel: the file engine only reads and edits the workbook file."
    )


def _refusing(operation: str) -> Callable[..., NoReturn]:
    def call(*_arguments: Any, **_options: Any) -> NoReturn:
        refuse(operation)

    return call


def _replacement(member: Any, operation: str) -> Any:
    if isinstance(member, property):
        return property(_refusing(operation), _refusing(operation))
    return _refusing(operation)


class FileObject:
    """Base of the engine's classes: a member that xlwings declares and we do not have refuses by name.

    xlwings' own base classes raise a bare NotImplementedError, which tells nobody what was wanted.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for base in cls.__mro__:
            if base.__module__ != _XLWINGS_BASE:
                continue
            for name, member in vars(base).items():
                is_member = inspect.isfunction(member) or isinstance(member, property | staticmethod)
                if is_member and inspect.getattr_static(cls, name) is member:
                    setattr(cls, name, _replacement(member, f"{base.__name__}.{name}"))
