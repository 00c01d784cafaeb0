"""What holds for every renewal, whatever the tables say, and a second reading of the rule that must agree with ours."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import attrs
from hypothesis import given
from hypothesis import strategies as st

from pecrules import (
    Mailbox,
    Quote,
    Refusal,
    RenewalRequest,
    Ruleset,
    from_json,
    load_rules,
    quote_renewal,
    renewal_options,
    to_json,
)
from pecrules.base.dates import add_years
from pecrules.rulebook.rows import Row
from pecrules.testing.strategies import days, mailboxes, renewal_requests, renewals
from tests.profiles import examples
from tests.variants import LABEL, add, choose, every_book, reword, shipped, variant


@cache
def otherwise() -> Ruleset:
    """Rules that differ wherever a renewal's answer may."""
    return variant(
        choose("promo-flag", "order"),
        choose("vat-rounding", "per_unit"),
        choose("last-day-of-grace", "deleted"),
        choose("day-of-expiry", "expired"),
        reword("renewal", "domain-route-2021", renewed_in="customer_area"),
        reword("renewal", "manual-with-order-pending-2024", allowed=True),
        reword("pricing", "pro-year-2023", per_year="0.00"),
        reword("plans", "standard-2024", max_inbox_gb=10),
    )


FEWER = examples(50)
"""Enough for what follows from how answers are made; the second reading and the nearest request get more."""

FIRST = date(2023, 1, 1)
"""The first day with a price of the public list."""

METHODS = ["bank_transfer", "card", "paypal", "postal_slip", "prefilled_slip", "masterpass", "cheque"]


PLANS = st.sampled_from(["standard", "pro", "premium", "gold"])
APART = st.sampled_from([0, -1, 1, -29, -30, -31, -89, -90, -91]) | st.integers(-120, 3000)
SPACE = st.none() | st.integers(-1, 4)
ASKED = renewal_requests(
    years=st.integers(-1, 7),
    extra_inbox_gb=SPACE,
    extra_archive_gb=SPACE,
    method=st.none() | st.sampled_from(METHODS),
)
ON = days(first=FIRST)
NEVER_ENDED = dict.fromkeys(
    ("activation_started_on", "activated_on", "suspended_on", "termination_day", "withdrawn_on")
)
BOXES = mailboxes(plan=PLANS, renewal_order_pending=st.sampled_from([False, False, False, True]))


@st.composite
def questions(draw):
    """Any mailbox, any request, a day near the expiry: answered with a yes or with any of the noes."""
    on = draw(ON)
    box = attrs.evolve(draw(BOXES), expiry=on + timedelta(draw(APART)))
    return box, draw(ASKED), on


def accepted():
    """A rule set and a renewal that it accepts; books that sell no plan have none."""
    return st.deferred(
        lambda: st.one_of(*(st.tuples(st.just(rules), renewals(rules)) for rules in [*every_book(), otherwise()]))
    )


def ask(question, rules=None):
    box, request, on = question
    return quote_renewal(box, request, rules=rules or shipped(), on=on)


def without_stamp(answer):
    return attrs.evolve(answer, stamp=None)


def ahead(answer, day):
    """An answer without its stamp and without the last days of paying that have passed on a day."""
    if isinstance(answer, Refusal):
        return without_stamp(answer)
    return attrs.evolve(answer, stamp=None, pay_by=tuple(each for each in answer.pay_by if each.day >= day))


# -- a second reading -------------------------------------------------------------------------------------------------


