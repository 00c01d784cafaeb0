"""A noun's fields as options: what the library knows of a mailbox or a request, the command line knows too."""

from collections.abc import Callable, Container, Mapping
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, Final, Literal, TypeVar, get_args, get_origin

import attrs
import click

from pecrules.cli.failures import Failure
from pecrules.cli.options import Amount, Day, Whole, Word
from pecrules.model.mailboxes import Holder, Subject
from pecrules.model.orders import Credit
from pecrules.present.catalogues import mark

F = TypeVar("F", bound=Callable[..., Any])

_PLAIN: Final[dict[Any, Any]] = {int: Whole(), date: Day(), Decimal: Amount(), str: str}
_NOT_TYPED: Final = (tuple, Credit)  # what only a document can say
_NEGATED: Final = {"accessible": "inaccessible", "method_valid": "method-invalid", "signed_in": "not-signed-in"}
"""A flag that is on by default -> the option that switches it off."""


@attrs.frozen
class Worked:
    """A default that the command works out; ``told`` is how its help describes it."""

    told: str


class Noun:
    """A class of ``model`` on the command line.

    Args:
        kind: The class.
        called: Field -> its option's name, where another noun of the same command has the field's own.
        usual: Field -> its value when nobody says it, for fields that the class wants.
        without: Fields that have no option.
    """

    def __init__(
        self,
        kind: type[Any],
        *,
        called: Mapping[str, str] | None = None,
        usual: Mapping[str, Any] | None = None,
        without: Container[str] = (),
    ) -> None:
        self.kind = kind
        self.usual = dict(usual or {})
        typed = {name: each for name, each in attrs.fields_dict(kind).items() if not _is_of(each.type, _NOT_TYPED)}
        names = dict(called or {})
        self._fields: dict[str, Any] = {names.get(name, name): typed[name] for name in typed if name not in without}

    @property
    def names(self) -> tuple[str, ...]:
        """The names that its options have as parameters."""
        return tuple(self._fields)

    def options(self, command: F) -> F:
        """The command with an option for each field."""
        for name, field in reversed(self._fields.items()):
            command = _option(name, field, self.usual)(command)
        return command

    def made(self, given: Mapping[str, Any], **fixed: Any) -> Any:
        """The noun made of the options; a field without one keeps its default, or is required."""
        said = {field.name: given[name] for name, field in self._fields.items() if given[name] is not None}
        for name, field in self._fields.items():
            if field.default is attrs.NOTHING and field.name not in said | self.usual:
                raise Failure(mark("the option `{found}` is missing"), found=_flag(name))
        if isinstance(said.get("holder"), str):
            said["holder"] = Holder(subject=said["holder"])
        return self.kind(**(self.usual | said | fixed))

    def silent(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The defaults used for fields without an option."""
        said = {field.name for name, field in self._fields.items() if given[name] is not None}
        return {name: value for name, value in self.usual.items() if name not in said}


def _option(name: str, field: Any, usual: Mapping[str, Any]) -> Callable[[F], F]:
    flag, kind, told = _flag(name), _bare(field.type), field.metadata["sentence"]
    if kind is bool:
        spelled = f"{flag}/--{_NEGATED[field.name]}" if field.default else flag
        return click.option(spelled, is_flag=True, default=None, help=told)
    if field.name in usual:
        value = usual[field.name]
        told += f"  [default: {value.told if isinstance(value, Worked) else value}]"
    elif field.default is attrs.NOTHING:
        told += "  [required]"  # but not to click: a document may say it instead
    return click.option(flag, type=_type(kind), help=told)


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _type(kind: Any) -> Any:
    if kind is Holder:
        return Word(get_args(Subject))
    return Word(get_args(kind)) if get_origin(kind) is Literal else _PLAIN[kind]


def _bare(kind: Any) -> Any:
    """A type without ``None``."""
    parts = [part for part in get_args(kind) if part is not type(None)] if isinstance(kind, UnionType) else [kind]
    return parts[0]


def _is_of(kind: Any, kinds: tuple[Any, ...]) -> bool:
    bare = _bare(kind)
    return bare in kinds or get_origin(bare) in kinds
