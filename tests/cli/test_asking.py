"""The commands that ask a policy: each reaches its policy, says what it took as given, and refuses in our own words."""

import io
import json
import re
import sys
from datetime import date
from decimal import Decimal
from typing import get_args

import attrs
import click
import pytest

import pecrules as pr
from pecrules.cli import clock, fields, run
from pecrules.cli.asking import command
from pecrules.cli.failures import Mistakes
from pecrules.cli.options import Amount
from pecrules.model import json as model_json
from pecrules.model.codes import EventCode
from pecrules.model.mailboxes import Holder, Mailbox
from pecrules.model.orders import Order
from pecrules.model.plan_changes import PlanChangeRequest
from pecrules.policies import MANIFEST

TODAY = date(2026, 11, 21)
BOX = ["--address", "mario.rossi@pec.it", "--expiry", "2027-03-30"]
ON = ["--on", "2027-01-10"]
SEED = [
    "timeline", "--requested-on", "2016-03-30", "--activated-on", "2016-03-30", "--expiry", "2017-03-30",
    "--channel", "convention_area", "--book", "ordine-ingegneri-roma", "--on", "2016-06-01", "--lang", "it",
]  # fmt: skip
COMMANDS = [command(each.command) for each in MANIFEST.values()]
PLAIN = {"mailbox": {"address": "mario.rossi@pec.it", "plan": "standard", "expiry": "2027-03-30"}}
CREDIT = {"kind": "partner", "amount": "40.00", "paid_on": "2026-12-01"}
ORDER = {"number": "7", "kind": "renewal", "gross": "12.08", "day": "2027-01-08"}


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    """A fixed day and an English environment."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def call(capsys, monkeypatch):
    """Run a command line: its exit code, what it printed, what it complained about."""

    def called(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run(list(arguments))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return called


@pytest.fixture
def answered(call):
    """The answer that a command line prints as JSON, with its exit code."""

    def asked(*arguments, stdin=b""):
        code, out, err = call(*arguments, *([] if "--json" in arguments else ["--json"]), stdin=stdin)
        assert "" == err
        return code, model_json.from_json(out)

    return asked


class TestLabels:
    """What answers print is taken back."""

    @pytest.mark.parametrize(
        ("label", "code"),
        [
            (["status", "--plan", "PRO+SMS"], ["status", "--plan", "pro-sms"]),
            (["status", "--holder", "Persona fisica"], ["status", "--holder", "natural_person"]),
            (["actions", "--new-channel", "Webmail PEC"], ["actions", "--new-channel", "webmail"]),
            (["advance", "--event", "cambia il titolare"], ["advance", "--event", "holder_changed"]),
            (["quote", "renewal", "--method", "Kreditkarte"], ["quote", "renewal", "--method", "credit_card"]),
        ],
    )
    def test_as_its_code(self, call, label, code):
        """A label says the same as its code."""
        given = [*BOX, *ON]
        assert call(*code, *given) == call(*label, *given)

    def test_neither(self, call):
        """What is neither is refused with the nearest code, where there is a fixed list of them."""
        code, _, err = call("status", "--holder", "natural_persn")
        assert 2 == code
        assert "did you mean `natural_person`?" in err


class TestFactsAndWishes:
    """Whoever says what a mailbox has, and means what is wanted, is told."""

    def test_nothing_is_asked_for(self, call):
        """An order of nothing says which option was meant."""
        out = call("quote", "extra-space", *BOX, *ON, "--extra-inbox-gb", "5")[1]
        told = "`--extra-inbox-gb` says what the mailbox has now; what is asked for is said with `--new-extra-inbox-gb`"
        assert told in out
        assert "says what the mailbox has now" not in call("quote", "extra-space", *BOX, *ON)[1]

    def test_something_is_missing(self, call):
        """So does an option that is missing."""
        err = call("quote", "plan-change", *BOX, *ON, "--plan", "pro")[2]
        assert "`--plan` says what the mailbox has now; what is asked for is said with `--new-plan`" in err
        assert "help" not in call("quote", "plan-change", *BOX, *ON)[2]


class TestEvents:
    """What may happen is listed, and told by its name."""

    def test_help(self, call):
        """Every event of a mailbox and of an order, with what it is called."""
        out = call("advance", "--help", "--lang", "it")[1]
        assert all(f"  {event} " in out or f"  {event}\n" in out for event in get_args(EventCode))
        assert "cambia il titolare" in out
        assert "holder_changed" not in call("status", "--help")[1]

    def test_of_another_machine(self, call):
        """What happens to orders alone is an event, but none of a mailbox."""
        out = call("advance", *BOX, *ON, "--event", "payment_registered")[1]
        assert (
            "“the payment is registered” happens to an order, and is not foreseen here on that day; the choice" in out
        )

    def test_at_the_end_of_the_calendar(self, call):
        """That there is no such event is known on every day."""
        code, out, _ = call("advance", "--on", "9999-12-30", "--event", "foo")
        assert (1, True) == (code, "there is no such event" in out)


class TestRequestOptions:
    """``pecrules request-options``."""

    def test_how_far_space_goes_with_each_plan(self, call):
        """By plan where they differ; once where they do not."""
        told = (
            call("request-options", "--plan", plan, "--expiry", "2027-03-30", *ON)[1] for plan in ("pro", "standard")
        )
        changes = [each.partition("change of plan\n")[2].partition("\n\n")[0] for each in told]
        assert [
            [
                "yes",
                "extra inbox GB as much as is wanted PEC Premium",
                "extra inbox GB up to 1 GB PEC Standard",
                "extra archive GB as much as is wanted PEC Premium",
                "extra archive GB none PEC Standard",
            ],
            ["yes", "extra inbox GB as much as is wanted", "extra archive GB as much as is wanted"],
        ] == [[" ".join(line.split()) for line in each.splitlines()] for each in changes]


class TestStatus:
    """``pecrules status``."""

    def test_answers_as_the_library_does(self, answered):
        """The command gives the policy's own answer."""
        box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
        code, found = answered("status", *BOX, *ON)
        assert (0, pr.status(box, rules=pr.load_rules(), on=date(2027, 1, 10))) == (code, found)

    def test_says_what_nobody_said(self, call):
        """Address, plan, expiry and day are taken as usual, and said to be."""
        out = call("status")[1]
        told = "address casella@pec.it, plan standard, expiry 21 November 2026 and today, 21 November 2026"
        assert f"\nnot said, so taken as: {told}\n" in out

    def test_says_nothing_when_all_was_said(self, call):
        """What was said is not repeated."""
        assert "not said" not in call("status", *BOX, *ON, "--plan", "pro")[1]

    @pytest.mark.parametrize(
        ("expected", "options"),
        [
            ("deleted", ["--on", "2028-01-01"]),
            ("not_activated", ["--on", "2026-11-21", "--activated-on", "2026-11-23", "--requested-on", "2026-11-21"]),
            ("suspended", ["--on", "2027-01-10", "--suspended-on", "2027-01-09", "--on-partner-domain"]),
            ("withdrawn", ["--on", "2027-01-10", "--withdrawn-on", "2027-01-10"]),
        ],
    )
    def test_options_are_facts(self, answered, expected, options):
        """Each option is a fact of the mailbox."""
        assert expected == answered("status", *BOX, *options)[1].state

    def test_only_what_was_known(self, answered):
        """The rules are those announced by a day."""
        assert date(2026, 6, 1) == answered("status", *BOX, *ON, "--as-known", "2026-06-01")[1].stamp.as_known


