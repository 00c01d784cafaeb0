"""Write the pages of this folder that are made from the code: ``python docs/reference/make_pages.py``.

``tests/test_docs.py`` fails while a page is not what this would write.
"""

# ruff: noqa: INP001 - a script, no package

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import click

import pecrules
from pecrules.base.messages import GROUPS, MESSAGES
from pecrules.base.reasons import Words
from pecrules.cli import root
from pecrules.cli.asking import Question, question
from pecrules.cli.options import commands_of
from pecrules.fleet import schema
from pecrules.policies import MANIFEST, name_of
from pecrules.present import STATUSES
from pecrules.present.catalogues import say
from pecrules.present.codes import CERTAINTIES, DAYS, EFFECTS, PROBLEMS, REASONS, REMEDIES, REQUIREMENTS
from pecrules.rulebook.rows.page import markdown, ticked

HERE = Path(__file__).parent
MADE = "<!-- Made by make_pages.py: do not edit by hand. -->"
_PLACE = re.compile(r"(?<!\{)\{(\w+)(?::[^{}]+)?\}(?!\})")


def pages() -> dict[str, str]:
    """Every made page, by file name."""
    made = {
        "api.md": api(),
        "codes.md": codes(),
        "command-line.md": command_line(),
        "fleet.md": fleet(),
        "messages.md": messages(),
    }
    return {name: "\n".join([MADE, "", *lines, ""]) for name, lines in made.items()}


# -- names ------------------------------------------------------------------------------------------------------------

_SECTION = re.compile(r"^(?P<name>Args|Attributes|Raises|Returns|Source|Sources|Example):$")
_LISTED = {"Args", "Attributes", "Raises"}
_MODULE = re.compile(r"\b(?:\w+\.)+(?=\w)")


def api() -> list[str]:
    """Every public name: how it is called, and what it says of itself."""
    names = {name: getattr(pecrules, name) for name in pecrules.__all__ if not name.startswith("__")}
    policies = [names[name] for name in names if name in MANIFEST]
    functions = [each for each in names.values() if inspect.isfunction(each) and each not in policies]
    errors = [each for each in names.values() if inspect.isclass(each) and issubclass(each, Exception)]
    classes = [each for each in names.values() if inspect.isclass(each) and each not in errors]
    lines = [
        "# Names",
        "",
        "What `import pecrules as pr` gives, as each describes itself; `help(pr.quote_renewal)` says the same with an",
        "example. Fields of nouns and answers stand in [JSON](json.md), too. Other pages have testing, fleets and",
        "analysis: [strategies](../how-to/property-tests.md), [fleets](../explanation/fleet.md),",
        "[analysis](../explanation/analysis.md).",
    ]
    groups = {"Questions": policies, "Rules, receipts, JSON": functions, "Nouns and answers": classes, "Errors": errors}
    for title, members in groups.items():
        lines += ["", f"## {title}", *(line for each in members for line in _described(each))]
    return lines


def _described(thing: Any) -> Iterator[str]:
    """A name, how it is called, and its docstring without the example."""
    yield from ("", f"### `{thing.__name__}`", "")
    if inspect.isfunction(thing):
        yield from (f"`{thing.__name__}{_MODULE.sub('', str(inspect.signature(thing)).replace(chr(39), ''))}`", "")
    text = (inspect.getdoc(thing) or "").partition(">>> ")[0].partition("\n::\n")[0].rstrip()
    listed = False
    for line in text.replace("``", "`").replace("**", r"\*\*").splitlines():
        if section := _SECTION.match(line):
            listed = section["name"] in _LISTED
            yield from (f"*{section['name']}*", "")
        elif listed and line.startswith(" " * 4):
            yield line[4:] if line.startswith(" " * 8) else f"- {line.strip()}"
        else:
            yield line.strip()


# -- fleets -----------------------------------------------------------------------------------------------------------


