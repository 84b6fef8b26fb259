"""The currency that a number format shows: `#,##0.00 "kr"`, `[$€-413] #,##0.00`, `[$kr-414]`.

A code of ISO/IEC 29500-1, 18.8.31: what stands in quotes or behind a backslash is shown as it is, and
`[$sign-language]` names a sign with the language (LCID or its name) that it is used in.
"""

from __future__ import annotations

import re
from functools import lru_cache

from buybook.workbook.currencies import SHARED, read_currency

_BRACKET = re.compile(r"\[\$([^\]-]*)(?:-([^\]]*))?\]")
_SHOWN = re.compile(r'"([^"]*)"|\\(.)|([€£¥$])')
_COUNTRIES = {
    "41D": "SEK", "81D": "EUR", "414": "NOK", "814": "NOK", "406": "DKK", "40F": "ISK", "409": "USD", "1009": "CAD",
    "C0C": "CAD", "C09": "AUD", "1409": "NZD", "4809": "SGD", "C04": "HKD", "411": "JPY", "804": "CNY",
}  # fmt: skip
_REGIONS = {
    "SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK", "US": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD",
    "SG": "SGD", "HK": "HKD", "JP": "JPY", "CN": "CNY",
}  # fmt: skip
_LOCAL = "$"  # without brackets Excel shows the sign of the computer's own currency for it


@lru_cache(maxsize=256)
def currency_of_format(code: str) -> str | None:
    """Give the ISO code of the currency that a number format shows, or the sign where it has several.

    None where it shows none, or a bare $, which stands for whatever currency the computer is set to.
    """
    positive = code.split(";", 1)[0]
    bracket = _BRACKET.search(positive)
    if bracket is not None and bracket.group(1).strip():
        sign, language = bracket.group(1), bracket.group(2) or ""
        currency = read_currency(sign)
        return _of_language(currency, language) if currency in SHARED else currency
    shown = "".join(quoted or escaped or sign for quoted, escaped, sign in _SHOWN.findall(positive))
    currency = read_currency(shown)
    return None if currency == _LOCAL else currency


def _of_language(sign: str | None, language: str) -> str | None:
    """Give the currency that a sign of several stands for in a language; the sign itself when that is open."""
    if sign is None:
        return None
    named = (
        _REGIONS.get(language.rpartition("-")[2].upper()) if "-" in language or len(language) == 2 else None
    )
    found = named or _COUNTRIES.get(language.upper().lstrip("0"))
    return found if found in SHARED[sign][1] else sign
