"""Who sends a file: a label, a name that the buyer knows, a company's legal form, else the title at the top."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from buybook.frozen import frozen
from buybook.replies.letterhead import Terms, Text
from buybook.replies.texts import begins_with, says_any
from buybook.workbook.lexicon import alternatives, phrases, plain, tidy
from buybook.workbook.recognise.titles import Lexicon

_LONGEST = 60
_CONTACT = re.compile(r"@|www\.|https?:|\d{3}[ -]?\d{2}|\+\d{2}|\b\d{4} ?[A-Z]{2}\b")
_DOMAIN = re.compile(r"(?:@|www\.|https?://(?:www\.)?)([\w-]+)")
_FEWEST = 4  # signs of a name that is looked for within texts
_ADDRESS = 3  # rows under a name in which its address stands
_FILE = re.compile(r"\.[a-z]{3,4}$", re.IGNORECASE)
_CLOCK = re.compile(r"\d:\d\d")
_FEW_WORDS = 3  # of a heading that names a paper
_PARTS = re.compile(r"\s+[-–|/•·]\s+|\s{3,}|[\n;,]")


@frozen
class Named:
    """A supplier's name, the cell it stands in, and whether it can only be that.

    `likely`: nothing says so, but it heads an offer as its sender's name does.
    """

    name: str
    cell: str | None
    sure: bool
    likely: bool = False


def supplier_named(
    texts: Sequence[Text],
    terms: Terms,
    known: Collection[str],
    lexicon: Lexicon,
    sheet: str,
    file: str,
    buyer: str = "",
) -> Named | None:
    """Find the supplier's name around a list; None where nothing can be one. `buyer` is who it is not."""
    stated = terms.text("supplier")
    if stated is not None:
        return Named(stated, terms.cells.get("supplier"), True)
    pieces = [
        (part, text.cell)
        for text in texts
        if isinstance(text.value, str) and text.cell not in terms.customer
        for part in _pieces(text.value)
        if not (buyer and _key(buyer) in _key(part)) and not _FILE.search(part)
    ]
    offered = next(((name, cell) for part, cell in pieces if (name := _offered_by(part)) is not None), None)
    if offered is not None:
        return Named(*offered, True)
    by_plain = {_key(name): name for name in known}
    for part, cell in [*pieces, (sheet, "")]:
        if _key(part) in by_plain:
            return Named(by_plain[_key(part)], cell or None, True)
    formed = [(name, cell) for part, cell in pieces if (name := _with_form(part)) is not None]
    if formed:
        return Named(*formed[0], len({_key(part) for part, _ in formed}) == 1)
    if _has_form(sheet):
        return Named(sheet, None, True)
    within = [
        name
        for name in known
        if len(_key(name)) >= _FEWEST and any(_key(name) in _key(part) for part, _ in [*pieces, (file, "")])
    ]
    if within:
        longest = max(within, key=len)
        place = next((cell for part, cell in pieces if _key(longest) in _key(part)), None)
        return Named(longest, place, all(_key(name) in _key(longest) for name in within))
    likely = next(((part, cell) for part, cell in pieces[:6] if _could_be_name(part, lexicon)), None)
    if likely is None:
        return None
    confirmed = _is_confirmed(*likely, texts, file)
    return Named(*likely, confirmed, not confirmed and _heads_an_offer(*likely, texts, terms))


def _offered_by(text: str) -> str | None:
    """Give the name in "Offer from Baltic Fasteners": words for an offer, then one for its sender."""
    quoted = begins_with(text, "reply_quotation")
    rest = text[quoted.end() :].strip() if quoted and len(plain(text)) == len(text) else ""
    sent = begins_with(rest, "reply_sender")
    name = rest[sent.end() :].strip(" :") if sent else ""
    return name if name[:1].isupper() and not any(map(str.isdigit, name)) else None


def _heads_an_offer(name: str, cell: str, texts: Sequence[Text], terms: Terms) -> bool:
    """Tell whether a name is the first text of a sheet that calls itself an offer, with its number or receiver.

    A sheet that calls itself a request or a comparison is the buyer's own, and headed by the buyer.
    """
    if not texts or texts[0].cell != cell or not tidy(str(texts[0].value)).startswith(name):
        return False
    held = [text for text in texts if isinstance(text.value, str)]
    if any(_is_called(text.value, "reply_no_offer") for text in held):
        return False
    offers = any(
        (found := begins_with(part, "reply_quotation")) is not None
        and (any(map(str.isdigit, part)) or begins_with(plain(part)[found.end() :].strip(), "reply_to"))
        for text in held
        for part in _pieces(str(text.value))
    )
    return offers or bool(terms.customer) or terms.text("quote_number") is not None


def _is_called(text: object, key: str) -> bool:
    """Tell whether a heading of few words says one of a group."""
    return any(len(part.split()) <= _FEW_WORDS and says_any(part, key) for part in _pieces(str(text)))


def _is_confirmed(name: str, cell: str, texts: Sequence[Text], file: str) -> bool:
    """Tell whether an address stands under a name, or a web or mail address or the file's name holds it."""
    key = _key(name)
    held = [str(text.value) for text in texts if isinstance(text.value, str)]
    domains = [_key(found) for text in held for found in _DOMAIN.findall(text)]
    if any(key in domain or (len(domain) >= _FEWEST and domain in key) for domain in domains) or key in _key(
        file
    ):
        return True
    own = next((text for text in texts if text.cell == cell), None)
    under = [
        text for text in texts if own and text.column == own.column and 0 < text.row - own.row <= _ADDRESS
    ]
    return any(
        isinstance(text.value, str) and _CONTACT.search(text.value) and not _CLOCK.search(text.value)
        for text in under
    )


def _pieces(text: str) -> list[str]:
    return [tidy(part) for part in _PARTS.split(text) if 2 < len(tidy(part)) <= _LONGEST]


def _key(name: str) -> str:
    return re.sub(r"[^\w]", "", plain(name))


@cache
def _form() -> re.Pattern[str]:
    forms = alternatives(
        {plain(form) for key in ("legal_forms", "reply_legal_forms") for form in phrases(key)}
        | {"b.v.", "n.v.", "v.o.f."}
    )
    return re.compile(rf".*(?<![^\W_])(?P<form>{forms})(?![^\W_]|-\d)\.?")


def _has_form(text: str) -> bool:
    return _with_form(text) is not None


def _with_form(text: str) -> str | None:
    """Give a text up to its legal form: "Nordbolt AB" of "Nordbolt AB Offert"; None where it has none.

    A form is written with a capital: "per kg" is no company.
    """
    found = _form().match(plain(text))
    if found is None or len(plain(text)) != len(text) or found.start("form") < 3:
        return None
    written = text[found.start("form") : found.end("form")]
    before = text[: found.start("form")]
    quoted = begins_with(before, "reply_quotation")
    own = before[quoted.end() :] if quoted else before
    named = any(word.isalpha() and len(word) > 1 for word in own.split())  # "5048 AB" is a Dutch postcode
    if not named or written.islower() or begins_with(text, "reply_to"):
        return None
    return text[: found.end()].strip()


def _could_be_name(text: str, lexicon: Lexicon) -> bool:
    """Tell whether a text at the top can be a name: no heading, no address, no title of a column."""
    if _CONTACT.search(text) or text.endswith(":") or not any(map(str.isalpha, text)):
        return False
    words = plain(text).split()
    if sum(map(str.isdigit, text)) > 2 or len(words) > 6 or lexicon.is_known(text):
        return False
    return not any(begins_with(word, "reply_heading") for word in words)