class TestTimeline:
    """``pecrules timeline``."""

    def test_the_life_of_the_seed(self, call):
        """The mailbox of the seed's own example, day by day in Italian."""
        code, out, err = call(*SEED)
        assert (0, "") == (code, err)
        told = out.split("\n\n")
        assert ["Calendario: casella@pec.it, PEC Standard", "  30 marzo 2016 - 30 marzo 2022"] == told[:2]
        days = [re.split(r" {2,}", line.strip()) for line in told[2].splitlines()]
        assert [
            ("mer", "30 mar 2016", "attivazione"),
            ("mer", "1 giu 2016", "(il giorno della domanda)"),
            ("ven", "30 dic 2016", "da qui la scadenza si vede in rosso"),
            ("ven", "30 dic 2016", "Primo avviso di scadenza"),
            ("gio", "30 mar 2017", "scadenza: l'ultimo giorno pagato"),
            ("mer", "28 giu 2017", "ultimo giorno di tolleranza: dopo non si rinnova più"),
            ("gio", "29 giu 2017", "da questo giorno la casella è cancellata"),
            ("sab", "28 dic 2019", "ultimo giorno in cui si conservano i log"),
        ] == [tuple(day[:3]) for day in days]
        assert ["al titolare", "alerts/roma-first-notice-2016"] == days[3][3:]

    @pytest.mark.parametrize(
        ("first", "last", "options"),
        [
            ("2027-01-10", "2032-03-30", []),
            ("2026-03-30", "2032-03-30", ["--activated-on", "2026-03-30"]),
            ("2026-03-28", "2032-03-30", ["--activated-on", "2026-03-30", "--requested-on", "2026-03-28"]),
            ("2027-01-10", "2032-03-30", ["--activated-on", "2028-03-30"]),
            ("2027-02-01", "2027-02-28", ["--from", "2027-02-01", "--to", "2027-02-28"]),
            ("2040-01-01", "2040-01-01", ["--from", "2040-01-01"]),
        ],
    )
    def test_which_days_are_shown(self, answered, first, last, options):
        """From the beginning, or the day asked about, to five years after the expiry, unless somebody says so."""
        found = answered("timeline", *BOX, *ON, *options)[1]
        assert (first, last) == (str(found.first), str(found.last))

    def test_backwards(self, call):
        """A span that ends before it begins is refused."""
        code, out, err = call("timeline", *BOX, *ON, "--from", "2028-01-01", "--to", "2027-01-01")
        assert (1, "", True) == (code, err, "\n  the last day lies before the first\n" in out)

    def test_the_end_of_the_calendar(self, call):
        """Five years after the year 9996 there is no calendar."""
        told = "pecrules: a day of the answer lies outside the calendar, which ends with the year 9999\n"
        assert (2, "", told) == call("timeline", "--expiry", "9996-01-01", *ON)

    def test_the_span_beside_a_document(self, answered):
        """A document says nothing of the days to be shown."""
        document = json.dumps(PLAIN).encode()
        found = answered("timeline", *ON, "--from", "2027-02-01", "--json", "-", stdin=document)[1]
        assert date(2027, 2, 1) == found.first


