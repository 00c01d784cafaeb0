"""The rule book of a certified-mail (PEC) business as data, and pure functions that answer from it.

::

    rules = pecrules.load_rules()
    quote = pecrules.quote_renewal(mailbox, request, rules=rules, on=day)

Every policy has the shape ``policy(subject, request, *, rules, on) -> outcome``. Names are loaded when first used, so
that ``import pecrules`` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pecrules._version import __version__

if TYPE_CHECKING:
    from pecrules.dates import rome_day
    from pecrules.errors import (
        CalendarError,
        InvalidRequest,
        InvalidRules,
        Location,
        NoRuleInForce,
        PecrulesError,
        Problem,
    )
    from pecrules.grounds import reviewed
    from pecrules.layers import Citation
    from pecrules.loading import books, check_rules, load_rules
    from pecrules.model.fields import Request
    from pecrules.model.mailboxes import Holder, Mailbox
    from pecrules.model.orders import Credit, Event, Order, Partner
    from pecrules.model.renewals import PlanChangeRequest, RenewalRequest
    from pecrules.model.requests import CertificationRequest, ExtraSpaceRequest, PurchaseRequest, TerminationRequest
    from pecrules.outcomes.billing import Billing, IdentifierForm
    from pecrules.outcomes.calendars import Calendar, CalendarDay
    from pecrules.outcomes.menus import Action, Actions, Contact, Shown
    from pecrules.outcomes.orders import AutomaticRenewal, Certificate, Settlement
    from pecrules.outcomes.parts import Caveat, Effect, Message, Stamp
    from pecrules.outcomes.quotes import Charges, Line, Option, Quote, RenewalOptions
    from pecrules.outcomes.refusals import Refusal
    from pecrules.outcomes.states import LogAvailability, Status, Termination, Transition
    from pecrules.policies.actions import available_actions
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
    from pecrules.policies.transitions import advance
    from pecrules.receipts import Difference, NotVerified, Replay, RowChange, Verified, receipt, replay, verify
    from pecrules.ruleset import Ruleset
    from pecrules.serving import LiveRules
    from pecrules.wire import from_json, from_plain, to_json

_HOME = {
    "Action": "outcomes.menus",
    "Actions": "outcomes.menus",
    "AutomaticRenewal": "outcomes.orders",
    "Billing": "outcomes.billing",
    "Calendar": "outcomes.calendars",
    "CalendarDay": "outcomes.calendars",
    "CalendarError": "errors",
    "Caveat": "outcomes.parts",
    "Certificate": "outcomes.orders",
    "CertificationRequest": "model.requests",
    "Charges": "outcomes.quotes",
    "Citation": "ruleset",
    "Contact": "outcomes.menus",
    "Credit": "model.orders",
    "Difference": "receipts",
    "Effect": "outcomes.parts",
    "Event": "model.orders",
    "ExtraSpaceRequest": "model.requests",
    "Holder": "model.mailboxes",
    "IdentifierForm": "outcomes.billing",
    "InvalidRequest": "errors",
    "InvalidRules": "errors",
    "Line": "outcomes.quotes",
    "LiveRules": "serving",
    "Location": "errors",
    "LogAvailability": "outcomes.states",
    "Mailbox": "model.mailboxes",
    "Message": "outcomes.parts",
    "NoRuleInForce": "errors",
    "NotVerified": "receipts",
    "Option": "outcomes.quotes",
    "Order": "model.orders",
    "Partner": "model.orders",
    "PecrulesError": "errors",
    "PlanChangeRequest": "model.renewals",
    "Problem": "errors",
    "PurchaseRequest": "model.requests",
    "Quote": "outcomes.quotes",
    "Refusal": "outcomes.refusals",
    "RenewalOptions": "outcomes.quotes",
    "RenewalRequest": "model.renewals",
    "Replay": "receipts",
    "Request": "model.fields",
    "RowChange": "receipts",
    "Ruleset": "ruleset",
    "Settlement": "outcomes.orders",
    "Shown": "outcomes.menus",
    "Stamp": "outcomes.parts",
    "Status": "outcomes.states",
    "Termination": "outcomes.states",
    "TerminationRequest": "model.requests",
    "Transition": "outcomes.states",
    "Verified": "receipts",
    "advance": "policies.transitions",
    "alert_calendar": "policies.alerts",
    "automatic_renewal": "policies.automatic",
    "available_actions": "policies.actions",
    "billing_requirements": "policies.billing",
    "books": "loading",
    "certify": "policies.certification",
    "check_rules": "loading",
    "from_json": "wire",
    "from_plain": "wire",
    "load_rules": "loading",
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
    "reviewed": "grounds",
    "rome_day": "dates",
    "settle": "policies.settlement",
    "status": "policies.status",
    "terminate": "policies.termination",
    "timeline": "policies.timeline",
    "to_json": "wire",
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
