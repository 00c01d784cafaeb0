"""What a renewal by hand may ask for: every option is tried on ``quote_renewal`` itself.

Tables and sources: those of ``renewal``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any, Final, TypeVar

from pecrules.base.errors import CalendarError
from pecrules.base.tuples import NamedTuple
from pecrules.base.values import evolve
from pecrules.domain.answering import Steps, none
from pecrules.domain.misuse import takes
from pecrules.domain.provenance import because, caveats
from pecrules.domain.space import ARCHIVE, INBOX
from pecrules.model.codes import MethodName, RemedyCode
from pecrules.model.fields import changed
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Stamp
from pecrules.model.outcomes.options import Option, RenewalOptions
from pecrules.model.outcomes.quotes import Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.renewals import RenewalRequest
from pecrules.policies.renewal import OrderView, offer_of, quote_renewal
from pecrules.rulebook.rows.renewal import Terms
from pecrules.rulebook.ruleset import Ruleset

V = TypeVar("V", bound=int | str)


def renewal_options(mailbox: Mailbox, *, rules: Ruleset, on: date) -> RenewalOptions:
    """What a renewal of one mailbox may ask for on one day, and why the rest may not.

    Every option is tried on ``quote_renewal`` itself, so the two cannot disagree.

    Args:
        mailbox: The mailbox as it is on the day.
        rules: The rules to ask.
        on: The day, a civil date of Europe/Rome.

    Returns:
        Terms in years and ways to pay, each allowed or refused with its reason; the most extra space in whole GB; the
        last day on which the mailbox can be renewed.

    Raises:
        NoRuleInForce: the tables say nothing yet about a price, a term or a rate on that day.
        CalendarError: the mailbox's grace, or even the shortest term, would end beyond the year 9999; of longer terms
            only those are told that do not.

    Source:
        R1.1, R1.7, R1.13, R1.17, R1.20; F3.16, F3.17, F5.03 to F5.06.

    >>> from pecrules import Mailbox, load_rules
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30), promo=True)
    >>> options = renewal_options(box, rules=load_rules(), on=date(2027, 1, 10))
    >>> [option.value for option in options.years if option.allowed], options.extra_inbox_gb
    ([1, 2], 1)
    """
    return _OPTIONS.ask_surely(mailbox, None, rules, on)


class _Options(NamedTuple):
    """A mailbox whose renewals are tried: the answer to a plain one, and how to ask for another."""

    view: OrderView
    mailbox: Mailbox
    plain: Quote | Refusal
    ask: Callable[..., Quote | Refusal]


def _look_up_options(view: OrderView, mailbox: Mailbox, _: None, rules: Ruleset, on: date) -> _Options:
    offered = view.offering.terms(product=mailbox.promo, order=False).value
    ordinary = RenewalRequest(years=offered.years[0], extra_inbox_gb=0, extra_archive_gb=0)

    def ask_for(**changes: Any) -> Quote | Refusal:
        return quote_renewal(mailbox, changed(ordinary, changes), rules=rules, on=on)

    return _Options(view, mailbox, ask_for(), ask_for)


def _answer_options(case: _Options, stamp: Stamp) -> RenewalOptions:
    view, plain = case.view, case.plain
    refused = plain if isinstance(plain, Refusal) else None
    offer = view.offers.get((case.mailbox.kind, case.mailbox.plan)) or offer_of(view, case.mailbox)
    days = view.lifecycle.days
    behind = (*offer.rows, *days.expiry_rows(days.grace(case.mailbox))) if refused else ()
    every_term = sorted({years for row in view.snapshot.rows(Terms) for years in row.years})
    return RenewalOptions(
        possible=refused is None,
        refused=refused.code if refused else None,
        remedies=refused.remedies if refused else (),
        years=tuple(_terms(case, every_term)),
        extra_inbox_gb=offer.space.most(INBOX),
        extra_archive_gb=offer.space.most(ARCHIVE),
        methods=tuple(_way_to_pay(case, row.method) for _, row in sorted(view.paying.methods.items())),
        last_day=None
        if refused and not _CAN_BE_LIFTED & {*refused.remedies}
        else view.deadlines.of(case.mailbox).last_renewable(case.mailbox),
        because=tuple(dict.fromkeys((*plain.because, *because(behind)))),
        caveats=tuple(dict.fromkeys((*plain.caveats, *caveats(behind)))),
        stamp=stamp,
        addons_only=any(
            isinstance(case.ask(addons_only=True, **{f"{item}_gb": 1}), Quote) for item in (INBOX, ARCHIVE)
        ),
    )


_CAN_BE_LIFTED: Final[frozenset[RemedyCode]] = frozenset(
    {"renew_domain", "cancel_renewal_order", "switch_off_automatic_renewal"}
)
"""What makes possible a renewal that is not possible yet, or not here."""


def _terms(case: _Options, every_term: Iterable[int]) -> Iterator[Option[int]]:
    """Each term, but for those of which the calendar has not the end."""
    for years in every_term:
        with suppress(CalendarError):
            yield _option(years, case.ask(years=years))


def _option(value: V, answer: Quote | Refusal) -> Option[V]:
    refused = answer.code if isinstance(answer, Refusal) else None
    return Option(value, refused is None, refused, answer.because)


def _way_to_pay(case: _Options, method: MethodName) -> Option[MethodName]:
    """A way to pay, with the last days on which it is in time."""
    option: Option[MethodName] = _option(method, case.ask(method=method))
    plain = case.plain
    pay_by = () if isinstance(plain, Refusal) else tuple(each for each in plain.pay_by if each.method == method)
    return evolve(option, pay_by=pay_by)


_OPTIONS: Final = Steps(OrderView, _look_up_options, none, _answer_options, takes=takes("renewal_options"))
