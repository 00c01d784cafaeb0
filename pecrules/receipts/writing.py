"""An answer as a receipt: the question, the answer, every row behind it as written, and a checksum of it all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final, cast

from pecrules.base.problems import Path
from pecrules.model import json as model_json
from pecrules.parsing.plain import is_list
from pecrules.receipts.questions import POLICIES, answer
from pecrules.rulebook.ruleset import Ruleset

FORMAT: Final = 1
"""The format of the receipts that this release writes."""

SEAL: Final = "sha256"
"""The key under which a receipt bears its checksum."""


def receipt(  # noqa: PLR0913 - an answer, its question in three parts, its rules, and who answered
    outcome: Any,
    subject: Any,
    request: Any = None,
    *,
    rules: Ruleset,
    policy: str | None = None,
    channel: str | None = None,
) -> str:
    """A document that proves an answer by itself: the question, the answer, and the rows behind it in full.

    The question is asked once more before anything is written, so that no receipt says what the policy does not.

    Args:
        outcome: The answer.
        subject: The mailbox, holder, order ... that it is about, as the policy was given it.
        request: What was asked for, as the policy was given it; nothing for a policy without.
        rules: The rules it was given under.
        policy: The policy that gave it, as ``quote_renewal``; nobody has to say it, for whoever answers so is found.
        channel: The channel that the policy was given, if it was.

    Returns:
        Canonical JSON. ``verify`` takes it however it is laid out later.

    Raises:
        InvalidRequest: the inputs are not the policy's, or cannot be written.
        ValueError: no policy is called or answers so under these rules.

    >>> from datetime import date
    >>> from pecrules import Mailbox, RenewalRequest, load_rules, quote_renewal, verify
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> quote = quote_renewal(box, RenewalRequest(years=2), rules=load_rules(), on=date(2027, 1, 10))
    >>> text = receipt(quote, box, RenewalRequest(years=2), rules=load_rules())
    >>> str(verify(text).outcome.gross)
    '24.16'
    """
    given = {
        "subject": subject,
        "request": tuple(request) if is_list(request) else request,
        "channel": channel,
    }
    if policy is not None and policy not in POLICIES:
        raise ValueError(f"{policy!r} is no policy with receipts; they are: {', '.join(POLICIES)}")
    name, question = _answering(outcome, given, rules, policy)
    return _sealed(
        {
            "receipt": FORMAT,
            "policy": name,
            "asked": model_json.to_plain(question),
            "outcome": model_json.to_plain(outcome),
            "rows": rows_behind(model_json.to_plain(outcome), rules),
        }
    )


def _answering(outcome: Any, given: Mapping[str, Any], rules: Ruleset, policy: str | None) -> tuple[str, Any]:
    """The policy that answers so, and the question that it has been asked; of several the first by its name."""
    names = [policy] if policy else _able(outcome, given)
    for name in names:
        question = POLICIES[name].read(given)
        if answer(name, question, rules, outcome.stamp.on) == outcome:
            return name, question
    raise ValueError(f"this is not what {' or '.join(names)} answers to this question under these rules")


def _able(outcome: Any, given: Mapping[str, Any]) -> list[str]:
    """The policies that take such a question and give such an answer; one at least."""
    able = [name for name, each in POLICIES.items() if type(outcome).__name__ in each.gives and each.takes(given)]
    if not able:
        raise ValueError("no policy takes this question and gives this answer")
    return able


def rows_behind(outcome: Any, rules: Ruleset) -> dict[str, Any]:
    """Every row that an answer names, and the source of each, by name."""
    refs = {ref for _, ref in named(outcome)}
    sources = {source_of(rules.entry(ref).plain) for ref in refs}
    return {ref: _row(ref, rules) for ref in sorted(refs | sources)}


def _row(ref: str, rules: Ruleset) -> dict[str, Any]:
    entry = rules.entry(ref)
    place = entry.location
    return {
        "section": entry.section, "book": entry.layer, "file": place.file, "line": place.line, "columns": entry.plain,
    }  # fmt: skip


def source_of(columns: Mapping[str, Any]) -> str:
    """The name of the source that a row cites."""
    return f"sources/{columns.get('source')}"


def named(outcome: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every row that an answer names in any of its parts, with the path to the place that names it."""
    if isinstance(outcome, dict):
        for key, value in cast("dict[str, Any]", outcome).items():
            if key == "row":
                yield (*path, key), value
            elif key == "because":
                yield from (((*path, key, index), ref) for index, ref in enumerate(value))
            else:
                yield from named(value, (*path, key))
    elif is_list(outcome):
        for index, value in enumerate(outcome):
            yield from named(value, (*path, index))


def _sealed(plain: Mapping[str, Any]) -> str:
    return canonical({**plain, SEAL: checksum(plain)})


def checksum(plain: Mapping[str, Any]) -> str:
    """The checksum of a receipt: of its canonical form without the checksum itself."""
    return sha256(canonical({name: plain[name] for name in plain if name != SEAL}).encode()).hexdigest()


def canonical(plain: Any) -> str:
    """Plain data as canonical JSON: keys sorted, no spaces, letters not escaped."""
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
