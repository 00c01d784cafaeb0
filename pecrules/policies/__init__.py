"""The questions: each policy is pure, takes ``(subject, request, *, rules, on)`` and answers with a value.

Here belongs one file a question, or a folder where a question needs several; here does not belong what two questions
share, nor words, files or clocks. The front door, ``testing`` and the command line may import policies; policies do not
know one another, only ``actions`` and ``timeline`` gather what others say.

Every file has the same parts in the same order: the public functions with their sources and a doctest, what is
worked out for one question, and the terms that are compiled from the tables once for each interval of days.

This module is the manifest: what each policy is called, takes and gives, and its command. It names classes instead of
importing them and leans on nothing, so that every room may read it and nobody keeps a list of policies beside it.
"""

from importlib import import_module
from typing import Any, Final

from pecrules.base.tuples import NamedTuple

MAILBOX: Final = "model.mailboxes.Mailbox"
HOLDER: Final = "model.mailboxes.Holder"
ORDER: Final = "model.orders.Order"
PARTNER: Final = "model.orders.Partner"
QUOTE: Final = "model.outcomes.quotes.Quote"
REFUSAL: Final = "model.outcomes.refusals.Refusal"
CALENDAR: Final = "model.outcomes.calendars.Calendar"

DAY: Final = "day"
SPAN: Final = "span"
ORDERS: Final = "orders"
IDENTIFIER: Final = "identifier"
"""Requests that are no class: a day, the first and the last of some days, a mailbox's orders, one word or none."""


class Policy(NamedTuple):
    """What is to be said of a policy, once.

    Attributes:
        name: Its name, everywhere.
        module: Where it lives, within this room.
        subject: The classes that it may be asked about, the usual one first; ``None`` among them when nobody will do.
        request: The class of what is asked for, or the word for one that is no class; ``None`` for a policy without.
        outcomes: The classes of its answers; ``None`` among them when there may be nothing to say.
        command: Its command on the command line.
        help: What the command is for, in a sentence.
        channel: What another channel changes, in a sentence, for a policy that may be asked as one sees it.
        stamped: Whether its answers say under which rules they were given: only those are outcomes that JSON names,
            and have receipts.
    """

    name: str
    module: str
    subject: tuple[str | None, ...]
    request: str | None
    outcomes: tuple[str | None, ...]
    command: str
    help: str
    channel: str = ""
    stamped: bool = True

    @property
    def home(self) -> str:
        """The full name of its module."""
        return f"policies.{self.module}"

    @property
    def request_class(self) -> str | None:
        """The class of what is asked for, if it is one."""
        return self.request if self.request is not None and "." in self.request else None


