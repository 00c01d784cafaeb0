"""The price books of conventions, partners and resellers: every figure that a source gives, worked out by the policies.

Each example names all rows of books that its answer rests on, and together the examples name every row of every book.
"""

import re
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pecrules import (
    Actions,
    Billing,
    Calendar,
    CertificationRequest,
    Credit,
    Event,
    ExtraSpaceRequest,
    Holder,
    Mailbox,
    Partner,
    PlanChangeRequest,
    PurchaseRequest,
    Quote,
    Refusal,
    RenewalRequest,
    Ruleset,
    Status,
    Transition,
    advance,
    alert_calendar,
    available_actions,
    billing_requirements,
    books,
    certify,
    check_rules,
    load_rules,
    quote_extra_space,
    quote_plan_change,
    quote_purchase,
    quote_renewal,
    renewal_options,
    settle,
    status,
)
from pecrules.rulebook.rows import SECTIONS, Grace, Plan, Price, Row
from tests.variants import every_book, shipped

CHAINS = {
    "retail": ["law", "retail"],
    "architetti-cnappc": ["law", "retail", "architetti-cnappc"],
    "architetti-reggio-emilia": ["law", "retail", "architetti-cnappc", "architetti-reggio-emilia"],
    "architetti-torino": ["law", "retail", "architetti-torino"],
    "architetti-treviso": ["law", "retail", "architetti-cnappc", "architetti-treviso"],
    "cni": ["law", "retail", "cni"],
    "cni-imperia": ["law", "retail", "cni", "cni-imperia"],
    "medici-fnomceo": ["law", "retail", "medici-fnomceo"],
    "ordine-ingegneri-roma": ["law", "retail", "ordine-ingegneri-roma"],
    "partner": ["law", "retail", "partner"],
    "soluzionipec": ["law", "retail", "soluzionipec"],
    "tssconsulting": ["law", "retail", "tssconsulting"],
}
"""Every book, and the layers it lies over."""


OVERLAYS = sorted(set(books()) - {"retail"})
UNREACHED = ("pricing/cni-pro-replaced-2024", "pricing/partner-premium-not-here-2016")
"""Prices that end with their plan: the plan's own row answers first, and theirs keeps them out of a list of prices."""


# -- questions --------------------------------------------------------------------------------------------------------


def box(expiry: date, **given: Any) -> Mailbox:
    """A mailbox of plan Standard, unless something else is given."""
    return Mailbox(**({"address": "a@pec.it", "plan": "standard", "expiry": expiry} | given))


class Example(NamedTuple):
    """A question under a book, its answer, and all rows of books behind it.

    Attributes:
        ask: Asks the rules; ``told`` says what is looked at in the answer.
        rows: The rows behind the answer that are not of the public list, without their tables.
        under: Other rules than the book's own.
    """

    book: str
    fact: str
    ask: Callable[[Ruleset], Any]
    answer: Any
    rows: tuple[str, ...]
    under: Callable[[], Ruleset] | None = None

    def rules(self) -> Ruleset:
        """The rules to ask."""
        return self.under() if self.under else shipped(self.book)


def told(answer: Any) -> Any:
    """What is looked at in an answer: money and effects, a code, rights, days."""
    if isinstance(answer, Quote):
        lines = tuple(str(line.net) for line in answer.lines)
        return lines, str(answer.vat), str(answer.gross), *(effect.code for effect in answer.effects)
    if isinstance(answer, Refusal):
        return answer.code
    if isinstance(answer, Status):
        return answer.state, answer.may_send, answer.may_receive, answer.may_read, answer.may_renew
    if isinstance(answer, Billing | Actions):
        return answer.fixed if isinstance(answer, Billing) else [guide.guide for guide in answer.guides]
    if isinstance(answer, Calendar):
        return [(str(day.day), day.sent_by) for day in answer.days]
    assert isinstance(answer, Transition)
    assert isinstance(answer.mailbox, Mailbox)
    return str(answer.mailbox.expiry)


def data(on: date) -> Callable[[Ruleset], Any]:
    """Which of a holder's data may be changed."""
    return lambda rules: billing_requirements(Holder(subject="legal_person"), None, rules=rules, on=on)


def renewal(on: date, expiry: date, years: int = 1, **given: Any) -> Callable[[Ruleset], Any]:
    """A renewal of a mailbox that has the extra space it is given."""
    return lambda rules: quote_renewal(box(expiry, **given), RenewalRequest(years=years), rules=rules, on=on)


def more(on: date, expiry: date, plan: str = "standard", **asked: Any) -> Callable[[Ruleset], Any]:
    """More of something in the middle of a term."""
    return lambda rules: quote_extra_space(box(expiry, plan=plan), ExtraSpaceRequest(**asked), rules=rules, on=on)


def changed_to(plan: str, on: date, had: str = "standard") -> Callable[[Ruleset], Any]:
    """Another plan with a renewal for a year."""
    request = PlanChangeRequest(plan=plan, years=1)
    return lambda rules: quote_plan_change(box(date(2024, 12, 31), plan=had), request, rules=rules, on=on)


def purchase(on: date, plan: str = "standard", **asked: Any) -> Callable[[Ruleset], Any]:
    """A first order for a year."""
    request = PurchaseRequest(address="a@pec.it", plan=plan, years=1, **asked)
    return lambda rules: quote_purchase(None, request, rules=rules, on=on)


