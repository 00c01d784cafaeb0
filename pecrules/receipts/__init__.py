"""Receipts: one JSON document that holds a question, its answer and every row behind it, and can be checked by itself.

Here belongs what writes a receipt, proves it and asks it again; how it is shown does not, that is ``present``. It
leans on the rule book and the JSON of ``model`` and fetches a policy by its name when it asks one. ``present``, the
front door and the command line may import it.

::

    text = receipt(quote, mailbox, request, rules=rules)    when the answer is given
    verify(text)                                            years later, with nothing but the text
    replay(text, load_rules())                              what the same question is answered now

The form is described by ``schemas/receipt.schema.json``. What ``verify`` does for format 1 is never changed: a receipt
that was good once stays good. ::

    questions   how each policy is asked, as data
    writing     receipt
    agreeing    whether what a receipt says agrees with itself
    verifying   verify
    replaying   replay
"""

from pecrules.receipts.replaying import Difference, Replay, RowChange, replay
from pecrules.receipts.verifying import NotVerified, Verified, verify
from pecrules.receipts.writing import FORMAT, receipt

__all__ = ["FORMAT", "Difference", "NotVerified", "Replay", "RowChange", "Verified", "receipt", "replay", "verify"]
