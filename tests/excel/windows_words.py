"""A reader of a Windows command line by the documented rules of its C runtime, written apart from what writes it."""

from __future__ import annotations

import re


def words_of(line: str) -> list[str]:
    words, word, quoted, begun = [], "", False, False
    for backslashes, quote, blank, other in re.findall(r'(\\*)(?:(")|([ \t])|([^"\\ \t]|$))', line):
        if quote:
            word += "\\" * (len(backslashes) // 2)
            begun = True
            if len(backslashes) % 2:
                word += '"'
            else:
                quoted = not quoted
            continue
        word += backslashes
        begun = begun or bool(backslashes or other)
        if blank and not quoted:
            words += [word] if begun else []
            word, begun = "", False
        else:
            word += blank or other
    return words + ([word] if begun else [])
