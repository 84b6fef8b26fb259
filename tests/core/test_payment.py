from __future__ import annotations

import pytest

from buybook.core.payment import payment_days


@pytest.mark.parametrize(
    ("terms", "days"),
    [
        ("net 30", 30),
        ("NET60", 60),
        ("30 dagar", 30),
        ("30 dagen netto", 30),
        ("Netto 45 dagar", 45),
        ("2/10 net 30", 30),
        ("2% 10 days, net 30", 30),
        ("10 days 2%, 30 days net", 30),
        ("30 dagar netto, 2% inom 10 dagar", 30),
        ("14 Tage 3% Skonto, 30 Tage netto", 30),
        ("60", 60),
        ("binnen 14 dagen", 14),
        ("Prepayment", 0),
        ("förskott", 0),
        ("vooruitbetaling", 0),
        ("Cash in advance", 0),
        ("50% förskott, 50% 30 dagar", None),  # no one number of days
        ("30 days EOM", None),  # 30 to 61 days
        ("30 days end of month", None),
        ("30 dagar fri månad", None),
        ("as agreed", None),
        ("", None),
        (None, None),
    ],
)
def test_days_until_the_full_amount_is_due(terms: str | None, days: int | None) -> None:
    assert payment_days(terms) == days
