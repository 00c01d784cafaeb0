"""A change in words: the first two lines, the rows, the cases, whom it touches."""

import json
import re
from datetime import date
from decimal import Decimal
from functools import cache
from types import SimpleNamespace

import pytest

from pecrules import Mailbox, RenewalRequest, load_rules, quote_renewal
from pecrules.analysis.changes import Changes, changes
from pecrules.analysis.mailboxes import touched
from pecrules.analysis.regions import Bound, Limit
from pecrules.base.values import evolve
from pecrules.model.changes import Answered, Difference, Move, OtherReasons, Reversal, Touched, Unknown
from pecrules.model.outcomes.calendars import CalendarDay
from pecrules.model.outcomes.common import Effect
from pecrules.model.outcomes.offers import Choice, PlanOffer, PossibleEvent, RequestChoices
from pecrules.policies import MANIFEST
from pecrules.present import LANGUAGES, sentences
from pecrules.present.answers.choices import allowed
from pecrules.present.catalogues import say
from pecrules.present.changes.digest import READ_IN_A_MINUTE
from pecrules.present.changes.moves import lost
from pecrules.present.changes.plain import as_json, touched_plainly
from pecrules.present.changes.reports import report
from pecrules.present.changes.touched import as_parts, beyond, stranded, unsure
from pecrules.present.changes.years import of_all_years
from pecrules.present.names import Names
from pecrules.present.terms import POLICIES
from pecrules.rulebook.differences import besides, differences
from tests.places import TESTS
from tests.rulebook.test_differences import END, dearer
from tests.variants import add, reword, shipped, variant

TODAY, JULY, JANUARY = date(2027, 1, 10), date(2027, 7, 1), date(2028, 1, 1)
pytestmark = pytest.mark.long

MESSAGE = "messages", "expiry-notice-2016"
NOTICES = "mailbox-first-notice-2025", "mailbox-charge-notice-2025"
GOLDEN = TESTS / "golden"


@cache
def parted():
    """A price that existing customers have half a year later."""
    return variant(dearer(existing_since="2028-01-01"))


BOXES = [
    Mailbox(address="ieri@pec.it", plan="standard", expiry=date(2027, 9, 30), requested_on=date(2020, 1, 1)),
    Mailbox(address="nuova@pec.it", plan="standard", expiry=date(2027, 9, 30), requested_on=JULY, last_term_years=2),
    Mailbox(address="pro@pec.it", plan="pro", expiry=date(2027, 9, 30)),
]


def case(**given) -> Difference:
    """A case of a renewal that costs more, with some parts of it otherwise."""
    told = {
        "policy": "quote_renewal", "part": "price", "on": JULY, "customers": None, "when": {"plan": ("standard",)},
        "between": (), "moved": ("net", "vat", "gross", "to_pay"), "subject": BOXES[0], "request": {},
        "before": paid("12.08"), "after": paid("14.52"), "least": move("12.08", "14.52"),
        "most": move("12.08", "14.52"), "cases": 1,
    }  # fmt: skip
    return Difference(**(told | given))


def paid(amount: str) -> Answered:
    """An answer that says what is to be paid."""
    return Answered("answer", None, {"to_pay": Decimal(amount), "gross": Decimal(amount)})


def move(before: str, after: str) -> Move:
    """An amount before and after."""
    return Move(Decimal(before), Decimal(after))


def refused():
    """A no, as a policy says it."""
    request = RenewalRequest(years=9)
    return Answered("refused", quote_renewal(BOXES[0], request, rules=shipped(), on=TODAY), {})


def found(*cases, rules=None, former=None, other=(), unasked=(), unsettled=0):
    """What a change is found to do."""
    rules, former = rules or parted(), former or shipped()
    return SimpleNamespace(
        rows=differences(former, rules),
        besides=besides(former, rules),
        differences=cases,
        other_reasons=other,
        unasked=unasked,
        unsettled=unsettled,
    )


def shown(*cases, lang="en", **given) -> list[str]:
    """The lines of a report."""
    kind = {name: given.pop(name) for name in ("format", "every") if name in given}
    return report(found(*cases, **given), parted(), lang, **kind).split("\n")


def body(*cases, **given) -> str:
    """What is told of cases."""
    return "\n".join(shown(*cases, **given))


# -- whole ------------------------------------------------------------------------------------------------------------


@cache
def done() -> Changes:
    """What a price that existing customers have later does to automatic renewals."""
    return changes(shipped(), parted(), today=TODAY, policies={"automatic_renewal"})


def whole(lang: str, kind: str = "text") -> str:
    """What a price that existing customers have later does to automatic renewals and to some mailboxes."""
    whom = touched(BOXES, shipped(), parted(), (JULY, JANUARY), today=TODAY)
    return report(done(), parted(), lang, kind, more=[*as_parts(whom, len(BOXES), parted(), lang)])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_as_it_is_read(lang):
    """The whole text, in each language."""
    assert (GOLDEN / f"diff.{lang}.txt").read_text("utf-8") == whole(lang) + "\n"


