"""How a quote is paid with prepaid credit: at once, after a top-up, with the difference paid apart, or not at all.

Tables: ``payments.credit``, ``termination.cascade`` and the ``interpretations`` it names. Sources: seed 002 (R2.2, R2.6
to R2.8, R2.16 to R2.18, R2.22, R2.24, R2.25), F7.

What a credit pays of an order, its row says line by line (``used_for``): of a first order all, of an addition all, of a
renewal the mailbox, or what was added to it, or both. What it does not pay is paid apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import ClassVar, Final

from pecrules.base import dates, money
from pecrules.base.tuples import NamedTuple
from pecrules.domain.answering import Steps
from pecrules.domain.charges import vat_on
from pecrules.domain.misuse import takes
from pecrules.domain.prepaid import amount_objection, cents_of
from pecrules.domain.provenance import because, caveats, interpretation
from pecrules.domain.refusing import Objection
from pecrules.model.codes import CreditUse, Item
from pecrules.model.fields import changed
from pecrules.model.orders import Credit
from pecrules.model.outcomes.common import Effect, Stamp
from pecrules.model.outcomes.messages import Message
from pecrules.model.outcomes.orders import Settlement
from pecrules.model.outcomes.quotes import Line, Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.lifecycle import Message as MessageRow
from pecrules.rulebook.rows.payments import Credit as CreditRow
from pecrules.rulebook.rows.payments import Method
from pecrules.rulebook.rows.pricing import Price, Vat
from pecrules.rulebook.rows.termination import Cascade
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_OF_THE_MAILBOX: Final = frozenset({"plan", "late_fee"})
"""The items that are the mailbox's own; any other is an add-on."""


def settle(quote: Quote, credit: Credit, *, rules: Ruleset, on: date) -> Settlement | Refusal:
    """What paying a quote with a credit does to both.

    When a mailbox is renewed and a credit that is topped up does not cover everything, the add-ons it was to pay end,
    and the mailbox renews: all of them, or as many as must, as the reading of topic ``addons_fall_first`` says.

    Args:
        quote: The order. It renews if its new expiry is another than the one there was; without an expiry it is a
            first order; else it only adds something.
        credit: The credit.
        rules: The rules to ask.
        on: The day of the order, a civil date of Europe/Rome.

    Returns:
        A ``Settlement``: what is spent and left, what is missing and must be paid in first and how, what is carried out
        (at once, or once that is paid) and what ends instead. Or a ``Refusal``: ``credit_short`` where nothing can be
        topped up on the way, ``credit_expired``, ``credit_day_unknown``, ``credit_negative``, ``credit_malformed`` for
        what is no amount in cents, ``not_for_this`` for an order that such a credit does not pay; ``another_book`` for
        a quote of another price book than theirs, ``days_out_of_order`` for one that is yet to be made, and
        ``payment_too_late`` for one that cannot be carried out any more; and
        ``other_rules`` where rules that have changed since have not the rows behind it, or another price or rate.

    Raises:
        NoRuleInForce: the tables say nothing yet about that kind of credit on that day.
        CalendarError: the credit would expire beyond the year 9999.

    Source:
        R2.2, R2.6 to R2.8, R2.16 to R2.18, R2.22, R2.24, R2.25; F7.01 to F7.08.

    >>> from decimal import Decimal
    >>> from pecrules import Mailbox, RenewalRequest, load_rules, quote_renewal
    >>> rules, today = load_rules(), date(2027, 1, 10)
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> quote = quote_renewal(box, RenewalRequest(years=1), rules=rules, on=today)
    >>> settled = settle(quote, Credit(kind="partner", amount=Decimal("20.00")), rules=rules, on=today)
    >>> settled.fulfilled, str(settled.spent), str(settled.credit.amount)
    (True, '12.08', '7.92')
    """
    return _SETTLEMENT.ask(quote, credit, rules, on)


# -- one question -----------------------------------------------------------------------------------------------------


class _Case(NamedTuple):
    """An order, the credit that is to pay it, the row of the credit's kind, and what it pays."""

    view: _View
    quote: Quote
    credit: Credit
    row: CreditRow
    bill: _Bill


