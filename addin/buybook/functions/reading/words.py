"""Reading texts, yes or no, and choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from buybook.functions.reading.column import Column, Wrong
from buybook.registry import Argument, ArgumentKind
from buybook.vocabulary import all_words
from buybook.workbook.column_reading import distinct, is_error, shown
from buybook.workbook.lexicon import tidy


def read_words(cells: Sequence[object], argument: Argument) -> Column:
    """Read the cells of an argument that takes words."""
    reader, missing, dtype = _READERS[argument.kind]
    found = distinct(cells)
    read = [
        Wrong("error_in_cell", {"value": value}) if is_error(value) else reader(value, argument)
        for value in found.values
    ]
    return Column.of(found, read, missing, dtype)


def _text(value: object, _: Argument) -> str | None:
    return tidy(shown(value)) or None


def _yes_no(value: object, _: Argument) -> bool | Wrong:
    known = {"true": True, "false": False, "1": True, "0": False, "x": True}
    for words in all_words():
        known |= {words.yes.casefold(): True, words.no.casefold(): False}
    said = tidy(shown(value)).casefold()
    return known[said] if said in known else Wrong("not_yes_or_no", {"value": shown(value)})


def _choice(value: object, argument: Argument) -> str | Wrong:
    names = choice_names(argument.choices)
    said = tidy(shown(value)).casefold()
    if said in names:
        return names[said]
    return Wrong("no_such_choice", {"value": shown(value), "choices": ", ".join(argument.choices)})


@cache
def choice_names(choices: tuple[str, ...]) -> Mapping[str, str]:
    """Give what may be written for each choice, in lower case and any language, and the choice it means."""
    names = {choice.casefold(): choice for choice in choices}
    for words in all_words():
        for choice in choices:
            if words.has_label(f"choice.{choice}"):
                names[words.label(f"choice.{choice}").casefold()] = choice
    return names


_Reader = Callable[[object, Argument], object]
_READERS: Mapping[ArgumentKind, tuple[_Reader, object, str]] = {
    ArgumentKind.TEXT: (_text, None, "object"),
    ArgumentKind.YES_NO: (_yes_no, False, "bool"),
    ArgumentKind.CHOICE: (_choice, None, "object"),
}
