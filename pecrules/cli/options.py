"""What may stand on the command line: words, whole numbers and days, and the options that commands share."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

import click

from pecrules.base import written
from pecrules.base.codes import ProblemCode
from pecrules.base.errors import nearest
from pecrules.cli.failures import Failure, Mistakes
from pecrules.cli.helping import Localized, LocalizedGroup
from pecrules.present.catalogues import LANGUAGES, mark

if TYPE_CHECKING:
    _Type = click.ParamType[Any]  # older releases of click know no parameter
else:
    _Type = click.ParamType

F = TypeVar("F", bound=Callable[..., Any])

Maker = Callable[[], click.Command]

COULD_NOT_RUN: Final = 2

_EUR: Final = r"(?a)-?(?:0|[1-9][0-9]{0,56})(?:\.[0-9]{1,2})?"
_SHARE: Final = r"(?a)([0-9]{1,6}(?:\.[0-9]{1,3})?) ?%?"


class Day(_Type):
    """A day, written as ``2026-11-21`` and not otherwise."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ARG002
        """Read it, or say how it is written."""
        return written.day_of(value) or _refuse("PR305", value, param, near=written.likely(value))


class Whole(_Type):
    """A whole number."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ARG002
        """Read it, or say what is wanted."""
        if isinstance(value, int) or re.fullmatch(written.WHOLE, value):
            return int(value)
        return _refuse("PR304", value, param, expected="integer")


class Amount(_Type):
    """An amount in EUR, with a point and at most two decimals."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:  # noqa: ARG002
        """Read it, or say what is wanted; a comma may have been meant as a point."""
        if re.fullmatch(_EUR, value):
            return Decimal(value)
        meant = value.replace(",", ".")
        near = meant if re.fullmatch(_EUR, meant) else None
        return _refuse("PR304", value, param, near=near, expected="amount")


class Percent(_Type):
    """A share in percent, with or without its sign."""

    name = "percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:  # noqa: ARG002
        """Read it, or say what is wanted."""
        found = re.fullmatch(_SHARE, value.replace(",", "."))
        return Decimal(found[1]) if found else _refuse("PR304", value, param, expected="number")


class Word(_Type):
    """One of some words.

    Args:
        words: The words.
        labels: Whether what people call them will do, too: whoever knows the rules then takes it back (``taken``).
    """

    name = "word"

    def __init__(self, words: Iterable[str], *, labels: bool = False) -> None:
        self.words: tuple[str, ...] = tuple(words)
        self.labels: bool = labels

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:  # noqa: ARG002
        """The words, for the help."""
        return f"[{'|'.join(self.words)}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        """The word itself, or a failure that lists those there are."""
        return str(value) if self.labels else self.taken(value, param.opts[0] if param is not None else "")

    def taken(self, value: str, flag: str) -> str:
        """The word itself, or a failure, of the option that is called so."""
        if value in self.words:
            return value
        return _refuse_of("PR306", value, flag, near=self.near(value), allowed=", ".join(self.words))

    def near(self, value: str) -> str | None:
        """The word that was probably meant."""
        return nearest(value, self.words)


class Command(Localized):
    """A command that says in our words what it cannot take."""

    allow_extra_args = True

    def invoke(self, ctx: click.Context) -> Any:
        """Run it, unless words are left over."""
        if ctx.args:
            raise Failure(mark("`{found}` is one word too many"), found=ctx.args[0])
        return super().invoke(ctx)


class Group(LocalizedGroup):
    """A group of commands; without one of them it shows its help.

    Args:
        lazily: Name of each command that is made only when it is wanted -> what makes it.
    """

    command_class: type[click.Command] | None = Command

    def __init__(
        self, *args: Any, lazily: Mapping[str, Callable[[], click.Command]] | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **{**more, "subcommand_metavar": "COMMAND [ARGS]..."})  # releases of click differ
        self.lazily: dict[str, Callable[[], click.Command]] = dict(lazily or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, none of which is made for that."""
        return sorted([*super().list_commands(ctx), *self.lazily])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them."""
        made = self.lazily.get(cmd_name)
        return super().get_command(ctx, cmd_name) if made is None else made()

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant, or the nearest one for the message."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            sentence, allowed = mark("there is no command `{found}`"), mark("the commands are: {allowed}")
            raise Failure(sentence, allowed, nearest(args[0], known), found=args[0], allowed=", ".join(known))
        return super().resolve_command(ctx, args)


def commands_of(group: click.Group) -> dict[str, click.Command]:
    """Every command of a group, by its name."""
    ctx = click.Context(group)
    found = ((name, group.get_command(ctx, name)) for name in group.list_commands(ctx))
    return {name: command for name, command in found if command is not None}


def without_command(ctx: click.Context) -> int:
    """What a group does by itself: without a command it shows which there are."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
    return COULD_NOT_RUN


def language_option(command: F) -> F:
    """``--lang``; what it says is read before anything else, so that mistakes are told in it too."""
    help_ = "Language of the output; otherwise the environment's."
    return click.option("--lang", type=Word(LANGUAGES), expose_value=False, help=help_)(command)


def on_option(command: F) -> F:
    """``--on``: the day that is asked about."""
    return click.option("--on", "on_", type=Day(), help="The day asked about.  [default: today in Rome]")(command)


def book_option(command: F) -> F:
    """``--book``, beside ``--rules``."""
    return click.option("--book", help="The price book.  [default: that of --rules, or retail]")(command)


def rules_option(command: F) -> F:
    """``--rules``: the tables that are asked."""
    help_ = "Tables of your own, laid over the shipped ones or whole."
    return click.option("--rules", "folder", metavar="DIR", help=help_)(command)


def json_option(help: str) -> Callable[[F], F]:  # noqa: A002
    """``--json``: alone it asks for JSON, with a file or ``-`` it also reads from there."""
    return click.option("--json", "json_", is_flag=False, flag_value="", metavar="[FILE|-]", help=help)


def _refuse(
    code: ProblemCode, value: str, param: click.Parameter | None, near: str | None = None, **args: str
) -> NoReturn:
    _refuse_of(code, value, param.opts[0] if param is not None else "", near, **args)


def _refuse_of(code: ProblemCode, value: str, key: str, near: str | None = None, **args: str) -> NoReturn:
    from pecrules.base.problems import Problem

    raise Mistakes([Problem(code, args={"found": value, "key": key, **args}, nearest=near)])