def second_reading(box, request, on):  # noqa: C901, PLR0911, PLR0912 - straight down, on purpose
    """The rule of renewal as of 2023 in whole cents, written down from the tables without a look at the policy."""
    prices = {"standard": 990, "pro": 2990, "premium": 4990}
    if state := ended(box, on):
        return state
    if box.kind == "domain":
        return "renewed_elsewhere" if box.plan == "standard" else "plan_unknown"
    if box.plan not in prices:
        return "plan_unknown"
    if box.renewal_order_pending:
        return "renewal_order_pending"
    if box.auto_renew and on.year < 2025:
        return "automatic_renewal_on"
    if not 1 <= request.years <= (2 if box.promo else 5):
        return "term_not_offered"
    gone = on > box.expiry and (box.extra_inbox_gb or box.extra_archive_gb)  # what was added ended with the expiry
    had = (0, 0) if gone else (box.extra_inbox_gb, box.extra_archive_gb)
    inbox = had[0] if request.extra_inbox_gb is None else request.extra_inbox_gb
    archive = had[1] if request.extra_archive_gb is None else request.extra_archive_gb
    if inbox < 0 or (box.plan == "standard" and inbox > 1):
        return "extra_inbox_beyond_limit"
    if box.plan == "standard" and archive != 0:
        return "extra_archive_not_offered"
    if archive < 0:
        return "extra_archive_beyond_limit"
    if request.method in {"masterpass", "cheque"}:
        return "method_unknown"
    charge, payment = timing(box, request, on)
    if payment == "payment_too_late":
        return payment
    net = (prices[box.plan] + 250 * inbox + 250 * archive) * request.years
    vat = (net * 22 * 2 + 100) // 200
    year = box.expiry.year + request.years
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    day = 28 if (box.expiry.month, box.expiry.day) == (2, 29) and not leap else box.expiry.day
    follows = ["addons_ended"] if gone else []
    follows += [each for each in (charge, payment) if each is not None]
    if request.method in {"card", "paypal"} and request.signed_in:
        follows.append("automatic_renewal_on")
    if request.method is not None:
        follows.append("payment_registered")
    lengths = {None: 0, "natural_person": 0, "legal_person": 7, "public_administration": 6}
    length = lengths[box.holder and box.holder.subject]
    given = request.einvoice_identifier or ""
    due = length > 0 and (len(given) != length or given in {"0000000", "XXXXXXX"})  # these two are no company's
    return net, vat, net + vat, date(year, box.expiry.month, day), box.expiry - timedelta(15), follows, due


def timing(box, request, on):
    """What becomes of the automatic charge, and whether the payment may come too late: day by day, Monday to Friday."""
    least, most = {"bank_transfer": (1, 1), "postal_slip": (5, 7)}.get(request.method, (0, 0))
    paid = max(on, request.paid_on or on)
    first, last = registered(paid, least), registered(paid, most)
    active, kept = box.expiry, box.expiry + timedelta(90)
    if box.termination_day is not None:
        active, kept = min(active, box.termination_day), min(kept, box.termination_day)
    payment = "may_be_registered_after_expiry" if on <= active < last else None
    if last > kept:
        payment = "payment_too_late" if first > kept else "may_be_registered_after_deletion"
    if not box.auto_renew:
        return None, payment
    begun = max((day for day in (box.activated_on, box.last_term_began_on) if day), default=date.min)
    day = box.expiry - timedelta(7)
    day = begun if day < begun <= box.expiry else day
    ends = box.termination_day is not None and box.termination_day <= box.expiry
    if ends or on > active or max(on, last) < day:
        return "charge_moves", payment
    return "charge_may_be_under_way" if on > day else "charge_may_come_first", payment


def registered(paid, days):
    """The day on which a payment that takes so many working days is registered; none where it takes none."""
    while days and paid.weekday() >= 5:
        paid += timedelta(1)
    while days:
        paid += timedelta(1)
        days -= paid.weekday() < 5
    return paid


def ended(box, on):
    """What something other than the expiry has made of a mailbox, since the rows of 2016."""
    state, since = natural(box, on)
    stopped = box.suspended_on
    if stopped is not None and on >= stopped and natural(box, stopped)[0] != "deleted":
        over = stopped + timedelta(8)
        state, since = ("suspended", stopped) if on < over else ("deleted", over)
    ends = [box.withdrawn_on, box.termination_day and box.termination_day + timedelta(1)]
    end = min((day for day in ends if day is not None), default=None)
    if end is None or on < end or (state == "deleted" and since < end):
        return state
    return "withdrawn"


