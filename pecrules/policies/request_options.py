"""What may be asked for on behalf of a mailbox, a partner or a quote: every choice is tried on the policy it is for.

It gathers: a renewal is what ``renewal_options`` says; a change of plan, more space, the purchase of a deleted name, an
end, what a partner certifies and what a credit pays are tried on the policies that answer them. Tables and sources:
those of these policies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any, ClassVar, Final

from pecrules.base.tuples import NamedTuple
from pecrules.domain.answering import Steps, if_known, none
from pecrules.domain.misuse import takes
from pecrules.domain.plans import plans_of
from pecrules.domain.sale_terms import SaleTerms
from pecrules.domain.space import ARCHIVE, INBOX
from pecrules.domain.trying import choice, tried
from pecrules.model.mailboxes import Holder, Mailbox
from pecrules.model.orders import Credit, Partner
from pecrules.model.outcomes.common import Caveat, Stamp
from pecrules.model.outcomes.offers import Choice, Limit, RequestChoices, RequestOptions, Wish
from pecrules.model.outcomes.options import RenewalOptions
from pecrules.model.outcomes.quotes import Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.plan_changes import PlanChangeRequest
from pecrules.model.requests import CertificationRequest, ExtraSpaceRequest, PurchaseRequest, TerminationRequest
from pecrules.policies.certification import certify
from pecrules.policies.extra_space import quote_extra_space
from pecrules.policies.plan_change import quote_plan_change
from pecrules.policies.renewal_options import renewal_options
from pecrules.policies.repurchase import quote_repurchase
from pecrules.policies.settlement import settle
from pecrules.policies.termination import terminate
from pecrules.rulebook.rows import Label, Row
from pecrules.rulebook.rows.channels import Certification
from pecrules.rulebook.rows.payments import Credit as CreditRow
from pecrules.rulebook.rows.payments import Method
from pecrules.rulebook.rows.plans import PartnerPlan, Plan, PublicDomain
from pecrules.rulebook.rows.termination import Mode, Repurchase
from pecrules.rulebook.ruleset import Ruleset, Snapshot


def request_options(subject: Mailbox | Partner | Quote, *, rules: Ruleset, on: date) -> RequestOptions:
    """What may be asked for on behalf of a mailbox, a partner or a quote on one day, and why the rest may not.

    Args:
        subject: The mailbox as it is on the day; or a partner, who certifies; or a quote, which is paid with credit.
        rules: The rules to ask.
        on: The day, a civil date of Europe/Rome.

    Returns:
        For each policy that is asked for something: whether anything can be asked for, or why not and what would help;
        the values of its fields, each allowed or refused with its reason; and how far its numbers may go. A policy of
        which the tables say nothing yet on that day is not among them.

    Raises:
        NoRuleInForce: the tables say nothing yet about states, terms or ways to pay on that day.
        CalendarError: the mailbox's grace, or even the shortest term, would end beyond the year 9999.

    Source:
        Those of the policies that are tried: R1.1 to R1.20, R2.2 to R2.25, R3.1 to R3.12, R4.4, R4.6; F2, F5, F7, F8.

    >>> from pecrules import Mailbox, load_rules
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> found = request_options(box, rules=load_rules(), on=date(2027, 1, 10))
    >>> [(each.policy, each.possible) for each in found.requests if each.policy != "quote_renewal"]
    [('quote_extra_space', True), ('quote_plan_change', True), ('quote_repurchase', False), ('terminate', True)]
    """
    return _OPTIONS.ask_surely(subject, None, rules, on)


class _Found(NamedTuple):
    """What one policy may be asked for, with what no source states outright of it."""

    choices: RequestChoices
    caveats: tuple[Caveat, ...]


class _Asking(NamedTuple):
    """Whom something is asked about, and how."""

    view: _View
    subject: Any
    rules: Ruleset
    on: date

    def about(self, policy: Callable[..., Any], made: Callable[..., Any], /, **ordinary: Any) -> Callable[..., Any]:
        """What asks a policy for the ordinary but for some fields."""

        def ask(**fields: Any) -> Any:
            return policy(self.subject, made(**{**ordinary, **fields}), rules=self.rules, on=self.on)

        return ask


def _look_up(view: _View, subject: Mailbox | Partner | Quote, _: None, rules: Ruleset, on: date) -> tuple[_Found, ...]:
    asking = _Asking(view, subject, rules, on)
    wishes = next(some for kind, some in _WISHES.items() if isinstance(subject, kind))
    found = (if_known(partial(wish, asking)) for wish in wishes)
    return tuple(each for each in found if each is not None)


def _answer(found: tuple[_Found, ...], stamp: Stamp) -> RequestOptions:
    return RequestOptions(
        tuple(each.choices for each in found),
        tuple(dict.fromkeys(row for each in found for row in each.choices.because)),
        tuple(dict.fromkeys(caveat for each in found for caveat in each.caveats)),
        stamp,
    )


# -- policy by policy -------------------------------------------------------------------------------------------------


def _renewal(asking: _Asking) -> _Found:
    found: RenewalOptions = renewal_options(asking.subject, rules=asking.rules, on=asking.on)
    labels = asking.view.methods
    choices = (
        *(Choice("years", each.value, each.allowed, each.refused, each.because) for each in found.years),
        *(
            Choice("method", each.value, each.allowed, each.refused, each.because, labels[each.value].names)
            for each in found.methods
        ),
    )
    limits = (Limit(f"{INBOX}_gb", found.extra_inbox_gb), Limit(f"{ARCHIVE}_gb", found.extra_archive_gb))
    return _Found(
        RequestChoices(
            "quote_renewal", found.possible, found.refused, found.remedies, choices,
            limits if found.possible else (), found.because,
        ),
        found.caveats,
    )  # fmt: skip


def _plan_change(asking: _Asking) -> _Found:
    """Every other plan of its kind, and with the first that it can have: terms and ways to pay."""
    view, box = asking.view, asking.subject
    others = [row for row in plans_of(view.snapshot, box.kind) if row.plan != box.plan]
    ask = asking.about(quote_plan_change, PlanChangeRequest, plan=box.plan, years=view.years[0])
    plans = tuple(tried(ask, "plan", (row.plan for row in others), {row.plan: row.label for row in others}))
    best = next((each.value for each in plans if each.allowed), None)
    if best is None:
        return _found("quote_plan_change", ask(plan=others[0].plan) if others else ask(), plans)
    ask = asking.about(quote_plan_change, PlanChangeRequest, plan=best, years=view.years[0])
    return _found("quote_plan_change", ask(), (*plans, *_terms(asking, ask)), _limits_of(plans, ask))


def _extra_space(asking: _Asking) -> _Found:
    """As much space as there may be of each kind, and conservazione; each by itself."""
    ask = asking.about(quote_extra_space, ExtraSpaceRequest)
    archived = if_known(partial(ask, conservazione=True))
    alone = (ask(**{f"{INBOX}_gb": 1}), if_known(partial(ask, **{f"{ARCHIVE}_gb": 1})), archived)
    best = next((answer for answer in alone if isinstance(answer, Quote)), alone[0])
    yes = Limit("conservazione", int(isinstance(archived, Quote)))
    return _found("quote_extra_space", best, (), (*_limits(ask), yes))


def _repurchase(asking: _Asking) -> _Found:
    """The same again, by whoever had it; where that plan is not sold, with the first that is: terms and ways to pay."""
    view, box = asking.view, asking.subject
    rule, rows = view.snapshot.row(Repurchase, box.kind), plans_of(view.snapshot, box.kind)
    same = {"address": box.address, "kind": box.kind, "holder": box.holder, "years": view.years[0]}
    ask = asking.about(quote_repurchase, PurchaseRequest, **same, plan=box.plan)
    plans = tuple(tried(ask, "plan", (row.plan for row in rows), {row.plan: row.label for row in rows}))
    sold = [each.value for each in plans if each.allowed]
    if sold and box.plan not in sold:
        ask = asking.about(quote_repurchase, PurchaseRequest, **same, plan=sold[0])
    choices = (*plans, *tried(ask, "through", rule.asked_through), *_terms(asking, ask))
    return _found("quote_repurchase", ask(), choices, _limits_of(plans, ask))


def _termination(asking: _Asking) -> _Found:
    """Every mode in which such a mailbox is ended, asked for by whoever may, in a way that is one."""
    modes = [row for row in asking.view.snapshot.rows(Mode) if row.kind == asking.subject.kind]
    answers = [(row, _ended(asking, row)) for row in modes]
    choices = tuple(choice("mode", row.mode, answer) for row, answer in answers)
    ends = next((answer for _, answer in answers if not isinstance(answer, Refusal)), None)
    return _found("terminate", ends or asking.about(terminate, TerminationRequest)(mode="lapse"), choices)


def _ended(asking: _Asking, row: Mode) -> Any:
    """The answer to a wish to end it so; what it must say besides is as the refusal proposes."""
    by = next(iter(row.asked_by), "holder")
    through = next(iter(row.asked_through), "online_request")
    ask = asking.about(terminate, TerminationRequest, asked_by=by, through=through)
    answer = ask(mode=row.mode)
    near = getattr(answer, "nearest", None)
    if isinstance(near, TerminationRequest) and near.mode == row.mode:
        return terminate(asking.subject, near, rules=asking.rules, on=asking.on)
    return answer


def _terms(asking: _Asking, ask: Callable[..., Any]) -> Iterable[Choice]:
    view = asking.view
    return (*tried(ask, "years", view.years), *tried(ask, "method", view.methods, view.methods))


_MANY: Final = 10**6  # GB: more than any row allows


def _limits(ask: Callable[..., Any], plan: str | None = None) -> tuple[Limit, ...]:
    """How much space may be asked for, as the policy itself says where it is too much."""
    names, of = (f"{INBOX}_gb", f"{ARCHIVE}_gb"), {} if plan is None else {"plan": plan}
    return tuple(Limit(name, _most(if_known(partial(ask, **of, **{name: _MANY}))), plan) for name in names)


def _limits_of(plans: Iterable[Choice], ask: Callable[..., Any]) -> tuple[Limit, ...]:
    """The same with each plan that can be had."""
    return tuple(limit for each in plans if each.allowed for limit in _limits(ask, str(each.value)))


def _most(answer: Quote | Refusal | None) -> int | None:
    if isinstance(answer, Quote):
        return None
    return int(answer.allowed[-1]) if answer is not None and answer.code in _TOO_MUCH and answer.allowed else 0


_TOO_MUCH: Final = frozenset({"extra_inbox_beyond_limit", "extra_archive_beyond_limit"})


def _found(policy: Wish, answer: Any, choices: Iterable[Choice], limits: tuple[Limit, ...] = ()) -> _Found:
    """What a policy says to the best that could be asked for."""
    is_no = isinstance(answer, Refusal)
    choices_ = RequestChoices(
        policy=policy,
        possible=not is_no,
        refused=answer.code if is_no else None,
        remedies=answer.remedies if is_no else (),
        choices=tuple(choices),
        limits=() if is_no else limits,
        because=answer.because,
    )
    return _Found(choices_, answer.caveats)


_ANY_ID: Final = "1"  # of a holder whom a partner has found


def _certification(asking: _Asking) -> _Found:
    """A new holder's mailbox, or that of one registered before, where the partner has any."""
    view, partner = asking.view, asking.subject
    rule, plans = view.snapshot.row(Certification), view.snapshot.rows(PartnerPlan)
    domains = (*(row.domain for row in view.snapshot.rows(PublicDomain)), *partner.domains)
    holder = {"holder": Holder(subject="natural_person"), "holder_id": next(iter(partner.holders), _ANY_ID)}
    ask = asking.about(
        certify, CertificationRequest,
        name="casella", domain=next(iter(domains), ""), plan=next((row.plan for row in plans), ""), **holder,
        holder_choice=rule.holder_choices[0], renewal_type=rule.renewal_types[0], years=rule.years[0],
    )  # fmt: skip
    choices = (
        *tried(ask, "domain", domains),
        *tried(ask, "plan", (row.plan for row in plans), {row.plan: row.label for row in plans}),
        *tried(ask, "holder_choice", rule.holder_choices),
        *tried(ask, "renewal_type", rule.renewal_types),
        *tried(ask, "years", rule.years),
    )
    return _found("certify", ask(), choices)


