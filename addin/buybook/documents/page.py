"""How our own workbooks come out of a printer."""

from __future__ import annotations

from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

_A4 = "9"
_FOOTER_LIMIT = 60  # characters a part; Excel allows 255 for the whole footer, codes included
_MARGINS = PageMargins(left=0.5, right=0.5, top=0.55, bottom=0.75, header=0.3, footer=0.35)  # inches


def set_page(sheet: Worksheet, *, landscape: bool, repeated_row: int | None = None) -> None:
    """Print on A4, one page wide and as long as it takes; `repeated_row` heads every page."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = _MARGINS
    sheet.print_options.horizontalCentered = True
    if repeated_row is not None:
        sheet.print_title_rows = f"{repeated_row}:{repeated_row}"


def set_footer(sheet: Worksheet, left: str, center: str, right: str) -> None:
    """Print a footer; the texts are header-and-footer code, see `footer_text`."""
    footer = sheet.oddFooter
    if footer is None:
        return
    for part, text in ((footer.left, left), (footer.center, center), (footer.right, right)):
        part.text = text
        part.size = 8


def footer_text(text: str) -> str:
    """Return any text as footer code, in which "&" begins a code."""
    return text[:_FOOTER_LIMIT].replace("\n", " ").replace("&", "&&")