def state(days_after: int, expiry: date = date(2024, 6, 30), **given: Any) -> Callable[[Ruleset], Any]:
    """What a mailbox is so many days after its expiry."""
    return lambda rules: status(box(expiry, **given), rules=rules, on=expiry + timedelta(days_after))


def notices(on: date, expiry: date) -> Callable[[Ruleset], Any]:
    """The notices before an expiry."""
    return lambda rules: alert_calendar(box(expiry), (expiry - timedelta(400), expiry), rules=rules, on=on)


def members_area(on: date, expiry: date) -> Callable[[Ruleset], Any]:
    """What members find in their area."""
    return lambda rules: available_actions(box(expiry), (), rules=rules, on=on, channel="convention_area")


def renewed(on: date, expiry: date) -> Callable[[Ruleset], Any]:
    """A year's renewal whose payment is registered."""
    return lambda rules: advance(box(expiry), Event(name="renewal_registered", years=1), rules=rules, on=on)


def priced(book: str, plan: str, per_year: str) -> Ruleset:
    """A book with a layer over it that says what a plan costs, as somebody who knows it would add."""
    row = f"""table: pricing
book: own-list
prices:
  - id: own-{plan}
    item: plan
    plan: {plan}
    since: 2016-01-01
    label: {{it: "x", en: "x", de: "x"}}
    per_year: "{per_year}"
    certainty: assumed
    source: pecrules-analysis
    clause: "a test"
    note: "a test"
"""
    with tempfile.TemporaryDirectory() as folder:
        head = f'table: book\nid: own-list\ntitle: "x"\nextends: {book}\nsource: pecrules-analysis\n'
        Path(folder, "book.yaml").write_text(head, "utf-8")
        Path(folder, "pricing.yaml").write_text(row, "utf-8")
        return load_rules(folder)


@cache
def soluzioni() -> Ruleset:
    """The reseller's book, with the price that it does not tell."""
    return priced("soluzionipec", "standard", "25.00")


# -- the figures ------------------------------------------------------------------------------------------------------

TORINO = [
    Example(
        "architetti-torino", "its members are told when their mailbox is closed (F2.15)",
        members_area(date(2022, 1, 10), date(2022, 6, 30)), ["members_questions", "webmail", "webmail_access"],
        ("torino-members-questions-2021", "torino-standard-2018"),
    ),
    Example(
        "architetti-torino", "the Order pays the mailbox, the member nothing (F6.08)",
        renewal(date(2018, 5, 17), date(2018, 6, 30)),
        (("0.00",), "0.00", "0.00"),
        ("torino-standard-2018", "torino-standard-2018"),
    ),
    Example(
        "architetti-torino", "2 GB more cost 6.00 a year (F6.06)",
        renewal(date(2018, 5, 17), date(2018, 6, 30), extra_inbox_gb=2),
        (("0.00", "6.00"), "1.32", "7.32"),
        ("torino-standard-2018", "torino-extra-inbox-2018", "torino-standard-2018"),
    ),
    Example(
        "architetti-torino", "3 GB more cost 9.00 a year (F6.06)",
        more(date(2018, 5, 17), date(2019, 3, 30), extra_inbox_gb=3),
        (("9.00",), "1.98", "10.98"),
        ("torino-standard-2018", "torino-extra-inbox-2018", "torino-extra-inbox-share-2018"),
    ),
    Example(
        "architetti-torino", "archive costs as much as inbox, also three months before the expiry (F6.06, F6.22)",
        more(date(2018, 12, 30), date(2019, 3, 30), "pro", extra_archive_gb=2),
        (("6.00",), "1.32", "7.32"),
        ("torino-extra-archive-2018", "torino-extra-archive-share-2018"),
    ),
    Example(
        "architetti-torino", "conservazione costs 4.00 a year, also three months before the expiry (F6.07, F6.22)",
        more(date(2018, 12, 30), date(2019, 3, 30), conservazione=True),
        (("4.00",), "0.88", "4.88"),
        ("torino-standard-2018", "torino-conservazione-2018", "torino-conservazione-share-2018"),
    ),
    Example(
        "architetti-torino", "the page states no maximum (F6.06)",
        more(date(2018, 5, 17), date(2019, 3, 30), extra_inbox_gb=4), (("12.00",), "2.64", "14.64"),
        ("torino-standard-2018", "torino-extra-inbox-2018", "torino-extra-inbox-share-2018"),
    ),
    *(
        Example(
            "architetti-torino", f"{what} is free with less than three months to go (F6.22)",
            more(date(2018, 12, 31), date(2019, 3, 30), plan, **asked),
            (("0.00",), "0.00", "0.00", "free_until_expiry", "renewal_price"), rows,
        )
        for what, plan, asked, rows in (
            (
                "archive", "pro", {"extra_archive_gb": 1},
                ("torino-extra-archive-2018", "torino-extra-archive-share-2018"),
            ),
            (
                "conservazione", "standard", {"conservazione": True},
                ("torino-standard-2018", "torino-conservazione-2018", "torino-conservazione-share-2018"),
            ),
        )
    ),
    Example(
        "architetti-torino", "the remaining years are paid, the last one whole (F6.21)",
        more(date(2018, 5, 17), date(2020, 9, 30), extra_inbox_gb=1),
        (("9.00",), "1.98", "10.98"),
        ("torino-standard-2018", "torino-extra-inbox-2018", "torino-extra-inbox-share-2018"),
    ),
    Example(
        "architetti-torino", "three months before the expiry one still pays (F6.22)",
        more(date(2018, 12, 30), date(2019, 3, 30), extra_inbox_gb=1),
        (("3.00",), "0.66", "3.66"),
        ("torino-standard-2018", "torino-extra-inbox-2018", "torino-extra-inbox-share-2018"),
    ),
    Example(
        "architetti-torino", "with less than three months to go it is free (F6.22)",
        more(date(2018, 12, 31), date(2019, 3, 30), extra_inbox_gb=1),
        (("0.00",), "0.00", "0.00", "free_until_expiry", "renewal_price"),
        ("torino-standard-2018", "torino-extra-inbox-2018", "torino-extra-inbox-share-2018"),
    ),
    Example(
        "architetti-torino", "later a whole year is paid, which lapses with the mailbox, however near (F6.24)",
        more(date(2022, 3, 29), date(2022, 3, 30), extra_inbox_gb=1),
        (("3.00",), "0.66", "3.66", "lapses_at_expiry"),
        ("torino-standard-2018", "torino-extra-inbox-2018", "torino-extra-inbox-lapses-2021"),
    ),
    Example(
        "architetti-torino", "so it is for the archive (F6.24)",
        more(date(2021, 1, 1), date(2023, 3, 30), "pro", extra_archive_gb=1),
        (("3.00",), "0.66", "3.66", "lapses_at_expiry"),
        ("torino-extra-archive-2018", "torino-extra-archive-lapses-2021"),
    ),
    Example(
        "architetti-torino", "what the public guide includes in every plan, the convention sells (F6.07, F5.23)",
        more(date(2024, 1, 1), date(2024, 9, 30), conservazione=True), (("4.00",), "0.88", "4.88"),
        ("torino-standard-2018", "torino-conservazione-2018", "torino-conservazione-share-2018"),
    ),
    *(
        Example("architetti-torino", f"{what} has no price before the page of 2018", ask, code, rows)
        for what, ask, code, rows in (
            ("a mailbox", purchase(date(2018, 5, 16)), "price_not_stated", ("torino-standard-unknown-2016",)),
            (
                "inbox", more(date(2018, 5, 16), date(2019, 3, 30), extra_inbox_gb=1),
                "price_not_stated", ("torino-extra-inbox-unknown-2016",),
            ),
            (
                "archive", more(date(2018, 5, 16), date(2019, 3, 30), "pro", extra_archive_gb=1),
                "price_not_stated", ("torino-extra-archive-unknown-2016",),
            ),
        )
    ),
    *(
        Example(
            "architetti-torino", f"{plan} is not sold", purchase(date(2024, 6, 1), plan), "plan_not_sold",
            (f"torino-{plan}-not-here-2016",),
        )
        for plan in ("pro", "premium")
    ),
]  # fmt: skip

