"""The tests keep to laws of their own."""

import ast
from collections.abc import Iterator

import pytest

from pecrules.policies import MANIFEST
from tests.places import TESTS, syntax

pytestmark = pytest.mark.sources

FILES = sorted(TESTS.rglob("*.py"))
LOADING = {"load_rules", "check_rules", "edited", "shipped", "every_book", "variant", "menu_of", "Ruleset"}
"""What makes rules, or reads all of them."""

LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
AT_A_DRAW = {"composite", "st.composite"}
"""Decorators that call the function when something is drawn, and not where it stands."""


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What is done when a module is imported: not what its functions do, but their decorators and defaults."""
    if isinstance(node, LATER):
        values = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        values += [] if isinstance(node, ast.Lambda) else node.decorator_list
        for value in values:
            yield from at_import(value)
    else:
        yield node
        for part in ast.iter_child_nodes(node):
            yield from at_import(part)


def called(nodes: Iterator[ast.AST]) -> Iterator[tuple[str, int]]:
    """The last name of everything that is called, and the line."""
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node.func.id if isinstance(node.func, ast.Name) else node.func.attr, node.lineno


def in_its_body(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """What a function does when it is called."""
    if not any(ast.unparse(each) in AT_A_DRAW for each in function.decorator_list):
        for statement in function.body:
            yield from at_import(statement)


def loads_at_import(module: ast.Module) -> list[tuple[int, str]]:
    """The lines on which importing a module makes rules or asks a policy, be it through a function of its own."""
    forbidden = LOADING | MANIFEST.keys()
    functions = [node for node in module.body if isinstance(node, ast.FunctionDef)]
    calls = {each.name: {name for name, _ in called(in_its_body(each))} for each in functions}
    while more := {name for name, names in calls.items() if forbidden & names} - forbidden:
        forbidden |= more
    return sorted((line, name) for name, line in called(at_import(module)) if name in forbidden)


@pytest.mark.slow
def test_no_module_of_tests_makes_rules_when_it_is_imported() -> None:
    """Collecting the tests costs no table; who runs one test waits for its own."""
    assert len(FILES) > 1
    assert {} == {path.name: found for path in FILES if (found := loads_at_import(syntax(path)))}


@pytest.mark.parametrize(
    "text",
    [
        "RULES = load_rules()",
        "BOOKS = [pr.load_rules(book=book) for book in books()]",
        "QUOTE = quote_renewal(BOX, ASKED, rules=rules, on=DAY)",
        "class TestIt:\n    RULES = variant()",
        "def ask(rules=shipped()): ...",
        "def ask(*, rules=shipped()): ...",
        "EACH = lambda rules=shipped(): rules",
        "@given(mailboxes(shipped()))\ndef test_it(box): ...",
        "class TestIt:\n    @pytest.mark.parametrize('row', shipped().entries)\n    def test_it(self, row): ...",
        "def other():\n    return variant()\ndef under():\n    return other()\nRULES = under()",
    ],
)
def test_what_is_made_at_import_is_seen(text: str) -> None:
    """Wherever it stands, and behind a function too."""
    assert loads_at_import(ast.parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "def rules():\n    return shipped()",
        "RULES = st.deferred(lambda: st.sampled_from([shipped()]))",
        "def some():\n    return st.deferred(lambda: st.just(shipped()))\n@given(some())\ndef test_it(case): ...",
        "@st.composite\ndef boxes(draw):\n    return shipped()\n@given(boxes())\ndef test_it(box): ...",
        "CASE = Case(quote_renewal, shipped)",
    ],
)
def test_what_is_made_later_is_let_be(text: str) -> None:
    """What a function does, it does when it is called."""
    assert [] == loads_at_import(ast.parse(text))
