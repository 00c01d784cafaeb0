"""JSON in and out: canonical, exact, strict."""

import json
from datetime import date
from decimal import Decimal
from functools import cache
from typing import get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules import (
    Caveat,
    Charges,
    Effect,
    Holder,
    InvalidRequest,
    Line,
    Mailbox,
    Option,
    PecrulesError,
    Quote,
    Refusal,
    RenewalOptions,
    RenewalRequest,
    Stamp,
    from_json,
    from_plain,
    quote_renewal,
    renewal_options,
    to_json,
)
from pecrules.model.codes import EffectCode, EffectUnit, Item, MethodName, RefusalCode, RemedyCode, RequirementCode
from pecrules.model.json import parse, to_plain
from pecrules.model.outcomes.common import Doubt
from pecrules.testing.strategies import holders, mailboxes, renewal_requests
from tests.profiles import examples
from tests.variants import shipped

DAY = date(2026, 11, 21)
STAMP = Stamp(digest="0" * 64, book="retail", on=DAY, as_known=None, version="0.1.0")
BOX = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))

TEXT = st.text(max_size=8)
WHOLE = st.integers(-(10**20), 10**20)
AMOUNT = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents).scaleb(-2))
DAYS = st.dates()
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
STAMPS = st.builds(Stamp, digest=TEXT, book=TEXT, on=DAYS, as_known=st.none() | DAYS, version=TEXT)
CAVEATS = st.lists(st.builds(Caveat, TEXT, st.sampled_from(get_args(Doubt))), max_size=2).map(tuple)
REFUSAL_CODES = st.sampled_from(get_args(RefusalCode))
REMEDIES = st.lists(st.sampled_from(get_args(RemedyCode)), max_size=3).map(tuple)
LINES = st.builds(Line, st.sampled_from(get_args(Item)), WHOLE, WHOLE, AMOUNT, AMOUNT, TEXT)
EFFECTS = st.builds(
    Effect,
    st.sampled_from(get_args(EffectCode)),
    TEXT,
    st.none() | st.sampled_from(get_args(EffectUnit)),
    st.none() | WHOLE,
    st.none() | WHOLE,
)
QUOTES = st.builds(
    Quote,
    charges=st.builds(
        Charges,
        lines=st.lists(LINES, max_size=2).map(tuple),
        net=AMOUNT,
        vat_percent=AMOUNT,
        vat=AMOUNT,
        gross=AMOUNT,
        effects=st.lists(EFFECTS, max_size=2).map(tuple),
        requires=st.lists(st.sampled_from(get_args(RequirementCode)), max_size=1).map(tuple),
        advised_days=st.none() | WHOLE,
        because=TEXTS,
        caveats=CAVEATS,
    ),
    expiry=st.none() | DAYS,
    stamp=STAMPS,
)
REFUSALS = st.builds(
    Refusal,
    code=REFUSAL_CODES,
    asked=st.none() | TEXT | WHOLE,
    allowed=st.lists(TEXT | WHOLE, max_size=3).map(tuple),
    remedies=REMEDIES,
    nearest=st.none() | renewal_requests(),
    because=TEXTS,
    caveats=CAVEATS,
    stamp=STAMPS,
)


def option(value):
    return st.lists(st.builds(Option, value, st.booleans(), st.none() | REFUSAL_CODES, TEXTS), max_size=2).map(tuple)


OPTIONSES = st.builds(
    RenewalOptions,
    possible=st.booleans(),
    refused=st.none() | REFUSAL_CODES,
    remedies=REMEDIES,
    years=option(WHOLE),
    extra_inbox_gb=st.none() | WHOLE,
    extra_archive_gb=st.none() | WHOLE,
    methods=option(st.sampled_from(get_args(MethodName))),
    last_day=DAYS,
    because=TEXTS,
    caveats=CAVEATS,
    stamp=STAMPS,
)


@cache
def quote():
    """A yes."""
    return quote_renewal(BOX, RenewalRequest(years=2, method="card"), rules=shipped(), on=date(2027, 1, 10))


@cache
def refusal():
    """A no."""
    return quote_renewal(BOX, RenewalRequest(years=9), rules=shipped(), on=date(2027, 1, 10))


