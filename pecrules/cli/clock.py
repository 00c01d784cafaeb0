"""The one place of the library that reads a clock."""

from datetime import UTC, date, datetime

from pecrules.base.dates import rome_day


def today() -> date:
    """The civil date in Europe/Rome now."""
    return rome_day(datetime.now(UTC))
