"""What a channel offers for a mailbox: what the words of the table ``channels`` mean.

Which commands, records and forms there are, in which order and under which names, is data. Here belongs when each of
them is there; what a command then does does not, that is the policy it leads to. The front door may import it; other
policies may not. ::

    available   the policy
    view        what is looked up in the tables
    context     a mailbox in a channel, the facts that count there, and what the channel calls things
    pages       what mailboxes of the same facts share
    commands    when a command is there
    records     what is shown
    forms       what is asked
"""
