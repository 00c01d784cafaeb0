"""A portal for the customers of two providers: quotes, orders, what happens to mailboxes, and proof of it all.

Each tenant has a price book of its own, in ``books``. PostgreSQL keeps mailboxes, answers (JSONB) and receipts (text).
A refusal is a problem document in the visitor's language. ``README.md`` says how to start it.
"""

import datetime as dt
import json
import os
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

import psycopg
from fastapi import Body, Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from psycopg.types.json import Jsonb
from pydantic import BaseModel
from starlette.exceptions import HTTPException as StarletteHTTPException

import pecrules as pr
from pecrules.present import Language, openapi, preferred_language, problem_document, respond

BOOKS = Path(__file__).parent / "books"
SCHEMA = """
create table if not exists mailboxes (
    tenant text, address text, facts jsonb not null, primary key (tenant, address)
);
create table if not exists history (
    number serial primary key, tenant text, address text, day date not null, outcome jsonb not null, receipt text,
    foreign key (tenant, address) references mailboxes
);
"""


def readable(request: Request) -> None:
    """No path has a sign that PostgreSQL does not keep: what is called so is not there."""
    if "\0" in request.scope["path"]:
        raise HTTPException(404)


app = FastAPI(title="Portal", dependencies=[Depends(readable)])
tenants = {folder.name: pr.LiveRules(folder) for folder in sorted(BOOKS.iterdir())}  # bases are read once, and shared


# -- what each request needs ------------------------------------------------------------------------------------------


def database() -> Iterator[psycopg.Connection]:
    """A connection; what a request writes is kept as a whole, or not at all."""
    with psycopg.connect(os.environ["PORTAL_DATABASE"]) as connection:
        yield connection


def today() -> dt.date:
    """The day in Rome. The library reads no clock: a program does, once for each request."""
    return pr.rome_day(dt.datetime.now(dt.UTC))


def rules_of(tenant: str) -> pr.Ruleset:
    """The rules of a tenant, taken once for each request."""
    if tenant not in tenants:
        raise HTTPException(404)
    return tenants[tenant].rules


def language_of(request: Request) -> Language:
    """The one of our languages that the visitor likes most."""
    return preferred_language(request.headers.get("accept-language", "it"))


Database = Annotated[psycopg.Connection, Depends(database)]
Today = Annotated[dt.date, Depends(today)]
Rules = Annotated[pr.Ruleset, Depends(rules_of)]
Spoken = Annotated[Language, Depends(language_of)]


class No(Exception):
    """A refusal, on its way to the visitor."""

    def __init__(self, refusal: pr.Refusal, rules: pr.Ruleset) -> None:
        self.refusal, self.rules = refusal, rules


def problem(document: dict[str, Any]) -> JSONResponse:
    """A problem document (RFC 9457)."""
    return JSONResponse(document, document["status"], media_type="application/problem+json")


@app.exception_handler(No)
def refused(request: Request, no: No) -> JSONResponse:
    """A no has a status, a sentence, and the nearest request that would be accepted."""
    return problem(problem_document(no.refusal, language_of(request), rules=no.rules))


@app.exception_handler(RequestValidationError)
async def unreadable(request: Request, error: RequestValidationError) -> JSONResponse:
    """What is no mailbox or no request: every mistake, where it stands."""
    body = await request.body()
    problems = [_mistake(each, body) for each in error.errors()]
    rules = next(iter(tenants.values())).rules
    return problem(problem_document(pr.InvalidRequest(problems), language_of(request), rules=rules))


def _mistake(each: dict[str, Any], body: bytes) -> pr.Problem:
    """A mistake as what it is: the library's own as it tells it, and what FastAPI has found in the same words."""
    kind, path, about = each["type"], each["loc"][1:], each.get("ctx", {})
    if isinstance(each["input"], bytes):
        return pr.Problem("PR301", args={"reason": "not_sent_as_json"})
    if kind.startswith("PR"):
        return pr.Problem(kind, path=path, args=about["args"], nearest=about["nearest"])
    if kind == "json_invalid" or (kind == "missing" and not path and not body):
        try:
            pr.from_json(body)  # says why not, as a code that every language tells
        except pr.InvalidRequest as found:
            return found.problems[0]
    key = ".".join(map(str, path)) or "JSON"
    if kind == "missing" and path:
        return pr.Problem("PR303", path=path, args={"key": key})
    args = {"found": json.dumps(each["input"])[:60], "key": key, "expected": _WANTED.get(kind, "object")}
    return pr.Problem("PR304", path=path, args=args)