_DECLARED: Final = (
    Policy(
        "advance",
        module="transitions.advance",
        subject=(MAILBOX, ORDER),
        request="model.orders.Event",
        outcomes=("model.outcomes.states.Transition", REFUSAL),
        command="advance",
        help="What an event makes of a mailbox, or of an order that a document brings.",
    ),
    Policy(
        "alert_calendar",
        module="alerts",
        subject=(MAILBOX,),
        request=SPAN,
        outcomes=(CALENDAR, REFUSAL),
        command="alert-calendar",
        help="Every notice about a mailbox, day by day.",
    ),
    Policy(
        "automatic_renewal",
        module="automatic",
        subject=(MAILBOX,),
        request=None,
        outcomes=("model.outcomes.orders.AutomaticRenewal", REFUSAL),
        command="quote auto-renewal",
        help="What automatic renewal will charge, when, and what follows if it fails.",
    ),
    Policy(
        "available_actions",
        module="actions.available",
        subject=(MAILBOX,),
        request=ORDERS,
        outcomes=("model.outcomes.channels.Actions", REFUSAL),
        command="actions",
        help="What a channel offers for a mailbox: every button, menu entry and link, and why not; what is shown, and "
        "asked for.\n\nOrders are given in a document.",
        channel="Where it is looked at, as webmail, if not where it is managed.",
    ),
    Policy(
        "billing_requirements",
        module="billing",
        subject=(HOLDER,),
        request=IDENTIFIER,
        outcomes=("model.outcomes.billing.Billing", REFUSAL),
        command="billing",
        help="What billing takes a holder for, what it needs, and what is wrong with what was given.",
        channel="Where the order is made, if not in the customer area.",
    ),
    Policy(
        "certify",
        module="certification",
        subject=(PARTNER,),
        request="model.requests.CertificationRequest",
        outcomes=("model.outcomes.orders.Certificate", REFUSAL),
        command="certify",
        help="What comes of it when a partner certifies a mailbox.",
    ),
    Policy(
        "log_availability",
        module="logs",
        subject=(MAILBOX,),
        request=DAY,
        outcomes=("model.outcomes.states.LogAvailability", REFUSAL),
        command="logs",
        help="Until when, and where, the logs of one day's operations can be had.",
    ),
    Policy(
        "next_alert",
        module="alerts",
        subject=(MAILBOX,),
        request=None,
        outcomes=("model.outcomes.calendars.CalendarDay", None),
        command="next-alert",
        help="The first notice about a mailbox from a day on.",
        stamped=False,  # a ``None`` can carry no stamp, and a day of a calendar rests on that calendar's
    ),
    Policy(
        "offers",
        module="offers",
        subject=(HOLDER, None),
        request=None,
        outcomes=("model.outcomes.offers.Offers",),
        command="offers",
        help="What a first order may ask for: plans and their prices, domains, terms, ways to pay.",
    ),
    Policy(
        "possible_events",
        module="transitions.possible",
        subject=(MAILBOX, ORDER),
        request=None,
        outcomes=("model.outcomes.offers.PossibleEvents",),
        command="possible-events",
        help="What may happen to a mailbox, or to an order that a document brings, and what each event must bring.",
    ),
    Policy(
        "quote_extra_space",
        module="extra_space",
        subject=(MAILBOX,),
        request="model.requests.ExtraSpaceRequest",
        outcomes=(QUOTE, REFUSAL),
        command="quote extra-space",
        help="What more space, or legal archiving, costs until the expiry, without a renewal.",
    ),
    Policy(
        "quote_plan_change",
        module="plan_change",
        subject=(MAILBOX,),
        request="model.plan_changes.PlanChangeRequest",
        outcomes=(QUOTE, REFUSAL),
        command="quote plan-change",
        help="What a renewal with another plan costs, and what it does to the data.",
    ),
    Policy(
        "quote_purchase",
        module="purchase",
        subject=(HOLDER, None),
        request="model.requests.PurchaseRequest",
        outcomes=(QUOTE, REFUSAL),
        command="quote purchase",
        help="What new mailboxes cost.",
    ),
    Policy(
        "quote_renewal",
        module="renewal",
        subject=(MAILBOX,),
        request="model.renewals.RenewalRequest",
        outcomes=(QUOTE, REFUSAL),
        command="quote renewal",
        help="What renewing a mailbox by hand costs, and until when it is then paid.",
    ),
    Policy(
        "quote_repurchase",
        module="repurchase",
        subject=(MAILBOX,),
        request="model.requests.PurchaseRequest",
        outcomes=(QUOTE, REFUSAL),
        command="quote repurchase",
        help="What buying a deleted mailbox's name again costs.",
    ),
    Policy(
        "renewal_options",
        module="renewal_options",
        subject=(MAILBOX,),
        request=None,
        outcomes=("model.outcomes.options.RenewalOptions",),
        command="renewal-options",
        help="What a renewal by hand may ask for: terms, space, ways to pay, and until when.",
    ),
    Policy(
        "request_options",
        module="request_options",
        subject=(MAILBOX, PARTNER, QUOTE),
        request=None,
        outcomes=("model.outcomes.offers.RequestOptions",),
        command="request-options",
        help="What may be asked for on behalf of a mailbox: a renewal, another plan, more space, its name again, its "
        "end.\n\nA partner, who certifies, or a quote, which is paid with credit, is given in a document.",
    ),
    Policy(
        "settle",
        module="settlement",
        subject=(QUOTE,),
        request="model.orders.Credit",
        outcomes=("model.outcomes.orders.Settlement", REFUSAL),
        command="settle",
        help="How a quote is paid with prepaid credit, and what is missing.",
    ),
    Policy(
        "status",
        module="status",
        subject=(MAILBOX,),
        request=None,
        outcomes=("model.outcomes.states.Status",),
        command="status",
        help="What a mailbox is on a day, and what it may do.",
    ),
    Policy(
        "terminate",
        module="termination",
        subject=(MAILBOX,),
        request="model.requests.TerminationRequest",
        outcomes=("model.outcomes.states.Termination", REFUSAL),
        command="terminate",
        help="How a mailbox ends: until when it works, what is then gone, and what is paid back.",
    ),
    Policy(
        "timeline",
        module="timeline",
        subject=(MAILBOX,),
        request=SPAN,
        outcomes=(CALENDAR, REFUSAL),
        command="timeline",
        help="Everything that will happen to a mailbox, day by day, if nobody does anything.",
    ),
)

MANIFEST: Final = {policy.name: policy for policy in _DECLARED}
"""Every policy, by its name."""

_HAPPENINGS: Final = "policies.alerts.Happenings"

GATHERED: Final = {
    name: Policy(name, module, (MAILBOX,), request=None, outcomes=(_HAPPENINGS,), command="", help="", stamped=False)
    for name, module in {
        "changes": "timeline",
        "charges": "timeline",
        "log_end": "timeline",
        "notices": "alerts",
        "space_warning": "alerts",
    }.items()
}
"""What ``timeline`` gathers, part by part: no policies to the world, but questions that can be tabled apart.

Facts that have nothing to do with one another multiply the cases of a whole calendar; each part hangs on few.
"""

REQUESTS: Final = {policy.request_class for policy in _DECLARED if policy.request_class is not None}
"""The classes of what is asked for."""

OUTCOMES: Final = {path for policy in _DECLARED if policy.stamped for path in policy.outcomes if path is not None}
"""The classes of answers that say under which rules they were given."""


GROUPS: Final = {"quote": "What an order costs, and what comes of it."}
"""Commands that have others below them -> what those have in common."""


def homes() -> dict[str, str]:
    """Public name -> its module: of each policy, and of the classes that policies take and give."""
    policies = {policy.name: policy.home for policy in _DECLARED}
    classes = {path for policy in _DECLARED for path in (*policy.subject, policy.request_class, *policy.outcomes)}
    return policies | {name_of(path): path.rpartition(".")[0] for path in classes if path is not None}


def name_of(path: str) -> str:
    """The name of a class that the manifest speaks of.

    >>> name_of(MAILBOX)
    'Mailbox'
    """
    return path.rpartition(".")[2]


def resolve(path: str) -> Any:
    """A class that the manifest speaks of, or what else is named so; only now is it imported.

    >>> resolve(MAILBOX).__name__
    'Mailbox'
    """
    module, _, name = path.rpartition(".")
    return getattr(import_module(f"pecrules.{module}"), name)


def resolve_policy(name: str) -> Any:
    """A policy itself; only now is it imported."""
    return resolve(f"{declared(name).home}.{name}")


def declared(name: str) -> Policy:
    """What is said of a policy, or of a part that one gathers.

    >>> declared("charges").home
    'policies.timeline'
    """
    return MANIFEST.get(name) or GATHERED[name]
