"""The document of all questions for programs in other languages (OpenAPI 3.1): a path for each policy.

It is made of the manifest, of the classes, and of the table of statuses; ``service`` answers as it says.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from pecrules.base.version import __version__
from pecrules.model import schemas
from pecrules.model.outcomes.answers import Outcome
from pecrules.model.schemas import Schema
from pecrules.policies import MANIFEST, REFUSAL, Policy, name_of, resolve
from pecrules.present import http, service

_PARTS: Final = "#/components/schemas/"

_LANGUAGE: Final[Schema] = {
    "name": "Accept-Language",
    "in": "header",
    "description": "The language of the sentences, it, en or de: the one that is liked most (RFC 9110, 12.5.4).",
    "schema": {"type": "string"},
}

_TEXT: Final[Schema] = {"type": "string"}
_STATUS: Final[Schema] = {"type": "integer", "minimum": 400, "maximum": 599}
_MEMBERS: Final[Mapping[str, Schema]] = {
    "type": {**_TEXT, "description": "What kind of no it is, `urn:pecrules:` and a word."},
    "title": {**_TEXT, "description": "That kind in a sentence, in the language asked for."},
    "status": {**_STATUS, "description": "The status of the answer once more."},
}
"""What every problem document has (RFC 9457)."""

_MISTAKE: Final[Schema] = {
    "type": "object",
    "description": "One mistake in what was sent.",
    "properties": {
        "code": {**_TEXT, "description": "Its stable code, as `PR303`."},
        "path": {"type": "array", "items": {"type": ["string", "integer"]}, "description": "Where it stands."},
        "detail": {**_TEXT, "description": "What is wrong, in a sentence."},
        "helps": {"type": "array", "items": _TEXT, "description": "What may help."},
    },
    "required": ["code", "path", "detail", "helps"],
}

_REFUSED: Final[Mapping[int, str]] = {
    402: "Money is missing.",
    403: "Somebody else may do it.",
    409: "What the mailbox or the order is speaks against it.",
    422: "Nobody is offered what was asked for, or it was asked for in a wrong way.",
}
"""What each status of a refusal means."""

_BEYOND: Final = "A day lies outside the calendar."
_NOT_SO: Final = "422"


def openapi(at: str | None = None) -> Schema:
    """An OpenAPI document (3.1): a path for each policy, and every noun, request, outcome and code.

    Args:
        at: Where a service answers so, as ``/api``; ``None`` for the document by itself.

    >>> sorted(openapi()["paths"])[-1]
    '/timeline'
    """
    parts, refer = schemas.collection(_PARTS)
    for kind in (*schemas.published(), *schemas.WORDS):
        refer(kind)
    parts["Outcome"] = schemas.described(Outcome, refer) | {"discriminator": {"propertyName": "outcome"}}
    paths = {f"/{name}": {"post": _operation(policy, refer)} for name, policy in MANIFEST.items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "pecrules",
            "version": __version__,
            "summary": "What a certified-mail (PEC) business is asked, and what it answers.",
        },
        "jsonSchemaDialect": schemas.DIALECT,
        **({} if at is None else {"servers": [{"url": at}]}),
        "paths": paths,
        "components": {
            "schemas": dict(sorted({**parts, **_problems(parts["Refusal"])}.items())),
            "responses": dict(_responses()),
        },
    }


def files() -> dict[str, str]:
    """What is published, by file name: a schema for each noun, request and outcome, and the OpenAPI document."""
    whole = {f"{schemas.name_of(kind)}.schema.json": schemas.schema(kind) for kind in schemas.published()}
    return {name: json.dumps(found, indent=2) + "\n" for name, found in {**whole, "openapi.json": openapi()}.items()}


def _operation(policy: Policy, refer: schemas.Referring) -> Schema:
    """How a policy is asked, and what comes back."""
    sentence, _, more = policy.help.partition("\n\n")
    return {
        "operationId": policy.name,
        "summary": sentence,
        **({"description": " ".join(more.split())} if more else {}),
        "parameters": [_LANGUAGE],
        "requestBody": {
            "required": True,
            "content": {http.JSON: {"schema": refer(service.question_of(policy.name))}},
        },
        "responses": {
            "200": {"description": "The answer.", "content": {http.JSON: {"schema": _answers(policy, refer)}}},
            **{status: {"$ref": f"#/components/responses/{name}"} for status, name in _statuses(policy)},
        },
    }


def _answers(policy: Policy, refer: schemas.Referring) -> Schema:
    """Whatever a policy answers but a no."""
    found = [refer(resolve(path)) if path else {"type": "null"} for path in policy.outcomes if path != REFUSAL]
    return found[0] if len(found) == 1 else {"anyOf": found}


def _statuses(policy: Policy) -> Iterator[tuple[str, str]]:
    """Each status that tells a no -> the answer that it has."""
    yield "400", "Unreadable"
    yield from ((str(status), f"Refused{status}") for status in _REFUSED if REFUSAL in policy.outcomes)
    yield "404", "NoRuleInForce"
    if REFUSAL not in policy.outcomes:
        yield _NOT_SO, "OutsideTheCalendar"


def _responses() -> Iterator[tuple[str, Schema]]:
    """What is told instead of an answer, by name."""
    yield "Unreadable", _problem_response("What was sent cannot be read.", "UnreadableProblem")
    yield "NoRuleInForce", _problem_response("The tables say nothing about that day.", "Problem")
    yield "OutsideTheCalendar", _problem_response(_BEYOND, "Problem")
    for status, said in _REFUSED.items():
        codes = ", ".join(sorted(code for code, its in http.STATUSES.items() if its == status))
        sentence, beyond = f"{said} Codes: {codes}.", str(status) == _NOT_SO
        more = ("Problem",) if beyond else ()
        yield (
            f"Refused{status}",
            _problem_response(f"{sentence} Or: {_BEYOND}" if beyond else sentence, "RefusalProblem", *more),
        )


def _problem_response(said: str, *kinds: str) -> Schema:
    """A problem document of one of some kinds."""
    refs: list[Schema] = [{"$ref": f"{_PARTS}{kind}"} for kind in kinds]
    found = refs[0] if len(refs) == 1 else {"anyOf": refs}
    return {"description": said, "content": {http.MEDIA_TYPE: {"schema": found}}}


def _problems(refusal: Schema) -> dict[str, Schema]:
    """Problem documents: plain ones, of mistakes in what was sent, and of a refusal with all that it says."""
    plain = {"type": "object", "properties": dict(_MEMBERS), "required": [*_MEMBERS]}
    errors = {"type": "array", "items": {"$ref": f"{_PARTS}Mistake"}, "description": "Every mistake."}
    detail = {**_TEXT, "description": "The whole answer in sentences, in the language asked for."}
    return {
        "Mistake": _MISTAKE,
        "Problem": {**plain, "description": "A problem document (RFC 9457)."},
        "UnreadableProblem": {
            **plain,
            "description": "What is wrong with what was sent, as a problem document (RFC 9457).",
            "properties": {**_MEMBERS, "errors": errors},
            "required": [*_MEMBERS, "errors"],
        },
        "RefusalProblem": {
            **refusal,
            "title": "RefusalProblem",
            "description": f"A no as a problem document (RFC 9457), with all that {name_of(REFUSAL)} says.",
            "properties": {**refusal["properties"], **_MEMBERS, "detail": detail},
            "required": [*_MEMBERS, "detail", "outcome", *refusal["required"]],
        },
    }