def test_for_a_pull_request():
    """The same as Markdown, with a table for each part."""
    assert (GOLDEN / "diff.it.md").read_text("utf-8") == whole("it", "markdown") + "\n"


def great(lang: str, kind: str = "text", **given) -> str:
    """What many cases of every kind, on several days, are told as; with rows of every kind."""
    rules = variant(
        dearer(existing_since="never"), reword("lifecycle", "mailbox-grace-2016", grace_days=60),
        reword("plans", "standard-2024", features=[]), reword("pricing", "pro-year-2023", certainty="assumed"),
    )  # fmt: skip
    same = {"least": None, "most": None}
    yes, no = Answered("answer", None, {"until": JULY}), Answered("answer", None, {"until": JANUARY})
    days = [date(2027, 7, day) for day in range(1, 16)]
    cases = [
        each
        for day in days
        for each in (
            case(on=day),
            case(on=day, customers="existing", before=paid("14.52"), after=paid("12.08"), least=move("14.52", "12.08"),
                 most=move("14.52", "12.08")),
            case(on=day, after=refused(), **same),
            case(on=day, policy="quote_purchase", before=refused(), **same),
            case(on=day, policy="quote_purchase", before=refused(), after=refused(), moved=(), **same),
            case(on=day, policy="status", before=yes, after=no, moved=("until",), **same),
        )
    ]  # fmt: skip
    other = [OtherReasons("status", "state", JULY, None, ("plans/a",), (), 7)]
    return report(found(*cases, rules=rules, other=other), rules, lang, kind, **given)


# -- the first two lines ----------------------------------------------------------------------------------------------


def test_nothing():
    """Nothing is told of a change that is none."""
    assert [""] == shown(rules=shipped())


class TestFirstLines:
    """Who pays more or less, from when; what else."""

    def test_more_and_less(self):
        """Who pays more stands before who pays less."""
        less = case(policy="quote_purchase", when={"request.plan": ("pro",)}, before=paid("20.00"), after=paid("10.00"),
                    least=move("20.00", "10.00"), most=move("20.00", "10.00"))  # fmt: skip
        first, second, *_ = shown(case(), less, rules=variant(dearer()))
        assert first == (
            "pays more, from 1 July 2027 on: PEC Standard €12.08 → €14.52 (+20.2%) (renewal); "
            "pays less, from 1 July 2027 on: PEC Pro €20.00 → €10.00 (−50%) (purchase)"
        )
        assert "1 row differs; no other answer changes" == second

    def test_nobody_asked(self):
        """That no answer changes is not said where none rests on what does."""
        first, second, *_, last = shown(unasked=("alerts/space-warning-2025",))
        assert ("no answer that was asked for changes", "1 row differs") == (first, second)
        assert "attention: no answer that was asked for rests on alerts/space-warning-2025" == last.partition(";")[0]
        assert "no answer changes" == shown()[0]

    def test_nobody_can_tell(self):
        """Cases that nobody can settle are counted, and what is so in some of a case only says so."""
        first, second, *_, last = shown(unsettled=2)
        assert ("no answer that was asked for changes", "1 row differs") == (first, second)
        assert last.startswith("attention: of 2 cases nobody can tell whether the answer changes")
        assert any("PEC Standard; in some of these cases" in line for line in shown(case(partly=True)))

    def test_existing_customers(self):
        """Existing customers are told of, with their day or without."""
        new, old = case(customers=JULY), case(customers="existing", on=JANUARY)
        never = variant(dearer(existing_since="never"))
        assert "from 1 July 2027 on; existing customers never:" in shown(new, rules=never)[0]
        assert "from 1 July 2027 on; existing customers from 1 January 2028 on:" in shown(new)[0]
        assert "pays more, from 1 January 2028 on:" in shown(old)[0]

    def test_another_extension(self):
        """An extension that no row names is another one, and nothing odd."""
        assert "extension of the address: another one" in body(case(when={"address": ("?",)}))

    def test_any_plan(self):
        """A plan is not told where it is not told apart."""
        assert ": €12.08 → €14.52" in shown(case(when={}))[0]

    def test_nobody(self):
        """That nobody pays otherwise is told, too."""
        before, after = (Answered("answer", None, {"until": day}) for day in (JULY, None))
        state = case(policy="status", moved=("until",), least=None, most=None, before=before, after=after)
        first, second, *_ = shown(state)
        assert "1 row differs" == shown()[1]
        assert "nobody pays more or less" == first
        assert "what else changes, from 1 July 2027 on: state of the mailbox" == second
        assert "no answer changes" == shown()[0]

    def test_a_no(self):
        """What can be had no longer, or now, is told before anything else."""
        gone = case(after=refused(), least=None, most=None)
        here = case(policy="terminate", before=refused(), after=Answered("answer", None, {}), least=None, most=None)
        turned = (
            "no longer possible in some cases, from 1 July 2027 on: renewal; "
            "now possible in some cases, from 1 July 2027 on: end of the mailbox"
        )
        assert turned == shown(gone, here)[0]
        assert turned == shown(gone, here, case())[1]

    def test_a_price_that_is_gone(self):
        """What had a price and cannot be had any more is beyond any limit, also where no row says why."""
        sentence = "no longer possible in some cases, which is beyond any `--max-delta`: renewal"
        assert sentence == lost([case(after=refused())], "en")
        assert sentence == lost([case(after=Answered("no_rule", None, {}))], "en")
        assert "" == lost([case(), case(before=Answered("answer", None, {}), after=refused())], "en")

    def test_many(self):
        """Of many policies some are counted."""
        cases = [case(policy=policy) for policy in list(MANIFEST)[:9]]
        assert "and 4 more" in shown(*cases)[0]


