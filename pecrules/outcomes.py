"""What a policy answers: frozen values that say why.

``because`` names the rows an answer rests on, as ``table/id``; ``caveats`` those among them that no source states
outright; ``stamp`` under which rules it was given. Amounts are Decimals with two decimals in EUR, net of VAT unless the
name says gross. ``pecrules.to_json`` writes any of them, ``pecrules.from_json`` reads it back.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar

import attrs

from pecrules.model import (
    CertificationRequest,
    Credit,
    Event,
    ExtraSpaceRequest,
    Mailbox,
    Order,
    PlanChangeRequest,
    PurchaseRequest,
    RenewalRequest,
    TerminationRequest,
)

Because = tuple[str, ...]
Certainty = Literal["documented", "inferred", "assumed"]
Doubt = Literal[Certainty, "retroactive", "customer_since_unknown", "not_reviewed"]
"""Why a row behind an answer is named: how sure it is, or what else a reader should know about it."""


def _told(digest: "str | Callable[[], str]") -> str:
    return digest if isinstance(digest, str) else digest()


@attrs.frozen
class Stamp:
    """Under which rules an answer was given: enough to ask again and get the same.

    Attributes:
        digest: SHA-256 of the rules' canonical content. It is worked out when somebody looks at it: the rules of a
            fresh program are read table by table, and one answer does not need them all.
        book: The price book asked.
        on: The day that was asked about.
        as_known: Only what was announced by that day was looked at; ``None`` for everything.
        version: The release of the library.
    """

    _digest: "str | Callable[[], str]" = attrs.field(eq=_told, repr=_told)
    book: str
    on: date
    as_known: date | None
    version: str

    @property
    def digest(self) -> str:
        """SHA-256 of the rules' canonical content."""
        return _told(self._digest)

    def __reduce__(self) -> tuple[Any, ...]:
        return Stamp, (self.digest, self.book, self.on, self.as_known, self.version)


@attrs.frozen
class Caveat:
    """A row behind an answer that wants a second look.

    Attributes:
        row: The row.
        certainty: No source states it outright: it is ``inferred`` from one, or ``assumed``. Or it is ``retroactive``:
            announced after it had taken effect. Or ``customer_since_unknown``: newcomers have another row, and when
            this customer came nobody said. Or ``not_reviewed``: its source has not been reviewed in time.
    """

    row: str
    certainty: Doubt


@attrs.frozen
class Line:
    """One line of an order.

    ``net`` is ``unit_price * quantity``, times ``years`` for what is paid by the year, times ``parts / whole`` for what
    is paid by part of a year; each rounded half-up to the cent.

    Attributes:
        item: What is sold, as ``plan``, ``extra_inbox`` or ``late_fee`` (``pricing.prices``).
        quantity: How many: mailboxes for a plan, whole GB for space, 1 for a fee.
        years: For how many years; ``None`` for what is paid once or by part of a year.
        unit_price: Net price of one, for one year or once.
        net: Net amount of the line.
        row: The price's row.
        parts: How many parts of a year are paid, as 7 of 12 months; ``None`` for whole years.
        whole: How many such parts a year has.
    """

    item: str
    quantity: int
    years: int | None
    unit_price: Decimal
    net: Decimal
    row: str
    parts: int | None = None
    whole: int | None = None


@attrs.frozen
class Effect:
    """Something that follows, as data: nobody has done it yet.

    Attributes:
        code: What, as ``automatic_renewal_on``, ``payment_registered`` or ``archive_deleted``.
        row: The row that says so.
        unit: How ``least`` and ``most`` are counted: ``immediate``, ``same_day``, ``calendar_days``, ``working_days``,
            ``minutes``, ``hours``, ``gb``.
        least: The fewest, when something is counted.
        most: The most, when something is counted.
        value: What the thing becomes, as a plan's name.
    """

    code: str
    row: str
    unit: str | None = None
    least: int | None = None
    most: int | None = None
    value: str | None = None


