"""How numbers, amounts, days and lists are written in each language, as the Unicode CLDR has it.

A test holds all of it against Babel, which knows hundreds of languages and takes as long as ten commands to load three.
"""

from typing import Final

from pecrules.base.tuples import NamedTuple


class Forms(NamedTuple):
    """What a language makes of plain values.

    Attributes:
        signs: What stands for the comma between thousands, and for the decimal point.
        money: An amount in euro.
        percent: A share.
        day: A day.
        short_day: A day in a column.
        months: The months, January first.
        short_months: The same in a column.
        weekdays: The days of a week in a column, Monday first.
        either: The last of several words of which one may be chosen, after the others.
        both: The last of several words that go together.
    """

    signs: dict[str, str]
    money: str
    percent: str
    day: str
    short_day: str
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    weekdays: tuple[str, ...]
    either: str
    both: str


FORMS: Final = {
    "it": Forms(
        signs={",": ".", ".": ","},
        money="{sign}{number}\N{NO-BREAK SPACE}€",
        percent="{number}%",
        day="{day} {month} {year}",
        short_day="{day} {month} {year}",
        months=(
            "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
            "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
        ),
        short_months=("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"),
        weekdays=("lun", "mar", "mer", "gio", "ven", "sab", "dom"),
        either="{0} o {1}",
        both="{0} e {1}",
    ),
    "en": Forms(
        signs={},
        money="{sign}€{number}",
        percent="{number}%",
        day="{day} {month} {year}",
        short_day="{day} {month} {year}",
        months=(
            "January", "February", "March", "April", "May", "June",
            "July", "August", "September", "October", "November", "December",
        ),
        short_months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"),
        weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        either="{0} or {1}",
        both="{0} and {1}",
    ),
    "de": Forms(
        signs={",": ".", ".": ","},
        money="{sign}{number}\N{NO-BREAK SPACE}€",
        percent="{number}\N{NO-BREAK SPACE}%",
        day="{day}. {month} {year}",
        short_day="{day:02}.{number:02}.{year}",
        months=(
            "Januar", "Februar", "März", "April", "Mai", "Juni",
            "Juli", "August", "September", "Oktober", "November", "Dezember",
        ),
        short_months=(
            "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.",
        ),
        weekdays=("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
        either="{0} oder {1}",
        both="{0} und {1}",
    ),
}  # fmt: skip
"""The forms of each language: Italian of Italy, English of Great Britain, German of Germany."""