class TestActions:
    """``pecrules actions``."""

    def test_orders_come_in_a_document(self, answered):
        """An order that awaits payment can be paid."""
        document = json.dumps(PLAIN | {"orders": [ORDER]}).encode()
        code, found = answered("actions", *ON, "--json", "-", stdin=document)
        assert (0, ["7"]) == (code, [each.order for each in found.actions if each.command == "pay_order"])

    def test_a_channel_that_is_none(self, call):
        """The channels there are, are listed."""
        code, out, _ = call("actions", *BOX, *ON, "--channel", "shop")
        assert (1, True) == (
            code,
            "`shop` is no channel; the choice is between Members' customer area, PEC customer area" in out,
        )


class TestQuotes:
    """``pecrules quote`` something else than a renewal."""

    @pytest.mark.parametrize(
        ("gross", "options"),
        [
            ("0.77", ["extra-space", *BOX, "--new-extra-inbox-gb", "1"]),
            ("36.48", ["plan-change", *BOX, "--new-plan", "pro"]),
            ("36.48", ["plan-change", *BOX, "--plan", "premium", "--new-plan", "pro", "--promo"]),
            ("24.16", ["purchase", "--address", "a@pec.it", "--mailboxes", "2"]),
            ("12.08", ["repurchase", "--expiry", "2026-03-30", "--address", "a@pec.it"]),
            ("36.48", ["repurchase", "--expiry", "2026-03-30", "--plan", "pro", "--holder-tax-code", "rssmra80a01h501u",
                       "--new-holder-tax-code", "RSSMRA80A01H501U"]),
        ],
    )  # fmt: skip
    def test_amounts(self, answered, gross, options):
        """Each of them reaches its policy with what was said."""
        code, quote = answered("quote", *options, *ON)
        assert (0, Decimal(gross)) == (code, quote.gross)

    def test_automatic_renewal(self, answered):
        """Not a quote, but with one: what will be charged, and when."""
        code, found = answered("quote", "auto-renewal", *BOX, *ON, "--auto-renew", "--last-term-years", "1")
        assert (0, date(2027, 3, 23), Decimal("12.08")) == (code, found.charge_day, found.quote.gross)

    @pytest.mark.parametrize(
        ("code", "options"),
        [
            ("nothing_asked", ["extra-space", *BOX]),
            ("same_plan", ["plan-change", *BOX, "--new-plan", "standard"]),
            ("domain_not_offered", ["purchase", "--address", "a@example.org"]),
            (
                "not_same_holder",
                ["repurchase", "--expiry", "2026-03-30", "--new-holder-tax-code", "X", "--holder-tax-code", "Y"],
            ),
            ("not_same_holder", ["repurchase", "--expiry", "2026-03-30", "--new-holder-tax-code", "X"]),
            ("automatic_renewal_off", ["auto-renewal", *BOX]),
        ],
    )
    def test_refusals(self, answered, code, options):
        """A refusal is a finding."""
        assert (1, code) == ((found := answered("quote", *options, *ON))[0], found[1].code)

    @pytest.mark.parametrize(
        ("facts", "meant"), [([], True), (["--auto-renew"], False), (["--new-method", "card"], False)]
    )
    def test_the_way_to_pay_of_the_mailbox(self, call, facts, meant):
        """Only automatic renewal pays in that way: where it is off, that of the order was meant."""
        out = call("quote", "renewal", *BOX, *ON, "--method", "card", *facts)[1]
        assert meant == ("what is asked for is said with `--new-method`" in out)

    def test_a_purchase_says_what_nobody_said(self, call):
        """Holder, address, plan and term are taken as usual."""
        out = call("quote", "purchase", *ON)[1]
        told = "a natural person, address casella@pec.it, plan standard and 1 year"
        assert f"\nnot said, so taken as: {told}\n" in out

    def test_a_repurchase_says_who_asks(self, call):
        """Unless somebody says who asks, the former holder does; the plan stays the current one."""
        again = ["quote", "repurchase", "--expiry", "2026-03-30", *ON]
        told = "address casella@pec.it, plan standard, 1 year and asked for by the former holder"
        assert f"\nnot said, so taken as: {told}\n" in call(*again)[1]
        assert "former holder\n" not in call(*again, "--new-holder-tax-code", "X", "--holder-tax-code", "X")[1]

    def test_a_company(self, answered):
        """What the holder is decides what is still needed."""
        quote = answered("quote", "purchase", "--holder", "legal_person", *ON)[1]
        assert ("einvoice_identifier",) == quote.requires

    def test_a_holder_of_the_mailbox(self, answered):
        """The same for a mailbox that is there."""
        quote = answered("quote", "plan-change", *BOX, *ON, "--new-plan", "pro", "--holder", "legal_person")[1]
        assert ("einvoice_identifier",) == quote.requires


