"""The drawing of the house, as data, and that every module keeps to it.

A room is a package directly under ``pecrules``. It leans only on rooms of lower floors. Late imports, inside functions,
count like any others.
"""

import ast
import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.places import ROOT, nodes, syntax

pytestmark = pytest.mark.sources

PACKAGE = ROOT / "pecrules"

FLOORS = (
    {"base"},
    {"parsing", "model"},
    {"rulebook"},
    {"domain", "receipts"},
    {"policies", "present", "analysis"},
    {"__init__", "testing", "fleet", "handbook"},
    {"cli"},
    {"__main__"},
)
"""The rooms, from the ground up."""

OPEN = {"pecrules.policies"}
"""What every room may read: the manifest, which is data and leans on nothing of ours."""

CLOCKED = {"pecrules.cli.clock"}
"""The modules that may ask what day it is."""

FLOATS = {"pecrules.base.errors": {0.6}}
"""Numbers with a binary fraction: only a likeness of words, which is no money."""

FORBIDDEN_TO_POLICIES = {"time", "os", "random", "json", "pathlib", "logging", "locale", "io", "sys", "secrets", "uuid"}
"""What a pure function has no use for."""

FORBIDDEN_ROOMS = {
    "pecrules.parsing",
    "pecrules.receipts",
    "pecrules.present",
    "pecrules.testing",
    "pecrules.cli",
    "pecrules.model.json",
    "pecrules.rulebook.checks",
    "pecrules.rulebook.folders",
    "pecrules.rulebook.live",
    "pecrules.rulebook.loading",
    "pecrules.rulebook.reading",
}
"""Nor has it any for what reads, writes, loads or speaks: rooms, or modules of rooms that it may lean on."""

GATHERERS = {
    "pecrules.policies.actions", "pecrules.policies.offers", "pecrules.policies.renewal_options",
    "pecrules.policies.request_options", "pecrules.policies.timeline",
}  # fmt: skip
"""Policies that may ask other policies."""

WRITTEN = {("pecrules", "globals()")}
"""Module-level state that is written after import: the front door keeps the names it has fetched."""

