"""What frozen values do alike is what attrs would have them do."""

import attrs
import pytest

from pecrules.base.values import Value


@attrs.frozen(eq=False, repr=False)
class Point(Value):
    """A value as ours are."""

    x: int
    y: object = attrs.field(default=(), hash=False)


@attrs.frozen(eq=False, repr=False)
class Further(Point):
    """One with a field more."""

    z: str = "far"


@attrs.frozen(eq=False, repr=False)
class Nothing(Value):
    """One without fields."""


def of_attrs(value):
    """The same value of a class that attrs makes whole."""
    fields = {each.name: attrs.field(hash=each.hash) for each in attrs.fields(type(value))}
    kind = attrs.make_class(type(value).__name__, fields, frozen=True)
    return kind(**attrs.asdict(value, recurse=False))


VALUES = [Point(1), Point(1, 2), Point(2, "a"), Further(1, 2), Further(1, 2, "near"), Nothing()]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_it_reads_as_attrs_writes_it(value):
    """``repr`` names the class and every field."""
    assert repr(of_attrs(value)) == repr(value)


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_it_equals_the_same_value_alone(value):
    """A copy is equal and has the same hash; a value of another class, or with another field, is not equal."""
    assert [value] == [each for each in VALUES if each == value]
    assert attrs.evolve(value) == value
    assert hash(attrs.evolve(value)) == hash(value)
    assert value != attrs.asdict(value)


def test_what_cannot_be_hashed_does_not_count_for_the_hash():
    """It counts for equality."""
    one, other = Point(1, [2]), Point(1, [3])
    assert hash(one) == hash(other)
    assert one != other


def test_a_class_in_a_function_is_called_by_its_name():
    """As attrs does, without the function."""

    @attrs.frozen(eq=False, repr=False)
    class Inner(Value):
        x: int

    assert "Inner(x=1)" == repr(Inner(1))
