"""What an attribute may be, and what makes a request one."""

import reprlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Context, Decimal
from functools import cache
from operator import attrgetter
from typing import Any, Final, Literal, TypeVar, cast, get_args, get_origin

from pecrules.base import money
from pecrules.base.values import Attribute, fields, frozen
from pecrules.model.published import Published

C = TypeVar("C", bound=type)
T = TypeVar("T")


@frozen
class Request(Published):
    """Whatever can be asked for, or can happen; a refusal may propose another one."""


def doc(sentence: str, more: str = "", *, words: str = "") -> dict[str, str]:
    """What a field says of itself, as its ``metadata``: the one place where it is said.

    Args:
        sentence: What it is, for everybody; the command line shows it.
        more: What a program should know besides, as what ``None`` stands for.
        words: The section of the tables that lists its words.
    """
    return {"sentence": sentence, "more": more, "words": words}


class LookedUp:
    """What stands for many values at once: a fact of it is looked up when it is first read (``pecrules.analysis``)."""

    __slots__ = ()

    def changed(self, changes: Mapping[str, Any]) -> Any:
        """The same values but for some fields."""
        raise NotImplementedError  # what stands for many says it


def changed(value: T, changes: Mapping[str, Any]) -> T:
    """The same value but for some fields, whose values are known to be fit: nothing is looked at again."""
    kind: Any = type(value)
    if isinstance(value, LookedUp):
        return cast("T", value.changed(changes))
    copy: T = object.__new__(kind)
    read, setters = _slots(kind)
    if read is None:
        vars(copy).update(vars(value), **changes)
        return copy
    for put, given in zip(setters.values(), read(value)[1:], strict=True):
        put(copy, given)
    for name, given in changes.items():
        setters[name](copy, given)
    return copy


@cache
def _slots(kind: Any) -> tuple[Callable[[Any], tuple[Any, ...]] | None, dict[str, Callable[[Any, Any], None]]]:
    """What reads the fields of a class, and what sets them; nothing where they stand in the dict of each value."""
    if "__slots__" not in vars(kind):
        return None, {}
    names = [field.name for field in fields(kind)]
    return attrgetter("__class__", *names), {name: getattr(kind, name).__set__ for name in names}


def described(kind: C) -> C:
    """A class whose docstring goes on with what its fields say of themselves; without docstrings (``-OO``) as it is."""
    if kind.__doc__ is not None:
        kind.__doc__ = cast("str", _Doc(kind, kind.__doc__))
    return kind


class _Doc:
    """A docstring that is put together when somebody reads it."""

    def __init__(self, kind: type, begun: str) -> None:
        self._kind, self._begun = kind, begun

    def __get__(self, _: object, owner: type) -> str:
        import inspect

        lines = (f"    {each.name}: {_described(each)}" for each in fields(self._kind))
        return "\n".join((inspect.cleandoc(self._begun), "", "Attributes:", *lines))


def _described(field: "Attribute[Any]") -> str:
    said = field.metadata
    return " ".join(filter(None, (said["sentence"], said["more"], *_words(field))))


def _words(field: "Attribute[Any]") -> Iterator[str]:
    """Which words it takes."""
    if get_origin(field.type) is Literal:
        yield f"One of {', '.join(f'``{word}``' for word in get_args(field.type))}."
    if words := field.metadata["words"]:
        yield f"Words of ``{words}``."


class Unfit(ValueError):  # noqa: N818 - a value of the right class that no field of its kind takes
    """A value that is beyond the limits of its field, wherever it comes from.

    Attributes:
        field: The field.
        value: What was found.
        expected: What it takes, as arguments of a problem: a code of ``KINDS``, and what it needs.
    """

    def __init__(self, field: str, wanted: str, value: object, **more: str) -> None:
        super().__init__(field, wanted, value)
        self.field: str = field
        self.value: object = value
        self.expected: dict[str, str] = {"expected": wanted, **more}

    def __str__(self) -> str:
        from pecrules.base.reasons import KINDS, english

        wanted = english(KINDS[self.expected["expected"]].text, **self.expected)
        return f"{self.field} wants {wanted}, not {shown(self.value)}"


def shown(value: object) -> str:
    """A value as an error names it, however much of it there is: never more than a line, in signs that can be printed.

    >>> shown("x" * 100)
    "'xxxxxxxxxxxx...xxxxxxxxxxxxx'"
    """
    try:
        return reprlib.repr(value).encode("ascii", "backslashreplace").decode()
    except ValueError:  # Python writes no number of thousands of digits
        return f"<{type(value).__name__}>"


def exactly(*types: type) -> Any:
    """A validator that takes these very types: ``True`` is no number here, and a moment is no day."""

    def check(_: object, attribute: "Attribute[Any]", value: object) -> None:
        if value.__class__ not in types:
            raise _mistaken(attribute, value, types)

    return check


