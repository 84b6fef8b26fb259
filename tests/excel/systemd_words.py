"""A reader of `ExecStart=` by the rules of systemd.service(5), written apart from what writes it."""

from __future__ import annotations

_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "s": " ", "\\": "\\",
            '"': '"', "'": "'"}  # fmt: skip


def exec_words(line: str) -> list[str]:
    """The words of a command line: quotes and escapes undone, `%%` made `%`; `:` in front leaves `$` alone."""
    words, rest = [], line.lstrip(" \t")
    while rest:
        word, rest = _word(rest)
        assert word != ";", "a bare semicolon would begin a second command"
        words.append(_specifiers(word))
        rest = rest.lstrip(" \t")
    assert words[0].startswith(":"), "without the colon systemd expands variables"
    return words


def _word(text: str) -> tuple[str, str]:
    found: list[str] = []
    quote, place = "", 0
    while place < len(text):
        letter = text[place]
        if letter == "\\":
            escaped, used = _escape(text[place + 1 :])
            found.append(escaped)
            place += 1 + used
            continue
        if quote:
            quote = "" if letter == quote else (found.append(letter) or quote)  # type: ignore[func-returns-value]
        elif letter in "\"'":
            quote = letter
        elif letter in " \t":
            break
        else:
            found.append(letter)
        place += 1
    assert not quote, "a quote is not closed"
    return "".join(found), text[place:]


def _escape(text: str) -> tuple[str, int]:
    if text[0] == "x":
        return chr(int(text[1:3], 16)), 3
    assert text[0] in _LETTERS, f"systemd knows no \\{text[0]}"
    return _LETTERS[text[0]], 1


def _specifiers(word: str) -> str:
    parts = word.split("%%")
    assert not any("%" in part for part in parts), "systemd would expand a specifier"
    return "%".join(parts)
