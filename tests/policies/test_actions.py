"""What a channel offers: the seeds' sentences on menus, buttons, labels, forms and contacts, one by one; and what holds
for every mailbox.
"""

import json
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules.base.errors import NoRuleInForce
from pecrules.model.json import from_json, to_json
from pecrules.model.mailboxes import Holder, Mailbox
from pecrules.model.orders import Event, Order
from pecrules.model.outcomes.channels import Actions, Contact
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.outcomes.states import Transition
from pecrules.model.plan_changes import PlanChangeRequest
from pecrules.model.renewals import RenewalRequest
from pecrules.model.requests import ExtraSpaceRequest, PurchaseRequest
from pecrules.policies.actions.available import available_actions
from pecrules.policies.actions.commands import CONDITIONS
from pecrules.policies.actions.records import FIELDS, WORDS
from pecrules.policies.extra_space import quote_extra_space
from pecrules.policies.plan_change import quote_plan_change
from pecrules.policies.renewal import quote_renewal
from pecrules.policies.repurchase import quote_repurchase
from pecrules.policies.status import status
from pecrules.policies.transitions.advance import advance
from pecrules.present.codes import ORDER_KINDS
from pecrules.rulebook.rows import Row, Withdrawn
from pecrules.testing.strategies import days, mailbox_days, orders
from tests.places import ROOT
from tests.profiles import examples
from tests.variants import LABEL, add, choose, reword, shipped, variant

CHANNELS = (
    "convention_area", "customer_area", "expiry_email", "gestionemail", "hosting_area", "partner_panel", "pec_log",
    "support", "webmail",
)  # fmt: skip
E1, E2, E3, E4 = date(2016, 6, 1), date(2021, 6, 1), date(2024, 6, 1), date(2025, 6, 1)
"""A day in the era of each source."""

DAY = timedelta(1)
FIRST = date(2016, 1, 1)
PRICED = date(2023, 1, 1)
"""The first day with a price of the public list."""

BOX = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2030, 3, 30))
COMPANY = Holder(subject="legal_person", name="Rossi s.r.l.")


def having(**fields):
    return attrs.evolve(BOX, **fields)


def order(state="awaiting_payment", **fields):
    return Order(**({"number": "1001", "kind": "renewal", "gross": Decimal("12.08"), "state": state} | fields))


def ask(box=BOX, *placed, on=E4, channel=None, rules=None):
    return available_actions(box, placed, rules=rules or shipped(), on=on, channel=channel)


def command(answer, name, number=None):
    found = [each for each in answer.actions if (each.command, each.order) == (name, number)]
    assert len(found) == 1, f"{name} of order {number}: {found}"
    return found[0]


def is_shown(answer, name, number=None):
    return "shown" == command(answer, name, number).shown


def commands(answer, place):
    return [each.command for each in answer.actions if each.place == place]


def guide(answer, name):
    (found,) = [each for each in answer.guides if each.guide == name]
    return found


def called(names, lang="it"):
    return dict(names).get(lang)


def shown(answer, block, field, number=None):
    found = [each for each in answer.shows if (each.block, each.field, each.order) == (block, field, number)]
    assert len(found) == 1, f"{block} {field} of order {number}: {found}"
    return found[0]


def fields(answer, block):
    return [each.field for each in answer.shows if each.block == block]


def step(answer, form, field):
    return next(each for each in answer.asks if (each.block, each.field) == (form, field))


def steps(answer, form):
    return [each.field for each in answer.asks if each.block == form]


def way_in(answer, credential):
    """The row of a way in, as the answer names it."""
    rows = [shipped().cite(ref).row for ref in answer.because]
    return next(row for row in rows if row.SECTION == "channels.logins" and row.credential == credential)


# -- the customer area ------------------------------------------------------------------------------------------------