class TestDocuments:
    """A question that is written down."""

    def test_labels_in_a_document(self, answered):
        """What people call a plan is taken for its code, as in an option."""
        box = PLAIN["mailbox"] | {"plan": "PEC Standard"}
        document = json.dumps({"mailbox": box, "request": {"years": 1}}).encode()
        code, quote = answered("quote", "renewal", *ON, "--json", "-", stdin=document)
        assert (0, Decimal("9.90")) == (code, quote.net)

    @pytest.mark.parametrize("how", [["--json", "-"], ["--request", "-", "--json"]])
    def test_from_the_standard_input(self, call, how):
        """A document answers as the options do, and nothing is missing on the command line."""
        document = json.dumps(PLAIN | {"request": {"plan": "pro", "years": 1}}).encode()
        options = call("quote", "plan-change", *BOX, "--new-plan", "pro", *ON, "--json")
        assert options == call("quote", "plan-change", *ON, *how, stdin=document)

    def test_from_a_file(self, call, tmp_path):
        """For people the answer names the mailbox, and nothing was taken as given."""
        (tmp_path / "q.json").write_text(json.dumps(PLAIN), "utf-8")
        code, out, _ = call("status", *ON, "--request", str(tmp_path / "q.json"))
        assert (0, True, False) == (code, out.startswith("State: mario.rossi@pec.it"), "not said" in out)

    @pytest.mark.parametrize(
        ("found", "arguments"),
        [
            ("--plan", ["status", "--plan", "pro"]),
            ("--extra-inbox-gb", ["quote", "extra-space", "--extra-inbox-gb", "1"]),
            ("--new-holder-tax-code", ["quote", "repurchase", "--new-holder-tax-code", "X"]),
            ("--holder-tax-code", ["quote", "repurchase", "--holder-tax-code", "X"]),
            ("--quote", ["settle", "--quote", "-"]),
            ("--credit", ["settle", "--credit", "1.00"]),
        ],
    )
    def test_options_beside_a_document(self, call, found, arguments):
        """Options that would contradict the document are refused."""
        told = f"pecrules: `{found}` has no meaning together with a request from a file\n"
        assert (2, "", told) == call(*arguments, "--request", "-")

    def test_mistakes_of_a_document(self, call):
        """A field that is missing is told by its name."""
        assert (2, "", "pecrules: the field `mailbox` is missing\n") == call("status", "--json", "-", stdin=b"{}")


