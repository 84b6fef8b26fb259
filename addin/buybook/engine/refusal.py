"""What a workbook file cannot do says so in one sentence."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, NoReturn

_XLWINGS_BASE = "xlwings.base_classes"


class NeedsExcelError(NotImplementedError, AttributeError):
    """What was asked for needs a running Excel.

    It is also an AttributeError, so that `hasattr` and `getattr` with a default answer as usual.
    """


def refuse(operation: str) -> NoReturn:
    """Raise the one sentence for an operation that only a running Excel can do."""
    raise NeedsExcelError(
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


def _can_only_be_read(declared: Any, own: Any) -> bool:
    """Whether a property can be set in Excel and only be read here."""
    both = isinstance(declared, property) and isinstance(own, property)
    return both and declared.fset is not None and own.fset is None


class FileObject:
    """Base of the engine's classes: a member that xlwings declares and we do not have refuses by name.

    xlwings' own base classes raise a bare NotImplementedError, which tells nobody what was wanted.
    """

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse a member that xlwings uses although its base classes do not declare it."""
        if hasattr(type(self), name):  # the member is there and failed: say how, and hide no fault
            object.__getattribute__(self, name)
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        refuse(f"{type(self).__name__}.{name}")

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for base in cls.__mro__:
            if base.__module__ != _XLWINGS_BASE:
                continue
            for name, member in vars(base).items():
                is_member = inspect.isfunction(member) or isinstance(member, property | staticmethod)
                is_member = is_member and (not name.startswith("_") or name.endswith("__"))
                own = inspect.getattr_static(cls, name)
                if is_member and own is member:
                    setattr(cls, name, _replacement(member, f"{base.__name__}.{name}"))
                elif _can_only_be_read(member, own):
                    setattr(cls, name, own.setter(_refusing(f"Setting {base.__name__}.{name}")))
