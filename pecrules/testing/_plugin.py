"""Tells Hypothesis how to draw our nouns, without anybody paying for it who does not draw them.

Hypothesis calls ``register`` in every program that imports it, if only this library is installed beside it. So nothing
is imported here: the classes are registered when somebody else imports them, and their strategies are made when
``from_type`` first asks for one.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, Final

_DRAWN_BY: Final = {
    "pecrules.model.mailboxes": {"Holder": "holders", "Mailbox": "mailboxes"},
    "pecrules.model.orders": {"Credit": "credits", "Event": "events", "Order": "orders", "Partner": "partners"},
    "pecrules.model.plan_changes": {"PlanChangeRequest": "plan_change_requests"},
    "pecrules.model.renewals": {"RenewalRequest": "renewal_requests"},
    "pecrules.model.requests": {
        "CertificationRequest": "certification_requests",
        "ExtraSpaceRequest": "extra_space_requests",
        "PurchaseRequest": "purchase_requests",
        "TerminationRequest": "termination_requests",
    },
}
"""Module -> its classes, each with the strategy that draws it."""


def register() -> None:
    """Make ``from_type`` know our nouns, now or once they are imported; the entry point of group ``hypothesis``."""
    for name in _DRAWN_BY.keys() & sys.modules.keys():
        _tell(sys.modules[name])
    awaited = _DRAWN_BY.keys() - sys.modules.keys()
    if awaited and not any(isinstance(finder, _WhenImported) for finder in sys.meta_path):
        sys.meta_path.insert(0, _WhenImported(awaited))


class _WhenImported(MetaPathFinder):
    """An import finder that waits for some modules, registers the classes of each, and removes itself at the last."""

    def __init__(self, awaited: set[str]) -> None:
        self._awaited = awaited

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._awaited:
            return None
        self._awaited.discard(fullname)
        if not self._awaited:
            sys.meta_path.remove(self)
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            _afterwards(spec.loader)
        return spec


def _afterwards(loader: Any) -> None:
    run = loader.exec_module

    def run_and_tell(module: ModuleType) -> None:
        run(module)
        _tell(module)

    loader.exec_module = run_and_tell


def _tell(module: ModuleType) -> None:
    from hypothesis.strategies import register_type_strategy

    for noun, strategy in _DRAWN_BY[module.__name__].items():
        register_type_strategy(getattr(module, noun), _maker(strategy))


def _maker(strategy: str) -> Any:
    def make(_: type) -> Any:
        from pecrules.testing import strategies

        return getattr(strategies, strategy)()

    return make