class TestSeed0:
    """The customer area and its orders."""

    def test_r0_1_the_area_renews_and_opens_the_panels(self):
        """A customer renews alone there, and opens Gestionemailpec and WebmailPec."""
        there = ask(on=E1)
        assert [True] * 3 == [is_shown(there, name) for name in ("renew", "open_gestionemail", "open_webmail")]
        assert "Area Clienti PEC" == shipped().cite("channels/customer-area-2016").row.label.it
        assert "channels/customer-area-2016" in there.because
        assert "renewal/mailbox-route-2016" in command(there, "renew").because

    def test_why_there_is_no_renew(self):
        """Where a book sells no plan, the row that says so is behind the command that is hidden."""
        there = ask(on=E1, rules=shipped("soluzionipec"))
        assert "pricing/soluzionipec-standard-not-here-2016" in command(there, "renew").because

    def test_r0_1_a_deleted_mailbox_opens_no_panel(self):
        """What is no longer active cannot be entered."""
        gone = ask(having(expiry=E1 - 91 * DAY), on=E1)
        assert (("mailbox_active",), ("webmail_accessible",)) == (
            command(gone, "open_gestionemail").why_not,
            command(gone, "open_webmail").why_not,
        )

    def test_r0_2_one_login_for_every_order(self):
        """The account reaches all that was ordered with it, and every order given is there."""
        there = ask(BOX, order(number="1"), order(number="2", kind="purchase", state="fulfilled"), on=E1)
        assert "all_of_account" == way_in(there, "account").reach
        assert ["1", "2"] == [each.value for each in there.shows if each.field == "number"]

    def test_r0_3_the_name_is_shown(self):
        """It is the full address."""
        assert "mario.rossi@pec.it" == shown(ask(on=E1), "mailbox", "mailbox_name").value

    @pytest.mark.parametrize(
        ("plan", "name"), [("standard", "STANDARD"), ("pro", "PRO"), ("premium", "PREMIUM"), ("gold", None)]
    )
    def test_r0_4_the_plan_is_one_of_three(self, plan, name):
        """STANDARD, PRO and PREMIUM have a name in the area, nothing else does."""
        there = shown(ask(having(plan=plan), on=E1), "mailbox", "plan")
        assert (plan, name) == (there.value, called(there.called))

    def test_r0_5_the_state_is_shown(self):
        """ATTIVA, also near the expiry, for expiring is a view of active; else the name of the state."""
        assert "ATTIVA" == called(ask(on=E1).state_label)
        near = ask(having(expiry=E1 + DAY), on=E1)
        assert ("expiring", "ATTIVA") == (near.state, called(near.state_label))
        elsewhere = ask(having(kind="domain", expiry=E1 + DAY), on=E1, channel="hosting_area")
        assert ("expiring", "Attiva") == (elsewhere.state, called(elsewhere.state_label))
        late = ask(having(expiry=E1 - DAY), on=E1)
        assert ("expired", "expired", "Scaduta") == (
            late.state,
            shown(late, "mailbox", "state").value,
            called(late.state_label),
        )
        assert late.state_label == shown(late, "mailbox", "state").called

    @pytest.mark.parametrize(
        ("on", "value", "name"), [(True, "automatic_on", "ATTIVATO"), (False, "automatic_off", "DISATTIVATO")]
    )
    def test_r0_6_automatic_renewal_has_two_values(self, on, value, name):
        """ATTIVATO and DISATTIVATO."""
        there = ask(having(auto_renew=on), on=E1)
        field = shown(there, "mailbox", "automatic_renewal")
        assert (value, f"Rinnovo automatico {name}") == (field.value, called(field.called))
        assert is_shown(there, "automatic_renewal")

    @pytest.mark.parametrize(
        ("automatic", "found"), [(False, ("shown", ())), (True, ("hidden", ("manual_renewal_allowed",)))]
    )
    def test_r0_8_renew_only_without_automatic_renewal(self, automatic, found):
        """The button is there only while automatic renewal is off."""
        there = command(ask(having(auto_renew=automatic), on=E1), "renew")
        assert found == (there.shown, there.why_not)
        assert "renewal/manual-with-automatic-on-2016" in there.because

    def test_r0_9_space_is_added_from_its_own_buttons(self):
        """Spazio Casella for the inbox, Spazio Archivio for the archive, where the plan has one."""
        pro = ask(having(plan="pro"), on=E1)
        assert [True, True] == [is_shown(pro, name) for name in ("add_inbox_space", "add_archive_space")]
        assert ("2+0", "3+0") == tuple(shown(pro, "mailbox", name).value for name in ("inbox_space", "archive_space"))
        assert "Spazio Casella" == called(shown(pro, "mailbox", "inbox_space").label)

    def test_r0_10_the_products_orders_are_listed(self):
        """Their numbers, and nothing where there are none."""
        there = ask(BOX, order(number="1"), order(number="2"), on=E1)
        assert "1, 2" == shown(there, "mailbox", "orders").value
        assert shown(ask(on=E1), "mailbox", "orders").value is None
        assert is_shown(there, "product_orders")

    def test_r0_11_help_is_always_there(self):
        """A help entry for the service."""
        assert is_shown(ask(having(expiry=E1 - 300 * DAY), on=E1), "help")

    def test_r0_12_an_order_shows_five_things(self):
        """Number, type, day, cost and state, in this order."""
        there = ask(BOX, order(day=date(2016, 5, 31)), on=E1)
        expected = [
            ("number", "1001"),
            ("kind", "renewal"),
            ("day", "2016-05-31"),
            ("cost", "12.08"),
            ("state", "awaiting_payment"),
        ]
        assert expected == [(each.field, each.value) for each in there.shows if each.block == "order"]
        assert {"1001"} == {each.order for each in there.shows if each.block == "order"}

    @pytest.mark.parametrize(
        ("kind", "name"), [("purchase", "Acquisto"), ("renewal", "Rinnovo"), ("extra_space", "Aumento spazio")]
    )
    def test_r0_13_order_types_are_an_open_list(self, kind, name):
        """Acquisto and Rinnovo are examples: other types have a name of ours."""
        field = shown(ask(BOX, order(kind=kind), on=E1), "order", "kind", "1001")
        assert (kind, name) == (field.value, called(field.called))

    @pytest.mark.parametrize("state", ["cart", "awaiting_payment", "in_activation", "fulfilled", "cancelled"])
    def test_r0_14_paga_and_annulla_while_payment_is_awaited(self, state):
        """An order In attesa Pagamento has both buttons, any other neither."""
        there = ask(BOX, order(state), on=E1)
        waits = state == "awaiting_payment"
        assert [waits, waits] == [is_shown(there, name, "1001") for name in ("pay_order", "cancel_order")]
        assert waits == ("In attesa Pagamento" == called(shown(there, "order", "state", "1001").called))
        assert (() if waits else ("order_may_be_paid",)) == command(there, "pay_order", "1001").why_not
        state_row = f"lifecycle/order-{state.replace('_', '-')}-2016"
        rows = ("channels/area-pay-2016", state_row, "lifecycle/mailbox-active-2016", "lifecycle/mailbox-renewed-2016")
        assert rows == command(there, "pay_order", "1001").because

    def test_what_no_event_carries_out_is_paid_all_the_same(self):
        """An order of a mailbox that is still to be made asks nothing of the one that is there."""
        there = ask(BOX, order(kind="purchase"), on=E1)
        assert is_shown(there, "pay_order", "1001")

    def test_an_order_that_has_lapsed(self):
        """Where orders lapse (D-16) one that was not paid in time is shown as cancelled, and Rinnova is there again."""
        rules = variant(
            reword("lifecycle", "order-awaiting-payment-2016", may_cancel=True, lapses_after_days=30),
            choose("unpaid-order-expiry", "after_days"),
        )
        placed = order(day=E1)
        for passed, waits in ((30, True), (31, False)):
            there = ask(BOX, placed, on=E1 + passed * DAY, rules=rules)
            state = "awaiting_payment" if waits else "cancelled"
            assert state == shown(there, "order", "state", "1001").value
            assert [waits, not waits] == [is_shown(there, "pay_order", "1001"), is_shown(there, "renew")]
            for name, number in (("pay_order", "1001"), ("renew", None)):
                assert "interpretations/unpaid-order-expiry" in command(there, name, number).because

    def test_r0_15_annulla_cancels_the_order(self):
        """Its event is the one by which an order is cancelled; paying has none of its own."""
        there = ask(BOX, order(), on=E1)
        assert ("order_cancelled", None) == tuple(
            command(there, name, "1001").event for name in ("cancel_order", "pay_order")
        )

    def test_r0_18_annulla_asks_first(self):
        """A question comes before the order is cancelled, not before it is paid."""
        there = ask(BOX, order(), on=E1)
        assert (True, False) == tuple(
            command(there, name, "1001").needs_confirmation for name in ("cancel_order", "pay_order")
        )

    def test_r0_20_payment_has_a_guide(self):
        """Ways and times to pay stand in a guide of their own."""
        assert (
            "https://guide.aruba.it/domandefrequenti/pagamenti-fatturazione.aspx"
            == guide(ask(on=E1), "payments").address
        )

    def test_r0_21_three_lines_by_audience(self):
        """Commercial, customers, partners and CDRL, each on working days from 8:30 to 18:00."""
        hours = ("office_hours", "monday_to_friday", "08:30", "18:00")
        expected = (
            Contact("commercial", "+39 0575 05077", *hours, "channels/commercial-2016"),
            Contact("customers", "+39 0575 0504", *hours, "channels/customers-2016"),
            Contact("partners", "+39 0575 0500", *hours, "channels/partners-2016"),
        )
        assert expected == ask(on=E1, channel="support").contacts
        assert expected[:2] == ask(on=E1).contacts

    def test_r0_22_plans_and_space_have_guides(self):
        """What the plans are and how space grows is told elsewhere."""
        there = ask(on=E1)
        assert [("help",), ("add_inbox_space", "add_archive_space")] == [
            guide(there, name).commands for name in ("plans", "more_space")
        ]


# -- renewal by hand --------------------------------------------------------------------------------------------------


