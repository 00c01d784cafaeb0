"""Pictures as SVG: the life of a mailbox, the machines of the tables, prices over time.

Here belong small functions from answers and rows to shapes; here does not belong a rule, or anything an answer would
depend on. The command line and pages may import them, they lean on words and names beside them.

A picture is text that needs nothing else: whole numbers for places, a title and a description for who cannot see it,
and never colour alone. ::

    shapes      an element, a text, a whole picture
    lives       what falls on the days of a mailbox
    machines    states and what leads from one to another
    prices      what things have cost, cost, and will
"""