def _look_up(view: _View, quote: Quote, credit: Credit, rules: Ruleset, on: date) -> _Case | Objection:
    row, amount = view.snapshot.row(CreditRow, credit.kind), cents_of(credit)
    if quote.stamp.book != rules.book:
        return Objection("another_book", (row,), quote.stamp.book, (rules.book,))
    if not rules.gave(quote.stamp) and not _says_the_same(rules, quote):
        return Objection("other_rules", (row,))
    if on < quote.stamp.on:
        return Objection("days_out_of_order", (row,), str(on))
    if _is_too_late(view, quote, on):
        return Objection("payment_too_late", (row, *view.at_once.values()))
    paid = _paid(row, quote)
    unusable = (
        amount_objection(row, credit, amount) or _expired(view, row, credit, on) or _not_for_this(row, quote, paid)
    )
    if unusable is not None:
        return unusable
    assert amount is not None
    return _Case(view, quote, credit, row, _bill(view, row, quote, amount, paid))


def _is_too_late(view: _View, quote: Quote, on: date) -> bool:
    """Whether what was ordered cannot be carried out any more: a credit counts on its day, as what is paid at once."""
    if on == quote.stamp.on:
        return False  # a quote tells no day that has passed
    aims = _aims(quote)
    last = [each.day for each in quote.pay_by if each.method in view.at_once and each.before in aims]
    return bool(last) and on > max(last)


def _aims(quote: Quote) -> Collection[str]:
    """What an order must be paid before: a renewal before the deletion, space while the mailbox works."""
    if any(effect.code == "mailbox_renewed_apart" for effect in quote.effects):
        return ()  # nobody knows how long: the mailbox may have been renewed meanwhile
    return ("deletion",) if _renews(quote) else ("expiry", "end")


def _says_the_same(rules: Ruleset, quote: Quote) -> bool:
    """Whether rules with another content have every row behind a quote, with its prices and its VAT."""
    try:
        behind = {ref: rules.entry(ref).row for ref in (*quote.because, *(line.row for line in quote.lines))}
    except KeyError:
        return False
    rates = [row.percent for row in behind.values() if isinstance(row, Vat)]
    prices = [(behind[line.row], line.unit_price) for line in quote.lines]
    same = all(isinstance(price, Price) and price.net == paid for price, paid in prices)
    return same and all(rate == quote.vat_percent for rate in rates)


def _objections(case: _Case) -> Sequence[Objection]:
    """Why nothing is done: the price was asked for, and no more than the credit can be had."""
    bill = case.bill
    if not bill.to_pay_in or case.row.when_short != "refused":
        return ()
    price, most = money.decimal(bill.price), money.decimal(max(bill.amount - case.view.must_exceed, 0))
    return (Objection("credit_short", bill.rows, str(price), (str(most),), ("top_up_credit",)),)


def _answer(case: _Case, stamp: Stamp) -> Settlement:
    view, quote, credit, row, bill = case
    requests = _top_up_requests(case)
    rows = (*bill.rows, *_rows_of_age(view, row, credit), *requests)
    return Settlement(
        fulfilled=not bill.ended and not bill.to_pay_in,
        spent=money.decimal(bill.spent),
        credit=changed(credit, {"amount": money.decimal(bill.amount - bill.spent)}),
        shortfall=money.decimal(bill.missing),
        top_up=money.decimal(bill.to_pay_in),
        top_up_methods=row.top_up_methods if bill.missing else (),
        kept=_items([line for line in quote.lines if line not in bill.ended] if bill.ended else quote.lines),
        dropped=_items(bill.ended),
        effects=tuple(_effects(case)),
        messages=_messages(requests),
        because=because(rows),
        caveats=caveats(rows),
        stamp=stamp,
    )


# -- what the credit pays ---------------------------------------------------------------------------------------------


