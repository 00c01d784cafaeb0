"""Whatever policy is asked over HTTP: a question as JSON, and what is sent back, an answer or a problem document.

``openapi`` writes down how both look. A program brings what was sent, its rules, the day and the visitor's language;
which server it runs on makes no difference.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final, Union, cast

from pecrules import policies
from pecrules.base.errors import CalendarError, InvalidRequest, NoRuleInForce, nearest
from pecrules.base.problems import Problem
from pecrules.base.tuples import NamedTuple
from pecrules.base.values import NOTHING, field, fields, frozen
from pecrules.model import json as model_json
from pecrules.model.codes import Language
from pecrules.model.fields import doc
from pecrules.model.orders import Order
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.published import Published
from pecrules.policies import MANIFEST, Policy, name_of, resolve, resolve_policy
from pecrules.present.catalogues import LANGUAGES, language
from pecrules.present.http import JSON, MEDIA_TYPE, problem_document
from pecrules.rulebook.ruleset import Ruleset

_TAG: Final = re.compile(r"([a-z][\w-]*)\s*(?:;\s*q=([01](?:\.\d*)?)\s*)?(?:,|$)", re.ASCII | re.IGNORECASE)

_PLAIN: Final[Mapping[str, tuple[Any, Any, str]]] = {
    policies.DAY: (date, NOTHING, "The day of what the logs are to show."),
    policies.SPAN: (tuple[date, date], NOTHING, "The first and the last day shown."),
    policies.ORDERS: (tuple[Order, ...], (), "The orders of the mailbox."),
    policies.IDENTIFIER: (str | None, None, "The identifier for the electronic invoice; an empty one chooses none."),
}
"""Requests that are no class -> their types, what is taken where there is none, and what they are."""


class Reply(NamedTuple):
    """What is sent back.

    Attributes:
        status: The status.
        media_type: What it is sent as.
        text: The JSON.
    """

    status: int
    media_type: str
    text: str


def respond(policy: str, body: str | bytes, *, rules: Mapping[str, Ruleset], on: date, lang: Language) -> Reply:
    """The answer of a policy to what was sent, as the document of ``openapi`` says.

    Args:
        policy: The policy, as ``quote_renewal``.
        body: The question as JSON: ``subject``, ``request``, ``channel``, ``on`` and ``book``, as far as it has them.
        rules: The price books that may be asked, by their names; the first where none is named.
        on: The day asked about where none is named.
        lang: The language of the sentences.

    >>> from datetime import date
    >>> from pecrules import load_rules
    >>> box = '{"address": "a@pec.it", "plan": "standard", "expiry": "2027-03-30"}'
    >>> body = '{"subject": ' + box + ', "request": {"years": 9}}'
    >>> no = respond("quote_renewal", body, rules={"retail": load_rules()}, on=date(2027, 1, 10), lang="en")
    >>> no.status, no.media_type
    (422, 'application/problem+json')
    """
    if policy not in MANIFEST:
        return _problem({"type": "about:blank", "title": "Not Found", "status": 404})
    declared, book = MANIFEST[policy], _book(None, rules)
    try:
        question = _read(declared, body)
        book = _book(question.book, rules)
        found = _ask(declared, question, book, question.on or on)
    except (CalendarError, InvalidRequest, NoRuleInForce) as error:
        return _problem(problem_document(error, lang, rules=book))
    if isinstance(found, Refusal):
        return _problem(problem_document(cast("Refusal", found), lang, rules=book))
    return Reply(200, JSON, model_json.to_json(found))


def _problem(document: dict[str, Any]) -> Reply:
    return Reply(document["status"], MEDIA_TYPE, model_json.to_json(document))


def preferred_language(accept_language: str | None) -> Language:
    """The one of our languages that a visitor likes most (RFC 9110, 12.5.4); where there is none, English.

    Args:
        accept_language: The header ``Accept-Language``; ``None`` where there is none.

    >>> preferred_language("fr, de;q=0.9, it;q=0.5"), preferred_language(None)
    ('de', 'en')
    """
    weighed = [
        (tag.lower().partition("-")[0], Decimal(weight or 1)) for tag, weight in _TAG.findall(accept_language or "")
    ]
    liked = [word for word, weight in sorted(weighed, key=lambda each: -each[1]) if weight]
    return language(next((word for word in liked if word in LANGUAGES), None), {})


@cache
def question_of(policy: str, subject: Any = None) -> Any:
    """How a policy is asked over HTTP: a class with a field for each key of the JSON.

    Args:
        policy: The policy.
        subject: What it is asked about, where that is known; else whatever it may be asked about.
    """
    declared = MANIFEST[policy]
    known = {
        "subject": (subject or _any_subject(declared), None if None in declared.subject else NOTHING, doc(_ABOUT)),
        **({} if declared.request is None else {"request": _request(declared.request)}),
        **({"channel": (str | None, None, doc(declared.channel))} if declared.channel else {}),
        "on": (date | None, None, doc("The day asked about.", "``null`` is today in Rome.")),
        "book": (str | None, None, doc("The price book.", "``null`` is the one that is served.")),
    }
    body: dict[str, Any] = {
        "__annotations__": {name: kind for name, (kind, _, _) in known.items()},
        "__module__": __name__,
        "__doc__": f"What `{policy}` is asked.",
        **{name: field(default=default, metadata=said) for name, (_, default, said) in known.items()},
    }
    name = f"{policy.title().replace('_', '')}Question"
    made: Any = frozen(kw_only=True)(type(name, (Published,), body))
    return made


_ABOUT: Final = "What it is asked about."


def _any_subject(policy: Policy) -> Any:
    """What it may be asked about: one of several classes, or nothing."""
    kinds: Any = tuple(None if path is None else resolve(path) for path in policy.subject)
    return Union[kinds]  # noqa: UP007 - of as many as there are


def _request(request: str) -> tuple[Any, Any, Mapping[str, str]]:
    """What is asked for: its type, what it is when nobody asks for anything, and its sentence."""
    if request in _PLAIN:
        kind, default, sentence = _PLAIN[request]
        return kind, default, doc(sentence)
    return resolve(request), NOTHING, doc("What is asked for.")


def _read(policy: Policy, body: str | bytes) -> Any:
    """A question; a quote in it may say that it is one, and a request which one it is, as a refusal proposes it.

    Raises:
        InvalidRequest: it is none; ``problems`` says what is wrong, and where.
    """
    plain = model_json.parse(body)
    if not isinstance(plain, dict):
        return model_json.from_plain(question_of(policy.name), plain)
    block = cast("dict[str, Any]", plain)
    subject = block.get("subject")
    kind = None if subject is None else _likest(policy, subject)
    known = {"subject": ("outcome", policy.subject), "request": ("request", (policy.request,))}
    return model_json.from_plain(
        question_of(policy.name, kind),
        {key: _untagged(value, *known[key]) if key in known else value for key, value in block.items()},
    )


def _likest(policy: Policy, subject: Any) -> Any:
    """The class that something was meant for: the one that has most of its keys, so that mistakes are told of it."""
    keys = {*cast("dict[str, Any]", subject)} if isinstance(subject, dict) else set[str]()
    kinds = [resolve(path) for path in policy.subject if path is not None]
    return max(kinds, key=lambda kind: len(keys & {each.name for each in fields(kind)}))


def _untagged(part: Any, tag: str, paths: Sequence[str | None]) -> Any:
    """A part without the key that says what it is, where it is that."""
    if not isinstance(part, dict):
        return part
    block = cast("dict[str, Any]", part)
    said = block.get(tag) in {name_of(path) for path in paths if path}
    return {key: value for key, value in block.items() if not (said and key == tag)}


def _book(wanted: str | None, rules: Mapping[str, Ruleset]) -> Ruleset:
    """The price book that is asked.

    Raises:
        InvalidRequest: it is not served.
    """
    if wanted is None:
        return next(iter(rules.values()))
    if wanted not in rules:
        args = {"found": wanted[:60], "key": "book", "allowed": ", ".join(rules)}
        raise InvalidRequest([Problem("PR306", path=("book",), args=args, nearest=nearest(wanted, rules))])
    return rules[wanted]


def _ask(policy: Policy, question: Any, rules: Ruleset, on: date) -> Any:
    """What the policy answers."""
    request = () if policy.request is None else (question.request,)
    channel = getattr(question, "channel", None)
    named = {} if channel is None else {"channel": channel}
    return resolve_policy(policy.name)(question.subject, *request, rules=rules, on=on, **named)
