"""Where the folders of the checkout are, and what its modules say, for every test."""

import ast
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parent
ROOT = TESTS.parent


@cache
def syntax(path: Path) -> ast.Module:
    """A module of Python, parsed once for all tests of a process."""
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in a module, walked once for all tests of a process."""
    return tuple(ast.walk(syntax(path)))
