"""A noun's fields as options: what the library knows of a mailbox or a request, the command line knows too.

An option is called as the field, in every command. What belongs to a holder or to a credit, wherever one stands, has
that before its name; what is said of who holds something, and how much credit there is, is said in ``--holder`` and
``--credit`` themselves. Where the subject of a command has a field of that name, the request's has ``new`` before it.
"""

from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, get_args, get_origin

import click

from pecrules.base.tuples import NamedTuple
from pecrules.base.values import NOTHING, fields
from pecrules.cli.failures import Failure, Mistakes
from pecrules.cli.options import Amount, Day, Whole, Word
from pecrules.model.fields import Unfit
from pecrules.present.catalogues import mark

if TYPE_CHECKING:
    from pecrules.rulebook.ruleset import Ruleset

F = TypeVar("F", bound=Callable[..., Any])

_PLAIN: Final[dict[Any, Any]] = {int: Whole(), date: Day(), Decimal: Amount(), str: str}
_NEGATED: Final = {"accessible": "inaccessible", "method_valid": "method-invalid", "signed_in": "not-signed-in"}
"""A flag that is on by default -> the option that switches it off."""

_FIRST: Final = {"Credit": ("credit", "amount"), "Holder": ("holder", "subject")}
"""Classes that are fields of others -> their prefix, and the field whose option is the prefix alone."""

_CALLED: Final = {"Event": {"name": "event"}}
"""Fields whose own name would say too little as an option -> the option's name."""

_USUAL: Final[dict[str, dict[str, Any]]] = {"Holder": {"subject": "natural_person"}}
"""The defaults of a class, wherever it stands."""


NAMESAKE: Final = mark("`{given}` says what the mailbox has now; what is asked for is said with `{found}`")


class DerivedDefault(NamedTuple):
    """A default that the command works out; ``description`` is how its help describes it."""

    description: str


