"""What other rules make of answers: in which cases another one is given, and whom of some mailboxes that touches."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from pecrules.base.telling import Renderable
from pecrules.base.tuples import NamedTuple
from pecrules.base.values import Value, field, frozen
from pecrules.model.mailboxes import Mailbox

Span: TypeAlias = tuple[int | None, int | None]
"""The least and the greatest number; ``None`` for as far as one looks."""

Customers: TypeAlias = date | Literal["existing"] | None
"""Those who came on a day and after; who came before every such day, or of whom nobody knows when; ``None`` for all."""


class Move(NamedTuple):
    """An amount that is another one.

    Attributes:
        before: What it was.
        after: What it is.
    """

    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """How much more it is; below zero for less."""
        return self.after - self.before

    @property
    def percent(self) -> Decimal | None:
        """The same in percent of what it was, with one decimal at most; ``None`` where that was nothing."""
        return None if not self.before else (100 * self.change / self.before).quantize(Decimal("0.1"))

    @property
    def size(self) -> Decimal:
        """The same without its sign; nothing where that was nothing."""
        share = self.percent
        return Decimal(0) if share is None else abs(share)


class Reversal(NamedTuple):
    """A yes that becomes a no, or a no that becomes a yes.

    Attributes:
        policy: Who is asked.
        on: The first day on which it is so.
        before: What was said: an answer, a ``Refusal``, or ``None`` where the tables say nothing.
        after: What is said.
        is_no: Whether it becomes a no.
    """

    policy: str
    on: date
    before: Any
    after: Any
    is_no: bool


@frozen
class Answered(Value):
    """What a policy said to a witness.

    Attributes:
        kind: ``answer``; ``refused``, ``no_rule`` where the tables say nothing, or ``nothing`` for ``None``.
        outcome: The answer; ``None`` of the last two.
        values: Of an answer, the values that a table of the question shows, by their names.
    """

    kind: str
    outcome: Any = field(hash=False)
    values: Mapping[str, Any] = field(hash=False)


@frozen
class Difference(Value):
    """Cases in which another answer is given.

    Attributes:
        policy: Who is asked.
        part: About which part of what it says.
        on: The day of the question.
        customers: Whose mailboxes they are.
        when: Fact -> the words that it can be, or the numbers; of a day how many days after that of the question. What
            is not named can be anything.
        between: How facts must lie to one another beside that; ``str`` of one is as programs read it.
        moved: The values of the answer that differ, by their names.
        subject: A mailbox, or whatever else is asked about, to which it happens: the witness.
        request: What is asked for it, by its class or by the word of the manifest.
        before: What the witness is answered by the former rules.
        after: What it is answered by the latter.
        least: The smallest move of what is to be paid, as witnesses of all cases have it; ``None`` where none is.
        most: The greatest.
        cases: How many cases they are put together of.
        partly: Whether it is so in some of these cases only: in which of them, nobody but the policy can tell.
    """

    policy: str
    part: str
    on: date
    customers: Customers
    when: Mapping[str, tuple[str, ...] | tuple[Span, ...]] = field(hash=False)
    between: tuple[Renderable, ...]
    moved: tuple[str, ...]
    subject: Any = field(hash=False)
    request: Mapping[str, Any] = field(hash=False)
    before: Answered
    after: Answered
    least: Move | None
    most: Move | None
    cases: int
    partly: bool = False


@frozen
class OtherReasons(Value):
    """Cases in which the same is answered by other rows, or with other caveats.

    Attributes:
        policy: Who is asked.
        part: About which part of what it says.
        on: The day of the question.
        customers: Whose mailboxes they are.
        gone: Rows that are no longer behind it.
        new: Rows that were not behind it before.
        cases: How many cases they are.
    """

    policy: str
    part: str
    on: date
    customers: Customers
    gone: tuple[str, ...]
    new: tuple[str, ...]
    cases: int


@frozen
class Touched(Value):
    """A mailbox for which something changes, or could.

    Attributes:
        mailbox: As it was given.
        since: The first day on which it is answered otherwise; ``None`` for never.
        could_since: The first day on which a new customer with such a mailbox is.
        policies: Who answers otherwise on that first day.
        price: The move of what its next renewal costs, on the first day on which that is another; ``None`` for none.
        state: Its state on the first day on which that is another, before and after; ``None`` for none.
        reversals: Where it could be renewed, by hand or by itself, and cannot be any more, or the other way round: the
            first of each.
    """

    mailbox: Mailbox
    since: date | None
    could_since: date | None
    policies: tuple[str, ...]
    price: Move | None
    state: tuple[str, str] | None
    reversals: tuple[Reversal, ...] = field(default=(), hash=False)

    @property
    def is_spared(self) -> bool:
        """Whether what reaches new customers reaches its own later, or never."""
        return self.could_since is not None and (self.since is None or self.since > self.could_since)


class Unknown(NamedTuple):
    """A mailbox with a plan that no table knows, so that nobody can say whether it is touched.

    Attributes:
        mailbox: As it was given.
        nearest: The plan that was probably meant; ``None`` where none is like it.
    """

    mailbox: Mailbox
    nearest: str | None