_WANTED = {"string_type": "string", "int_parsing": "integer", "int_parsing_size": "integer"}
"""What FastAPI has not found -> the code of what was wanted."""


@app.exception_handler(StarletteHTTPException)
def elsewhere(_: Request, error: StarletteHTTPException) -> JSONResponse:
    """What is not there, and a price that is another one by now."""
    title = HTTPStatus(error.status_code).phrase
    return problem({"type": "about:blank", "title": title, "status": error.status_code, "detail": error.detail})


@app.exception_handler(pr.CalendarError)
@app.exception_handler(pr.NoRuleInForce)
def no_rule(request: Request, error: pr.NoRuleInForce | pr.CalendarError) -> JSONResponse:
    """A day of which the tables say nothing yet, or that no calendar has."""
    return problem(problem_document(error, language_of(request), rules=next(iter(tenants.values())).rules))


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": "A problem document (RFC 9457).", "content": {"application/problem+json": {}}}
    for status in (400, 402, 403, 404, 409, 422)
}


# -- mailboxes --------------------------------------------------------------------------------------------------------


def mailbox_of(tenant: str, address: str, connection: Database) -> pr.Mailbox:
    """A mailbox as it was kept: JSONB gives back a mapping."""
    row = connection.execute(
        "select facts from mailboxes where tenant = %s and address = %s for update", (tenant, address)
    ).fetchone()
    if row is None:
        raise HTTPException(404)
    return pr.from_json(row[0], pr.Mailbox)


Box = Annotated[pr.Mailbox, Depends(mailbox_of)]


@app.put("/{tenant}/mailboxes", responses=PROBLEMS)
def keep(
    tenant: str, mailbox: Annotated[pr.Mailbox, Body()], rules: Rules, on: Today, connection: Database
) -> pr.Status:
    """Keep a mailbox as the registry knows it, and say what it is today."""
    found = pr.status(mailbox, rules=rules, on=on)
    _keep(connection, tenant, mailbox)
    return found


@app.get("/{tenant}/mailboxes/{address}", responses=PROBLEMS)
def state(mailbox: Box, rules: Rules, on: Today) -> pr.Status:
    """What a mailbox is today."""
    return pr.status(mailbox, rules=rules, on=on)


@app.post("/{tenant}/mailboxes/{address}/events", responses=PROBLEMS)
def event(
    tenant: str, mailbox: Box, event: Annotated[pr.Event, Body()], rules: Rules, on: Today, connection: Database
) -> pr.Transition:
    """Something has happened to a mailbox: what it is from then on, and what follows."""
    answer = pr.advance(mailbox, event, rules=rules, on=on)
    if isinstance(answer, pr.Refusal):
        raise No(answer, rules)
    assert answer.mailbox is not None
    _keep(connection, tenant, answer.mailbox)
    _note(connection, tenant, mailbox.address, answer, pr.receipt(answer, mailbox, event, rules=rules))
    return answer


# -- renewals ---------------------------------------------------------------------------------------------------------


class Kept(BaseModel):
    """The number under which something was kept, and the checksum of its receipt, for the invoice."""

    number: int
    sha256: str


class Acceptance(BaseModel):
    """What a customer accepts: a request, and the price that was seen."""

    request: pr.RenewalRequest
    gross: str


@app.get("/{tenant}/mailboxes/{address}/options", responses=PROBLEMS)
def options(mailbox: Box, rules: Rules, on: Today) -> pr.RenewalOptions:
    """What a form may offer."""
    return pr.renewal_options(mailbox, rules=rules, on=on)


@app.post("/{tenant}/mailboxes/{address}/quotes", responses=PROBLEMS)
def quote(mailbox: Box, request: Annotated[pr.RenewalRequest, Body()], rules: Rules, on: Today) -> pr.Quote:
    """What a renewal costs today."""
    return _quote(mailbox, request, rules, on)


@app.post("/{tenant}/mailboxes/{address}/orders", status_code=201, responses=PROBLEMS)
def accept(tenant: str, mailbox: Box, order: Acceptance, rules: Rules, on: Today, connection: Database) -> Kept:
    """Accept a quote: it is asked once more, and nothing is kept if the price is another one by now."""
    found = _quote(mailbox, order.request, rules, on)
    if str(found.gross) != order.gross:
        raise HTTPException(409, str(found.gross))
    receipt = pr.receipt(found, mailbox, order.request, rules=rules)
    return _note(connection, tenant, mailbox.address, found, receipt)