JANUARY, EXPIRY = date(2024, 1, 10), date(2024, 6, 30)
LAST_DAY, FIRST_DAY = date(2024, 4, 17), date(2024, 4, 18)
"""Of the two versions of the engineers' list (F6.12)."""

CNI = [
    Example(
        "cni", "Standard is free for members from 1 February 2022 (F6.09)", purchase(date(2022, 2, 1)),
        (("0.00",), "0.00", "0.00", "activation"), ("cni-standard-free-2022", "cni-standard-2022"),
    ),
    Example(
        "cni", "5 GB more cost 10.00 a year in the first version (F6.10)",
        renewal(LAST_DAY, EXPIRY, extra_inbox_gb=5),
        (("0.00", "10.00"), "2.20", "12.20"),
        ("cni-standard-free-2022", "cni-extra-inbox-2022", "cni-standard-2022"),
    ),
    Example(
        "cni", "a sixth GB is too much in the first version (F6.10)",
        renewal(LAST_DAY, EXPIRY, extra_inbox_gb=6), "extra_inbox_beyond_limit", ("cni-standard-2022",),
    ),
    Example(
        "cni", "PRO costs 20.00 a year (F6.11)", renewal(LAST_DAY, EXPIRY, plan="pro"),
        (("20.00",), "4.40", "24.40"), ("cni-pro-2022", "cni-pro-2022"),
    ),
    Example(
        "cni", "PRO grows at 2.00 a GB, up to 300 GB (F6.11)",
        renewal(JANUARY, EXPIRY, plan="pro", extra_inbox_gb=298, extra_archive_gb=297),
        (("20.00", "596.00", "594.00"), "266.20", "1476.20"),
        ("cni-pro-2022", "cni-extra-inbox-2022", "cni-extra-archive-2022", "cni-pro-2022"),
    ),
    Example(
        "cni", "PRO does not grow beyond 300 GB (F6.11)",
        renewal(JANUARY, EXPIRY, plan="pro", extra_inbox_gb=299), "extra_inbox_beyond_limit", ("cni-pro-2022",),
    ),
    Example(
        "cni", "Base is free for members in the second version (F6.12)", renewal(FIRST_DAY, EXPIRY),
        (("0.00",), "0.00", "0.00"), ("cni-base-free-2024", "cni-base-2024"),
    ),
    Example(
        "cni", "5 GB more cost 20.00 a year in the second version (F6.13)",
        renewal(FIRST_DAY, EXPIRY, years=2, extra_inbox_gb=5),
        (("0.00", "40.00"), "8.80", "48.80"),
        ("cni-base-free-2024", "cni-extra-inbox-2024", "cni-base-2024"),
    ),
    Example(
        "cni", "from Base one changes to Avanzata (F6.14)", changed_to("avanzata", FIRST_DAY),
        (("20.00",), "4.40", "24.40", "plan_becomes", "inbox_becomes", "archive_grown"),
        ("cni-avanzata-2024", "cni-avanzata-2024", "cni-base-to-avanzata-2024", "cni-base-2024"),
    ),
    Example(
        "cni", "a sixth GB is too much in the second version (F6.13)",
        renewal(FIRST_DAY, EXPIRY, extra_inbox_gb=6), "extra_inbox_beyond_limit", ("cni-base-2024",),
    ),
    Example(
        "cni", "Avanzata costs 20.00 a year, as PRO did (F6.14)", purchase(FIRST_DAY, "avanzata"),
        (("20.00",), "4.40", "24.40", "activation"), ("cni-avanzata-2024", "cni-avanzata-2024"),
    ),
    Example(
        "cni", "Avanzata grows without limit at 4.00 a GB (F6.14)",
        renewal(FIRST_DAY, EXPIRY, plan="avanzata", extra_inbox_gb=500, extra_archive_gb=7),
        (("20.00", "2000.00", "28.00"), "450.56", "2498.56"),
        ("cni-avanzata-2024", "cni-extra-inbox-2024", "cni-extra-archive-2024", "cni-avanzata-2024"),
    ),
    Example(
        "cni", "PRO is no longer there (F6.14)", renewal(FIRST_DAY, EXPIRY, plan="pro"), "plan_withdrawn",
        ("cni-pro-replaced-2024",),
    ),
    Example(
        "cni", "who had it changes to Avanzata (F6.14)", changed_to("avanzata", FIRST_DAY, had="pro"),
        (("20.00",), "4.40", "24.40", "plan_becomes", "inbox_becomes", "archive_grown"),
        ("cni-avanzata-2024", "cni-pro-to-avanzata-2024", "cni-avanzata-2024"),
    ),
    Example(
        "cni", "Premium never was", renewal(LAST_DAY, EXPIRY, plan="premium"), "plan_not_sold",
        ("cni-premium-not-here-2022",),
    ),
    Example(
        "cni", "space has no price before the convention",
        more(date(2022, 1, 31), date(2022, 12, 31), extra_inbox_gb=1),
        "extra_inbox_not_offered", ("cni-extra-inbox-not-yet-2016",),
    ),
    Example(
        "cni", "a PEC and an e-mail remind of the expiry (F4.06)", notices(FIRST_DAY, date(2024, 12, 31)),
        [("2024-09-30", "pec_and_email")], ("cni-first-notice-2024",),
    ),
    Example(
        "cni", "so they do when the first notice moves (F4.03, F4.06)", notices(date(2025, 1, 1), date(2025, 12, 31)),
        [("2025-10-02", "pec_and_email")], ("cni-first-notice-2025",),
    ),
]  # fmt: skip

