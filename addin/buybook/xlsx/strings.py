"""Texts of cells: the shared string table, and the escapes that spreadsheets put on top of XML's."""

from __future__ import annotations

import re
from functools import lru_cache

from buybook.xlsx import xmlscan
from buybook.xlsx.errors import WorkbookError

MAX_TEXT = 32_767  # characters in a cell, Excel's limit
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def decode_text(raw: bytes) -> str:
    """The text within `<t>` or `<v>`: XML's escapes, line ends, then `_x000D_` (ECMA-376 22.4.2.4)."""
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    text = xmlscan.unescape(raw) if b"&" in raw else raw.decode("utf-8", "replace")
    return decode_escapes(text) if "_x" in text else text


def decode_escapes(text: str) -> str:
    """The text that `_x000D_` and the like stand for."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def check_text(text: str) -> None:
    """Refuse (`wrong_argument`) a text with half of a surrogate pair, which is no character."""
    if found := _SURROGATE.search(text):
        raise WorkbookError(
            "wrong_argument", f"U+{ord(found[0]):04X} in {text[:40]!r} is half of a character, not a text."
        )


def encode_text(text: str) -> bytes:
    """A text as it may stand within `<t>`; what XML cannot hold becomes `_xHHHH_`.

    Refused (`wrong_argument`): half of a surrogate pair, which is no character.
    """
    if (
        text.isascii()
        and text.isprintable()
        and not ("&" in text or "<" in text or ">" in text or "_x" in text)
    ):
        return text.encode()
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _FORBIDDEN.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return xmlscan.escape(text)


@lru_cache(maxsize=16)
def _patterns(prefix: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes], re.Pattern[bytes]]:
    p = re.escape(prefix)
    body, hint = (rb"[^<]*+(?>(?:<(?!/?%s%s[\s/>])[^<]*+)*)" % (p, name) for name in (b"si", b"rPh"))
    item = re.compile(
        rb"<%ssi(?=[\s/>])[^<>]*?(?:/>|>\s*+(?:<%st(?:\s[^<>]*)?>([^<]*)</%st>\s*</%ssi>|(%s)</%ssi\s*>))"
        % (p, p, p, p, body, p),
        re.S,
    )
    run = re.compile(rb"<%st(?:\s[^<>]*?)?(?:/>|>([^<]*)</%st\s*>)" % (p, p))
    phonetic = re.compile(rb"<%srPh(?=[\s/>])%s</%srPh\s*>" % (p, hint, p), re.S)
    return item, run, phonetic


def rich_text(body: bytes, prefix: bytes) -> str:
    """The plain text of a string item, in runs or not; phonetic hints are left out."""
    _, run, phonetic = _patterns(prefix)
    if b"rPh" in body:
        body = phonetic.sub(b"", body)
    return "".join(decode_text(match[1] or b"") for match in run.finditer(body))


def read_shared_strings(xml: bytes) -> list[str]:
    """All strings of a shared string part, in their order."""
    prefix = xmlscan.prefix_of(xmlscan.root(xml).name)
    item, _, _ = _patterns(prefix)
    return [
        decode_text(plain) if plain or not rich else rich_text(rich, prefix)
        for plain, rich in item.findall(xml)
    ]
