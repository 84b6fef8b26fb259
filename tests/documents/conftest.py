from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from document_examples import line

from buybook.documents.order_content import Party, PurchaseOrderDocument, PurchaseOrderLine

OrderMaker = Callable[..., PurchaseOrderDocument]


@pytest.fixture
def order() -> OrderMaker:
    def make(*lines: PurchaseOrderLine, **changes: Any) -> PurchaseOrderDocument:
        values: dict[str, Any] = {
            "po_number": "PO26-0455",
            "order_date": date(2026, 11, 20),
            "company": Party("Harrowmere Pumps Ltd", ("Mill Lane 4", "Harrowmere"), vat_number="GB000000000"),
            "supplier": Party("Lathe & Larch Ltd", ("Nettlecombe",), number="1004"),
            "currency": "GBP",
            "lines": lines or (line(),),
        }
        return PurchaseOrderDocument(**(values | changes))

    return make
