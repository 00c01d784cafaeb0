"""Whether a receipt proves itself, with nothing but its text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

import attrs

from pecrules.base.errors import InvalidRequest, nearest
from pecrules.base.problems import Path, Problem
from pecrules.model import json as model_json
from pecrules.parsing.plain import is_list
from pecrules.parsing.validation import schema
from pecrules.receipts.agreeing import Document, contradictions
from pecrules.receipts.questions import POLICIES
from pecrules.receipts.writing import FORMAT, SEAL, canonical, checksum

if TYPE_CHECKING:
    from datetime import date

    from pecrules.model.fields import Request
    from pecrules.model.mailboxes import Holder, Mailbox
    from pecrules.model.orders import Credit, Order, Partner
    from pecrules.model.outcomes.answers import Outcome
    from pecrules.model.outcomes.quotes import Quote

    Subject = Mailbox | Holder | Order | Partner | Quote | None
    Requested = Request | Credit | date | tuple[date, ...] | tuple[Order, ...] | str | None

_DEEPEST: Final = 32  # levels of blocks and lists; ours have seven


@attrs.frozen
class Verified:
    """A receipt that proves itself, as values.

    Attributes:
        policy: The policy that answered, as ``quote_renewal``.
        subject: Whom or what was asked about.
        request: What was asked for; ``None`` where a policy takes no request.
        channel: The channel that was asked about; ``None`` for the usual one.
        outcome: The answer; its stamp has both days, the book, the digest of the rules and the release.
        rows: The rows behind it and their sources by name: ``section``, ``book``, ``file``, ``line`` and, as written in
            the table, ``columns``.
        sha256: The checksum of it all.
    """

    policy: str
    subject: Subject
    request: Requested
    channel: str | None
    outcome: Outcome
    rows: Mapping[str, Mapping[str, Any]] = attrs.field(hash=False, repr=False)
    sha256: str


@attrs.frozen
class NotVerified:
    """A text that is no receipt, or one that somebody has changed.

    Attributes:
        problems: Everything that is wrong with it; never empty.
    """

    problems: tuple[Problem, ...]


def verify(receipt: str | bytes | Mapping[str, Any], *, sha256: str | None = None) -> Verified | NotVerified:
    """Whether a receipt proves itself, offline and without any tables.

    How it is laid out makes no difference: a database may have put its keys in another order, or spaces between them.
    It is held against: the form of a receipt, down to each field of the question and the answer; its checksum; the
    rows that the answer names, each of which must be there with its source, and no other; the figures, where each
    line's net follows from its price's row, VAT from the row of the rate and the reading of its rounding, the sums from
    the lines, and what is left of a credit from what was spent.

    A checksum tells that nobody has changed a receipt by accident, or by hand. Somebody who means to deceive can work
    out a new one; then only contradictions are found, and a lie that is told everywhere alike is not. Against that keep
    the checksum apart, where the other side cannot reach it, and give it back here; or sign the text. Whether the rows
    are those of the rules only the rules can say: ``replay`` asks them.

    Args:
        receipt: What ``receipt`` wrote: as text, or as the mapping that a JSON column gives back.
        sha256: The checksum that was noted elsewhere when the receipt was made.

    Returns:
        The receipt as values, or everything that is wrong with it.

    >>> found = verify('{"receipt":1}')
    >>> [problem.code for problem in found.problems][:2]
    ['PR303', 'PR303']
    """
    try:
        return _verified(_parsed(receipt), sha256)
    except InvalidRequest as error:
        return NotVerified(error.problems)


def _parsed(receipt: object) -> dict[str, Any]:
    """The JSON of a receipt, as far as it is JSON, no deeper than ours, and of a format that is known here."""
    if not isinstance(receipt, str | bytes | bytearray | Mapping):
        raise InvalidRequest([Problem("PR301", args={"reason": "no_receipt"})])
    try:
        mapping = cast("Mapping[str, Any]", receipt)
        text = receipt if isinstance(receipt, str | bytes | bytearray) else json.dumps(dict(mapping), allow_nan=False)
        plain: Any = model_json.parse(text)
        canonical(plain).encode()
    except (ArithmeticError, RecursionError, TypeError, ValueError):
        raise InvalidRequest([Problem("PR301", args={"reason": "no_form"})]) from None
    if _is_deeper(plain, _DEEPEST):
        raise InvalidRequest([Problem("PR006", args={"limit": str(_DEEPEST)})])
    version = cast("Any", plain).get("receipt") if isinstance(plain, dict) else FORMAT
    if isinstance(version, int) and version != FORMAT:
        raise InvalidRequest([Problem("PR403", path=("receipt",), args={"found": str(version), "known": str(FORMAT)})])
    return cast("dict[str, Any]", plain)


def _is_deeper(plain: Any, levels: int) -> bool:
    """Whether blocks and lists are nested deeper than ``levels``."""
    inside: list[Any] = [plain]
    for _ in range(levels):
        blocks = [cast("dict[str, Any]", each) for each in inside if isinstance(each, dict)]
        lists = [each for each in inside if is_list(each)]
        inside = [value for block in blocks for value in block.values()] + [value for each in lists for value in each]
    return bool(inside)


def _verified(plain: dict[str, Any], noted: str | None) -> Verified:
    problems: list[Problem] = []
    document = _try(problems, (), lambda: model_json.from_plain(Document, plain))
    problems += _unsealed(plain, noted) if isinstance(cast("Any", plain), dict) else ()
    if document is None:
        raise InvalidRequest(problems)
    policy = POLICIES.get(document.policy)
    if policy is None:
        args = {"found": document.policy, "key": "policy", "allowed": ", ".join(POLICIES)}
        raise InvalidRequest([
            *problems, Problem("PR306", path=("policy",), args=args, nearest=nearest(document.policy, POLICIES)),
        ])  # fmt: skip
    question = _try(problems, ("asked",), lambda: model_json.from_plain(policy.question_type, document.asked))
    outcome = _try(problems, ("outcome",), lambda: model_json.outcome_from_json(canonical(document.outcome)))
    if question is not None and outcome is not None:
        problems += contradictions(document, policy, question, outcome)
    problems += () if problems else _unfitting(plain)
    if problems or question is None or outcome is None:
        raise InvalidRequest(problems)
    return Verified(
        policy=document.policy,
        subject=question.subject,
        request=getattr(question, "request", None),
        channel=getattr(question, "channel", None),
        outcome=outcome,
        rows=plain["rows"],
        sha256=document.sha256,
    )


def _try(problems: list[Problem], path: Path, read: Callable[[], Any]) -> Any:
    """The result of ``read``; if it fails, ``None``, and its problems are added with the path to their part."""
    try:
        return read()
    except InvalidRequest as error:
        problems += [attrs.evolve(problem, path=(*path, *problem.path)) for problem in error.problems]
        return None


def _unfitting(plain: Any) -> Iterator[Problem]:
    """What the schema finds wrong that the checks before it did not."""
    from jsonschema import Draft202012Validator

    judge: Any = Draft202012Validator(schema("receipt"))
    for error in judge.iter_errors(plain):
        path = tuple(error.absolute_path)
        schema_message = error.schema.get("errorMessage")
        yield Problem("PR409", path=path, args={"key": ".".join(map(str, path))}, schema_message=schema_message)


def _unsealed(plain: Mapping[str, Any], noted: str | None) -> Iterator[Problem]:
    """What is wrong with the checksum, before anybody reads the content."""
    if _is_rewritten(plain):
        yield Problem("PR401")
    found = str(plain.get(SEAL))
    if found != checksum(plain):
        yield Problem("PR402", path=(SEAL,))
    if noted is not None and found != noted:
        yield Problem("PR407", path=(SEAL,), args={"found": found, "expected": noted})


def _is_rewritten(plain: Mapping[str, Any]) -> bool:
    """Whether a number with a point stands in it, where a receipt has a text: both would have one checksum."""
    try:
        json.dumps(plain)
    except TypeError:
        return True
    return False
