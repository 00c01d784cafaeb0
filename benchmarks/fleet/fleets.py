"""Fleets of any size, the same for the same seed."""

from datetime import date

import numpy as np
import pyarrow as pa

ON = date(2027, 1, 10)
EPOCH = date(1970, 1, 1)
PLANS = ("standard", "pro", "premium")
COLUMNS = ("state", "days_left", "deletion_day", "next_alert_day", "net", "vat", "gross", "new_expiry")
"""What is asked for: those that the promises are about."""


def fleet(count: int, seed: int = 0) -> pa.Table:
    """Mailboxes of which half expire within some months of ``ON``, and the others within years."""
    draw = np.random.default_rng(seed)
    today = (ON - EPOCH).days
    near = draw.random(count) < 0.5
    expiry = today + np.where(near, draw.integers(-130, 130, count), draw.integers(-1_500, 1_800, count))
    return pa.table(
        {
            "address": _words(
                draw.choice(4, count, p=[0.9, 0.05, 0.03, 0.02]), ("a@pec.it", "a@b.eu", "a@b.com", "a@b.org")
            ),
            "kind": _words(draw.random(count) < 0.1, ("mailbox", "domain")),
            "plan": _words(draw.choice(3, count, p=[0.7, 0.2, 0.1]), PLANS),
            "expiry": pa.array(expiry.astype(np.int32)).cast(pa.date32()),
            "auto_renew": pa.array(draw.random(count) < 0.3),
            "promo": pa.array(draw.random(count) < 0.2),
            "renewal_order_pending": pa.array(draw.random(count) < 0.05),
            "extra_inbox_gb": pa.array(draw.choice([0, 1, 2, 3, 9], count, p=[0.7, 0.1, 0.1, 0.05, 0.05])),
            "extra_archive_gb": pa.array(draw.choice([0, 1, 2, 9], count, p=[0.8, 0.1, 0.05, 0.05])),
        }
    )


def _words(places: np.ndarray, words: tuple[str, ...]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), pa.array(words))
