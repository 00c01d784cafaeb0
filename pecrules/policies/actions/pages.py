"""What a channel offers to all mailboxes of the same facts: put together once, and filled in for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Final

from pecrules.base.memo import Memo
from pecrules.base.tuples import NamedTuple
from pecrules.domain.provenance import because, caveats
from pecrules.model.codes import LoginName
from pecrules.model.fields import changed
from pecrules.model.outcomes.channels import Action, Contact, Guide, Shown
from pecrules.model.outcomes.common import Because, Caveat
from pecrules.policies.actions.commands import actions_of
from pecrules.policies.actions.context import Case, Facts, Look, OfOrder, state_names
from pecrules.policies.actions.forms import CONFIRMED, asks_for_a_way, fields_of, steps_of
from pecrules.policies.actions.records import FIELDS, shown_of
from pecrules.policies.actions.view import ChannelView
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.channels import Contact as ContactRow
from pecrules.rulebook.rows.guides import Guide as GuideRow

Late = Mapping[str, tuple[Row, ...]]
"""The ways to pay that are too late for a renewal, with the rows that say so."""

_PAGE_BYTES: Final = 5_000
_PLACE_BYTES: Final = 90


class _Hole(NamedTuple):
    """What only a mailbox or its order tells: its place on a page, the order's among all, and who reads the value."""

    at: int
    order: int | None
    read: Callable[[Look], str | None] | None


class _Parts(NamedTuple):
    """Records or steps, with what is still missing in them."""

    shown: tuple[Shown, ...]
    holes: tuple[_Hole, ...]

    def filled(self, look: Look, of_orders: Sequence[Look]) -> tuple[Shown, ...]:
        """The same with what a mailbox and its orders tell."""
        found = [*self.shown]
        for at, order, read in self.holes:
            its, part = look if order is None else of_orders[order], found[at]
            value = part.value if read is None else read(its)
            if its.order is not None:
                found[at] = changed(part, {"value": value, "order": its.order.number})
            elif value is not None:
                found[at] = changed(part, {"value": value})
        return tuple(found)


class Forms(NamedTuple):
    """The steps of the forms, and what the whole page rests on with them."""

    steps: _Parts
    because: Because
    caveats: tuple[Caveat, ...]


class Page:
    """A channel, as far as it hangs on facts alone.

    Attributes:
        names: What the channel calls the state of the mailbox.
        asks_for_a_way: Whether a form asks for a way to pay for a renewal.
        logins: The ways in.
        contacts: Whom to turn to.
        bytes: What it takes in the memory, roughly.
    """

    def __init__(self, case: Case) -> None:
        view, here, name = case.view, case.channel, case.facts.channel
        actions, records, names = actions_of(case), shown_of(case), state_names(case)
        self._case: Final = case
        self._actions: Final = view.shared(each.value for each in actions)
        self._of_orders: Final = [(at, each.order) for at, each in enumerate(actions) if each.order is not None]
        self._records: Final = _parts(view, [each.value for each in records], FIELDS)
        self._fields: Final = fields_of(case, self._actions)
        self._guides: Final = _guides_of(view.guides, self._actions)
        contacts = [row for row in view.contacts if here.serves in ("everyone", *row.audiences)]
        logins = view.logins.get(name, ())
        self._before: Final = (here, *names.rows, *chain.from_iterable(each.rows for each in records))
        self._after: Final = (*logins, *contacts, *(row for row, _ in self._guides))
        self.names: Final = names.value
        self.asks_for_a_way: Final = any(map(asks_for_a_way, self._fields))
        self.logins: Final[tuple[LoginName, ...]] = tuple(row.credential for row in logins)
        self.contacts: Final = view.shared(map(_contact, contacts))
        self.bytes: Final = _PAGE_BYTES + _PLACE_BYTES * (len(actions) + len(records) + len(self._fields))
        self._forms_in_time: Final = self._put_together({})

    def actions(self, look: Look) -> tuple[Action, ...]:
        """Its commands, those of an order with its number."""
        found = [*self._actions]
        for at, order in self._of_orders:
            found[at] = changed(found[at], {"order": look.orders[order].number})
        return tuple(found) if self._of_orders else self._actions

    def shows(self, look: Look, of_orders: Sequence[Look]) -> tuple[Shown, ...]:
        """What it shows of a mailbox and its orders."""
        return self._records.filled(look, of_orders)

    def forms(self, late: Late) -> Forms:
        """What its forms ask, where some ways to pay are too late."""
        return self._put_together(late) if late else self._forms_in_time

    def _put_together(self, late: Late) -> Forms:
        steps, facts = steps_of(self._case, self._fields, late), self._case.facts
        rows = because((*self._before, *chain.from_iterable(each.rows for each in steps), *self._after))
        refs = chain(facts.because, *[action.because for action in self._actions], rows)
        every, known = tuple(dict.fromkeys(refs)), self._case.view.rows
        doubts = caveats(known[ref] for ref in every if ref in known)
        parts = _parts(self._case.view, [OfOrder(each.value, None) for each in steps], CONFIRMED)
        return Forms(parts, every, tuple(dict.fromkeys((*facts.caveats, *doubts))))

    def guides(self, address_of: Callable[[str], str | None]) -> tuple[Guide, ...]:
        """The pages that explain its commands, each at the address of its source."""
        return tuple(
            [Guide(row.guide, commands, row.page and address_of(row.page), row.ref) for row, commands in self._guides]
        )


def page_of(look: Look) -> Page:
    """What the channel offers to such a mailbox: put together once for all of which the same facts are known."""
    pages: Memo[Facts, Page] = look.view.pages
    return pages.get(look.facts) or pages.keep(look.facts, Page(Case(look.view, look.channel, look.facts)))


def _parts(
    view: ChannelView, parts: Sequence[OfOrder[Shown]], read: Mapping[str, Callable[[Look], str | None]]
) -> _Parts:
    missing = [
        _Hole(at, order, read.get(shown.field))
        for at, (shown, order) in enumerate(parts)
        if order is not None or (shown.field in read and shown.input in (None, "confirmed"))
    ]
    return _Parts(view.shared(each.value for each in parts), tuple(missing))


def _guides_of(guides: Iterable[GuideRow], actions: Iterable[Action]) -> list[tuple[GuideRow, tuple[str, ...]]]:
    """The guides that explain a command of the channel, each with those commands."""
    there = {action.command for action in actions}
    found = ((row, tuple(name for name in row.commands if name in there)) for row in guides)
    return [(row, commands) for row, commands in found if commands]


def _contact(row: ContactRow) -> Contact:
    return Contact(row.contact, row.phone, row.hours, row.days, row.opens, row.closes, row.ref)