def _quote(mailbox: pr.Mailbox, request: pr.RenewalRequest, rules: pr.Ruleset, on: dt.date) -> pr.Quote:
    answer = pr.quote_renewal(mailbox, request, rules=rules, on=on)
    if isinstance(answer, pr.Refusal):
        raise No(answer, rules)
    return answer


# -- what was answered ------------------------------------------------------------------------------------------------


class Entry(BaseModel):
    """One thing that was answered about a mailbox."""

    number: int
    day: dt.date
    outcome: pr.Quote | pr.Transition


@app.get("/{tenant}/mailboxes/{address}/history", responses=PROBLEMS)
def history(tenant: str, mailbox: Box, connection: Database) -> list[Entry]:
    """Everything that was answered about a mailbox, also by releases to come: what they add is left out."""
    rows = connection.execute(
        "select number, day, outcome from history where tenant = %s and address = %s order by number",
        (tenant, mailbox.address),
    )
    return [
        Entry(number=number, day=day, outcome=pr.from_json(outcome, pr.Quote, pr.Transition, lenient=True))
        for number, day, outcome in rows
    ]


@app.get("/{tenant}/receipts/{number}", responses=PROBLEMS, response_model=None)
def receipt(tenant: str, number: int, connection: Database) -> Response:
    """A receipt, which whoever has it can verify without us."""
    row = connection.execute(
        "select receipt from history where tenant = %s and number::numeric = %s", (tenant, number)
    ).fetchone()
    if row is None or isinstance(pr.verify(row[0]), pr.NotVerified):
        raise HTTPException(404)
    return Response(row[0], media_type="application/json")


# -- every policy, as the library publishes it ------------------------------------------------------------------------


@app.get("/{tenant}/api/openapi.json", include_in_schema=False)
def published(tenant: str, rules: Rules) -> dict[str, Any]:  # noqa: ARG001 - whether there is such a tenant
    """The document of the questions below, for programs in other languages."""
    return openapi(f"/{tenant}/api")


async def sent(request: Request) -> bytes:
    """What was sent, as it came."""
    return await request.body()


@app.post("/{tenant}/api/{policy}", include_in_schema=False)
def ask(policy: str, body: Annotated[bytes, Depends(sent)], rules: Rules, on: Today, lang: Spoken) -> Response:
    """Ask any policy: nothing is kept."""
    reply = respond(policy, body, rules={rules.book: rules}, on=on, lang=lang)
    return Response(reply.text, reply.status, media_type=reply.media_type)


# -- rules ------------------------------------------------------------------------------------------------------------


class Reloaded(BaseModel):
    """The rules that are asked from now on, and what is wrong with those that were read."""

    digest: str
    problems: list[str]


@app.post("/{tenant}/rules", responses=PROBLEMS)
def reload(tenant: str, rules: Rules) -> Reloaded:  # noqa: ARG001 - whether there is such a tenant
    """Read a tenant's book again: sound rules take the place of the old ones, wrong ones change nothing."""
    live = tenants[tenant]
    return Reloaded(digest=live.reload().digest, problems=[str(each) for each in live.problems])


def _keep(connection: psycopg.Connection, tenant: str, mailbox: pr.Mailbox) -> None:
    connection.execute(
        "insert into mailboxes values (%s, %s, %s) on conflict (tenant, address) do update set facts = excluded.facts",
        (tenant, mailbox.address, _jsonb(mailbox)),
    )


def _jsonb(value: Any) -> Jsonb:
    if "\\u0000" in pr.to_json(value):
        raise HTTPException(400, "a sign that PostgreSQL does not keep")
    return Jsonb(pr.to_plain(value))


def _note(connection: psycopg.Connection, tenant: str, address: str, outcome: pr.Outcome, receipt: str) -> Kept:
    found = pr.verify(receipt)
    assert isinstance(found, pr.Verified)
    row = connection.execute(
        "insert into history (tenant, address, day, outcome, receipt) values (%s, %s, %s, %s, %s) returning number",
        (tenant, address, outcome.stamp.on, _jsonb(outcome), receipt),
    ).fetchone()
    assert row is not None
    return Kept(number=row[0], sha256=found.sha256)


def prepare() -> None:
    """Make the tables of the database."""
    with psycopg.connect(os.environ["PORTAL_DATABASE"]) as connection:
        connection.execute(SCHEMA)
