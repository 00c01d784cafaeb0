"""What callers bring: frozen values of exact types; wrong values are questions, wrong types are mistakes."""

from datetime import date, datetime

import attrs
import pytest

from pecrules import Holder, Mailbox, RenewalRequest

BOX = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))


class Code(str):
    """A text that is more than a text."""

    __slots__ = ()


def test_a_mailbox_needs_an_address_a_plan_and_an_expiry():
    """Everything else has the most usual value."""
    expected = Mailbox(
        address="mario.rossi@pec.it",
        kind="mailbox",
        plan="standard",
        expiry=date(2027, 3, 30),
        auto_renew=False,
        extra_inbox_gb=0,
        extra_archive_gb=0,
        promo=False,
        renewal_order_pending=False,
        holder=None,
    )
    assert expected == BOX


def test_a_request_needs_the_years():
    """Space stays as it is, the way to pay is open, the payer has signed in."""
    expected = RenewalRequest(
        years=1,
        extra_inbox_gb=None,
        extra_archive_gb=None,
        method=None,
        signed_in=True,
        keep_automatic_off=False,
        promo=False,
        einvoice_identifier=None,
    )
    assert expected == RenewalRequest(years=1)


@pytest.mark.parametrize(
    "make", [lambda: Mailbox("a", "mailbox"), lambda: RenewalRequest(1), lambda: Holder("legal_person")]
)
def test_fields_are_named(make):
    """Nothing is told apart by its position alone."""
    with pytest.raises(TypeError, match="positional"):
        make()


@pytest.mark.parametrize("value", [BOX, RenewalRequest(years=1), Holder(subject="legal_person")])
def test_values_are_frozen(value):
    """What was asked about cannot change while it is asked about."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(value, attrs.fields(type(value))[0].name, None)


def test_values_are_equal_by_what_they_say():
    """Equal mailboxes are equal and hash alike, whoever made them."""
    assert hash(BOX) == hash(attrs.evolve(BOX))
    assert attrs.evolve(BOX, plan="pro") != BOX


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", None),
        ("address", b"a@pec.example"),
        ("address", Code("a@pec.example")),
        ("plan", 1),
        ("expiry", "2027-03-30"),
        ("expiry", datetime(2027, 3, 30)),  # noqa: DTZ001 - a moment is no day
        ("expiry", None),
        ("auto_renew", 1),
        ("auto_renew", "no"),
        ("auto_renew", None),
        ("extra_inbox_gb", True),
        ("extra_inbox_gb", 1.0),
        ("extra_archive_gb", "1"),
        ("promo", 0),
        ("renewal_order_pending", None),
        ("holder", "natural_person"),
    ],
)
def test_a_mailbox_refuses_a_wrong_type(field, value):
    """Nothing is coerced: a moment is no day, ``True`` is no number, 1 is no flag."""
    with pytest.raises(TypeError, match=field):
        attrs.evolve(BOX, **{field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("years", True),
        ("years", 1.0),
        ("years", "1"),
        ("years", None),
        ("extra_inbox_gb", False),
        ("extra_inbox_gb", 0.5),
        ("extra_archive_gb", "0"),
        ("method", 7),
        ("signed_in", None),
        ("keep_automatic_off", 1),
        ("promo", "false"),
        ("einvoice_identifier", 1234567),
    ],
)
def test_a_request_refuses_a_wrong_type(field, value):
    """Half a GB and the text of a number are mistakes of the program that asks."""
    with pytest.raises(TypeError, match=field):
        attrs.evolve(RenewalRequest(years=1), **{field: value})


def test_the_message_says_what_is_wanted():
    """Field, type and the value found stand in one line."""
    with pytest.raises(TypeError, match=r"^extra_inbox_gb wants int or None, not 0\.5$"):
        RenewalRequest(years=1, extra_inbox_gb=0.5)


def test_an_unknown_kind_is_refused():
    """A kind is one of two words, and no table can add a third."""
    with pytest.raises(ValueError, match="kind"):
        attrs.evolve(BOX, kind="domains")


def test_an_unknown_subject_is_refused():
    """A holder is one of three things for billing."""
    with pytest.raises(ValueError, match="subject"):
        Holder(subject="company")


@pytest.mark.parametrize("years", [-1, 0, 9, 10**30])
def test_a_wrong_value_is_a_question(years):
    """Nine years can be asked for; the policy answers."""
    assert years == RenewalRequest(years=years).years