def fleet() -> list[str]:
    """The columns that go in and come out of a fleet."""
    whole = schema()
    inputs = [
        (f"`{name}`", _type(said), _if_missing(said), said["description"]) for name, said in whole["inputs"].items()
    ]
    outputs = [
        (f"`{name}`", f"`{said['part']}`", _type(said), said["description"]) for name, said in whole["outputs"].items()
    ]
    events = [(f"`{name}`", _type(said), said["description"]) for name, said in whole["events"].items()]
    codes_of_rows = [(f"`{code}`", meaning) for code, meaning in whole["codes"].items()]
    return [
        "# Columns of a fleet",
        "",
        f"Version {whole['version']}. The same as data: `pecrules.fleet.schema()`; as an Arrow schema:",
        "`pecrules.fleet.arrow_schema()`. [What a fleet is](../explanation/fleet.md).",
        "",
        "## In",
        "",
        "A column that a frame does not have is as in a mailbox of which nobody says it. Where a notice is asked for,",
        "`address` has to be there; of it only what stands behind the last point counts.",
        "",
        *markdown(("column", "type", "where there is none", "what it is"), *inputs),
        "",
        "## Out",
        "",
        "Columns of one part are answered by one question to one policy.",
        "",
        *markdown(("column", "part", "type", "what it is"), *outputs),
        "",
        "## What happens",
        "",
        "The columns of `pecrules.fleet.events`, a row for each dated thing of `timeline`; as an Arrow schema:",
        "`pecrules.fleet.event_schema()`. Where a column is named as `key`, it stands in the place of `place`.",
        "",
        *markdown(("column", "type", "what it is"), *events),
        "",
        "## Why a row has no answer",
        "",
        "The code of the policy's [refusal](codes.md), or one of these:",
        "",
        *markdown(("code", "meaning"), *codes_of_rows),
    ]


def _type(said: Mapping[str, Any]) -> str:
    return f"{said['type']}, {said['unit']}" if "unit" in said else said["type"]


def _if_missing(said: Mapping[str, Any]) -> str:
    if said["required"]:
        return "has to be given"
    return f"`{str(said['default']).lower()}`" if "default" in said else "not known"


# -- messages and codes -----------------------------------------------------------------------------------------------


def messages() -> list[str]:
    """Every mistake and every doubt that can be told."""
    lines = [
        "# Mistakes and doubts, by code",
        "",
        "A code never changes its meaning and is never given to another mistake. Words in braces are filled in. Where",
        "a schema has an Italian sentence of its own for a place, that sentence is told instead of the general one, or",
        "below it where the general one says more.",
        "",
        "A code that begins with `PR` is a mistake: the rules are not loaded. One that begins with `PD` is a doubt:",
        "the row is sound, and probably not meant so. `pecrules check` reports it, and only `--strict` fails on it. A",
        "row for which it is meant says so, `accepted: [PD005]`, and in its `note` why.",
    ]
    for group, title in GROUPS.items():
        rows = [(code, message) for code, message in MESSAGES.items() if code.startswith(group)]
        cells = (
            (f"`{code}`", _both(message.text, message.help, "en"), _both(message.text, message.help, "it"))
            for code, message in rows
        )
        lines += ["", f"## {title}", "", *markdown(("code", "in English", "in Italian"), *cells)]
    return [*lines, *_reasons()]


def _reasons() -> Iterator[str]:
    """What fills places of messages by a code."""
    yield from (
        "",
        "## Codes within messages",
        "",
        "The arguments of a problem, `args` where it is JSON, hold what was found and, for these places, a code: the",
        "sentence of the code is put there, filled with the other arguments. No argument is a sentence of ours; only",
        "`said` quotes what the system or another program says, where there is no code for it.",
    )
    for place, codes, words in _coded():
        cells = (
            (f"`{code}`", _both(each.text, each.help, "en"), _both(each.text, each.help, "it"))
            for code, each in words.items()
        )
        yield from ("", f"### `{{{place}}}` of {', '.join(f'`{code}`' for code in codes)}", "")
        yield from markdown(("code", "in English", "in Italian"), *cells)