def natural(box, on):
    """What its activation and its expiry alone have made of a mailbox, if that is no state to be renewed in."""
    begun = box.activation_started_on is not None or box.activated_on is not None
    if begun and (box.activated_on is None or on < box.activated_on):
        started = box.activation_started_on
        return "not_activated" if started is None or on < started else "in_activation", None
    kept = 30 if box.kind == "domain" and box.expiry >= date(2025, 1, 1) else 90
    gone = max(box.expiry + timedelta(kept + 1), box.activated_on or date.min)
    return ("deleted", gone) if (on - box.expiry).days > kept else (None, None)


def told_alike(answer):
    if isinstance(answer, Refusal):
        return answer.code
    money = [int(amount.scaleb(2)) for amount in (answer.net, answer.vat, answer.gross)]
    follows = [effect.code for effect in answer.effects]
    return *money, answer.new_expiry, answer.advised_by, follows, answer.requires == ("einvoice_identifier",)


class TestSecondReading:
    """Two programs written apart say the same about the shipped tables."""

    @examples(200)
    @given(questions())
    def test_any_question(self, question):
        """Yes or no, the cents, the days and what follows."""
        assert second_reading(*question) == told_alike(ask(question))

    @examples(200)
    @given(renewals())
    def test_any_renewal(self, renewal):
        """Also where every answer is a yes."""
        if renewal.on >= FIRST:
            assert second_reading(*renewal) == told_alike(ask(renewal))


# -- money ------------------------------------------------------------------------------------------------------------


class TestMore:
    """Whoever asks for more never pays less."""

    @FEWER
    @given(accepted(), st.data())
    def test_years(self, case, data):
        """A longer term costs more than a shorter one, or the same where the price is nothing."""
        rules, (box, request, on) = case
        options = renewal_options(box, rules=rules, on=on).years
        terms = sorted(each.value for each in options if each.allowed or each.value == request.years)
        answers = [ask((box, attrs.evolve(request, years=years), on), rules) for years in terms]
        paid = [answer.gross for answer in answers if isinstance(answer, Quote)]
        assert sorted(paid) == paid

    @FEWER
    @given(accepted())
    def test_space(self, case):
        """One GB less of anything costs no more."""
        rules, (box, request, on) = case
        more = ask((box, request, on), rules)
        for item in ("extra_inbox_gb", "extra_archive_gb"):
            has = sum(line.quantity for line in more.lines if f"{line.item}_gb" == item)
            less = ask((box, attrs.evolve(request, **{item: max(has - 1, 0)}), on), rules)
            assert less.net <= more.net
            assert less.gross <= more.gross


class TestSums:
    """The money adds up."""

    @FEWER
    @given(accepted())
    def test_lines(self, case):
        """A line is price times number times years; net is their sum; gross is net and VAT."""
        rules, renewal = case
        quote = ask(renewal, rules)
        assert [line.unit_price * line.quantity * line.years for line in quote.lines] == [
            line.net for line in quote.lines
        ]
        assert sum(line.net for line in quote.lines) == quote.net
        assert quote.net + quote.vat == quote.gross
        assert {renewal.request.years} == {line.years for line in quote.lines}

    @FEWER
    @given(accepted())
    def test_decimals(self, case):
        """Every amount has two decimals and none is below nothing."""
        rules, renewal = case
        quote = ask(renewal, rules)
        amounts = [quote.net, quote.vat, quote.gross, *(line.net for line in quote.lines)]
        assert {-2} == {amount.as_tuple().exponent for amount in amounts}
        assert min(amounts) >= 0

    @FEWER
    @given(accepted())
    def test_vat(self, case):
        """VAT lies within half a cent of the exact share for every amount that is rounded."""
        rules, renewal = case
        quote = ask(renewal, rules)
        roundings = sum(line.quantity * line.years for line in quote.lines) if rules is otherwise() else 1
        assert abs(quote.net * quote.vat_percent / 100 - quote.vat) <= Decimal("0.005") * roundings


