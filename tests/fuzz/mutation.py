"""Mutations that know zip files, XML and formulas: most inputs stay readable enough to reach deep code."""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Callable, Sequence

Mutate = Callable[[bytes, int, int], bytes]
"""Data, the most bytes that may come back, a seed: what libFuzzer asks of a custom mutator."""

_PIECE = re.compile(rb"<[^>]*>|[^<]+", re.S)
_VALUE = re.compile(rb'="([^"]*)"')
_ODD_VALUES = (
    b"", b"0", b"1", b"-1", b"2", b"1.5", b"+3", b" 4 ", b"1e400", b"nan", b"true", b"65536", b"1048576",
    b"1048577", b"4294967296", b"999999999999", b"9" * 30, "٣".encode(), b"\xff", b"&", b"&amp;", b"&#1;",
    b"&#99999999999;", b"A0", b"A1", b"B2", b"a1", b"$B$3", b"XFD1048576", b"XFE1", b"ZZZ9999999", b"A1:B2", b"A:A", b"1:1",
    b"B2:A1", b"A1 B2 C3", b"#REF!", b"Sheet1!A1", b"s", b"str", b"b", b"e", b"d", b"n", b"inlineStr", b"shared", b"array",
    b"dataTable", b"frozen", b"expression", b"list", b"rId1", b"rId9", b"1:3", b"0:0", b"=", b"'", b">", b"/>",
)  # fmt: skip
_ODD_PIECES = (
    b"<!-- -->", b"<!--", b"<![CDATA[<c/>]]>", b"<![CDATA[", b"<?pi ?>", b"<c/>", b"<c>", b"</c>", b"<row/>", b"<row>",
    b"</row>", b"<x:c/>", b"<v/>", b"<v>", b"<f/>", b"<is><t>x</t></is>", b'<f t="shared" si="0"/>',
    b'<f t="shared" si="0" ref="A1:C3">A1</f>', b'<f t="array" ref="A1:B2">A1:B2</f>', b"<sheetData/>", b"</sheetData>",
    b"<mergeCells/>", b"<cols/>", b"<extLst/>", b"<", b">", b"&", b"\x00", b'"', b"<a b='", b"<xf/>", b"<cellXfs/>",
    b"<mc:AlternateContent><mc:Choice/><mc:Fallback><xf/></mc:Fallback></mc:AlternateContent>", b"<dxf/>",
)  # fmt: skip
_FORMULA_PIECES = (
    "A1", "$B$2", "C3:D4", "A:B", "$1:2", "Sheet1!", "'My list'!", "'It''s'!", "[1]Data!", "Jan:Dec!", "#REF!", "#N/A", '"x"',
    '"', "'", "[", "]", "[[", "Table1[@[x y]]", "Table1[", "(", ")", "+", ",", " ", "!", ":", "$", "1E5", "1.5", "LOG10(", "_xlfn.",
    "XFD1048576", "XFE1", "A1048577", "ß", "\U0001f600", "\\x", "?", ".", "{1,2;3}", "R1C1", "=",
)  # fmt: skip


def mutate_xml(data: bytes, limit: int, seed: int) -> bytes:
    """Change pieces of XML (tags, texts, attribute values) one to four times; the first bytes are a choice."""
    chance = random.Random(seed)
    head, xml = data[:4], data[4:]
    if chance.random() < 0.4:
        head = bytes(chance.randrange(256) for _ in range(4))
    for _ in range(chance.randint(1, 4)):
        xml = chance.choice((_other_value, _other_value, _other_pieces, _other_bytes))(xml, chance)
    return (head.ljust(4, b"\0") + xml)[:limit]


def _other_value(xml: bytes, chance: random.Random) -> bytes:
    places = list(_VALUE.finditer(xml))
    if not places:
        return xml
    found, other = chance.choice(places), chance.choice(places)
    value = other[1] if chance.random() < 0.3 else chance.choice(_ODD_VALUES)
    return xml[: found.start(1)] + value + xml[found.end(1) :]


