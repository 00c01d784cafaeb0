"""What a scenario expects of an answer, and where an answer is another: only what is named is looked at."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias, cast

from pecrules.base.problems import Path
from pecrules.base.tuples import NamedTuple
from pecrules.parsing.plain import is_block, is_list
from pecrules.testing.scenarios.shapes import Shape, fields_of, head_of
from pecrules.testing.scenarios.writing import written

_MOST: Final = 8
"""How many items of a list a message repeats."""


class Mismatch(NamedTuple):
    """A part of an answer that is not as expected.

    Attributes:
        path: The way to what is expected, within ``expect``.
        key: What it is called.
        expected: What is expected, as it is written.
        found: What there is, as one would write it.
        kind: ``other``; ``missing`` for what is not among the items, ``unwanted`` for what is.
    """

    path: Path
    key: str
    expected: str
    found: str
    kind: str = "other"


class Just(NamedTuple):
    """One value."""

    value: Any

    def fits(self, found: Any) -> bool:
        """Whether it is that value."""
        return bool(self.value == found)

    def mismatches(self, found: Any, path: Path) -> Iterator[Mismatch]:
        """What differs."""
        if not self.fits(found):
            yield Mismatch(path, _key(path), written(self.value), written_answer(found))


class Block(NamedTuple):
    """Some fields of a value; of one that is written as one word, the field for which that stands."""

    fields: tuple[tuple[str, "Expected"], ...]
    is_word: bool = False

    def fits(self, found: Any) -> bool:
        """Whether all of them are as expected."""
        return found is not None and all(wanted.fits(getattr(found, name)) for name, wanted in self.fields)

    def mismatches(self, found: Any, path: Path) -> Iterator[Mismatch]:
        """What differs, field by field."""
        if found is None:
            yield Mismatch(path, _key(path), written_expectation(self), written(None))
            return
        for name, wanted in self.fields:
            yield from wanted.mismatches(getattr(found, name), path if self.is_word else (*path, name))


class Whole(NamedTuple):
    """All items of a list, in their order."""

    items: "tuple[Expected, ...]"

    def fits(self, found: Any) -> bool:
        """Whether each is as expected, and there are no others."""
        pairs = zip(self.items, found, strict=False)
        return len(found) == len(self.items) and all(wanted.fits(each) for wanted, each in pairs)

    def mismatches(self, found: Any, path: Path) -> Iterator[Mismatch]:
        """What differs: item by item, or if there are more or fewer the list as a whole."""
        if len(found) != len(self.items):
            yield Mismatch(path, _key(path), written_expectation(self), written_answer(found))
            return
        for number, (wanted, each) in enumerate(zip(self.items, found, strict=True)):
            yield from wanted.mismatches(each, (*path, number))


class Some(NamedTuple):
    """Some items of a list, in whatever order, and some that are not in it."""

    having: "tuple[Expected, ...]"
    lacking: "tuple[Expected, ...]"

    def fits(self, found: Any) -> bool:
        """Whether all of the ones are there, and none of the others."""
        return not any(self.mismatches(found, ()))

    def mismatches(self, found: Any, path: Path) -> Iterator[Mismatch]:
        """What is missing, and what is there and should not."""
        for name, items, is_mismatch, kind in (
            ("with", self.having, False, "missing"),
            ("without", self.lacking, True, "unwanted"),
        ):
            for number, wanted in enumerate(items):
                if any(wanted.fits(each) for each in found) is is_mismatch:
                    place = (*path, name, number)
                    yield Mismatch(place, _key(path), written_expectation(wanted), written_answer(found), kind)


Expected: TypeAlias = Just | Block | Whole | Some
"""What is expected of a value."""


def expected_of(shape: Shape, plain: Any, request: Shape | None) -> Expected:
    """What is expected of a value of a shape, from what was written.

    Args:
        shape: What may be written.
        plain: What was.
        request: The shape of what is asked, for a request that a refusal proposes.
    """
    if shape.name == "list":
        return _of_list(shape.inner, plain, request)
    if plain is None:
        return Just(None)
    if shape.name == "request":
        return expected_of(request, plain, None) if request else Just(plain)
    if shape.name == "block":
        return _of_block(shape.inner, plain, request)
    read = _READ.get(shape.name)
    return Just(read(plain) if read else plain)


_READ: Final[Mapping[str, Any]] = {"day": date.fromisoformat, "amount": Decimal}


def _of_list(inner: Shape, plain: Any, request: Shape | None) -> Expected:
    if is_list(plain):
        return Whole(tuple(expected_of(inner, each, request) for each in plain))
    having, lacking = (
        tuple(expected_of(inner, each, request) for each in plain.get(name, ())) for name in ("with", "without")
    )
    return Some(having, lacking)


def _of_block(kind: Any, plain: Any, request: Shape | None) -> Expected:
    shapes = fields_of(kind)
    if is_block(plain):
        return Block(tuple((name, expected_of(shapes[name], value, request)) for name, value in plain.items()))
    head = head_of(kind)
    return Block(((head, expected_of(shapes[head], plain, request)),), is_word=True)


# -- as one writes it -------------------------------------------------------------------------------------------------


def _key(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "expect")


def written_answer(value: Any) -> str:
    """A part of an answer, of a long list the beginning."""
    return _several(cast("Any", value), written) if isinstance(value, tuple) else written(value)


def written_expectation(wanted: Expected) -> str:
    """What is expected, as it is written."""
    if isinstance(wanted, Just):
        return written(wanted.value)
    if isinstance(wanted, Whole):
        return _several(wanted.items, written_expectation)
    if isinstance(wanted, Some):
        return f"{{with: {_several(wanted.having, written_expectation)}}}"
    if wanted.is_word:
        return written_expectation(wanted.fields[0][1])
    return "{" + ", ".join(f"{name}: {written_expectation(each)}" for name, each in wanted.fields) + "}"


def _several(values: Sequence[Any], write: Any) -> str:
    shown = ", ".join(write(each) for each in values[:_MOST])
    more = len(values) - _MOST
    return f"[{shown}, ... {more}]" if more > 0 else f"[{shown}]"