class TestMisuse:
    """Mistakes on the command line: code 2, one message, nothing on the standard output."""

    @pytest.mark.parametrize(
        ("told", "arguments"),
        [
            ("the option `--new-plan` is missing", ["quote", "plan-change"]),
            ("the option `--event-day` is missing", ["logs"]),
            ("the option `--quote` is missing", ["settle", "--credit", "1.00"]),
            ("the option `--credit` is missing", ["certify", "--email", "p@example.org"]),
            ("the option `--credit` is missing", ["advance", "--event", "x", "--credit-kind", "partner"]),
            ("`21/11/2026` is not a day", ["timeline", "--from", "21/11/2026"]),
            (
                "`no` is of the wrong kind for `--inbox-bytes`: a whole number is wanted",
                ["status", "--inbox-bytes", "no"],
            ),
            ("`house` is not allowed for `--kind`", ["status", "--kind", "house"]),
            ("there is no option `--to`", ["status", "--to", "2027-01-01"]),
            ("no book is called `retial`", ["actions", "--book", "retial"]),
            ("the option `--expiry` wants a value", ["status", "--expiry"]),
            ("`now` is one word too many", ["status", "now"]),
            ("there is no command `statsu`", ["statsu"]),
            ("there is no command `extra`", ["quote", "extra"]),
            (
                "no rule is in force on 1 January 2010 for: expiry shown in red (`alerts.red_date`)",
                ["status", "--on", "2010-01-01"],
            ),
        ],
    )  # fmt: skip
    def test_messages(self, call, told, arguments):
        """Each mistake has its message."""
        code, out, err = call(*arguments)
        assert (2, "", f"pecrules: {told}") == (code, out, err.split("\n")[0])

    def test_in_italian(self, call):
        """And in the language that is spoken."""
        assert "pecrules: manca l'opzione `--new-plan`\n" == call("quote", "plan-change", "--lang", "it")[2]

    @pytest.mark.parametrize(
        ("near", "text"), [("2.50", "2,50"), (None, "2.505"), (None, "1e2"), (None, ""), (None, "٢")]
    )
    def test_amounts(self, near, text):
        """An amount has a point and at most two decimals; a comma was meant as one."""
        with pytest.raises(Mistakes) as wrong:
            Amount().convert(text, click.Option(["--credit"]), None)
        assert near == wrong.value.problems[0].nearest
        told = wrong.value.wording("it").sentence
        assert f"`{text}` non va bene per `--credit`: ci vuole un importo" == told

    def test_an_amount(self):
        """What is written right is exact."""
        assert Decimal("2.50") == Amount().convert("2.50", None, None)


