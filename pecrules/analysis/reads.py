"""On what the answers of a policy can hang: which sections it reads, and whether it tells amounts.

Nobody says it a second time: the module of a policy imports what it asks, and each view there has its ``READS``; what
it answers is a class, whose fields have types. That is never too little; where a module has two views, it may be a
little too much.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, Final, get_args, get_type_hints

import attrs

from pecrules.model.outcomes.common import Effect
from pecrules.policies import MANIFEST, REFUSAL, resolve

_ROOMS: Final = ("pecrules.policies.", "pecrules.domain.")


@cache
def sections_of(policy: str) -> frozenset[str]:
    """The sections on which the answers of a policy can hang.

    >>> sections = sections_of("billing_requirements")
    >>> "pricing.vat" in sections, "pricing.prices" in sections
    (True, False)
    """
    names = _leaned_on(f"pecrules.{MANIFEST[policy].home}")
    kinds = (value for name in names for value in vars(import_module(name)).values())
    return frozenset(row.SECTION for kind in kinds if isinstance(kind, type) for row in _reads(kind))


@cache
def tells_amounts(policy: str) -> bool:
    """Whether an answer of a policy may tell an amount, or an effect, which may bring one along.

    >>> tells_amounts("status"), tells_amounts("quote_renewal")
    (False, True)
    """
    outcomes = [path for path in MANIFEST[policy].outcomes if path is not None and path != REFUSAL]
    return any(_has_amount(resolve(path)) for path in outcomes)


def _has_amount(kind: Any) -> bool:
    """Whether an amount may stand in a value of a type, or in a part of it."""
    if kind in {Decimal, Effect, Any}:
        return True
    parts = [*get_args(kind), *(get_type_hints(kind).values() if isinstance(kind, type) and attrs.has(kind) else ())]
    return any(_has_amount(part) for part in parts if not isinstance(part, str | list))


def _reads(kind: Any) -> Any:
    return getattr(kind, "READS", ()) if str(kind.__module__).startswith(_ROOMS) else ()


def _leaned_on(module: str) -> set[str]:
    """The modules of policies and of their domain that a module leans on, and itself."""
    found, ahead = set[str](), [module]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += _homes(import_module(name))
    return found


def _homes(module: ModuleType) -> Iterator[str]:
    """The modules that the names of a module come from."""
    for value in vars(module).values():
        home = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
        if isinstance(home, str) and home.startswith(_ROOMS):
            yield home
