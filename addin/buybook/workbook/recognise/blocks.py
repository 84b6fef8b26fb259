"""Suppliers side by side: the columns that come again and again, once for each supplier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from buybook.frozen import frozen
from buybook.workbook.lexicon import month_numbers, plain
from buybook.workbook.recognise.headers import Header
from buybook.workbook.recognise.spelling import CURRENCY_CODES, key_of, read_title, words_of
from buybook.workbook.recognise.tiers import is_marked_tier, tier_of
from buybook.workbook.recognise.titles import EXACT, PART, Lexicon, Match

PRICES = frozenset(
    {"unit_price", "list_price", "price_excl_vat", "price_incl_vat", "line_amount", "purchase_price"}
)
_OFFERED = PRICES | {
    "lead_time", "moq", "currency", "discount", "quote_valid_until", "comment", "price_per", "quote_date",
    "total", "quote_number", "supplier_item_number", "delivery_date", "freight_cost", "order_multiple",
    "pack_size", "quote",
}  # fmt: skip
# Tells the fields of some columns, by their places, from the sums that they make.
Sums = Callable[[Sequence[int]], Mapping[int, str]]
_NOT_OFFERED = frozenset({"item_number", "po_number", "supplier"})
_YEARS = range(1990, 2101)
_CURRENCIES = frozenset(code.lower() for code in CURRENCY_CODES) - {"try"} | {"kr", "euro"}
_LONGEST = 14  # columns of one supplier


@frozen
class Span:
    """The columns of one supplier, and for each the title without the supplier's name."""

    supplier: str | None
    titles: Mapping[int, str]
    quantity_break: float | None = None  # the columns are no supplier's, but hold from this quantity on
    article: str | None = None  # the columns are no supplier's, but of this article
    hints: tuple[tuple[int, str], ...] = ()  # fields that sums tell of columns


def find_blocks(
    header: Header,
    lexicon: Lexicon,
    numeric: frozenset[int],
    compared: bool = False,
    sums: Sums | None = None,
) -> tuple[Span, ...]:
    """Find the columns of suppliers that stand side by side; none unless there are two suppliers or more.

    `numeric` are the columns that hold mostly numbers; `compared` says that prices are compared here, so that
    names alone can be titles of prices; `sums` tells which columns are a price times a quantity, and its price.
    """
    found = (
        _repeated(header, lexicon, sums)
        or _named_in_titles(header, lexicon)
        or _under_prices(header, lexicon, numeric)
        or _tiers_alone(header, lexicon, numeric, compared)
        or (_named_alone(header, lexicon, numeric) if compared else ())
    )
    tiers = [tier_of(span.supplier or "") for span in found]
    if any(tier is None for tier in tiers):
        return found
    if all(tier is not None and tier in _YEARS for tier in tiers):
        return ()  # prices of several years
    return tuple(Span(None, span.titles, tier) for span, tier in zip(found, tiers, strict=True))