class TestSeed1:
    """The ways to a renewal and the steps of its order."""

    def test_r1_3_three_ways_to_renew(self):
        """Customer area, Webmail and the link in the expiry e-mail offer it; nobody else does."""
        there = {name: ask(on=E2, channel=name) for name in set(CHANNELS) - {"pec_log"}}  # not yet there
        found = {name for name, each in there.items() if any(one.command == "renew" for one in each.actions)}
        assert {"customer_area", "webmail", "expiry_email"} == found
        assert all(is_shown(ask(on=E2, channel=name), "renew") for name in found)
        assert ("link",) == ask(on=E2, channel="expiry_email").logins

    def test_r1_5_a_mailbox_on_a_domain_is_renewed_in_the_hosting_area(self):
        """There with its domain, and not where mailboxes are; the other way round for a mailbox."""
        box = having(kind="domain")
        assert is_shown(ask(box, on=E2, channel="hosting_area"), "renew_domain")
        assert ("may_renew", "kind_mailbox") == command(ask(box, on=E2), "renew").why_not
        assert ("kind_domain",) == command(ask(on=E2, channel="hosting_area"), "renew_domain").why_not
        gone = having(kind="domain", expiry=E2 - 91 * DAY)
        assert ("renewed_with_domain",) == command(ask(gone, on=E2, channel="hosting_area"), "renew_domain").why_not
        assert "renewal/domain-route-2021" in command(ask(box, on=E2), "renew").because

    @pytest.mark.parametrize("on", [True, False])
    def test_r1_5_nor_is_its_automatic_renewal_switched_here(self, on):
        """Neither the command nor the switch is there: what its domain does, this area does not know."""
        there = ask(having(kind="domain", auto_renew=on), on=E2)
        assert ("hidden", ("kind_mailbox",)) == (
            command(there, "automatic_renewal").shown,
            command(there, "automatic_renewal").why_not,
        )
        assert shown(there, "mailbox", "automatic_renewal").value is None
        assert "renewal/domain-route-2021" in there.because

    @pytest.mark.parametrize(("on", "why_not"), [(False, ("automatic_may_change",)), (True, ())])
    def test_f6_14_automatic_renewal_is_not_switched_on_for_a_plan_that_is_gone(self, on, why_not):
        """Nothing could be charged then; off it can be switched all the same."""
        there = ask(having(plan="pro", auto_renew=on), on=E3, rules=shipped("cni"))
        assert why_not == command(there, "automatic_renewal").why_not

    def test_r1_6_the_way_through_the_webmail(self):
        """With the mailbox's credentials, from the user menu or from settings, mailbox information."""
        there = ask(on=E2, channel="webmail")
        path = "menu utente, oppure Impostazioni > Informazioni casella > Rinnova"
        assert ("shown", path) == (command(there, "renew").shown, command(there, "renew").path)
        assert is_shown(there, "mailbox_information")
        assert ("mailbox",) == there.logins

    def test_r1_8_who_signs_in_how_reaches_what(self):
        """The mailbox's credentials reach that mailbox, the account's all of its mailboxes."""
        there = ask(on=E2)
        assert ("account", "mailbox") == there.logins
        assert ("all_of_account", "one_mailbox") == tuple(way_in(there, name).reach for name in there.logins)

    def test_r1_11_plan_and_space_in_the_cart(self):
        """The plan is confirmed or changed, extra GB are chosen."""
        there = ask(on=E2)
        plan = step(there, "renewal", "plan")
        assert ("confirmed", "standard", ("premium", "pro", "standard")) == (plan.input, plan.value, plan.choices)
        assert "chosen" == step(there, "renewal", "extra_space").input
        assert is_shown(there, "change_plan")

    def test_r1_12_a_plan_change_has_its_rules(self):
        """It is offered only in a state and for a kind that may change, and the rows that decide are named."""
        late = command(ask(having(expiry=E2 - DAY), on=E2), "change_plan")
        assert ("hidden", ("may_change_plan",)) == (late.shown, late.why_not)
        assert "may_change_plan" in command(ask(having(kind="domain"), on=E2), "change_plan").why_not
        behind = {
            "plans/mailbox-change-2021",
            "lifecycle/mailbox-active-2016",
            "renewal/manual-with-order-pending-2016",
        }
        assert behind <= set(command(ask(on=E2), "change_plan").because)

    @pytest.mark.parametrize(
        ("plan", "found"), [("standard", False), ("pro", True), ("premium", True), ("gold", False)]
    )
    def test_r1_13_archive_only_with_pro_and_premium(self, plan, found):
        """A plan without an archive cannot be given one."""
        there = command(ask(having(plan=plan), on=E2), "add_archive_space")
        assert found == (there.shown == "shown")
        assert found == ("plan_has_archive" not in there.why_not)
        assert (f"plans/{plan}-2021" in there.because) == (plan != "gold")

    def test_r1_14_holder_data_are_confirmed(self):
        """The form has the holder's name filled in, to confirm or to change."""
        there = step(ask(having(holder=COMPANY), on=E2), "renewal", "holder_data")
        assert ("confirmed", "Rossi s.r.l.") == (there.input, there.value)

    def test_r1_17_the_way_to_pay_is_chosen_in_the_form(self):
        """From the ways there are."""
        there = step(ask(on=E2), "renewal", "payment_method")
        assert "chosen" == there.input
        assert {"card", "paypal", "bank_transfer"} <= set(there.choices)

    def test_r1_22_terms_are_accepted(self):
        """The contract terms are a step of their own."""
        assert "accepted" == step(ask(on=E2), "renewal", "terms").input

    @pytest.mark.parametrize(
        ("holder", "billing"),
        [
            (None, []),
            (Holder(subject="natural_person"), []),
            (COMPANY, ["billing_data"]),
            (Holder(subject="public_administration"), ["billing_data"]),
        ],
    )
    def test_r1_24_the_steps_in_their_order(self, holder, billing):
        """Cart, holder data, billing data if due, way to pay, term, terms, confirm."""
        there = ask(having(holder=holder), on=E2)
        cart, holder_data = ["plan", "extra_space", "proceed"], ["holder_data", *billing, "proceed_to_order"]
        expected = [*cart, *holder_data, "payment_method", "term", "terms", "confirm"]
        assert expected == steps(there, "renewal")
        assert bool(billing) == ("channels/customer-renewal-billing-data-2021" in there.because)
        places = [each.position for each in there.asks if each.block == "renewal"]
        assert sorted(places) == places


# -- the convention's area --------------------------------------------------------------------------------------------


