"""Why a command could not run, in one message; nothing a person types ends in a traceback."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from pecrules.base.errors import CalendarError, NoRuleInForce, nearest
from pecrules.base.resources import likely, why
from pecrules.base.signs import visible
from pecrules.model.codes import Language
from pecrules.present.catalogues import mark, say

if TYPE_CHECKING:
    from pecrules.base.problems import Problem
    from pecrules.present.problems import Wording
    from pecrules.present.reports import Texts


class Failure(Exception):  # noqa: N818 - it ends a command as a value would
    """A command could not run: a sentence and its help as they stand in the catalogues, and what fills them.

    A ``reason`` is a code of ``UNREAD``, as ``why`` tells it of an error of the system.
    """

    def __init__(self, sentence: str, help: str = "", near: str | None = None, **args: Any) -> None:  # noqa: A002
        super().__init__(sentence)
        self.sentence: str = sentence
        self.help: str = help
        self.near: str | None = near
        self.places: dict[str, Any] = args

    def wording(self, lang: Language) -> "Wording":
        """The failure in words."""
        from pecrules.base.reasons import UNREAD, Message, filled
        from pecrules.present.problems import Wording

        said = {name: str(value) for name, value in self.places.items()}
        message = Message(self.sentence, self.help, {"reason": UNREAD})
        places, advice = filled(message, said, partial(say, lang)), message.help_for(said)
        near = say(lang, "did you mean `{nearest}`?", nearest=self.near) if self.near else ""
        help_ = say(lang, advice, **places) if advice else ""
        return Wording(say(lang, self.sentence, **places), tuple(filter(None, (near, help_))))

    def message(self, lang: Language) -> str:
        """The failure as it stands on the terminal, without a last line break."""
        words, label = self.wording(lang), say(lang, "help")
        helps = (f"  = {label}: {visible(each)}" for each in words.helps)
        return "\n".join([f"pecrules: {visible(words.sentence)}", *helps])


class Mistakes(Failure):
    """A command could not run because of problems that the library has words for."""

    def __init__(self, problems: "Sequence[Problem]", texts: "Texts | None" = None) -> None:
        super().__init__(problems[0].code)
        self.problems: Sequence[Problem] = problems
        self.texts: Texts | dict[str, str] = texts or {}

    def message(self, lang: Language) -> str:
        """One problem without a place reads like any other failure; several, or one in a file, are a report."""
        from pecrules.present.reports import report

        if len(self.problems) > 1 or self.problems[0].location is not None:
            return report(self.problems, lang, texts=self.texts)
        return super().message(lang)

    def wording(self, lang: Language) -> "Wording":
        """The first problem in words."""
        from pecrules.present.problems import wording

        return wording(self.problems[0], lang)


def of_click(error: click.ClickException) -> Failure:
    """An error that click found in a command line, in our words where we have them."""
    if isinstance(error, click.NoSuchOption):
        known = _options(error.ctx)
        near = nearest(error.option_name, known)
        help_ = "" if near else mark("the options are: {allowed}")
        sentence = mark("there is no option `{found}`")
        return Failure(sentence, help_, near, found=error.option_name, allowed=", ".join(known))
    if isinstance(error, click.BadOptionUsage):
        wants = "requires" in error.message  # click tells it by no other sign
        sentence = mark("the option `{found}` wants a value") if wants else mark("the option `{found}` takes no value")
        return Failure(sentence, found=error.option_name)
    return Failure(mark("the command line is not understood: {said}"), said=error.format_message())


class Said(Failure):
    """A command could not run for what the library tells everybody in the same words."""

    def __init__(self, error: NoRuleInForce | CalendarError) -> None:
        super().__init__(str(error))
        self.error = error

    def wording(self, lang: Language) -> "Wording":
        """The error in words."""
        from pecrules.present.problems import missing

        return missing(self.error, lang)


def of_missing_zones() -> Failure:
    """Nobody knows which day it is in Rome."""
    return Failure(
        mark("this machine knows no time zones, so not which day it is in Rome"),
        mark("install the package tzdata, or say the day with --on"),
    )


def of_system(error: OSError) -> Failure:
    """An error of the operating system, as a file that cannot be read."""
    name = str(error.filename) if error.filename is not None else "-"
    near = likely(name) if isinstance(error, FileNotFoundError) else None
    return Failure(mark("`{file}` cannot be read: {reason}"), near=near, file=name, **why(error))


def of_bug(error: BaseException) -> Failure:
    """An unexpected exception: a bug of ours, with how to report it."""
    return Failure(
        mark("this is a mistake of pecrules itself: {said}"), mark("please report it"),
        said=f"{type(error).__name__}: {error}",
    )  # fmt: skip


def _options(ctx: click.Context | None) -> tuple[str, ...]:
    params: Iterable[click.Parameter] = ctx.command.get_params(ctx) if ctx is not None else ()
    return tuple(sorted(opt for param in params for opt in param.opts if opt.startswith("--")))
