"""Every Python that is declared, with its optimisations or without, does the same."""

import ast
import re
import subprocess
import sys
import tomllib

import attrs
import click
import pytest

import pecrules
from pecrules.cli import root
from pecrules.cli.options import commands_of
from pecrules.model import mailboxes, orders, renewals, requests
from pecrules.model.fields import described, doc
from tests.places import TESTS, nodes

HOME = TESTS.parent / "pecrules"
MODULES = sorted(HOME.rglob("*.py"))
NOUNS = [
    value
    for module in (mailboxes, orders, renewals, requests)
    for value in vars(module).values()
    if isinstance(value, type) and value.__module__ == module.__name__
]


class TestFields:
    """What a field of a noun says of itself."""

    @pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
    def test_every_field_is_a_sentence(self, noun):
        """For everybody: without the marks of a docstring, and without what only programs know."""
        for field in attrs.fields(noun):
            sentence = field.metadata["sentence"]
            assert sentence[0].isupper(), field
            assert sentence.endswith("."), field
            assert "`" not in sentence, field
            assert "None" not in sentence, field

    @pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
    def test_words_are_those_of_a_section(self, noun):
        """A field that names the section of its words names one that there is."""
        sections = {entry.row.SECTION for entry in pecrules.load_rules().entries}
        assert {field.metadata["words"] for field in attrs.fields(noun)} - {""} <= sections

    @pytest.mark.skipif(sys.flags.optimize > 1, reason="-OO leaves no docstrings")
    def test_docstrings_go_on_with_the_fields(self):
        """What ``help`` shows of a class is what its fields say."""

        @described
        @attrs.frozen
        class Letter:
            """A letter."""

            kind: mailboxes.Kind = attrs.field(metadata=doc("What it is.", "``None`` never.", words="letters.kinds"))

        shown = [
            "A letter.",
            "",
            "Attributes:",
            "    kind: What it is. ``None`` never. One of ``mailbox``, ``domain``. Words of ``letters.kinds``.",
        ]
        assert shown == Letter.__doc__.splitlines()

    def test_without_docstrings(self):
        """Where Python leaves docstrings out, none is made up."""
        bare = attrs.make_class("Bare", {"kind": attrs.field(metadata=doc("What it is."))})
        bare.__doc__ = None
        assert described(bare).__doc__ is None


def names(module):
    """Every name and attribute that a module mentions."""
    mentioned = {node.id for node in nodes(module) if isinstance(node, ast.Name)}
    return mentioned | {node.attr for node in nodes(module) if isinstance(node, ast.Attribute)}


def asserted(module):
    """Every fact that a module asserts, as the tree of its expression."""
    return [node.test for node in nodes(module) if isinstance(node, ast.Assert)]


def is_named(tree):
    """Whether an expression is a name, or an attribute of one: looking at it does nothing."""
    return isinstance(tree, ast.Name) or (isinstance(tree, ast.Attribute) and is_named(tree.value))


def narrows(tree):
    """Whether an assertion only tells a type checker what a name is: ``is not None``, or ``isinstance``."""
    match tree:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return narrows(inner)
        case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return is_named(left)
        case ast.Call(func=ast.Name(id="isinstance"), args=[value, _]):
            return is_named(value)
    return False


class TestOptimised:
    """``python -O`` and ``python -OO``."""

    @pytest.mark.slow
    def test_no_assert_does_work(self):
        """What is asked only where assertions are read is asked of nobody: each only names a type."""
        assert [] == [
            (path.name, ast.unparse(fact)) for path in MODULES for fact in asserted(path) if not narrows(fact)
        ]

    @pytest.mark.parametrize(
        "fact", ["found.digest", "read()", "x == 1", "isinstance(read(), int)", "read().x is not None", "x is y"]
    )
    def test_what_does_work(self, fact):
        """A call, a value that is worked out, a fact about data."""
        assert not narrows(ast.parse(fact, mode="eval").body)

    def test_nothing_reads_docstrings_or_optimisation(self):
        """But what adds to docstrings, and schemas, which describe by it: no program needs what ``-OO`` takes away."""
        reading = {HOME / "model" / "fields.py", HOME / "model" / "schemas.py"}
        assert reading == {path for path in MODULES if names(path) & {"__doc__", "__debug__"}}

    @pytest.mark.slow
    def test_commands_say_the_same(self):
        """Every help, a quote, a timeline, a refusal and a mistake, byte by byte, without docstrings and assertions."""
        assert run_all() == run_all("-OO")


def commands(command, words=()):
    """The words of every command and of every group."""
    yield words
    if isinstance(command, click.Group):
        for name, inner in commands_of(command).items():
            yield from commands(inner, (*words, name))


ASKED = [
    *([*words, "--help"] for words in commands(root)),
    ["quote", "renewal", "--on", "2026-11-21"],
    ["quote", "purchase", "--on", "2026-11-21", "--years", "9"],
    ["timeline", "--on", "2026-11-21", "--json"],
    ["check", str(TESTS / "golden" / "mistakes.yaml")],
    ["status", "--expiry", "21/11/2026"],
]


def run_all(*flags):
    """The exit codes and everything that is printed of those commands, in an interpreter with some flags."""
    program = f"from pecrules.cli import run\nfor words in {ASKED!r}:\n    print(run(words), flush=True)"
    done = subprocess.run([sys.executable, *flags, "-c", program], capture_output=True, check=True)
    assert b"Traceback" not in done.stderr
    return done.stdout, done.stderr


def test_every_help_is_shown():
    """Whatever stands in it, it is shown, and the exit code is 0."""
    for words in list(commands(root)):
        assert 0 == pecrules.cli.run([*words, "--help"])


def test_the_lowest_versions_are_those_of_the_bounds():
    """What the tests are run with as the lowest is what pyproject.toml allows, but for engines of the gate `slow`."""
    project = tomllib.loads((TESTS.parent / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    apart = project["dependency-groups"]["engines"]
    wanted = [*project["project"]["dependencies"], *(each for extra in extras for each in extra if each not in apart)]
    bounds = {
        name.lower(): bound for name, bound in (re.match(r"([\w-]+)>=([\d.]+)", each).groups() for each in wanted)
    }
    text = (TESTS.parent / "requirements" / "lowest.txt").read_text("utf-8")
    pins = dict(re.findall(r"^([\w-]+)==([\d.]+)", text, re.MULTILINE))
    assert {name: bare(bound) for name, bound in bounds.items()} == {name: bare(pins[name]) for name in bounds}


def bare(version):
    """A version without the zeros at its end: 8.3.0 is 8.3."""
    return re.sub(r"(\.0)+$", "", version)
