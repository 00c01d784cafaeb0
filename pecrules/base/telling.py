"""How a formula is written: by itself as programs read it, for people in the words of whoever speaks to them.

A formula knows its parts, and gives them to a teller, one after the other; nobody takes apart what is written. ::

    str(formula)          # expiry + 90
    formula.rendered(words)   # scadenza + 90 giorni, if `words` is a teller that says so
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Protocol


class Renderable(Protocol):
    """What is written in somebody's words."""

    def rendered(self, by: "Teller") -> str:
        """The same, in these words."""
        ...


class Formula:
    """What is made of facts, as a number, a day or a change."""

    __slots__ = ()

    def rendered(self, by: "Teller") -> str:
        """The formula, in somebody's words."""
        raise NotImplementedError  # each kind says it


class Teller:
    """Who writes the parts of a formula: here as programs read them.

    Attributes:
        TIMES: Between the factors of a product.
        MINUS: Between a number and what is taken from it.
        OVER: Between a number and what it is divided by.
    """

    TIMES: ClassVar[str] = "*"
    MINUS: ClassVar[str] = " - "
    OVER: ClassVar[str] = " // "

    def fact(self, name: str) -> str:
        """A fact, by its name; ``on`` is the day of the question."""
        return name

    def product(self, times: int, factors: Sequence[str]) -> str:
        """Some factors, so many times; without any the number alone."""
        whole = self.TIMES.join(factors)
        if not factors or abs(times) != 1:
            return self.TIMES.join(filter(None, (str(times), whole)))
        return whole if times == 1 else f"-{whole}"

    def total(self, *parts: str) -> str:
        """What is added up; a part that begins with a minus is taken away.

        >>> Teller().total("a", "-2*b", "3")
        'a - 2*b + 3'
        """
        first, *rest = parts
        return first + "".join(f"{self.MINUS}{each[1:]}" if each[:1] == "-" else f" + {each}" for each in rest)

    def quotient(self, number: str, by: int) -> str:
        """The whole part of a division."""
        return f"({number}){self.OVER}{by}"

    def day(self, other: str, days: int) -> str:
        """A day so many days from another, at least one."""
        return self.total(other, str(days))

    def made(self, function: str, given: Sequence[Any]) -> str:
        """What the calendar makes of what it is given, formulas among it."""
        return f"{function}({', '.join(map(self.any, given))})"

    def apart(self, one: str, other: str, most: int) -> str:
        """Of two facts, how much greater one may be than the other."""
        return f"{one} - {other} <= {most}"

    def together(self, counts: Sequence[tuple[str, int]], most: int) -> str:
        """Of some facts, each so many times, how much they are together at most."""
        return f"{' + '.join(name if times == 1 else f'{times}*{name}' for name, times in counts)} <= {most}"

    def where(self, condition: str, what: str, most: int) -> str:
        """How much a number is at most where something is so.

        >>> Teller().where("promo", "years", 3)
        'promo: years <= 3'
        """
        return f"{condition}: {what} <= {most}"

    def amount(self, cents: str) -> str:
        """An amount of so many cents."""
        return f"{cents} cents"

    def span(self, days: str) -> str:
        """So many days."""
        return f"{days} days"

    def changed(self, kind: str, changes: Mapping[str, Any]) -> str:
        """What stands for all values of a class, with other facts."""
        said = ", ".join(f"{name}={self.any(value, repr)}" for name, value in changes.items())
        return f"<any {kind}{' with ' if said else ''}{said}>"

    def any(self, value: Any, written: Any = str) -> str:
        """A formula, or a value as it is written."""
        return value.rendered(self) if isinstance(value, Formula) else written(value)


PLAIN: Final = Teller()
"""Who writes formulas as programs read them."""
