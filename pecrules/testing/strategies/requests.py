"""What may be asked of the policies."""

from functools import cache, lru_cache
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pecrules.model.plan_changes import PlanChangeRequest
from pecrules.model.renewals import RenewalRequest
from pecrules.model.requests import CertificationRequest, ExtraSpaceRequest, PurchaseRequest, TerminationRequest
from pecrules.rulebook.ruleset import Ruleset
from pecrules.testing.strategies.calendar import some_days
from pecrules.testing.strategies.menu import Menu, PlanSpace, live
from pecrules.testing.strategies.nouns import AMOUNTS, LOCAL_NAMES, Fields, holders, which

_SOME_GB: Final = st.integers(0, 3) | st.integers(0, 20)  # as many as people want, and so many that cents are odd
_CODE: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def renewal_requests(rules: Ruleset | None = None, **fields: SearchStrategy[Any]) -> SearchStrategy[RenewalRequest]:
    """Requests for what the tables name: terms, ways to pay, space. A mailbox's plan or promotion may still refuse one.

    Args:
        rules: The rules whose terms and ways to pay are drawn; nothing for the shipped ones.
        **fields: A field's name and the strategy that draws it instead.

    >>> from hypothesis import find
    >>> find(renewal_requests(method=st.just("card")), lambda request: True).years
    1
    """
    return live(rules, lambda menu: a_renewal_request(menu, fields))


def plan_change_requests(
    rules: Ruleset | None = None, **fields: SearchStrategy[Any]
) -> SearchStrategy[PlanChangeRequest]:
    """Requests for a renewal with another plan, of any plan that the tables name.

    Args:
        rules: The rules whose plans, terms and ways to pay are drawn; nothing for the shipped ones.
        **fields: A field's name and the strategy that draws it instead.

    >>> from hypothesis import find
    >>> find(plan_change_requests(plan=st.just("pro")), lambda request: True).extra_inbox_gb
    0
    """

    def draw(menu: Menu) -> SearchStrategy[PlanChangeRequest]:
        usual: Fields = {
            "plan": st.sampled_from([space.plan for space in menu.plans]),
            "years": st.sampled_from(menu.years or (1,)),
            "extra_inbox_gb": _SOME_GB,
            "extra_archive_gb": _SOME_GB,
            "promo": st.booleans(),
        }
        return st.builds(PlanChangeRequest, **(usual | _paying(menu) | fields))

    return live(rules, draw)


def extra_space_requests(
    rules: Ruleset | None = None, **fields: SearchStrategy[Any]
) -> SearchStrategy[ExtraSpaceRequest]:
    """Requests for more space without a renewal; a few ask for nothing.

    Args:
        rules: The rules whose ways to pay are drawn; nothing for the shipped ones.
        **fields: A field's name and the strategy that draws it instead.

    >>> from hypothesis import find
    >>> find(extra_space_requests(extra_inbox_gb=st.just(1)), lambda request: True).extra_archive_gb
    0
    """

    def draw(menu: Menu) -> SearchStrategy[ExtraSpaceRequest]:
        usual: Fields = {
            "extra_inbox_gb": _SOME_GB,
            "extra_archive_gb": _SOME_GB,
            "conservazione": st.booleans(),
        }
        return st.builds(ExtraSpaceRequest, **(usual | _paying(menu) | fields))

    return live(rules, draw)


def purchase_requests(rules: Ruleset | None = None, **fields: SearchStrategy[Any]) -> SearchStrategy[PurchaseRequest]:
    """Requests for new mailboxes, of a plan and under a public domain that the tables name.

    Args:
        rules: The rules whose plans, domains, terms and ways to pay are drawn; nothing for the shipped ones.
        **fields: A field's name and the strategy that draws it instead.

    >>> from hypothesis import find
    >>> find(purchase_requests(), lambda request: True).address
    'a@pec.it'
    """

    def draw(menu: Menu) -> SearchStrategy[PurchaseRequest]:
        domains = st.sampled_from(menu.domains or ("pec.example",))
        usual: Fields = {
            "address": st.tuples(LOCAL_NAMES, domains).map("@".join),
            "years": st.sampled_from(menu.years or (1,)),
            "mailboxes": st.integers(1, menu.most_mailboxes),
            "promo": st.booleans(),
        }

        @cache
        def of_plan(space: PlanSpace) -> SearchStrategy[PurchaseRequest]:
            fixed: Fields = {"kind": st.just(space.kind), "plan": st.just(space.plan)}
            return st.builds(PurchaseRequest, **(usual | _space(space) | _paying(menu) | fields | fixed))

        return which(menu, fields).flatmap(of_plan)

    return live(rules, draw)


