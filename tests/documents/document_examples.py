from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from buybook.documents.file_names import publish, safe_stem
from buybook.documents.order_content import PurchaseOrderDocument, PurchaseOrderLine
from buybook.documents.purchase_order import purchase_order_bytes
from buybook.vocabulary import Words


def write_purchase_order(order: PurchaseOrderDocument, folder: Path, words: Words) -> Path:
    return publish(purchase_order_bytes(order, words), folder, safe_stem(order.po_number, "order"), ".xlsx")


def line(pos: str = "10", **changes: Any) -> PurchaseOrderLine:
    values: dict[str, Any] = {
        "pos": pos,
        "description": "Shaft 28×310",
        "quantity": Decimal(12),
        "unit": "pcs",
        "unit_price": Decimal("36.70"),
        "amount": Decimal("440.40"),
        "item_number": "20-1100",
        "requested_date": date(2026, 12, 4),
    }
    return PurchaseOrderLine(**(values | changes))
