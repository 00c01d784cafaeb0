"""Pictures and appointments as files: what ``timeline`` and ``show`` write where they are asked to."""

from collections.abc import Callable
from datetime import date
from typing import Final

import pecrules as pr
from pecrules.base.tuples import NamedTuple
from pecrules.cli import files, output
from pecrules.cli.failures import Failure
from pecrules.model.codes import Language
from pecrules.model.outcomes.calendars import Calendar
from pecrules.model.outcomes.quotes import PayBy
from pecrules.present.catalogues import mark, say
from pecrules.present.names import Names
from pecrules.rulebook.ruleset import Ruleset


class Days(NamedTuple):
    """The days of a mailbox, ready to be drawn or written as appointments."""

    calendar: Calendar
    mailbox: pr.Mailbox
    rules: Ruleset
    on: date
    lang: Language

    @property
    def pay_by(self) -> tuple[PayBy, ...]:
        """Until when each way to pay is in time."""
        options = pr.renewal_options(self.mailbox, rules=self.rules, on=self.on)
        return tuple(each for method in options.methods for each in method.pay_by)

    @property
    def names(self) -> Names:
        """What things are called."""
        return Names(self.rules, self.on, self.mailbox)

    def svg(self, *, is_whole: bool) -> bytes:
        """As a picture; of the whole calendar, or to soon after what follows the expiry."""
        from pecrules.present.drawings.lives import life, near

        calendar = self.calendar if is_whole else near(self.calendar, self.mailbox)
        return life(calendar, self.rules, self.lang, mailbox=self.mailbox, pay_by=self.pay_by).encode()

    def ics(self, alarm_days: int) -> bytes:
        """As appointments.

        Raises:
            Failure: the library for it is not installed.
        """
        from pecrules.present.appointments import as_icalendar

        try:
            return as_icalendar(
                self.calendar, self.names, self.lang, mailbox=self.mailbox, pay_by=self.pay_by, alarm_days=alarm_days
            )
        except ModuleNotFoundError as error:
            hint = mark("install it: `pip install 'pecrules[calendar]'`")
            raise Failure(mark("`{found}` is not installed"), hint, found=error.name) from error


def put(file: str, content: bytes, lang: Language) -> None:
    """Write a file, and say so.

    Raises:
        Failure: it cannot be written.
    """
    files.write(file, content)
    output.show(say(lang, "`{file}` has been written", file=file), ())


def picture_of(what: str, rules: Ruleset, on: date, lang: Language) -> bytes:
    """A part of the tables as a picture: the machines one below the other, or the prices.

    Raises:
        Failure: there is no picture of it.
    """
    draw = _PICTURES.get(what)
    if draw is None:
        there = ", ".join(_PICTURES)
        raise Failure(mark("there is no picture of `{found}`"), mark("there are: {allowed}"), found=what, allowed=there)
    return draw(rules, on, lang).encode()


def _lifecycle(rules: Ruleset, on: date, lang: Language) -> str:
    from pecrules.present.drawings.machines import machines

    return machines(rules.on(on), Names(rules, on), lang)


def _prices(rules: Ruleset, on: date, lang: Language) -> str:
    from pecrules.present.drawings.prices import prices

    return prices(rules, Names(rules, on), lang, on=on)


_PICTURES: Final[dict[str, Callable[[Ruleset, date, Language], str]]] = {"lifecycle": _lifecycle, "prices": _prices}