@attrs.frozen
class Message:
    """A message that goes out, as data: nobody has sent it yet.

    Attributes:
        message: Which, as ``order_confirmation`` (``lifecycle.messages``).
        audience: ``holder_reference``, ``partner`` or ``user``.
        address: Where it goes; ``None`` on a screen, or when the address is not known.
        sent_by: ``email`` or ``screen``.
        carries: What it must contain, as ``payment_instructions``.
        row: The row that says so.
    """

    message: str
    audience: str
    address: str | None
    sent_by: str
    carries: tuple[str, ...]
    row: str


@attrs.frozen
class Charges:
    """What is paid and why, apart from the days: many mailboxes share the same one.

    Attributes:
        lines: The order's lines.
        net: Their sum.
        vat_percent: The VAT rate.
        vat: VAT on the order.
        gross: What is paid.
        effects: What follows from the order.
        advised_days: How many days before the expiry ordering is advised; ``None`` where nothing expires.
        requires: What must still be given: ``einvoice_identifier`` or nothing.
        because: The rows behind all this.
        caveats: Those of them that no source states outright.
    """

    lines: tuple[Line, ...]
    net: Decimal
    vat_percent: Decimal
    vat: Decimal
    gross: Decimal
    effects: tuple[Effect, ...]
    advised_days: int | None
    requires: tuple[str, ...]
    because: Because
    caveats: tuple[Caveat, ...]


@attrs.frozen(slots=False)  # one is made for every answer: a frozen slot is set at twice the price
class Quote:
    """A yes: what it costs and what comes of it.

    Attributes:
        charges: The money, the effects and the rows; its parts can be read here directly, as ``quote.gross``.
        expiry: The day until which the mailbox was paid when asked; ``None`` if there was none yet.
        new_expiry: The day until which it will be paid; for a mailbox still to be activated, if it were today.
        stamp: Under which rules.
    """

    charges: Charges
    expiry: date | None
    new_expiry: date
    stamp: Stamp

    @property
    def advised_by(self) -> date | None:
        """The last day on which ordering is advised, so that the payment is registered in time; ``None`` for any."""
        expiry, days = self.expiry, self.charges.advised_days
        return None if expiry is None or days is None else expiry - timedelta(days)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The order's lines."""
        return self.charges.lines

    @property
    def net(self) -> Decimal:
        """The sum of the lines, net of VAT."""
        return self.charges.net

    @property
    def vat_percent(self) -> Decimal:
        """The VAT rate, in percent."""
        return self.charges.vat_percent

    @property
    def vat(self) -> Decimal:
        """VAT on the order."""
        return self.charges.vat

    @property
    def gross(self) -> Decimal:
        """What is paid, VAT included."""
        return self.charges.gross

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What follows from the order."""
        return self.charges.effects

    @property
    def requires(self) -> tuple[str, ...]:
        """What must still be given before the order can be made."""
        return self.charges.requires

    @property
    def because(self) -> Because:
        """The rows the answer rests on."""
        return self.charges.because

    @property
    def caveats(self) -> tuple[Caveat, ...]:
        """Those of them that no source states outright."""
        return self.charges.caveats


Request = (
    RenewalRequest
    | PlanChangeRequest
    | ExtraSpaceRequest
    | PurchaseRequest
    | CertificationRequest
    | TerminationRequest
    | Event
)
"""What a refusal may propose instead."""


@attrs.frozen
class Refusal:
    """An expected no, with the rows behind it.

    Attributes:
        code: Why, as ``term_not_offered``; the first reason where there are several.
        asked: What was asked for, where the reason is a value.
        allowed: What could be asked for instead: values, or for space the least and the most GB.
        remedies: What would change the mailbox's side of it, as ``switch_off_automatic_renewal``.
        nearest: The nearest request that would be accepted for this mailbox today, or ``None``.
        because: The rows the answer rests on; never empty.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    code: str
    asked: int | str | None
    allowed: tuple[int | str, ...]
    remedies: tuple[str, ...]
    nearest: Request | None
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


V = TypeVar("V", int, str)


@attrs.frozen
class Option(Generic[V]):
    """One value that a field of a request may take, and why not if it may not.

    Attributes:
        value: The value.
        allowed: Whether a request with it, and nothing else out of the ordinary, is accepted today.
        refused: The refusal's code when it is not.
        because: The rows behind it.
    """

    value: V
    allowed: bool
    refused: str | None
    because: Because


