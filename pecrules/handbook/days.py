"""What happens when: the days around every expiry that one may enter, as ``timeline`` says, ready to be looked up.

Nothing is worked out in the browser: each expiry is asked about, and those that have the same days stand together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final, get_args

from pecrules.base.tuples import NamedTuple
from pecrules.domain.answering import if_known
from pecrules.model.codes import Kind, Language
from pecrules.model.mailboxes import USUAL_ADDRESS, Mailbox
from pecrules.model.outcomes.calendars import Calendar
from pecrules.policies.timeline import timeline
from pecrules.present.answers.calendars import happening
from pecrules.present.names import Names
from pecrules.rulebook.rows.plans import Plan
from pecrules.rulebook.ruleset import Ruleset

EXPIRIES: Final = 731
"""How many days may be entered: two years."""

_BEFORE: Final = timedelta(400)
_AFTER: Final = timedelta(1_500)


class Variant(NamedTuple):
    """A kind of mailbox, and whether automatic renewal is on."""

    kind: Kind
    automatic: bool

    @property
    def name(self) -> str:
        """As the page asks for it."""
        return self.kind + ("+automatic" if self.automatic else "")


VARIANTS: Final = tuple(Variant(kind, automatic) for kind in get_args(Kind) for automatic in (False, True))


def example(variant: Variant, expiry: date, rules: Ruleset, on: date) -> tuple[Calendar, Mailbox] | None:
    """What falls on the days around an expiry, and of which mailbox; ``None`` where the tables say nothing.

    Of the mailbox little else is known, and the days end with the last ones of a mailbox of its kind.
    """
    plan = next((row.plan for row in rules.on(on).rows(Plan) if row.kind == variant.kind), None)
    if plan is None:
        return None
    box = Mailbox(
        address=USUAL_ADDRESS, kind=variant.kind, plan=plan, expiry=expiry, auto_renew=variant.automatic,
        last_term_years=1,
    )  # fmt: skip
    found = if_known(lambda: timeline(box, (expiry - _BEFORE, expiry + _AFTER), rules=rules, on=on))
    return (found, box) if isinstance(found, Calendar) else None


def as_data(rules: Ruleset, on: date, lang: Language) -> str:
    """The days around each expiry from a day on, as JSON that may stand in a page.

    ::

        {"mailbox": {"first": "2027-01-10", "last": ..., "labels": ["...", ...],
                     "runs": [["2027-01-10", [[0, -90], [1, 0]]], ...]}, ...}

    A run holds from its day on until the next one begins; it says which label falls how many days after the expiry.
    """
    names = Names(rules, on)
    found = {each.name: data for each in VARIANTS if (data := _variant(each, rules, on, names, lang))}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _variant(variant: Variant, rules: Ruleset, on: date, names: Names, lang: Language) -> Mapping[str, Any] | None:
    labels: dict[str, int] = {}
    runs: list[tuple[str, list[list[int]]]] = []
    for number in range(EXPIRIES):
        expiry = on + timedelta(number)
        found = example(variant, expiry, rules, on)
        if found is None:
            return None
        days = [[labels.setdefault(text, len(labels)), after] for text, after in _days(found[0], expiry, names, lang)]
        if not runs or runs[-1][1] != days:
            runs.append((str(expiry), days))
    return {"first": str(on), "last": str(on + timedelta(EXPIRIES - 1)), "labels": [*labels], "runs": runs}


def _days(found: Calendar, expiry: date, names: Names, lang: Language) -> Iterator[tuple[str, int]]:
    for day in found.days:
        yield happening(day, names, lang), (day.day - expiry).days
