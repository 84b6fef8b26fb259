"""Number formats that every workbook has without naming them (ECMA-376 18.8.30)."""

from __future__ import annotations

import re
from typing import Final

from buybook.xlsx.errors import WorkbookError

GENERAL: Final = "General"
FIRST_CUSTOM: Final = 164
SHORT_DATE: Final = 14  # shown in the short form of the reader's own country
SHORT_DATE_TIME: Final = 22
SHORT_TIME: Final = 20
LONG_TIME: Final = 21
ELAPSED_TIME: Final = 46

BUILT_IN: Final[dict[int, str]] = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"$"#,##0_);\\("$"#,##0\\)',
    6: '"$"#,##0_);[Red]\\("$"#,##0\\)',
    7: '"$"#,##0.00_);\\("$"#,##0.00\\)',
    8: '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "m/d/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yyyy h:mm",
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)',
    42: '_("$"* #,##0_);_("$"* (#,##0);_("$"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
    44: '_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
# 27-36 and 50-58 are dates in the Excel of East Asia, and plain dates in others.
BUILT_IN.update(dict.fromkeys((*range(27, 37), *range(50, 59)), "m/d/yyyy"))

NUMBERS: Final[dict[str, int]] = {code: number for number, code in reversed(BUILT_IN.items())}
NUMBERS["mm-dd-yy"] = SHORT_DATE  # as the standard and openpyxl spell it
NUMBERS["m/d/yy h:mm"] = SHORT_DATE_TIME
NUMBERS["m/d/yyyy"] = SHORT_DATE

_MAX_CODE: Final = 255  # characters, Excel's limit
_OPAQUE = re.compile(r'"[^"]*+"|\\.|[_*].|\[[^\[\]"]*+\]', re.DOTALL)
_LOOSE = re.compile(r'["\[\]\\]')


def check_code(code: str) -> None:
    """Refuse (`wrong_argument`) a number format that Excel would not take.

    These have more than 255 characters, or a quotation mark, a bracket or a backslash that leads to nothing.
    """
    if len(code) > _MAX_CODE:
        raise WorkbookError(
            "wrong_argument", f"A number format has at most {_MAX_CODE} characters, not {len(code)}."
        )
    if loose := _LOOSE.search(_OPAQUE.sub("", code)):
        raise WorkbookError(
            "wrong_argument", f"In the number format {code!r} the {loose[0]} leads to nothing."
        )