class _Bill(NamedTuple):
    """What a credit pays of an order, in cents.

    Attributes:
        amount: What the credit was.
        price: What all that it pays costs.
        missing: What is missing for that.
        paid: The lines that it pays, if there is enough.
        ended: The lines that end for want of credit.
        spent: What is taken from the credit.
        to_pay_in: What must be paid in for the rest.
        rows: The rows behind it.
    """

    amount: int
    price: int
    missing: int
    paid: tuple[Line, ...]
    ended: tuple[Line, ...]
    spent: int
    to_pay_in: int
    rows: tuple[Row, ...]


def _bill(view: _View, row: CreditRow, quote: Quote, amount: int, paid: tuple[Line, ...]) -> _Bill:
    price = _price(view, quote, paid)
    missing = _missing(view, row, price, amount)
    ended = _ended(view, row, quote, paid, amount) if missing else ()
    rest = tuple([line for line in paid if line not in ended]) if ended else paid
    owed = _price(view, quote, rest) if ended else price
    still = _missing(view, row, owed, amount) if ended else missing
    to_pay_in = max(still, owed) if still and view.whole_price and row.when_short == "top_up" else still
    spent = amount if still and row.when_short == "pay_difference" else 0 if still else owed
    rows = (
        row,
        *((view.spent,) if price else ()),
        *((view.vat_rounding,) if _splits(view, quote, paid) or _splits(view, quote, rest) else ()),
        *((view.equal,) if 0 < price >= amount and row.when_short != "pay_difference" else ()),
        *((view.top_up,) if still and row.when_short == "top_up" else ()),
        *((view.cascade, view.falls_first) if ended and view.cascade else ()),
    )
    return _Bill(amount, price, missing, paid, ended, spent, to_pay_in, rows)


def _paid(row: CreditRow, quote: Quote) -> tuple[Line, ...]:
    """The lines that such a credit is used for."""
    return tuple([line for line in quote.lines if _use(quote, line) in row.used_for])


def _use(quote: Quote, line: Line) -> CreditUse:
    """What a credit must be used for to pay a line."""
    if quote.expiry is None:
        return "first_orders"
    if not _renews(quote):
        return "additions"
    return "mailbox_renewals" if line.item in _OF_THE_MAILBOX else "addon_renewals"


def _renews(quote: Quote) -> bool:
    return quote.expiry is not None and quote.new_expiry != quote.expiry


def _price(view: _View, quote: Quote, lines: tuple[Line, ...]) -> int:
    """What is held against the credit: of a whole order its own sums, of some lines what they cost by themselves."""
    net_alone = view.spends_net or quote.vat_to == "treasury"
    if lines == quote.lines and not net_alone:
        return money.cents(quote.to_pay)
    net = sum([money.cents(line.net) for line in lines])
    return net if net_alone else net + vat_on(lines, quote.vat_percent, view.vat_rounding.choice)


def _splits(view: _View, quote: Quote, lines: tuple[Line, ...]) -> bool:
    """Whether VAT is taken on some of the lines only."""
    return not view.spends_net and quote.vat_to == "provider" and () != lines != quote.lines


def _missing(view: _View, row: CreditRow, price: int, amount: int) -> int:
    """What is missing: where a credit that equals the price is not enough, a cent more than up to it.

    A difference that is paid apart has nothing above it, and what costs nothing needs no credit.
    """
    beyond = view.must_exceed and price > 0 and row.when_short != "pay_difference"
    return max(price + beyond - amount, 0)


def _ended(view: _View, row: CreditRow, quote: Quote, paid: tuple[Line, ...], amount: int) -> tuple[Line, ...]:
    """What ends when the mailbox is renewed and a credit that could have been topped up was not."""
    if view.cascade is None or row.when_short != "top_up" or not _renews(quote):
        return ()
    ends = view.cascade.ends
    lines = [line for line in paid if ("mailbox" if line.item in _OF_THE_MAILBOX else "addons") in ends]
    if view.falls_first.choice == "all":
        return tuple(lines)
    in_order = sorted(lines, key=lambda line: line.net, reverse=view.falls_first.choice == "dearest")
    return _as_many_as_must(view, row, quote, paid, in_order, amount)