def _repeated(header: Header, lexicon: Lexicon, sums: Sums | None) -> tuple[Span, ...]:
    """Find titles that repeat in the same order, a price among them: by its title, or by what it makes."""
    columns = sorted(header.titles)
    keys = [title_key(header.titles[column]) for column in columns]
    best: list[list[int]] = []
    untitled: list[list[int]] = []  # no title of a price among them
    for size in range(1, min(_LONGEST, len(keys) // 2) + 1):
        for start in range(len(keys) - 2 * size + 1):
            runs = _runs(keys, start, size)
            if len(runs) < 2:
                continue
            fields = _fields(header, lexicon, [columns[place] for place in runs[0]])
            if fields & _NOT_OFFERED:
                continue
            if size == 1 and len({header.groups.get(columns[run[0]]) for run in runs}) < len(runs):
                continue
            if fields & PRICES:
                best = max(best, runs, key=_width)
            elif size > 1:
                untitled = max(untitled, runs, key=_width)
    titled = _fields(header, lexicon, [columns[place] for place in best[0]]) if best else set()
    found = {} if titled & (PRICES - {"line_amount"}) else _told_by_sums(best or untitled, columns, sums)
    if not best and found:
        best = untitled
    hints = {title_key(header.titles[column]): name for column, name in found.items()}
    return tuple(
        Span(
            header.groups.get(columns[run[0]]),
            {columns[place]: header.titles[columns[place]] for place in run},
            hints=tuple((columns[place], hints[keys[place]]) for place in run if keys[place] in hints),
        )
        for run in _aligned(best, columns, header)
    )


def _told_by_sums(runs: list[list[int]], columns: Sequence[int], sums: Sums | None) -> Mapping[int, str]:
    """Give the fields that sums tell of the columns of the first supplier of whom they tell any."""
    told = (sums([columns[place] for place in run]) for run in runs) if sums else ()
    return next(filter(None, told), {})


def _width(runs: list[list[int]]) -> int:
    return sum(map(len, runs))


def title_key(title: str) -> str:
    """Give a title in plain spelling, whatever currency it names: "€ / 1000" and "kr / 1000" are one."""
    return key_of(tuple("eur" if word in _CURRENCIES else word for word in words_of(title)))


def _runs(keys: Sequence[str], start: int, size: int) -> list[list[int]]:
    pattern = list(keys[start : start + size])
    if len(set(pattern)) < size:
        return []
    runs = []
    while list(keys[start : start + size]) == pattern:
        runs.append(list(range(start, start + size)))
        start += size
    return runs


def _aligned(runs: list[list[int]], columns: Sequence[int], header: Header) -> list[list[int]]:
    """Shift repeated titles so that each supplier's columns begin where the group above begins."""
    if not runs or not header.groups:
        return runs
    starts = {column for column, text in header.groups.items() if header.groups.get(column - 1) != text}
    size = len(runs[0])
    first, last = runs[0][0], runs[-1][-1]
    for shift in range(1, size):
        if columns[first] in starts:
            break
        if first + shift < len(columns) and columns[first + shift] in starts:
            count = (last - first - shift + 1) // size
            moved = [
                list(range(first + shift + n * size, first + shift + (n + 1) * size)) for n in range(count)
            ]
            return moved if count >= 2 else runs
    return runs


def _fields(header: Header, lexicon: Lexicon, columns: Sequence[int]) -> set[str]:
    """Give the fields that the titles of some columns speak for."""
    return {
        name
        for column in columns
        for name, match in lexicon.matches(header.titles[column]).items()
        if match.score >= 0.8
    }


def _named_in_titles(header: Header, lexicon: Lexicon) -> tuple[Span, ...]:
    """Find titles that name the supplier: `Price Acme`, `Lead time Acme`, `Price Beta`, `Lead time Beta`."""
    spans: dict[str, dict[int, str]] = {}
    names: dict[str, str] = {}
    for column, title in header.titles.items():
        split = _split_name(title, lexicon)
        if split:
            name, rest = split
            spans.setdefault(key_of(words_of(name)), {})[column] = rest
            names.setdefault(key_of(words_of(name)), name)
    priced = {
        key: titles
        for key, titles in spans.items()
        if any(set(lexicon.matches(rest)) & PRICES for rest in titles.values())
    }
    often = Counter(key_of(words_of(rest)) for titles in priced.values() for rest in titles.values())
    alike = {
        key: titles
        for key, titles in priced.items()
        if any(often[key_of(words_of(rest))] > 1 for rest in titles.values())
    }
    if len(alike) < 2:  # "Approx. price" and "Comes to £" name no suppliers
        return ()
    return tuple(Span(names[key], titles) for key, titles in alike.items())


def _split_name(title: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """Take a title apart into a supplier's name and the title of an offered thing."""
    words = title.replace("(", " ").replace(")", " ").replace(":", " ").split()
    ends_in_price = len(words) > 1 and lexicon.is_price_of_one(words[-1])
    if lexicon.best_score(" ".join(words)) >= (PART if ends_in_price else EXACT * 0.8):
        return None
    for size in range(len(words) - 1, 0, -1):
        for rest, name in ((words[:size], words[size:]), (words[-size:], words[:-size])):
            matches = lexicon.matches(" ".join(rest))
            if not any(map(_is_offered, matches, matches.values())):
                continue
            called = " ".join(name).strip(" -–:/")
            if called and not lexicon.is_known(called) and not read_title(called).currency:
                return called, " ".join(rest)
    return None


def _is_offered(field: str, match: Match) -> bool:
    """Tell whether a title is plainly of something offered; `price/t` is, though no such title is listed."""
    return field in _OFFERED and match.score >= (PART if field == "unit_price" else 0.97)


def _under_prices(header: Header, lexicon: Lexicon, numeric: frozenset[int]) -> tuple[Span, ...]:
    """Find suppliers' names that stand as titles under a group such as "Unit price" or "Offers"."""
    under: dict[str, list[int]] = {}
    for column, group in header.groups.items():
        fields = set(lexicon.matches(group)) if lexicon.best_score(group) >= 0.8 else set()
        if column in header.titles and column in numeric and fields & (PRICES | {"quote", "supplier"}):
            under.setdefault(group, []).append(column)
    for group, columns in under.items():
        named = [column for column in columns if not lexicon.is_known(header.titles[column])]
        if len(named) >= 2 and len(named) == len(columns):
            priced = group if set(lexicon.matches(group)) & PRICES else "unit price"
            return tuple(Span(header.titles[column], {column: priced}) for column in named)
    return ()


def _tiers_alone(
    header: Header, lexicon: Lexicon, numeric: frozenset[int], compared: bool
) -> tuple[Span, ...]:
    """Find quantities that stand as titles of their prices: `Article | Description | 1-9 | 10-49 | 50+`.

    Numbers alone could be months or sizes: they count where prices are compared, or under a title of prices.
    """
    columns = [
        column for column, title in sorted(header.titles.items()) if column in numeric and tier_of(title)
    ]
    tiers = [tier_of(header.titles[column]) or 0.0 for column in columns]
    rising = all(left < right for left, right in pairwise(tiers))
    if len(columns) < 2 or not rising or columns != list(range(columns[0], columns[-1] + 1)):
        return ()
    marked = sum(is_marked_tier(header.titles[column]) for column in columns)
    titled = is_about_prices(header.groups.get(columns[0], ""), lexicon)
    known = any(
        match.score >= 0.8 and name in PRICES - {"total"}
        for column, title in header.titles.items()
        if column not in columns
        for name, match in lexicon.matches(title).items()
    )
    if known or not (titled or compared or 2 * marked > len(columns)):
        return ()
    return tuple(Span(header.titles[column], {column: "unit price"}) for column in columns)


def is_about_prices(text: str, lexicon: Lexicon) -> bool:
    """Tell whether a text begins with the title of a price: "Pris SEK vid antal", "Price per piece at"."""
    words = text.replace("/", " / ").split()
    return any(
        match.score >= EXACT and name in PRICES
        for size in range(len(words), 0, -1)
        for name, match in lexicon.matches(" ".join(words[:size])).items()
    )


def _named_alone(header: Header, lexicon: Lexicon, numeric: frozenset[int]) -> tuple[Span, ...]:
    """Find suppliers' names that stand as titles of their prices: `Article | Unit | Hanos | Sligro | Bidfood`."""
    priced = any(
        match.score >= 0.8 and name in PRICES
        for title in header.titles.values()
        for name, match in lexicon.matches(title).items()
    )
    named = [
        column
        for column, title in sorted(header.titles.items())
        if column in numeric and _is_name(title, lexicon)
    ]
    together = len(named) >= 2 and named == list(range(named[0], named[0] + len(named)))
    if priced or not together:
        return ()
    return tuple(Span(header.titles[column], {column: "unit price"}) for column in named)


def _is_name(title: str, lexicon: Lexicon) -> bool:
    """Tell whether a title can be a name: no word of titles, no month, no figure in it."""
    figures = any(sign.isdigit() or sign in "%+/=#" for sign in title)
    return (
        not figures and len(title) > 2 and not lexicon.is_known(title) and plain(title) not in month_numbers()
    )
