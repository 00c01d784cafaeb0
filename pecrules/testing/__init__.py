"""For authors of property tests: Hypothesis strategies that follow the live tables, and a mailbox that lives.

Here belongs what draws nouns, requests and days out of the live tables, the properties others can run, and scenarios,
which are tests as data. Here does not belong a test of our own. Tests may import it, and of the library only the
command line, for scenarios.

::

    from hypothesis import given
    from pecrules.testing import MailboxMachine, strategies as pec

    @given(pec.renewals())
    def test_our_portal_shows_what_is_paid(renewal): ...

    class OurMachine(MailboxMachine):
        def check(self): ...

    TestOurPortal = OurMachine.TestCase

``strategies`` and ``MailboxMachine`` need the extra ``testing``. Once it is installed,
``hypothesis.strategies.from_type`` knows mailboxes, holders and requests by itself: ``_plugin`` tells it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pecrules.testing.machine import MailboxMachine

__all__ = ["MailboxMachine"]

if not TYPE_CHECKING:  # as in the front door

    def __getattr__(name: str) -> Any:
        """The machine is imported when it is first asked for: it costs what Hypothesis costs."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from pecrules.testing import machine

        return getattr(machine, name)