def _as_many_as_must(  # noqa: PLR0913, PLR0917 - what falls, of what, for want of how much
    view: _View, row: CreditRow, quote: Quote, paid: tuple[Line, ...], in_order: Sequence[Line], amount: int
) -> tuple[Line, ...]:
    """The first of some lines, one after the other, until the credit covers the rest of what it pays."""
    for number in range(1, len(in_order)):
        gone = in_order[:number]
        rest = tuple([line for line in paid if line not in gone])
        if not _missing(view, row, _price(view, quote, rest), amount):
            return tuple([line for line in paid if line in gone])
    return tuple(line for line in paid if line in in_order)


def _effects(case: _Case) -> list[Effect]:
    view, quote, _, row, bill = case
    reduced = [Effect("credit_reduced", row.ref)] if bill.spent else []
    others = [] if bill.paid == quote.lines else [line for line in quote.lines if line.net and line not in bill.paid]
    apart = [Effect("paid_apart", row.ref, value=line.item) for line in others]
    owed = view.spends_net and quote.vat and quote.vat_to == "provider"
    vat = [Effect("vat_paid_apart", view.spent.ref)] if owed and bill.spent else []
    ended = [Effect("addons_ended", view.cascade.ref, value=item) for item in _items(bill.ended) if view.cascade]
    advice = [Effect("top_up_advised", row.ref)] if bill.missing and row.when_short == "top_up" else []
    return [*reduced, *apart, *vat, *ended, *advice]


def _top_up_requests(case: _Case) -> tuple[MessageRow, ...]:
    """The rows of the request to top up, where the credit could be."""
    if not case.bill.missing or case.row.when_short != "top_up":
        return ()
    return tuple(each for each in case.view.snapshot.rows(MessageRow) if each.message == "top_up_request")


def _messages(rows: Iterable[MessageRow]) -> tuple[Message, ...]:
    return tuple(Message(row.message, row.audience, None, row.sent_by, row.carries, row.ref) for row in rows)


def _items(lines: Iterable[Line]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys([line.item for line in lines]))


# -- credits that pay nothing -----------------------------------------------------------------------------------------


def _expired(view: _View, row: CreditRow, credit: Credit, on: date) -> Objection | None:
    """Why a credit of a kind that expires is gone, or may be: on the last day of its months it still is there."""
    if row.expires_months is None:
        return None
    if credit.paid_on is None:
        return Objection("credit_day_unknown", (row,), remedies=("give_credit_day",))
    last = dates.add_months(credit.paid_on, row.expires_months, view.month_end.choice)
    return Objection("credit_expired", (row, *_rows_of_age(view, row, credit))) if on > last else None


def _rows_of_age(view: _View, row: CreditRow, credit: Credit) -> tuple[Row, ...]:
    """The reading of month ends, where the credit was paid in on a day that not every month has."""
    paid = credit.paid_on
    late = row.expires_months is not None and paid is not None and not dates.is_in_every_month(paid)
    return (view.month_end,) if late else ()


def _not_for_this(row: CreditRow, quote: Quote, paid: tuple[Line, ...]) -> Objection | None:
    """Why such a credit pays nothing of an order; of an order without lines there is nothing to pay."""
    if not quote.lines or paid:
        return None
    return Objection("not_for_this", (row,), _use(quote, quote.lines[0]), row.used_for)


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View:
    """What paying with credit needs of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (Cascade, CreditRow, Interpretation, MessageRow, Method)

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.cascade = next((row for row in snapshot.rows(Cascade) if row.cause == "credit_short"), None)
        self.at_once = {row.method: row for row in snapshot.rows(Method) if row.registration == "immediate"}
        self.spent = interpretation(snapshot, "credit_spent")
        self.spends_net = self.spent.choice == "net"
        self.equal = interpretation(snapshot, "credit_equal_to_price")
        self.must_exceed = self.equal.choice == "not_enough"
        self.top_up = interpretation(snapshot, "top_up_amount")
        self.whole_price = self.top_up.choice == "whole_price"
        self.falls_first = interpretation(snapshot, "addons_fall_first")
        self.month_end = interpretation(snapshot, "month_end")
        self.vat_rounding = interpretation(snapshot, "vat_rounding")


_SETTLEMENT: Final = Steps(_View, _look_up, _objections, _answer, takes=takes("settle"))