def _coded() -> Iterator[tuple[str, list[str], Words]]:
    """The places that codes fill: their names, the messages in which they stand, and the codes."""
    found: dict[tuple[str, int], tuple[str, list[str], Words]] = {}
    for code, message in MESSAGES.items():
        for place, words in message.words.items():
            found.setdefault((place, id(words)), (place, [], words))[1].append(code)
    yield from found.values()


def _both(text: str, advice: str, lang: str) -> str:
    """A sentence and, below it, its help."""
    return "<br>".join(filter(None, (_open(text, lang), advice and f"*{_open(advice, lang)}*")))


def _open(text: str, lang: str) -> str:
    """A sentence with its places still open."""
    return say(lang, text, **{name: f"{{{name}}}" for name in _PLACE.findall(text)})


def codes() -> list[str]:
    """Every code that an outcome may carry."""
    parts = (
        ("Refusals", "`Refusal.code`, `RenewalOptions.refused` and `Option.refused`: why not.", REASONS),
        (
            "Remedies",
            "`Refusal.remedies`, `RenewalOptions.remedies`, `AutomaticRenewal.to_change`: what would help.",
            REMEDIES,
        ),
        (
            "Effects",
            "`Effect.code`: what follows; `unit`, `least`, `most` and `value` say how much, how long, or what.",
            EFFECTS,
        ),
        (
            "Requirements",
            "`Quote.requires`, `Billing.missing`: what must be given before the order can be made.",
            REQUIREMENTS,
        ),
        ("Problems with data", "`Billing.problems`: what is wrong with what a holder gave.", PROBLEMS),
        ("Days", "`CalendarDay.what`; a `notice` is called by its label in `alerts.notices`.", DAYS),
        ("Certainties", "`Caveat.certainty` and `Citation.certainty`.", CERTAINTIES),
    )
    lines = [
        "# Codes of outcomes",
        "",
        "Stable words for programs, with the sentences that people see. The lists are closed, and typed as such in",
        "`pecrules.model.codes`: a type checker tells which code a `match` leaves out.",
    ]
    for title, meaning, words in parts:
        rows = ((f"`{code}`", text, _open(text, "it")) for code, text in sorted(words.items()))
        lines += ["", f"## {title}", "", meaning, "", *markdown(("code", "in English", "in Italian"), *rows)]
    return [*lines, "", "## Refusals over HTTP", "", "`pecrules.present.STATUSES`.", "", *_statuses()]


def _statuses() -> Iterator[str]:
    """The refusals of each status."""
    meanings = {
        402: "money is missing",
        403: "somebody else may do it",
        409: "what the mailbox or the order is speaks against it",
        422: "nobody is offered what was asked for, or it was asked for in a wrong way",
    }
    rows = [
        (f"{status}: {meaning}", ", ".join(f"`{code}`" for code in sorted(STATUSES) if STATUSES[code] == status))
        for status, meaning in meanings.items()
    ]
    return markdown(("status", "codes"), *rows)


# -- the command line -------------------------------------------------------------------------------------------------


def command_line() -> list[str]:
    """Every command and its options."""
    return [
        "# The command line",
        "",
        'It comes with the extra `cli`: `pip install "pecrules[cli]"`. `python -m pecrules` is the same program.',
        "",
        "Every command ends with 0 when all is well, 1 when it found something (mistakes, a refusal, an answer given",
        "under other rules), 2 when it could not run. The language is that of `--lang`, else of the first of `LC_ALL`,",
        "`LC_MESSAGES` and `LANG` that is set, else English. Only this part of the library reads a clock: where a day",
        "is left out, it is today in Rome, and the answer says so.",
        "",
        "Every policy has a command, and the same option says the same thing in all of them: `--plan` is the plan that",
        "the mailbox has. Where a request has a field of the same name, its option has `new` before it: `--new-plan`",
        "is the plan that is wanted.",
        *(line for name, each in _commands(root, "pecrules") for line in _command(name, each)),
        *_shared(),
    ]


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for inner, each in commands_of(command).items():
            yield from _commands(each, f"{name} {inner}")
    else:
        yield name, command