def test_every_policy_has_its_words():
    """What each policy is asked about is told in each language."""
    assert {*MANIFEST} == {*POLICIES}
    assert all(say(lang, each) for each in POLICIES.values() for lang in LANGUAGES)


# -- cases ------------------------------------------------------------------------------------------------------------


class TestFacts:
    """In which cases something changes."""

    @pytest.mark.parametrize(
        ("when", "told"),
        [
            ({}, "in any case"),
            ({"kind": ("domain",)}, "mailbox on a customer's domain"),
            ({"plan": ("pro", "?")}, "PEC Pro or one that there is not"),
            ({"plan": ("pro",), "request.plan": ("standard",)}, "PEC Pro; new plan: PEC Standard"),
            ({"expiry": ((None, -91),)}, "expiry: 91 days ago or earlier"),
            ({"expiry": ((-1, 0),)}, "expiry: 1 day ago to today"),
            ({"expiry": ((-90, -1),)}, "expiry: 1 to 90 days ago"),
            ({"plan": ("?",)}, "plan: one that there is not"),
            ({"expiry": ((1, 1), (5, None))}, "expiry: in 1 day or in 5 days or later"),
            ({"expiry": ((1, 1), (3, 3), (5, 5), (7, 9))}, "expiry: in 1 to 9 days, in 4 stretches"),
            ({"expiry": ((None, 1), (3, 3), (5, 5), (7, None))}, "expiry: in 4 stretches"),
            ({"extra_inbox_gb": ((2, 2),)}, "extra inbox GB that it has: 2"),
            ({"holder": ("natural_person", "split_payment")}, "holder: natural person or split payment"),
            ({"request.address": ("pec.it", "?")}, "domain: pec.it or another one"),
            ({"request.years": ((1, 5),)}, "years: 1 to 5"),
            ({"request.years": ((6, None),)}, "years: 6 and more"),
            ({"request.extra_inbox_gb": ((None, 1),)}, "extra inbox GB: at most 1"),
            ({"auto_renew": ("True",)}, "automatic renewal: yes"),
            ({"request.method": ("None", "card")}, "way to pay: none or Credit card"),
            ({"channel": ("customer_area",)}, "channel: PEC customer area"),
            ({"request.asked_by": ("legal_representative",)}, "asked by: the legal representative"),
            ({"last_term_years?": ("None",)}, "last term in years: not known"),
            ({"last_term_years?": ("given",)}, "in any case"),
            ({"order": ("term and space",)}, "what the credit pays: a term and space"),
            ({"oddity": ("x",)}, "`oddity`: x"),
        ],
    )
    def test_facts(self, when, told):
        """Each fact in words."""
        assert f"  {told}" in shown(case(when=when))

    @pytest.mark.parametrize(
        ("between", "told"),
        [
            (Bound("suspended_on", "expiry", 61), "suspended at most 61 days after expiry"),
            (Bound("expiry", "suspended_on", -1), "expiry at least 1 day before suspended"),
            (Bound("oddity", "request.plan", 0), "`oddity` at most 0 days after new plan"),
            (
                Limit((("extra_inbox_gb", 1), ("request.extra_inbox_gb", 1)), 4),
                "extra inbox GB that it has + extra inbox GB: at most 4",
            ),
            (
                Limit((("extra_inbox_gb", -1), ("request.extra_inbox_gb", -1)), -2),
                "extra inbox GB that it has + extra inbox GB: at least 2",
            ),
            (Limit((("a", 2), ("b", 1)), 4), "2 × `a` + `b`: at most 4"),
        ],
    )
    def test_relations(self, between, told):
        """How days must lie to one another."""
        assert f"  in any case; {told}".replace("in any case; ", "") in shown(case(when={}, between=(between,)))


