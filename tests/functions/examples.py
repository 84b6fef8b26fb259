"""A call of every function that has an answer: what stands in the cells of each argument, row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence


def day(month: int, number: int) -> dt.datetime:
    return dt.datetime(2026, month, number)


RATES = [["Currency", "Rate"], ["EUR", 11.2], ["USD", 10.0]]
QUOTATIONS = [
    ["Item", "Supplier", "Unit price", "Currency", "MOQ", "Lead time"],
    ["B1", "Alfa", 2.5, "EUR", 100.0, 10.0],
    ["B1", "Beta", 26.0, "SEK", 50.0, 20.0],
    ["B2", "Alfa", 1.0, "EUR", 10.0, 5.0],
    ["B3", "Gamma", 9.0, "SEK", 10.0, 5.0],
]
BREAKS: Mapping[str, Sequence[object]] = {
    "break_quantities": [1.0, 100.0, 500.0],
    "break_prices": [10.0, 9.0, 8.0],
}
LANDED: Mapping[str, Sequence[object]] = {
    "quantity": [100.0, 7.0, 1.0],
    "price": [2.5, 1.005, 0.0],
    "price_per": [1.0, 100.0, 1.0],
    "discount": [0.1, 0.0, 0.5],
    "freight": [40.0, 0.0, 0.005],
    "packing": [0.0, 1.0, 2.0],
    "insurance": [1.0, 1.0, 1.0],
    "duty": [12.5, 0.0, 0.0],
    "handling": [0.0, 0.0, 3.0],
    "exchange_rate": [11.2, 1.0, 10.0],
    "currency_code": ["EUR", "SEK", "USD"],
    "base_code": ["SEK", "SEK", "JPY"],
}
LINES: Mapping[str, Sequence[object]] = {
    "supplier": ["Alfa", "Beta", "Alfa"],
    "baseline_date": [day(2, 1), day(2, 2), day(2, 3)],
    "received_date": [day(2, 1), day(2, 9), day(2, 2)],
}

# Function -> argument -> its cells. An argument that holds a list of rows is a table.
CALLS: Mapping[str, Mapping[str, Sequence[object]]] = {
    "BUY_OPEN_QUANTITY": {
        "ordered": [100.0, 10.0, 5.0], "accepted": [40.0, 10.0, 0.0], "cancelled": [0.0, 0.0, 1.0],
        "closed": [False, False, True], "under_tolerance": [0.0, 0.05, 0.0],
    },
    "BUY_LINE_STATUS": {
        "ordered": [100.0, 10.0, 5.0], "accepted": [40.0, 10.0, 0.0],
        "order_date": [day(1, 1), day(1, 2), day(1, 3)], "promised_date": [day(2, 1), day(2, 2), day(2, 3)],
        "received": [45.0, 10.0, 0.0], "cancelled": [0.0, 0.0, 5.0], "under_tolerance": [0.0, 0.0, 0.0],
    },
    "BUY_DUE_DATE": {
        "promised_date": [day(2, 1), day(2, 2), day(2, 3)], "requested_date": [day(1, 1), day(1, 1), day(1, 1)],
        "order_date": [day(1, 1), day(1, 2), day(1, 3)], "lead_time": [10.0, 20.0, 0.0],
    },
    "BUY_DAYS_LATE": {
        "due_date": [day(2, 1), day(3, 9), day(4, 1)], "open_quantity": [5.0, 0.0, 1.0],
        "received_date": [day(2, 4), day(3, 9), day(3, 9)], "today": [day(3, 10), day(3, 10), day(3, 10)],
        "tolerance": [0.0, 1.0, 0.0],
    },
    "BUY_WORKING_DAYS": {
        "start": [day(4, 1), day(4, 1), day(5, 1)], "finish": [day(4, 10), day(4, 10), day(4, 28)],
        "country": ["SE", "NL", "UK"],
    },
    "BUY_ADD_WORKING_DAYS": {
        "start": [day(4, 2), day(4, 2), day(4, 4)], "working_days": [1.0, -3.0, 0.0], "country": ["SE", "NL", "SE"],
    },
    "BUY_ORDER_QUANTITY": {
        "need": [45.0, 1.1, 7.0], "minimum": [50.0, 0.0, 0.0], "multiple": [20.0, 0.1, 2.0],
        "pack_size": [0.0, 0.0, 3.0],
    },
    "BUY_BREAK_PRICE": {
        "quantity": [50.0, 100.0, 900.0], **BREAKS, "price_per": [1.0, 1.0, 1.0],
        "scheme": ["incremental", "incremental", "incremental"],
    },
    "BUY_BREAK_AMOUNT": {
        "quantity": [50.0, 100.0, 900.0], **BREAKS, "price_per": [100.0, 100.0, 100.0],
        "scheme": ["all_units", "all_units", "all_units"], "currency_code": ["EUR", "EUR", "EUR"],
    },
    "BUY_BREAK_HINT": {
        "quantity": [50.0, 95.0, 450.0], **BREAKS, "price_per": [1.0, 1.0, 1.0], "multiple": [1.0, 1.0, 1.0],
        "currency_code": ["EUR", "EUR", "EUR"],
    },
    "BUY_LANDED_TOTAL": LANDED,
    "BUY_LANDED_PRICE": LANDED,
    "BUY_COST_OF_MONEY": {
        "amount": [36500.0, 100.0, 1.0], "annual_rate": [0.05, 0.06, 0.0], "payment_days": [10.0, 60.0, 30.0],
        "reference_days": [30.0, 30.0, 30.0],
    },
    "BUY_EXCHANGE": {
        "amount": [100.0, 50.0, 9.99], "from_code": ["EUR", "usd", "SEK"], "to_code": ["SEK", "EUR", "USD"],
        "rates": RATES,
    },
    "BUY_COMPARISON": {
        "quotations": QUOTATIONS, "quantity": [80.0], "rates": RATES, "base_code": ["SEK"], "today": [day(3, 1)],
    },
    "BUY_BEST_QUOTATION": {
        "item": ["B1", "b2", "B3"], "quotations": QUOTATIONS, "quantity": [80.0, 80.0, 5.0], "rates": RATES,
        "base_code": ["SEK", "SEK", "SEK"], "today": [day(3, 1), day(3, 1), day(3, 1)],
    },
    "BUY_ON_TIME_RATE": {**LINES, "today": [day(3, 1)], "tolerance": [1.0]},
    "BUY_OTIF": {
        **LINES, "ordered": [10.0, 10.0, 10.0], "accepted": [10.0, 10.0, 9.0], "under_tolerance": [0.05],
        "today": [day(3, 1)], "tolerance": [0.0],
    },
    "BUY_LEAD_TIMES": {
        "supplier": LINES["supplier"], "order_date": [day(1, 1), day(1, 2), day(1, 3)],
        "received_date": LINES["received_date"],
    },
    "BUY_PPM": {"supplier": LINES["supplier"], "received": [5000.0, 10.0, 20.0], "bad": [3.0, 1.0, 0.0]},
    "BUY_EOQ": {
        "demand": [1300.0, 1000.0, 0.0], "order_cost": [8.0, 50.0, 1.0], "holding_cost": [0.225, 2.0, 1.0],
    },
    "BUY_SAFETY_STOCK": {
        "service_level": [0.95, 0.99, 0.5], "demand_deviation": [10.0, 5.0, 1.0], "lead_time": [4.0, 9.0, 1.0],
        "demand": [0.0, 20.0, 1.0], "lead_time_deviation": [0.0, 1.0, 0.0],
    },
    "BUY_REORDER_POINT": {"demand": [20.0, 1.0, 0.0], "lead_time": [4.0, 2.0, 9.0], "safety_stock": [33.0, 0.0, 5.0]},
    "BUY_PROPOSED_QUANTITY": {
        "on_hand": [10.0, 50.0, -5.0], "reorder_point": [40.0, 40.0, 0.0], "order_size": [0.0, 100.0, 7.0],
        "on_order": [5.0, 0.0, 0.0], "reserved": [0.0, 0.0, 2.0], "minimum": [30.0, 0.0, 0.0],
        "multiple": [12.0, 1.0, 5.0],
    },
    "BUY_SAMPLE_SIZE": {
        "lot_size": [1000.0, 100.0, 5.0], "aql": [1.0, 1.5, 0.65], "level": ["II", "I", "S4"],
        "inspection": ["normal", "tightened", "reduced"],
    },
    "BUY_ACCEPTANCE_NUMBER": {
        "lot_size": [1000.0, 100.0, 5.0], "aql": [1.0, 1.5, 0.65], "level": ["II", "I", "S4"],
        "inspection": ["normal", "tightened", "reduced"],
    },
}  # fmt: skip