class TestSeed2:
    """The members' customer area."""

    MEMBER = Mailbox(
        address="mario.rossi@pec.ording.roma.it",
        plan="standard",
        expiry=date(2017, 3, 30),
        channel="convention_area",
        requested_on=date(2016, 3, 30),
        activated_on=date(2016, 3, 30),
        holder=Holder(subject="natural_person", name="Mario Rossi"),
    )

    def there(self, **changes):
        return ask(attrs.evolve(self.MEMBER, **changes), on=E1)

    def test_r2_1_the_mailbox_signs_in(self):
        """With the full mailbox name and the mailbox's own password, for that mailbox."""
        there = self.there()
        assert ("mailbox",) == there.logins
        row = way_in(there, "mailbox")
        assert ("full_mailbox_name", "one_mailbox") == (row.username, row.reach)
        assert "areaclienti.arubapec.it" == shipped().cite("channels/convention-area-2016").row.address

    def test_r2_2_the_header(self):
        """Holder, mailbox name and credit; Logout and Ricarica. The credit is not the mailbox's to tell."""
        there = self.there()
        header = [(each.field, each.value) for each in there.shows if each.block == "header"]
        assert [("holder", "Mario Rossi"), ("mailbox_name", self.MEMBER.address), ("credit", None)] == header
        assert {"log_out", "top_up"} == set(commands(there, "header"))

    def test_r2_3_the_menu(self):
        """Own data, list of mailboxes, results of operations, GestioneMail and Webmail."""
        expected = {"holder_data", "mailbox_list", "operation_results", "open_gestionemail", "open_webmail"}
        assert expected == set(commands(self.there(), "menu"))

    def test_r2_5_the_password_is_changed_from_the_card(self):
        """From the mailbox's own card."""
        change = command(self.there(), "change_password")
        assert ("mailbox", "Lista caselle PEC > Dettaglio > Cambio Password") == (change.place, change.path)

    def test_r2_9_space_and_conservazione_from_the_detail(self):
        """A new service is bought on the mailbox."""
        there = self.there()
        assert {"mailbox_detail", "new_addon"} <= set(commands(there, "mailbox"))
        assert "channels/convention-new-addon-service-2016" in there.because

    def test_r2_10_the_mailbox_record(self):
        """E-mail, state, end, type, spaces, end customer, request, certification and termination, then add-ons."""
        expected = [
            ("mailbox_name", self.MEMBER.address),
            ("state", "active"),
            ("expiry", "2017-03-30"),
            ("plan", "standard"),
            ("inbox_space", "1+0"),
            ("archive_space", None),
            ("end_customer", None),
            ("requested_on", "2016-03-30"),
            ("certified_on", "2016-03-30"),
            ("terminated_on", None),
            ("addons", None),
        ]
        there = self.there()
        assert expected == [(each.field, each.value) for each in there.shows if each.block == "mailbox"]
        assert "Certificato" == called(there.state_label)
        assert "Data Fine competenze" == called(shown(there, "mailbox", "expiry").label)
        assert is_shown(there, "back")

    @pytest.mark.parametrize(
        ("facts", "day"),
        [
            ({"termination_day": date(2016, 9, 1)}, "2016-09-01"),
            ({"withdrawn_on": date(2016, 5, 2)}, "2016-05-02"),
        ],
    )
    def test_r2_10_the_termination_date(self, facts, day):
        """It is no longer empty once an end was asked for or has come."""
        assert day == shown(self.there(**facts), "mailbox", "terminated_on").value

    def test_r2_11_a_year_ends_on_the_same_day(self):
        """Certified 30/03/2016, ends 30/03/2017: active on that day, expired on the next."""
        last = self.MEMBER.expiry
        assert ["expiring", "expired"] == [ask(self.MEMBER, on=day).state for day in (last, last + DAY)]

    def test_r2_12_standard_has_no_archive(self):
        """1 GB of inbox; where an archive would be told there is nothing, told with dashes."""
        there = self.there()
        assert ("1+0", None) == tuple(shown(there, "mailbox", name).value for name in ("inbox_space", "archive_space"))
        row = shipped().cite(shown(there, "mailbox", "archive_space").row).row
        assert "dashes" == row.when_missing

    def test_r2_13_base_and_extra_apart(self):
        """Extra space starts at nothing and is never added to the plan's own."""
        found = [shown(self.there(extra_inbox_gb=gb), "mailbox", "inbox_space").value for gb in (0, 1)]
        assert ["1+0", "1+1"] == found

    def test_r2_14_a_table_of_add_ons_and_an_empty_list(self):
        """They can be compared; with none bought the list is empty."""
        there = self.there()
        assert is_shown(there, "compare_addons")
        assert shown(there, "mailbox", "addons").value is None
        more = self.there(plan="pro", extra_inbox_gb=1, extra_archive_gb=2)
        assert "extra_inbox, extra_archive" == shown(more, "mailbox", "addons").value

    def test_r2_15_a_new_service_is_chosen_and_confirmed(self):
        """From a drop-down, with Conferma and Annulla."""
        there = self.there()
        assert ["service", "extra_space", "confirm"] == steps(there, "new_addon")
        assert ["chosen", "pressed"] == [step(there, "new_addon", name).input for name in ("service", "confirm")]
        assert ["cart_abandoned", "credit_spent"] == [command(there, name).event for name in ("cancel", "confirm")]


# -- the partner's panel ----------------------------------------------------------------------------------------------


class TestSeed3:
    """What a partner does."""

    @staticmethod
    def there(**changes):
        return ask(having(channel="partner_panel", **changes), on=E1)

    def test_r3_1_a_partner_manages_what_it_certified(self):
        """Signed in to the panel, a partner reaches the mailboxes that it has certified, and certifies new ones."""
        there = self.there()
        assert ("partner",) == there.logins
        assert "certified_mailboxes" == way_in(there, "partner").reach
        assert is_shown(there, "certify_mailbox")

    def test_r3_2_two_ways_to_certify(self):
        """Certifica Casella, or the list of mailboxes and there Certifica Nuova email."""
        paths = [command(self.there(), name).path for name in ("certify_mailbox", "mailbox_list", "certify_new")]
        listed = "Servizi PEC > Lista caselle PEC"
        assert [None, listed, f"{listed} > Certifica Nuova email"] == paths

    def test_r3_3_name_domain_and_plan(self):
        """A domain is public or certified before; the plans are the panel's own."""
        there = self.there()
        assert ["mailbox_name", "domain", "plan"] == steps(there, "certification")[:3]
        assert ("public", "certified") == step(there, "certification", "domain").choices
        assert {"standard", "pro", "pro-sms"} == set(step(there, "certification", "plan").choices)
        assert "typed" == step(there, "certification", "mailbox_name").input

    def test_a_plan_of_the_panel_is_the_panels_own(self):
        """Also where it is looked at from another place: a Standard of the public list is another one."""
        theirs, ours = (
            {
                each.field: dict(each.called)
                for each in ask(having(channel=area), on=E1, channel="convention_area").shows
            }
            for area in ("partner_panel", "customer_area")
        )
        assert ("Standard", "PEC Standard") == (theirs["plan"]["it"], ours["plan"]["it"])

    def test_r3_4_a_holder_is_attached(self):
        """New, registered before, or found."""
        there = self.there()
        assert ("new", "registered", "found") == step(there, "certification", "holder").choices
        assert {"new_holder", "pick_holder", "find_holder"} <= set(commands(there, "form"))

    def test_r3_5_renewal_type_and_duration_are_chosen(self):
        """Both from a list."""
        there = self.there()
        assert ("tacit", "at_expiry") == step(there, "certification", "renewal_type").choices
        assert ("1", "2", "3", "4", "5") == step(there, "certification", "years").choices

    def test_r3_6_the_renewal_type_changes_at_any_time(self):
        """On any mailbox, near its expiry and in grace too, until it is deleted."""
        assert is_shown(self.there(), "renewal_type")
        assert is_shown(self.there(expiry=E1), "renewal_type")
        assert is_shown(self.there(expiry=E1 - 90 * DAY), "renewal_type")
        assert not is_shown(self.there(expiry=E1 - 91 * DAY), "renewal_type")

    def test_r3_7_conferma_then_ok(self):
        """Conferma is the last step and asks once more; Ok goes on."""
        there = self.there()
        assert ("confirm", "pressed") == (there.asks[-1].field, there.asks[-1].input)
        assert [True, False] == [command(there, name).needs_confirmation for name in ("confirm", "ok")]

    def test_r3_9_an_active_mailbox_is_used_through_the_webmail(self):
        """So is one in grace, which can be read; deleted or closed to its holder it is not."""
        changes = ({}, {"expiry": E1 - DAY}, {"expiry": E1 - 91 * DAY}, {"accessible": False})
        assert [True, True, False, False] == [is_shown(self.there(**each), "open_webmail") for each in changes]

    def test_r3_10_the_commands_of_a_mailbox(self):
        """Password, holder, renewal type, termination, certificate, new add-on."""
        there = self.there()
        expected = {
            "change_password", "change_holder", "renewal_type", "terminate_at_date", "terminate_now", "certificate",
            "new_addon",
        }  # fmt: skip
        assert expected | {"open_webmail"} == set(commands(there, "mailbox"))
        assert all(is_shown(there, name) for name in expected)

    def test_r3_12_what_the_certificate_attests(self):
        """The day of certification and the legal value, signed."""
        there = self.there(activated_on=date(2016, 3, 30))
        assert ["certified_on", "legal_value", "signature"] == fields(there, "certificate")
        assert "2016-03-30" == shown(there, "certificate", "certified_on").value

    def test_r3_13_an_add_on_at_any_time(self):
        """As long as the mailbox is active."""
        assert [True, True, False] == [
            is_shown(self.there(expiry=expiry), "new_addon") for expiry in (BOX.expiry, E1, E1 - DAY)
        ]

    def test_r3_14_the_partners_line(self):
        """One number, on working days from 8:30 to 18:00."""
        expected = [("partners", "+39 0575 0500", "monday_to_friday", "08:30", "18:00")]
        contacts = self.there().contacts
        assert expected == [(each.contact, each.phone, each.days, each.opens, each.closes) for each in contacts]


