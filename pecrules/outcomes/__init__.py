"""What a policy answers: frozen values that say why.

``because`` names the rows an answer rests on, as ``table/id``; ``caveats`` those among them that no source states
outright; ``stamp`` under which rules it was given. Amounts are Decimals with two decimals in EUR, net of VAT unless the
name says gross. ``pecrules.to_json`` writes any of them, ``pecrules.from_json`` reads it back. ::

    parts       what answers are made of: Stamp, Caveat, Effect, Message
    refusals    Refusal
    quotes      Quote, RenewalOptions
    orders      Settlement, AutomaticRenewal, Certificate
    billing     Billing
    states      Status, Transition, Termination, LogAvailability
    calendars   Calendar
    menus       Actions

Nothing is gathered here: a class costs time when it is made, and a program that quotes renewals needs few of them.
"""
