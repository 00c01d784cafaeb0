"""Where mailboxes are looked at and orders made, by name; shared by all that take one. Table: ``channels.channels``."""

from pecrules.domain.refusing import Objection
from pecrules.rulebook.rows.channels import Channel
from pecrules.rulebook.ruleset import Snapshot


def channel_of(snapshot: Snapshot, name: str) -> Channel | Objection:
    """The row of a channel, or why there is none: ``channel_unknown``, ``channel_withdrawn``.

    Raises:
        NoRuleInForce: no channel has begun.
    """
    row = snapshot.get(Channel, name)
    if isinstance(row, Channel):
        return row
    channels = snapshot.rows(Channel)
    names = tuple(each.channel for each in channels)
    if row is None and not names:
        row = snapshot.find(Channel, name)
    if row is None:
        return Objection("channel_unknown", channels, name, names)
    return Objection("channel_withdrawn", (row,), name, names)
