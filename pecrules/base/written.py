"""What people and their spreadsheets write: days, whole numbers, yes and no, and what stands between two cells."""

import re
from datetime import date
from typing import Final

WHOLE: Final = r"-?[0-9]{1,60}"
"""A whole number, as a regular expression."""

FLAGS: Final = {
    "true": True, "1": True, "yes": True, "vero": True, "si": True, "sì": True, "wahr": True, "ja": True,
    "false": False, "0": False, "no": False, "falso": False, "falsch": False, "nein": False,
}  # fmt: skip
"""What is written for yes and no, in small letters; spreadsheets write it in the language of whoever has them."""

_SEPARATORS: Final = ",;\t"
_ISO: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_YEAR_FIRST: Final = r"([0-9]{4})[-/.]?([0-9]{1,2})[-/.]?([0-9]{1,2})"
_DAY_FIRST: Final = r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})"
_DECEMBER: Final = 12


def separator_of(line: str) -> str:
    """What stands between the cells of a table, by its first line.

    >>> separator_of("plan;expiry"), separator_of("plan,expiry"), separator_of("plan")
    (';', ',', ',')
    """
    return max(_SEPARATORS, key=line.count)


def day_of(text: str) -> date | None:
    """The day that is written as ``2026-11-21``; ``None`` if it is written in another way, or there is none.

    >>> day_of("2026-11-21"), day_of("2026-02-30"), day_of("20261121")
    (datetime.date(2026, 11, 21), None, None)
    """
    return _day(text) if re.fullmatch(_ISO, text) else None


def likely(text: str) -> str | None:
    """The day that was probably meant by one written in another way, or past the end of its month.

    >>> likely("21/11/2026"), likely("2026-02-30"), likely("tomorrow")
    ('2026-11-21', '2026-02-28', None)
    """
    if found := re.fullmatch(_YEAR_FIRST, text):
        year, month, day = map(int, found.groups())
    elif found := re.fullmatch(_DAY_FIRST, text):
        day, month, year = map(int, found.groups())
    else:
        return None
    if month > _DECEMBER >= day:  # as Americans write it
        day, month = month, day
    fits = (_day(f"{year:04}-{month:02}-{last:02}") for last in range(day, 0, -1))
    meant = next(filter(None, fits), None)
    return str(meant) if meant else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
