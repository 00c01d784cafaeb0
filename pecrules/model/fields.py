"""What an attribute may be, and what makes a request one."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs


@attrs.frozen
class Request:
    """Whatever can be asked for, or can happen; a refusal may propose another one."""


def exactly(*types: type) -> Any:
    """A validator that takes these very types: ``True`` is no number here, and a moment is no day."""

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if value.__class__ not in types:
            wanted = " or ".join("None" if kind is type(None) else kind.__name__ for kind in types)
            raise TypeError(f"{attribute.name} wants {wanted}, not {value!r}")

    return check


def one_of(*words: str) -> Any:
    """A validator that takes these words alone."""

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if value not in words:
            raise ValueError(f"{attribute.name} wants one of {', '.join(words)}, not {value!r}")

    return check


TEXT: Final = exactly(str)
TEXT_OR_NONE: Final = exactly(str, type(None))
WHOLE: Final = exactly(int)
WHOLE_OR_NONE: Final = exactly(int, type(None))
FLAG: Final = exactly(bool)
DAY: Final = exactly(date)
DAY_OR_NONE: Final = exactly(date, type(None))
AMOUNT: Final = exactly(Decimal)
AMOUNT_OR_NONE: Final = exactly(Decimal, type(None))
WORDS: Final = attrs.validators.deep_iterable(TEXT, exactly(tuple))