class TestYears:
    """Cases that only differ by the years."""

    def test_are_one(self):
        """For all their years, with the amounts of all; a gap stays one."""
        spans = (((1, 2), (4, 4)), ((3, 3),), ((6, None),))
        ends = (("12.08", "14.52"), ("24.16", "30.00"), ("36.00", "37.00"))
        cases = [
            case(when={"plan": ("pro",), "request.years": side}, least=move(*end), most=move(*end))
            for side, end in zip(spans, ends, strict=True)
        ]
        lines = body(*cases)
        assert "PEC Pro; years: 1 to 4 or 6 and more\n" in lines
        assert "from +€1.00 to +€5.84" in lines
        assert "more case" not in lines
        assert "years: 3\n" in body(*cases, every=True)

    def test_in_promotion_there_are_fewer(self):
        """That is no other case: it is said how many."""
        both, full = {"request.years": ((1, 2),)}, {"promo": ("False",), "request.years": ((3, 5),)}
        lines = body(case(when=both), case(when=full))
        assert "  years: 1 to 5; with promotion years: at most 2\n" in lines
        assert "promotion: no; years: 4 to 5" in body(
            case(when=both), case(when=full | {"request.years": ((4, 5),)}), every=True
        )
        assert "at most 2" not in body(case(when=both), case(when=full | {"request.years": ((4, 5),)}))
        assert "with promotion" not in body(case(when=full))

    @pytest.mark.parametrize("other", [{"moved": ("until",)}, {"part": "other"}, {"when": {}}])
    def test_are_not_one_where_something_else_happens(self, other):
        """Each is told, or counted."""
        cases = case(when={"request.years": ((1, 2),)}), case(**({"when": {"request.years": ((3, 5),)}} | other))
        assert "years: 1 to 5" not in body(*cases)


