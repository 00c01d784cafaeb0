"""Every answer that says under which rules it was given: what can be written, kept, laid out and proved."""

from pecrules.model.outcomes.billing import Billing
from pecrules.model.outcomes.calendars import Calendar
from pecrules.model.outcomes.channels import Actions
from pecrules.model.outcomes.offers import Offers, PossibleEvents, RequestOptions
from pecrules.model.outcomes.options import RenewalOptions
from pecrules.model.outcomes.orders import AutomaticRenewal, Certificate, Settlement
from pecrules.model.outcomes.quotes import Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.outcomes.states import LogAvailability, Status, Termination, Transition

Outcome = (
    Quote
    | Refusal
    | RenewalOptions
    | Actions
    | AutomaticRenewal
    | Billing
    | Calendar
    | Certificate
    | LogAvailability
    | Offers
    | PossibleEvents
    | RequestOptions
    | Settlement
    | Status
    | Termination
    | Transition
)
