"""What several policies share, each fact once: states by the day, space, terms, charges, reasons.

Here belongs what two questions have in common and what a row makes of a mailbox, an order or a price. Here does not
belong the answer to any one question, nor words, JSON or files. Policies and those above may import it; it leans on the
rule book and the nouns. ::

    provenance      the rows an answer rests on
    answering       how every policy is asked
    refusing        what speaks against a request
    state_days      when time alone changes the state of a mailbox
    life            through which states a mailbox passes, on which days
    state_rights    what a mailbox may do in each state
    plans           which plans there are, and where they are sold
    new_plan        what another plan makes of space, messages and functions
    space           how much space a plan may have, and how much a GB is
    sale_terms      the terms on offer, what a term is made of, the prices of which day
    expiry          from when a term counts, and until when a first one lasts
    activation      how long an activation takes
    order_states    in which state an order is
    holders         whether two holders are the same
    charges         what an order costs
    payments        how it is paid and billed, and what paying brings about
    ordering        an order for a term: what it depends on, what speaks against it, what orders share
    renewal_order   the order of a renewal
    first_order     the order of a mailbox that is not there
"""
