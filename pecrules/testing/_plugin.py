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

_MODEL: Final = "pecrules.model"
_DRAWN_BY: Final = {
    "CertificationRequest": "certification_requests",
    "Credit": "credits",
    "Event": "events",
    "ExtraSpaceRequest": "extra_space_requests",
    "Holder": "holders",
    "Mailbox": "mailboxes",
    "Order": "orders",
    "Partner": "partners",
    "PlanChangeRequest": "plan_change_requests",
    "PurchaseRequest": "purchase_requests",
    "RenewalRequest": "renewal_requests",
    "TerminationRequest": "termination_requests",
}
"""Class -> the strategy that draws it."""


def register() -> None:
    """Make ``from_type`` know our nouns, now or once they are imported; the entry point of group ``hypothesis``."""
    if _MODEL in sys.modules:
        _tell(sys.modules[_MODEL])
    elif not any(isinstance(finder, _WhenImported) for finder in sys.meta_path):
        sys.meta_path.insert(0, _WhenImported())


class _WhenImported(MetaPathFinder):
    """Finds nothing itself: waits for one module, lets it be found and run as ever, and is gone."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != _MODEL:
            return None
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


def _tell(model: ModuleType) -> None:
    from hypothesis.strategies import register_type_strategy

    for noun, strategy in _DRAWN_BY.items():
        register_type_strategy(getattr(model, noun), _maker(strategy))


def _maker(strategy: str) -> Any:
    def make(_: type) -> Any:
        from pecrules.testing import strategies

        return getattr(strategies, strategy)()

    return make
