"""The rows of ``channels``: places, logins, commands, words, records, forms and contacts."""

from typing import ClassVar, Literal

from pecrules.rulebook.rows.base import Label, Row


class Channel(Row):
    """A place from which mailboxes are looked at and commanded."""

    SECTION: ClassVar[str] = "channels.channels"
    KEY: ClassVar[tuple[str, ...]] = ("channel",)
    channel: str
    label: Label
    serves: Literal["customers", "members", "partners", "everyone"]
    address: str | None = None


class Login(Row):
    """A way into a channel, and how far it reaches."""

    SECTION: ClassVar[str] = "channels.logins"
    KEY: ClassVar[tuple[str, ...]] = ("channel", "credential")
    channel: str
    credential: Literal["mailbox", "account", "partner", "link"]
    username: Literal["full_mailbox_name", "account_name", "panel_name", "nothing"]
    reach: Literal["one_mailbox", "all_of_account", "certified_mailboxes", "domains_of_account"]


class Command(Row):
    """A button, menu entry or link: where it stands and when it is shown."""

    SECTION: ClassVar[str] = "channels.commands"
    KEY: ClassVar[tuple[str, ...]] = ("channel", "command")
    channel: str
    command: str
    label: Label
    place: Literal["header", "menu", "mailbox", "order", "form", "message", "guide"]
    conditions: tuple[str, ...]
    otherwise: Literal["hidden", "disabled"]
    needs_confirmation: bool
    event: str | None = None
    path: str | None = None


class Term(Row):
    """What a channel calls a thing."""

    SECTION: ClassVar[str] = "channels.vocabulary"
    KEY: ClassVar[tuple[str, ...]] = ("channel", "term")
    channel: str
    term: str
    label: Label


class RecordField(Row):
    """A piece of data that a channel shows, and at which place."""

    SECTION: ClassVar[str] = "channels.records"
    KEY: ClassVar[tuple[str, ...]] = ("channel", "record", "field")
    channel: str
    record: str
    field: str
    label: Label
    position: int
    when_missing: Literal["blank", "dashes", "empty_list"] | None = None


class FormField(Row):
    """A step or field of a form, and at which place."""

    SECTION: ClassVar[str] = "channels.forms"
    KEY: ClassVar[tuple[str, ...]] = ("channel", "form", "field")
    channel: str
    form: str
    field: str
    label: Label
    position: int
    asked: Literal["always", "if_identifier_due"]
    input: Literal["typed", "chosen", "confirmed", "accepted", "pressed"]


class Contact(Row):
    """Whom to turn to, and when; ``audiences`` says whose channels name it."""

    SECTION: ClassVar[str] = "channels.contacts"
    KEY: ClassVar[tuple[str, ...]] = ("contact",)
    contact: Literal["commercial", "customers", "partners", "technical"]
    label: Label
    audiences: tuple[Literal["customers", "members", "partners"], ...]
    hours: Literal["always", "office_hours"]
    phone: str | None = None
    days: Literal["monday_to_friday"] | None = None
    opens: str | None = None
    closes: str | None = None


class Certification(Row):
    """What a partner chooses when certifying a mailbox."""

    SECTION: ClassVar[str] = "channels.certification"
    domain_kinds: tuple[str, ...]
    holder_choices: tuple[str, ...]
    renewal_types: tuple[str, ...]
    years: tuple[int, ...]
    changeable: tuple[str, ...]