# -- days -------------------------------------------------------------------------------------------------------------


class TestNewExpiry:
    """Renewing never shortens what is paid for."""

    @FEWER
    @given(accepted())
    def test_it_is_later(self, case):
        """The new expiry lies so many years after the old one."""
        rules, renewal = case
        quote = ask(renewal, rules)
        assert renewal.mailbox.expiry == quote.expiry < quote.new_expiry
        assert add_years(quote.expiry, renewal.request.years) == quote.new_expiry

    @FEWER
    @given(accepted())
    def test_it_is_never_in_the_past(self, case):
        """Even at the end of grace a year is longer than the grace."""
        rules, renewal = case
        assert ask(renewal, rules).new_expiry > renewal.on


@cache
def turns() -> list[date]:
    """The days on which some row begins."""
    return sorted(
        {entry.row.since for entry in shipped().entries if isinstance(entry.row, Row) and entry.row.since >= FIRST}
    )


class TestTurningDays:
    """An answer changes only on a day on which some row begins."""

    @FEWER
    @given(st.deferred(lambda: st.integers(0, len(turns()) - 1)), st.data())
    def test_between_two_turns_nothing_changes(self, index, data):
        """Two days between the same two turns give the same answer to the same question."""
        end = (*turns()[1:], date(2040, 1, 1))[index] - timedelta(1)
        one, other = data.draw(st.tuples(*[days(first=turns()[index], last=end)] * 2))
        expiry = st.integers(1, 2000).map(lambda ahead: max(one, other) + timedelta(ahead))
        box = attrs.evolve(data.draw(mailboxes(expiry=expiry)), **NEVER_ENDED)
        request = data.draw(renewal_requests())
        last = max(one, other)
        assert ahead(ask((box, request, one)), last) == ahead(ask((box, request, other)), last)


# -- reasons ----------------------------------------------------------------------------------------------------------


class TestReasons:
    """Every answer names the rows it rests on."""

    @FEWER
    @given(questions())
    def test_there_is_always_one(self, question):
        """No answer without a row, none named twice, and each can be cited with its source."""
        answer = ask(question)
        assert answer.because
        assert len(set(answer.because)) == len(answer.because)
        assert all(shipped().cite(row).source for row in answer.because)

    @FEWER
    @given(questions())
    def test_the_rows_are_in_force(self, question):
        """No row is named before its first day."""
        answer = ask(question)
        assert all(shipped().cite(row).since <= question[2] for row in answer.because)

    @FEWER
    @given(accepted())
    def test_caveats_are_the_rows_no_source_states(self, case):
        """In the order of the rows, with the certainty that each has for the book."""
        rules, renewal = case
        answer = ask(renewal, rules)
        assert [caveat for row in answer.because for caveat in rules.cite(row).row.caveats] == list(answer.caveats)

    @FEWER
    @given(questions())
    def test_caveats_of_any_answer(self, question):
        """A no has its caveats too."""
        answer = ask(question)
        uncertain = [row for row in answer.because if shipped().cite(row).certainty != "documented"]
        assert uncertain == [caveat.row for caveat in answer.caveats]


ENDED = {"deleted", "suspended", "withdrawn", "in_activation"}
BARRED = {
    "plan_unknown", "renewed_elsewhere", "renewal_order_pending", "automatic_renewal_on", "termination_asked",
    "not_activated", *ENDED,
}  # fmt: skip


