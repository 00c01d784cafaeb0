"""The one place of the library that reads a clock."""

import time
from datetime import UTC, date, datetime

from pecrules.base.dates import rome_day


def today() -> date:
    """The civil date in Europe/Rome now."""
    return rome_day(datetime.now(UTC))


def about_today() -> date:
    """The day it is at Greenwich, for what does not depend on an hour: no time zone has to be known for it."""
    return datetime.now(UTC).date()


def a_moment() -> None:
    """Wait as long as a person who saves a file does not notice."""
    time.sleep(1)
