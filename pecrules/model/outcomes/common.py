"""What answers are made of: the rows behind them, doubts, the stamp and effects."""

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from pecrules.base.values import WhenRead, frozen
from pecrules.model.codes import EffectCode, EffectUnit
from pecrules.model.published import Published

Because = tuple[str, ...]


Certainty = Literal["documented", "inferred", "assumed"]


Doubt = Literal[
    Certainty,
    "retroactive",
    "borrowed",
    "customer_since_unknown",
    "presumed_for_expired",
    "shorter_to_come",
    "not_reviewed",
]
"""Why a row behind an answer is named: how sure it is, or what else a reader should know about it."""


Logs = Literal["panel", "support_request", "nowhere"]
"""Where the logs of a mailbox's operations can be had."""


@frozen(slots=False)  # the digest is worked out when it is read
class Stamp(Published):
    """Under which rules an answer was given: enough to ask again and get the same.

    Attributes:
        digest: SHA-256 of the rules' canonical content. It is worked out when somebody looks at it: the rules of a
            fresh program are read table by table, and one answer does not need them all.
        book: The price book asked.
        on: The day that was asked about.
        as_known: Only what was announced by that day was looked at; ``None`` for everything.
        version: The release of the library.
    """

    digest: str
    book: str
    on: date
    as_known: date | None
    version: str

    @staticmethod
    def of(digest: Callable[[], str], book: str, on: date, as_known: date | None, version: str) -> "Stamp":
        """The stamp of rules whose digest is worked out when somebody reads it."""
        stamp = object.__new__(Stamp)
        vars(stamp).update(book=book, on=on, as_known=as_known, version=version, _unread=digest)
        return stamp

    def is_by(self, digest: Callable[[], str]) -> bool:
        """Whether it names rules of a digest; it need not be worked out for those that share it."""
        return vars(self).get("_unread") is digest or self.digest == digest()

    def __reduce__(self) -> tuple[Any, ...]:
        return Stamp, (self.digest, self.book, self.on, self.as_known, self.version)


WhenRead(Stamp, "digest", lambda stamp: {"digest": vars(stamp)["_unread"]()})


@frozen(slots=False)
class Caveat(Published):
    """A row behind an answer that wants a second look.

    Attributes:
        row: The row.
        certainty: No source states it outright: it is ``inferred`` from one, or ``assumed``. Or it is ``retroactive``:
            announced after it had taken effect. Or ``borrowed``: it is of the book below, and the book that was asked
            does not say that it adopts it. Or ``customer_since_unknown``: newcomers have another row, and when
            this customer came nobody said. Or ``presumed_for_expired``: how long a mailbox is kept had changed after it
            had expired, and no row says what that means for it. Or ``shorter_to_come``: the row is not in force yet,
            and once it is, the mailbox is kept for fewer days. Or ``not_reviewed``: its source has not been reviewed
            in time.
    """

    row: str
    certainty: Doubt


@frozen(slots=False)
class Effect(Published):
    """Something that follows, as data: nobody has done it yet.

    Attributes:
        code: What, as ``automatic_renewal_on``, ``payment_registered`` or ``archive_deleted``.
        row: The row that says so.
        unit: How ``least`` and ``most`` are counted: ``immediate``, ``at_once``, ``same_day``, ``calendar_days``,
            ``working_days``, ``minutes``, ``hours``, ``gb``.
        least: The fewest, when something is counted.
        most: The most, when something is counted.
        value: What the thing becomes, as a plan's name.
    """

    code: EffectCode
    row: str
    unit: EffectUnit | None = None
    least: int | None = None
    most: int | None = None
    value: str | None = None