class TestMoved:
    """What the witness is told before and after."""

    def told(self, before, after, *moved, **given):
        """The line of a case."""
        answers = {"before": Answered("answer", None, before), "after": Answered("answer", None, after)}
        return body(case(moved=moved, least=None, most=None, **answers, **given))

    def test_values(self):
        """Days, states, flags, amounts, words and nothing."""
        assert "until 1 July 2027 → –" in self.told({"until": JULY}, {"until": None}, "until")
        assert "state Expired → Deleted" in self.told({"state": "expired"}, {"state": "deleted"}, "state")
        assert "can send yes → no" in self.told({"may_send": True}, {"may_send": False}, "may_send")
        assert "refund €0.00 → €1.00" in self.told({"refund": Decimal(0)}, {"refund": Decimal(1)}, "refund")
        assert "`oddity` a → b" in self.told({"oddity": "a"}, {"oddity": "b"}, "oddity")

    def test_what_is_no_single_value(self):
        """Of lists it is only told that they differ."""
        assert "what follows: other ones" in self.told({"effects": ()}, {"effects": (1,)}, "effects")
        assert [] == [*allowed(1, Names(shipped(), TODAY), "en")]

    def test_what_is_otherwise(self):
        """A plan that goes on being offered with something else is named; an effect is told in words."""
        plan = PlanOffer("gold", "mailbox", (), True, None, None, 1, 0, 0, 0, (), ())
        plans = [evolve(plan, inbox_gb=gigabytes) for gigabytes in (1, 2)]
        values = [(("PlanOffer", each.inbox_gb),) for each in plans]
        pairs = zip(plans, values, strict=True)
        before, after = (Answered("answer", SimpleNamespace(plans=(each,)), {"plans": said}) for each, said in pairs)
        assert "plans: gold with something else" in body(case(moved=("plans",), before=before, after=after))
        effect = Effect("contents_deleted", "lifecycle/x")
        none, one = (Answered("answer", SimpleNamespace(effects=each), {"effects": each}) for each in ((), (effect,)))
        assert "what follows: new " in body(case(moved=("effects",), before=none, after=one))

    def test_words_of_values(self):
        """Where logs are is told in words."""
        assert "logs nowhere → in the PEC Log panel" in self.told({"logs": "nowhere"}, {"logs": "panel"}, "logs")

    def test_words_of_a_no(self):
        """Why something cannot be asked for is told in words."""
        sentence = "refused – → the plan is no longer sold"
        assert sentence in self.told({"refused": None}, {"refused": "plan_not_sold"}, "refused")

    def test_a_notice(self):
        """A notice is told by its label and whom it is for, and how it comes by the words of its column."""
        first, second = NOTICES
        pair = [self.answered(self.notice(first, way), name=first, sent_by=way) for way in ("email", "screen")]
        told = body(case(moved=("sent_by",), least=None, most=None, before=pair[0], after=pair[1]))
        assert "sent by e-mail → on the screen" in told
        other = self.answered(self.notice(second, "email"), name=second, sent_by="email")
        told = body(case(moved=("name",), least=None, most=None, before=pair[0], after=other))
        assert "name First expiry notice, to the holder → Charge notice, to the holder" in told

    def test_days_of_a_calendar(self):
        """Days that are no longer, or that say something else, are told one by one; of many only the first."""
        days = [evolve(self.notice(NOTICES[0], "email"), day=date(2027, 8, day)) for day in range(1, 9)]
        many, one = (self.answered(SimpleNamespace(days=each), days=self.plain(each)) for each in (days, days[:1]))
        told = body(case(moved=("days",), least=None, most=None, before=many, after=one))
        assert "days: no longer 2 August 2027 First expiry notice, to the holder" in told
        assert "6 August 2027 First expiry notice, to the holder and 2 more" in told

    def notice(self, name, way):
        """A notice on a day."""
        row = f"alerts/{name}"
        return CalendarDay(day=JULY, what="notice", name=name, audience="holder", address=None, sent_by=way, row=row,
                           because=(row,))  # fmt: skip

    def answered(self, outcome, **values):
        """An answer that says some values."""
        return Answered("answer", outcome, values)

    def plain(self, days):
        """The days as an answer has them as a value."""
        return tuple(("CalendarDay", each.day, each.name) for each in days)

    @pytest.mark.parametrize(
        ("name", "part", "told"),
        [
            ("choices", Choice("domain", "pec.it", True, None, ()), "domain: pec.it"),
            ("plans", PlanOffer("gold", "mailbox", (), True, None, None, 1, 0, 0, 0, (), ()), "gold"),
            ("requests", RequestChoices("certify", True, None, (), (Choice("years", 2, True, None, ()),), (), ()),
             "certification by a partner"),
            ("events", PossibleEvent("renewal_registered", True, None, False, (), (), (), ()),
             "the renewal is registered"),
        ],
        ids=lambda given: given if isinstance(given, str) else "",
    )  # fmt: skip
    def test_what_can_be_chosen(self, name, part, told):
        """Of lists of what can be chosen it is told what is gone and what has come; what is refused is not there."""
        no = evolve(part, refused="not_offered")
        before, after = (
            Answered("answer", SimpleNamespace(**{name: parts}), {name: parts}) for parts in ((part, no), (no, no))
        )
        lines = body(case(moved=(name,), least=None, most=None, before=before, after=after))
        assert f": no longer {told}\n" in f"{lines}\n", lines
        assert ": new" not in lines
        assert f": new {told}" in body(case(moved=(name,), least=None, most=None, before=after, after=before))

    def test_a_domain_that_is_withdrawn(self):
        """Who can no longer order a mailbox in it, and with what else; who has one is not spoken of."""
        ends = add("plans", "domains", id="ends", domain="pecaruba.it", since="2027-03-01", withdrawn=True)
        rules = variant(ends)
        found_ = changes(shipped(), rules, today=TODAY, policies={"offers", "quote_purchase", "certify"})
        lines = report(found_, rules, "it")
        assert "in alcuni casi non si può più, dal 1º marzo 2027: acquisto" in lines
        assert "che cosa si può scegliere: non più dominio: pecaruba.it" in lines
        assert "  dominio: pecaruba.it\n    sì, 12,08\N{NO-BREAK SPACE}€ → no: `pecaruba.it` non è un dominio" in lines

    def test_not_in_this_one(self):
        """A value that differs elsewhere in the case is told so."""
        assert "until: other ones in some of these cases" in self.told({"until": JULY}, {"until": JULY}, "until")

    def test_nothing_to_tell(self):
        """Where only the policy can tell, something is told, too."""
        assert "something else" in self.told({}, {})

    def test_amounts_that_follow(self):
        """Net and VAT are told where nothing is to be paid otherwise."""
        assert "net €1.00 → €2.00" in self.told({"net": Decimal(1)}, {"net": Decimal(2)}, "net", "vat")

    def test_a_no(self):
        """A no is told with its reason, an answer with its amount; what no row says, too."""
        nothing = Answered("no_rule", None, {})
        none = Answered("nothing", None, {})
        lines = body(case(after=refused()), case(before=nothing, after=none, part="other"))
        assert "yes, €12.08 → no: 9 years are not offered" in lines
        assert "no row says it → nothing" in lines
        assert "no: 9 years" in body(case(before=refused(), after=Answered("answer", None, {})))

    def test_a_day_that_was_not(self):
        """Where nothing was to come, what comes is named with its day."""
        comes = self.answered(self.notice(NOTICES[0], "email"))
        assert "nothing → 1 July 2027 First expiry notice, to the holder" in body(
            case(before=Answered("nothing", None, {}), after=comes, least=None, most=None)
        )

    def test_from_least_to_most(self):
        """How much more it is at least and at most."""
        assert "from +€2.44 to +€4.88 (from +16.1% to +20.2%)" in body(case(most=move("30.26", "35.14")))
        assert "+€1.00" in body(case(least=move("0.00", "1.00"), most=move("0.00", "2.00")))


