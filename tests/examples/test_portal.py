"""The portal of the example, on a real PostgreSQL: from a quote to the proof of it, for two tenants."""

import datetime as dt
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import urllib.request
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import pecrules as pr
from pecrules.present import openapi
from tests.places import ROOT

HERE = ROOT / "examples" / "portal"
ON = dt.date(2027, 1, 10)
BOX = {"address": "mario.rossi@pec.it", "plan": "standard", "expiry": "2027-03-30"}
AT = f"/nord/mailboxes/{BOX['address']}"

pytestmark = pytest.mark.slow


def test_it_is_short() -> None:
    """Four hundred lines at most, all files together."""
    assert 400 >= sum(len(path.read_text("utf-8").splitlines()) for path in HERE.glob("*.py"))


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that whoever runs the database may enter; those of pytest are closed to others."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def portal(place: Path) -> Iterator[Any]:
    """The program as it starts, with its database, on a fixed day, and with books that may be edited."""
    folder = place
    shutil.copytree(HERE, folder / "program")
    patch = pytest.MonkeyPatch()
    patch.syspath_prepend(str(folder / "program"))
    import database

    with database.running(folder / "data") as address:
        patch.setenv("PORTAL_DATABASE", address)
        import portal as program

        program.prepare()
        program.app.dependency_overrides[program.today] = lambda: ON
        yield program
    patch.undo()
    for name in ("portal", "database"):
        del sys.modules[name]


@pytest.fixture
def client(portal: Any) -> Any:
    """A visitor."""
    from fastapi.testclient import TestClient

    found = TestClient(portal.app)
    assert 200 == found.put("/nord/mailboxes", json=BOX).status_code
    return found


def test_from_a_quote_to_its_proof(client: Any) -> None:
    """What was quoted is accepted at that price, kept, proved, and told with what happened then."""
    quoted = client.post(f"{AT}/quotes", json={"years": 2})
    quote = pr.from_json(quoted.text, pr.Quote)
    assert ("21.72", 200) == (str(quote.gross), quoted.status_code)
    accepted = client.post(f"{AT}/orders", json={"request": {"years": 2}, "gross": "21.72"})
    assert 201 == accepted.status_code
    happened = client.post(f"{AT}/events", json={"name": "renewal_registered", "years": 2})
    assert dt.date(2029, 3, 30) == pr.from_json(happened.text, pr.Transition).mailbox.expiry  # type: ignore[union-attr]
    assert "active" == client.get(AT).json()["state"]
    found = client.get(f"{AT}/history").json()
    assert ["Quote", "Transition"] == [each["outcome"]["outcome"] for each in found]
    assert quote == pr.from_json(found[0]["outcome"])
    text = client.get(f"/nord/receipts/{accepted.json()['number']}").text
    proof = pr.verify(text, sha256=accepted.json()["sha256"])
    assert isinstance(proof, pr.Verified)
    assert quote == proof.outcome


def test_a_price_that_is_another_one_by_now(client: Any) -> None:
    """Nothing is kept, and the price is told."""
    client.put("/nord/mailboxes", json=BOX | {"address": "anna@pec.it"})
    answer = client.post("/nord/mailboxes/anna@pec.it/orders", json={"request": {"years": 2}, "gross": "1.00"})
    assert (409, "21.72") == (answer.status_code, answer.json()["detail"])
    assert [] == client.get("/nord/mailboxes/anna@pec.it/history").json()


def test_two_tenants(client: Any) -> None:
    """Each has a book, over one that the library ships; neither sees the other's mailboxes."""
    assert 404 == client.get(f"/studio/mailboxes/{BOX['address']}").status_code
    client.put("/studio/mailboxes", json=BOX)
    assert (
        "18.30"
        == client.post(f"/studio/mailboxes/{BOX['address']}/quotes", json={"years": 2}).json()["charges"]["gross"]
    )
    assert 404 == client.get("/nobody/mailboxes/x").status_code