HALF_FULL = {"plan": "pro", "inbox_bytes": 2_500_000_000}

IMPERIA = [
    Example(
        "cni-imperia", "2.5 GB fit into the 3 GB of PRO as Imperia has it (F6.11)", state(-170, **HALF_FULL),
        ("active", True, True, True, True), ("imperia-pro-2022",),
    ),
    Example(
        "cni-imperia", "the price is the convention's", renewal(LAST_DAY, EXPIRY, plan="pro"),
        (("20.00",), "4.40", "24.40"), ("cni-pro-2022", "imperia-pro-2022"),
    ),
    Example(
        "cni-imperia", "Avanzata takes its place here too (F6.14)", renewal(FIRST_DAY, EXPIRY, plan="pro"),
        "plan_withdrawn", ("imperia-pro-replaced-2024",),
    ),
    Example(
        "cni", "they do not fit into the 2 GB of the circulars (F6.11)", state(-170, **HALF_FULL),
        ("active", False, False, True, True), ("cni-pro-2022",),
    ),
]  # fmt: skip

ARCHITECTS = [
    Example(
        "architetti-cnappc", "a mailbox costs 1.50 (F6.15)", renewal(date(2018, 3, 1), date(2018, 6, 30)),
        (("1.50",), "0.33", "1.83"), ("cnappc-standard-2016",),
    ),
    Example(
        "architetti-cnappc", "two years cost twice as much", renewal(date(2018, 3, 1), date(2018, 6, 30), years=2),
        (("3.00",), "0.66", "3.66"), ("cnappc-standard-2016",),
    ),
    Example(
        "architetti-treviso", "on the fifteenth day it is suspended, and can be renewed (F1.16)", state(15),
        ("expired", False, False, False, True), ("cnappc-grace-2016",),
    ),
    Example(
        "architetti-treviso", "on the sixteenth it is deleted (F1.16)", state(16),
        ("deleted", False, False, False, False), ("cnappc-grace-2016",),
    ),
    Example(
        "architetti-treviso", "on the sixteenth it can no longer be renewed (F1.16)",
        renewal(date(2018, 7, 16), date(2018, 6, 30)), "deleted", ("cnappc-grace-2016",),
    ),
    Example(
        "architetti-cnappc", "Potenza is told three months before (F4.04)",
        notices(date(2018, 1, 1), date(2018, 5, 31)), [("2018-02-28", "email")], ("cnappc-first-notice-2016",),
    ),
    Example(
        "architetti-treviso", "Treviso is told a month before (F4.05)",
        notices(date(2018, 1, 1), date(2018, 5, 31)), [("2018-04-30", "email")], ("treviso-first-notice-2016",),
    ),
    Example(
        "architetti-treviso", "Treviso pays the convention's price", renewal(date(2018, 3, 1), date(2018, 6, 30)),
        (("1.50",), "0.33", "1.83"), ("cnappc-standard-2016",),
    ),
    Example(
        "architetti-reggio-emilia", "members have their mailbox for nothing (F6.17)",
        renewal(date(2022, 3, 1), date(2022, 6, 30)), (("0.00",), "0.00", "0.00"), ("reggio-emilia-standard-2021",),
    ),
    Example(
        "architetti-reggio-emilia", "before the page nobody knows (F6.17)",
        renewal(date(2018, 3, 1), date(2018, 6, 30)), "price_not_stated", ("reggio-emilia-standard-unknown-2016",),
    ),
    Example(
        "architetti-reggio-emilia", "what more space costs them the page does not say (F6.17)",
        more(date(2022, 3, 1), date(2022, 6, 30), extra_inbox_gb=1), "price_not_stated",
        ("cnappc-extra-inbox-not-here-2016",),
    ),
    Example(
        "architetti-treviso", "Treviso has the convention's grace (F1.16)", state(16),
        ("deleted", False, False, False, False), ("cnappc-grace-2016",),
    ),
]  # fmt: skip

