"""What is published: schemas that fit all that is written, and refuse what cannot be read; and pydantic with them."""

import json
from functools import cache
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import BaseModel, TypeAdapter, ValidationError

import pecrules as pr
from pecrules.model import for_pydantic, schemas
from pecrules.model.outcomes.channels import Guide
from pecrules.policies import OUTCOMES, REQUESTS, name_of, resolve
from pecrules.testing import strategies as drawn
from tests.model.test_json import OPTIONSES, QUOTES, REFUSALS
from tests.places import ROOT
from tests.profiles import examples

RECEIPTS = sorted((ROOT / "tests" / "golden" / "receipts").glob("*.json"))
BOX = {"address": "mario.rossi@pec.it", "plan": "standard", "expiry": "2027-03-30"}


@cache
def judge(kind: Any) -> Draft202012Validator:
    """What holds values against a schema; days have to be days."""
    whole = pr.schema(kind)
    Draft202012Validator.check_schema(whole)
    return Draft202012Validator(whole, format_checker=FormatChecker(["date"]))


def wrong(kind: Any, plain: Any) -> list[str]:
    """What is wrong with plain data by a schema."""
    return [error.message for error in judge(kind).iter_errors(plain)]


class TestWhatIsWritten:
    """It fits."""

    def test_every_answer_that_was_given(self) -> None:
        """Of each class, as releases have given them, by itself and as any outcome; and what was asked."""
        kept = [json.loads(path.read_text("utf-8")) for path in RECEIPTS]
        outcomes = [pr.verify(each).outcome for each in kept]  # type: ignore[union-attr] # they are sound
        assert {name_of(path) for path in OUTCOMES} <= {type(each).__name__ for each in outcomes}
        for outcome in outcomes:
            plain = pr.to_plain(outcome)
            assert ([], []) == (wrong(type(outcome), plain), wrong(pr.Outcome, plain))

    @examples(40)
    @given(QUOTES | REFUSALS | OPTIONSES)
    def test_answers_that_nobody_gave_yet(self, outcome: Any) -> None:
        """Whatever stands in their fields."""
        assert [] == wrong(type(outcome), pr.to_plain(outcome))

    @examples(40)
    @given(st.data())
    def test_nouns_and_requests(self, data: st.DataObject) -> None:
        """As they are drawn."""
        strategy = data.draw(st.sampled_from((
            drawn.mailboxes, drawn.holders, drawn.renewal_requests, drawn.purchase_requests, drawn.orders, drawn.events,
        )))  # fmt: skip
        noun = data.draw(strategy())
        assert [] == wrong(type(noun), pr.to_plain(noun))


class TestWhatIsRead:
    """What does not fit cannot be read either."""

    @pytest.mark.parametrize(
        ("kind", "change"),
        [
            (pr.Mailbox, {"expiry": "2027-02-30"}),
            (pr.Mailbox, {"extra_inbox_gb": -1}),
            (pr.Mailbox, {"extra_inbox_gb": 10**60}),
            (pr.Mailbox, {"last_term_years": 0}),
            (pr.Mailbox, {"kind": "casella"}),
            (pr.Mailbox, {"holder": {"subject": "legal_person", "country": "it"}}),
            (pr.Mailbox, {"extra_inbox": 1}),
            (pr.Mailbox, {"auto_renew": 1}),
            (pr.Credit, {"amount": "1,50"}),
            (pr.Order, {"gross": "-1.00"}),
        ],
    )
    def test_neither_takes_it(self, kind: Any, change: dict[str, Any]) -> None:
        """A schema names the very limits of the constructor."""
        sound = {
            pr.Mailbox: BOX,
            pr.Credit: {"amount": "1.50"},
            pr.Order: {"number": "1", "kind": "renewal", "gross": "1.00"},
        }
        assert [] == wrong(kind, sound[kind])
        assert isinstance(pr.from_plain(kind, sound[kind]), kind)
        assert [] != wrong(kind, sound[kind] | change)
        with pytest.raises(pr.InvalidRequest):
            pr.from_plain(kind, sound[kind] | change)

    def test_what_may_be_left_out(self) -> None:
        """A field that has to be given is required, any other says what it is when it is not given."""
        whole = pr.schema(pr.RenewalRequest)
        assert ["years"] == whole["required"]
        assert {"default": True, "type": "boolean"}.items() <= whole["properties"]["signed_in"].items()

    def test_an_answer_may_grow(self) -> None:
        """A later release may add fields to answers, and none to what is asked."""
        assert False is pr.schema(pr.RenewalRequest)["additionalProperties"]
        assert "additionalProperties" not in pr.schema(pr.Status)

    def test_one_of_several(self) -> None:
        """It is called by all of them, and an outcome among them says which one it is."""
        assert ["QuoteOrRefusal", "Outcome"] == [
            pr.schema(each)["title"] for each in (pr.Quote | pr.Refusal, pr.Outcome)
        ]
        quote = pr.to_plain(pr.verify(RECEIPTS[0].with_name("renewal.json").read_bytes()).outcome)  # type: ignore[union-attr] # it is sound
        assert [] == wrong(pr.Quote | pr.Refusal, quote)
        assert [] != wrong(pr.Quote | pr.Refusal, {key: quote[key] for key in quote.keys() - {"outcome"}})
        assert [] == wrong(pr.Mailbox | pr.Order, BOX)

    @pytest.mark.parametrize("kind", [int, "Mailbox", Literal["a"], pr.Ruleset, pr.Mailbox | None, int | str])
    def test_what_has_no_schema(self, kind: Any) -> None:
        """Only what is written as JSON has one."""
        with pytest.raises(TypeError, match="schema wants a class, as Mailbox, not"):
            pr.schema(kind)


