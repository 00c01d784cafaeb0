"""The rule book of a certified-mail (PEC) business as data, and pure functions that answer from it.

::

    rules = pecrules.load_rules()
    quote = pecrules.quote_renewal(mailbox, request, rules=rules, on=day)

Every policy has the shape ``policy(subject, request, *, rules, on) -> outcome``. Names are loaded when first used, so
that ``import pecrules`` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pecrules.base.version import __version__

if TYPE_CHECKING:
    from pecrules.base.dates import rome_day
    from pecrules.base.errors import (
        CalendarError,
        InvalidRequest,
        InvalidRules,
        Location,
        NoRuleInForce,
        PecrulesError,
        Problem,
    )
    from pecrules.domain.provenance import reviewed
    from pecrules.model.fields import Request
    from pecrules.model.json import from_json, from_plain, to_json
    from pecrules.model.mailboxes import Holder, Mailbox
    from pecrules.model.orders import Credit, Event, Order, Partner
    from pecrules.model.outcomes.billing import Billing, IdentifierForm
    from pecrules.model.outcomes.calendars import Calendar, CalendarDay
    from pecrules.model.outcomes.channels import Action, Actions, Contact, Shown
    from pecrules.model.outcomes.common import Caveat, Effect, Message, Stamp
    from pecrules.model.outcomes.orders import AutomaticRenewal, Certificate, Settlement
    from pecrules.model.outcomes.quotes import Charges, Line, Option, Quote, RenewalOptions
    from pecrules.model.outcomes.refusals import Refusal
    from pecrules.model.outcomes.states import LogAvailability, Status, Termination, Transition
    from pecrules.model.renewals import PlanChangeRequest, RenewalRequest
    from pecrules.model.requests import CertificationRequest, ExtraSpaceRequest, PurchaseRequest, TerminationRequest
    from pecrules.policies.actions.available import available_actions
    from pecrules.policies.alerts import alert_calendar, next_alert
    from pecrules.policies.automatic import automatic_renewal
    from pecrules.policies.billing import billing_requirements
    from pecrules.policies.certification import certify
    from pecrules.policies.extra_space import quote_extra_space
    from pecrules.policies.logs import log_availability
    from pecrules.policies.plan_change import quote_plan_change
    from pecrules.policies.purchase import quote_purchase, quote_repurchase
    from pecrules.policies.renewal import quote_renewal, renewal_options
    from pecrules.policies.settlement import settle
    from pecrules.policies.status import status
    from pecrules.policies.termination import terminate
    from pecrules.policies.timeline import timeline
    from pecrules.policies.transitions.advance import advance
    from pecrules.receipts import Difference, NotVerified, Replay, RowChange, Verified, receipt, replay, verify
    from pecrules.rulebook.folders import books
    from pecrules.rulebook.layers import Citation
    from pecrules.rulebook.live import LiveRules
    from pecrules.rulebook.loading import check_rules, load_rules
    from pecrules.rulebook.ruleset import Ruleset

_HOME = {
    "Action": "model.outcomes.channels",
    "Actions": "model.outcomes.channels",
    "AutomaticRenewal": "model.outcomes.orders",
    "Billing": "model.outcomes.billing",
    "Calendar": "model.outcomes.calendars",
    "CalendarDay": "model.outcomes.calendars",
    "CalendarError": "base.errors",
    "Caveat": "model.outcomes.common",
    "Certificate": "model.outcomes.orders",
    "CertificationRequest": "model.requests",
    "Charges": "model.outcomes.quotes",
    "Citation": "rulebook.ruleset",
    "Contact": "model.outcomes.channels",
    "Credit": "model.orders",
    "Difference": "receipts",
    "Effect": "model.outcomes.common",
    "Event": "model.orders",
    "ExtraSpaceRequest": "model.requests",
    "Holder": "model.mailboxes",
    "IdentifierForm": "model.outcomes.billing",
    "InvalidRequest": "base.errors",
    "InvalidRules": "base.errors",
    "Line": "model.outcomes.quotes",
    "LiveRules": "rulebook.live",
    "Location": "base.errors",
    "LogAvailability": "model.outcomes.states",
    "Mailbox": "model.mailboxes",
    "Message": "model.outcomes.common",
    "NoRuleInForce": "base.errors",
    "NotVerified": "receipts",
    "Option": "model.outcomes.quotes",
    "Order": "model.orders",
    "Partner": "model.orders",
    "PecrulesError": "base.errors",
    "PlanChangeRequest": "model.renewals",
    "Problem": "base.errors",
    "PurchaseRequest": "model.requests",
    "Quote": "model.outcomes.quotes",
    "Refusal": "model.outcomes.refusals",
    "RenewalOptions": "model.outcomes.quotes",
    "RenewalRequest": "model.renewals",
    "Replay": "receipts",
    "Request": "model.fields",
    "RowChange": "receipts",
    "Ruleset": "rulebook.ruleset",
    "Settlement": "model.outcomes.orders",
    "Shown": "model.outcomes.channels",
    "Stamp": "model.outcomes.common",
    "Status": "model.outcomes.states",
    "Termination": "model.outcomes.states",
    "TerminationRequest": "model.requests",
    "Transition": "model.outcomes.states",
    "Verified": "receipts",
    "advance": "policies.transitions.advance",
    "alert_calendar": "policies.alerts",
    "automatic_renewal": "policies.automatic",
    "available_actions": "policies.actions.available",
    "billing_requirements": "policies.billing",
    "books": "rulebook.folders",
    "certify": "policies.certification",
    "check_rules": "rulebook.loading",
    "from_json": "model.json",
    "from_plain": "model.json",
    "load_rules": "rulebook.loading",
    "log_availability": "policies.logs",
    "next_alert": "policies.alerts",
    "quote_extra_space": "policies.extra_space",
    "quote_plan_change": "policies.plan_change",
    "quote_purchase": "policies.purchase",
    "quote_renewal": "policies.renewal",
    "quote_repurchase": "policies.purchase",
    "receipt": "receipts",
    "renewal_options": "policies.renewal",
    "replay": "receipts",
    "reviewed": "domain.provenance",
    "rome_day": "base.dates",
    "settle": "policies.settlement",
    "status": "policies.status",
    "terminate": "policies.termination",
    "timeline": "policies.timeline",
    "to_json": "model.json",
    "verify": "receipts",
}
"""Public name -> the module it lives in."""

__all__ = [
    "Action",
    "Actions",
    "AutomaticRenewal",
    "Billing",
    "Calendar",
    "CalendarDay",
    "CalendarError",
    "Caveat",
    "Certificate",
    "CertificationRequest",
    "Charges",
    "Citation",
    "Contact",
    "Credit",
    "Difference",
    "Effect",
    "Event",
    "ExtraSpaceRequest",
    "Holder",
    "IdentifierForm",
    "InvalidRequest",
    "InvalidRules",
    "Line",
    "LiveRules",
    "Location",
    "LogAvailability",
    "Mailbox",
    "Message",
    "NoRuleInForce",
    "NotVerified",
    "Option",
    "Order",
    "Partner",
    "PecrulesError",
    "PlanChangeRequest",
    "Problem",
    "PurchaseRequest",
    "Quote",
    "Refusal",
    "RenewalOptions",
    "RenewalRequest",
    "Replay",
    "Request",
    "RowChange",
    "Ruleset",
    "Settlement",
    "Shown",
    "Stamp",
    "Status",
    "Termination",
    "TerminationRequest",
    "Transition",
    "Verified",
    "__version__",
    "advance",
    "alert_calendar",
    "automatic_renewal",
    "available_actions",
    "billing_requirements",
    "books",
    "certify",
    "check_rules",
    "from_json",
    "from_plain",
    "load_rules",
    "log_availability",
    "next_alert",
    "quote_extra_space",
    "quote_plan_change",
    "quote_purchase",
    "quote_renewal",
    "quote_repurchase",
    "receipt",
    "renewal_options",
    "replay",
    "reviewed",
    "rome_day",
    "settle",
    "status",
    "terminate",
    "timeline",
    "to_json",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in _HOME:
        raise AttributeError(f"module 'pecrules' has no attribute {name!r}")
    value = getattr(import_module(f"pecrules.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