@cache
def options():
    """What may be chosen."""
    return renewal_options(BOX, rules=shipped(), on=date(2027, 1, 10))


def problems(read, *args):
    """What is told about something that cannot be read: code, path and argument."""
    with pytest.raises(InvalidRequest) as caught:
        read(*args)
    return [(problem.code, problem.path, problem.args.get("found")) for problem in caught.value.problems]


def changed(outcome, **parts):
    """An outcome's JSON with other values in places."""
    plain = to_plain(outcome)
    for dotted, value in parts.items():
        *way, last = dotted.split("__")
        place = plain
        for step in way:
            place = place[int(step) if step.isdigit() else step]
        place[last] = value
    return json.dumps(plain)


class TestWriting:
    """Equal values give equal bytes."""

    def test_a_request(self):
        """Keys are sorted, nothing is indented, days are text."""
        assert (
            '{"country":"IT","name":null,"reference_email":null,"split_payment":false,"subject":"legal_person","tax_code":null,'
            '"vat_number":null}'
        ) == to_json(Holder(subject="legal_person"))
        assert '"expiry":"2027-03-30","extra_archive_gb":0' in to_json(BOX)

    def test_an_outcome_says_which(self):
        """Reading it back needs no other knowledge."""
        assert ["Quote", "Refusal", "RenewalOptions"] == [
            to_plain(each)["outcome"] for each in (quote(), refusal(), options())
        ]
        assert "outcome" not in to_plain(BOX)

    def test_money_is_text(self):
        """Two decimals, never a binary fraction."""
        assert "24.16" == to_plain(quote())["charges"]["gross"]

    def test_letters_are_themselves(self):
        """Nothing is escaped that need not be."""
        assert '"address":"caffè@pec.it"' in to_json(attrs.evolve(BOX, address="caffè@pec.it"))


class TestThereAndBack:
    """What is written is read as it was."""

    @examples(60)
    @given(QUOTES | REFUSALS | OPTIONSES)
    def test_outcomes(self, outcome):
        """Also those no policy has thought of yet; and written again they are the same bytes."""
        text = to_json(outcome)
        assert outcome == from_json(text)
        assert text == to_json(from_json(text.encode()))

    @examples(60)
    @given(mailboxes() | renewal_requests() | holders())
    def test_nouns(self, noun):
        """Mailboxes, requests and holders, from the plain data of their JSON."""
        assert noun == from_plain(type(noun), parse(to_json(noun)))

    def test_defaults_may_be_left_out(self):
        """A form sends what it has."""
        assert RenewalRequest(years=1) == from_plain(RenewalRequest, {"years": 1})
        plain = {"address": "mario.rossi@pec.it", "plan": "standard", "expiry": "2027-03-30"}
        assert BOX == from_plain(Mailbox, plain)

    def test_a_holder_within_a_mailbox(self):
        """Blocks within blocks are read too."""
        plain = to_plain(BOX) | {"holder": {"subject": "legal_person"}}
        assert Holder(subject="legal_person") == from_plain(Mailbox, plain).holder


