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
    from pecrules.loading import books, check_rules, load_rules
    from pecrules.model import Holder, Mailbox, RenewalRequest
    from pecrules.outcomes import Caveat, Charges, Effect, Line, Option, Quote, Refusal, RenewalOptions, Stamp
    from pecrules.policies.renewal import quote_renewal, renewal_options
    from pecrules.ruleset import Citation, Ruleset
    from pecrules.wire import from_json, from_plain, to_json

_HOME = {
    "CalendarError": "errors",
    "Caveat": "outcomes",
    "Charges": "outcomes",
    "Citation": "ruleset",
    "Effect": "outcomes",
    "Holder": "model",
    "InvalidRequest": "errors",
    "InvalidRules": "errors",
    "Line": "outcomes",
    "Location": "errors",
    "Mailbox": "model",
    "NoRuleInForce": "errors",
    "Option": "outcomes",
    "PecrulesError": "errors",
    "Problem": "errors",
    "Quote": "outcomes",
    "Refusal": "outcomes",
    "RenewalOptions": "outcomes",
    "RenewalRequest": "model",
    "Ruleset": "ruleset",
    "Stamp": "outcomes",
    "books": "loading",
    "check_rules": "loading",
    "from_json": "wire",
    "from_plain": "wire",
    "load_rules": "loading",
    "quote_renewal": "policies.renewal",
    "renewal_options": "policies.renewal",
    "rome_day": "dates",
    "to_json": "wire",
}
"""Public name -> the module it lives in."""

__all__ = [
    "CalendarError",
    "Caveat",
    "Charges",
    "Citation",
    "Effect",
    "Holder",
    "InvalidRequest",
    "InvalidRules",
    "Line",
    "Location",
    "Mailbox",
    "NoRuleInForce",
    "Option",
    "PecrulesError",
    "Problem",
    "Quote",
    "Refusal",
    "RenewalOptions",
    "RenewalRequest",
    "Ruleset",
    "Stamp",
    "__version__",
    "books",
    "check_rules",
    "from_json",
    "from_plain",
    "load_rules",
    "quote_renewal",
    "renewal_options",
    "rome_day",
    "to_json",
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
