"""What is said to a program that gives a policy what it does not take: one ``TypeError``, with what was meant.

A policy is asked in good faith: whether a subject and a request are what it takes costs two comparisons, and what is
here is only reached when they are not the usual ones. What a policy takes its entry in the manifest says.
"""

from datetime import date
from types import NoneType
from typing import Any, Final

from pecrules.base import dates
from pecrules.base.tuples import NamedTuple
from pecrules.base.values import Value
from pecrules.model.fields import shown
from pecrules.policies import DAY, IDENTIFIER, MANIFEST, ORDER, ORDERS, SPAN, Policy, name_of, resolve
from pecrules.rulebook.ruleset import Ruleset


class Takes(NamedTuple):
    """What a policy usually takes.

    Attributes:
        policy: Its entry in the manifest.
        usual: The classes of what it is usually asked about, of what is asked for, and of the day; for a request of
            which the class alone does not say that it is right, one of which there is nothing.
    """

    policy: Policy
    usual: tuple[type, type, type]


class _Nothing:
    """A class of which there is nothing: whatever is asked for has to be looked at."""


_CLASSES: Final[dict[str | None, type]] = {
    None: NoneType,
    DAY: date,
    SPAN: _Nothing,
    ORDERS: _Nothing,
    IDENTIFIER: _Nothing,
}
"""Requests that are no class of ours -> the class that says enough."""

_WANTED: Final = {
    DAY: "a day",
    SPAN: "a tuple of two days, the first and the last",
    ORDERS: "a list or a tuple of Orders",
    IDENTIFIER: "a text or None",
}
"""Requests that are no class of ours -> in words."""


def takes(name: str) -> Takes:
    """What a policy of the manifest usually takes."""
    policy = MANIFEST[name]
    subject = next(path for path in policy.subject if path is not None)
    request = resolve(policy.request_class) if policy.request_class else _CLASSES[policy.request]
    return Takes(policy, (resolve(subject), request, date))


def check(wanted: Takes, subject: object, request: Any, on: object) -> None:
    """Look closely at what is not the usual.

    Raises:
        TypeError: the policy does not take it.
    """
    policy = wanted.policy
    if not any(_is(subject, path) for path in policy.subject):
        raise TypeError(_sentence(policy, _one_of(policy.subject), subject, _askers(subject, None)))
    what, channel = request if policy.channel else (request, None)
    if not _is_request(policy.request, what):
        path = policy.request_class
        description = _one_of((path,)) if path else _WANTED[str(policy.request)]
        raise TypeError(_sentence(policy, description, what, _askers(subject, what)))
    if channel.__class__ not in {str, NoneType}:
        raise TypeError(f"{policy.name} wants a channel by its name, not {shown(channel)}")
    dates.check_day("on", on)


def check_rules(rules: object) -> None:
    """Look at rules that could not be asked.

    Raises:
        TypeError: they are none.
    """
    if isinstance(rules, Ruleset):
        return
    if isinstance(getattr(rules, "rules", None), Ruleset):
        raise TypeError(f"rules wants a Ruleset, not {shown(rules)}: what it holds is called rules")
    raise TypeError(f"rules wants a Ruleset, as load_rules gives one, not {shown(rules)}")


def _is(value: object, path: str | None) -> bool:
    """Whether a value is of a class that the manifest speaks of."""
    return value is path if value is None or path is None else isinstance(value, resolve(path))


def _is_request(request: str | None, what: Any) -> bool:
    """Whether something is what a policy can be what for."""
    if request == DAY:
        return what.__class__ is date
    if request == SPAN:
        return what.__class__ is tuple and [each.__class__ for each in what] == [date, date]
    if request == ORDERS:
        return what.__class__ in {list, tuple} and all(_is(each, ORDER) for each in what)
    if request == IDENTIFIER:
        return what.__class__ in {str, NoneType}
    return _is(what, request)


def _one_of(paths: tuple[str | None, ...]) -> str:
    return " or ".join("None" if path is None else name_of(path) for path in paths)


def _askers(subject: object, what: object) -> list[str]:
    """The policies that are asked about such a subject, or for such a request."""
    takers = (policy for policy in MANIFEST.values() if any(_is(subject, path) for path in policy.subject))
    if what is None:
        return [policy.name for policy in takers if subject is not None]
    return [policy.name for policy in takers if policy.request_class and _is(what, policy.request_class)]


def _sentence(policy: Policy, wanted: str, found: object, askers: list[str]) -> str:
    """What is wrong, and what was meant: another policy, or what makes the thing that is wanted."""
    name = found.__class__.__name__ if isinstance(found, Value) else shown(found)
    if askers:
        meant = f"; {' and '.join(askers)} {'takes' if len(askers) == 1 else 'take'} that"
    elif isinstance(found, str) and "day" in wanted:
        meant = "; date.fromisoformat makes a day"
    elif wanted in _WANTED.values():
        meant = ""
    elif isinstance(found, dict):
        meant = f"; from_plain({wanted}, ...) makes one"
    elif isinstance(found, str | bytes):
        meant = f"; from_json(..., {wanted}) reads one"
    else:
        meant = ""
    return f"{policy.name} wants {wanted}, not {name}{meant}"
