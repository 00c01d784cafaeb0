"""The rows of ``holders``: who may hold a mailbox and what billing needs of them."""

from typing import ClassVar, Literal

from pecrules.rulebook.rows.base import Label, Row


class Subject(Row):
    """A kind of holder and what billing needs of it."""

    SECTION: ClassVar[str] = "holders.subjects"
    KEY: ClassVar[tuple[str, ...]] = ("subject",)
    subject: str
    label: Label
    einvoice_identifier: Literal["due", "not_due"]


class Identifier(Row):
    """An identifier for the electronic invoice that a kind of holder may give, and its form."""

    SECTION: ClassVar[str] = "holders.identifiers"
    KEY: ClassVar[tuple[str, ...]] = ("subject", "identifier")
    subject: Literal["natural_person", "legal_person", "public_administration"]
    identifier: Literal["recipient_code", "office_code", "pec_address", "no_identifier"]
    label: Label
    form: Literal["alphanumeric", "pec_address", "nothing"]
    delivered: bool
    characters: int | None = None
    sent_code: str | None = None


class HolderField(Row):
    """A piece of the holder's data, and whether the holder may change it."""

    SECTION: ClassVar[str] = "holders.fields"
    KEY: ClassVar[tuple[str, ...]] = ("field",)
    field: Literal["name", "surname", "tax_code", "other"]
    label: Label
    editable: bool


class Addressee(Row):
    """Whose data the invoice bears, in a channel."""

    SECTION: ClassVar[str] = "holders.invoices"
    KEY: ClassVar[tuple[str, ...]] = ("channel",)
    channel: str
    addressed_to: Literal["mailbox_holder", "account_holder"]


class SplitPayment(Row):
    """When split payment applies."""

    SECTION: ClassVar[str] = "holders.split_payment"
    subject: Literal["public_administration"]
    applies: Literal["if_declared"]
    acceptance_days: int