NOT_SOLD = tuple(f"soluzionipec-{plan}-not-here-2016" for plan in ("standard", "pro", "premium"))
"""The rows by which its list sells none of the public plans: so a deleted name is not bought again, either."""

RESELLERS = [
    Example(
        "soluzionipec", "the first invoice goes out seven days before the expiry (F4.12)",
        notices(date(2027, 3, 1), date(2027, 3, 30)), [("2026-12-30", "email"), ("2027-03-23", "email")],
        ("soluzionipec-first-invoice-2016",),
    ),
    Example(
        "tssconsulting", "a GB of inbox costs 9.50 a year (F6.18)",
        more(date(2025, 1, 2), date(2026, 1, 2), extra_inbox_gb=1),
        (("9.50",), "2.09", "11.59"), ("tss-extra-inbox-2016", "tss-standard-2016"),
    ),
    Example(
        "tssconsulting", "Standard grows up to 5 GB (F5.24)",
        more(date(2025, 1, 2), date(2026, 1, 2), extra_inbox_gb=4),
        (("38.00",), "8.36", "46.36"), ("tss-extra-inbox-2016", "tss-standard-2016"),
    ),
    Example(
        "tssconsulting", "Standard does not grow to 6 GB (F5.24)",
        more(date(2025, 1, 2), date(2026, 1, 2), extra_inbox_gb=5),
        "extra_inbox_beyond_limit", ("tss-standard-2016",),
    ),
    Example(
        "tssconsulting", "PEC+ has an archive of 3 GB that grows up to 10 (F5.25)",
        more(date(2025, 1, 2), date(2026, 1, 2), "pec-plus", extra_archive_gb=7),
        (("66.50",), "14.63", "81.13"), ("tss-extra-archive-2016", "tss-pec-plus-2016"),
    ),
    Example(
        "tssconsulting", "the archive of PEC+ does not grow to 11 GB (F5.25)",
        more(date(2025, 1, 2), date(2026, 1, 2), "pec-plus", extra_archive_gb=8),
        "extra_archive_beyond_limit", ("tss-pec-plus-2016",),
    ),
    *(
        Example(
            "tssconsulting", f"what {plan} costs is not written",
            renewal(date(2025, 1, 2), date(2025, 3, 1), plan=plan), "price_not_stated", (f"tss-{plan}-not-here-2016",),
        )
        for plan in ("standard", "pro", "premium", "pec-plus")
    ),
    Example(
        "soluzionipec", "after the expiry one reads, and receives nothing", state(1),
        ("expired", False, False, True, True), ("soluzionipec-grace-2016", "soluzionipec-last-day-of-grace"), soluzioni,
    ),
    Example(
        "soluzionipec", "on the eighty-ninth day it can be renewed (F2.05)", state(89),
        ("expired", False, False, True, True), ("soluzionipec-grace-2016", "soluzionipec-last-day-of-grace"), soluzioni,
    ),
    Example(
        "soluzionipec", "on the ninetieth it is deleted (F2.05)", state(90),
        ("deleted", False, False, False, False),
        ("soluzionipec-grace-2016", "soluzionipec-last-day-of-grace", *NOT_SOLD),
    ),
    Example(
        "soluzionipec", "on the thirtieth day no fee is due (F2.16)",
        renewal(date(2024, 7, 30), EXPIRY), (("25.00",), "5.50", "30.50"),
        ("own-standard", "soluzionipec-grace-2016", "soluzionipec-last-day-of-grace"), soluzioni,
    ),
    Example(
        "soluzionipec", "from the thirty-first 10.00 are due, once (F2.16)",
        renewal(date(2024, 7, 31), EXPIRY, years=2), (("50.00", "10.00"), "13.20", "73.20"),
        ("own-standard", "soluzionipec-grace-2016", "soluzionipec-last-day-of-grace", "soluzionipec-late-fee-2016"),
        soluzioni,
    ),
    Example(
        "soluzionipec", "on the ninetieth nothing is renewed at any price (F2.05)",
        renewal(date(2024, 9, 28), EXPIRY), "deleted",
        ("soluzionipec-grace-2016", "soluzionipec-last-day-of-grace"), soluzioni,
    ),
]  # fmt: skip

