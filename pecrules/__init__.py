"""The rule book of a certified-mail (PEC) business as data, and pure functions that answer from it.

::

    rules = pecrules.load_rules()
    quote = pecrules.quote_renewal(mailbox, request, rules=rules, on=day)

Every policy has the shape ``policy(subject, request, *, rules, on) -> outcome``. Names are loaded when first used, so
that ``import pecrules`` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pecrules.base.version import __version__ as __version__

if TYPE_CHECKING:
    from pecrules.base.dates import rome_day as rome_day
    from pecrules.base.errors import CalendarError as CalendarError
    from pecrules.base.errors import InvalidRequest as InvalidRequest
    from pecrules.base.errors import InvalidRules as InvalidRules
    from pecrules.base.errors import NoRuleInForce as NoRuleInForce
    from pecrules.base.errors import PecrulesError as PecrulesError
    from pecrules.base.problems import Location as Location
    from pecrules.base.problems import Problem as Problem
    from pecrules.domain.provenance import reviewed as reviewed
    from pecrules.model.fields import Request as Request
    from pecrules.model.json import from_json as from_json
    from pecrules.model.json import from_plain as from_plain
    from pecrules.model.json import to_json as to_json
    from pecrules.model.json import to_plain as to_plain
    from pecrules.model.mailboxes import Holder as Holder
    from pecrules.model.mailboxes import Mailbox as Mailbox
    from pecrules.model.orders import Credit as Credit
    from pecrules.model.orders import Event as Event
    from pecrules.model.orders import Order as Order
    from pecrules.model.orders import Partner as Partner
    from pecrules.model.outcomes.answers import Outcome as Outcome
    from pecrules.model.outcomes.billing import Billing as Billing
    from pecrules.model.outcomes.billing import IdentifierForm as IdentifierForm
    from pecrules.model.outcomes.calendars import Calendar as Calendar
    from pecrules.model.outcomes.calendars import CalendarDay as CalendarDay
    from pecrules.model.outcomes.channels import Action as Action
    from pecrules.model.outcomes.channels import Actions as Actions
    from pecrules.model.outcomes.channels import Contact as Contact
    from pecrules.model.outcomes.channels import Shown as Shown
    from pecrules.model.outcomes.common import Caveat as Caveat
    from pecrules.model.outcomes.common import Effect as Effect
    from pecrules.model.outcomes.common import Stamp as Stamp
    from pecrules.model.outcomes.messages import Message as Message
    from pecrules.model.outcomes.offers import Choice as Choice
    from pecrules.model.outcomes.offers import Limit as Limit
    from pecrules.model.outcomes.offers import Offers as Offers
    from pecrules.model.outcomes.offers import PlanOffer as PlanOffer
    from pecrules.model.outcomes.offers import PossibleEvent as PossibleEvent
    from pecrules.model.outcomes.offers import PossibleEvents as PossibleEvents
    from pecrules.model.outcomes.offers import RequestChoices as RequestChoices
    from pecrules.model.outcomes.offers import RequestOptions as RequestOptions
    from pecrules.model.outcomes.options import Option as Option
    from pecrules.model.outcomes.options import RenewalOptions as RenewalOptions
    from pecrules.model.outcomes.orders import AutomaticRenewal as AutomaticRenewal
    from pecrules.model.outcomes.orders import Certificate as Certificate
    from pecrules.model.outcomes.orders import Settlement as Settlement
    from pecrules.model.outcomes.quotes import Charges as Charges
    from pecrules.model.outcomes.quotes import Line as Line
    from pecrules.model.outcomes.quotes import Quote as Quote
    from pecrules.model.outcomes.refusals import Refusal as Refusal
    from pecrules.model.outcomes.states import LogAvailability as LogAvailability
    from pecrules.model.outcomes.states import Status as Status
    from pecrules.model.outcomes.states import Termination as Termination
    from pecrules.model.outcomes.states import Transition as Transition
    from pecrules.model.plan_changes import PlanChangeRequest as PlanChangeRequest
    from pecrules.model.renewals import RenewalRequest as RenewalRequest
    from pecrules.model.requests import CertificationRequest as CertificationRequest
    from pecrules.model.requests import ExtraSpaceRequest as ExtraSpaceRequest
    from pecrules.model.requests import PurchaseRequest as PurchaseRequest
    from pecrules.model.requests import TerminationRequest as TerminationRequest
    from pecrules.model.schemas import schema as schema
    from pecrules.policies.actions.available import available_actions as available_actions
    from pecrules.policies.alerts import alert_calendar as alert_calendar
    from pecrules.policies.alerts import next_alert as next_alert
    from pecrules.policies.automatic import automatic_renewal as automatic_renewal
    from pecrules.policies.billing import billing_requirements as billing_requirements
    from pecrules.policies.certification import certify as certify
    from pecrules.policies.extra_space import quote_extra_space as quote_extra_space
    from pecrules.policies.logs import log_availability as log_availability
    from pecrules.policies.offers import offers as offers
    from pecrules.policies.plan_change import quote_plan_change as quote_plan_change
    from pecrules.policies.purchase import quote_purchase as quote_purchase
    from pecrules.policies.renewal import quote_renewal as quote_renewal
    from pecrules.policies.renewal_options import renewal_options as renewal_options
    from pecrules.policies.repurchase import quote_repurchase as quote_repurchase
    from pecrules.policies.request_options import request_options as request_options
    from pecrules.policies.settlement import settle as settle
    from pecrules.policies.status import status as status
    from pecrules.policies.termination import terminate as terminate
    from pecrules.policies.timeline import timeline as timeline
    from pecrules.policies.transitions.advance import advance as advance
    from pecrules.policies.transitions.possible import possible_events as possible_events
    from pecrules.present.books import book_titles as book_titles
    from pecrules.present.invoicing import InvoiceBody as InvoiceBody
    from pecrules.present.invoicing import InvoiceLine as InvoiceLine
    from pecrules.present.invoicing import InvoiceSummary as InvoiceSummary
    from pecrules.present.invoicing import invoice_lines as invoice_lines
    from pecrules.present.saying import say as say
    from pecrules.receipts import Difference as Difference
    from pecrules.receipts import NotVerified as NotVerified
    from pecrules.receipts import Replay as Replay
    from pecrules.receipts import RowChange as RowChange
    from pecrules.receipts import Verified as Verified
    from pecrules.receipts import receipt as receipt
    from pecrules.receipts import replay as replay
    from pecrules.receipts import verify as verify
    from pecrules.rulebook.citations import Citation as Citation
    from pecrules.rulebook.folders import books as books
    from pecrules.rulebook.live import LiveRules as LiveRules
    from pecrules.rulebook.live import Swap as Swap
    from pecrules.rulebook.loading import load_rules as load_rules
    from pecrules.rulebook.reading import check_rules as check_rules
    from pecrules.rulebook.ruleset import Ruleset as Ruleset

_HOME = {
    "Action": "model.outcomes.channels",
    "CalendarError": "base.errors",
    "Caveat": "model.outcomes.common",
    "Charges": "model.outcomes.quotes",
    "Choice": "model.outcomes.offers",
    "Citation": "rulebook.citations",
    "Contact": "model.outcomes.channels",
    "Difference": "receipts",
    "Effect": "model.outcomes.common",
    "IdentifierForm": "model.outcomes.billing",
    "InvalidRequest": "base.errors",
    "InvalidRules": "base.errors",
    "InvoiceBody": "present.invoicing",
    "InvoiceLine": "present.invoicing",
    "InvoiceSummary": "present.invoicing",
    "Limit": "model.outcomes.offers",
    "Line": "model.outcomes.quotes",
    "LiveRules": "rulebook.live",
    "Location": "base.problems",
    "Message": "model.outcomes.messages",
    "NoRuleInForce": "base.errors",
    "NotVerified": "receipts",
    "Option": "model.outcomes.options",
    "Outcome": "model.outcomes.answers",
    "PecrulesError": "base.errors",
    "PlanOffer": "model.outcomes.offers",
    "PossibleEvent": "model.outcomes.offers",
    "Problem": "base.problems",
    "Replay": "receipts",
    "Request": "model.fields",
    "RequestChoices": "model.outcomes.offers",
    "RowChange": "receipts",
    "Ruleset": "rulebook.ruleset",
    "Shown": "model.outcomes.channels",
    "Stamp": "model.outcomes.common",
    "Swap": "rulebook.live",
    "Verified": "receipts",
    "book_titles": "present.books",
    "books": "rulebook.folders",
    "check_rules": "rulebook.reading",
    "from_json": "model.json",
    "from_plain": "model.json",
    "invoice_lines": "present.invoicing",
    "load_rules": "rulebook.loading",
    "receipt": "receipts",
    "replay": "receipts",
    "reviewed": "domain.provenance",
    "rome_day": "base.dates",
    "say": "present.saying",
    "schema": "model.schemas",
    "to_json": "model.json",
    "to_plain": "model.json",
    "verify": "receipts",
}
"""Public name -> the module it lives in, but for the policies and what they take and give: those the manifest has."""


if not TYPE_CHECKING:  # to a checker a name that is none would be anything

    def __getattr__(name: str) -> Any:
        """Load a public name when it is first used; ``__all__`` is one, too."""
        if name == "__all__":
            value: Any = sorted((*_homes(), "__version__"))
        elif (home := _HOME.get(name) or _homes().get(name)) is not None:
            value = getattr(import_module(f"pecrules.{home}"), name)
        else:
            raise AttributeError(f"module 'pecrules' has no attribute {name!r}")
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return list(__getattr__("__all__"))


def _homes() -> dict[str, str]:
    """Every public name -> the module it lives in."""
    from pecrules.policies import homes

    return _HOME | homes()