@pytest.mark.parametrize(
    ("spoken", "title"),
    [
        ("it-IT,it;q=0.9", "la durata non è offerta"),
        ("de", "diese Laufzeit wird nicht angeboten"),
        ("en", "the term is not offered"),
    ],
)
def test_a_no_in_the_visitors_language(client: Any, spoken: str, title: str) -> None:
    """With what would be accepted; a mistake in the body is told in that language, too."""
    answer = client.post(f"{AT}/quotes", json={"years": 9}, headers={"Accept-Language": spoken})
    assert (422, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert (title, 5) == (answer.json()["title"], answer.json()["nearest"]["years"])
    wrong = client.post(f"{AT}/quotes", json={"years": "2"}, headers={"Accept-Language": "it"}).json()
    assert ("la richiesta non si può leggere", ["years"]) == (wrong["title"], wrong["errors"][0]["path"])


@pytest.mark.parametrize(
    ("route", "body", "code", "told"),
    [
        ("orders", '{"request": {"years": 2}, "gross": 9}', "PR304", "`9` non va bene per `gross`: ci vuole un testo"),
        ("orders", '{"request": {"years": 2}}', "PR303", "manca il campo `gross`"),
        ("orders", "[]", "PR304", "`[]` non va bene per `JSON`: ci vuole un gruppo di colonne"),
        ("orders", "null", "PR304", "`null` non va bene per `JSON`: ci vuole un gruppo di colonne"),
        ("quotes", "", "PR301", "questo non è JSON: qui manca un valore: riga 1, colonna 1"),
        ("quotes", '{"years":', "PR301", "questo non è JSON: qui manca un valore: riga 1, colonna 10"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_as_what_it_is(client: Any, route: str, body: str, code: str, told: str) -> None:
    """In the sentences of the library, also where it was FastAPI that found it."""
    answer = client.post(f"{AT}/{route}", content=body, headers={"Content-Type": "application/json"})
    assert (400, [(code, told)]) == (answer.status_code, [(e["code"], e["detail"]) for e in answer.json()["errors"]])


def test_what_is_no_json_and_no_number(client: Any) -> None:
    """A body of another kind, and a number in a path that is none."""
    (sent,) = client.post(f"{AT}/quotes", content='{"years": 2}').json()["errors"]
    assert "questo non è JSON: non è dichiarato `application/json`" == sent["detail"]
    (number,) = client.get("/nord/receipts/abc").json()["errors"]
    assert '`"abc"` non va bene per `number`: ci vuole un numero intero' == number["detail"]


@pytest.mark.parametrize("expiry", ["9999-12-31", "0001-01-01"])
def test_a_day_at_the_end_of_the_calendar(client: Any, expiry: str) -> None:
    """What leads beyond it is a problem of what was sent, in the visitor's language, and nothing is kept."""
    told = client.put("/nord/mailboxes", json=BOX | {"address": "end@pec.it", "expiry": expiry})
    assert (422, "urn:pecrules:outside-the-calendar") == (told.status_code, told.json()["type"])
    assert told.json()["title"].startswith("una data della risposta ")
    assert 404 == client.get("/nord/mailboxes/end@pec.it").status_code


@pytest.mark.parametrize("expiry", ["9998-03-30", "9994-03-30"])
def test_a_term_beyond_the_end_of_the_calendar(client: Any, expiry: str) -> None:
    """A mailbox that is kept may not be renewable."""
    client.put("/nord/mailboxes", json=BOX | {"address": "far@pec.it", "expiry": expiry})
    told = [client.post("/nord/mailboxes/far@pec.it/quotes", json={"years": years}) for years in (1, 5)]
    told += [client.get(f"/nord/mailboxes/far@pec.it{what}") for what in ("", "/options", "/history")]
    assert [] == [each.text for each in told if each.status_code not in {200, 422}]


def test_a_sign_that_is_not_kept(client: Any) -> None:
    """Nothing is called so."""
    paths = ("/nord/mailboxes/a%00b", "/no%00rd/receipts/1", "/no%00rd/mailboxes/x/history")
    assert [404, 404, 404] == [client.get(path).status_code for path in paths]


def test_rules_are_swapped_while_it_runs(client: Any, portal: Any) -> None:
    """A new price is asked from then on; a mistake in it changes nothing, and is told."""
    prices = Path(portal.BOOKS, "nord", "pricing.yaml")
    before = prices.read_text("utf-8")
    prices.write_text(before.replace("8.90", "10.00"), "utf-8")
    assert [] == client.post("/nord/rules").json()["problems"]
    assert "12.20" == client.post(f"{AT}/quotes", json={"years": 1}).json()["charges"]["gross"]
    prices.write_text(before.replace('"8.90"', "8.90"), "utf-8")
    assert "PR109" in client.post("/nord/rules").json()["problems"][0]
    assert "12.20" == client.post(f"{AT}/quotes", json={"years": 1}).json()["charges"]["gross"]
    prices.write_text(before, "utf-8")
    client.post("/nord/rules")


def outline(part: dict[str, Any]) -> list[Any]:
    """What a schema says, however a library spells what may be left out."""
    words = part.get("enum", [part["const"]] if "const" in part else [])
    fields = {name: (each.get("description"), each.get("$ref")) for name, each in part.get("properties", {}).items()}
    return [part.get("type"), words, sorted(part.get("required", ())), part.get("additionalProperties"), fields]


def test_its_document_has_the_published_schemas(portal: Any) -> None:
    """So that what is drawn from it, and what answers are held against, is what `schemas --api` writes."""
    published, served = openapi()["components"]["schemas"], portal.app.openapi()["components"]["schemas"]
    both = published.keys() & served.keys()
    assert {"Acceptance", "Entry", "Kept", "Reloaded"} == served.keys() - both
    assert [outline(published[name]) for name in sorted(both)] == [outline(served[name]) for name in sorted(both)]


def test_every_policy_is_asked_as_it_is_published(client: Any) -> None:
    """By the tenant's book; its document is that of the library, and says where it is served."""
    assert {**openapi("/studio/api")} == client.get("/studio/api/openapi.json").json()
    asked = {"subject": BOX, "request": {"years": 2}}
    answers = [client.post(f"/{tenant}/api/quote_renewal", json=asked) for tenant in ("nord", "studio")]
    assert [200, 200] == [each.status_code for each in answers]
    assert ["21.72", "18.30"] == [str(pr.from_json(each.text, pr.Quote).gross) for each in answers]
    no = client.post("/nord/api/quote_renewal", json={**asked, "book": "studio"}, headers={"Accept-Language": "en"})
    assert (400, "application/problem+json") == (no.status_code, no.headers["content-type"])
    assert "`studio` is not allowed for `book`" == no.json()["errors"][0]["detail"]
    assert [404, 404] == [client.post(path, json=asked).status_code for path in ("/x/api/status", "/nord/api/x")]


def test_the_container_has_what_it_starts() -> None:
    """What the Dockerfile copies is there, and it starts what the README starts."""
    lines = (HERE / "Dockerfile").read_text("utf-8").splitlines()
    (command,) = (json.loads(line.removeprefix("CMD ")) for line in lines if line.startswith("CMD "))
    assert ["python", "database.py"] == command[:2]
    assert "portal.prepare()" in command[-1]
    needed = {"fastapi", "psycopg[binary]", "uvicorn"}
    assert all(
        any(each in line for line in lines) and each in (HERE / "README.md").read_text("utf-8") for each in needed
    )


def copied(target: Path) -> None:
    """What is sent to Docker: it has a list of what not to leave out."""
    for name in (ROOT / ".dockerignore").read_text("utf-8").split():
        whole = ROOT / name.removeprefix("!")
        if name.startswith("!") and whole.is_dir():
            shutil.copytree(whole, target / whole.name, ignore=shutil.ignore_patterns("__pycache__"))
        elif name.startswith("!"):
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(whole, target)


@pytest.mark.proof
def test_the_container_is_made_and_answers(place: Path) -> None:
    """The steps of the Dockerfile one after the other in an environment of their own, and then what it starts.

    There is no Docker here, and no image to begin with: folders lie below another root, PostgreSQL is that of the
    machine, and pip finds in our environment what it would fetch.
    """
    root, steps = place / "container", (HERE / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
    made = root / "env"
    venv.create(made, with_pip=True, symlinks=True)
    (packages,) = made.glob("lib/python*/site-packages")
    (packages / "ours.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    own = {"PATH": f"{made / 'bin'}:{os.environ['PATH']}", "PIP_NO_BUILD_ISOLATION": "0"}
    environment = {**os.environ, **own, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}

    def here(text: str) -> str:
        return re.sub(r"(?<![\w.])/(checkout|portal|data)\b", rf"{root}/\1", text)

    for step in steps:
        word, _, rest = step.partition(" ")
        if word == "COPY":
            copied(root / "checkout")
        elif word == "RUN" and "apt-get" not in rest:
            subprocess.run(["sh", "-c", here(rest)], env=environment, cwd=root, check=True, capture_output=True)
        elif word == "CMD":
            command = [here(part).replace("--host 0.0.0.0", "--port 0") for part in json.loads(rest)]
    program = subprocess.Popen(
        command, cwd=root / "portal", env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert program.stderr is not None
        said = next(line for line in program.stderr if "running on" in line)
        (address,) = re.findall(r"http://[\d.]+:\d+", said)
        asked = urllib.request.Request(f"{address}/nord/mailboxes", json.dumps(BOX).encode(), method="PUT")
        asked.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(asked) as answer:
            assert "Status" == json.load(answer)["outcome"]
    finally:
        os.killpg(program.pid, signal.SIGINT)
        program.communicate()


@pytest.mark.filterwarnings("default")
def test_whatever_is_sent_is_answered_as_the_document_says(client: Any, portal: Any) -> None:
    """Bodies drawn from the document, sound ones and others: no crash, and only the answers that it names."""
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )  # fmt: skip

    whole = schemathesis.openapi.from_asgi("/openapi.json", portal.app)
    few = settings(
        max_examples=4, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    conforms = [content_type_conformance, response_schema_conformance, status_code_conformance]
    tried: list[int] = []

    def sent(case: Any) -> None:
        known = {"tenant": "nord", "address": BOX["address"]}
        case.path_parameters = {name: known.get(name, value) for name, value in case.path_parameters.items()}
        response = case.call()
        tried.append(response.status_code)
        assert 500 > response.status_code, response.text
        case.validate_response(response, checks=conforms)

    for operation in whole.get_all_operations():
        few(given(operation.ok().as_strategy())(sent))()
    assert {200, 400, 422} <= {*tried}