# -- the questions of 2025 --------------------------------------------------------------------------------------------


class TestSeed4:
    """Where to look and what to press, as of 2025."""

    def test_r4_1_the_state_from_the_profile(self):
        """Stato casella in the customer area; it and the expiry are shown even of a deleted mailbox."""
        there = ask(having(expiry=E4 - 91 * DAY))
        assert ("shown", "icona del profilo > Stato casella") == (
            command(there, "mailbox_state").shown,
            command(there, "mailbox_state").path,
        )
        assert ("deleted", "2025-03-02") == tuple(shown(there, "mailbox", name).value for name in ("state", "expiry"))

    @pytest.mark.parametrize(
        ("facts", "found"),
        [({}, True), ({"accessible": False}, False), ({"expiry": E4 - DAY}, True), ({"expiry": E4 - 91 * DAY}, False)],
    )
    def test_r4_2_the_same_in_the_webmail(self, facts, found):
        """Only of a mailbox that can be read and entered."""
        there = command(ask(having(**facts), channel="webmail"), "mailbox_information")
        assert found == (there.shown == "shown")
        assert "Menu utente > Impostazioni > Casella PEC > Informazioni" == there.path

    def test_r4_9_logs_of_an_active_mailbox_are_in_the_panel(self):
        """PEC Log is there while the mailbox is active, and no request is needed."""
        assert is_shown(ask(), "pec_log")
        assert ("logs_by_request",) == command(ask(channel="support"), "ask_logs").why_not

    def test_r4_10_logs_of_a_deleted_mailbox_are_asked_for(self):
        """By a request to the support, for the panel has them no more."""
        box = having(expiry=E4 - 91 * DAY)
        there = command(ask(box, channel="support"), "ask_logs")
        assert ("shown", "assistenzaclienti.aruba.it") == (there.shown, there.path)
        assert ("logs_in_panel",) == command(ask(box), "pec_log").why_not

    def test_r4_11_ways_to_pay_are_managed_in_the_area(self):
        """One that no longer works is changed or removed there."""
        assert is_shown(ask(having(auto_renew=True, method="card", method_valid=False)), "payment_methods")

    def test_r4_12_automatic_renewal_with_another_choice(self):
        """Gestisci, cancel the pending order if there is one, then Rinnova with the wanted method, plan or term."""
        box = having(auto_renew=True)
        waiting = ask(box, order())
        assert [True, False] == [is_shown(waiting, "manage"), is_shown(waiting, "renew")]
        assert is_shown(waiting, "cancel_order", "1001")
        done = ask(box, order("cancelled"))
        assert ("shown", "Posta certificata > Gestisci > Rinnova") == (
            command(done, "renew").shown,
            command(done, "renew").path,
        )
        assert ["payment_method", "plan", "term"] == steps(done, "renewal_choices")
        assert "bank_transfer" in step(done, "renewal_choices", "payment_method").choices

    def test_an_order_that_renews_nothing(self):
        """No way to pay is too late for it."""
        wanted = "channels/customer-renewal-choices-payment-method-2025"
        there = ask(rules=shipped().edited({wanted: {"chosen_from": "sale"}}))
        assert "bank_transfer" in step(there, "renewal_choices", "payment_method").choices

    def test_r4_13_the_plans_named(self):
        """Standard, Pro and Premium."""
        assert {"standard", "pro", "premium"} == set(step(ask(), "renewal_choices", "plan").choices)

    def test_r4_14_a_failed_charge_has_a_guide(self):
        """The guide tells what to do, and the order that failed can be paid or cancelled."""
        there = ask(having(auto_renew=True), order(kind="automatic_renewal"))
        assert ("automatic_renewal", "pay_order") == guide(there, "failed_charge").commands
        assert [True, True] == [is_shown(there, name, "1001") for name in ("pay_order", "cancel_order")]

    def test_r4_15_support_around_the_clock(self):
        """Technical and commercial; no number is given."""
        found = {each.contact: (each.hours, each.phone) for each in ask().contacts}
        assert {("always", None)} == {found["technical"], found["commercial"]}

    def test_r4_16_the_menu_of_the_guides(self):
        """PEC europea, PEC Log, Recesso PEC and RENTRI Smart."""
        there = ask(channel="support")
        assert {"menu_european_pec", "menu_pec_log", "menu_withdrawal", "menu_rentri"} == set(commands(there, "menu"))
        assert {"PEC europea", "PEC Log", "Recesso PEC", "RENTRI Smart"} == {
            shipped().cite(each.row).row.label.it for each in there.actions if each.place == "menu"
        }


# -- the rest ---------------------------------------------------------------------------------------------------------


