"""Constructors and JSON have the same limits: what can be made can be written, and what is written can be read."""

import json
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import attrs
import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

import pecrules as pr
from pecrules.model.countries import COUNTRIES
from pecrules.model.fields import AMOUNT_DIGITS, COUNT_DIGITS
from pecrules.model.json import outcome_from_json
from pecrules.policies import MANIFEST, resolve
from tests.profiles import examples
from tests.variants import shipped

ON = date(2027, 1, 10)
BOX = pr.Mailbox(address="mario.rossi@pec.it", plan="pro", expiry=date(2027, 3, 30))
MOST = 10**COUNT_DIGITS - 1

TEXTS = st.text(max_size=6) | st.sampled_from(["\0", "\ud800", "a\udfffb", "\u202e", "\U0001f4e7", "è" * 3])
COUNTS = st.integers() | st.sampled_from([MOST, -MOST, MOST + 1, -MOST - 1, 10**201])
ODD = ("100.0000", "1E+2", "sNaN", "-NaN7", "-0", "0E+99", "0.005", "1E-7", "1E+999999", "1E-201", "1E-200")
EDGES = ("9" * AMOUNT_DIGITS + ".99", "1" + "0" * AMOUNT_DIGITS, "-" + "9" * (AMOUNT_DIGITS + 1))
AMOUNTS = st.decimals() | st.sampled_from([Decimal(text) for text in (*ODD, *EDGES)])
KINDS: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    int: COUNTS,
    Decimal: AMOUNTS,
    date: st.dates() | st.sampled_from([date.min, date.max]),
    bool: st.booleans(),
    NoneType: st.none(),
}


def nouns() -> list[Any]:
    """Every class that somebody gives to a policy."""
    paths = {path for policy in MANIFEST.values() for path in (*policy.subject, policy.request_class) if path}
    return [resolve(path) for path in sorted(paths) if ".outcomes." not in path]


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a field's type, as far as there are any."""
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if get_origin(kind) is tuple:
        return st.lists(values(get_args(kind)[0]), max_size=2).map(tuple)
    if get_args(kind):
        return st.one_of(*map(values, get_args(kind)))
    made_of = KINDS.get(kind)
    return fields(kind).map(lambda drawn: made(kind, drawn)).filter(bool) if made_of is None else made_of


@cache
def fields(kind: Any) -> st.SearchStrategy[dict[str, Any]]:
    """The fields of a class, each with any value; most are left as they usually are."""
    due = {each.name: values(each.type) for each in attrs.fields(kind) if each.default is attrs.NOTHING}
    free = {each.name: values(each.type) for each in attrs.fields(kind) if each.default is not attrs.NOTHING}
    return st.fixed_dictionaries(due, optional=free)


def made(kind: Any, drawn: dict[str, Any]) -> Any:
    """A noun with these fields; ``None`` where one is beyond the limits of its kind."""
    try:
        return kind(**drawn)
    except ValueError:
        return None


def written(value: Any) -> Any:
    """A field as anybody would write it."""
    if attrs.has(type(value)):
        return json.loads(pr.to_json(value))
    if isinstance(value, Decimal):
        return f"{value:f}" if value.is_finite() and abs(value.adjusted()) < 2 * AMOUNT_DIGITS else str(value)
    if isinstance(value, date):
        return value.isoformat()
    return [written(each) for each in value] if isinstance(value, tuple) else value


@examples(300)
@given(st.sampled_from(nouns()).flatmap(lambda kind: st.tuples(st.just(kind), fields(kind))))
def test_what_can_be_made_can_be_written_and_read(question: tuple[Any, dict[str, Any]]) -> None:
    """It is the same when it is read, and equal ones are the same bytes."""
    kind, drawn = question
    noun = made(kind, drawn)
    if noun is not None:
        text = pr.to_json(noun)
        assert noun == pr.from_json(text.encode(), kind)
        assert text == pr.to_json(pr.from_json(text, kind))


