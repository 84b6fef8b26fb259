"""The facts of the demo that hold in every language: articles, suppliers' habits, requests for quotation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from buybook.frozen import frozen


@frozen
class ItemFact:
    """An article: who delivers it, its unit, its price in EUR per `per` units, what is usually ordered."""

    supplier: str
    unit: str
    price_eur: float
    usual_quantity: float
    per: int = 1


@frozen
class SupplierFact:
    """What was agreed with a supplier. `least_order_eur` is the smallest order that they take."""

    number: str
    lead_days: int
    incoterm: str
    least_order_eur: int


@frozen
class OfferFact:
    """An offer for an article, relative to what the article usually costs and the usual lead time."""

    supplier: str
    price: float  # times the usual price
    lead: float  # times the usual lead time
    moq: float | None = None
    multiple: float | None = None
    freight_eur: int | None = None
    days_ago: int = 12  # when it was given
    valid_days: int | None = 45  # None: not stated
    breaks: tuple[tuple[float, float], ...] = ()  # (from quantity, times the first price)
    remark: str = ""


@frozen
class EnquiryFact:
    """A request for quotation: article, quantity asked for, offers that came in."""

    item: str
    quantity: float
    offers: tuple[OfferFact, ...]


SUPPLIERS: Mapping[str, SupplierFact] = MappingProxyType(
    {
        "foundry": SupplierFact("1001", 42, "DAP", 500),
        "turning": SupplierFact("1004", 28, "DAP", 250),
        "fasteners": SupplierFact("1007", 10, "DAP", 100),
        "seals": SupplierFact("1012", 21, "DAP", 250),
        "bearings": SupplierFact("1015", 14, "DAP", 150),
        "motors": SupplierFact("1019", 45, "DAP", 1000),
        "controls": SupplierFact("1023", 50, "DAP", 1500),
        "valves": SupplierFact("1024", 56, "DAP", 800),
        "cables": SupplierFact("1028", 7, "DAP", 50),
        "steel": SupplierFact("1031", 10, "DAP", 300),
        "packaging": SupplierFact("1036", 7, "DAP", 100),
        "paint": SupplierFact("1040", 14, "DAP", 150),
        "second_foundry": SupplierFact("1051", 49, "FCA", 750),
        "second_turning": SupplierFact("1052", 24, "DAP", 300),
        "second_seals": SupplierFact("1055", 30, "FCA", 500),
        "second_motors": SupplierFact("1056", 35, "DAP", 1000),
        "trader": SupplierFact("1060", 6, "DAP", 50),
        "importer": SupplierFact("1063", 70, "DAP", 2000),
    }
)

ITEMS: Mapping[str, ItemFact] = MappingProxyType(
    {
        "10-1010": ItemFact("foundry", "pc", 41.20, 40),
        "10-1020": ItemFact("foundry", "pc", 63.80, 30),
        "10-1030": ItemFact("foundry", "pc", 18.40, 60),
        "10-1040": ItemFact("foundry", "pc", 27.90, 40),
        "10-1050": ItemFact("foundry", "pc", 34.50, 20),
        "20-1100": ItemFact("turning", "pc", 36.70, 50),
        "20-1110": ItemFact("turning", "pc", 52.30, 30),
        "20-1120": ItemFact("turning", "pc", 9.85, 100),
        "20-1130": ItemFact("turning", "pc", 3.40, 200),
        "30-2010": ItemFact("fasteners", "pc", 14.20, 2000, 100),
        "30-2020": ItemFact("fasteners", "pc", 4.10, 3000, 100),
        "30-2030": ItemFact("fasteners", "pc", 2.60, 3000, 100),
        "30-2040": ItemFact("fasteners", "pc", 96.00, 400, 100),
        "30-2050": ItemFact("fasteners", "pc", 11.30, 2000, 100),
        "40-3010": ItemFact("seals", "pc", 38.40, 60),
        "40-3020": ItemFact("seals", "pc", 52.90, 40),
        "40-3030": ItemFact("seals", "pc", 18.50, 1000, 100),
        "40-3040": ItemFact("seals", "pc", 1.85, 300),
        "40-4010": ItemFact("bearings", "pc", 6.95, 200),
        "40-4020": ItemFact("bearings", "pc", 21.40, 80),
        "40-4030": ItemFact("bearings", "pc", 24.00, 500, 100),
        "50-5010": ItemFact("motors", "pc", 214.00, 20),
        "50-5020": ItemFact("motors", "pc", 318.00, 15),
        "50-5030": ItemFact("motors", "pc", 497.00, 8),
        "60-6010": ItemFact("controls", "pc", 172.00, 25),
        "60-6020": ItemFact("controls", "pc", 54.20, 40),
        "60-6030": ItemFact("controls", "pc", 59.60, 40),
        "60-7010": ItemFact("valves", "pc", 31.80, 40),
        "60-7020": ItemFact("valves", "pc", 12.60, 80),
        "70-8010": ItemFact("cables", "m", 1.92, 500),
        "70-8020": ItemFact("cables", "pc", 0.84, 400),
        "70-8030": ItemFact("cables", "pc", 7.60, 60),
        "80-8110": ItemFact("steel", "kg", 128.00, 862.5, 100),
        "80-8120": ItemFact("steel", "m", 4.35, 120),
        "80-8130": ItemFact("steel", "pc", 78.00, 20),
        "90-9010": ItemFact("packaging", "pc", 1.32, 500),
        "90-9020": ItemFact("packaging", "pc", 11.80, 60),
        "90-9030": ItemFact("packaging", "roll", 6.40, 48),
        "95-9110": ItemFact("paint", "l", 9.70, 120),
        "95-9120": ItemFact("paint", "l", 8.30, 80),
        "95-9130": ItemFact("paint", "l", 3.10, 50),
    }
)

# Which supplier each order of the year went to, the oldest first.
ORDER_PLAN = (
    "foundry",
    "fasteners",
    "motors",
    "seals",
    "valves",
    "steel",
    "bearings",
    "controls",
    "turning",
    "packaging",
    "fasteners",
    "foundry",
    "cables",
    "seals",
    "paint",
    "motors",
    "bearings",
    "steel",
    "turning",
    "valves",
    "foundry",
    "packaging",
    "fasteners",
    "controls",
    "seals",
    "cables",
    "motors",
    "turning",
    "bearings",
    "foundry",
    "paint",
    "valves",
    "seals",
    "steel",
    "motors",
    "fasteners",
    "controls",
    "turning",
    "packaging",
    "seals",
    "bearings",
    "foundry",
    "steel",
)

ENQUIRIES = (
    EnquiryFact("10-1010", 120, (
        OfferFact("foundry", 1.04, 1.0, breaks=((100, 0.95), (250, 0.90))),
        OfferFact("second_foundry", 0.86, 1.2, moq=100, freight_eur=310, remark="sample"),
        OfferFact("importer", 0.78, 1.9, moq=200, valid_days=60),
        OfferFact("trader", 1.35, 0.3),
    )),
    EnquiryFact("20-1100", 80, (
        OfferFact("turning", 1.0, 1.0),
        OfferFact("second_turning", 0.96, 0.8, moq=50, breaks=((100, 0.93),)),
        OfferFact("importer", 0.70, 2.4, moq=100, days_ago=70, valid_days=30),
    )),
    EnquiryFact("30-2010", 6000, (
        OfferFact("fasteners", 1.0, 1.0, moq=1000, multiple=500, breaks=((5000, 0.90), (10000, 0.84))),
        OfferFact("trader", 1.22, 0.5, multiple=100),
        OfferFact("importer", 0.66, 5.0, moq=20000, multiple=5000),
    )),
    EnquiryFact("40-3010", 150, (
        OfferFact("seals", 1.0, 1.0, breaks=((100, 0.94),)),
        OfferFact("second_seals", 0.91, 1.4, moq=50, freight_eur=120, valid_days=20),
        OfferFact("trader", 1.18, 0.3, valid_days=None),
        OfferFact("bearings", 1.06, 0.9),
    )),
    EnquiryFact("40-4010", 600, (
        OfferFact("bearings", 1.0, 1.0, multiple=10, breaks=((500, 0.92), (1000, 0.88))),
        OfferFact("trader", 1.12, 0.4, multiple=10),
        OfferFact("importer", 0.74, 4.0, moq=1000, multiple=100),
        OfferFact("seals", 1.05, 0.8, days_ago=64, valid_days=30),
    )),
    EnquiryFact("50-5020", 30, (
        OfferFact("motors", 1.0, 1.0),
        OfferFact("second_motors", 1.05, 0.7, breaks=((25, 0.93),)),
        OfferFact("importer", 0.82, 1.7, moq=48),
        OfferFact("trader", 1.24, 0.2),
        OfferFact("controls", 1.15, 1.1, days_ago=55, valid_days=30),
    )),
    EnquiryFact("60-6010", 50, (
        OfferFact("controls", 1.0, 1.0, moq=10, breaks=((50, 0.92),)),
        OfferFact("importer", 0.88, 1.3, moq=50),
        OfferFact("trader", 1.20, 0.3),
    )),
    EnquiryFact("60-7010", 200, (
        OfferFact("valves", 1.0, 1.0, moq=20, multiple=20),
        OfferFact("second_seals", 0.97, 0.9, moq=50, freight_eur=150),
        OfferFact("trader", 1.16, 0.2),
        OfferFact("importer", 0.71, 1.4, moq=300, multiple=50, days_ago=6),
        OfferFact("second_foundry", 0.93, 1.1, freight_eur=170),
        OfferFact("bearings", 1.08, 0.5),
    )),
    EnquiryFact("70-8010", 1000, (
        OfferFact("cables", 1.0, 1.0, multiple=100, breaks=((500, 0.96), (1000, 0.91))),
        OfferFact("trader", 1.09, 0.9, multiple=50),
        OfferFact("importer", 0.80, 8.0, moq=2000, multiple=500, days_ago=80, valid_days=60),
    )),
    EnquiryFact("80-8130", 60, (
        OfferFact("steel", 1.0, 1.0),
        OfferFact("second_turning", 0.94, 1.8, moq=20),
        OfferFact("second_foundry", 0.79, 3.5, moq=40, freight_eur=390),
    )),
    EnquiryFact("90-9010", 2000, (
        OfferFact("packaging", 1.0, 1.0, moq=250, multiple=250, breaks=((1000, 0.93), (2500, 0.85))),
        OfferFact("trader", 1.10, 1.0, multiple=50),
        OfferFact("importer", 0.90, 6.0, moq=3000, multiple=500),
    )),
    EnquiryFact("95-9110", 240, (
        OfferFact("paint", 1.0, 1.0, multiple=20),
        OfferFact("trader", 0.98, 0.8, multiple=20, valid_days=14),
        OfferFact("importer", 0.83, 3.0, moq=400, multiple=200),
    )),
)  # fmt: skip
