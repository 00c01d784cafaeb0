"""What speaks against a request: shared by all policies; ``answering`` makes a ``Refusal`` of it."""

from typing import Any, final

from pecrules.base.tuples import NamedTuple
from pecrules.model.codes import RefusalCode, RemedyCode
from pecrules.rulebook.rows import Row


@final  # its kind is looked at in every answer, which takes five times as long of what may have others below it
class Objection(NamedTuple):
    """One reason to refuse.

    Attributes:
        code: Why, as ``term_not_offered``.
        rows: The rows behind it.
        asked: What was asked for, where the reason is a value.
        allowed: What could be asked for instead.
        remedies: What would change the mailbox's side of it.
        change: The field of the request that would have to change, and to what.
    """

    code: RefusalCode
    rows: tuple[Row, ...]
    asked: int | str | None = None
    allowed: tuple[int | str, ...] = ()
    remedies: tuple[RemedyCode, ...] = ()
    change: tuple[str, Any] | None = None