class TestHelp:
    """What each command says of itself."""

    def test_every_option_has_a_sentence(self):
        """Each option says what it is in a sentence, without the marks of a docstring."""
        for each in COMMANDS:
            for option in each.params:
                assert isinstance(option, click.Option)
                assert option.help
                assert re.match(r"[A-Z]", option.help), option.help
                assert not re.search(r"``|\(\w+\.\w+\)", option.help), option.help

    def test_every_command_tells_its_codes(self):
        """Whoever reads the help knows what the exit codes mean."""
        for each in COMMANDS:
            assert "Exit code: 0 " in each.help

    def test_options_have_different_names(self):
        """No option hides another."""
        for each in COMMANDS:
            names = [name for option in each.params for name in (*option.opts, *option.secondary_opts)]
            assert len(set(names)) == len(names)

    def test_every_command_has_a_help(self, call):
        """It begins with how the command is called and what it is for."""
        for policy in MANIFEST.values():
            code, out, err = call(*policy.command.split(), "--help")
            shown = " ".join(out.split())
            assert (0, "") == (code, err)
            assert shown.startswith(f"Usage: pecrules {policy.command} [OPTIONS] {' '.join(policy.help.split())}")

    def test_what_is_usual_stands_in_the_help(self, call):
        """Defaults and what must be said are told."""
        shown = " ".join(call("quote", "plan-change", "--help")[1].split())
        assert "--new-plan TEXT The plan wanted. [required]" in shown
        assert "--address TEXT The full address. [default: casella@pec.it]" in shown
        assert "a civil date of Europe/Rome. [default: the day asked about]" in shown


class TestFields:
    """A noun's fields as options."""

    def test_every_field_is_an_option(self):
        """No field of a mailbox is forgotten."""
        assert {each.name for each in attrs.fields(Mailbox)} <= set(fields.OptionGroup(Mailbox).names)

    def test_flags(self):
        """A flag that is down has one name, one that is up has two."""
        command = fields.OptionGroup(PlanChangeRequest).options(click.command("x")(lambda **_: None))
        found = {option.name: (option.opts, option.secondary_opts) for option in command.params}
        assert ((["--promo"], []), (["--signed-in"], ["--not-signed-in"])) == (found["promo"], found["signed_in"])

    def test_a_flag_that_is_lowered(self, answered):
        """Lowered on the command line, it reaches the mailbox."""
        shown = answered("actions", *BOX, *ON, "--inaccessible")[1]
        assert any("webmail_accessible" in each.why_not for each in shown.actions)

    def test_amounts_are_options(self):
        """A field that is an amount takes one."""
        command = fields.OptionGroup(Order).options(click.command("x")(lambda **_: None))
        assert {"gross"} == {option.name for option in command.params if isinstance(option.type, Amount)}

    def test_what_stands_within_another_noun(self):
        """What is said of a credit or a holder has that before its name, but for the first thing."""
        names = fields.OptionGroup(pr.Partner).names
        assert ("email", "credit_kind", "credit", "credit_paid_on", "domains", "holders") == names
        assert {"holder", "holder_name", "holder_tax_code", "holder_split_payment"} <= set(
            fields.OptionGroup(Mailbox).names
        )
        assert {"credit_kind", "credit", "credit_paid_on"} == set(fields.OptionGroup(pr.Credit).names)

    def test_a_name_that_is_taken(self):
        """The request's option has ``new`` before it, and what stands within it too."""
        names = fields.OptionGroup(pr.Event, taken=fields.OptionGroup(Mailbox).names).names
        assert {"event", "years", "new_method", "new_holder", "new_holder_name", "credit", "day"} <= set(names)

    def test_the_same_option_says_the_same_thing(self):
        """What a mailbox is asked for by is called the same in every command."""
        mailbox = fields.OptionGroup(Mailbox).names
        about = [each for each in COMMANDS if "mailbox" in each.nouns]
        assert {mailbox} == {each.nouns["mailbox"].names for each in about}
        helps = {(each.name, option.name): option.help for each in about for option in each.params}
        assert {name: {helps[each.name, name] for each in about} for name in mailbox} == {
            name: {helps["status", name]} for name in mailbox
        }

    def test_what_is_wanted_of_a_part(self):
        """Of what must be there what it wants is wanted, of what may be missing nothing is."""
        partner, event = (
            {each.name: each.help for each in fields.OptionGroup(kind).all()} for kind in (pr.Partner, pr.Event)
        )
        assert ("The partner's credit.  [required]", "The credit that it is paid with.") == (
            partner["credit"], event["credit"],
        )  # fmt: skip

    def test_a_holder_is_a_word(self):
        """A holder on the command line is a kind of holder; whoever says more of one speaks of a person."""
        noun = fields.OptionGroup(Mailbox, usual={"address": "a@pec.it", "plan": "standard"})
        given = dict.fromkeys(noun.names) | {"expiry": TODAY}
        assert Holder(subject="legal_person") == noun.made(given | {"holder": "legal_person"}).holder
        assert Holder(subject="natural_person", name="M") == noun.made(given | {"holder_name": "M"}).holder
        assert noun.made(given).holder is None