@attrs.frozen
class RenewalOptions:
    """Everything a renewal of one mailbox may ask for on one day.

    Attributes:
        possible: Whether any renewal is possible today.
        refused: The refusal's code when none is.
        remedies: What would make it possible.
        years: The terms, each with its answer.
        extra_inbox_gb: The most GB of inbox that may be added; ``None`` for any number.
        extra_archive_gb: The most GB of archive that may be added; ``None`` for any number.
        methods: The ways to pay, each with its answer.
        last_day: The last day on which this mailbox can be renewed.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    possible: bool
    refused: str | None
    remedies: tuple[str, ...]
    years: tuple[Option[int], ...]
    extra_inbox_gb: int | None
    extra_archive_gb: int | None
    methods: tuple[Option[str], ...]
    last_day: date
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


Logs = Literal["panel", "support_request", "nowhere"]
"""Where the logs of a mailbox's operations can be had."""


@attrs.frozen
class Status:
    """What a mailbox is on one day, and what it may do.

    Attributes:
        state: ``in_activation``, ``active``, ``expiring``, ``expired``, ``deleted``, ``suspended`` or ``withdrawn``
            (``lifecycle.states``).
        since: The first day of the state; ``None`` when not known.
        until: The last day of the state if nothing happens; ``None`` when it lasts, or when only an event ends it.
        days_left: How many days of the state follow this one; ``None`` when it has no last day.
        expiry: The last day paid for.
        expiry_red: Whether the expiry date is shown in red.
        may_send: Whether messages can be sent.
        may_receive: Whether messages are received.
        may_read: Whether messages can be read.
        may_renew: Whether the state lets it be renewed.
        may_buy_space: Whether the state lets space be added.
        may_change_plan: Whether the state and the kind let the plan be changed.
        may_repurchase: Whether its name can be bought again.
        logs: Where the logs of its operations can be had.
        visible_in: Where its state can be looked up: ``customer_area``, ``webmail``.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    state: str
    since: date | None
    until: date | None
    days_left: int | None
    expiry: date
    expiry_red: bool
    may_send: bool
    may_receive: bool
    may_read: bool
    may_renew: bool
    may_buy_space: bool
    may_change_plan: bool
    may_repurchase: bool
    logs: Logs
    visible_in: tuple[str, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


@attrs.frozen
class Transition:
    """What an event does: the state before and after, what follows, and the thing as it then is.

    Attributes:
        machine: ``mailbox`` or ``order``.
        event: What happened.
        before: The state before.
        after: The state after.
        effects: What follows, as data.
        messages: What is sent, as data.
        mailbox: The mailbox as it then is; ``None`` for an order.
        order: The order as it then is; ``None`` for a mailbox.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    machine: Literal["mailbox", "order"]
    event: str
    before: str
    after: str
    effects: tuple[Effect, ...]
    messages: tuple[Message, ...]
    mailbox: Mailbox | None
    order: Order | None
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


@attrs.frozen
class Action:
    """A button, menu entry or link, and whether it is there.

    Attributes:
        command: Which, as ``renew`` (``channels.commands``).
        place: ``header``, ``menu``, ``mailbox``, ``order``, ``form``, ``message`` or ``guide``.
        order: The number of the order it belongs to; ``None`` for one of the mailbox or the channel.
        shown: ``shown``, ``hidden`` or ``disabled``.
        why_not: The conditions that do not hold, as ``manual_renewal_allowed``.
        needs_confirmation: Whether a question comes first.
        event: The event that it causes, if it causes one by itself.
        path: The way to it, in the words of the channel.
        row: The command's row.
        because: The rows that decide.
    """

    command: str
    place: str
    order: str | None
    shown: Literal["shown", "hidden", "disabled"]
    why_not: tuple[str, ...]
    needs_confirmation: bool
    event: str | None
    path: str | None
    row: str
    because: Because


