"""Currencies, and the signs and words that buyers write for them."""

from __future__ import annotations

from functools import cache, lru_cache

from buybook.workbook.lexicon import phrases, tidy

# ISO 4217, the codes of money in use.
_LISTED = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
    BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS
    GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW
    KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD
    NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD
    SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES
    VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
CODES = frozenset(_LISTED.split())
NAMED = ("EUR", "SEK", "USD", "GBP", "NOK", "DKK", "CHF", "JPY", "PLN")  # with words in the vocabulary
_SIGNS = {"€": "EUR", "£": "GBP", "zł": "PLN", "Kč": "CZK", "₹": "INR", "₺": "TRY"}
# Signs of several currencies -> the usual one, and those it is instead where one is the buyer's own.
SHARED = {
    "kr": ("SEK", ("SEK", "DKK", "NOK", "ISK")),
    "$": ("USD", ("USD", "CAD", "AUD", "NZD", "SGD", "HKD")),
    "¥": ("JPY", ("JPY", "CNY")),
}
_DOLLARS = {"us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "hk$": "HKD"}
_SAME_SIGN = {
    **dict.fromkeys(("kr", "kr.", "kr:", "kronor", "kroner"), "kr"),
    **dict.fromkeys(("$", "dollar", "dollars"), "$"),
    **_DOLLARS,
    "¥": "¥",
    "rmb": "CNY",
    "skr": "SEK",
    "nkr": "NOK",
    "dkr": "DKK",
    "sfr": "CHF",
    "fr.": "CHF",
}


@cache
def _by_word() -> dict[str, str]:
    words = {code.casefold(): code for code in CODES}
    words |= {sign.casefold(): code for sign, code in _SIGNS.items()}
    words |= {word: code for code in NAMED for word in phrases(f"currency.{code}")}
    return words | _SAME_SIGN


@lru_cache(maxsize=4096)
def read_currency(text: str) -> str | None:
    """Give the ISO code of a sign or word, "kr", "$" or "¥" where it has several; None when it is none."""
    word = tidy(text).casefold()
    return _by_word().get(word) or _by_word().get(word.rstrip("."))


def currency_signs() -> frozenset[str]:
    """Give the signs of currencies that are no words."""
    return frozenset(_SIGNS) | {"$", "¥"} | {sign.upper() for sign in _DOLLARS}


def own_currency(currency: str, base_currency: str, language: str) -> tuple[str, bool]:
    """Give the ISO code of a currency or shared sign, and whether that is sure.

    "kr" is the buyer's own crown where they have one, and SEK in a Swedish list.
    """
    if currency not in SHARED:
        return currency, True
    usual, several = SHARED[currency]
    if base_currency in several:
        return base_currency, True
    return usual, currency == "$" or (currency == "kr" and language == "sv")
