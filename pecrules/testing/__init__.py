"""For authors of property tests: Hypothesis strategies that follow the live tables.

::

    from hypothesis import given
    from pecrules.testing import strategies as pec

    @given(pec.renewals())
    def test_our_portal_shows_what_is_paid(renewal): ...

``strategies`` needs the extra ``testing``. Once it is installed, ``hypothesis.strategies.from_type`` knows mailboxes,
holders and renewal requests by itself: ``_plugin`` tells it.
"""