def _command(name: str, command: click.Command) -> Iterator[str]:
    arguments = [each.metavar or each.name or "" for each in command.params if isinstance(each, click.Argument)]
    options = [each for each in command.params if isinstance(each, click.Option)]
    yield from ("", f"## `{' '.join([name, *arguments])}`", "")
    yield from inspect.cleandoc(command.help or "").splitlines()
    if isinstance(command, Question):
        yield from _twin(command)
        options = [each for each in options if each.name not in _shared_names(command)]
    if options:
        yield from ("", *_options(options))


def _options(options: Iterable[click.Option]) -> Iterator[str]:
    rows = ((", ".join(_spelled(each)), _help(each)) for each in options)
    yield from markdown(("option", "what it says"), *rows)


def _shared() -> Iterator[str]:
    """The options that many commands have."""
    status = question("status")
    of_mailbox = [each for each in _given(status) if each.name in status.nouns["mailbox"].names]
    rest = [each for each in _given(status) if each not in of_mailbox]
    yield from ("", "## A mailbox", "", "Every command that asks about a mailbox has these options.", "")
    yield from (
        *_options(of_mailbox),
        "",
        "## A question",
        "",
        "Every command that asks has these.",
        "",
        *_options(rest),
    )


def _given(asking: Question) -> list[click.Option]:
    return [each for each in asking.params if isinstance(each, click.Option)]


def _shared_names(asking: Question) -> set[str]:
    """The names of options that stand in the sections for many commands."""
    of_mailbox = asking.nouns["mailbox"].names if "mailbox" in asking.nouns else ()
    return {each.name or "" for each in _given(question("status"))} - {*question("status").nouns["mailbox"].names} | {
        *of_mailbox
    }


def _twin(command: Question) -> Iterator[str]:
    """What the command asks in Python, what a document says, and what comes out."""
    policy, parts = command.policy, [each.name for each in attrs.fields(command.form)]
    subjects = [name for name in parts if name in command.subjects]
    rest = [name for name in parts if name not in subjects]
    listed = " or ".join(f"`{name}`" for name in subjects) + ("" if None not in policy.subject else ", or nobody")
    answers = ", ".join("`null`" if path is None else f"`{name_of(path)}`" for path in policy.outcomes)
    also = f"; {ticked(rest)}" if rest else ""
    yield from ("", f"In Python: `pecrules.{policy.name}`. Parts of a document: {listed}{also}. Answers: {answers}.")
    lists = ["[a mailbox](#a-mailbox)"] if "mailbox" in command.nouns else []
    yield from ("", f"Options: those of {' and '.join([*lists, '[a question](#a-question)'])}{_and_more(command)}")


def _and_more(asking: Question) -> str:
    return ", and:" if {each.name for each in _given(asking)} - _shared_names(asking) else "."


def _spelled(option: click.Option) -> Iterator[str]:
    value = "" if option.is_flag else f" {_metavar(option)}"
    yield from (f"`{name}{value}`" for name in (*option.opts, *option.secondary_opts))


def _metavar(option: click.Option) -> str:
    words = getattr(option.type, "words", ())
    return option.metavar or (f"[{'|'.join(words)}]" if words else option.type.name.upper())


def _help(option: click.Option) -> str:
    shown = f"  [default: {option.default}]" if option.show_default else ""
    return " ".join(f"{option.help}{shown}".split())


if __name__ == "__main__":
    for page, text in pages().items():
        (HERE / page).write_text(text, "utf-8", newline="\n")