@examples(300)
@given(st.sampled_from(nouns()).flatmap(lambda kind: st.tuples(st.just(kind), fields(kind))))
def test_what_can_be_read_can_be_made(question: tuple[Any, dict[str, Any]]) -> None:
    """The reader takes a value if, and only if, the constructor does."""
    kind, drawn = question
    plain = {name: written(value) for name, value in drawn.items()}
    try:
        read = pr.from_json(json.dumps(plain), kind)
    except pr.InvalidRequest:
        read = None
    assert read == made(kind, drawn)


@pytest.mark.parametrize(
    ("given_as", "same"),
    [("100.0000", "100.00"), ("1E+2", "100.00"), ("100", "100.00"), ("-0.00", "0.00"), ("0.0050", "0.005")],
)
def test_an_amount_is_written_in_one_way(given_as: str, same: str) -> None:
    """However it was given: equal credits are the same bytes."""
    assert f'"amount":"{same}"' in pr.to_json(pr.Credit(amount=Decimal(given_as)))


def test_every_country_there_is() -> None:
    """Those of ISO 3166 and Kosovo, as the world's locale data have them beside areas that are no countries."""
    areas = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
    known = {code for code in Locale("en").territories if len(code) == 2 and code.isalpha()}
    assert COUNTRIES == known - areas


@pytest.mark.parametrize(
    ("make", "wanted"),
    [
        (lambda: pr.Credit(amount=Decimal("sNaN")), "amount wants an amount of at most 200 digits"),
        (lambda: pr.Credit(amount=Decimal("1E+999999")), "amount wants an amount of at most 200 digits"),
        (lambda: pr.RenewalRequest(years=10**62), "years wants a whole number of at most 60 digits"),
        (lambda: pr.RenewalRequest(years=10**5_000), "not <int>$"),
        (lambda: attrs.evolve(BOX, extra_inbox_gb=-1), "extra_inbox_gb wants a whole number .*, not below zero"),
        (lambda: attrs.evolve(BOX, last_term_years=0), "last_term_years wants a whole number of years from 1 on"),
        (
            lambda: pr.Order(number="1", kind="renewal", gross=Decimal(1), years=0),
            "years wants a whole number of years",
        ),
        (lambda: pr.Holder(subject="legal_person", country="ZZ"), "as IT, not 'ZZ'"),
        (lambda: attrs.evolve(BOX, archive_bytes=-1), "archive_bytes wants a whole number .*, not below zero"),
        (lambda: pr.Order(number="1", kind="renewal", gross=Decimal(-1)), "gross wants an amount .*, not below zero"),
        (lambda: pr.RenewalRequest(years=1, method="\ud800"), r"method wants a text .*, not '\\ud800'"),
        (lambda: pr.Partner(email="p", credit=pr.Credit(amount=Decimal(1)), domains=("\udfff",)), "domains wants"),
        (
            lambda: pr.Holder(subject="legal_person", country="it"),
            "in two capital letters, as IT, not 'it'",
        ),
        (
            lambda: pr.Holder(subject="legal_person", country="I\u0130"),
            "country wants a country of ISO 3166, in two capital letters",
        ),
    ],
)
def test_a_value_beyond_the_limits(make: Any, wanted: str) -> None:
    """It is refused where it is made, by the name of its field."""
    with pytest.raises(ValueError, match=wanted):
        make()


@cache
def answers() -> list[Any]:
    """Answers to questions that go as far as nouns do."""
    renewal = pr.RenewalRequest(years=5, extra_inbox_gb=MOST, extra_archive_gb=MOST, einvoice_identifier="\0")
    order = pr.PurchaseRequest(
        address="mario.rossi@pec.it", plan="pro", years=1, mailboxes=MOST, extra_inbox_gb=MOST, extra_archive_gb=MOST
    )
    quote = pr.quote_renewal(BOX, renewal, rules=shipped(), on=ON)
    return [
        quote,
        pr.quote_purchase(None, order, rules=shipped(), on=date(2023, 6, 1)),
        pr.quote_renewal(BOX, pr.RenewalRequest(years=-MOST, method="\0\U0001f4e7"), rules=shipped(), on=ON),
        pr.settle(quote, pr.Credit(amount=Decimal("9" * AMOUNT_DIGITS + ".99")), rules=shipped(), on=ON),
        pr.settle(quote, pr.Credit(amount=Decimal("1E-200")), rules=shipped(), on=ON),
        pr.billing_requirements(pr.Holder(subject="legal_person"), "\0", rules=shipped(), on=ON),
    ]


