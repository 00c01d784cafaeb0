"""Laws of days and of what is told of them: calendars, states, ends, charges, bills; of one life, as in ``laws``."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Final

import attrs

import pecrules as pr
from pecrules.rulebook.rows import Row
from tests.policies.laws import ALWAYS, BEGINNINGS, LAST_DAYS, RENEWED, Life, accepted, known, paid, quotes

DAY = timedelta(1)


def the_same_rules(life: Life, *days: date) -> bool:
    """Whether no row begins between some days and today."""
    first, last = min(life.on, *days), max(life.on, *days)
    return not any(first < entry.row.since <= last for entry in life.rules.entries if isinstance(entry.row, Row))


# -- states -----------------------------------------------------------------------------------------------------------


def a_state_lasts_from_its_first_day_to_its_last(life: Life) -> None:
    """Asked on these days ``status`` says the same state, and another the day before and after."""
    seen = pr.status(life.box, **life.asked)
    days = {
        seen.since: True,
        seen.until: True,
        seen.since and seen.since - DAY: False,
        seen.until and seen.until + DAY: False,
    }
    for day, is_so in days.items():
        if day is not None and the_same_rules(life, day):
            for then in known(lambda day=day: pr.status(life.box, rules=life.rules, on=day)):
                assert is_so == (then.state == seen.state), day


RIGHTS = (
    "state", "may_send", "may_receive", "may_read", "may_renew", "may_buy_space", "may_change_plan", "may_repurchase",
    "logs",
)  # fmt: skip


def nothing_changes_between_the_days_of_the_timeline(life: Life) -> None:
    """What ``status`` says on the day after one of them it says on the day before the next."""
    life = life.with_box(activation_started_on=None)  # an activation that is overdue is expected from day to day
    for found in known(lambda: pr.timeline(life.box, ALWAYS, **life.asked)):
        told = {day.day + DAY * (day.what in LAST_DAYS | {"log_end"}) for day in found.days if day.what in CHANGES}
        ahead = sorted(day for day in told if day > life.on)
        for first, next_one in zip([life.on, *ahead], [*ahead, max([life.on, *ahead]) + 400 * DAY], strict=True):
            if the_same_rules(life, next_one):
                both = [pr.status(life.box, rules=life.rules, on=day) for day in (first, next_one - DAY)]
                for right in RIGHTS:
                    assert getattr(both[0], right) == getattr(both[1], right), (right, first, next_one)


CHANGES = {"rights_change", "log_end", *BEGINNINGS}


# -- calendars --------------------------------------------------------------------------------------------------------


def a_calendar_of_some_days_is_that_part_of_the_whole(life: Life) -> None:
    """And the notices of the timeline are those of the calendar."""
    first, last = life.on - 40 * DAY * life.wish.inbox, life.on + 50 * DAY * life.wish.archive
    notices = []
    for ask in (pr.timeline, pr.alert_calendar):
        for whole in known(lambda ask=ask: ask(life.box, ALWAYS, **life.asked)):
            part = ask(life.box, (first, last), **life.asked)
            assert part.days == tuple(each for each in whole.days if first <= each.day <= last), ask
            assert sorted(each.day for each in whole.days) == [each.day for each in whole.days], ask
            notices.append({each for each in whole.days if each.what == "notice"})
    assert notices[:1] == notices[1:] or len(notices) < 2


def what_is_to_come_does_not_hang_on_the_day_of_the_question(life: Life) -> None:
    """Asked some days later they tell the same of what is still ahead; but a charge may have failed by then.

    Of a mailbox that is not active yet no charge is told.
    """
    life = life.with_box(activation_started_on=None, requested_on=None)  # what is overdue is expected anew each day
    if pr.status(life.box, **life.asked).state in {"not_activated", "in_activation"}:
        life = life.with_box(auto_renew=False)
    later = life.on + DAY * (1 + 9 * life.wish.inbox)
    for ask in (pr.timeline, pr.alert_calendar) if the_same_rules(life, later) else ():
        for now in known(lambda ask=ask: ask(life.box, (later, ALWAYS[1]), **life.asked)):
            for then in known(lambda ask=ask: ask(life.box, (later, ALWAYS[1]), rules=life.rules, on=later)):
                both = [
                    [attrs.evolve(each, because=(), if_charge_fails=False) for each in answer.days]
                    for answer in (now, then)
                ]
                assert both[0] == both[1], ask


def each_notice_is_the_next_on_its_day(life: Life) -> None:
    """Of those that somebody is sent."""
    for found in known(lambda: pr.alert_calendar(life.box, (life.on, ALWAYS[1]), **life.asked)):
        for day in [each.day for each in found.days if each.what == "notice" and each.audience][:3]:
            if the_same_rules(life, day):
                (told,) = known(lambda day=day: pr.next_alert(life.box, rules=life.rules, on=day))
                assert told is not None
                assert day == told.day


# -- charges, terms, space --------------------------------------------------------------------------------------------


def the_charge_is_one_and_the_same(life: Life) -> None:
    """Its day and tries in the timeline, and what ``advance`` then makes of the mailbox."""
    life = life.with_box(auto_renew=True, last_term_years=life.box.last_term_years or 1)
    for told in known(lambda: pr.automatic_renewal(life.box, **life.asked)):
        if isinstance(told, pr.Refusal) or told.charge_day < life.on:  # one that was due is over, whatever came of it
            continue
        for found in known(lambda: pr.timeline(life.box, ALWAYS, **life.asked)):
            assert [told.charge_day] == [each.day for each in found.days if each.what == "charge"]
            assert [*told.retries] == [each.day for each in found.days if each.what == "retry"]
        day = told.charge_day
        if the_same_rules(life, day):
            for done in known(
                lambda day=day: pr.advance(life.box, pr.Event(name="charge_made"), rules=life.rules, on=day)
            ):
                assert isinstance(done, pr.Transition), done
                assert (told.quote.new_expiry, told.quote.anchor) == (done.mailbox.expiry, done.mailbox.anchor)


def the_last_day_of_renewing_is_the_last(life: Life) -> None:
    """Then it is renewed, and the day after no more."""
    life = life.with_box(auto_renew=False, renewal_order_pending=False)
    wish = pr.RenewalRequest(years=1, extra_inbox_gb=0, extra_archive_gb=0)
    for found in known(lambda: pr.renewal_options(life.box, **life.asked)):
        last = found.last_day
        if found.possible and last is not None and the_same_rules(life, last + DAY):
            able = [
                accepted(lambda day=day: pr.quote_renewal(life.box, wish, rules=life.rules, on=day))
                for day in (last, last + DAY)
            ]
            assert None in able or able == [True, False], last


def space_that_is_ordered_is_there(life: Life) -> None:
    """Beside what there was; with a renewal, as much as that says."""
    life = life.with_box(auto_renew=False, renewal_order_pending=False)
    box, wish, state = life.box, life.wish, pr.status(life.box, **life.asked).state
    gb = {"extra_inbox_gb": wish.inbox, "extra_archive_gb": wish.archive}
    orders = (
        (pr.quote_extra_space, pr.ExtraSpaceRequest(**gb)),
        (pr.quote_renewal, pr.RenewalRequest(years=wish.years, **gb)),
    )
    for policy, request in orders:
        is_renewal, had = policy is pr.quote_renewal, (box.extra_inbox_gb, box.extra_archive_gb)
        event = (
            paid(RENEWED, request, life.on, years=wish.years)
            if is_renewal
            else paid("space_registered", request, life.on)
        )
        for quote in known(lambda policy=policy, request=request: policy(box, request, **life.asked)):
            if isinstance(quote, pr.Quote) and (is_renewal or state in {"active", "expiring"}):
                after = pr.advance(box, event, **life.asked).mailbox
                more = [there + new for there, new in zip((0, 0) if is_renewal else had, gb.values(), strict=True)]
                assert more == [after.extra_inbox_gb, after.extra_archive_gb]


# -- ends -------------------------------------------------------------------------------------------------------------


def what_is_kept_is_kept_until_it_is_told(life: Life) -> None:
    """Of what lapses: its states, its timeline and its logs end where ``terminate`` says."""
    for told in known(lambda: pr.terminate(life.box, pr.TerminationRequest(mode="lapse"), **life.asked)):
        if isinstance(told, pr.Refusal) or not the_same_rules(life, told.kept_until + DAY):
            continue
        ahead = [day for day in (told.kept_until, told.kept_until + DAY) if day >= life.on]
        gone = [pr.status(life.box, rules=life.rules, on=day).state in {"deleted", "withdrawn"} for day in ahead]
        assert gone == [day > told.kept_until for day in ahead], told
        for found in known(lambda: pr.timeline(life.box, ALWAYS, **life.asked)):
            days = {each.what: each.day for each in found.days}
            assert days.get("deletion", told.kept_until + DAY) == told.kept_until + DAY
            asked = {"rules": life.rules, "on": max(told.kept_until, life.on)}
            ask = partial(pr.log_availability, life.box, told.kept_until, **asked)
            assert [days.get("log_end", logs.until) for logs in known(ask)] == [logs.until for logs in known(ask)]


# -- bills ------------------------------------------------------------------------------------------------------------

HOLDERS = (
    pr.Holder(subject="natural_person", name="Mario Rossi", tax_code="RSSMRA80A01H501U"),
    pr.Holder(subject="legal_person", vat_number="00743110157"),
    pr.Holder(subject="legal_person", vat_number="00743110157", split_payment=True),
    pr.Holder(subject="public_administration", tax_code="80078750587"),
    pr.Holder(subject="legal_person", country="DE"),
    pr.Holder(subject="natural_person", country="FR"),
)
IDENTIFIERS = (None, "ABCDEFG", "0000000", "mario@pec.it", "UFABCD", "XXXXXXX", "nonsense!")


def a_bill_needs_what_the_quote_requires(life: Life) -> None:
    """Of every holder and whatever is given for the invoice; and the VAT goes where it goes."""
    wish = life.wish
    holder = HOLDERS[(wish.inbox + wish.years) % len(HOLDERS)]
    identifier = IDENTIFIERS[(wish.archive + wish.years) % len(IDENTIFIERS)]
    named = {"einvoice_identifier": identifier}
    for bill in known(lambda: pr.billing_requirements(holder, identifier, **life.asked)):
        box = attrs.evolve(life.box, holder=holder)
        bought = pr.PurchaseRequest(address="nuova.casella@pec.it", plan="standard", years=1, **named)
        questions = (
            partial(pr.quote_renewal, box, pr.RenewalRequest(years=wish.years, **named), **life.asked),
            partial(pr.quote_purchase, holder, bought, **life.asked),
        )
        for answer in (each for question in questions for each in known(question) if isinstance(each, pr.Quote)):
            assert (bill.missing, bill.pays == "net") == (answer.requires, answer.vat_to == "treasury"), answer


def a_quote_is_the_sum_of_its_lines(life: Life) -> None:
    """Whoever's name it is; and each outcome is read back as it was written, and doubts nothing it does not rest on."""
    asked = life.asked
    renamed = attrs.evolve(life.box, address="zz@" + life.box.address.partition("@")[2])
    for policy, request, quote in quotes(life):
        assert quote.net == sum((line.net for line in quote.lines), Decimal(0))
        again = policy(renamed, request, **asked)
        assert (quote.net, quote.vat, quote.new_expiry) == (again.net, again.vat, again.new_expiry)
    policies = (pr.status, pr.automatic_renewal, pr.renewal_options, pr.request_options, pr.possible_events)
    for policy in policies:
        for answer in known(lambda policy=policy: policy(life.box, **asked)):
            assert answer == pr.from_json(pr.to_json(answer))
            assert {each.row for each in answer.caveats} <= {*answer.because}, policy


LAWS: Final[tuple[Callable[[Life], None], ...]] = (
    a_state_lasts_from_its_first_day_to_its_last,
    nothing_changes_between_the_days_of_the_timeline,
    a_calendar_of_some_days_is_that_part_of_the_whole,
    what_is_to_come_does_not_hang_on_the_day_of_the_question,
    each_notice_is_the_next_on_its_day,
    the_charge_is_one_and_the_same,
    the_last_day_of_renewing_is_the_last,
    space_that_is_ordered_is_there,
    what_is_kept_is_kept_until_it_is_told,
    a_bill_needs_what_the_quote_requires,
    a_quote_is_the_sum_of_its_lines,
)
