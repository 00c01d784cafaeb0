"""Messages that go out."""

from pecrules.base.values import frozen
from pecrules.model.codes import MessageAudience, MessageName, MessagePart, MessageWay
from pecrules.model.published import Published


@frozen(slots=False)
class Message(Published):
    """A message that goes out, as data: nobody has sent it yet.

    Attributes:
        message: Which, as ``order_confirmation`` (``lifecycle.messages``).
        audience: ``holder_reference``, ``partner`` or ``user``.
        address: Where it goes; ``None`` on a screen, or when the address is not known.
        sent_by: ``email`` or ``screen``.
        carries: What it must contain, as ``payment_instructions``.
        row: The row that says so.
    """

    message: MessageName
    audience: MessageAudience
    address: str | None
    sent_by: MessageWay
    carries: tuple[MessagePart, ...]
    row: str
