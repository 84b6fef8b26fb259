"""The three values in a VBA project that say it is neither locked nor under a password (MS-OVBA 2.4.3).

They hide nothing. Excel checks them against the project's identity, and calls a project damaged where they differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_VERSION = 2
_SEED = 0x5D  # any byte; fixed, so that the same project has the same bytes
_NOT_PROTECTED = bytes(4)
_NO_PASSWORD = bytes(1)
_VISIBLE = b"\xff"


def protection(identity: str) -> Mapping[str, str]:
    """Give the values by their keys in the stream `PROJECT`, for the project's identity with its braces."""
    facts = {"CMG": _NOT_PROTECTED, "DPB": _NO_PASSWORD, "GC": _VISIBLE}
    return {key: bytes(_hidden(fact, identity)).hex().upper() for key, fact in facts.items()}


def _hidden(content: bytes, identity: str) -> Iterator[int]:
    """Chain each byte with the two before it, after the seed, the version and some bytes that mean nothing."""
    key = sum(identity.encode("ascii")) & 0xFF
    older, newer, plain = _SEED ^ _VERSION, _SEED ^ key, key
    yield from (_SEED, older, newer)
    meaningless = bytes((_SEED & 6) // 2)
    for byte in meaningless + len(content).to_bytes(4, "little") + content:
        older, newer, plain = newer, byte ^ ((older + plain) & 0xFF), byte
        yield newer