def _other_pieces(xml: bytes, chance: random.Random) -> bytes:
    pieces = _PIECE.findall(xml)
    if not pieces:
        return xml
    start = chance.randrange(len(pieces))
    end = min(len(pieces), start + chance.randint(1, 4))
    chosen = pieces[start:end]
    action = chance.randrange(5)
    if action == 0:
        pieces[start:end] = []
    elif action == 1:
        pieces[start:start] = chosen * chance.choice((1, 1, 2, 40))
    elif action == 2:
        pieces.insert(start, chance.choice(_ODD_PIECES))
    elif action == 3:
        place = chance.randrange(len(pieces))
        pieces[place:place] = chosen
    else:
        chance.shuffle(chosen)
        pieces[start:end] = chosen
    return b"".join(pieces)


def _other_bytes(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return b"\0"
    place = chance.randrange(len(data))
    action = chance.randrange(4)
    if action == 0:
        return data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :]
    if action == 1:
        return data[:place] + data[place + chance.randint(1, 8) :]
    if action == 2:
        return data[:place] + chance.choice(_ODD_VALUES) + data[place:]
    return data[:place] if chance.random() < 0.2 else data + data[place : place + 32]


_SIGNATURES = re.compile(rb"PK(?:\x01\x02|\x03\x04|\x05\x06|\x06\x06|\x06\x07)")
_ODD_NUMBERS = (
    0,
    1,
    2,
    3,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x10000,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFF,
)


def mutate_zip(data: bytes, limit: int, seed: int) -> bytes:
    """Change fields of a zip file's headers, its names and its data."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 3)):
        marks = [match.start() for match in _SIGNATURES.finditer(data)]
        if marks and chance.random() < 0.7:
            data = _other_field(data, chance.choice(marks), chance)
        elif marks and chance.random() < 0.3:
            start, end = sorted((chance.choice(marks), chance.choice(marks)))
            place = chance.choice(marks)
            data = data[:place] + data[start:end] + data[place:]
        else:
            data = _other_bytes(data, chance)
    return data[:limit]


def _other_field(data: bytes, mark: int, chance: random.Random) -> bytes:
    width = chance.choice((1, 2, 4))
    place = mark + chance.choice(range(4, 46, 2))
    if place + width > len(data):
        return data
    old = int.from_bytes(data[place : place + width], "little")
    new = old + chance.choice((-1, 1, 46, -46)) if chance.random() < 0.5 else chance.choice(_ODD_NUMBERS)
    packed = struct.pack("<Q", new % (1 << 64))[:width]
    return data[:place] + packed + data[place + width :]


def mutate_formula(data: bytes, limit: int, seed: int) -> bytes:
    """Change a formula by pieces that formulas are made of; the first bytes are a choice."""
    chance = random.Random(seed)
    head, text = data[:4].ljust(4, b"\0"), data[4:].decode("utf-8", "replace")
    if chance.random() < 0.4:
        head = bytes(chance.randrange(256) for _ in range(4))
    for _ in range(chance.randint(1, 5)):
        place = chance.randrange(len(text) + 1)
        if chance.random() < 0.3:
            text = text[:place] + text[place + chance.randint(1, 6) :]
        else:
            text = text[:place] + chance.choice(_FORMULA_PIECES) * chance.choice((1, 1, 1, 30)) + text[place:]
    return (head + text.encode())[:limit]


def sequence(mutate: Mutate, seeds: Sequence[bytes], count: int, seed: int = 0) -> list[bytes]:
    """So many inputs, each mutated from a seed or from one before it; the same for the same `seed`."""
    chance = random.Random(seed)
    known = list(seeds)
    result = []
    for _ in range(count):
        made = mutate(chance.choice(known), 65_536, chance.randrange(1 << 32))
        known.append(made)
        if len(known) > len(seeds) + 50:
            known.pop(len(seeds))
        result.append(made)
    return result