class TestDigest:
    """What is told of a change that nobody reads in a minute."""

    def test_as_it_is_read(self):
        """Counts by policy and kind, the weightiest, and what is only counted, in each language."""
        for lang in LANGUAGES:
            assert (GOLDEN / f"diff.digest.{lang}.txt").read_text("utf-8") == great(lang) + "\n"

    def test_for_a_pull_request(self):
        """The same as Markdown, as short."""
        assert (GOLDEN / "diff.digest.it.md").read_text("utf-8") == great("it", "markdown") + "\n"

    def test_short(self):
        """It is never longer than what is read in a minute; with `--all` every case is told."""
        assert len(great("en").split("\n")) < READ_IN_A_MINUTE < len(great("en", every=True).split("\n"))

    def test_only_cases(self):
        """What there is none of is not counted: here no row but the one that is told, and no other reason."""
        cases = [case(policy=policy, on=date(2027, 7, day)) for policy in MANIFEST for day in (1, 2)]
        assert f"  {len(cases)} cases one by one" == shown(*cases, rules=variant(dearer()))[-1]


class TestOrder:
    """Which cases are told, and in which order."""

    def test_other_sides(self):
        """A part in which the same happens as in one before is only counted, unless every case is wanted."""
        cases = case(), case(part="kept_space", when={"promo": ("True",)})
        assert "and 1 more case (--all)" in body(*cases)
        assert "promotion: yes" in body(*cases, every=True)

    def test_weight(self):
        """Money first; what nobody would ask last."""
        odd = case(when={"plan": ("?",)}, part="price")
        few = case(when={"request.years": ((None, 0),)}, before=refused(), after=refused(), least=None, most=None)
        no = case(before=refused(), after=refused(), least=None, most=None, moved=())
        lines = body(odd, few, no, case(when={"promo": ("True",)}))
        assert lines.index("promotion") < lines.index("no: 9 years") < lines.index("one that there is not")
        state = case(policy="status", moved=("until",), least=None, most=None)
        assert "State of the mailbox" in body(state)

    def test_the_same_again(self):
        """What happens to other customers in the same way is told by naming those."""
        lines = body(case(customers=JULY), case(customers="existing", on=JANUARY))
        assert "the same as on 1 July 2027, customers from 1 July 2027 on" in lines


# -- rows -------------------------------------------------------------------------------------------------------------


class TestRows:
    """What became of rows."""

    def test_an_end(self):
        """An end and its day."""
        assert "ended  from 1 July 2027 on  pricing/standard-ends" in body(rules=variant(END))

    def test_never(self):
        """Existing customers who never have it; and up to which day it holds."""
        assert "from 1 July 2027 on; existing customers never" in body(rules=variant(dearer(existing_since="never")))
        past = variant(reword("lifecycle", "mailbox-grace-2016", grace_days=60))
        assert "until 31 December 2023" in body(rules=past)

    def test_rewritten(self):
        """A row that says something else than it did is told as such; its sources are apart."""
        rules = variant(
            reword("pricing", "standard-year-2023", per_year="11.90", label={"it": "a", "en": "New", "de": "c"}),
            reword("pricing", "pro-year-2023", note="n"),
            reword("sources", "seed-001", title="Another"),
            reword("plans", "order-size-2024", max_mailboxes=7),
        )
        lines = body(rules=rules)
        assert "→ New" in lines
        assert "attention: rows that were written are other ones" in lines
        assert "Rows that say the same, from elsewhere or less surely" in lines
        assert "sources/seed-001  changed" in lines
        assert "max_mailboxes" in lines

    def test_many_that_say_the_same_are_told_together(self):
        """One line for a section, unless each is wanted."""
        names = ("mailbox-grace-2016", "mailbox-grace-2024", "domain-grace-2016")
        rules = variant(*(reword("lifecycle", name, note="n") for name in names))
        lines = body(rules=rules)
        assert "days of grace after the expiry, 3 rows" in lines
        assert "days of grace after the expiry, 3 rows" not in body(rules=rules, every=True)

    def test_lists_and_flags(self):
        """Columns with several words, and flags."""
        rules = variant(
            reword("plans", "standard-2024", features=[]),
            reword("lifecycle", "mailbox-grace-2024", may_send=True),
            reword("alerts", "mailbox-first-notice-2025", since="2025-02-01"),
        )
        lines = body(rules=rules)
        assert "features" in lines
        assert "may_send no → yes" in lines

    def test_texts(self):
        """Of a text in three languages the reader's is told, or the first that differs where theirs does not."""
        subject = {"it": "Scade {expiry}", "en": "Expires {expiry}", "de": "Endet {expiry}"}
        (line,) = (
            line for line in body(rules=variant(reword(*MESSAGE, subject=subject))).split("\n") if "subject" in line
        )
        assert " → Expires {expiry}" in line
        assert "Scade" not in line
        old = shipped().cite("/".join(MESSAGE)).row.subject
        other = body(rules=variant(reword(*MESSAGE, subject={"it": old.it, "en": old.en, "de": "Endet"})))
        assert f"subject.de {old.de} → Endet" in other

    def test_added(self):
        """A key that there was not."""
        new = add("plans", "plans", id="gold", kind="mailbox", plan="gold", since="2026-01-01",
                  label={"it": "Oro", "en": "Gold", "de": "Gold"}, inbox_gb=1, inbox_growth="fixed", archive_gb=0,
                  archive_growth="fixed", features=[])  # fmt: skip
        assert "Gold  added" in body(rules=variant(new))


