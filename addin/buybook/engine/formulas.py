"""Formulas as a person writes them and as the file spells them.

Functions that came after Excel 2007 carry a prefix in the file: `IFS(` is stored as `_xlfn.IFS(`, and
`FILTER(` as `_xlfn._xlws.FILTER(`. The list follows [MS-XLSX] 2.2.2, "Formulas" (future functions).
"""

from __future__ import annotations

import re

from buybook.engine.refusal import refuse

_SHEET_FUNCTIONS = frozenset(("FILTER", "SORT"))
_NAMES = """
ACOT ACOTH AGGREGATE ANCHORARRAY ARABIC ARRAYTOTEXT BASE BETA.DIST BETA.INV BINOM.DIST BINOM.DIST.RANGE
BINOM.INV BITAND BITLSHIFT BITOR BITRSHIFT BITXOR BYCOL BYROW CEILING.MATH CEILING.PRECISE
CHISQ.DIST CHISQ.DIST.RT CHISQ.INV CHISQ.INV.RT CHISQ.TEST CHOOSECOLS CHOOSEROWS COMBINA CONCAT
CONFIDENCE.NORM CONFIDENCE.T COT COTH COVARIANCE.P COVARIANCE.S CSC CSCH DAYS DECIMAL DROP ENCODEURL
ERF.PRECISE ERFC.PRECISE EXPAND EXPON.DIST F.DIST F.DIST.RT F.INV F.INV.RT F.TEST FILTERXML
FLOOR.MATH FLOOR.PRECISE FORECAST.ETS FORECAST.ETS.CONFINT FORECAST.ETS.SEASONALITY
FORECAST.ETS.STAT FORECAST.LINEAR FORMULATEXT GAMMA GAMMA.DIST GAMMA.INV GAMMALN.PRECISE GAUSS
GROUPBY HSTACK HYPGEOM.DIST IFNA IFS IMAGE IMCOSH IMCOT IMCSC IMCSCH IMSEC IMSECH IMSINH IMTAN
ISFORMULA ISOMITTED ISOWEEKNUM LAMBDA LET LOGNORM.DIST LOGNORM.INV MAKEARRAY MAP MAXIFS MINIFS
MODE.MULT MODE.SNGL MUNIT NEGBINOM.DIST NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV NUMBERVALUE
PDURATION PERCENTILE.EXC PERCENTILE.INC PERCENTRANK.EXC PERCENTRANK.INC PERMUTATIONA PHI PIVOTBY
POISSON.DIST QUARTILE.EXC QUARTILE.INC QUERYSTRING RANDARRAY RANK.AVG RANK.EQ REDUCE REGEXEXTRACT
REGEXREPLACE REGEXTEST RRI SCAN SEC SECH SEQUENCE SHEET SHEETS SINGLE SKEW.P SORTBY STDEV.P STDEV.S
SWITCH T.DIST T.DIST.2T T.DIST.RT T.INV T.INV.2T T.TEST TAKE TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT
TOCOL TOROW TRIMRANGE UNICHAR UNICODE UNIQUE VALUETOTEXT VAR.P VAR.S VSTACK WEBSERVICE WEIBULL.DIST
WRAPCOLS WRAPROWS XLOOKUP XMATCH XOR Z.TEST
"""
_FUTURE_FUNCTIONS = frozenset(_NAMES.split())
# A string, a quoted sheet name, or a function's name before its parenthesis.
_TOKEN = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*')|(?<![\w.])([A-Za-z][A-Za-z0-9.]*)(?=\()""")
_PARAMETER = "_xlpm."
_NEEDS_PARAMETERS = re.compile(r"_xlfn\.(?:LET|LAMBDA)\(")
_PREFIXED = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*')|_xl(?:fn|ws)\.""")


def _with_prefix(match: re.Match[str]) -> str:
    if match[1] is not None:
        return match[1]
    name = match[2].upper()
    if name in _SHEET_FUNCTIONS:
        return "_xlfn._xlws." + name
    return "_xlfn." + name if name in _FUTURE_FUNCTIONS else match[2]


def stored_formula(formula: str) -> str:
    """The formula as the file spells it.

    LET and LAMBDA also need a prefix on the names that they define, which takes a parser: refused unless the
    formula is spelt as in the file already.
    """
    stored = _TOKEN.sub(_with_prefix, formula)
    if _NEEDS_PARAMETERS.search(stored) and _PARAMETER not in stored:
        refuse("Writing a formula with LET or LAMBDA")
    return stored


def typed_formula(formula: str) -> str:
    """The formula as Excel shows it to a person; one with LET or LAMBDA stays as the file spells it."""
    if _PARAMETER in formula:
        return formula
    return _PREFIXED.sub(lambda match: match[1] or "", formula)