class TestNearest:
    """A no shows the way to a yes, or says that no request would help."""

    @examples(150)
    @given(questions())
    def test_it_is_accepted(self, question):
        """What is proposed is quoted when it is asked."""
        box, _, on = question
        answer = ask(question)
        if isinstance(answer, Refusal) and answer.nearest is not None:
            assert Quote is type(ask((box, answer.nearest, on)))

    @FEWER
    @given(questions())
    def test_none_means_that_no_request_helps(self, question):
        """Nothing is proposed exactly where the mailbox itself stands against it."""
        box, _, on = question
        answer = ask(question)
        if isinstance(answer, Refusal):
            assert (answer.code in BARRED) == (answer.nearest is None)
            if answer.nearest is None:
                plain = RenewalRequest(years=1, extra_inbox_gb=0, extra_archive_gb=0)
                assert answer.code == ask((box, plain, on)).code

    @FEWER
    @given(questions())
    def test_only_what_was_wrong_is_changed(self, question):
        """What is proposed differs from what was asked, in nothing that was accepted as it was."""
        box, request, on = question
        answer = ask(question)
        if isinstance(answer, Refusal) and answer.nearest is not None:
            assert answer.nearest != request
            for name in attrs.fields_dict(RenewalRequest):
                proposed, asked = getattr(answer.nearest, name), getattr(request, name)
                if proposed != asked:
                    kept = ask((box, attrs.evolve(answer.nearest, **{name: asked}), on))
                    assert Refusal is type(kept)


class TestOptions:
    """What the options say is what the quote says."""

    @FEWER
    @given(questions(), st.integers(1, 6))
    def test_years(self, question, years):
        """A term is allowed if a quote for it, with nothing else out of the ordinary, is a yes."""
        box, _, on = question
        options = renewal_options(box, rules=shipped(), on=on)
        said = {each.value: (each.refused, each.because) for each in options.years}
        answer = ask((box, RenewalRequest(years=years, extra_inbox_gb=0, extra_archive_gb=0), on))
        if years in said:
            assert (getattr(answer, "code", None), answer.because) == said[years]
        else:
            assert Refusal is type(answer)

    @FEWER
    @given(questions(), st.sampled_from(["extra_inbox", "extra_archive"]), st.integers(1, 6))
    def test_space(self, question, item, gb):
        """So many GB are allowed as the options say, where anything is."""
        box, _, on = question
        options = renewal_options(box, rules=shipped(), on=on)
        if options.possible:
            most = getattr(options, f"{item}_gb")
            plain = {"years": 1, "extra_inbox_gb": 0, "extra_archive_gb": 0, f"{item}_gb": gb}
            answer = ask((box, RenewalRequest(**plain), on))
            assert (most is None or gb <= most) == isinstance(answer, Quote)

    @FEWER
    @given(questions())
    def test_ways_to_pay(self, question):
        """Each way to pay is answered as a quote with it would be."""
        box, _, on = question
        for each in renewal_options(box, rules=shipped(), on=on).methods:
            asked = RenewalRequest(years=1, extra_inbox_gb=0, extra_archive_gb=0, method=each.value)
            assert each.refused == getattr(ask((box, asked, on)), "code", None)

    @FEWER
    @given(questions())
    def test_the_last_day(self, question):
        """It is the last one: possible on it, gone the day after."""
        plain = {"kind": "mailbox", "plan": "standard", "auto_renew": False, "renewal_order_pending": False}
        box = attrs.evolve(question[0], **plain, **NEVER_ENDED)
        options = renewal_options(box, rules=shipped(), on=question[2])
        last = options.last_day
        assert (last is None) == (options.refused in ENDED)
        for day, possible in ((last, True), (last + timedelta(1), False)) if last else ():
            if day >= FIRST:
                assert possible == renewal_options(box, rules=shipped(), on=day).possible


# -- values -----------------------------------------------------------------------------------------------------------