class TestMore:
    """What only some commands take."""

    def test_what_is_paid_is_a_quote(self, call):
        """Another answer is refused by its name."""
        stored = call("status", *BOX, *ON, "--json")[1].encode()
        told = "pecrules: `Status` is not allowed for `outcome`"
        assert (2, "") == (found := call("settle", "--credit", "1.00", "--quote", "-", stdin=stored))[:2]
        assert told == found[2].splitlines()[0]

    def test_a_quote_says_that_it_is_one_or_not(self, answered):
        """In a document it may stand as it was printed, or without its name."""
        quote = json.loads(model_json.to_json(answered("quote", "renewal", *BOX, *ON)[1]))
        plain = {name: value for name, value in quote.items() if name != "outcome"}
        documents = [json.dumps({"quote": each, "request": CREDIT}).encode() for each in (quote, plain)]
        one, other = (answered("settle", *ON, "--json", "-", stdin=each) for each in documents)
        assert (0, True) == (one[0], one == other)

    @pytest.mark.parametrize("given", [{}, PLAIN | {"order": ORDER}])
    def test_one_subject(self, call, given):
        """An event happens to a mailbox or to an order."""
        document = json.dumps(given | {"request": {"name": "expiry_passed"}}).encode()
        told = "pecrules: a document has one of these: mailbox, order\n"
        assert (2, "", told) == call("advance", *ON, "--json", "-", stdin=document)

    def test_options_when_nothing_is_possible(self, answered):
        """No renewal at all is a finding."""
        assert (1, False) == ((found := answered("renewal-options", "--expiry", "2020-01-01"))[0], found[1].possible)

    def test_no_notice_is_left(self, call):
        """Nothing is no finding."""
        assert (0, "null\n", "") == call("next-alert", "--expiry", "2020-01-01", "--json")


@pytest.mark.parametrize("arguments", [["status", *BOX], SEED, ["actions", *BOX], ["quote", "purchase"]])
def test_answers_are_explained(call, arguments):
    """What one command prints, ``explain`` reads."""
    stored = call(*arguments, "--json")[1].encode()
    code, out, err = call("explain", "-", stdin=stored)
    assert (0, "", True) == (code, err, out.startswith("Where it comes from: "))


@pytest.mark.parametrize("name", ["check", "status", "quote renewal"])
def test_a_command_is_made_when_it_is_wanted(name):
    """Whoever asks one does not pay for the others."""
    import subprocess

    words = [*name.split(), "--help"]
    told = f"import sys, pecrules.cli; pecrules.cli.run({words}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    loaded = {module.removeprefix("pecrules.cli.") for module in done.stdout.split() if "pecrules.cli." in module}
    tools = {"asking", "booking", "checking", "explaining", "verifying"}
    assert {"checking" if name == "check" else "asking"} == loaded & tools


def test_the_command_line_loads_no_policy():
    """Policies are loaded when one is asked, not with the command line."""
    import subprocess

    told = "import sys, pecrules.cli; print([name for name in sys.modules if name.startswith('pecrules.policies.')])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert "[]\n" == done.stdout
