"""Buying a mailbox for the first time: what it costs, what comes of it, or why it cannot be.

Tables: ``plans`` (plans, space, names, public domains, size of an order), ``pricing`` (prices, VAT), ``renewal``
(terms, routes, what the first term counts from), ``lifecycle.activation``, ``payments``, ``holders`` and the
``interpretations`` it names. Sources: R1.5, R1.13 to R1.20, R2.11, R2.19; F5.21, F5.22, F12.08, F12.09.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from pecrules.domain.addresses import Addresses
from pecrules.domain.answering import Steps
from pecrules.domain.first_order import FirstOrder, FirstOrderView, order_objections, quote_of
from pecrules.domain.holders import number_objections
from pecrules.domain.misuse import takes
from pecrules.domain.ordering import amounts_of
from pecrules.domain.payments import billed_as
from pecrules.domain.plans import check_route
from pecrules.domain.refusing import Objection
from pecrules.model.mailboxes import Holder
from pecrules.model.outcomes.quotes import Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.requests import PurchaseRequest
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.plans import OrderSize
from pecrules.rulebook.ruleset import Ruleset, Snapshot


def quote_purchase(
    holder: Holder | None, request: PurchaseRequest, *, rules: Ruleset, on: date
) -> Quote | Refusal[PurchaseRequest]:
    """What a first order costs, and until when its mailboxes would be paid if they were activated today.

    Args:
        holder: Who will own the mailboxes; ``None`` when not known yet.
        request: Address, plan, term in whole years, how many mailboxes like it, extra space, how it is paid.
        rules: The rules to ask.
        on: The day of the order, a civil date of Europe/Rome.

    Returns:
        A ``Quote``: lines net of VAT, VAT and gross in EUR; no expiry, and the new one as if activated today; when the
        payment is registered, what it switches on, how long activation takes; what must still be given. Or a
        ``Refusal`` with the rows behind it and the nearest request that would be accepted: ``sold_elsewhere``,
        ``plan_unknown``, ``plan_withdrawn``, ``plan_not_sold``, ``price_not_stated``, ``term_not_offered``,
        ``extra_*_not_offered``, ``extra_*_beyond_limit``, ``method_unknown``, ``order_size_beyond_limit``,
        ``address_malformed``, ``domain_not_offered``, ``tax_code_invalid``, ``vat_number_invalid``. Where no row
        limits an order, any number of mailboxes is as good as another.

    Raises:
        NoRuleInForce: the tables say nothing yet about a plan, a price, a term, a domain or a rate on that day.
        CalendarError: the new expiry would lie beyond the year 9999.

    Source:
        R1.5, R1.13, R1.15, R1.17, R1.18, R1.20, R2.11, R2.19; F5.03 to F5.06, F5.21, F5.22, F12.08, F12.09.

    >>> from pecrules import PurchaseRequest, load_rules
    >>> order = PurchaseRequest(address="mario.rossi@pec.it", plan="standard", years=1, method="card")
    >>> quote = quote_purchase(None, order, rules=load_rules(), on=date(2027, 1, 10))
    >>> str(quote.gross), str(quote.new_expiry), [effect.code for effect in quote.effects]
    ('12.08', '2028-01-10', ['automatic_renewal_on', 'payment_registered', 'activation'])
    """
    return _PURCHASE.ask(holder, request, rules, on)


def _look_up(
    view: _View, holder: Holder | None, request: PurchaseRequest, rules: Ruleset, on: date
) -> FirstOrder | Objection:
    route = check_route(view.snapshot, request.kind, "sold_elsewhere", "buy_domain")
    if route is not None:
        return route
    rows = view.addresses.rows_of(request.kind, request.address)
    if view.size and request.mailboxes > 1:
        rows = (*rows, view.size)
    found = (
        *view.addresses.objections(request.kind, request.address),
        *(number_objections(holder, view.paying.subject(billed_as(holder)).rows) if holder else ()),
        _size_objection(view, request.mailboxes),
    )
    prices = view.price_day.prices(rules, request.paid_on)
    return FirstOrder(view, request, amounts_of(request), holder, on, prices, view.choice(request), found, rows)


def _size_objection(view: _View, mailboxes: int) -> Objection | None:
    """Why one order cannot hold so many mailboxes; where no row limits it, only why it holds at least one."""
    most = view.size.max_mailboxes if view.size and not view.size.is_borrowed else max(mailboxes, 1)
    if 1 <= mailboxes <= most:
        return None
    rows: tuple[Row, ...] = (view.size,) if view.size else (view.first_term.row,)
    allowed = (1, most) if view.size else (1,)
    near = min(max(mailboxes, 1), most)
    return Objection("order_size_beyond_limit", rows, mailboxes, allowed, change=("mailboxes", near))


class _View(FirstOrderView):
    """What a first order needs of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (OrderSize, *Addresses.READS, *FirstOrderView.READS)

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self.size = next(iter(snapshot.rows(OrderSize)), None)
        self.addresses = Addresses(snapshot)


_PURCHASE: Final = Steps(_View, _look_up, order_objections, quote_of, takes=takes("quote_purchase"))