class TestValues:
    """Answers are values: the same question has the same answer, here and on paper."""

    @FEWER
    @given(questions())
    def test_there_and_back(self, question):
        """JSON keeps everything, and the same answer is the same bytes."""
        answer = ask(question)
        text = to_json(answer)
        assert answer == from_json(text)
        assert text == to_json(from_json(text))

    @FEWER
    @given(questions())
    def test_options_there_and_back(self, question):
        """Options too."""
        options = renewal_options(question[0], rules=shipped(), on=question[2])
        text = to_json(options)
        assert options == from_json(text)
        assert text == to_json(from_json(text))

    @examples(20)
    @given(st.lists(questions(), min_size=1, max_size=6), st.randoms(use_true_random=False))
    def test_the_order_of_questions_is_nothing(self, asked, random):
        """Fresh rules give the same answers as rules that have been asked everything before, in another order."""
        answers = [ask(question) for question in asked]
        shuffled = random.sample(range(len(asked)), len(asked))
        fresh = load_rules()
        again = {index: ask(asked[index], fresh) for index in shuffled}
        assert answers == [again[index] for index in range(len(asked))]
        assert [to_json(answer) for answer in answers] == [to_json(again[index]) for index in range(len(asked))]

    @FEWER
    @given(questions())
    def test_nothing_given_is_changed(self, question):
        """Neither the mailbox nor the request."""
        box, request, _ = question
        before = to_json(box), to_json(request)
        ask(question)
        assert before == (to_json(box), to_json(request))

    @FEWER
    @given(questions(), st.text(max_size=20))
    def test_the_address_is_nothing(self, question, address):
        """Two mailboxes that differ in nothing else pay the same."""
        box, request, on = question
        assert ask(question) == ask((attrs.evolve(box, address=address), request, on))


KNOWN_LATE = {"announced": "2030-01-01", "retroactive": True}
LATER = [
    add("pricing", "prices", id="l1", item="plan", plan="standard", since="2024-07-01", **KNOWN_LATE,
        label=LABEL, per_year="99.90"),
    add("pricing", "vat", id="l2", since="2025-01-01", **KNOWN_LATE, percent="25"),
    add("renewal", "terms", id="l3", offer="ordinary", since="2023-01-01", **KNOWN_LATE, years=[1]),
    add("plans", "plans", id="l4", kind="mailbox", plan="pro", since="2026-01-01", **KNOWN_LATE,
        withdrawn=True),
    add("lifecycle", "grace", id="l5", kind="mailbox", since="2025-06-01", **KNOWN_LATE, grace_days=10,
        may_send=False, may_receive=True, may_read=True, may_renew=True),
    add("payments", "quick_payment", id="l6", since="2023-02-01", **KNOWN_LATE,
        switches_on_automatic="always"),
]  # fmt: skip
"""Rows that became known on 2030-01-01, though some hold from earlier days on."""


@cache
def with_later() -> Ruleset:
    """The shipped rules and those rows."""
    return variant(*LATER)


class TestTwoClocks:
    """What is asked as known on a day is never changed by what is announced later."""

    KNOWN = date(2029, 12, 31)

    @FEWER
    @given(questions())
    def test_later_announcements_change_nothing(self, question):
        """Rows announced the day after are as if they were not there."""
        answers = [ask(question, rules.as_known(self.KNOWN)) for rules in (with_later(), shipped())]
        assert without_stamp(answers[0]) == without_stamp(answers[1])

    @FEWER
    @given(questions())
    def test_everything_known_is_as_if_nobody_asked(self, question):
        """Once all is announced, the clock makes no difference."""
        answers = [ask(question, rules) for rules in (with_later(), with_later().as_known(date(2030, 1, 1)))]
        assert without_stamp(answers[0]) == without_stamp(answers[1])

    def test_the_rows_do_count_later(self):
        """The rows above are no straw men: with them the answers are others."""
        box = Mailbox(address="a", plan="standard", expiry=date(2027, 3, 30))
        question = box, RenewalRequest(years=1), date(2027, 1, 10)
        assert ["99.90", "9.90"] == [str(ask(question, rules).net) for rules in (with_later(), shipped())]