def certification_requests(
    rules: Ruleset | None = None, **fields: SearchStrategy[Any]
) -> SearchStrategy[CertificationRequest]:
    """What a partner may choose, under a public domain; the holder is new unless a field says otherwise.

    Args:
        rules: The rules whose plans, domains and choices are drawn; nothing for the shipped ones.
        **fields: A field's name and the strategy that draws it instead.

    >>> from hypothesis import find
    >>> find(certification_requests(renewal_type=st.just("at_expiry")), lambda request: True).holder_choice
    'new'
    """

    def draw(menu: Menu) -> SearchStrategy[CertificationRequest]:
        offered = menu.certifications
        usual: Fields = {
            "name": LOCAL_NAMES,
            "domain": st.sampled_from(menu.domains or ("pec.example",)),
            "plan": st.sampled_from(menu.partner_plans or ("standard",)),
            "holder_choice": st.just("new"),
            "holder": holders(),
            "renewal_type": st.sampled_from([kind for row in offered for kind in row.renewal_types] or ["tacit"]),
            "years": st.sampled_from([years for row in offered for years in row.years] or [1]),
        }
        return st.builds(CertificationRequest, **(usual | fields))

    return live(rules, draw)


def termination_requests(
    rules: Ruleset | None = None, **fields: SearchStrategy[Any]
) -> SearchStrategy[TerminationRequest]:
    """Wishes to end a mailbox, in any mode, by anybody and in any way that the tables name.

    Args:
        rules: The rules whose words are drawn; nothing for the shipped ones.
        **fields: A field's name and the strategy that draws it instead.

    >>> from hypothesis import find
    >>> find(termination_requests(mode=st.just("at_date")), lambda request: True).day is None
    False
    """

    def draw(menu: Menu) -> SearchStrategy[TerminationRequest]:
        modes = fields.get("mode", st.sampled_from(("lapse", "withdrawal", "at_date", "immediate")))

        @cache
        def of_mode(mode: str) -> SearchStrategy[TerminationRequest]:
            return _termination(menu, mode, fields)

        return modes.flatmap(of_mode)

    return live(rules, draw)


def _termination(menu: Menu, mode: str, fields: Fields) -> SearchStrategy[TerminationRequest]:
    day = some_days(menu, menu.change_days[0], menu.last)
    usual: Fields = {
        "asked_by": st.sampled_from(menu.askers or ("holder",)),
        "through": st.sampled_from(menu.ways or ("nothing",)),
        "day": day if mode == "at_date" else st.none(),
        "paid_gross": st.none() | AMOUNTS,
    }
    return st.builds(TerminationRequest, **(usual | fields | {"mode": st.just(mode)}))


def a_renewal_request(menu: Menu, fields: Fields) -> SearchStrategy[RenewalRequest]:
    """A request for a renewal under the rules of a menu."""
    usual: Fields = {
        "years": st.sampled_from(menu.years),
        "extra_inbox_gb": st.none() | st.integers(0, max(space.inbox for space in menu.plans)),
        "extra_archive_gb": st.none() | st.integers(0, max(space.archive for space in menu.plans)),
        "promo": st.booleans(),
    }
    return st.builds(RenewalRequest, **(usual | _paying(menu) | fields))


def _space(space: PlanSpace) -> Fields:
    """Extra space, as much as a plan ever allowed."""
    return {"extra_inbox_gb": st.integers(0, space.inbox), "extra_archive_gb": st.integers(0, space.archive)}


@lru_cache(maxsize=64)
def _paying(menu: Menu) -> Fields:
    """The fields that say how an order is paid."""
    return {
        "method": st.none() | st.sampled_from(menu.methods or ("card",)),
        "signed_in": st.booleans(),
        "keep_automatic_off": st.booleans(),
        "einvoice_identifier": st.none() | st.sampled_from(menu.code_lengths or (7,)).flatmap(_identifier),
        "paid_on": st.none() | some_days(menu, menu.change_days[0], menu.last),
    }


@cache
def _identifier(characters: int) -> SearchStrategy[str]:
    return st.text(_CODE, min_size=characters, max_size=characters)
