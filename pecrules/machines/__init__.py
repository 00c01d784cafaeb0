"""The two machines of ``lifecycle.transitions``, of mailboxes and of orders: what the words of their rows mean.

Which steps there are, in which order, from where to where, is data. ::

    terms      what is looked up in the tables
    cases      an event and whom it befalls; the step it takes; what comes of that
    guards     when a step is taken
    needs      what an event must bring
    effects    what a step makes of a mailbox or an order, and how that is told
    messages   who is told
"""
