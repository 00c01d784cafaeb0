"""What a policy answers: frozen values that say why.

Here belong answers and their parts, by subject; here does not belong how an answer is found or said. They lean on the
nouns beside them, and every room above may import them.

``because`` names the rows an answer rests on, as ``table/id``; ``caveats`` those among them that no source states
outright; ``stamp`` under which rules it was given. Amounts are Decimals with two decimals in EUR, net of VAT unless the
name says gross. ``pecrules.to_json`` writes any of them, ``pecrules.from_json`` reads it back. ::

    common      what answers are made of: Stamp, Caveat, Effect
    messages    Message: what goes out
    refusals    Refusal
    quotes      Quote
    options     RenewalOptions
    offers      Offers, RequestOptions, PossibleEvents
    orders      Settlement, AutomaticRenewal, Certificate
    billing     Billing
    states      Status, Transition, Termination, LogAvailability
    calendars   Calendar
    channels    Actions
    answers     any of them, for whoever takes all: it is imported where somebody asks for it

Nothing is gathered here: a class costs time when it is made, and a program that quotes renewals needs few of them. An
answer keeps its fields in its dict: to set a slot of a frozen value takes twice as long.
"""
