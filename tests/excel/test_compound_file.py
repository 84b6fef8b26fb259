"""Compound files: an independent reader finds every stream, whatever its size and however many there are."""

from __future__ import annotations

import io

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buybook.excel.compound_file import compound_file

NO_ONE = 0xFFFFFFFF
BLACK = 1


def read(content: bytes) -> dict[str, bytes]:
    with olefile.OleFileIO(io.BytesIO(content), raise_defects=olefile.DEFECT_UNSURE) as opened:
        assert not opened.parsing_issues
        return {"/".join(path): opened.openstream(path).read() for path in opened.listdir()}


def filled(size: int) -> bytes:
    return bytes(place * 31 % 251 for place in range(size))


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 4095, 4096, 4097, 8192, 70_000])
def test_streams_of_every_size(size: int) -> None:
    streams = {"VBA/dir": filled(size), "PROJECT": b"x", "VBA/other": filled(4000)}
    assert read(compound_file(streams)) == streams


@pytest.mark.parametrize("count", [*range(1, 18), 40])
def test_any_number_of_streams_is_found_by_name(count: int) -> None:
    streams = {f"VBA/Module{'x' * (number % 7)}{number}": filled(number * 50) for number in range(count)}
    content = compound_file(streams)
    with olefile.OleFileIO(io.BytesIO(content)) as opened:
        assert {path: opened.openstream(path).read() for path in streams} == streams


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,30}", fullmatch=True), st.binary(max_size=9000), max_size=12
    )
)
def test_what_is_written_is_read(streams: dict[str, bytes]) -> None:
    distinct = {name: content for name, content in streams.items() if name == distinct_name(name, streams)}
    assert read(compound_file(distinct)) == distinct


def distinct_name(name: str, names: dict[str, bytes]) -> str:
    """The first of the names that differ in case alone, which the format takes for one."""
    return next(other for other in names if other.lower() == name.lower())


@pytest.mark.parametrize("count", range(1, 34))
def test_the_search_tree_is_red_and_black(count: int) -> None:
    content = compound_file({f"S{number}": b"" for number in range(count)})
    with olefile.OleFileIO(io.BytesIO(content)) as opened:
        entries = opened.direntries
        top = entries[0].sid_child
        assert entries[top].color == BLACK
        assert black_height(entries, top) >= 1


def black_height(entries: list, number: int) -> int:
    """How many black entries lead to every end below; fails where they differ, or where red follows red."""
    if number == NO_ONE:
        return 1
    entry = entries[number]
    below = [child for child in (entry.sid_left, entry.sid_right) if child != NO_ONE]
    assert entry.color == BLACK or all(entries[child].color == BLACK for child in below)
    left, right = black_height(entries, entry.sid_left), black_height(entries, entry.sid_right)
    assert left == right
    return left + (entry.color == BLACK)


def test_a_file_of_some_megabytes() -> None:
    streams = {"big": filled(3_000_000), "small": b"y" * 100}
    assert read(compound_file(streams)) == streams


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="seven megabytes"):
        compound_file({"big": bytes(7_200_000)})


@pytest.mark.parametrize("name", ["", "x" * 32, "a:b", "a!b"])
def test_names_that_are_none_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name of a stream"):
        compound_file({name: b""})
