"""What is wrong with a formula's text, as far as that can be told without computing it."""

from __future__ import annotations

import re

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

_SHEETS = re.compile(r"(?:'((?:[^']|'')+)'|([^'!:()\s]+(?::[^'!:()\s]+)?))!")


def formula_faults(text: str, sheets: set[str]) -> list[str]:
    """The faults of a formula (without its '='); `sheets` are the names of the sheets, case folded."""
    try:
        tokens = Tokenizer("=" + text).items
    except TokenizerError:
        return ["a formula that cannot be read"]
    found = []
    depth = 0
    for token in tokens:
        if token.type in {Token.FUNC, Token.PAREN, Token.ARRAY}:
            depth += 1 if token.subtype == Token.OPEN else -1
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            found += _missing_sheets(token.value, sheets)
    if depth:
        found.append("a formula with unbalanced brackets")
    return found


def _missing_sheets(operand: str, sheets: set[str]) -> list[str]:
    match = _SHEETS.match(operand)
    if match is None:
        return []
    named = (match[1] or match[2]).replace("''", "'")
    if "[" in named or named.startswith("#REF"):
        return []  # another workbook, or a reference that was lost long ago
    whole = named.casefold()
    ends = [whole] if whole in sheets else whole.split(":")
    return ["a formula that refers to a sheet that is not there" for end in ends if end not in sheets]
