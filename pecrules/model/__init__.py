"""The nouns a caller brings: mailboxes, holders, orders, requests. Frozen values; units are in the attributes' words.

Here belong what is asked, what is answered (``outcomes``) and how both are written as JSON; here does not belong
anything that looks into a table. It leans on ``base`` alone, and every room above may import it.

A wrong *type* is refused here with ``TypeError``: it is a mistake of the calling program. A wrong *value* (nine years,
a plan nobody sells) is a question, and the policies answer it. ::

    fields        what an attribute may be, and what makes a request one
    mailboxes     Mailbox, Holder
    orders        Order, Event, Credit, Partner
    renewals      RenewalRequest
    plan_changes  PlanChangeRequest
    requests      what else can be asked for
    codes         the words of the tables and of answers
    meanings      what some of them say by themselves
    outcomes      what policies answer
    changes       what other rules make of answers
    json          all of them as JSON, and back

Nothing is gathered here: a class costs time when it is made, and a program that quotes renewals needs few of them.
"""