@attrs.frozen
class Contact:
    """Whom to turn to in a channel, and when.

    Attributes:
        contact: ``commercial``, ``customers``, ``partners`` or ``technical``.
        phone: The number; ``None`` where the source gives none.
        hours: ``always`` or ``office_hours``.
        days: ``monday_to_friday`` with office hours.
        opens: As ``08:30``.
        closes: As ``18:00``.
        row: The contact's row.
    """

    contact: str
    phone: str | None
    hours: str
    days: str | None
    opens: str | None
    closes: str | None
    row: str


@attrs.frozen
class Shown:
    """A piece of data that a channel shows, or a field that it asks for, in its place.

    Attributes:
        block: The record or form, as ``mailbox``, ``order``, ``renewal``.
        field: Which, as ``expiry``.
        position: Its place in the block, from 1.
        value: What is shown, as text; ``None`` when there is nothing, or it is for the user to give.
        row: The row that says so.
        order: The number of the order that it is about; ``None`` for anything else.
        label: What the channel calls the field, by language.
        called: What the channel calls the value, by language; nothing when the value is no word of the tables.
        input: How a form takes it: ``typed``, ``chosen``, ``confirmed``, ``accepted`` or ``pressed``.
        choices: What can be chosen, where the tables list it whatever the mailbox.
    """

    block: str
    field: str
    position: int
    value: str | None
    row: str
    order: str | None = None
    label: tuple[tuple[str, str], ...] = ()
    called: tuple[tuple[str, str], ...] = ()
    input: str | None = None
    choices: tuple[str, ...] = ()