class TestNoJson:
    """Text that is no strict JSON is refused as a whole."""

    @pytest.mark.parametrize(
        ("reason", "text"),
        [
            ({"reason": "infinite", "number": "NaN"}, '{"a": NaN}'),
            ({"reason": "infinite", "number": "Infinity"}, "Infinity"),
            ({"reason": "key_twice", "key": "a"}, '{"a": 1, "a": 2}'),
            ({"reason": "not_utf8"}, b"\xff"),
            ({"reason": "too_long", "digits": "201"}, "1" * 201),
            ({"reason": "exponent", "number": "1e9999999999999999999"}, "1e9999999999999999999"),
            ({"reason": "too_deep"}, "[" * 100_000),
        ],
    )
    def test_it_is_told(self, reason, text):
        """A key twice, a NaN, a number without end, nesting without end: all PR301, and why."""
        with pytest.raises(InvalidRequest) as raised:
            parse(text)
        assert [("PR301", (), reason)] == [(each.code, each.path, each.args) for each in raised.value.problems]

    @pytest.mark.parametrize(
        ("what", "line", "column", "text"),
        [
            ("value_missing", 1, 1, ""),
            ("value_missing", 2, 7, '{\n  "a":}'),
            ("name_missing", 1, 2, "{'a': 1}"),
            ("colon_missing", 1, 6, '{"a" 1}'),
            ("comma_missing", 1, 4, "[1 2]"),
            ("open_quotes", 1, 1, '"a'),
            ("bad_escape", 1, 2, r'"\q"'),
            ("bad_unicode_escape", 1, 3, r'"\u12"'),
            ("control_character", 1, 4, '"a,\n]"'),
            ("more_follows", 1, 3, "1 2"),
            ("byte_order_mark", 1, 1, "\ufeff1"),
        ],
    )
    def test_where_it_ends_to_be_json(self, what, line, column, text):
        """What the reader of JSON says is a code, with its place."""
        reason = {"reason": "syntax", "what": what, "line": str(line), "column": str(column)}
        with pytest.raises(InvalidRequest) as raised:
            parse(text)
        assert [reason] == [each.args for each in raised.value.problems]

    @pytest.mark.parametrize(
        ("text", "line", "column"), [("[1,]", 1, 3), ('{"a": 1 , }', 1, 9), ("[[1], ]", 1, 5), ('{"a": 1,\n}', 1, 8)]
    )
    def test_a_comma_too_many(self, text, line, column):
        """It is told as such, where it stands, by every release of Python, though some only see that more is wanted."""
        with pytest.raises(InvalidRequest) as raised:
            parse(text)
        reason = {"reason": "syntax", "what": "comma_too_many", "line": str(line), "column": str(column)}
        assert [reason] == [each.args for each in raised.value.problems]

    def test_what_another_release_says(self, monkeypatch):
        """What has no code is quoted."""

        def stumbling(*_, **__):
            raise json.JSONDecodeError("Something new", "x", 0)

        monkeypatch.setattr(json, "loads", stumbling)
        with pytest.raises(InvalidRequest, match="this is not JSON: Python says: Something new: line 1, column 1"):
            parse("x")

    def test_numbers_with_a_point_keep_their_digits(self):
        """They are Decimals, so none is silently another one."""
        assert {"a": Decimal("0.1000000000000000055"), "b": [1, None, True]} == parse(
            '{"a": 0.1000000000000000055, "b": [1, null, true]}'
        )


