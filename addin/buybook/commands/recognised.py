"""What was recognised as a page for people: what to look at, then list by list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from buybook.commands.job import Section
from buybook.vocabulary import Words
from buybook.workbook.remembered import COLUMN, HEADER, KIND, LAST, field_words, kind_words
from buybook.workbook.setup_sheet import taken_for
from buybook.workbook.tables import column_letter
from buybook.workbook.understood import TO_LOOK_AT, Line, Sure

_NAMED = 3  # sheets of one layout that are named


def page(lines: Sequence[Line], words: Words) -> tuple[Section, ...]:
    """Give the sections: first what is doubtful in the whole workbook, then a section for each list.

    Lists with the same titles on many sheets are one section.
    """
    doubtful = [line for line in lines if line.sure in TO_LOOK_AT]
    look = [_to_look_at(doubtful, words)] if doubtful else []
    alike: dict[tuple[object, ...], list[list[Line]]] = {}
    for group in _by_list(lines):
        key = tuple((line.what, line.kind, line.cell[1], line.title, line.field, line.sure) for line in group)
        alike.setdefault(key, []).append(group)
    return (*look, *(_list(groups, words) for groups in alike.values()))


def _by_list(lines: Sequence[Line]) -> Iterable[list[Line]]:
    groups: dict[tuple[str, tuple[int, int]], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.sheet, line.anchor), []).append(line)
    return [group for group in groups.values() if any(line.what == HEADER for line in group)]


def _to_look_at(lines: Sequence[Line], words: Words) -> Section:
    titles = tuple(words.label(f"map.{name}") for name in ("place", "title", "field", "question"))
    rows = []
    for line in lines:
        title = line.title if line.what == COLUMN else words.label(f"setup.row.{line.what}")
        taken = taken_for(line, words)
        asks = line.question or (
            words.label("map.question.doubtful").format(field=taken)
            if line.field or line.what == KIND
            else words.label(f"sure.{line.sure}")
        )
        rows.append((line.place, title, "–" if taken is None else str(taken), asks))
    return Section(words.label("map.look"), titles, tuple(rows))


def _list(groups: Sequence[Sequence[Line]], words: Words) -> Section:
    """Show a list, or several that are alike: the columns that are doubtful first, those not read last."""
    first = groups[0]
    about = {line.what: line for line in first if line.what != COLUMN}
    columns = [line for line in first if line.what == COLUMN and line.sure is not Sure.GONE]
    order = (*TO_LOOK_AT, Sure.YOU, Sure.SURE, Sure.LIKELY, Sure.UNREAD)
    groups_of_sure = {sure: min(place, 2) for place, sure in enumerate(order)} | {Sure.UNREAD: 3}
    columns.sort(key=lambda line: (groups_of_sure[line.sure], line.cell[1]))
    heading = words.label("map.table").format(
        kind=kind_words(words.language)[about[KIND].kind],
        sheet=_sheets([group[0].sheet for group in groups], words),
        header=about[HEADER].number,
        first=(about[HEADER].number or 0) + 1,
        last=about[LAST].number,
        sure=words.label(f"sure.{about[KIND].sure}"),
    )
    rows = tuple(
        (
            column_letter(line.cell[1]),
            line.title or words.label("setup.untitled"),
            field_words(words.language)[line.field] if line.field else "–",
            words.label(f"sure.{line.sure}"),
            line.question or line.why,
        )
        for line in columns
    )
    titles = tuple(words.label(f"map.{name}") for name in ("column", "title", "field", "sure", "why"))
    return Section(heading, titles, rows)


def _sheets(names: Sequence[str], words: Words) -> str:
    """Name the sheet, or the first of many."""
    if len(names) == 1:
        return names[0]
    named = ", ".join(names[:_NAMED])
    if len(names) > _NAMED:
        named = words.label("map.more_sheets").format(names=named, last=names[-1])
    return words.label("map.sheets").format(count=len(names), names=named)