class TestCommands:
    """What else decides a command."""

    @pytest.mark.parametrize("kind", ["renewal", "renewal_with_plan_change", "automatic_renewal"])
    def test_an_open_renewal_order_hides_renew(self, kind):
        """Of whatever kind of renewal, and whether the order or the mailbox tells of it."""
        told = command(ask(BOX, order(kind=kind)), "renew")
        assert ("manual_renewal_allowed",) == told.why_not
        assert told == command(ask(having(renewal_order_pending=True)), "renew")
        assert "renewal/manual-with-order-pending-2024" in told.because
        assert "renewal/manual-with-automatic-on-2025" not in told.because

    @pytest.mark.parametrize("other", [order("fulfilled"), order(kind="purchase"), order(kind="extra_space")])
    def test_other_orders_hide_nothing(self, other):
        """Neither a renewal that is done nor an order for something else."""
        assert is_shown(ask(BOX, other), "renew")

    def test_without_orders_there_is_nothing_to_pay(self):
        """The commands of an order stand beside orders only."""
        assert [] == commands(ask(), "order")

    def test_every_order_has_its_own_commands(self):
        """One that waits can be paid, the other not."""
        there = ask(BOX, order(number="7"), order("fulfilled", number="8"))
        assert [True, False] == [is_shown(there, "pay_order", number) for number in ("7", "8")]

    @pytest.mark.parametrize(
        ("plan", "gb", "found"), [("standard", 0, True), ("standard", 1, False), ("pro", 99, True)]
    )
    def test_an_inbox_grows_up_to_the_plans_most(self, plan, gb, found):
        """Standard ends at 2 GB in all, Pro nowhere."""
        there = command(ask(having(plan=plan, extra_inbox_gb=gb)), "add_inbox_space")
        assert (() if found else ("may_buy_space", "inbox_can_grow")) == there.why_not

    def test_a_plan_nobody_knows_does_not_grow(self):
        """The plans there are stand behind it."""
        there = command(ask(having(plan="gold")), "add_inbox_space")
        assert ("may_buy_space", "inbox_can_grow") == there.why_not
        assert {"plans/standard-2024", "plans/pro-2025", "plans/premium-2025"} <= set(there.because)

    def test_space_that_is_no_longer_sold_is_not_offered(self):
        """The row that ended its price says why."""
        rules = variant(add("pricing", "prices", id="no-more", item="extra_inbox", since="2025-01-01", withdrawn=True))
        there = ask(rules=rules)
        assert ("may_buy_space", "inbox_can_grow") == command(there, "add_inbox_space").why_not
        assert "pricing/no-more" in there.because

    def test_a_growth_that_the_table_limits_ends_there(self):
        """An archive too, where a plan limits it."""
        rules = variant(
            add(
                "plans", "plans", id="small-archive", kind="mailbox", plan="standard", since="2025-02-01", label=LABEL,
                inbox_gb=1, inbox_growth="fixed", archive_gb=1, archive_growth="limited", max_archive_gb=3,
                features=[],
            )
        )  # fmt: skip
        found = [is_shown(ask(having(extra_archive_gb=gb), rules=rules), "add_archive_space") for gb in (0, 1, 2)]
        assert [True, True, False] == found

    def test_a_deleted_mailbox_can_be_bought_again(self):
        """Until 2024 Acquista di nuovo took the place of Rinnova; since, its name is bought as any other is (F2.14)."""
        there = ask(having(expiry=E3 - 91 * DAY), on=E3)
        assert (True, False) == (is_shown(there, "repurchase"), is_shown(there, "renew"))
        assert ("may_repurchase",) == command(ask(on=E3), "repurchase").why_not
        gone = ask(having(expiry=E4 - 91 * DAY))
        assert "repurchase" not in {each.command for each in gone.actions}
        assert ["plan", "address", "sign_in"] == steps(gone, "purchase")

    def test_a_command_may_be_disabled_instead(self):
        """As its row says."""
        rules = variant(reword("channels", "area-repurchase-2024", otherwise="disabled"))
        assert "disabled" == command(ask(rules=rules, on=E3), "repurchase").shown

    def test_a_command_of_no_order_may_wait_for_any(self):
        """Then one that waits is enough."""
        rules = variant(
            add(
                "channels", "commands", id="open-orders", channel="customer_area", command="open_orders",
                since="2025-01-01", label=LABEL, place="menu", conditions=["order_may_be_paid"],
                otherwise="hidden", needs_confirmation=False,
            )
        )  # fmt: skip
        waits, done = order(), order("fulfilled", number="2")
        answers = [ask(BOX, *placed, rules=rules) for placed in ((), (done,), (done, waits))]
        assert [False, False, True] == [is_shown(answer, "open_orders") for answer in answers]

    def test_commands_stand_by_place(self):
        """From the top of the page down, and by name."""
        places = [each.place for each in ask(BOX, order(), channel="convention_area").actions]
        assert ["header", "menu", "mailbox", "form"] == list(dict.fromkeys(places))


class TestChannels:
    """Which channel is asked."""

    def test_the_mailboxes_own_channel_unless_told(self):
        """A member's mailbox is looked at in the members' area, but also elsewhere."""
        box = having(channel="convention_area")
        assert ("convention_area", "webmail") == (ask(box).channel, ask(box, channel="webmail").channel)

    def test_a_channel_nobody_knows(self):
        """The channels there are could be asked for instead, and their rows say so."""
        answer = ask(channel="fax")
        assert isinstance(answer, Refusal)
        assert ("channel_unknown", "fax", CHANNELS, None) == (
            answer.code,
            answer.asked,
            answer.allowed,
            answer.nearest,
        )
        assert len(CHANNELS) == len(answer.because)

    def test_a_channel_that_is_not_there_yet(self):
        """The members' area begins on 2016-03-30."""
        answers = [ask(on=day, channel="convention_area") for day in (date(2016, 3, 29), date(2016, 3, 30))]
        assert [Refusal, Actions] == [type(answer) for answer in answers]
        assert "convention_area" not in answers[0].allowed

    def test_a_channel_that_has_been_closed(self):
        """Its last row says so."""
        rules = variant(add("channels", "channels", id="closed", channel="support", since="2025-02-01", withdrawn=True))
        answer = ask(channel="support", rules=rules)
        assert ("channel_withdrawn", ("channels/closed",)) == (answer.code, answer.because)
        assert "support" not in answer.allowed

    def test_when_all_are_closed_nothing_is_told(self):
        """There is nobody left to refuse, and no row to refuse with."""
        ends = [
            add("channels", "channels", id=f"end-{number}", channel=name, since="2025-02-01", withdrawn=True)
            for number, name in enumerate(CHANNELS)
        ]
        with pytest.raises(NoRuleInForce, match="2025-06-01"):
            ask(channel="fax", rules=variant(*ends))

    def test_before_all_channels_nothing_is_told(self):
        """The day that was asked about is named."""
        with pytest.raises(NoRuleInForce, match="2015-12-31"):
            ask(on=date(2015, 12, 31))

    def test_a_state_that_no_row_names_is_told_with_the_day(self):
        """Orders have states of their own; without their rows nothing can be told of one."""
        rules = variant(
            add("lifecycle", "states", id="no-cart", machine="order", state="cart", since="2025-02-01", withdrawn=True)
        )
        with pytest.raises(NoRuleInForce, match="2025-06-01"):
            ask(BOX, order("cart"), rules=rules)

    def test_a_channel_of_everybody_names_every_contact(self):
        """And the members' area, of whose contacts no source speaks, none."""
        assert {"commercial", "customers", "partners", "technical"} == {
            each.contact for each in ask(channel="webmail").contacts
        }
        assert () == ask(channel="convention_area").contacts

    def test_a_plan_without_a_name_in_the_channel_has_its_own(self):
        """The members' area says what the table of plans says."""
        assert "PEC Standard" == called(shown(ask(channel="convention_area"), "mailbox", "plan").called)

    def test_a_plan_that_no_table_knows_has_no_space_to_show(self):
        """Nobody can say how much is its own."""
        there = ask(having(plan="gold"))
        assert {None} == {shown(there, "mailbox", name).value for name in ("inbox_space", "archive_space")}

    def test_a_certification_without_its_lists_still_asks(self):
        """The choices are gone, the steps are not."""
        rules = variant(add("channels", "certification", id="no-lists", since="2025-02-01", withdrawn=True))
        there = step(ask(channel="partner_panel", rules=rules), "certification", "domain")
        assert ("chosen", ()) == (there.input, there.choices)

    def test_a_field_that_no_noun_tells_is_shown_without_a_value(self):
        """A new row needs no program, only its value does."""
        rules = variant(
            add(
                "channels", "records", id="colour", channel="customer_area", record="mailbox", field="colour",
                since="2025-01-01", label=LABEL, position=9,
            )
        )  # fmt: skip
        field = shown(ask(rules=rules), "mailbox", "colour")
        assert (None, 9, "x") == (field.value, field.position, called(field.label))

    def test_an_order_field_outside_an_orders_record_is_empty(self):
        """Which order would it be?"""
        rules = variant(
            add(
                "channels", "records", id="cost", channel="customer_area", record="mailbox", field="cost",
                since="2025-01-01", label=LABEL, position=9,
            )
        )  # fmt: skip
        assert shown(ask(BOX, order(), rules=rules), "mailbox", "cost").value is None

    def test_a_mailbox_with_a_vat_number_may_be_asked_as_a_company(self):
        """Where the reading of a legal person says so, the form asks too, and names the reading."""
        rules = variant(choose("legal-person-test", "vat_number_present"))
        box = having(holder=Holder(subject="natural_person", vat_number="12345678903"))
        assert ["billing_data"] == [each for each in steps(ask(box, rules=rules), "renewal") if "billing" in each]
        assert "interpretations/legal-person-test" in ask(box, rules=rules).because