class TestNoOutcome:
    """JSON that is not an outcome is refused."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("[1]", ("PR304", (0,), "1")),
            ('"Quote"', ("PR304", (), '"Quote"')),
            ('{"a": 1}', ("PR303", ("outcome",), None)),
            ('[{"outcome": "Quota"}]', ("PR306", (0, "outcome"), "Quota")),
            ('{"a": [{"b": 1}]}', ("PR303", ("a", 0, "outcome"), None)),
            ("[[[[[[[[[]]]]]]]]]", ("PR304", (0,) * 8, "[]")),
            ('{"outcome": "Quota"}', ("PR306", ("outcome",), "Quota")),
            ('{"outcome": 1}', ("PR306", ("outcome",), "1")),
            ('{"outcome": ["Quote"]}', ("PR304", ("outcome", 0), '"Quote"')),
            ('{"outcome": null}', ("PR306", ("outcome",), "None")),
        ],
    )
    def test_it_is_told(self, text, expected):
        """No block, no name, or a name of nothing."""
        assert [expected] == problems(from_json, text)

    def test_the_nearest_name_is_proposed(self):
        """A slip of the pen is not far from what was meant."""
        with pytest.raises(InvalidRequest, match="did you mean `Refusal`"):
            from_json('{"outcome": "Refused"}')

    def test_a_number_too_long_is_told_within(self):
        """Wherever it stands."""
        assert [("PR301", (), None)] == problems(from_json, '{"outcome": ' + "9" * 300 + "}")

    @pytest.mark.parametrize("number", ["1e99999999999999999999", "-1.5E-99999999999999999999"])
    def test_a_number_beyond_all_numbers_is_told(self, number):
        """An exponent that nobody can reckon with is no number."""
        assert [("PR301", (), None)] == problems(from_json, f'{{"outcome": {number}}}')


class TestStrictness:
    """Nothing is coerced; every mistake is told with its place, all at once."""

    def test_a_fraction_is_told_as_it_was_written(self):
        """Not as a text, which it is none."""
        with pytest.raises(InvalidRequest, match=r"PR304 `2\.5` is of the wrong kind for `years`"):
            from_json('{"years": 2.5}', RenewalRequest)

    @pytest.mark.parametrize(
        ("part", "value", "code", "path"),
        [
            ("charges__net", " 9.90", "PR304", ("charges", "net")),
            ("charges__net", "9_0.9", "PR304", ("charges", "net")),
            ("charges__net", "٩.90", "PR304", ("charges", "net")),
            ("charges__net", "1E+2", "PR304", ("charges", "net")),
            ("charges__net", "NaN", "PR304", ("charges", "net")),
            ("charges__net", "9,90", "PR304", ("charges", "net")),
            ("charges__net", 9.9, "PR304", ("charges", "net")),
            ("charges__net", None, "PR304", ("charges", "net")),
            ("charges__because", "ab", "PR304", ("charges", "because")),
            ("charges__because", {"a": 1}, "PR304", ("charges", "because")),
            ("charges__because", None, "PR304", ("charges", "because")),
            ("charges__because", [1], "PR304", ("charges", "because", 0)),
            ("charges__lines", {}, "PR304", ("charges", "lines")),
            ("charges__lines", ["x"], "PR304", ("charges", "lines", 0)),
            ("charges__lines__0__years", "2", "PR304", ("charges", "lines", 0, "years")),
            ("charges__lines__0__years", True, "PR304", ("charges", "lines", 0, "years")),
            ("charges__lines__0__years", 2.0, "PR304", ("charges", "lines", 0, "years")),
            ("charges__effects__0__least", "1", "PR304", ("charges", "effects", 0, "least")),
            ("charges", [], "PR304", ("charges",)),
            ("expiry", "2026-W47-6", "PR305", ("expiry",)),
            ("expiry", "20261121", "PR305", ("expiry",)),
            ("expiry", "2026-02-30", "PR305", ("expiry",)),
            ("expiry", "2026-11-21T00:00:00", "PR305", ("expiry",)),
            ("expiry", 20261121, "PR305", ("expiry",)),
            ("new_expiry", None, "PR305", ("new_expiry",)),
            ("stamp__as_known", "yesterday", "PR305", ("stamp", "as_known")),
            ("stamp__book", 1, "PR304", ("stamp", "book")),
        ],
    )
    def test_a_wrong_value_in_a_quote(self, part, value, code, path):
        """One way to write a day, one way to write an amount, lists are lists."""
        assert [(code, path)] == [each[:2] for each in problems(from_json, changed(quote(), **{part: value}))]

    @pytest.mark.parametrize(
        ("part", "value", "code"),
        [
            ("asked", True, "PR304"),
            ("asked", [], "PR304"),
            ("allowed", [None], "PR304"),
            ("nearest", "none", "PR304"),
            ("nearest", [], "PR304"),
        ],
    )
    def test_a_wrong_value_in_a_refusal(self, part, value, code):
        """What may be text or a number is nothing else."""
        assert [code] == [each[0] for each in problems(from_json, changed(refusal(), **{part: value}))]

    @pytest.mark.parametrize(
        ("nearest", "found"),
        [
            ({"years": 2}, "None"),
            ({"request": "RenewalReqest", "years": 2}, "RenewalReqest"),
            ({"request": ["RenewalRequest"]}, "['RenewalRequest']"),
            ({"request": {}}, "{}"),
        ],
    )
    def test_what_is_proposed_says_which_request_it_is(self, nearest, found):
        """No name, or a name of nothing, is told where it stands; nothing is guessed from the fields."""
        expected = [("PR306", ("nearest", "request"), found)]
        assert expected == problems(from_json, changed(refusal(), nearest=nearest))

    def test_a_certainty_is_one_of_three_words(self):
        """Words are held against their list."""
        uncertain = attrs.evolve(refusal(), caveats=(Caveat("a/b", "assumed"),))
        text = changed(uncertain, caveats=[{"row": "a/b", "certainty": "asumed"}])
        assert [("PR306", ("caveats", 0, "certainty"), "asumed")] == problems(from_json, text)
        with pytest.raises(InvalidRequest, match="did you mean `assumed`"):
            from_json(text)

    @pytest.mark.parametrize(
        ("path", "changes"),
        [
            (("code",), {"code": "term_not_ofered"}),
            (("remedies", 1), {"remedies": ["renew", "renew_by_had"]}),
        ],
    )
    def test_a_code_is_one_of_a_closed_list(self, path, changes):
        """A code that no policy gives is told where it stands, with the nearest that one does."""
        with pytest.raises(InvalidRequest) as raised:
            from_json(changed(refusal(), **changes))
        assert [("PR306", path)] == [(each.code, each.path) for each in raised.value.problems]
        assert raised.value.problems[0].nearest in {"term_not_offered", "renew_by_hand"}

    def test_an_option_of_the_other_kind(self):
        """Years are numbers, ways to pay are words."""
        plain = to_plain(options())
        plain["years"][0]["value"], plain["methods"][0]["value"] = "1", 1
        assert [("years", 0, "value"), ("methods", 0, "value")] == [
            each[1]
            for each in sorted(problems(from_json, json.dumps(plain)), key=lambda each: each[1][0], reverse=True)
        ]

    def test_unknown_and_missing_fields(self):
        """Each unknown field is told with what is left to choose from; each missing one by name."""
        plain = {"addres": "a", "plan": "pro", "expiry": "2027-03-30", "wishes": 1}
        found = problems(from_plain, Mailbox, plain)
        assert {
            ("PR302", ("addres",), "addres"),
            ("PR302", ("wishes",), "wishes"),
            ("PR303", ("address",), None),
        } == set(found)
        with pytest.raises(InvalidRequest, match="did you mean `address`"):
            from_plain(Mailbox, plain)

    def test_an_unknown_field_within(self):
        """The way to it is part of what is told."""
        plain = to_plain(BOX) | {"holder": {"subject": "legal_person", "nome": "Acme"}}
        assert [("PR302", ("holder", "nome"), "holder.nome")] == problems(from_plain, Mailbox, plain)

    def test_everything_at_once(self):
        """Three mistakes are three problems."""
        plain = {"years": "2", "method": 1, "promo": "no"}
        assert {("years",), ("method",), ("promo",)} == {
            each[1] for each in problems(from_plain, RenewalRequest, plain)
        }

    @pytest.mark.parametrize("plain", [None, [], "x", 1])
    def test_no_block_at_all(self, plain):
        """A noun is a block of keys."""
        assert ["PR304"] == [each[0] for each in problems(from_plain, RenewalRequest, plain)]

    def test_the_reason_is_what_was_wanted(self):
        """The kind that is wanted is in the sentence."""
        with pytest.raises(InvalidRequest, match=r'`"2"` is of the wrong kind for `years`: a whole number is wanted'):
            from_plain(RenewalRequest, {"years": "2"})
        with pytest.raises(InvalidRequest, match="a list is wanted"):
            from_json(changed(quote(), charges__because=None))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.just("2026-11-21"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@st.composite
def spoiled(draw):
    """An outcome's JSON with one value, anywhere, replaced by another."""
    plain = to_plain(draw(st.sampled_from([quote(), refusal(), options()])))
    place, way = plain, []
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        way.append(key)
        if not isinstance(place[key], dict | list) or not place[key] or draw(st.booleans()):
            place[key] = draw(JSON)
            return json.dumps(plain)
        place = place[key]


class TestAnything:
    """Whatever comes in, an outcome comes out or an error of ours."""

    @examples(200)
    @given(spoiled())
    def test_a_value_replaced(self, text):
        """If it is read, then it is written again as it was."""
        try:
            outcome = from_json(text)
        except PecrulesError:
            return
        assert json.loads(text) == json.loads(to_json(outcome))

    @given(JSON, st.sampled_from([Mailbox, RenewalRequest, Holder, Quote]))
    def test_any_json(self, plain, kind):
        """No other error escapes."""
        with pytest.raises(InvalidRequest):
            from_plain(kind, plain)

    @given(st.text() | st.binary())
    def test_any_text(self, text):
        """No other error escapes from text either."""
        with pytest.raises(InvalidRequest):
            from_json(text)


def test_a_mapping_is_written_by_names() -> None:
    """A number is none, for it would come back as a text."""
    with pytest.raises(TypeError, match="names that are texts, not 1"):
        to_json({1: BOX})
