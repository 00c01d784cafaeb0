"""What a first order may ask for: every plan, domain, term and way to pay is tried on ``quote_purchase`` itself.

Tables and sources: those of ``purchase``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, ClassVar, Final

from pecrules.base.tuples import NamedTuple
from pecrules.domain.answering import Steps, if_known, none
from pecrules.domain.misuse import takes
from pecrules.domain.payments import Paying, billed_as
from pecrules.domain.provenance import because, caveats
from pecrules.domain.sale_terms import SaleTerms
from pecrules.domain.space import ARCHIVE, INBOX, SpaceAllowance
from pecrules.domain.trying import tried
from pecrules.model.fields import changed
from pecrules.model.mailboxes import USUAL_ADDRESS, Holder
from pecrules.model.outcomes.common import Stamp
from pecrules.model.outcomes.offers import Offers, PlanOffer
from pecrules.model.outcomes.quotes import Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.requests import PurchaseRequest
from pecrules.policies.purchase import quote_purchase
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.plans import Plan, PublicDomain
from pecrules.rulebook.rows.pricing import Price
from pecrules.rulebook.rows.renewal import Terms
from pecrules.rulebook.ruleset import Ruleset, Snapshot


def offers(holder: Holder | None = None, *, rules: Ruleset, on: date) -> Offers:
    """What anybody may order on a day: plans, domains, terms and ways to pay, and why the rest may not be.

    Everything is tried on ``quote_purchase`` itself, so the two cannot disagree.

    Args:
        holder: Who will own the mailbox; ``None`` when not known yet.
        rules: The rules to ask.
        on: The day of the order, a civil date of Europe/Rome.

    Returns:
        Every plan with its yearly price, net in EUR, its space and how far that grows; the domains, terms and ways to
        pay, each allowed or refused with its reason; VAT, and what the holder must still give. What the tables say
        nothing of yet on that day is not among them.

    Raises:
        NoRuleInForce: the tables say nothing yet about terms, ways to pay or a rate on that day.
        CalendarError: no term ends within the calendar.

    Source:
        R1.5, R1.13, R1.15, R1.17, R1.20; F5.03 to F5.06, F5.21, F5.22.

    >>> from pecrules import load_rules
    >>> found = offers(rules=load_rules(), on=date(2027, 1, 10))
    >>> {plan.plan: str(plan.per_year) for plan in found.plans if plan.allowed}["standard"]
    '9.90'
    >>> [choice.value for choice in found.choices if choice.field == "years" and choice.allowed]
    [1, 2, 3, 4, 5]
    """
    return _OFFERS.ask_surely(holder, None, rules, on)


class _Case(NamedTuple):
    """What can be ordered, and how it is asked for: the plans with their answers, and an ordinary order."""

    view: _View
    holder: Holder | None
    plans: tuple[tuple[Plan, Quote | Refusal], ...]
    ordinary: PurchaseRequest
    ask: partial[Quote | Refusal[PurchaseRequest]]


def _look_up(view: _View, holder: Holder | None, _: None, rules: Ruleset, on: date) -> _Case:
    ask = partial(quote_purchase, holder, rules=rules, on=on)
    request = PurchaseRequest(address=view.address, plan="", years=view.years[0])
    requests = ((row, changed(request, {"kind": row.kind, "plan": row.plan})) for row in view.snapshot.rows(Plan))
    answers = ((row, if_known(partial(ask, each))) for row, each in requests)
    plans = tuple((row, answer) for row, answer in answers if answer is not None)
    best = next((row.plan for row, answer in plans if isinstance(answer, Quote)), plans[0][0].plan if plans else "")
    return _Case(view, holder, plans, changed(request, {"plan": best}), ask)


def _answer(case: _Case, stamp: Stamp) -> Offers:
    view, billed = case.view, billed_as(case.holder)
    plans = tuple(_plan(view, row, answer) for row, answer in case.plans)
    vat_to = view.paying.vat_to(billed)
    kinds = view.paying.subject(billed).rows if billed else ()
    rows = (
        *(row for row, _ in case.plans),
        *view.snapshot.rows(PublicDomain),
        *view.terms,
        *view.paying.methods.values(),
    )
    behind: tuple[Row, ...] = (*rows, *view.prices.values(), view.paying.vat, *vat_to.rows, *kinds)
    return Offers(
        plans=plans,
        choices=(
            *tried(partial(_ask, case), "domain", view.domains),
            *tried(partial(_ask, case), "years", view.years),
            *tried(partial(_ask, case), "method", view.paying.methods, view.labels),
        ),
        vat_percent=view.paying.vat.percent,
        vat_to=vat_to.value,
        requires=view.paying.requires(billed, identified=False),
        because=because(behind),
        caveats=caveats(behind),
        stamp=stamp,
    )


def _ask(case: _Case, **fields: Any) -> Quote | Refusal:
    """The answer to the ordinary order but for one field; a domain stands in its address."""
    domain = fields.pop("domain", None)
    other: Mapping[str, Any] = {"address": _at(domain)} if domain else fields
    return case.ask(changed(case.ordinary, other))


def _plan(view: _View, row: Plan, answer: Quote | Refusal) -> PlanOffer:
    space, price = SpaceAllowance(view.snapshot, row), view.prices.get(row.plan)
    refused = answer.code if isinstance(answer, Refusal) else None
    return PlanOffer(
        plan=row.plan,
        kind=row.kind,
        label=row.label.names,
        allowed=refused is None,
        refused=refused,
        per_year=price.net if price else None,
        inbox_gb=row.inbox_gb,
        archive_gb=row.archive_gb,
        most_extra_inbox_gb=space.most(INBOX),
        most_extra_archive_gb=space.most(ARCHIVE),
        features=row.features,
        because=answer.because,
    )


def _at(domain: str) -> str:
    return f"{USUAL_ADDRESS.partition('@')[0]}@{domain}"


class _View:
    """What is on offer, looked up once for an interval of days."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        PublicDomain, Terms, *Paying.READS, *SaleTerms.READS, *SpaceAllowance.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.paying = Paying(snapshot)
        self.terms = SaleTerms(snapshot).terms(product=False, order=False).rows
        self.years = sorted({years for row in snapshot.rows(Terms) for years in row.years})
        self.domains = [row.domain for row in snapshot.rows(PublicDomain) if "customers" in row.offered_to]
        self.prices = {str(row.plan): row for row in _prices(snapshot)}
        self.labels = {name: row.label for name, row in self.paying.methods.items()}

    @property
    def address(self) -> str:
        """An address that anybody may have; where no row names a domain, the usual one."""
        return _at(self.domains[0]) if self.domains else USUAL_ADDRESS


def _prices(snapshot: Snapshot) -> Iterator[Price]:
    """The prices of a year of each plan."""
    return (row for row in snapshot.rows(Price) if row.item == "plan")


_OFFERS: Final = Steps(_View, _look_up, none, _answer, takes=takes("offers"))