class Option(NamedTuple):
    """One field as an option: the name of its parameter, the field's type, whether it is up, and what its help says."""

    name: str
    field: Any
    help: str

    @property
    def flag(self) -> str:
        """What is typed."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def section(self) -> str:
        """The section of the tables that lists its words; empty if none does."""
        return str(self.field.metadata["words"])

    def as_code(self, value: str, rules: "Ruleset") -> str:
        """What was written, as the code that is meant."""
        from pecrules.present.labels import code_of

        words, code = self._words(), code_of(value, self.section, rules)
        return words.taken(code, self.flag) if words else code

    def _words(self) -> Word | None:
        kind = _bare(self.field.type)
        return Word(get_args(kind), labels=bool(self.section)) if get_origin(kind) is Literal else None

    def added(self, command: F) -> F:
        """The command with it."""
        kind = _bare(self.field.type)
        if kind is bool:
            spelled = f"{self.flag}/--{_NEGATED[self.field.name]}" if self.field.default else self.flag
            return click.option(spelled, is_flag=True, default=None, help=self.help)(command)
        if get_origin(kind) is tuple:
            return click.option(self.flag, multiple=True, help=f"{self.help}  [one each time]")(command)
        type_ = self._words() or _PLAIN[kind]
        return click.option(self.flag, type=type_, help=self.help)(command)


class OptionGroup:
    """A class of ``model`` on the command line.

    Args:
        kind: The class.
        usual: Field -> its value when nobody says it.
        taken: The names that options of the same command have already.
        without: Fields that have no option.
        within: The field that it stands in, where it stands in another noun.
    """

    def __init__(
        self,
        kind: type[Any],
        *,
        usual: Mapping[str, Any] | None = None,
        taken: Container[str] = (),
        without: Container[str] = (),
        within: Any = None,
    ) -> None:
        self.kind: type[Any] = kind
        self.within: Any = within
        self.usual: dict[str, Any] = dict(_USUAL.get(kind.__name__, {}) if usual is None else usual)
        own = {each.name: each for each in fields(kind) if each.name not in without}
        self.parts: dict[str, OptionGroup] = {
            name: OptionGroup(inner, taken=taken, within=field)
            for name, field in own.items()
            if getattr(inner := _bare(field.type), "__name__", None) in _FIRST
        }
        self.own: dict[str, Option] = {
            name: Option(self._called(name, taken), field, self._help(field))
            for name, field in own.items()
            if name not in self.parts
        }

    @property
    def names(self) -> tuple[str, ...]:
        """The names that its options have as parameters."""
        return tuple(each.name for each in self.all())

    def all(self) -> Iterator[Option]:
        """Every option, in the order of the fields."""
        for field in fields(self.kind):
            if field.name in self.parts:
                yield from self.parts[field.name].all()
            elif field.name in self.own:
                yield self.own[field.name]

    def options(self, command: F) -> F:
        """The command with an option for each field."""
        for each in reversed(tuple(self.all())):
            command = each.added(command)
        return command

    def as_codes(self, given: Mapping[str, Any], rules: "Ruleset") -> dict[str, Any]:
        """What the options say, with codes where labels were given."""
        of_words = (each for each in self.all() if each.section and isinstance(given[each.name], str))
        return {each.name: each.as_code(given[each.name], rules) for each in of_words}

    def said(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of which something was said, with their values."""
        own = {name: given[each.name] for name, each in self.own.items() if given[each.name] not in (None, ())}
        return own | {name: part.made(given) for name, part in self.parts.items() if part.said(given)}

    def made(self, given: Mapping[str, Any], **usual: Any) -> Any:
        """The noun made of the options; a field without one keeps its default, or is required."""
        values = self.usual | usual | self.said(given)
        for field in fields(self.kind):
            name = field.name
            if field.default is NOTHING and name not in values:
                help_ = NAMESAKE if name in self.own and self.own[name] is self.wanted_instead(given) else ""
                sentence = mark("the option `{found}` is missing")
                raise Failure(sentence, help_, found=self.flag(name), given=f"--{name.replace('_', '-')}")
        try:
            return self.kind(**values)
        except Unfit as error:
            args = {"found": str(error.value), "key": self.flag(error.field), **error.expected}
            from pecrules.base.problems import Problem

            raise Mistakes([Problem("PR304", args=args)]) from None

    def defaults_used(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The defaults used for fields without an option."""
        said = self.said(given)
        return {name: value for name, value in self.usual.items() if name not in said}

    def flag(self, field: str) -> str:
        """The option of a field; of a field with several, the prefix alone."""
        if field in self.parts:
            part = self.parts[field]
            return part.flag(_FIRST[part.kind.__name__][1])
        return self.own[field].flag

    def _called(self, field: str, taken: Container[str]) -> str:
        """The name of a field's option."""
        name = _CALLED.get(self.kind.__name__, {}).get(field, field)
        if self.kind.__name__ in _FIRST:
            before, first = _FIRST[self.kind.__name__]
            before = before if self.within is None else self.within.name
            name = before if field == first else f"{before}_{name}"
        return f"new_{name}" if name in taken else name

    def _help(self, field: Any) -> str:
        """The help of an option; that of a prefix alone is the sentence of the whole."""
        if self.within is not None and field.name == _FIRST[self.kind.__name__][1]:
            field = self.within
        sentence = str(field.metadata["sentence"])
        if self.within is None and field.name in self.usual:
            value = self.usual[field.name]
            return f"{sentence}  [default: {value.description if isinstance(value, DerivedDefault) else value}]"
        return (
            f"{sentence}  [required]" if self._is_required(field) else sentence
        )  # but not to click: a document may say it

    def wanted_instead(self, given: Mapping[str, Any]) -> Option | None:
        """The option that was probably meant where its namesake of the subject was given, and it was not."""
        own = (each for name, each in self.own.items() if each.name != name and given[each.name] in {None, ()})
        return next((each for each in own if given.get(each.field.name) not in {None, ()}), None)

    def _is_required(self, field: Any) -> bool:
        around = self.within is None or self.within.default is NOTHING
        return around and field.default is NOTHING and field.name not in self.usual


def _bare(kind: Any) -> Any:
    """A type without ``None``."""
    parts = [part for part in get_args(kind) if part is not type(None)] if isinstance(kind, UnionType) else [kind]
    return parts[0]
