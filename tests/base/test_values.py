"""Frozen values are what attrs would make of them."""

import copy
import inspect
import pickle
import weakref
from typing import ClassVar, get_type_hints

import attrs
import pytest

from pecrules.base.values import NOTHING, Factory, Value, evolve, field, fields, frozen


def small(_, attribute, value):
    """A validator."""
    if value > 9:
        raise ValueError(attribute.name, value)


def positive(value: int) -> int:
    """A converter."""
    return abs(value)


def next_size(value):
    """What makes a default of the value."""
    return value.size + 1


def classes(frozen, field, factory, base, rest=()):
    """The same classes, as they are written for us and for attrs."""

    @frozen
    class Point(base):
        """Two fields by place; of two that are equal only what can be hashed counts for the hash."""

        KIND: ClassVar[str] = "point"
        x: int
        y: object = field(default=(), hash=False)

    @frozen
    class Further(Point):
        """One field more."""

        z: str = "far"

    @frozen(kw_only=True)
    class Named(base):
        """By name, with something of each kind."""

        size: int = field(validator=small, converter=positive, metadata={"sentence": "How large."})
        many: list[int] = field(factory=list)
        self_made: int = field(default=factory(next_size, takes_self=True))

    @frozen(slots=False)
    class Open(base):
        """Its fields stand in its dict."""

        kept: int
        _hidden: str | None = None

        @property
        def hidden(self):
            return self._hidden

    @frozen
    class Nothing(base):
        """One without fields."""

    return {each.__name__: each for each in (Point, Further, Named, Open, Nothing)}


OURS = classes(frozen, field, Factory, Value)
THEIRS = classes(attrs.frozen, attrs.field, attrs.Factory, object)
GIVEN = [
    ("Point", (1,), {}),
    ("Point", (1, 2), {}),
    ("Point", (), {"x": 2, "y": "a"}),
    ("Further", (1, 2), {}),
    ("Further", (1, 2, "near"), {}),
    ("Named", (), {"size": -3}),
    ("Named", (), {"size": 3, "many": [1], "self_made": 0}),
    ("Open", (1,), {}),
    ("Nothing", (), {}),
]
PAIRS = [(THEIRS[name](*by_place, **by_name), OURS[name](*by_place, **by_name)) for name, by_place, by_name in GIVEN]
each_pair = pytest.mark.parametrize(("theirs", "ours"), PAIRS, ids=[repr(ours) for _, ours in PAIRS])
each_class = pytest.mark.parametrize("name", OURS)
Point, Further, Named, Open = (OURS[name] for name in ("Point", "Further", "Named", "Open"))


@each_pair
def test_it_reads_as_attrs_writes_it(theirs, ours):
    """``repr`` names the class, without the function it stands in, and every field."""
    assert repr(theirs) == repr(ours)


@each_pair
def test_it_holds_the_same(theirs, ours):
    """Field by field, whatever was given, made or converted."""
    assert attrs.asdict(theirs) == attrs.asdict(ours)


@each_pair
def test_it_equals_the_same_value_alone(theirs, ours):
    """A copy is equal, however it is made; a value of another class, or with another field, is not."""
    copies = [evolve(ours), attrs.evolve(ours), copy.copy(ours), copy.deepcopy(ours), ours.__replace__()]
    assert [ours] == [each for _, each in PAIRS if each == ours]
    assert [ours] * 5 == copies
    assert ours != theirs


def test_what_cannot_be_hashed_does_not_count_for_the_hash():
    """It counts for equality."""
    one, other = Point(1, [2]), Point(1, [3])
    assert hash(one) == hash(other)
    assert one != other


@each_class
def test_it_is_made_in_the_same_way(name):
    """The same parameters with the same types, by place or by name, with the same defaults."""

    def parameters(kind):
        made = inspect.signature(kind).parameters.values()
        return [(each.name, each.kind, each.annotation, repr(each.default)) for each in made]

    assert parameters(THEIRS[name]) == parameters(OURS[name])
    assert get_type_hints(THEIRS[name].__init__) == get_type_hints(OURS[name].__init__)
    assert THEIRS[name].__init__.__qualname__ == OURS[name].__init__.__qualname__


@pytest.mark.parametrize("name", OURS)
def test_hints_are_those_of_the_fields(name):
    """Whoever reads the hints of a class, to learn what stands in it, finds nothing of how it was made."""
    assert get_type_hints(THEIRS[name]) == get_type_hints(OURS[name])


@each_class
def test_attrs_is_told_the_same_of_its_fields(name):
    """All that a field says of itself but for whether a class before had it."""

    def told(kind):
        said = ("name", "alias", "type", "kw_only", "metadata", "hash", "validator", "converter")
        return [[repr(each.default), *(getattr(each, word) for word in said)] for each in attrs.fields(kind)]

    assert attrs.has(OURS[name])
    assert told(THEIRS[name]) == told(OURS[name])
    assert THEIRS[name].__match_args__ == OURS[name].__match_args__


def test_factories_are_told_as_those_of_attrs():
    """Hypothesis and cattrs look for these."""
    made = {each.name: each.default for each in attrs.fields(Named)}
    assert attrs.Factory(list) == made["many"]
    assert made["self_made"].takes_self
    assert made["size"] is attrs.NOTHING
    assert "NOTHING" == repr(fields(Named)[0].default) == repr(NOTHING)


def test_what_is_no_class_of_values_has_no_fields():
    """The base alone is none, and attrs is told so."""
    assert not attrs.has(Value)


def test_a_class_that_attrs_makes_of_one():
    """It has the fields of both, for us as for attrs."""

    @attrs.frozen(eq=False, repr=False)
    class More(Further):
        w: int = 0

    assert ["x", "y", "z", "w"] == [each.name for each in fields(More)] == [each.name for each in attrs.fields(More)]
    assert More(1) != More(1, w=2)
    assert "More(x=1, y=(), z='far', w=2)" == repr(More(1, w=2))


@pytest.mark.parametrize("value", [Point(1), Open(1)], ids=repr)
def test_nothing_of_it_changes(value):
    """No field is set or deleted, and none is added."""
    for name in ("x", "kept", "other"):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(value, name, 2)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            delattr(value, name)


def test_a_value_that_is_not_fit():
    """The validator sees the field and what was made of the value."""
    with pytest.raises(ValueError, match=r"\('size', 10\)"):
        Named(size=-10)


@pytest.mark.parametrize("given", [{}, {"size": 1, "other": 2}])
def test_what_is_missing_or_unknown(given):
    """Python says so, with the words it has for a class of attrs."""
    with pytest.raises(TypeError) as theirs:
        THEIRS["Named"](**given)
    with pytest.raises(TypeError) as ours:
        Named(**given)
    assert str(theirs.value) == str(ours.value)


@frozen
class Stored(Value):
    """A value that can be found by its name."""

    x: int
    y: str = "y"


def test_it_is_stored_and_looked_at_from_afar():
    """It can be pickled, and held weakly."""
    value = Stored(1)
    assert value == pickle.loads(pickle.dumps(value))
    assert value is weakref.ref(value)()
    assert not hasattr(value, "__dict__")