NO_PRICES = [
    Example(
        book, f"{prefix}: what {plan} costs is not written", purchase(date(2025, 1, 2), plan), "price_not_stated",
        (f"{prefix}-{plan}-not-here-2016",),
    )
    for book, prefix, plans in (
        ("architetti-cnappc", "cnappc", ("pro", "premium")),
        ("medici-fnomceo", "fnomceo", ("standard", "pro", "premium")),
        ("partner", "partner", ("standard", "pro")),
        ("soluzionipec", "soluzionipec", ("standard", "pro", "premium")),
    )
    for plan in plans
] + [
    Example(
        book, f"{prefix}: what a GB of {item} costs is not written",
        more(date(2025, 1, 2), date(2026, 1, 2), "pro", **{f"extra_{item}_gb": 1}), "price_not_stated",
        (f"{prefix}-extra-{item}-not-here-2016",),
    )
    for book, prefix, items in (
        ("architetti-cnappc", "cnappc", ("inbox", "archive")),
        ("medici-fnomceo", "fnomceo", ("inbox", "archive")),
        ("partner", "partner", ("inbox", "archive")),
        ("soluzionipec", "soluzionipec", ("inbox", "archive")),
    )
    for item in items
]  # fmt: skip

OTHERS = [
    *(
        Example(
            "ordine-ingegneri-roma", f"{method} pays nothing in the members' area (R2.6, R2.17)",
            more(date(2017, 2, 1), date(2017, 6, 30), extra_inbox_gb=1, method=method), "method_unknown",
            (f"roma-no-{method.replace('_', '-')}-2016",),
        )
        for method in ("bank_transfer", "masterpass", "paypal", "postal_slip", "prefilled_slip")
    ),
    *(
        Example(
            "ordine-ingegneri-roma", f"{plan} is not sold in the members' area", purchase(date(2025, 1, 2), plan),
            "plan_not_sold", (f"roma-{plan}-not-here-2016",),
        )
        for plan in ("standard", "pro", "premium")
    ),
    Example(
        "ordine-ingegneri-roma", "nor is a GB of archive",
        more(date(2025, 1, 2), date(2026, 1, 2), "pro", extra_archive_gb=1),
        "extra_archive_not_offered", ("roma-extra-archive-not-here-2016",),
    ),
    Example(
        "partner", "Premium is no plan of partners (R3.3)", purchase(date(2025, 1, 2), "premium"), "plan_withdrawn",
        ("partner-no-premium-2016",),
    ),
    Example(
        "medici-fnomceo", "on the expiry day the mailbox works (F1.17)", state(0),
        ("expiring", True, True, True, True), ("fnomceo-extra-inbox-not-here-2016", "fnomceo-standard-not-here-2016"),
    ),
    Example(
        "medici-fnomceo", "on the day after it does nothing any more (F1.17)", state(1),
        ("expired", False, False, False, False), ("fnomceo-no-rights-2016",),
    ),
    Example(
        "medici-fnomceo", "whoever renews early loses no day (F3.04)", renewed(date(2024, 1, 2), EXPIRY),
        "2025-06-30", ("fnomceo-standard-not-here-2016",),
    ),
    Example(
        "medici-fnomceo", "on the day after no renewal is registered any more (F1.17)",
        renewed(date(2024, 7, 1), EXPIRY), "grace_over", ("fnomceo-no-rights-2016",),
    ),
    Example(
        "ordine-ingegneri-roma", "a GB costs 2.50 a year (R2.19)",
        more(date(2016, 3, 30), date(2017, 3, 30), extra_inbox_gb=1), (("2.50",), "0.55", "3.05"),
        ("roma-extra-inbox-2016", "roma-extra-inbox-share-2016"),
    ),
    Example(
        "ordine-ingegneri-roma", "what conservazione costs is not written (R2.9)",
        more(date(2016, 3, 30), date(2017, 3, 30), conservazione=True), "price_not_stated",
        ("roma-conservazione-share-2016",),
    ),
    Example(
        "ordine-ingegneri-roma", "the first notice goes out 90 days before (R2.23)",
        notices(date(2022, 1, 1), date(2022, 5, 31)), [("2022-03-02", "email")], ("roma-first-notice-2016",),
    ),
    Example(
        "ordine-ingegneri-roma", "all data but names and tax code may change (R2.4)", data(date(2016, 6, 1)),
        ("name", "surname", "tax_code"),
        ("roma-field-name-2016", "roma-field-other-2016", "roma-field-surname-2016", "roma-field-tax-code-2016"),
    ),
    Example(
        "cni", "name and tax code may not be changed (F9.12)", data(date(2024, 6, 1)), ("name", "surname", "tax_code"),
        ("cni-field-name-2024", "cni-field-tax-code-2024"),
    ),
]  # fmt: skip

