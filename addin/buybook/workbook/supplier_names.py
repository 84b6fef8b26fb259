"""Suppliers under several spellings: "Nordic Steel AB", "NORDIC STEEL", "Nordic  Stel AB".

They are proposed as one, never taken for one: only the buyer knows whether two companies are the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from buybook.findings import Finding, Severity
from buybook.schema import TableKind
from buybook.workbook.lexicon import plain, plain_phrases, tidy

_SHOWN = 5  # groups that are named
_LONG_ENOUGH = 6  # letters; in shorter names one letter makes another company
_WORDS = re.compile(r"[^\W_]+")
_DOTTED = re.compile(r"\b((?:[a-z]\.){2,})")  # b.v., s.r.l.


def name_key(name: str) -> str:
    """Give what identifies a supplier's name: its words without legal form, case, diacritics and signs."""
    line = _DOTTED.sub(
        lambda found: found.group().replace(".", ""), plain(tidy(name)).replace("&", " and ") + " "
    )
    words = _WORDS.findall(line)
    own = [word for word in words if word not in plain_phrases("legal_forms")]
    return " ".join(own or words)


def spellings(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Give the groups of names that may be one supplier's, each in the order of `names`."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(names):
        by_key[name_key(name)].append(name)
    groups: dict[str, str] = {}  # key -> the first key of its group
    for near in _near_keys(by_key):
        first = groups.get(near[0], near[0])
        for key in near:
            groups.setdefault(key, first)
    joined: dict[str, list[str]] = defaultdict(list)
    for key, found in by_key.items():
        joined[groups.get(key, key)] += found
    return [tuple(found) for found in joined.values() if len(found) > 1]


def _near_keys(keys: Iterable[str]) -> list[tuple[str, ...]]:
    """Give the keys that differ by one letter: one too many, one too few, one wrong, or two out of place."""
    buckets: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        joined = key.replace(" ", "")
        if len(joined) >= _LONG_ENOUGH:
            for short in {joined} | {joined[:at] + joined[at + 1 :] for at in range(len(joined))}:
                buckets[short].append(key)
    return [tuple(found) for found in buckets.values() if len(found) > 1 and _same_digits(found)]


def _same_digits(keys: Sequence[str]) -> bool:
    """Tell whether keys have the same digits: "Plant 1" and "Plant 2" are two."""
    return len({re.sub(r"\D", "", key) for key in keys}) == 1


def supplier_findings(frames: Mapping[TableKind, pd.DataFrame]) -> tuple[Finding, ...]:
    """Propose the suppliers that may be one, in one finding, at the first row of a second spelling."""
    places: dict[str, tuple[int, int]] = {}
    for frame in frames.values():
        if "supplier" in frame:
            named = frame.loc[frame["supplier"].notna(), ["supplier", "_table", "_row"]]
            for name, table, row in named.drop_duplicates("supplier").itertuples(index=False, name=None):
                places.setdefault(name, (int(table), int(row)))
    groups = spellings(places)
    if not groups:
        return ()
    said = "; ".join(" = ".join(f'"{name}"' for name in group) for group in groups[:_SHOWN])
    table, row = places[groups[0][1]]
    values = {"count": len(groups), "names": said + (" …" if len(groups) > _SHOWN else "")}
    return (Finding("suppliers_alike", Severity.WARNING, values, table=table, row=row, field="supplier"),)