def _settlement(asking: _Asking) -> _Found:
    """As much as is to be paid, paid in on that day, of each kind."""
    kinds = {row.credit: row.label for row in asking.view.snapshot.rows(CreditRow)}
    ask = asking.about(settle, Credit, amount=asking.subject.to_pay, paid_on=asking.on)
    answers = [(kind, ask(kind=kind)) for kind in kinds]
    choices = tuple(choice("kind", kind, answer, kinds[kind].names) for kind, answer in answers)
    paid = next((answer for _, answer in answers if not isinstance(answer, Refusal)), None)
    return _found("settle", paid or ask(kind=next(iter(kinds), "partner")), choices)


_WISHES: Final[dict[type, tuple[Callable[[_Asking], _Found], ...]]] = {
    Mailbox: (_extra_space, _plan_change, _renewal, _repurchase, _termination),
    Partner: (_certification,),
    Quote: (_settlement,),
}


class _View:
    """What can be chosen, looked up once for an interval of days."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Certification, CreditRow, Method, Mode, PartnerPlan, Plan, PublicDomain, Repurchase, *SaleTerms.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.years = SaleTerms(snapshot).terms(product=False, order=False).value.years
        self.methods: dict[str, Label] = {row.method: row.label for row in snapshot.rows(Method)}


_OPTIONS: Final = Steps(_View, _look_up, none, _answer, takes=takes("request_options"))