def test_answers_can_be_read() -> None:
    """Whatever the question was: amounts have room for every number of things at every price."""
    assert ["Quote", "Quote", "Refusal"] == [type(each).__name__ for each in answers()[:3]]
    assert answers() == [pr.from_json(pr.to_json(each), type(each)) for each in answers()]


def test_lists_and_mappings_of_answers() -> None:
    """Each says which it is, wherever it stands; a tuple is read as a list."""
    several = {"a": answers()[0], "outcome": {}, "c": [answers()[2], []]}
    assert several == pr.from_json(pr.to_json(several))
    assert answers() == pr.from_json(pr.to_json(tuple(answers())))


def test_a_noun_is_read_strictly() -> None:
    """No key twice, no text for a number, and no other outcome than the one that is wanted."""
    for text, kind, code in (
        ('{"subject": "legal_person", "subject": "natural_person"}', pr.Holder, "PR301"),
        ('{"years": "1"}', pr.RenewalRequest, "PR304"),
        ('{"years": 1' + "0" * 60 + "}", pr.RenewalRequest, "PR304"),
        ('{"subject": "legal_person", "country": "Italy"}', pr.Holder, "PR304"),
        ('"legal_person"', pr.Holder, "PR304"),
        ("[]", pr.Holder, "PR304"),
        (pr.to_json(answers()[0]), pr.Refusal, "PR306"),
    ):
        with pytest.raises(pr.InvalidRequest) as told:
            pr.from_json(text, kind)
        assert [code] == [problem.code for problem in told.value.problems]


def test_one_answer_is_no_list() -> None:
    """Where exactly one is wanted, several are told."""
    assert answers()[0] == outcome_from_json(pr.to_json(answers()[0]))
    with pytest.raises(pr.InvalidRequest, match="PR304"):
        outcome_from_json("[]")


@pytest.mark.parametrize("given", [3, None, {"outcome"}])
def test_what_is_read_is_a_text(given: object) -> None:
    """Or what a column of JSON gives back."""
    with pytest.raises(TypeError, match="from_json wants a text of JSON, or the mapping or list that one holds, not"):
        pr.from_json(given, pr.Mailbox)  # type: ignore[call-overload] # the checker says so, too


def test_what_is_wanted_is_a_class() -> None:
    """A name or a day is none that could be read."""
    for kind in ("Mailbox", date, None.__class__, list):
        with pytest.raises(TypeError, match="from_json wants a class, as Mailbox"):
            pr.from_json("{}", kind)  # type: ignore[arg-type] # the checker says so, too


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"y" * 100_000: 1}),
        json.dumps({"years": "y" * 100_000}),
        json.dumps({"years": 1, "paid_on": "y" * 100_000}),
        json.dumps({"years": 1, "method": ["y"] * 30_000}),
        json.dumps({f"key-{number}": 1 for number in range(3_000)}),
        '{"' + "y" * 100_000 + '": 1, "' + "y" * 100_000 + '": 1}',
        json.dumps({"years": 1, "method": "\ud800" * 10_000}),
    ],
)
def test_an_error_repeats_little_of_what_was_wrong(text: str) -> None:
    """However long a document is, what is told of it can be read; and it can be written."""
    with pytest.raises(pr.InvalidRequest) as told:
        pr.from_json(text, pr.RenewalRequest)
    assert len(str(told.value).encode()) < 30_000
