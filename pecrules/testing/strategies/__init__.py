"""Hypothesis strategies for every noun that the policies take, made from the tables as they are.

Here belongs one strategy a noun, a request or a day; what is done with what they draw does not, that is beside. Tests
may import them, all from here.

Every strategy takes the rules to follow and, if none are given, the shipped ones, read at the first draw. A new plan,
way to pay, term, event or turning day in the tables is drawn at once; nothing has to be changed in a test. Nothing is
ever filtered: what is drawn is made right. All shrink towards the first plan of the tables, one year, nothing extra and
early days.

Any field can be given a strategy of its own::

    mailboxes(plan=st.just("standard"), promo=st.just(True))

``mailbox_days`` draws a mailbox together with a day that matters to it, ``lost_plan_days`` one whose plan is not to be
had then; ``questions`` draws what any policy may be asked, half of it answered with a yes, and ``renewals`` renewals
that are all accepted. ::

    menu       what the tables offer
    calendar   days
    nouns      holders, mailboxes, orders, events, credit, partners
    requests   what may be asked
    renewals   what is asked and accepted
    beside     what lies beside a question
    asking     questions for any policy
"""

from pecrules.testing.strategies.asking import Question, questions
from pecrules.testing.strategies.calendar import days
from pecrules.testing.strategies.nouns import (
    MailboxDay,
    credits,  # noqa: A004 - what it draws
    events,
    holders,
    lost_plan_days,
    mailbox_days,
    mailboxes,
    orders,
    partners,
)
from pecrules.testing.strategies.renewals import Renewal, renewals
from pecrules.testing.strategies.requests import (
    certification_requests,
    extra_space_requests,
    plan_change_requests,
    purchase_requests,
    renewal_requests,
    termination_requests,
)

__all__ = [
    "MailboxDay",
    "Question",
    "Renewal",
    "certification_requests",
    "credits",
    "days",
    "events",
    "extra_space_requests",
    "holders",
    "lost_plan_days",
    "mailbox_days",
    "mailboxes",
    "orders",
    "partners",
    "plan_change_requests",
    "purchase_requests",
    "questions",
    "renewal_requests",
    "renewals",
    "termination_requests",
]