def test_other_reasons():
    """The same answer for other reasons, policy by policy."""
    other = [
        OtherReasons("status", "life", JULY, None, ("lifecycle/a",), (), 2),
        OtherReasons("status", "life", JULY, None, ("lifecycle/a",), (), 1),
        OtherReasons("status", "rights", JULY, None, (), ("lifecycle/b",), 1),
    ]
    assert "state of the mailbox  4 cases  lifecycle/a and lifecycle/b" in body(other=other)


def test_a_plan_that_there_was():
    """What only the former rules know is called as they call it: in its row, in a row about it, and in a case."""
    former = load_rules(book="tssconsulting")
    told = report(found(case(when={"plan": ("pec-plus",)}), rules=shipped(), former=former), shipped(), "it")
    assert "paga di più, dal 1º luglio 2027: PEC+ 12,08" in told
    assert re.search("(?m)^  PEC\\+ +tolta", told)
    assert re.search("(?m)^  prezzo, piano, PEC\\+ +tolta", told)
    assert "\n  PEC+\n" in told
    assert "pec-plus`" not in told


def test_a_reading_is_called_by_its_question():
    """A row that chooses has no name of its own."""
    rules = variant(reword("interpretations", "price-day", choice="payment_day"))
    assert "Quale listino vale: quello dell'ordine, del pagamento o della scadenza?  choice order_day" in report(
        found(rules=rules), rules, "it"
    )


# -- mailboxes --------------------------------------------------------------------------------------------------------


class TestTouched:
    """Whom of some mailboxes a change touches."""

    def told(self, *whom):
        """The lines."""
        return [" ".join(row) for part in as_parts(whom, 9, parted(), "en") for row in part.rows]

    def one(self, name="a", **given):
        """A mailbox that pays more from July on."""
        told = {"since": JULY, "could_since": JULY, "policies": (), "price": move("10.00", "12.00"), "state": None}
        return Touched(mailbox=Mailbox(address=f"{name}@pec.it", plan="pro", expiry=JULY), **(told | given))

    def test_prices(self):
        """How many pay more and less, in all and at the extremes."""
        less = self.one("b", price=move("10.00", "9.00"))
        lines = self.told(self.one(), self.one("c", price=move("0.00", "5.00")), less)
        assert "3 of 9; who expires before is taken as renewed" == lines[0]
        assert "pay more 2 mailboxes +€7.00 in all" in lines
        assert "  c@pec.it €0.00 → €5.00" in lines
        assert "pay less 1 mailbox −€1.00 in all" in lines

    def test_states(self):
        """How many are in another state."""
        assert "Expired → Deleted 1 mailbox" in self.told(self.one(price=None, state=("expired", "deleted")))

    def test_spared(self):
        """Who is spared until when, or for ever, by some of their names."""
        spared = [self.one(str(number), since=None, price=None) for number in range(6)]
        lines = self.told(*spared, self.one("z", since=JANUARY))
        assert "they keep the former conditions until 31 December 2027 1 mailbox z@pec.it" in lines
        (ever,) = (line for line in lines if line.startswith("they keep the former conditions for ever 6 mailboxes"))
        assert ever.endswith("4@pec.it, ...")
        assert "the new conditions reach them at once 0 mailboxes" in lines

    def test_reversals(self):
        """Who can be renewed no longer, and who can now, is named with the reason; the first is beyond any limit."""
        no, yes = refused().outcome, object()
        gone = [
            Reversal("quote_renewal", JULY, yes, no, is_no=True),
            Reversal("automatic_renewal", JULY, yes, None, is_no=True),
        ]
        here = [Reversal("quote_renewal", JULY, no, yes, is_no=False)]
        lost_one, won_one = self.one(price=None, reversals=(*gone,)), self.one("b", price=None, reversals=(*here,))
        lines = self.told(lost_one, won_one)
        why = sentences.refusal(no, Names(parted(), JULY), "en")
        place = lines.index("no longer possible: automatic renewal 1 mailbox a@pec.it")
        assert lines[place : place + 6] == [
            "no longer possible: automatic renewal 1 mailbox a@pec.it", "  no row says it",
            "no longer possible: renewal 1 mailbox a@pec.it", f"  {why}",
            "now possible: renewal 1 mailbox b@pec.it", f"  before it was no: {why}",
        ]  # fmt: skip
        assert "1 mailbox can be renewed no longer, which is beyond any `--max-delta`" == stranded(
            [lost_one, won_one], "en"
        )
        assert "" == stranded([won_one], "en")

    def test_plans_that_no_table_knows(self):
        """Each by its word, who has it, and what was probably meant, where anything was."""
        boxes = [Mailbox(address=f"{plan}@pec.it", plan=plan, expiry=JULY) for plan in ("gold", "por")]
        told = [Unknown(boxes[0], None), Unknown(boxes[1], "pro")]
        first, *_ = as_parts((), 2, parted(), "en", told)
        assert first.rows == (
            ("`gold`", "1 mailbox", "gold@pec.it"),
            ("`por`", "1 mailbox", "por@pec.it", "did you mean `pro`?"),
        )
        assert "2 mailboxes have a plan that no table knows: no limit can hold for them" == unsure(told, "en")
        assert "" == unsure((), "en")

    def test_reversals_plainly(self):
        """Programs have the policy, the day, what it becomes, and both answers."""
        (one,) = touched(BOXES[:1], shipped(), variant(END), (JULY,), today=TODAY)
        (reversal,) = touched_plainly([one], 1)["touched"][0]["reversals"]
        assert {"policy": "quote_renewal", "on": "2027-07-01", "becomes": "no"}.items() <= reversal.items()
        assert ("Quote", "plan_not_sold") == (reversal["before"]["outcome"], reversal["after"]["code"])

    def test_beyond(self):
        """The greatest move beyond a limit is told; none within it."""
        moves = [None, move("0.00", "1.00"), move("10.00", "11.00"), move("10.00", "9.00"), move("10.00", "8.00")]
        assert "€10.00 becomes €8.00: −20%, beyond 5%" == beyond(moves, Decimal(5), "en")
        assert "" == beyond(moves, Decimal(20), "en")
        assert "" == beyond([None], Decimal(0), "en")

    def test_plainly(self):
        """The same for programs."""
        plain = touched_plainly([self.one(), self.one("b", since=None, price=None)], 9)
        assert (9, ["a@pec.it"]) == (plain["looked_at"], [each["address"] for each in plain["touched"]])
        assert [{"address": "b@pec.it", "from": "2027-07-01", "until": None}] == plain["spared"]
        assert ["expired", "deleted"] == touched_plainly([self.one(state=("expired", "deleted"))], 1)["touched"][0][
            "state"
        ]


