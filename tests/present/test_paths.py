"""The document of all questions: a path for each policy, whose schemas fit whatever is sent and told."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator, FormatChecker

import pecrules as pr
from pecrules.cli import run
from pecrules.model import codes
from pecrules.policies import MANIFEST, OUTCOMES, REFUSAL, REQUESTS, name_of
from pecrules.present import STATUSES, openapi, paths
from tests.present.test_service import BOX, HOLDER, RECEIPTS, question, sent

WHOLE = openapi()
PARTS = WHOLE["components"]["schemas"]


def wrong(policy: str, part: str, value: Any) -> list[str]:
    """What is wrong with what is sent to a policy, or told by it, as its operation has it."""
    found = WHOLE["paths"][f"/{policy}"]["post"]
    for key in part.split("/"):
        found = found[key]
    if "$ref" in found:
        found = WHOLE["components"]["responses"][found["$ref"].rpartition("/")[2]]
    ((_, content),) = found["content"].items()
    schema = {**content["schema"], "components": WHOLE["components"]}
    judge = Draft202012Validator(schema, format_checker=FormatChecker(["date"]))
    return [error.message for error in judge.iter_errors(value)]


class TestPaths:
    """How each policy is asked."""

    def test_every_policy_has_one(self) -> None:
        """Of its name, with its sentence."""
        assert [f"/{name}" for name in MANIFEST] == list(WHOLE["paths"])
        assert {"What more space, or legal archiving, costs until the expiry, without a renewal."} == {
            WHOLE["paths"]["/quote_extra_space"]["post"]["summary"]
        }

    @pytest.mark.parametrize("name", RECEIPTS)
    def test_what_is_asked_and_answered_fits(self, name: str) -> None:
        """Whatever there are receipts of; and as problem documents their refusals."""
        receipt = json.loads(RECEIPTS[name])
        policy, asked = receipt["policy"], question(receipt)
        assert [] == wrong(policy, "requestBody", asked)
        status, told = sent(policy, {**asked, "book": None})
        assert [] == wrong(policy, f"responses/{status}", told)

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"subject": BOX, "request": {"years": 9}}, 422),
            ({"subject": {**BOX, "expiry": "2026-01-01"}, "request": {"years": 1}}, 409),
            ({"subject": {**BOX, "expiry": "9999-12-31"}, "request": {"years": 1}}, 422),
            ({"subject": BOX, "request": {"years": 1}, "on": "1990-01-01"}, 404),
            ({"subject": BOX, "request": {"yeras": 1}}, 400),
        ],
    )
    def test_what_is_told_instead_fits(self, body: Any, status: int) -> None:
        """Each problem document, under its status."""
        found, told = sent("quote_renewal", body)
        assert (status, []) == (found, wrong("quote_renewal", f"responses/{found}", told))

    def test_nothing_or_a_day(self) -> None:
        """Of the one policy that may have nothing to say."""
        for on in ("2026-06-01", "2027-06-01"):
            asked = {"subject": {**BOX, "holder": HOLDER}, "on": on}
            assert [] == wrong("next_alert", "responses/200", sent("next_alert", asked)[1])

    def test_what_is_no_question_does_not_fit(self) -> None:
        """A key too many, one too few, two days for one."""
        for body in ({"subject": BOX, "day": "2027-01-01"}, {}, {"subject": BOX, "on": ["2027-01-01"]}):
            assert [] != wrong("status", "requestBody", body)
        assert [] != wrong("timeline", "requestBody", {"subject": BOX, "request": ["2027-01-01"]})

    def test_every_status_of_a_no_is_there(self) -> None:
        """Of each policy that may say no; its codes are named where the status is."""
        statuses = {str(each) for each in STATUSES.values()}
        for name, policy in MANIFEST.items():
            told = WHOLE["paths"][f"/{name}"]["post"]["responses"].keys()
            assert {"200", "400", "404", "422"} | (statuses if REFUSAL in policy.outcomes else set()) == told
        said = WHOLE["components"]["responses"]
        assert [] == [code for code, status in STATUSES.items() if code not in said[f"Refused{status}"]["description"]]

    def test_where_it_is_served(self) -> None:
        """A service says so; the document by itself does not."""
        assert [{"url": "/api"}] == openapi("/api")["servers"]
        assert "servers" not in WHOLE


class TestParts:
    """What paths and programs speak of."""

    def test_everything_is_in_it(self) -> None:
        """Every noun, request, outcome and list of codes, and what they are made of."""
        every = {name_of(path) for path in OUTCOMES | REQUESTS} | {"Mailbox", "Holder", "Order", "Partner", "Outcome"}
        assert every | {"RefusalCode", "EffectCode", "MailboxState", "Doubt", "OptionInt"} <= PARTS.keys()
        assert list(get_args(codes.RefusalCode)) == PARTS["RefusalCode"]["enum"]
        assert list(PARTS) == sorted(PARTS)

    def test_every_reference_leads_somewhere(self) -> None:
        """And each part is a sound schema."""
        text = json.dumps(WHOLE)
        for kind, there in WHOLE["components"].items():
            named = {part.partition('"')[0] for part in text.split(f'"$ref": "#/components/{kind}/')[1:]}
            assert named <= there.keys()
        for part in PARTS.values():
            Draft202012Validator.check_schema(part)

    def test_no_schema_is_yes_or_no(self) -> None:
        """Some generators of clients take only blocks where a schema belongs."""
        assert '"items": false' not in json.dumps(WHOLE)

    @pytest.mark.sources
    def test_every_field_says_what_it_is(self) -> None:
        """In the words of its docstring, or of its declaration."""
        silent = {
            f"{name}.{field}"
            for name, part in PARTS.items()
            for field, found in part.get("properties", {}).items()
            if "description" not in found and "const" not in found
        }
        assert set() == silent

    def test_the_command_writes_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A file for each class, and the document."""
        monkeypatch.chdir(tmp_path)
        assert 0 == run(["schemas", "--api", "--lang", "it"])
        written = {path.name: path.read_text("utf-8") for path in (tmp_path / "api").iterdir()}
        assert paths.files() == written
        assert f"`api`: `openapi.json` e {len(written) - 1} schemi\n" == capsys.readouterr().out
        assert pr.schema(pr.Quote) == json.loads(written["Quote.schema.json"])

    def test_they_hang_on_no_tables(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A folder of tables beside them would be left unread, so it is refused."""
        assert 2 == run(["schemas", "rules", "--api", "--lang", "it"])
        assert "`rules` non ha senso insieme a `--api`" in capsys.readouterr().err
