"""What may be written for a fact or a part of an answer, as its type says: one look at the types, for everybody.

The schema of scenarios, their reader and the reference page all ask here.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeAlias, TypeVar, cast, get_args, get_origin, get_type_hints

import attrs

from pecrules.base.tuples import NamedTuple
from pecrules.model.fields import Request
from pecrules.model.mailboxes import USUAL_ADDRESS
from pecrules.model.outcomes.common import Stamp
from pecrules.policies import DAY, IDENTIFIER, ORDER, ORDERS, SPAN, Policy, name_of, resolve

Name: TypeAlias = Literal["text", "whole", "flag", "day", "amount", "word", "mixed", "block", "list", "request"]

_PLAIN: Final[Mapping[Any, Name]] = {str: "text", int: "whole", bool: "flag", date: "day", Decimal: "amount"}
_LEFT_OUT: Final = frozenset({"charges", "stamp"})
"""Fields of answers that no scenario expects: the rules' mark, and what can be read without it."""


USUAL: Final[Mapping[str, Mapping[str, Any]]] = {
    "Mailbox": {"address": USUAL_ADDRESS},
    "PurchaseRequest": {"address": USUAL_ADDRESS},
    "Order": {"number": "1"},
    "Partner": {"email": "partner@pec.it"},
}
"""What a scenario need not say of a noun."""


class Shape(NamedTuple):
    """What may be written.

    Attributes:
        name: Which kind of thing; ``request`` is a request of the class that the policy takes.
        optional: Whether there may be nothing.
        words: The words of which it is one.
        inner: The class of a block; the shape of each item of a list.
    """

    name: Name
    optional: bool = False
    words: tuple[str, ...] = ()
    inner: Any = None


def shape_of(hint: Any) -> Shape | None:
    """The shape of a type; ``None`` for what no scenario can say, as a name in every language.

    >>> shape_of(date | None)
    Shape(name='day', optional=True, words=(), inner=None)
    """
    parts = get_args(hint) if _is_union(hint) else (hint,)
    kinds = [each for each in parts if each is not NoneType]
    optional = len(kinds) < len(parts)
    shape = _of_several(kinds) if len(kinds) > 1 else _of_one(kinds[0])
    return shape and shape._replace(optional=optional)


def _is_union(hint: Any) -> bool:
    return isinstance(hint, UnionType) or str(get_origin(hint)) == "typing.Union"


def _of_several(kinds: list[Any]) -> Shape:
    words = tuple(word for kind in kinds for word in get_args(kind))
    return Shape("word", words=words) if words else Shape("mixed")


def _of_one(kind: Any) -> Shape | None:
    origin: Any = get_origin(kind)
    if kind in _PLAIN:
        return Shape(_PLAIN[kind])
    if origin is Literal:
        return Shape("word", words=get_args(kind))
    if origin is tuple:
        return _of_list(get_args(kind))
    if isinstance(kind, TypeVar):
        return Shape("mixed")
    return Shape("request") if kind is Request else Shape("block", inner=origin or kind)


def _of_list(items: tuple[Any, ...]) -> Shape | None:
    """A list of anything but of pairs: what something is called in each language."""
    inner = None if get_origin(items[0]) is tuple else shape_of(items[0])
    return inner and Shape("list", inner=inner)


@cache
def fields_of(kind: Any) -> Mapping[str, Shape]:
    """What a scenario may say of a value of a class: its fields, and what can be read of it besides."""
    hints = {field.alias or field.name: get_type_hints(kind)[field.name] for field in attrs.fields(kind)}
    own = cast("Mapping[str, Any]", vars(kind))
    read = {name: cast("Any", each).fget for name, each in own.items() if isinstance(each, property)}
    hints |= {name: get_type_hints(getter)["return"] for name, getter in read.items()}
    shapes = {name: shape_of(hint) for name, hint in hints.items() if name not in _LEFT_OUT and hint is not Stamp}
    return {name: shape for name, shape in shapes.items() if shape is not None}


@cache
def head_of(kind: Any) -> str:
    """The field that stands for a whole value where only one word is written, as the code of an effect."""
    return next(iter(fields_of(kind)))


# -- what a policy takes and gives ------------------------------------------------------------------------------------

REFUSAL: Final = "Refusal"


@cache
def answers_of(policy: Policy) -> tuple[Any, ...]:
    """The classes of a policy's answers that are no refusals."""
    return tuple(resolve(path) for path in policy.outcomes if path is not None and name_of(path) != REFUSAL)


def may_refuse(policy: Policy) -> bool:
    """Whether an answer of it may be a refusal."""
    return any(path is not None and name_of(path) == REFUSAL for path in policy.outcomes)


@cache
def refusal_fields() -> Mapping[str, Shape]:
    """What may be expected of a refusal beside its code."""
    fields = fields_of(resolve("model.outcomes.refusals.Refusal"))
    return {name: shape for name, shape in fields.items() if name != "code"}


def subjects_of(policy: Policy) -> dict[str, Any]:
    """Whom a policy may be asked about: the key that names it in a scenario, and its class."""
    return {name_of(path).lower(): resolve(path) for path in policy.subject if path is not None}


_REQUESTS: Final[Mapping[str | None, Shape]] = {
    DAY: Shape("day"),
    IDENTIFIER: Shape("text"),
    SPAN: Shape("block", inner=SPAN),
}


def request_of(policy: Policy) -> Shape | None:
    """What is asked of a policy; ``None`` for one that takes no request."""
    if policy.request_class is not None:
        return Shape("block", inner=resolve(policy.request_class))
    if policy.request == ORDERS:
        return Shape("list", inner=Shape("block", inner=resolve(ORDER)))
    return _REQUESTS.get(policy.request)
