"""Values as an analyst writes them in YAML, in one line."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final, cast

import attrs

from pecrules.model.fields import Request
from pecrules.model.mailboxes import Holder, Mailbox
from pecrules.model.orders import Credit, Order, Partner
from pecrules.parsing.plain import is_block, is_list
from pecrules.parsing.scalars import as_written
from pecrules.testing.scenarios.shapes import USUAL, head_of

_NOUNS: Final = (Request, Mailbox, Holder, Order, Credit, Partner)


def written(value: Any) -> str:
    """A value in one line; of a part of an answer the word that stands for it.

    >>> from datetime import date
    >>> written(date(2027, 3, 30)), written(Decimal("24.80")), written("08"), written(("a", None, True))
    ('2027-03-30', '"24.80"', '"08"', '[a, null, true]')
    """
    if isinstance(value, str):
        return as_written(value)
    if isinstance(value, Decimal):
        return f'"{value:f}"'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(written, cast("Sequence[Any]", value))) + "]"
    if isinstance(value, _NOUNS):
        return noun(value)
    kind = cast("Any", type(value))
    return written(getattr(value, head_of(kind))) if attrs.has(kind) else str(value)


def flow(value: Any) -> str:
    """Plain data in one line.

    >>> flow({"days": ["2027-03-30", {"gross": "12.08"}], "state": "active"})
    '{days: [2027-03-30, {gross: "12.08"}], state: active}'
    """
    if is_block(value):
        return "{" + ", ".join(f"{key}: {flow(part)}" for key, part in value.items()) + "}"
    return "[" + ", ".join(map(flow, value)) + "]" if is_list(value) else written(value)


def noun(value: Any) -> str:
    """A noun: what is otherwise than usual.

    >>> from datetime import date
    >>> noun(Mailbox(address="casella@pec.it", plan="standard", expiry=date(2027, 3, 30)))
    '{plan: standard, expiry: 2027-03-30}'
    """
    kind = cast("Any", type(value))
    usual = USUAL.get(kind.__name__, {})
    fields = {field.name: usual.get(field.name, field.default) for field in attrs.fields(kind)}
    said = {name: getattr(value, name) for name, without in fields.items() if getattr(value, name) != without}
    return "{" + ", ".join(f"{name}: {written(each)}" for name, each in said.items()) + "}"