MUTATING = {"append", "extend", "insert", "remove", "pop", "popitem", "clear", "update", "setdefault", "add", "discard"}
CLOCKS = {"today", "now", "utcnow", "fromtimestamp", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"}


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def tree(module: str) -> ast.Module:
    return syntax(MODULES[module])


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def question(module: str) -> str:
    """The policy that a module belongs to: a file or a folder of ``policies``."""
    return ".".join(module.split(".")[:3])


@cache
def imports(module: str) -> frozenset[str]:
    """Everything that a module imports, wherever the line stands, by full name."""
    found: set[str] = set()
    for node in nodes(MODULES[module]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} line {node.lineno}: imports are written in full"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else str(node.module) for name in inner}
    return frozenset(found)


def own(module: str) -> list[str]:
    return sorted(name for name in imports(module) if name in MODULES)


def floor(of: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if of in rooms)


def breaches(modules: Collection[str], found: Callable[[str], object]) -> dict[str, object]:
    """The modules that break a law, each with what was found in it; a law for no module at all is none."""
    assert modules
    return {module: wrong for module in sorted(modules) if (wrong := found(module))}


def test_every_room_stands_on_one_floor():
    """The drawing shows every room there is, once, and none that is not; of floors there are eight."""
    drawn = [each for rooms in FLOORS for each in rooms]
    assert sorted({room(module) for module in MODULES}) == sorted(drawn)
    assert len(FLOORS) <= 8


def test_nothing_but_rooms_stands_at_the_top():
    """A module has a room; only the two doors and the mark that says that we are typed have none."""
    rooms = {each for floor_ in FLOORS for each in floor_} - {"__init__", "__main__"}
    files = [path.relative_to(PACKAGE) for path in PACKAGE.rglob("*") if path.is_file()]
    there = {file.parts[0] for file in files if "__pycache__" not in file.parts}
    assert rooms | {"__init__.py", "__main__.py", "py.typed"} == there


def unsaid(of: str) -> list[str]:
    said = " ".join(str(ast.get_docstring(tree(of))).split())
    return [what for what in ("Here belong", "(does|do) not", "may import") if not re.search(what, said)]


def test_a_room_says_what_it_is_for():
    """What belongs there, what does not, and who may import it; a room within a room says it too."""
    rooms = {module for module, path in MODULES.items() if path.stem == "__init__"} - {"pecrules"}
    assert {} == breaches(rooms, unsaid)


def leans_upwards(module: str) -> list[str]:
    here = room(module)
    beside = set(own(module)) - OPEN
    return sorted(name for name in beside if room(name) != here and floor(room(name)) >= floor(here))


def test_a_module_leans_only_on_lower_floors():
    """Nothing flows back, and nobody leans on a neighbour."""
    assert {} == breaches(MODULES, leans_upwards)


def test_what_every_room_may_read_leans_on_nothing():
    """The manifest names classes and policies; who wants one has it fetched. It stands on the ground floor alone."""
    assert {} == breaches(OPEN, lambda module: [name for name in own(module) if room(name) not in FLOORS[0]])


def test_no_module_leans_on_itself_by_a_detour():
    """There are no import cycles, not even between the modules of one package."""
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join((*way, module))
        if module not in done:
            for name in own(module):
                visit(name, (*way, module))
            done.add(module)

    for module in MODULES:
        visit(module, ())


PURE = [module for module in MODULES if room(module) in {"policies", "domain"}]


def impure(module: str) -> set[str]:
    known = {name.partition(".")[0] for name in imports(module)} & FORBIDDEN_TO_POLICIES
    beyond = {name for name in own(module) if {name, ".".join(name.split(".")[:2])} & FORBIDDEN_ROOMS}
    asked = {name for name in own(module) if room(name) == "policies"} - OPEN
    others = {question(name) for name in asked} - {question(module)}
    return known | beyond | (set() if question(module) in GATHERERS else others)


def test_policies_are_pure():
    """They do not load, print, read clocks or files, or know their neighbours; nor does what they share."""
    assert {} == breaches(PURE, impure)


def clocks_read(module: str) -> set[str]:
    reads = [node for node in nodes(MODULES[module]) if isinstance(node, ast.Attribute) and node.attr in CLOCKS]
    found = {ast.unparse(node) for node in reads} - ({"clock.today"} if room(module) == "cli" else set())
    return found | ({"time"} & imports(module))


def test_nobody_reads_a_clock():
    """What day it is, the caller says; only the command line asks, and it asks its own clock."""
    assert {} == breaches(MODULES.keys() - CLOCKED, clocks_read)


def floats(module: str) -> set[object]:
    found = nodes(MODULES[module])
    literals = {node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, float)}
    named = {node.id for node in found if isinstance(node, ast.Name) and node.id == "float"}
    return (literals ^ FLOATS.get(module, set())) | named


def test_there_are_no_floats():
    """Neither a literal nor a conversion nor a type."""
    assert {} == breaches(MODULES, floats)


