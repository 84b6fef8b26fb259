"""The engine, its applications and their open books.

An application is no process here: it keeps the books that were opened through it apart from those of another.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from xlwings import base_classes

from buybook.engine.book import Book
from buybook.engine.range import Range
from buybook.engine.refusal import FileObject
from buybook.engine.values import cell_value, clean_rows
from buybook.xlsx.workbook import Workbook

NAME = "file"

_SETTINGS: dict[str, Any] = {
    "visible": False,
    "screen_updating": True,
    "display_alerts": True,
    "enable_events": True,
    "interactive": True,
    "calculation": "automatic",
    "status_bar": False,
}


class Engine:
    """The engine as xlwings asks for it."""

    name = NAME
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        """One value on its way to a cell; text passes as it is, so that `=` and `'` keep their meaning."""
        del options
        return x if isinstance(x, str) else cell_value(x)

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[Any]],
        datetime_builder: Callable[..., Any] = dt.datetime,
        empty_as: Any = None,
        number_builder: Callable[[float], Any] | None = None,
        err_to_str: bool = False,
    ) -> list[list[Any]]:
        """Rows on their way from the cells to `Range.value`."""
        return clean_rows(data, datetime_builder, empty_as, number_builder, err_to_str)


class Apps(FileObject, base_classes.Apps):
    """The applications of the engine, the active one first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._apps: list[App] = []

    def keys(self) -> list[int]:
        """The numbers by which applications are found."""
        return [app.pid for app in self._apps]

    def add(
        self, spec: object = None, add_book: bool = True, xl: object = None, visible: object = None
    ) -> App:
        """A new application, the active one from now on, with one new book unless told otherwise."""
        del spec, xl, visible  # about Excel's window and installation
        app = App(self._engine, self)
        self._apps.insert(0, app)
        if add_book:
            app.books.add()
        return app

    @staticmethod
    def cleanup() -> None:
        """Nothing is left behind: there are no processes."""

    def activate(self, app: App) -> None:
        """Put the application first."""
        self.remove(app)
        self._apps.insert(0, app)

    def remove(self, app: App) -> None:
        """Forget the application."""
        if app in self._apps:
            self._apps.remove(app)

    def __iter__(self) -> Iterator[App]:
        return iter(self._apps)

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> App:
        for app in self._apps:
            if app.pid == pid:
                return app
        raise KeyError(f"There is no application with the number {pid}.")


class App(FileObject, base_classes.App):
    """A place for open books. What is about Excel's window is remembered and has no effect."""

    _numbers = itertools.count(1)

    def __init__(self, engine: Engine, apps: Apps | None = None) -> None:
        self.engine = engine
        self._books = Books(self)
        self._pid = next(self._numbers)
        self._apps = apps
        self._settings = dict(_SETTINGS)
        self.clipboard: Range | None = None  # what `Range.copy` without a destination keeps for `paste`

    @property
    def api(self) -> App:
        """The application itself: there is no native object behind it."""
        return self

    @property
    def books(self) -> Books:
        """Its open books."""
        return self._books

    @property
    def pid(self) -> int:
        """A number of its own; there is no process."""
        return self._pid

    def activate(self, steal_focus: bool = False) -> None:
        """Make this the active application of the engine."""
        del steal_focus
        if self._apps is not None:
            self._apps.activate(self)

    def quit(self) -> None:
        """Close all books without saving."""
        for book in list(self.books):
            book.close()
        if self._apps is not None:
            self._apps.remove(self)

    def kill(self) -> None:
        """As quit."""
        self.quit()


def _remembered(name: str) -> property:
    def get(app: App) -> Any:
        return app._settings[name]

    def set_(app: App, value: Any) -> None:
        app._settings[name] = value

    return property(
        get, set_, doc=f"Remembered for `App.properties`; a file has no {name.replace('_', ' ')}."
    )


for _name in _SETTINGS:
    setattr(App, _name, _remembered(_name))


class Books(FileObject, base_classes.Books):
    """The open books of an application; the one opened or activated last is the active one."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._books: list[Book] = []
        self._active: Book | None = None
        self._numbers = itertools.count(1)

    @property
    def api(self) -> Books:
        """The collection itself: there is no native object behind it."""
        return self

    @property
    def active(self) -> Book:
        """The book that was opened or activated last."""
        if self._active is None:
            raise KeyError("No workbook is open.")
        return self._active

    def __call__(self, name_or_index: str | int) -> Book:
        """The book of that name or place (from 1); KeyError if it is not open."""
        if isinstance(name_or_index, int):
            return self._books[name_or_index - 1]
        for book in self._books:
            if book.name.lower() == name_or_index.lower():
                return book
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return len(self._books)

    def __iter__(self) -> Iterator[Book]:
        return iter(self._books)

    def add(self) -> Book:
        """A new workbook with one empty sheet; it has no file until it is saved."""
        return self.attach(Book(self.app, Workbook.create(), f"Book{next(self._numbers)}"))

    def open(
        self,
        fullname: str | os.PathLike[str],
        update_links: object = None,
        read_only: bool | None = None,
        *other: object,
        deferred_writes: bool = False,
        **others: object,
    ) -> Book:
        """Open a workbook file. What concerns text files and passwords is left to Excel and ignored."""
        del update_links, other, others
        path = Path(fullname)
        book = Book(self.app, Workbook.open(path), path, read_only=bool(read_only))
        if deferred_writes:
            book.guard_reads()
        return self.attach(book)

    def attach(self, book: Book) -> Book:
        """Add an open book and make it the active one."""
        self._books.append(book)
        self._active = book
        return book

    def detach(self, book: Book) -> None:
        """Forget a book that is being closed."""
        if book in self._books:
            self._books.remove(book)
        if self._active is book:
            self._active = self._books[-1] if self._books else None

    def activate(self, book: Book) -> None:
        """Make the book the active one, and its application too."""
        self._active = book
        self.app.activate()