def _mistaken(attribute: "Attribute[Any]", value: object, types: tuple[type, ...]) -> TypeError:
    wanted = " or ".join("None" if kind is type(None) else kind.__name__ for kind in types)
    return TypeError(f"{attribute.name} wants {wanted}, not {shown(value)}")


def within(fits: Callable[[Any], bool], wanted: str, *types: type) -> Any:
    """A validator that takes values of these very types, if they are within the limits of their kind; or ``None``.

    Args:
        fits: Whether one is.
        wanted: What they are called, as a code of ``KINDS``.
        types: The types.
    """
    taken = frozenset({*types} - {type(None)})

    def check(_: object, attribute: "Attribute[Any]", value: Any) -> None:
        if value.__class__ in taken:
            if not fits(value):
                raise Unfit(attribute.name, wanted, value)
        elif value.__class__ not in types:
            raise _mistaken(attribute, value, types)

    return check


def one_of(*words: str) -> Any:
    """A validator that takes these words alone."""

    def check(_: object, attribute: "Attribute[Any]", value: object) -> None:
        if value not in words:
            raise Unfit(attribute.name, "one_of", value, allowed=", ".join(words))

    return check


def is_text(value: str) -> bool:
    """Whether a text can be written: half a pair of UTF-16 is no sign."""
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_count(value: int) -> bool:
    """Whether a whole number has no more digits than anything has that is counted."""
    return -_MOST < value < _MOST


def is_quantity(value: int) -> bool:
    """Whether there can be so many of something."""
    return 0 <= value < _MOST


def is_term(value: int) -> bool:
    """Whether something can have been paid for so many years."""
    return 0 < value < _MOST


def is_price(value: Decimal) -> bool:
    """Whether something can cost so much."""
    return is_amount(value) and value >= 0


def is_amount(value: Decimal) -> bool:
    """Whether an amount is a number, with no more digits than an amount has before and after the point."""
    if not value.is_finite():
        return False
    return not value or (value.adjusted() < AMOUNT_DIGITS and fraction_digits(value) <= AMOUNT_DIGITS)


def fraction_digits(value: Decimal) -> int:
    """How many digits an amount is written with after the point."""
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def plain_amount(value: Decimal) -> Decimal:
    """An amount as it is written: with two decimals if it has whole cents; whatever else is given as it is.

    >>> plain_amount(Decimal("1E+2")), plain_amount(Decimal("100.0000")), plain_amount(Decimal("0.0050"))
    (Decimal('100.00'), Decimal('100.00'), Decimal('0.005'))
    """
    if value.__class__ is not Decimal or not is_amount(value):
        return value  # a validator says what is wrong with it
    digits = value.normalize(_CONTEXT) or _NOTHING  # of two zeros the one without a sign
    return digits if fraction_digits(digits) > money.DECIMALS else digits.quantize(money.CENT, None, _CONTEXT)


COUNT_DIGITS: Final = 60
"""The most digits of a whole number that somebody gives."""

AMOUNT_DIGITS: Final = 200
"""The most digits of an amount before the point, and after it: room for every number of things at every price."""

_MOST: Final = 10**COUNT_DIGITS
_NOTHING: Final = Decimal(0)
_CONTEXT: Final = Context(prec=3 * AMOUNT_DIGITS)  # our own: the caller's may round
TEXT: Final = within(is_text, "writable_text", str)
TEXT_OR_NONE: Final = within(is_text, "writable_text", str, type(None))
WHOLE: Final = within(is_count, "count", int)
WHOLE_OR_NONE: Final = within(is_count, "count", int, type(None))
QUANTITY: Final = within(is_quantity, "quantity", int)
QUANTITY_OR_NONE: Final = within(is_quantity, "quantity", int, type(None))
TERM_OR_NONE: Final = within(is_term, "term", int, type(None))
FLAG: Final = exactly(bool)
DAY: Final = exactly(date)
DAY_OR_NONE: Final = exactly(date, type(None))
AMOUNT: Final = within(is_amount, "long_amount", Decimal)
PRICE: Final = within(is_price, "price", Decimal)
AMOUNT_OR_NONE: Final = within(is_amount, "long_amount", Decimal, type(None))
_TUPLE: Final = exactly(tuple)


def words(value: object, attribute: "Attribute[Any]", given: object) -> None:
    """A validator that takes a tuple of texts."""
    _TUPLE(value, attribute, given)
    for each in cast("tuple[object, ...]", given):
        TEXT(value, attribute, each)


SIGNED_IN: Final = doc("Whether the payer has signed in.")
KEEP_AUTOMATIC_OFF: Final = doc("The payer's wish that paying by card leaves automatic renewal off.")
METHOD: Final = doc("How it will be paid.", "``None`` when not chosen yet.", words="payments.methods")
EINVOICE_IDENTIFIER: Final = doc("The identifier for the electronic invoice, when already given.")
PAID_ON: Final = doc(
    "The day it will be paid, where that is another one and the prices of that day count (topic price_day).",
    "``None`` for the day of the order.",
)
