"""What words of the tables mean by themselves, each told once: what an event is for, what time does, when an end comes.

Rows decide what is so; where one says otherwise than its own words, ``check`` doubts it.
"""

from collections.abc import Mapping
from typing import Final

from pecrules.base.tuples import NamedTuple
from pecrules.model.codes import EventCode, GuardCode, TakesEffect, TransitionEffect

BY_TIME: Final[Mapping[EventCode, GuardCode]] = {
    "activation_due": "activation_time_passed",
    "expiry_passed": "after_expiry",
    "grace_ended": "after_grace",
    "suspension_ended": "after_suspension",
    "termination_day_reached": "termination_day_passed",
}
"""What happens because days pass -> the guard that says no more than that they have."""

BRINGS: Final[Mapping[tuple[EventCode, GuardCode | None], TransitionEffect]] = {
    ("order_placed", None): "order_recorded",
    ("payment_registered", None): "payment_recorded",
    ("payment_registered", "order_activates"): "activation_started",
    ("payment_registered", "order_renews"): "term_extended",
    ("payment_registered", "order_adds_space"): "space_added",
    ("activation_due", None): "mailbox_usable",
    ("credit_spent", None): "credit_reduced",
    ("expiry_passed", None): "limited_to_grace",
    ("renewal_registered", None): "term_extended",
    ("renewal_registered", "within_grace"): "limits_lifted",
    ("charge_made", None): "term_extended",
    ("space_registered", None): "space_added",
    ("automatic_switched_on", None): "automatic_on",
    ("automatic_switched_off", None): "automatic_off",
    ("termination_requested", None): "termination_day_set",
    ("grace_ended", None): "contents_deleted",
}
"""An event, and the guard for which it is so or none -> the effect for the sake of which it happens."""


class End(NamedTuple):
    """What a way to end a mailbox is.

    Attributes:
        event: The event that ends the mailbox.
        asked: The event by which somebody asks for it; ``None`` where nobody need.
        takes_effect: When it may take effect, the usual first.
    """

    event: EventCode
    asked: EventCode | None
    takes_effect: tuple[TakesEffect, ...]


ENDS: Final[Mapping[str, End]] = {
    "lapse": End("expiry_passed", None, ("at_expiry",)),
    "withdrawal": End("withdrawal_requested", "withdrawal_requested", ("at_once", "on_asked_day", "at_expiry")),
    "at_date": End("termination_day_reached", "termination_requested", ("on_asked_day",)),
    "immediate": End("immediate_termination_requested", "immediate_termination_requested", ("at_once",)),
}
"""Each ``TerminationMode`` -> what it comes to; only of a withdrawal the name says no day."""