def targets(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Assign():
            yield from node.targets
        case ast.AugAssign() | ast.AnnAssign():
            yield node.target
        case ast.Delete():
            yield from node.targets


def root(node: ast.expr) -> str:
    """What a target begins with: ``a`` of ``a[0].b``."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return ast.unparse(node)


def assigned(module: str) -> set[str]:
    return {root(target) for node in tree(module).body for target in targets(node) if isinstance(target, ast.Name)}


def local_names(function: ast.AST) -> set[str]:
    return {
        node.arg if isinstance(node, ast.arg) else node.id
        for node in ast.walk(function)
        if isinstance(node, ast.arg) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    }


def written(module: str) -> Iterator[str]:
    """Module-level names that functions write to."""
    outer = assigned(module) | {"globals()"}
    for function in (node for node in nodes(MODULES[module]) if isinstance(node, FUNCTIONS)):
        shadowed = local_names(function)
        for node in ast.walk(function):
            if isinstance(node, ast.Global):
                yield from node.names
            changed = [root(target) for target in targets(node) if isinstance(target, ast.Attribute | ast.Subscript)]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATING:
                changed.append(root(node.func))
            yield from (name for name in changed if name in outer - shadowed)


def test_nothing_global_is_written():
    """Names of a module are set when it is imported, and then stay; threads may share them."""
    assert {(module, name) for module in MODULES for name in written(module)} == WRITTEN


def says_nothing(module: str) -> bool:
    text = ast.get_docstring(tree(module))
    return not text or text.splitlines()[0][-1] not in ".:;,"


def test_every_module_says_what_it_is_for():
    """A docstring's first line is a sentence."""
    assert {} == breaches(MODULES, says_nothing)


LINES, DEPTH = 40, 4
"""The most lines of a function, signature and docstring not counted; the most statements that stand in one another."""

NESTING = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)


def lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From the first statement to the last, with the blank lines and comments between."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def depth(node: ast.AST) -> int:
    """How many statements stand in one another; an ``elif`` stands beside its ``if``, a function within by itself."""
    inner = [child for child in ast.iter_child_nodes(node) if not isinstance(child, FUNCTIONS)]
    found = max((depth(child) - is_elif(node, child) for child in inner), default=0)
    return found + isinstance(node, NESTING)


def is_elif(node: ast.AST, child: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]


def unwieldy(module: str) -> list[str]:
    functions = [each for each in nodes(MODULES[module]) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [
        f"{each.name}: {lines(each)} lines, {depth(each)} deep"
        for each in functions
        if lines(each) > LINES or max(map(depth, each.body)) > DEPTH
    ]


def test_functions_can_be_read():
    """None has more than forty lines, and no more than four statements stand in one another."""
    assert {} == breaches(MODULES, unwieldy)


def reads(node: ast.AST) -> list[ast.AST]:
    """The sections that a view says it reads: row classes, and ``READS`` of what it is made of."""
    match node:
        case ast.AnnAssign(target=ast.Name(id="READS"), value=ast.Tuple(elts=names)):
            return [each.value if isinstance(each, ast.Starred) else each for each in names]
        case ast.AnnAssign(target=ast.Name(id="READS"), value=ast.Attribute() as whole):
            return [whole]
        case _:
            return []


def names(module: str) -> set[str]:
    """The names that a module uses, but for those in what its views say they read."""
    said = {id(part) for node in nodes(MODULES[module]) for each in reads(node) for part in ast.walk(each)}
    return {node.id for node in nodes(MODULES[module]) if isinstance(node, ast.Name) and id(node) not in said}


@cache
def looked_at(policy: str) -> frozenset[str]:
    """The names that a policy, or a module of another room, uses, also in functions that it has from elsewhere."""
    inside = {module for module in MODULES if question(module) == policy}
    found = {name for module in inside for name in names(module)}
    for module in {each for one in inside for each in own(one)} - inside:
        functions = [each for each in tree(module).body if isinstance(each, ast.FunctionDef) and each.name in found]
        found |= {node.id for each in functions for node in ast.walk(each) if isinstance(node, ast.Name)}
    return frozenset(found)


def idle(module: str) -> list[str]:
    """What a module's views say they read and nothing looks at."""
    said = [ast.unparse(each) for node in nodes(MODULES[module]) for each in reads(node)]
    return sorted({each for each in said if each.removesuffix(".READS") not in looked_at(question(module))})


def test_a_view_reads_what_it_says_it_reads():
    """A section that is declared and not looked at would part days, and refresh answers, for nothing."""
    assert {} == breaches(MODULES, idle)


def test_there_are_views_that_say_what_they_read():
    """So the law is about something."""
    assert 20 < sum(bool(reads(node)) for module in MODULES for node in nodes(MODULES[module]))
