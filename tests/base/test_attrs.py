"""`pecrules.base.attrs`: classes that attrs makes only when more is asked of them than to hold values."""

import copy
import inspect
import pickle
import sys
from typing import ClassVar

import attrs as real
import pytest

from pecrules.base import attrs


def whole(_: object, attribute: object, value: object) -> None:
    if value.__class__ is not int:
        raise TypeError(f"{attribute.name} wants int, not {value!r}")


def declared(by):
    """The same classes, declared by one of the two."""

    @by.frozen
    class Base:
        """Nothing of its own."""

    @by.frozen(kw_only=True)
    class Box(Base):
        """A box."""

        LIMIT: ClassVar[int] = 3
        size: int = by.field(validator=whole, metadata={"sentence": "How large."})
        notes: dict = by.field(factory=dict, hash=False)
        _inner: str = "x"
        _made: list = by.field(factory=list, init=False, eq=False, repr=False)

        def doubled(self):
            return self.size * 2

    @by.frozen(slots=False)
    class Pair:
        first: int
        second: int = 2

    @by.frozen
    class Three(Pair):
        third: int = 3

    @by.frozen(eq=False, repr=False)
    class Bare:
        first: int

    return Base, Box, Pair, Three, Bare


@pytest.fixture(params=["made at once", "deferred"])
def ours(request, monkeypatch):
    """The classes that we declare; in a program that has not loaded attrs, too."""
    if request.param == "deferred":
        monkeypatch.delitem(sys.modules, "attr")
    return declared(attrs)


@pytest.fixture
def theirs():
    return declared(real)


CALLS = [
    (1, (), {"size": 1}),
    (1, (), {"size": 1, "notes": {"a": 1}, "inner": "y"}),
    (1, (1,), {}),
    (1, (), {}),
    (1, (), {"size": "1"}),
    (1, (), {"size": 1, "made": []}),
    (1, (), {"size": 1, "_inner": "y"}),
    (2, (1,), {}),
    (2, (1, 3), {}),
    (2, (1,), {"second": 4}),
    (2, (1,), {"first": 4}),
    (2, (1, 2, 3), {}),
    (3, (1, 2, 3), {}),
    (3, (1,), {"third": 3}),
    (3, (), {"third": 3}),
]


@pytest.mark.parametrize(("number", "args", "given"), CALLS)
def test_a_value_is_made_as_attrs_makes_it(ours, theirs, number, args, given):
    """The same values are taken, with the same defaults; the same are refused, in the same words."""
    assert told(theirs[number], args, given) == told(ours[number], args, given)


def told(kind, args, given):
    try:
        value = kind(*args, **given)
    except TypeError as error:
        return str(error).replace(kind.__qualname__, kind.__name__)
    return {each.name: getattr(value, each.name) for each in real.fields(kind)}, repr(value).rpartition(">.")[2]


def test_values_are_equal_by_their_fields(ours):
    """As are their hashes; a value of another class is another one."""
    _, _, pair, three, bare = ours
    assert pair(1) == pair(1, 2)
    assert hash(pair(1)) == hash(pair(1, 2))
    assert pair(1) != pair(2)
    assert pair(1) != three(1, 2, 3)
    assert bare(1) != bare(1)


def test_it_is_frozen(ours):
    """Nothing is set or taken away."""
    box = ours[1](size=1)
    with pytest.raises(real.exceptions.FrozenInstanceError):
        box.size = 2
    with pytest.raises(real.exceptions.FrozenInstanceError):
        del box.size
    assert (1, 2) == (box.size, box.doubled())


def test_it_has_slots_where_attrs_would_give_it_some(ours):
    """A value takes no more room than its fields."""
    assert not hasattr(ours[1](size=1), "__dict__")
    assert {"first": 1, "second": 2} == vars(ours[2](1))


@pytest.mark.parametrize("asked", [real.fields, inspect.signature, lambda kind: kind.__match_args__])
def test_what_attrs_knows_of_a_class_it_knows_of_ours(ours, theirs, asked):
    """Fields, arguments and the pattern of a match, before anything else is asked."""
    assert [str(each) for each in named(asked(theirs[2]))] == [str(each) for each in named(asked(ours[2]))]


def named(found):
    return [getattr(each, "name", each) for each in (found.parameters if hasattr(found, "parameters") else found)]


def test_it_can_be_changed_and_copied(ours):
    """``evolve`` and ``copy`` give another value of the very class."""
    box = ours[1](size=1)
    assert ours[1](size=2) == attrs.evolve(box, size=2)
    assert box == copy.copy(box)


@attrs.frozen
class Kept:
    """A class that a pickle finds again."""

    first: int


def test_it_can_be_pickled():
    """What comes back is equal."""
    assert Kept(1) == pickle.loads(pickle.dumps(Kept(1)))


def test_what_it_declares_can_be_read_without_attrs(ours):
    """Names, types, defaults and what a field says of itself."""
    fields = attrs.declared(ours[1])
    assert ["size", "notes", "_inner", "_made"] == list(fields)
    assert ("How large.", int, True) == (
        fields["size"].metadata["sentence"],
        fields["size"].type,
        fields["size"].is_required,
    )
    assert (False, "x", {}) == (fields["notes"].is_required, fields["_inner"].default, fields["_inner"].metadata)
    assert ["first", "second", "third"] == list(attrs.declared(ours[3]))


def test_many_values_are_worth_attrs(monkeypatch):
    """From so many values on, attrs makes the class whatever is asked of it."""
    monkeypatch.delitem(sys.modules, "attr")
    pair = declared(attrs)[2]
    first = pair.__init__
    made = [pair(number) for number in range(2000)]
    assert first is pair.__init__
    made.append(pair(2000))
    assert first is not pair.__init__
    assert [pair(number) for number in range(2001)] == made


def test_a_method_that_was_taken_before_is_the_same_after(ours):
    """Whoever holds one of a class that attrs has made since gets the answer of the one that attrs has made."""
    pair = ours[2]
    equal = vars(pair)["__eq__"]
    assert equal(pair(1), pair(1))
    assert equal(pair(1), pair(1))


def test_a_field_that_a_loop_cannot_follow_is_refused():
    """Who wants more of attrs declares the class with attrs."""
    with pytest.raises(TypeError, match="only attrs itself knows a field with converter"):
        attrs.field(converter=int)