EXAMPLES = [*TORINO, *CNI, *IMPERIA, *ARCHITECTS, *RESELLERS, *NO_PRICES, *OTHERS]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.book}: {example.fact}")
def test_a_documented_figure(example):
    """The answer is the source's; the rows of books behind it are these and no others, each cited with its layer."""
    rules = example.rules()
    answer = example.ask(rules)
    assert example.answer == told(answer)
    cited = [rules.cite(ref) for ref in answer.because]
    assert sorted(example.rows) == sorted(cite.row.id for cite in cited if cite.layer not in {"law", "retail"})


@pytest.mark.parametrize("book", OVERLAYS)
def test_no_row_of_a_book_is_dead(book):
    """Some example rests on it, but for prices whose plan has ended as well."""
    named = {ref for each in EXAMPLES for ref in each.ask(each.rules()).because}
    own = {entry.row.ref for entry in shipped(book).entries if entry.layer == book}
    assert {ref for ref in UNREACHED if ref.startswith(f"pricing/{book}-")} == own - named


# -- the books as such ------------------------------------------------------------------------------------------------


FIRST_DAYS = {
    "architetti-cnappc": ["2016-01-01"],
    "architetti-reggio-emilia": ["2016-01-01", "2021-05-01"],
    "architetti-torino": ["2016-01-01", "2018-05-17", "2021-01-01"],
    "architetti-treviso": ["2016-01-01"],
    "cni": ["2016-01-01", "2022-02-01", "2024-04-18", "2025-01-01"],
    "cni-imperia": ["2022-02-01", "2024-04-18"],
    "medici-fnomceo": ["2016-01-01"],
    "ordine-ingegneri-roma": ["2016-01-01", "2016-03-30"],
    "partner": ["2016-01-01"],
    "soluzionipec": ["2016-01-01"],
    "tssconsulting": ["2016-01-01"],
}
"""The days on which rows of a book begin: those its sources give, and the first days of eras."""


class TestTheBooks:
    """What all books have in common."""

    def test_they_are_listed(self):
        """These are the books there are, the public list first."""
        assert list(CHAINS) == list(books())

    def test_they_are_sound(self):
        """Nothing is wrong with any."""
        assert () == check_rules()

    @pytest.mark.parametrize("book", books())
    def test_the_layers(self, book):
        """A book lies over what it extends, and that over what it extends itself."""
        assert CHAINS[book] == list(dict.fromkeys(entry.layer for entry in shipped(book).entries))

    @pytest.mark.parametrize("book", OVERLAYS)
    def test_every_row_cites_a_rule_or_fact(self, book):
        """Each clause begins with the numbers of the rules or facts it rests on."""
        clauses = [entry.row.clause for entry in shipped(book).entries if entry.layer == book]
        assert clauses
        assert [] == [clause for clause in clauses if not re.match(r"[RF]\d+\.\d+", clause)]

    @pytest.mark.parametrize("book", OVERLAYS)
    def test_the_first_days(self, book):
        """Nothing begins on a day that neither a source nor an era gives."""
        rows = [entry.row for entry in shipped(book).entries if entry.layer == book]
        assert FIRST_DAYS[book] == sorted({str(row.since) for row in rows if isinstance(row, Row)})

    def test_ids_are_unique_through_all_books(self):
        """A row named anywhere is one row, whichever book is asked."""
        layers: dict[str, set[str]] = {}
        for rules in every_book():
            for entry in rules.entries:
                layers.setdefault(entry.row.ref, set()).add(entry.layer)
        assert [] == [ref for ref, found in layers.items() if len(found) > 1]

    def test_no_figure_of_a_book_is_assumed(self):
        """What no source gives is not there."""
        rows = [
            entry.row for book in OVERLAYS for entry in shipped(book).entries if entry.layer not in {"law", "retail"}
        ]
        assert {"documented", "inferred"} == {row.certainty for row in rows if isinstance(row, Row)}

    @pytest.mark.parametrize("book", books())
    def test_what_is_ours_is_never_documented(self, book):
        """A row whose source is this project says that somebody else has not said it."""
        rows = [entry.row for entry in shipped(book).entries if isinstance(entry.row, Row)]
        assert [] == [row.ref for row in rows if (row.source, row.certainty) == ("pecrules-analysis", "documented")]

    @pytest.mark.parametrize("book", OVERLAYS)
    def test_whatever_a_book_does_not_speak_of_is_as_in_the_public_list(self, book):
        """On every day on which a row begins, each other key has the row it has in the public list."""
        rules, public = shipped(book), shipped("retail")
        spoken = {(entry.section, entry.row.key) for entry in rules.entries if of_a_book(entry)}
        for day in sorted({entry.row.since for entry in rules.entries if isinstance(entry.row, Row)}):
            for section, kind in SECTIONS.items():
                if issubclass(kind, Row):
                    found, known = (
                        {row.ref for row in each.on(day).rows(kind) if (section, row.key) not in spoken}
                        for each in (rules, public)
                    )
                    assert known == found

    @pytest.mark.parametrize("book", OVERLAYS)
    def test_no_price_is_borrowed(self, book):
        """Whatever a book charges stands in the book, or in one that it extends."""
        rules = shipped(book)
        for day in sorted({entry.row.since for entry in rules.entries if isinstance(entry.row, Row)}):
            assert "retail" not in {rules.cite(row.ref).layer for row in rules.on(day).rows(Price)}


