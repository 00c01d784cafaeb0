"""The drawing of the house, as data, and that every module keeps to it.

A room is a module or a package directly under ``pecrules``. It leans only on rooms of lower floors; the few that lean
on a neighbour of their own floor are named. Late imports, inside functions, count like any others.
"""

import ast
from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "pecrules"

FLOORS = (
    {"errors", "messages", "model", "money", "dates", "dated", "scalars", "space", "_resources", "_version"},
    {"acceptance", "documents", "outcomes"},
    {"tables", "validation", "wire"},
    {"layers"},
    {"checks"},
    {"edits"},
    {"ruleset"},
    {"activations", "grounds", "phases", "charges", "holders", "offers", "orders", "loading"},
    {"machines", "menus", "renewals"},
    {"policies"},
    {"receipts", "serving"},
    {"present"},
    {"__init__", "testing"},
    {"cli"},
    {"__main__"},
)
"""The rooms, from the ground up."""

NEIGHBOURS = {
    ("errors", "messages"),
    ("dates", "errors"),
    ("scalars", "dates"),
    ("phases", "grounds"),
    ("orders", "grounds"),
    ("charges", "grounds"),
    ("offers", "charges"),
    ("offers", "grounds"),
    ("activations", "charges"),
    ("activations", "grounds"),
}
"""Who leans on whom on the same floor."""

CLOCKED = {"pecrules.cli.clock"}
"""The modules that may ask what day it is."""

FLOATS = {"pecrules.errors": {0.6}}
"""Numbers with a binary fraction: only a likeness of words, which is no money."""

FORBIDDEN_TO_POLICIES = {"time", "os", "random", "json", "pathlib", "logging", "locale", "io", "sys", "secrets", "uuid"}
"""What a pure function has no use for."""

ROOMS_FORBIDDEN_TO_POLICIES = {"loading", "present", "wire", "cli", "documents", "validation"}
"""Nor has it any for what is read and shown."""

GATHERERS = {"pecrules.policies.actions", "pecrules.policies.timeline"}
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


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text("utf-8"))


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


@cache
def imports(module: str) -> frozenset[str]:
    """Everything that a module imports, wherever the line stands, by full name."""
    found: set[str] = set()
    for node in ast.walk(tree(module)):
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
    """The drawing shows every module there is, once, and none that is not."""
    drawn = [each for rooms in FLOORS for each in rooms]
    assert sorted({room(module) for module in MODULES}) == sorted(drawn)


def leans_upwards(module: str) -> list[str]:
    here = room(module)
    return [
        name
        for name in own(module)
        if room(name) != here and floor(room(name)) >= floor(here) and (here, room(name)) not in NEIGHBOURS
    ]


def test_a_module_leans_only_on_lower_floors():
    """Nothing flows back; whoever leans on a neighbour is named for it."""
    assert {} == breaches(MODULES, leans_upwards)


def test_every_neighbour_is_needed():
    """What is allowed is also done: an allowance nobody needs is taken away."""
    leant = {(room(module), room(name)) for module in MODULES for name in own(module)}
    assert leant >= NEIGHBOURS


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


PURE = [module for module in MODULES if room(module) in {"policies", "machines", "menus", "renewals"}]


def impure(module: str) -> set[str]:
    known = {name.partition(".")[0] for name in imports(module)} & FORBIDDEN_TO_POLICIES
    beyond = {room(name) for name in own(module)} & ROOMS_FORBIDDEN_TO_POLICIES
    others = {name for name in own(module) if room(name) == "policies"} - {module}
    return known | beyond | (set() if module in GATHERERS else others)


def test_policies_are_pure():
    """They do not load, print, read clocks or files, or know their neighbours."""
    assert {} == breaches(PURE, impure)


def clocks_read(module: str) -> set[str]:
    reads = [node for node in ast.walk(tree(module)) if isinstance(node, ast.Attribute) and node.attr in CLOCKS]
    found = {ast.unparse(node) for node in reads} - ({"clock.today"} if room(module) == "cli" else set())
    return found | ({"time"} & imports(module))


def test_nobody_reads_a_clock():
    """What day it is, the caller says; only the command line asks, and it asks its own clock."""
    assert {} == breaches(MODULES.keys() - CLOCKED, clocks_read)


def floats(module: str) -> set[object]:
    nodes = list(ast.walk(tree(module)))
    literals = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, float)}
    named = {node.id for node in nodes if isinstance(node, ast.Name) and node.id == "float"}
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
    for function in (node for node in ast.walk(tree(module)) if isinstance(node, FUNCTIONS)):
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
