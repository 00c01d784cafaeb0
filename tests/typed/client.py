"""A back office as a stranger would write it: it asks every policy, and every match is complete to a type checker.

It leans on public names alone. ``test_typed`` has mypy and pyright check it, both strict, against the installed wheel,
and runs it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

import pecrules as pr
from pecrules.present import Language, Sheet, as_text, explain, letter, sheet
from pecrules.rulebook.rows.pricing import Price


@dataclass(frozen=True)
class Told:
    """A line for a customer: whether it was a yes, and what is said."""

    ok: bool
    text: str


@dataclass
class Office:
    """One day of the office, under the rules of one book."""

    rules: pr.Ruleset
    on: dt.date
    language: Language = "it"

    # -- money --------------------------------------------------------------------------------------------------------

    def renewal(self, box: pr.Mailbox, request: pr.RenewalRequest) -> Told:
        answer = pr.quote_renewal(box, request, rules=self.rules, on=self.on)
        match answer:
            case pr.Quote():
                return self.price(answer)
            case pr.Refusal(nearest=None):
                return Told(ok=False, text=f"{reason(answer.code)}: {', '.join(map(remedy, answer.remedies))}")
            case pr.Refusal():
                return Told(ok=False, text=f"{reason(answer.code)}; {self.renewed(box, answer)}")
            case _:
                assert_never(answer)

    def renewed(self, box: pr.Mailbox, no: pr.Refusal[pr.RenewalRequest]) -> str:
        """What is proposed instead: a request of the very kind that was asked."""
        nearest = no.nearest
        if nearest is None:
            return ""
        years: int = nearest.years
        again = pr.quote_renewal(box, nearest, rules=self.rules, on=self.on)
        return f"{years}: {again.gross}" if isinstance(again, pr.Quote) else again.code

    def plan_change(self, box: pr.Mailbox, plan: str) -> Told:
        request = pr.PlanChangeRequest(plan=plan, years=1)
        answer = pr.quote_plan_change(box, request, rules=self.rules, on=self.on)
        match answer:
            case pr.Quote():
                return Told(ok=True, text=" ".join(what_follows(answer.effects)))
            case pr.Refusal():
                return self.no(answer)
            case _:
                assert_never(answer)

    def space(self, box: pr.Mailbox, gigabytes: int) -> Told:
        request = pr.ExtraSpaceRequest(extra_inbox_gb=gigabytes)
        answer = pr.quote_extra_space(box, request, rules=self.rules, on=self.on)
        match answer:
            case pr.Quote():
                return self.price(answer)
            case pr.Refusal():
                proposed: pr.ExtraSpaceRequest | None = answer.nearest
                return Told(ok=False, text=str(proposed.extra_inbox_gb if proposed else answer.code))
            case _:
                assert_never(answer)

    def purchase(self, holder: pr.Holder | None, request: pr.PurchaseRequest) -> Told:
        answer = pr.quote_purchase(holder, request, rules=self.rules, on=self.on)
        match answer:
            case pr.Quote():
                return self.price(answer)
            case pr.Refusal():
                return self.no(answer)
            case _:
                assert_never(answer)

    def repurchase(self, box: pr.Mailbox, request: pr.PurchaseRequest) -> Told:
        answer = pr.quote_repurchase(box, request, rules=self.rules, on=self.on)
        return self.price(answer) if isinstance(answer, pr.Quote) else self.no(answer)

    def settled(self, quote: pr.Quote, credit: pr.Credit) -> Told:
        answer = pr.settle(quote, credit, rules=self.rules, on=self.on)
        match answer:
            case pr.Settlement():
                left: Decimal = answer.credit.amount
                return Told(ok=answer.fulfilled, text=f"{left} {' '.join(answer.kept)}")
            case pr.Refusal():
                return self.no(answer)
            case _:
                assert_never(answer)

    def automatic(self, box: pr.Mailbox) -> Told:
        answer = pr.automatic_renewal(box, rules=self.rules, on=self.on)
        match answer:
            case pr.AutomaticRenewal():
                return Told(ok=True, text=f"{answer.charge_day}: {answer.quote.gross}")
            case pr.Refusal():
                return self.no(answer)
            case _:
                assert_never(answer)

    def price(self, quote: pr.Quote) -> Told:
        lines = [f"{self.item(line)} {line.net}" for line in quote.lines]
        doubts = [f"{each.row} {each.certainty}" for each in quote.caveats]
        return Told(ok=not quote.requires, text="; ".join([*lines, f"{quote.gross}", *doubts[:1]]))

    def item(self, line: pr.Line) -> str:
        """What a line is called: the row of its price has a name in each language."""
        price = self.rules.cite(line.row, Price).row
        match self.language:
            case "it":
                return price.label.it
            case "en":
                return price.label.en
            case "de":
                return price.label.de
            case _:
                assert_never(self.language)

    # -- a mailbox's life ---------------------------------------------------------------------------------------------

    def state(self, box: pr.Mailbox) -> str:
        found = pr.status(box, rules=self.rules, on=self.on)
        match found.state:
            case "active" | "expiring":
                return f"{found.state} {found.days_left}"
            case "expired" | "suspended":
                return f"{found.state} {found.logs}"
            case "not_activated" | "in_activation":
                return "soon"
            case "deleted" | "withdrawn":
                return "gone"
            case _:
                assert_never(found.state)

    def ahead(self, box: pr.Mailbox) -> list[str]:
        span = (self.on, self.on.replace(year=self.on.year + 2))
        answers = [each(box, span, rules=self.rules, on=self.on) for each in (pr.timeline, pr.alert_calendar)]
        days: list[str] = []
        for answer in answers:
            match answer:
                case pr.Calendar():
                    days += [f"{day.day} {self.dated(day)}" for day in answer.days]
                case pr.Refusal():
                    days.append(answer.code)
                case _:
                    assert_never(answer)
        first = pr.next_alert(box, rules=self.rules, on=self.on)
        mail = letter(first, self.rules, self.language, on=self.on, mailbox=box) if first else None
        return [*days, mail.subject] if mail else days

    def dated(self, day: pr.CalendarDay) -> str:
        match day.audience:
            case "holder" | "account" | "user":
                return f"{day.what} to {day.address}"
            case "domain_addresses":
                return f"{day.what} to all"
            case None:
                return day.what
            case _:
                assert_never(day.audience)

    def event(self, subject: pr.Mailbox | pr.Order, event: pr.Event) -> pr.Mailbox | pr.Order:
        """The thing as it is afterwards; as it was if that cannot happen."""
        answer = pr.advance(subject, event, rules=self.rules, on=self.on)
        match answer:
            case pr.Transition(mailbox=pr.Mailbox() as box):
                return box
            case pr.Transition(order=pr.Order() as order):
                return order
            case pr.Transition() | pr.Refusal():
                return subject
            case _:
                assert_never(answer)

    def ended(self, box: pr.Mailbox, request: pr.TerminationRequest) -> Told:
        answer = pr.terminate(box, request, rules=self.rules, on=self.on)
        match answer:
            case pr.Termination(mode="lapse" | "at_date"):
                return Told(ok=True, text=f"until {answer.last_day}, without {', '.join(answer.deletes)}")
            case pr.Termination():
                return Told(ok=True, text=f"{answer.refund}")
            case pr.Refusal():
                return self.no(answer)
            case _:
                assert_never(answer)

    def logs(self, box: pr.Mailbox, day: dt.date) -> Told:
        answer = pr.log_availability(box, day, rules=self.rules, on=self.on)
        if isinstance(answer, pr.Refusal):
            return self.no(answer)
        match answer.where:
            case "panel" | "support_request":
                return Told(ok=answer.available, text=" ".join(answer.records))
            case "nowhere":
                return Told(ok=False, text="")
            case _:
                assert_never(answer.where)

    # -- who and where ------------------------------------------------------------------------------------------------

    def billing(self, holder: pr.Holder, identifier: str | None) -> Sequence[str]:
        answer = pr.billing_requirements(holder, identifier, rules=self.rules, on=self.on)
        match answer:
            case pr.Billing():
                return [*answer.missing, *answer.problems, *(form.identifier for form in answer.identifiers)]
            case pr.Refusal():
                return [answer.code]
            case _:
                assert_never(answer)

    def certified(self, partner: pr.Partner, request: pr.CertificationRequest) -> pr.Mailbox | None:
        answer = pr.certify(partner, request, rules=self.rules, on=self.on)
        match answer:
            case pr.Certificate():
                return answer.mailbox
            case pr.Refusal():
                return None
            case _:
                assert_never(answer)

    def buttons(self, box: pr.Mailbox, orders: Sequence[pr.Order]) -> list[str]:
        answer = pr.available_actions(box, orders, rules=self.rules, on=self.on)
        if isinstance(answer, pr.Refusal):
            return [answer.code]
        shown = [action.command for action in answer.actions if action.shown == "shown"]
        labels = [text for each in answer.shows for language, text in each.label if language == self.language]
        return [*shown, *labels, *answer.logins]

    def choices(self, box: pr.Mailbox) -> list[str]:
        options = pr.renewal_options(box, rules=self.rules, on=self.on)
        terms = [str(option.value + 0) for option in options.years if option.allowed]
        return [*terms, *(option.value for option in options.methods if option.refused is None)]

    # -- what is kept -------------------------------------------------------------------------------------------------

    def no(self, refusal: pr.Refusal) -> Told:
        return Told(ok=False, text=reason(refusal.code))

    def proved(self, quote: pr.Quote, box: pr.Mailbox, request: pr.RenewalRequest) -> str:
        kept = pr.receipt(quote, box, request, rules=self.rules)
        found = pr.verify(kept)
        match found:
            case pr.Verified():
                again = pr.replay(kept, self.rules)
                return "changed" if isinstance(again, pr.NotVerified) or not again.same else paid(found.outcome)
            case pr.NotVerified():
                return found.problems[0].code
            case _:
                assert_never(found)

    def read(self, stored: str) -> pr.Quote | pr.Refusal:
        """An answer out of a column, of which it is known that it is one of two."""
        return pr.from_json(stored, pr.Quote, pr.Refusal, lenient=True)

    def shown(self, outcome: pr.Outcome, box: pr.Mailbox) -> str:
        found: Sheet = sheet(outcome, self.rules, self.language, mailbox=box)
        return as_text(found) + as_text(explain(outcome, self.rules, self.language))


def paid(outcome: pr.Outcome) -> str:
    return str(outcome.to_pay) if isinstance(outcome, pr.Quote) else type(outcome).__name__


def what_follows(effects: Iterable[pr.Effect]) -> list[str]:
    return [f"{each.code} {each.least} {each.unit}" if each.unit else each.code for each in effects]


def reason(code: str) -> str:
    return code.replace("_", " ")


def remedy(code: str) -> str:
    return reason(code)