def of_a_book(entry: Any) -> bool:
    """Whether a row is not of the public list."""
    return entry.layer not in {"law", "retail"} and isinstance(entry.row, Row)


# -- more than one answer ---------------------------------------------------------------------------------------------


class TestMore:
    """What takes more than one question."""

    @pytest.mark.parametrize(
        ("book", "plan", "inbox", "archive"),
        [
            ("retail", "standard", 1, 0),
            ("architetti-torino", "standard", None, None),
            ("cni", "standard", 5, 0),
            ("cni", "avanzata", None, None),
            ("tssconsulting", "standard", 4, 0),
            ("tssconsulting", "pec-plus", 0, 7),
        ],
    )
    def test_how_far_a_plan_grows(self, book, plan, inbox, archive):
        """Each book has limits of its own; ``None`` is none."""
        options = renewal_options(box(date(2025, 6, 30), plan=plan), rules=shipped(book), on=date(2025, 1, 2))
        assert (inbox, archive) == (options.extra_inbox_gb, options.extra_archive_gb)

    @pytest.mark.parametrize(
        ("book", "on", "plan", "space"),
        [
            ("architetti-torino", date(2018, 5, 17), "standard", (1, None, 0, None)),
            ("cni", LAST_DAY, "standard", (1, 6, 0, None)),
            ("cni", LAST_DAY, "pro", (2, 300, 3, 300)),
            ("cni", FIRST_DAY, "standard", (1, 6, 3, None)),
            ("cni", FIRST_DAY, "avanzata", (7, None, 7, None)),
            ("cni-imperia", LAST_DAY, "pro", (3, 300, 2, 300)),
            ("tssconsulting", date(2025, 1, 2), "standard", (1, 5, 0, None)),
            ("tssconsulting", date(2025, 1, 2), "pec-plus", (2, None, 3, 10)),
        ],
    )
    def test_the_space_of_a_plan(self, book, on, plan, space):
        """Inbox and the most of it, archive and the most of it, in GB; ``None`` for no limit or no growth."""
        row = shipped(book).on(on).row(Plan, "mailbox", plan)
        assert space == (row.inbox_gb, row.max_inbox_gb, row.archive_gb, row.max_archive_gb)

    def test_doctors_have_no_rights_in_grace(self):
        """F1.17: the mailbox stops working after the expiry; that it is deleted no source says."""
        row = shipped("medici-fnomceo").on(date(2025, 1, 2)).row(Grace, "mailbox")
        assert (90, False, False, False, False) == (
            row.grace_days, row.may_send, row.may_receive, row.may_read, row.may_renew
        )  # fmt: skip

    @pytest.mark.parametrize(("amount", "dropped"), [("7.32", ()), ("7.31", ("extra_inbox",))])
    def test_in_turin_the_credit_pays_what_was_added(self, amount, dropped):
        """F7.04: at the renewal a credit that is short ends what was added, and the mailbox renews."""
        rules, on = shipped("architetti-torino"), date(2018, 6, 1)
        quote = quote_renewal(box(date(2018, 6, 30), extra_inbox_gb=2), RenewalRequest(years=1), rules=rules, on=on)
        settled = settle(quote, Credit(amount=Decimal(amount)), rules=rules, on=on)
        assert dropped == settled.dropped
        assert "plan" in settled.kept

    @pytest.mark.parametrize("plan", ["standard", "pro", "pro-sms"])
    def test_partners_certify_their_own_plans(self, plan):
        """R3.3: Standard, PRO and PRO+SMS; what they cost no source says."""
        request = CertificationRequest(
            name="mario.rossi", domain="pec.it", plan=plan, holder_choice="new",
            holder=Holder(subject="natural_person"), renewal_type="tacit", years=1,
        )  # fmt: skip
        partner = Partner(email="p@partner.example", credit=Credit(kind="partner", amount=Decimal("500.00")))
        certificate = certify(partner, request, rules=shipped("partner"), on=date(2018, 3, 30))
        assert plan == certificate.mailbox.plan
        assert "credit_price_unknown" in {effect.code for effect in certificate.effects}

    def test_the_engineers_second_list_begins_with_the_notice(self):
        """F6.12: a year's GB costs 2.00 until 17 April 2024 and 4.00 from the day after."""
        asked = box(EXPIRY, extra_inbox_gb=1)
        quotes = [
            quote_renewal(asked, RenewalRequest(years=1), rules=shipped("cni"), on=on) for on in (LAST_DAY, FIRST_DAY)
        ]
        assert ["2.00", "4.00"] == [str(quote.net) for quote in quotes]

    def test_a_layer_may_lie_over_a_reseller(self):
        """Whoever knows the price adds it; the fee for coming late stays the reseller's."""
        assert "own-list" == soluzioni().book
        layers = ["law", "retail", "soluzionipec", "own-list"]
        assert layers == list(dict.fromkeys(entry.layer for entry in soluzioni().entries))
