"""What the tables hold on a day, whatever the mailbox; and messages in full."""

import re
from datetime import date
from decimal import Decimal

import attrs
import pytest

import pecrules as pr
from pecrules.cli import run
from pecrules.policies import MANIFEST, resolve
from pecrules.present import LANGUAGES, OVERVIEWS, as_text, letter, overview, sheet
from pecrules.present.codes import ORDER_KINDS
from pecrules.present.sentences import FIELDS, NOT_SHOWN
from pecrules.rulebook.rows.alerts import Notice, SpaceWarning
from pecrules.rulebook.rows.lifecycle import Message
from pecrules.rulebook.rows.messages import PLACES, Text
from tests.variants import add, shipped, variant

NOW = date(2026, 1, 10)
BOX = pr.Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2026, 3, 30), last_term_years=1)
CODE = re.compile(r"(?<![\w/{.-])`?[a-z]+(?:_[a-z]+)+`?(?![\w}/])")
"""A word of the tables, which no reader should meet; places still open and names of rows are none."""


def shown(name: str, lang: str = "en", *, book: str = "retail", on: date = NOW) -> str:
    return as_text(overview(name, shipped(book), on, lang))


class TestOverviews:
    """Each is a sheet of the rows of a day."""

    def test_plans(self):
        """Price, space, how far it grows, and what else comes with it; a price that no source gives says so."""
        text = shown("plans")
        assert re.search(r"PEC Standard +€9\.90 +1 GB +2 GB", text)
        assert re.search(r"PEC Pro +€29\.90 \(assumed: no source gives it\) +2 GB +as much as is wanted +3 GB", text)

    def test_a_plan_without_a_price(self):
        """In a book that sells other plans the public ones have none."""
        assert re.search(r"PEC Premium +not known", shown("plans", book="cni", on=date(2024, 6, 1)))

    def test_addons(self):
        """What they cost by which unit, what a part of a term costs, and with which plans they go."""
        text = shown("addons", book="ordine-ingegneri-roma", on=date(2016, 6, 1))
        assert re.search(r"Extra inbox space +€2\.50 +GB and year +the years that are left, free near the expiry", text)
        assert "a whole year" not in text

    def test_panels(self):
        """Where they stand, how one signs in, what one then sees, and what they manage."""
        text = shown("panels")
        assert "areaclienti.arubapec.it" in text
        assert "sees every order of the account, and renews several of its mailboxes" in text
        assert "Renewal type, Termination request: on a date, Termination request: immediate" in text

    def test_contacts(self):
        """Any hour since the day on which that is seen; before it office hours, which have ended."""
        lines = shown("contacts").splitlines()
        customers = [re.split(r"  +", line.strip())[2:4] for line in lines if "Customers " in line]
        assert [
            ["at any hour", "since 1 January 2021"],
            ["Monday to Friday, 08:30 to 18:00", "from 1 January 2016 to 31 December 2020"],
        ] == customers

    def test_steps(self):
        """Page by page, in order."""
        lines = [line for line in shown("steps").splitlines() if "channels/customer-renewal-" in line]
        pages = [re.split(r"  +", line.strip())[1] for line in lines[:10]]
        assert [*["PEC mailboxes"] * 3, *["Holder data"] * 3, *["Order form"] * 4] == pages

    def test_payments(self):
        """When a payment is registered, and what it does to automatic renewal."""
        text = shown("payments")
        assert re.search(r"Credit card +the payment is registered at once +switches automatic renewal on ", text)
        assert re.search(
            r"Bank transfer +the payment is registered after 1 working day +leaves automatic renewal", text
        )

    def test_credits(self):
        """How credit is topped up, what it pays, when it expires, and what is paid in at first."""
        text = shown("credits")
        assert re.search(r"Residual credit\n +top up by: Credit card\n +pays +first orders of mailboxes, ", text)
        assert re.search(r"expires +never", text)
        assert re.search(r"expires +12 months after it was paid in", text)
        assert re.search(r"paid in at first +€500\.00", text)

    def test_orders(self):
        """Each kind in three languages, and what the area calls it."""
        assert re.search(r"rinnovo automatico +automatic renewal +automatische Verlängerung", shown("orders"))

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_no_word_of_the_tables_is_shown(self, lang):
        """Labels are shown, in every language, of every overview."""
        assert {} == {name: found for name in OVERVIEWS if (found := CODE.findall(shown(name, lang)))}

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_nor_is_one_of_orders(self, lang):
        """Whatever an order is for and however it stands, in every channel."""
        states = ("cart", "awaiting_payment", "in_activation", "fulfilled", "cancelled")
        orders = [
            pr.Order(number=f"{kind[:2]}{number}", kind=kind, gross=Decimal("12.08"), state=state)
            for kind in ORDER_KINDS
            for number, state in enumerate(states)
        ]
        box = pr.Mailbox(address="a@pec.it", plan="pro", expiry=BOX.expiry, extra_inbox_gb=1, extra_archive_gb=1)
        channels = ("customer_area", "convention_area", "partner_panel", "hosting_area", "webmail", "support")
        answers = [pr.available_actions(box, orders, rules=shipped(), on=NOW, channel=name) for name in channels]
        texts = {name: as_text(sheet(each, shipped(), lang)) for name, each in zip(channels, answers, strict=True)}
        assert {} == {name: found for name, text in texts.items() if (found := CODE.findall(text))}

    def test_what_no_channel_has_a_word_for(self):
        """An order is told in ours, and a record without a heading has the common one."""
        label = {"it": "Casella", "en": "Mailbox", "de": "Postfach"}
        rules = variant(
            add("channels", "vocabulary", id="unnamed", channel="customer_area", term="extra_space", since="2025-06-01",
                withdrawn=True),
            add("channels", "records", id="foot", channel="customer_area", record="foot", field="mailbox_name",
                since="2025-06-01", label=label, position=1),
        )  # fmt: skip
        order = pr.Order(number="1", kind="extra_space", gross=Decimal("2.50"), state="fulfilled")
        text = as_text(sheet(pr.available_actions(BOX, [order], rules=rules, on=NOW), rules, "en"))
        assert re.search(r"Kind of order +extra space\n", text)
        assert re.search(r"What is shown\n +Mailbox +mario", text)

    def test_a_command_shows_them(self, capsys):
        """As the function does."""
        assert 0 == run(["show", "plans", "--on", str(NOW), "--lang", "en"])
        assert shown("plans") == capsys.readouterr().out.rstrip("\n")

    @pytest.mark.parametrize("words", [["show"], ["show", "planz"]])
    def test_which_there_are(self, capsys, words):
        """None named, or one that is not there."""
        assert 2 == run([*words, "--lang", "en"])
        assert ", ".join(OVERVIEWS) in capsys.readouterr().err

    def test_the_day_may_be_left_out(self, capsys):
        """Then it is today's."""
        assert 0 == run(["show", "panels", "--lang", "it"])
        assert "Pannello Partner PEC" in capsys.readouterr().out


