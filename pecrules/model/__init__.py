"""The nouns a caller brings: mailboxes, holders, orders, requests. Frozen values; units are in the attributes' words.

A wrong *type* is refused here with ``TypeError``: it is a mistake of the calling program. A wrong *value* (nine years,
a plan nobody sells) is a question, and the policies answer it. ::

    fields      what an attribute may be, and what makes a request one
    mailboxes   Mailbox, Holder
    orders      Order, Event, Credit, Partner
    renewals    RenewalRequest, PlanChangeRequest
    requests    what else can be asked for

Nothing is gathered here: a class costs time when it is made, and a program that quotes renewals needs few of them.
"""