def test_years_of_one_question_alone():
    """Cases are one for all their years only where the same is asked, on the same day, for the same customers."""
    years = [case(when={"request.years": ((number, number),)}) for number in (1, 2)]
    others = [evolve(years[1], policy="quote_purchase"), evolve(years[1], on=JANUARY), evolve(years[1], customers=JULY)]
    assert 4 == len([*of_all_years([*years, *others])])


def test_json():
    """Everything, for programs."""
    other = [OtherReasons("status", "life", JULY, JULY, ("lifecycle/a",), (), 2)]
    rules = variant(
        dearer(existing_since="never"), reword("lifecycle", "mailbox-grace-2016", grace_days=60),
        reword("plans", "standard-2024", features=[]),
    )  # fmt: skip
    free = case(
        least=None, most=move("0.00", "1.00"), customers="existing", when={"expiry": ((None, 1),), "plan": ("a",)}
    )
    plain = json.loads(as_json(found(free, rules=rules, other=other), {"more": 1}))
    assert {"rows", "besides", "differences", "other_reasons", "unasked", "unsettled", "more"} == plain.keys()
    assert {"expiry": [[None, 1]], "plan": ["a"]} == plain["differences"][0]["when"]
    assert {"before": "0.00", "after": "1.00", "percent": None} == plain["differences"][0]["most"]
    assert "2027-07-01" == plain["other_reasons"][0]["customers"]
    rows = {row["row"]: row for row in plain["rows"]}
    assert ["9.90", "11.90"] == rows["pricing/standard-year-2027"]["columns"]["per_year"]
    assert json.loads(as_json(found()))["rows"]


class Golden:
    """The files that hold the whole."""

    def write(self) -> None:
        """What is true now: on purpose, and read what has changed."""
        for spoken in LANGUAGES:
            (GOLDEN / f"diff.{spoken}.txt").write_text(whole(spoken) + "\n", "utf-8")
            (GOLDEN / f"diff.digest.{spoken}.txt").write_text(great(spoken) + "\n", "utf-8")
        (GOLDEN / "diff.digest.it.md").write_text(great("it", "markdown") + "\n", "utf-8")
        (GOLDEN / "diff.it.md").write_text(whole("it", "markdown") + "\n", "utf-8")


if __name__ == "__main__":
    golden = Golden()
    golden.write()