# -- everything in the table is told ----------------------------------------------------------------------------------


@cache
def rows() -> dict[str, Row]:
    """Every row of the table, by its name."""
    return {
        entry.row.ref: entry.row
        for entry in shipped().entries
        if isinstance(entry.row, Row) and entry.section.startswith("channels.")
    }


PLACED = (order(), *(order("fulfilled", number=kind, kind=kind) for kind in ORDER_KINDS))
EVERY_KIND = [
    having(kind=kind, plan=plan, auto_renew=automatic, holder=COMPANY)
    for kind, plan in (("mailbox", "standard"), ("mailbox", "pro"), ("mailbox", "premium"), ("domain", "standard"))
    for automatic in (True, False)
] + [having(expiry=FIRST)]


def named(answer):
    """Every row that an answer names."""
    rows = {ref for action in answer.actions for ref in (action.row, *action.because)}
    rows |= {each.row for each in (*answer.shows, *answer.asks, *answer.contacts)}
    return rows | set(answer.because)


class TestWhatIsShared:
    """Mailboxes of which the same facts are known share a page, and each has its own values in it."""

    def test_each_has_its_own_values(self):
        """The address, the expiry, the holder, the number of an order; asked one after the other, and again."""
        boxes = [
            having(address=f"{name}@pec.it", expiry=day, holder=attrs.evolve(COMPANY, name=name))
            for name, day in (("rossi", date(2027, 3, 30)), ("verdi", date(2027, 4, 2)))
        ]
        for box, number in ((boxes[0], "1"), (boxes[1], "2"), (boxes[0], "3")):
            there = ask(box, order(number=number, kind="extra_space"), on=date(2027, 1, 10))
            assert box.address == shown(there, "mailbox", "mailbox_name").value
            assert box.expiry.isoformat() == shown(there, "mailbox", "expiry").value
            assert box.holder.name == step(there, "renewal", "holder_data").value
            assert number == shown(there, "order", "number", number).value
            assert "1001" not in {each.order for each in there.actions}
            assert number == command(there, "pay_order", number).order

    def test_a_way_that_is_too_late_is_not_offered(self):
        """On the last day of grace a transfer would be registered after the deletion; to another mailbox it is open."""
        late, early = having(expiry=E4 - timedelta(90)), having(expiry=E4 - timedelta(60))
        ways = [step(ask(box, on=E4), "renewal", "payment_method").choices for box in (early, late, early)]
        assert ways[0] == ways[2]
        assert {"bank_transfer"} <= {*ways[0]} - {*ways[1]}


class TestTheTable:
    """Nothing in ``channels`` is dead."""

    @pytest.mark.long
    def test_every_row_is_named_by_some_answer(self):
        """Over every channel, every day on which a row begins, and mailboxes of every kind."""
        days = sorted({row.since for row in rows().values()})
        answers = [
            ask(box, *orders, on=day, channel=channel)
            for day in days
            for channel in CHANNELS
            for box in EVERY_KIND
            for orders in (PLACED, ())
        ]
        told = {ref for answer in answers if isinstance(answer, Actions) for ref in named(answer)}
        assert set() == {ref for ref, row in rows().items() if not isinstance(row, Withdrawn)} - told

    def test_every_condition_can_be_carried_out(self):
        """The words of the schema are those of the code."""
        assert set(CONDITIONS) == set(
            schema()["$defs"]["commands"]["allOf"][1]["properties"]["conditions"]["items"]["enum"]
        )

    def test_every_condition_is_used(self):
        """A word that no row speaks is taken away."""
        words = {word for row in rows().values() if row.SECTION == "channels.commands" for word in row.conditions}
        assert set(CONDITIONS) == words

    def test_every_field_that_is_told_stands_in_a_record(self):
        """Nothing is worked out that nobody shows."""
        records = {row.field for row in rows().values() if row.SECTION == "channels.records"}
        assert FIELDS.keys() | WORDS.keys() <= records
        assert set() == FIELDS.keys() & WORDS.keys()


def schema():
    return json.loads((ROOT / "schemas" / "channels.schema.json").read_text("utf-8"))


# -- properties -------------------------------------------------------------------------------------------------------

FEWER = examples(50)
OF_THE_PLAN = {"plan_unknown", "plan_withdrawn", "plan_not_sold"}
"""Refusals that speak of the plan: a mailbox can be renewed with another one from the same cart."""


def placed():
    """A few orders, each with its own number."""
    numbered = st.lists(orders(), max_size=3)
    return numbered.map(lambda found: [attrs.evolve(each, number=str(number)) for number, each in enumerate(found, 1)])


@st.composite
def looks(draw, first=FIRST, last=date.max, **fields):
    """A mailbox, its orders, a channel and a day."""
    box, on = draw(mailbox_days(accessible=st.booleans(), **fields))
    return box, draw(placed()), min(max(on, first), last), draw(st.sampled_from(CHANNELS))


def look(question, rules=None, channel=None):
    box, found, on, drawn = question
    return available_actions(box, found, rules=rules or shipped(), on=on, channel=channel or drawn)


def pending(box, found):
    """The mailbox as the other policies are told of it: an open renewal order is a fact of its own there."""
    open_ = any("renewal" in each.kind and each.state == "awaiting_payment" for each in found)
    return attrs.evolve(box, renewal_order_pending=box.renewal_order_pending or open_)


def of_the_mailbox(answer):
    """Whether a refusal speaks of the mailbox."""
    return isinstance(answer, Refusal) and answer.code not in OF_THE_PLAN


