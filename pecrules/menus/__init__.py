"""What a channel offers for a mailbox: what the words of the table ``channels`` mean.

Which commands, records and forms there are, in which order and under which names, is data. ::

    terms      what is looked up in the tables
    asking     a mailbox in a channel, and what the channel calls things
    commands   when a command is there
    records    what is shown
    forms      what is asked
"""
