"""Rules of the seed documents that no policy's own tests state by their number."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

import pecrules as pr
from pecrules.rulebook.rows.channels import Certification
from tests.variants import shipped

EXPIRY = date(2027, 3, 30)
BOX = pr.Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=EXPIRY)
ONE_YEAR = pr.RenewalRequest(years=1)


def renew(box: pr.Mailbox = BOX, on: date = date(2027, 1, 10)) -> pr.Quote | pr.Refusal:
    return pr.quote_renewal(box, ONE_YEAR, rules=shipped(), on=on)


class TestSeed001:
    """Manual renewal."""

    @pytest.mark.parametrize("before", [0, 1, 14, 15, 89, 90, 91, 364, 1000])
    def test_r1_1_renewal_by_hand_at_any_moment(self, before):
        """R1.1: a mailbox can be renewed by hand at any moment, however long before its expiry."""
        assert isinstance(renew(on=EXPIRY - timedelta(before)), pr.Quote)

    def test_r1_2_fifteen_days_are_advice(self):
        """R1.2: fifteen days before the expiry are advised, and later is no bar."""
        quote = renew(on=EXPIRY - timedelta(3))
        assert isinstance(quote, pr.Quote)
        assert EXPIRY - timedelta(15) == quote.advised_by
        assert "renewal/advised-days-2021" in quote.because

    @pytest.mark.parametrize("day", [date(2023, 6, 1), date(2024, 12, 31)])
    def test_r1_7_not_while_automatic_renewal_is_on(self, day):
        """R1.7: with automatic renewal on it must be switched off first, in the customer area as in the Webmail."""
        box = pr.Mailbox(address="a@pec.it", plan="standard", expiry=date(2025, 3, 30), auto_renew=True)
        answer = renew(box, day)
        assert isinstance(answer, pr.Refusal)
        assert ("automatic_renewal_on", ("switch_off_automatic_renewal",)) == (answer.code, answer.remedies)
        for channel in ("customer_area", "webmail"):
            shown = pr.available_actions(box, (), channel=channel, rules=shipped(), on=day)
            assert isinstance(shown, pr.Actions)
            why = {action.why_not for action in shown.actions if action.command == "renew"}
            assert {("manual_renewal_allowed",)} == why


class TestSeed003:
    """Certification by a partner."""

    def test_r3_15_what_the_drop_downs_offer(self):
        """R3.15: the seed does not list the renewal types and durations; another page does, and its row is cited."""
        row = shipped().on(date(2017, 1, 1)).row(Certification)
        assert (("tacit", "at_expiry"), (1, 2, 3, 4, 5)) == (row.renewal_types, row.years)
        assert "F8.14" in row.clause
        asked = {"name": "a", "domain": "pec.it", "plan": "standard", "holder_choice": "new"}
        partner = pr.Partner(email="p@partner.example", credit=pr.Credit(kind="partner", amount=Decimal(500)))
        wrong = pr.CertificationRequest(
            **asked, holder=pr.Holder(subject="natural_person"), renewal_type="never", years=6
        )
        no = pr.certify(partner, wrong, rules=shipped(), on=date(2017, 1, 1))
        assert isinstance(no, pr.Refusal)
        assert row.ref in no.because


class TestSeed004:
    """Cancelled mailboxes and logs."""

    GONE = EXPIRY + timedelta(120)

    def logs(self) -> pr.LogAvailability | pr.Refusal:
        return pr.log_availability(BOX, EXPIRY, rules=shipped(), on=self.GONE)

    def test_r4_6_content_does_not_come_back(self):
        """R4.6: what a cancelled mailbox held cannot be recovered."""
        assert "deleted" == pr.status(BOX, rules=shipped(), on=self.GONE).state
        answer = self.logs()
        assert isinstance(answer, pr.LogAvailability)
        assert not answer.messages_recoverable

    def test_r4_7_logs_tell_operations(self):
        """R4.7: the logs tell operations, not what a message said."""
        answer = self.logs()
        assert isinstance(answer, pr.LogAvailability)
        assert ("sender", "recipient", "message_id", "moment", "subject_line") == answer.records