class TestProperties:
    """For every mailbox, every order, every channel, every day."""

    @given(looks())
    def test_there_is_always_an_answer(self, question):
        """Actions, or a refusal for a channel that is not there yet; never anything else."""
        answer = look(question)
        assert isinstance(answer, Actions) or answer.code == "channel_unknown"
        assert answer.because

    @given(st.data(), days(first=FIRST))
    def test_any_channel_is_answered(self, data, on):
        """Whatever the mailbox or the caller calls it."""
        name = data.draw(st.sampled_from(CHANNELS) | st.text(max_size=9))
        answer = ask(having(channel=name), on=on)
        assert answer == ask(on=on, channel=name) or name == "partner_panel"
        assert isinstance(answer, Refusal) == (name not in channels_on(on))

    @FEWER
    @given(looks())
    def test_shown_means_nothing_speaks_against_it(self, question):
        """And what speaks against it are conditions of the command's own row."""
        for action in getattr(look(question), "actions", ()):
            row = rows()[action.row]
            assert (action.shown == "shown") == (action.why_not == ())
            assert action.shown in {"shown", row.otherwise}
            assert set(action.why_not) <= set(row.conditions)

    @FEWER
    @given(looks())
    def test_every_row_named_exists(self, question):
        """Wherever it is named; and whatever a part rests on, the whole rests on."""
        answer = look(question)
        for ref in answer.because if isinstance(answer, Refusal) else named(answer):
            assert ref == shipped().cite(ref).ref
        if isinstance(answer, Actions):
            assert named(answer) == set(answer.because)
            assert len(answer.because) == len(set(answer.because))

    @FEWER
    @given(looks())
    def test_whatever_is_not_documented_is_told(self, question):
        """Every row behind the answer that no source states outright is among the caveats, and no other."""
        answer = look(question)
        doubtful = {ref for ref in answer.because if shipped().cite(ref).certainty != "documented"}
        assert doubtful == {caveat.row for caveat in answer.caveats}

    @FEWER
    @given(looks())
    def test_every_command_in_force_is_answered_once(self, question):
        """One of an order once for each order."""
        _, found, on, channel = question
        answer = look(question)
        rows = [row for row in snapshot(on) if row.SECTION == "channels.commands" and row.channel == channel]
        times = {row.ref: len(found) if row.place == "order" else 1 for row in rows}
        if isinstance(answer, Actions):
            told = [action.row for action in answer.actions]
            assert {ref: often for ref, often in times.items() if often} == {ref: told.count(ref) for ref in told}

    @FEWER
    @given(looks())
    def test_the_state_is_the_one_of_status(self, question):
        """There is one truth about it."""
        box, _, on, _ = question
        answer = look(question, channel="customer_area")
        assert status(box, rules=shipped(), on=on).state == answer.state
        assert answer.state == shown(answer, "mailbox", "state").value

    @given(looks(first=PRICED))
    def test_renew_is_shown_when_it_can_be_renewed(self, question):
        """Nobody is offered what would be refused, nor refused what is not offered."""
        box, found, on, _ = question
        plain = RenewalRequest(years=1, extra_inbox_gb=0, extra_archive_gb=0)
        refused = of_the_mailbox(quote_renewal(pending(box, found), plain, rules=shipped(), on=on))
        for channel in ("customer_area", "expiry_email"):
            assert refused != is_shown(look(question, channel=channel), "renew")
        entered = "webmail" in status(box, rules=shipped(), on=on).visible_in
        assert (entered and not refused) == is_shown(look(question, channel="webmail"), "renew")

    @given(looks(first=PRICED))
    def test_change_plan_is_shown_when_it_can_be_changed(self, question):
        """To one plan or another."""
        box, found, on, _ = question
        box = attrs.evolve(box, inbox_bytes=0, archive_bytes=0)
        other = "pro" if box.plan == "standard" else "standard"
        wish = PlanChangeRequest(plan=other, years=1)
        refused = of_the_mailbox(quote_plan_change(pending(box, found), wish, rules=shipped(), on=on))
        assert refused != is_shown(look((box, found, on, "customer_area")), "change_plan")

    @pytest.mark.parametrize(
        ("name", "item"), [("add_inbox_space", "extra_inbox"), ("add_archive_space", "extra_archive")]
    )
    @FEWER
    @given(question=looks(first=PRICED))
    def test_space_is_offered_when_it_can_be_added(self, name, item, question):
        """By the state and by the plan; a price that nobody states is another matter."""
        box, _, on, _ = question
        answer = quote_extra_space(box, ExtraSpaceRequest(**{f"{item}_gb": 1}), rules=shipped(), on=on)
        state = status(box, rules=shipped(), on=on).state
        barred = {f"{item}_not_offered", f"{item}_beyond_limit", "plan_unknown", state, "expired", "deleted"}
        barred |= {"termination_asked"}
        refused = isinstance(answer, Refusal) and answer.code in barred
        assert refused != is_shown(look(question, channel="customer_area"), name)

    @given(looks())
    def test_an_order_can_be_cancelled_when_annulla_is_shown(self, question):
        """The event has a way from the order's state exactly then."""
        _, found, on, _ = question
        answer = look(question, channel="customer_area")
        for each in found:
            done = advance(each, Event(name="order_cancelled", confirmed=True), rules=shipped(), on=on)
            assert isinstance(done, Transition) == is_shown(answer, "cancel_order", each.number)

    @FEWER
    @given(looks(channel=st.just("partner_panel"), kind=st.just("mailbox")))
    def test_a_partners_commands_do_what_they_say(self, question):
        """The event of a command that is shown has a way from the mailbox's state."""
        box, _, on, _ = question
        answer = look(question, channel="partner_panel")
        for each in answer.actions:
            if each.place == "mailbox" and each.event and each.shown == "shown":
                happened = Event(name=each.event, confirmed=True, asked_by="partner", holder=COMPANY)
                done = advance(box, happened, rules=shipped(), on=on)
                assert isinstance(done, Transition)

    @FEWER
    @given(looks(first=date(2024, 1, 1), last=date(2024, 12, 31), kind=st.just("mailbox"), holder=st.just(COMPANY)))
    def test_repurchase_is_shown_when_the_name_is_free(self, question):
        """A mailbox that is deleted or withdrawn, and no other."""
        box, _, on, _ = question
        wish = PurchaseRequest(address=box.address, plan=box.plan, years=1, holder=COMPANY)
        answer = quote_repurchase(box, wish, rules=shipped(), on=on)
        refused = isinstance(answer, Refusal) and answer.code == "not_deleted"
        assert refused != is_shown(look(question, channel="customer_area"), "repurchase")

    @FEWER
    @given(looks())
    def test_what_belongs_to_the_mailbox_rests_on_no_order_that_is_done(self, question):
        """Orders that wait for nothing change only what is shown of them."""
        box, found, on, channel = question
        done = [attrs.evolve(each, state="fulfilled") for each in found]
        with_, without = (look((box, each, on, channel)) for each in (done, []))
        assert [each for each in getattr(with_, "actions", ()) if each.order is None] == [
            *getattr(without, "actions", ())
        ]

    @FEWER
    @given(looks())
    def test_there_and_back(self, question):
        """JSON keeps everything, and the same answer is the same bytes."""
        answer = look(question)
        text = to_json(answer)
        assert answer == from_json(text)
        assert text == to_json(from_json(text))

    @FEWER
    @given(looks())
    def test_nothing_given_is_changed(self, question):
        """Neither the mailbox nor the orders; and a second answer is the first."""
        box, found, *_ = question
        before = to_json(box), [to_json(each) for each in found]
        assert look(question) == look(question)
        assert before == (to_json(box), [to_json(each) for each in found])


def snapshot(on):
    """The rows of ``channels`` on a day, found by reading down the table."""
    found = {}
    for row in sorted(rows().values(), key=lambda row: row.since):
        if row.since <= on:
            found[row.section if isinstance(row, Withdrawn) else row.SECTION, row.key] = row
    return [row for row in found.values() if not isinstance(row, Withdrawn)]


def channels_on(on):
    return {row.channel for row in snapshot(on) if row.SECTION == "channels.channels"}