@attrs.frozen
class Actions:
    """Everything that a channel offers for one mailbox on one day.

    Attributes:
        channel: Which channel (``channels.channels``).
        state: The mailbox's state, as ``status`` gives it.
        state_label: What the channel calls it, by language: ``(("it", "Certificato"), ...)``.
        actions: Every command, by its place from the top of the page down, then by name.
        shows: What the channel shows of the mailbox and its orders.
        asks: What its forms ask for, step by step.
        logins: The ways in: ``mailbox``, ``account``, ``partner`` or ``link``.
        contacts: Whom to turn to.
        because: The rows behind it all.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    channel: str
    state: str
    state_label: tuple[tuple[str, str], ...]
    actions: tuple[Action, ...]
    shows: tuple[Shown, ...]
    asks: tuple[Shown, ...]
    logins: tuple[str, ...]
    contacts: tuple[Contact, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


@attrs.frozen
class CalendarDay:
    """One dated thing in the life of a mailbox.

    Attributes:
        day: When.
        what: ``notice``, ``charge``, ``retry``, ``expiry``, ``grace_end``, ``deletion``, ``log_end``,
            ``activation``, ``suspension_end``, ``termination``, ``red_date``.
        name: Which notice, as ``expiry_first`` (``alerts.notices``) or ``space_warning``; for other things the same as
            ``what``.
        audience: Who is told: ``holder``, ``account``, ``domain_addresses``, or whoever is the ``user`` of a screen;
            ``None`` when nobody is.
        address: Where; ``None`` when nobody is told, on a screen, or when the address is not known.
        sent_by: ``email``, ``pec_and_email`` or ``screen``; ``None`` when nobody is told.
        row: The row behind the day.
        because: All rows behind it.
    """

    day: date
    what: str
    name: str
    audience: str | None
    address: str | None
    sent_by: str | None
    row: str
    because: Because


@attrs.frozen
class Calendar:
    """Dated things in order of their days.

    Attributes:
        first: The first day looked at.
        last: The last day looked at.
        days: What falls on the days between, both included.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    first: date
    last: date
    days: tuple[CalendarDay, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


@attrs.frozen
class Settlement:
    """How a quote is paid with credit.

    Attributes:
        fulfilled: Whether the order is closed and carried out at once.
        spent: What is taken from the credit, in EUR.
        credit: The credit as it then is.
        shortfall: What is missing, in EUR.
        top_up: What must be paid in first, in EUR; nothing when the credit is enough.
        top_up_methods: The ways to pay in (``payments.methods``).
        kept: The items that are carried out, as ``plan``.
        dropped: The items that are not, for want of credit, as ``extra_inbox``.
        effects: What follows, as data.
        messages: What is shown or sent, as data.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    fulfilled: bool
    spent: Decimal
    credit: Credit
    shortfall: Decimal
    top_up: Decimal
    top_up_methods: tuple[str, ...]
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    effects: tuple[Effect, ...]
    messages: tuple[Message, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


@attrs.frozen
class AutomaticRenewal:
    """What automatic renewal will do with a mailbox.

    Attributes:
        charge_day: The day of the charge.
        retries: The days on which a failed charge is tried again.
        method: The way to pay that is charged; ``None`` when not known.
        quote: What is charged and until when the mailbox is then paid.
        if_it_fails: The state in which the order is then left, and what follows, as data.
        to_change: What must be done first to pay, choose or last otherwise, as ``cancel_renewal_order``.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    charge_day: date
    retries: tuple[date, ...]
    method: str | None
    quote: Quote
    if_it_fails: tuple[Effect, ...]
    to_change: tuple[str, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


@attrs.frozen
class Termination:
    """How a mailbox ends.

    Attributes:
        mode: ``lapse``, ``withdrawal``, ``at_date`` or ``immediate``.
        last_day: The last day on which it works in full.
        kept_until: The last day on which its content exists.
        deletes: What is then gone: ``messages``, ``archive``, ``addons``.
        refund: What is paid back, in EUR gross; ``None`` when it depends on something that is not known.
        may_repurchase: Whether its name can be bought again, by the same holder.
        effects: What follows, as data.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    mode: str
    last_day: date
    kept_until: date
    deletes: tuple[str, ...]
    refund: Decimal | None
    may_repurchase: bool
    effects: tuple[Effect, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


@attrs.frozen
class LogAvailability:
    """Whether and where the logs of one day can be had.

    Attributes:
        available: Whether they can be had.
        until: The last day on which they are kept.
        where: ``panel``, ``support_request`` or ``nowhere``.
        records: What they record, as ``sender``.
        messages_recoverable: Whether the messages themselves can be had back.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    available: bool
    until: date
    where: Logs
    records: tuple[str, ...]
    messages_recoverable: bool
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


@attrs.frozen
class IdentifierForm:
    """A way to identify a holder for the electronic invoice.

    Attributes:
        identifier: ``recipient_code``, ``office_code``, ``pec_address`` or ``no_identifier``.
        form: ``alphanumeric``, ``pec_address`` or ``nothing``.
        characters: How many, for an alphanumeric one.
        sent_code: The code that goes on the invoice instead, as ``0000000``.
        delivered: Whether the invoice is delivered.
        row: The row that says so.
    """

    identifier: str
    form: str
    characters: int | None
    sent_code: str | None
    delivered: bool
    row: str


@attrs.frozen
class Billing:
    """What billing needs of a holder.

    Attributes:
        treated_as: The kind of subject that the rules of billing take the holder for.
        identifier_due: Whether an identifier for the electronic invoice must be given.
        identifiers: The forms it may have.
        problems: What is wrong with the data given, as ``tax_code_invalid``; nothing when all is well.
        missing: What must still be given.
        editable: The fields that the holder may change.
        fixed: The fields that the holder may not change.
        addressed_to: Whose data the invoice bears: ``mailbox_holder`` or ``account_holder``.
        pays: ``gross``, or ``net`` with split payment.
        acceptance_days: Within how many days a public administration accepts the invoice; ``None`` for others.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    treated_as: str
    identifier_due: bool
    identifiers: tuple[IdentifierForm, ...]
    problems: tuple[str, ...]
    missing: tuple[str, ...]
    editable: tuple[str, ...]
    fixed: tuple[str, ...]
    addressed_to: str | None
    pays: Literal["gross", "net"]
    acceptance_days: int | None
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


@attrs.frozen
class Certificate:
    """A mailbox that a partner certifies.

    Attributes:
        mailbox: The mailbox as it is from then on.
        renewal_type: ``tacit`` or ``at_expiry``.
        years: The contract's duration.
        changeable: What the partner may change at any time.
        effects: What follows, as data.
        messages: What is sent, as data.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    mailbox: Mailbox
    renewal_type: str
    years: int
    changeable: tuple[str, ...]
    effects: tuple[Effect, ...]
    messages: tuple[Message, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp
