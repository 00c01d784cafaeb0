"""What every room stands on: errors and their messages, days, money, and where the shipped files lie.

Here belongs what knows neither tables nor mailboxes and would serve another business as well. Here does not belong
whatever reads a document, a row or a noun. Everybody may import it, and it imports nothing of ours. ::

    errors      the tree of what can go wrong, problems and their places
    messages    every sentence a problem can be told with
    reasons     the codes that fill them, and what each says
    places      where in a sentence something is put, and what is counted there
    dates       months and years from an anchor; the day in Rome
    garbage     a while in which nobody looks for any
    memo        what was worked out before, kept by value and within a bound
    money       cents and Decimals, rounded in one place
    telling     how a formula gives its parts to whoever writes it
    resources   where tables, schemas and catalogues lie
    version     which release this is
"""