class Form(BaseModel):
    """What a page sends."""

    mailbox: pr.Mailbox
    request: pr.RenewalRequest


class TestPydantic:
    """It takes our classes for what they are."""

    def test_a_body(self) -> None:
        """What is read is what ``from_plain`` reads; a value is taken as it is; what is written is read back."""
        form = Form.model_validate({"mailbox": BOX, "request": {"years": 2}})
        assert (pr.from_plain(pr.Mailbox, BOX), 2) == (form.mailbox, form.request.years)
        assert form == Form(mailbox=form.mailbox, request=form.request)
        assert form == Form.model_validate_json(form.model_dump_json())

    def test_problems_stand_where_they_are(self) -> None:
        """Each with its code, in the whole document, and with what stands there."""
        with pytest.raises(ValidationError) as caught:
            Form.model_validate({"mailbox": BOX | {"holder": {"subject": "x"}}, "request": {"metod": "card"}})
        found = [(each["type"], each["loc"], each["input"]) for each in caught.value.errors()]
        assert [
            ("PR306", ("mailbox", "holder", "subject"), "x"),
            ("PR302", ("request", "metod"), "card"),
            ("PR303", ("request", "years"), None),
        ] == sorted(found, key=lambda each: each[1])

    def test_what_is_no_block(self) -> None:
        """A list where a mailbox belongs."""
        with pytest.raises(ValidationError, match="a block of keys is wanted"):
            Form.model_validate({"mailbox": [], "request": {"years": 2}})

    def test_a_mistake_below_what_is_none(self) -> None:
        """Where a number stands in the place of a block, there is nothing to show of what it lacks."""
        assert None is for_pydantic._at({"a": 1}, ("a", "b"))

    def test_schemas_have_names(self) -> None:
        """So that a document about a program speaks of each class once."""
        whole = Form.model_json_schema()
        assert {"Mailbox", "Holder", "RenewalRequest", "Kind", "SubjectType"} == whole["$defs"].keys()
        assert {"$ref": "#/$defs/Mailbox"} == whole["properties"]["mailbox"]
        assert pr.schema(pr.RenewalRequest)["properties"] == whole["$defs"]["RenewalRequest"]["properties"]

    def test_an_answer(self) -> None:
        """A yes or a no; lists of options and pages of guides have names, too."""
        adapter: TypeAdapter[Any] = TypeAdapter(pr.Quote | pr.Refusal | pr.Option[int] | Guide)
        no = pr.verify((ROOT / "tests/golden/receipts/renewal-refused.json").read_bytes()).outcome  # type: ignore[union-attr]
        assert no == adapter.validate_json(adapter.dump_json(no))
        assert {"Quote", "Refusal", "Request", "OptionInt", "Guide"} <= adapter.json_schema()["$defs"].keys()


def test_every_class_is_published() -> None:
    """Each that the manifest names, and no other."""
    assert {resolve(path) for path in OUTCOMES | REQUESTS} <= set(schemas.published())