def test_every_field_of_a_request_has_words():
    """Data that no sentence repeats aside, a request is told in words, never by the names of its fields."""
    kinds = {policy.request_class for policy in MANIFEST.values() if policy.request_class is not None}
    names = {field.name for kind in kinds for field in attrs.fields(resolve(kind))}
    assert set() == names - set(FIELDS) - NOT_SHOWN


class TestLetters:
    """A message with its places filled."""

    def test_a_notice(self):
        """The address, the plan and the expiry of the mailbox."""
        notice = pr.next_alert(BOX, rules=shipped(), on=date(2025, 12, 1))
        told = letter(notice, shipped(), "en", on=date(2025, 12, 1), mailbox=BOX)
        assert ("Expiry notice: mario.rossi@pec.it", "messages/expiry-notice-2016") == (told.subject, told.row)
        assert "expires on 30 March 2026" in told.body

    def test_an_order(self):
        """Its number, its kind and what it costs."""
        order = pr.Order(number="900123", kind="renewal", gross=Decimal("12.08"), state="cart")
        placed = pr.advance(order, pr.Event(name="order_placed", terms_accepted=True), rules=shipped(), on=NOW)
        texts = [letter(each, shipped(), "it", on=NOW, order=placed.order).body for each in placed.messages]
        assert "Abbiamo ricevuto l'ordine 900123 (rinnovo) di 12,08\xa0€." in texts[1]

    def test_what_nobody_gives_is_a_dash(self):
        """The number of an order that nobody has."""
        order = pr.Order(number="900123", kind="renewal", gross=Decimal("12.08"), state="cart")
        placed = pr.advance(order, pr.Event(name="order_placed", terms_accepted=True), rules=shipped(), on=NOW)
        assert "Order \N{EN DASH} confirmed" == letter(placed.messages[0], shipped(), "en", on=NOW).subject

    def test_a_top_up(self):
        """What is missing."""
        quote = pr.quote_extra_space(BOX, pr.ExtraSpaceRequest(extra_inbox_gb=1), rules=shipped(), on=NOW)
        found = pr.settle(quote, pr.Credit(amount=Decimal("0.10")), rules=shipped(), on=NOW)
        assert f"€{found.shortfall}" in letter(found.messages[0], shipped(), "en", on=NOW, settlement=found).body

    def test_a_failed_charge(self):
        """What is left, and what can be done."""
        box = pr.Mailbox(address="a@pec.it", plan="standard", expiry=BOX.expiry, auto_renew=True)
        failed = pr.advance(box, pr.Event(name="charge_failed"), rules=shipped(), on=date(2026, 3, 23))
        assert "nicht verlängert" in letter(failed.messages[0], shipped(), "de", on=NOW, mailbox=failed.mailbox).body

    def test_a_notice_without_a_text(self):
        """A company's own may have none."""
        rules = variant(
            add(
                "alerts", "notices", id="ours", kind="mailbox", notice="ours", since="2025-06-01",
                offset=91, unit="days", side="before", audience="holder", condition="always", sent_by="email",
                label={"it": "Nostro", "en": "Ours", "de": "Unserer"},
            )
        )  # fmt: skip
        on = date(2025, 12, 1)
        notice = pr.next_alert(BOX, rules=rules, on=on)
        assert ("ours", None) == (notice.name, letter(notice, rules, "en", on=on, mailbox=BOX))

    def test_a_text_that_has_ended(self):
        """Nothing is said by it any more."""
        rules = variant(add("messages", "texts", id="ended", text="expiry_notice", since="2025-06-01", withdrawn=True))
        on = date(2025, 12, 1)
        assert letter(pr.next_alert(BOX, rules=rules, on=on), rules, "en", on=on, mailbox=BOX) is None

    def test_everything_that_goes_out_has_a_text(self):
        """Each notice, message and warning of every book, about what it can speak of."""
        texts = {entry.row.text: entry.row for entry in shipped().entries if isinstance(entry.row, Text)}
        every = {entry.row.ref: entry.row for book in pr.books() for entry in shipped(book).entries}
        going = [row for row in every.values() if isinstance(row, Notice | Message | SpaceWarning)]
        assert [] == [row.ref for row in going if row.text not in texts]
        assert {row.text for row in going} == set(texts)
        assert {"mailbox"} == {texts[row.text].about for row in going if not isinstance(row, Message)}
        assert {row.about for row in texts.values()} == set(PLACES)
