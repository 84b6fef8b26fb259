"""VBA's compression: the specification's own examples, and what an independent reader unpacks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oletools.olevba import decompress_stream

from buybook.excel.vba_compression import compress

# MS-OVBA 3.2: the examples of the specification.
EXAMPLES = {
    b"abcdefghijklmnopqrstuv.": "01 19 B0 00 61 62 63 64 65 66 67 68 00 69 6A 6B 6C 6D 6E 6F 70 00 71 72 73 74 75 76 2E",
    b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa": (
        "01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 6D 6E 6F 70 06 71 02 "
        "70 04 10 72 73 74 75 76 10 77 78 79 7A 00 3C"
    ),
    b"a" * 73: "01 03 B0 02 61 45 00",
}


def unpacked(content: bytes) -> bytes:
    return bytes(decompress_stream(bytearray(content)))


@pytest.mark.parametrize("text", EXAMPLES, ids=["no copies", "some copies", "one long copy"])
def test_examples_of_the_specification(text: bytes) -> None:
    example = bytes.fromhex(EXAMPLES[text])
    assert unpacked(compress(text)) == unpacked(example) == text
    assert len(compress(text)) == len(example)  # of equal copies the specification takes now one, now another


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from([b"End Sub\r\n", b"    ", b"Dim x As Long", b"\xe4", b"Buybook", b"1"]), max_size=3000
    )
)
def test_what_is_packed_is_unpacked(pieces: list[bytes]) -> None:
    text = b"".join(pieces)
    assert unpacked(compress(text)) == text


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 4095, 4096, 4097, 12_288])
def test_around_the_ends_of_chunks(size: int) -> None:
    text = bytes(place * place % 97 for place in range(size))
    assert unpacked(compress(text)) == text


def test_a_full_chunk_that_does_not_get_shorter_is_kept_as_it_is() -> None:
    # Every three bytes differ from all others, so that no copy is to be had.
    noise = b"".join(number.to_bytes(3, "big") for number in range(0x123456, 0x123456 + 4096 * 977, 977))[
        :4096
    ]
    assert compress(noise)[1:3] == bytes.fromhex("FF3F")
    assert unpacked(compress(noise)) == noise


def test_an_end_that_does_not_get_shorter_is_refused() -> None:
    noise = b"".join(number.to_bytes(3, "big") for number in range(0x123456, 0x123456 + 4096 * 977, 977))[
        :4000
    ]
    with pytest.raises(ValueError, match="does not compress"):
        compress(noise)
