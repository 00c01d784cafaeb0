"""The places of a sentence and what fills them."""

from collections.abc import Mapping
from typing import Any


class _Counted(str):
    """A number that knows what is counted: ``{days:day|days}`` is ``1 day`` or ``2 days``."""

    __slots__ = ()

    def __format__(self, counted: str) -> str:
        one, is_counted, many = counted.partition("|")
        return f"{self!s} {one if self == '1' else many}" if is_counted else str.__format__(self, counted)


def fill(text: str, places: Mapping[str, Any]) -> str:
    """A sentence with its places filled; behind a number may stand what is counted, in the singular and the plural.

    >>> fill("after {days:day|days}", {"days": "1"}), fill("after {days:day|days}", {"days": "30"})
    ('after 1 day', 'after 30 days')
    """
    return text.format_map({name: _Counted(each) for name, each in places.items()} if "|" in text else places)
