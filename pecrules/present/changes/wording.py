"""The words that rows, cases and headlines of a change share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, cast

from pecrules.model.codes import Language
from pecrules.present import terms, words
from pecrules.present.catalogues import count, mark, say
from pecrules.present.names import Names, words_in
from pecrules.rulebook.rows import Label, Row
from pecrules.rulebook.rows.interpretations import Wording
from pecrules.rulebook.rows.messages import Template

if TYPE_CHECKING:
    from pecrules.rulebook.differences import RowChange
    from pecrules.rulebook.ruleset import Ruleset

SHOWN: Final = 6  # names that a sentence tells before it only counts the others

TEXTS: Final = (Label, Template, Wording)
"""What a column holds that reads otherwise in each language."""

NO_ROW: Final = mark("no row says it")

ARROW: Final = " \N{RIGHTWARDS ARROW} "

KINDS: Final = {
    "added": mark("added"),
    "ended": mark("ended"),
    "removed": mark("taken out"),
    "changed": mark("changed"),
}
"""What became of a row."""


class ChangeWords:
    """The words for a change, in a language, with the names that both rule sets give."""

    def __init__(self, after: Ruleset, lang: Language, rows: Iterable[RowChange] = ()) -> None:
        self.after: Ruleset = after
        self.lang: Language = lang
        self._former: Sequence[Row] = [row.before for row in rows if row.before is not None]

    def names(self, on: date) -> Names:
        """The names of a day: those of the rules as they are to be, where they have one; else those that were."""
        return Names(self.after, on, former=self._former)

    def several(self, names: Iterable[str]) -> str:
        """Names one after another; of many the first, and how many more."""
        every = list(dict.fromkeys(names))
        if len(every) <= SHOWN:
            return words.both(every, self.lang)
        rest = count(self.lang, "{number} more", "{number} more", len(every) - SHOWN + 1)
        return words.both([*every[: SHOWN - 1], rest], self.lang)

    def policy(self, policy: str) -> str:
        """What a policy is asked about."""
        return say(self.lang, terms.POLICIES[policy])

    def from_day(self, day: date) -> str:
        """That it holds from a day on."""
        return say(self.lang, "from {day} on", day=words.day(day, self.lang))

    def value(self, value: Any) -> str:
        """A value of a column or an answer."""
        if isinstance(value, TEXTS):
            return words_in(value, self.lang)
        if isinstance(value, bool):
            return say(self.lang, "yes") if value else say(self.lang, "no")
        if isinstance(value, Decimal):
            return words.money(value, self.lang)
        if isinstance(value, date):
            return words.day(value, self.lang)
        if isinstance(value, tuple | list):
            return ", ".join(map(self.value, cast("Sequence[Any]", value))) or words.NOTHING
        return words.NOTHING if value is None else str(value)
