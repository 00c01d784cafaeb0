"""The two machines of ``lifecycle.transitions``, of mailboxes and of orders: what the words of their rows mean.

Which steps there are, in which order, from where to where, is data. Here belongs what an event makes of a mailbox or an
order; what a state is and how long it lasts does not, that is ``domain.life``. The front door and ``testing`` may
import it; other policies may not. ::

    advance         the policy
    view            what is looked up in the tables
    cases           an event and whom it befalls; the step it takes; what comes of that
    guards          when a step is taken
    requirements    what an event must bring
    effects         what a step makes of a mailbox or an order, and what an answer says of that
    notifications   who is notified
"""
