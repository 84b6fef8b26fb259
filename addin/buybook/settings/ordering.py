"""The settings of approvals, orders, chasing, receiving and invoices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from buybook.frozen import frozen
from buybook.settings import nodes, readers
from buybook.settings.nodes import Place, SettingValueError, read_by

if TYPE_CHECKING:
    import yaml


@frozen
class OrderSettings:
    """When an order line is late, unconfirmed, short or over."""

    late_tolerance_days: int = field(
        default=0, metadata=read_by(readers.DAYS)
    )  # calendar days past the due date that are not yet late
    unconfirmed_after_working_days: int = field(
        default=5, metadata=read_by(readers.DAYS)
    )  # working days after sending
    under_tolerance_percent: float = field(
        default=0.0, metadata=read_by(readers.PERCENT)
    )  # of ordered: so much less closes the line
    over_tolerance_percent: float = field(
        default=0.0, metadata=read_by(nodes.number(0, 1000))
    )  # of ordered: more than this is over
    price_difference_percent: float = field(
        default=0.0, metadata=read_by(readers.PERCENT)
    )  # of the order's price: more than this is flagged
    at_risk_from_percent: float = field(
        default=33.0, metadata=read_by(readers.PERCENT)
    )  # probability of coming late by the supplier's record: from this on a line is at risk


@frozen
class ApprovalLimit:
    """Up to which amount somebody may approve; without categories or requesters, for all."""

    approver: str = field(default="", metadata=read_by(nodes.text))
    up_to: float = field(default=0.0, metadata=read_by(nodes.number(0, 1e12)))  # base currency
    categories: tuple[str, ...] = field(default=(), metadata=read_by(nodes.sequence(nodes.text)))
    requesters: tuple[str, ...] = field(default=(), metadata=read_by(nodes.sequence(nodes.text)))


@frozen
class ApprovalSettings:
    """What needs whose approval before it is ordered; without limits the status column alone decides."""

    limits: tuple[ApprovalLimit, ...] = field(
        default=(), metadata=read_by(nodes.sequence(nodes.group(ApprovalLimit)))
    )
    free_up_to: float = field(default=0.0, metadata=read_by(nodes.number(0, 1e12)))  # base currency
    four_eyes: bool = field(
        default=True, metadata=read_by(readers.yes_no)
    )  # nobody approves their own request
    # From this amount on two approvers are asked for; 0 for never.
    two_approvers_from: float = field(default=0.0, metadata=read_by(nodes.number(0, 1e12)))


@frozen
class ChasingSettings:
    """How often and how firmly suppliers are asked about open lines. Days are working days."""

    again_after_working_days: int = field(default=3, metadata=read_by(readers.DAYS))
    quiet_after_answer_working_days: int = field(default=2, metadata=read_by(readers.DAYS))
    answer_within_working_days: int = field(default=2, metadata=read_by(readers.DAYS))
    # The letter about one date that goes further up; and to whom a copy of it goes.
    escalate_from: int = field(default=3, metadata=read_by(nodes.whole_number(1, 100)))
    escalate_to: str = field(default="", metadata=read_by(nodes.text))


@frozen
class Company:
    """Who buys, as it stands on order documents."""

    name: str = field(default="", metadata=read_by(nodes.text))
    address: str = field(default="", metadata=read_by(nodes.text))  # may have several lines
    vat_number: str = field(default="", metadata=read_by(nodes.text))
    contact: str = field(default="", metadata=read_by(nodes.text))
    email: str = field(default="", metadata=read_by(nodes.text))
    phone: str = field(default="", metadata=read_by(nodes.text))
    country: str = field(default="", metadata=read_by(readers.country))
    peppol_id: str = field(default="", metadata=read_by(nodes.text))  # scheme:number


@frozen
class PurchaseOrderSettings:
    """How purchase orders are numbered and where their documents go."""

    number_pattern: str = field(
        default="PO-{year}-{number:04}", metadata=read_by(readers.number_pattern)
    )  # see NUMBER_PARTS
    documents_folder: str = field(
        default="Purchase orders", metadata=read_by(nodes.text)
    )  # beside the workbook unless absolute
    # Of each order: a workbook, a PDF, a draft of an e-mail with both, an order for the Peppol network.
    formats: tuple[str, ...] = field(
        default=("xlsx", "pdf", "eml"),
        metadata=read_by(nodes.sequence(nodes.choice("xlsx", "pdf", "eml", "ubl"))),
    )
    # The buyer's own template of the order, beside the workbook unless absolute: language, or "" for all -> file.
    template: Mapping[str, str] = field(default_factory=readers.empty, metadata=read_by(readers.template))
    # Of documents, where the supplier list tells neither the supplier's language nor country.
    language: str = field(default="auto", metadata=read_by(nodes.choice("auto", "en", "sv", "nl")))
    company: Company = field(default_factory=Company, metadata=read_by(nodes.group(Company)))


@frozen
class InvoiceSettings:
    """How far an invoice may be from order and receipt; of the two limits of a kind the tighter one counts."""

    # Of the invoiced quantity at the order's price; and in the order's currency.
    price_percent: float = field(default=2.0, metadata=read_by(readers.PERCENT))
    price_amount: float = field(default=50.0, metadata=read_by(nodes.number(0)))
    # Of what arrived, at the order's price.
    quantity_percent: float = field(default=0.0, metadata=read_by(readers.PERCENT))
    quantity_amount: float = field(default=0.0, metadata=read_by(nodes.number(0)))


# Acceptance quality limits in percent, as ISO 2859-1 has them.
_AQLS = (
    "0.01",
    "0.015",
    "0.025",
    "0.04",
    "0.065",
    "0.1",
    "0.15",
    "0.25",
    "0.4",
    "0.65",
    "1",
    "1.5",
    "2.5",
    "4",
    "6.5",
    "10",
)


def _aql(node: yaml.Node, place: Place) -> float:
    value = nodes.number()(node, place)
    if value not in map(float, _AQLS):
        raise SettingValueError("setting_not_a_choice", value=nodes.shown(node), choices=", ".join(_AQLS))
    return value


def _inspection_level(node: yaml.Node, place: Place) -> str:
    return nodes.choice("s1", "s2", "s3", "s4", "i", "ii", "iii")(node, place).upper()


@frozen
class InspectionSettings:
    """Incoming inspection by samples, where an item asks for it without saying how."""

    aql: float = field(default=1.0, metadata=read_by(_aql))
    level: str = field(default="II", metadata=read_by(_inspection_level))
    reduced: bool = field(
        default=False, metadata=read_by(readers.yes_no)
    )  # whether good lots may make it reduced
