"""How many small faults in the policies, and in what they share, the fast tests notice.

Changes the code in seeded places, one at a time: a comparison, a boundary, `and` for `or`, a branch for the other, a
guard or an element left out. Runs the tests that reach the place, and prints which changes were killed and which
survived. A survivor changes nothing that can be observed, or shows a test that is missing; only a reader can tell.

    python benchmarks/mutants.py [--places N] [--seed N] [--workers N] [--repo CHECKOUT] [--reach FOLDER] ...

It stands here and not among the tests, for it is no test: it takes minutes, and its figure is for reading.

Nothing is changed in place: every worker has a copy of the checkout. A place is drawn by what it says, not by where it
stands: the same seed finds the same places again after files have moved or other lines have changed. Which tests reach
a line is not written down anywhere: every test file is run once under coverage, which also shows that it passes on
sound code. `--reach` keeps what that found in a folder, for the next run on the same checkout.
"""

import argparse
import ast
import contextlib
import json
import os
import queue
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

import coverage

T, R = TypeVar("T"), TypeVar("R")

PACKAGE = "pecrules"
NOTHING_TO_RUN = 5  # pytest's exit code
BEGIN = "policies"
LEFT_OUT = {"rulebook", "model", "errors", "messages", "__init__"}
"""What policies lean on that is none of theirs: rows, facts, answers and how they are kept."""

NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "node_modules", "build", "dist", "venv")
UNSHRUNK = """
import pytest
from hypothesis import Phase, settings

@pytest.hookimpl(trylast=True)
def pytest_configure():
    settings.register_profile("unshrunk", settings(phases=(Phase.explicit, Phase.generate)))
    settings.load_profile("unshrunk")
"""
"""A plugin for pytest: what a failing example looks like at its smallest is nothing to us, and finding it is slow."""

COMPARED = {
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"), ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="), ast.In: ("in", "not in"), ast.NotIn: ("not in", "in"), ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
}  # fmt: skip
CALCULATED = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "+"), ast.FloorDiv: ("//", "*"), ast.Mod: ("%", "*"),
    ast.Div: ("/", "*"), ast.BitOr: ("|", "&"), ast.BitAnd: ("&", "|"),
}  # fmt: skip

# -- the places -------------------------------------------------------------------------------------------------------


class Change(NamedTuple):
    """Some bytes of a source, from one place to another, and what to write instead."""

    start: int
    end: int
    new: str


class Mutant(NamedTuple):
    """A change of one file, its path below the checkout, and the lines of the expression it stands in."""

    path: str
    change: Change
    lines: range
    key: str

    def apply(self, source: bytes) -> bytes:
        return source[: self.change.start] + self.change.new.encode() + source[self.change.end :]

    def told(self, source: bytes) -> str:
        """Where, and the line before and after."""
        first = source.count(b"\n", 0, self.change.start)
        last = source.count(b"\n", 0, self.change.end)
        old = source.split(b"\n")[first : last + 1]
        new = self.apply(source).split(b"\n")[first : first + 1 + self.change.new.count("\n")]
        lines = [f"{self.path}:{first + 1}"]
        for mark, found in (("-", old), ("+", new)):
            lines.extend(f"  {mark} {line.decode().strip()}" for line in found)
        return "\n".join(lines)


class Places(ast.NodeVisitor):
    """The changes of one module, found on its tree and told in bytes of its source."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.starts = [0, *(found.end() for found in re.finditer(b"\n", source))]
        self.found: list[tuple[str, ast.AST, Change]] = []
        self.scope: list[str] = []
        self.visit(ast.parse(source))

    # where things stand

    def start(self, node: ast.expr | ast.stmt) -> int:
        return self.starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt) -> int:
        return self.starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)

    def text(self, node: ast.expr) -> str:
        return self.source[self.start(node) : self.end(node)].decode()

    def note(self, node: ast.expr, new: str) -> None:
        self.found.append((".".join(self.scope), node, Change(self.start(node), self.end(node), new)))

    def between(self, left: ast.expr, right: ast.expr, old: str, new: str) -> None:
        """Another operator between two operands, which may stand in parentheses."""
        gap = self.source[self.end(left) : self.start(right)].decode()
        words = r"\s+".join(map(re.escape, old.split()))
        found = re.search(
            rf"\b{words}\b" if old[0].isalpha() else words, re.sub(r"#.*", lambda m: "#" * len(m[0]), gap)
        )
        if found:
            start = self.end(left) + len(gap[: found.start()].encode())
            self.found.append((".".join(self.scope), left, Change(start, start + len(found[0].encode()), new)))

    # what is looked at

    def named(self, node: ast.FunctionDef | ast.ClassDef, parts: Iterable[ast.AST]) -> None:
        self.scope.append(node.name)
        for part in parts:
            self.visit(part)
        self.scope.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        defaults = (each for each in (*node.args.defaults, *node.args.kw_defaults) if each is not None)
        self.named(node, (*defaults, *node.body))

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.named(node, node.body)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def passed_over(self, node: ast.AST) -> None:
        """Imports, what narrows types, and what the tree places wrongly before Python 3.12."""

    visit_Import = visit_ImportFrom = visit_Assert = visit_JoinedStr = visit_Raise = passed_over  # noqa: N815

    # what is changed

    def visit_Compare(self, node: ast.Compare) -> None:
        for left, kind, right in zip((node.left, *node.comparators), node.ops, node.comparators, strict=False):
            self.between(left, right, *COMPARED[type(kind)])
        for side in (node.left, *node.comparators):
            for each in side.elts if isinstance(side, ast.Tuple | ast.Set | ast.List) else (side,):
                self.string(each)
        self.generic_visit(node)

    def visit_MatchValue(self, node: ast.MatchValue) -> None:
        self.string(node.value)

    def string(self, node: ast.expr) -> None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            self.note(node, self.text(node)[:-1] + "_" + self.text(node)[-1])

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        for left, right in zip(node.values, node.values[1:], strict=False):
            self.between(left, right, *(("and", "or") if isinstance(node.op, ast.And) else ("or", "and")))
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        joined = any(isinstance(side, ast.Tuple | ast.List) for side in (node.left, node.right))
        types = isinstance(node.op, ast.BitOr) and not (self.scope and self.scope[-1].islower())
        if joined:
            for side in (node.left, node.right):
                self.elements(side, alone=True)
        elif type(node.op) in CALCULATED and not types:
            self.between(node.left, node.right, *CALCULATED[type(node.op)])
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.op, ast.Add):
            gap = self.source.index(b"+=", self.end(node.target))
            self.found.append((".".join(self.scope), node.target, Change(gap, gap + 2, "-=")))
        self.visit(node.value)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        word = {ast.Not: r"not\s+", ast.USub: "-"}.get(type(node.op))
        found = re.match(word, self.text(node)) if word else None
        if found:
            self.note(node, self.text(node)[found.end() :])
        self.visit(node.operand)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self.note(node, str(not node.value))
        elif isinstance(node.value, int):
            self.note(node, str(node.value + 1))
            self.note(node, str(node.value - 1))

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is not None:
            if not (isinstance(node.value, ast.Constant) and node.value.value is None):
                self.note(node.value, "None")
            self.visit(node.value)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        """The branches change places: the shortest way to say it is the opposite test."""
        self.opposite(node.test)
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        if node.orelse:
            self.opposite(node.test)
        else:
            self.guard(node.test, "False")
        self.generic_visit(node)

    def guard(self, test: ast.expr, always: str) -> None:
        """A guard that always says the same, unless it also gives something a name."""
        if not any(isinstance(each, ast.NamedExpr) for each in ast.walk(test)):
            self.note(test, always)

    def opposite(self, test: ast.expr) -> None:
        """Another way than the comparison's own opposite, lest one place be two."""
        if not (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)) and not (
            isinstance(test, ast.Compare) and not isinstance(test.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE)
        ):
            self.note(test, f"(not ({self.text(test)}))")

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self.guard(test, "True")
        self.generic_visit(node)

    def visit_Tuple(self, node: ast.Tuple | ast.List) -> None:
        self.elements(node, alone=False)
        self.generic_visit(node)

    visit_List = visit_Tuple  # noqa: N815

    def elements(self, node: ast.expr, *, alone: bool) -> None:
        """One element less, of what is put together from others."""
        if isinstance(node, ast.Tuple | ast.List) and (alone or any(isinstance(e, ast.Starred) for e in node.elts)):
            for each in node.elts:
                self.note(each, "*()")


def modules(top: Path) -> list[Path]:
    """The policies and what they lean on, directly or not."""
    files = {".".join(file.relative_to(top).with_suffix("").parts): file for file in (top / PACKAGE).rglob("*.py")}
    waiting = sorted(name for name in files if BEGIN in name.split("."))
    found: dict[str, Path] = {}
    while waiting:
        name = waiting.pop()
        named = [each for each in (name, f"{name}.__init__") if each in files]
        if not named or named[0] in found or LEFT_OUT & set(named[0].split(".")):
            continue
        found[named[0]] = files[named[0]]
        for node in ast.walk(ast.parse(files[named[0]].read_bytes())):
            if isinstance(node, ast.Import):
                waiting += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                waiting += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [found[name] for name in sorted(found)]


def mutants(top: Path) -> list[Mutant]:
    """Every change of every module that leaves something that can be compiled."""
    every: list[Mutant] = []
    for file in modules(top):
        source, path = file.read_bytes(), file.relative_to(top).as_posix()
        seen: dict[str, int] = {}
        for scope, node, change in Places(source).found:
            line = source.split(b"\n")[source.count(b"\n", 0, change.start)].decode().strip()
            key = f"{file.stem}:{scope}:{line}:{source[change.start : change.end].decode()}:{change.new}"
            seen[key] = seen.get(key, 0) + 1
            lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)  # type: ignore[attr-defined]
            mutant = Mutant(path, change, lines, f"{key}:{seen[key]}")
            with contextlib.suppress(SyntaxError):
                compile(mutant.apply(source), path, "exec", dont_inherit=True)
                every.append(mutant)
    return every


def draw(top: Path, places: int, seed: int) -> list[Mutant]:
    """So many of them, no two in one place; each has its lot by what it says, so that other lines do not matter."""
    lots = sorted(mutants(top), key=lambda mutant: random.Random(f"{seed}:{mutant.key}").random())
    first = {(mutant.path, mutant.change.start): mutant for mutant in reversed(lots)}
    drawn = [mutant for mutant in lots if first[mutant.path, mutant.change.start] is mutant][:places]
    return sorted(drawn, key=lambda mutant: (mutant.path, mutant.change.start))


# -- the tests --------------------------------------------------------------------------------------------------------


class Ran(NamedTuple):
    """What a process ended with; ``None`` for one that took too long."""

    code: int | None
    output: str
    seconds: float


@dataclass(frozen=True, eq=False)
class Tests:
    """One test file as it is on sound code: whether it passes, how long it takes, which lines it reaches."""

    path: str
    passed: bool
    seconds: float
    reached: dict[str, set[int]]


class Copy:
    """A checkout of one's own, to run tests in."""

    def __init__(self, repo: Path, folder: Path) -> None:
        self.top = folder.resolve()
        shutil.copytree(repo, folder, ignore=NOT_COPIED)
        (folder / "unshrunk.py").write_text(UNSHRUNK, "utf-8")
        self.run(["-m", "compileall", "-q", "--invalidation-mode", "checked-hash", PACKAGE], 600)

    def run(self, arguments: list[str], seconds: int, **environ: str) -> Ran:
        """Python with some arguments, for so many seconds of a processor; what it started goes when it goes."""
        command = ["sh", "-c", f'ulimit -t {seconds}; exec "$@"', "sh", sys.executable, *arguments]
        where = os.environ | {"PYTHONPATH": str(self.top)} | environ
        with tempfile.TemporaryFile() as told:
            process = subprocess.Popen(
                command, cwd=self.top, env=where, stdout=told, stderr=subprocess.STDOUT, start_new_session=True
            )
            hanging = threading.Timer(20 * seconds, os.killpg, (process.pid, signal.SIGKILL))
            hanging.start()
            _, status, used = os.wait4(process.pid, 0)
            hanging.cancel()
            process.returncode = os.waitstatus_to_exitcode(status)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            told.seek(0)
            code = None if process.returncode == -signal.SIGKILL else process.returncode
            return Ran(code, told.read().decode(errors="replace"), used.ru_utime + used.ru_stime)

    def pytest(self, paths: Iterable[str], seconds: int, *before: str, **environ: str) -> Ran:
        command = ["-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "unshrunk", *paths]
        return self.run([*before, *command], seconds, **environ)

    def reach(self, path: str, seconds: int) -> Tests:
        """What a test file reaches, of the policies and what they lean on."""
        data, looked_at = self.top / ".reached", ",".join(map(str, modules(self.top)))
        measured = ("-m", "coverage", "run", f"--include={looked_at}")
        ran = self.pytest([path], seconds, *measured, COVERAGE_FILE=str(data))
        reached: dict[str, set[int]] = {}
        if data.exists():
            found = coverage.CoverageData(str(data))
            found.read()
            for file in found.measured_files():
                reached[Path(file).relative_to(self.top).as_posix()] = set(found.lines(file) or ())
            data.unlink()
        return Tests(path, ran.code == 0, ran.seconds, reached)


def each(work: Callable[[Copy, T], R], items: Iterable[T], copies: list[Copy]) -> Iterator[R]:
    """The work on every item, each in a copy that nobody else has just then."""
    free: queue.SimpleQueue[Copy] = queue.SimpleQueue()
    for copy in copies:
        free.put(copy)

    def one(item: T) -> R:
        copy = free.get()
        try:
            return work(copy, item)
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as workers:
        yield from workers.map(one, items)


def reached(repo: Path, copies: list[Copy], seconds: int, kept: Path | None) -> list[Tests]:
    """Every test file of the checkout, as it is on sound code."""

    def look(copy: Copy, path: str) -> Tests:
        record = kept and kept / f"{path.replace('/', '.')}.json"
        if record and record.exists():
            told = json.loads(record.read_text("utf-8"))
        else:
            told = asdict(copy.reach(path, seconds))
            if record:
                record.write_text(json.dumps(told, default=sorted), "utf-8")
        return Tests(**told | {"reached": {file: set(lines) for file, lines in told["reached"].items()}})

    paths = sorted(file.relative_to(repo).as_posix() for file in (repo / "tests").rglob("test_*.py"))
    found = []
    for tests in each(look, paths, copies):
        found.append(tests)
        if not tests.passed:
            print(f"left out, for it fails or takes too long on sound code: {tests.path}", flush=True)
    return found


def called(source: bytes) -> set[int]:
    """The lines inside of functions; all others are reached by an import, which proves nothing."""
    functions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    return {line for node in functions for line in range(node.body[0].lineno, (node.end_lineno or 0) + 1)}


def chosen(mutant: Mutant, source: bytes, tests: list[Tests], most: int) -> list[Tests]:
    """The test files that reach a mutant: first those named as its module, then those that reach most in least time."""
    lines = called(source)
    inner = {each: each.reached.get(mutant.path, set()) & lines for each in tests if each.passed}
    at = lines.intersection(mutant.lines)
    near = [each for each, found in inner.items() if (at & found if at else found)]
    stem = Path(mutant.path).stem.rstrip("s")
    near.sort(key=lambda each: (stem not in Path(each.path).stem, each.seconds / len(inner[each])))
    return near[:most]


# -- the run ----------------------------------------------------------------------------------------------------------


class Verdict(NamedTuple):
    """What became of a mutant, after so many seconds; ``by`` are the tests that killed it, or that let it live."""

    mutant: Mutant
    fate: str
    by: list[str]
    seconds: float


def judge(copy: Copy, mutant: Mutant, tests: list[Tests]) -> Verdict:
    """Runs the nearest tests, with the doctests of the module; then the others. None may take much longer than ever."""
    file, spent = copy.top / mutant.path, 0.0
    sound = file.read_bytes()
    file.write_bytes(mutant.apply(sound))
    try:
        for turn, doctests in ((tests[:1], [mutant.path]), (tests[1:4], []), (tests[4:], [])):
            paths = [*doctests, *(each.path for each in turn)]
            ran = copy.pytest(paths, 20 + 2 * round(sum(each.seconds for each in turn))) if paths else Ran(0, "", 0)
            spent += ran.seconds
            if ran.code is None:
                return Verdict(mutant, "timed out", paths, spent)
            if ran.code not in {0, NOTHING_TO_RUN}:
                return Verdict(mutant, "killed", re.findall(r"(?m)^(?:FAILED|ERROR) (\S+)", ran.output) or paths, spent)
        return Verdict(mutant, "survived", [each.path for each in tests], spent)
    finally:
        file.write_bytes(sound)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    here = Path(__file__).resolve().parents[1]
    asked.add_argument("--places", type=int, default=150, help="how many mutants (default: %(default)s)")
    asked.add_argument("--seed", type=int, default=1, help="which (default: %(default)s)")
    asked.add_argument("--workers", type=int, default=2, help="how many at a time (default: %(default)s)")
    asked.add_argument(
        "--files", type=int, default=99, help="how many test files for one at most (default: %(default)s)"
    )
    asked.add_argument(
        "--seconds", type=int, default=180, help="of a processor, for one test file (default: %(default)s)"
    )
    asked.add_argument("--repo", type=Path, default=here, help="the checkout whose tests judge (default: this one)")
    asked.add_argument("--reach", type=Path, help="a folder that keeps which tests reach which lines")
    asked.add_argument("--list", action="store_true", help="only show the mutants")
    options = asked.parse_args()
    begun = time.perf_counter()
    repo = options.repo.resolve()
    drawn = draw(repo, options.places, options.seed)
    if options.list:
        print(*(mutant.told((repo / mutant.path).read_bytes()) for mutant in drawn), sep="\n")
        return
    if options.reach:
        options.reach.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copies = [Copy(repo, Path(folder, str(number))) for number in range(options.workers)]
        tests = reached(repo, copies, options.seconds, options.reach)
        looked = time.perf_counter() - begun
        print(f"{len(tests)} test files on sound code in {looked:.0f} s", flush=True)
        sources = {mutant.path: (repo / mutant.path).read_bytes() for mutant in drawn}
        work = [(mutant, chosen(mutant, sources[mutant.path], tests, options.files)) for mutant in drawn]
        verdicts = []
        for verdict in each(lambda copy, item: judge(copy, *item), work, copies):
            verdicts.append(verdict)
            by = " ".join(verdict.by) or "no test reaches it"
            print(f"\n{verdict.fate} in {verdict.seconds:.0f} s: {by}", flush=True)
            print(verdict.mutant.told(sources[verdict.mutant.path]), flush=True)
    tell(sources, verdicts, time.perf_counter() - begun - looked)


def tell(sources: dict[str, bytes], verdicts: list[Verdict], seconds: float) -> None:
    """The survivors again, then how many there are of each fate; the last line is JSON."""
    fates = [verdict.fate for verdict in verdicts]
    print("\nsurvivors:")
    for verdict in verdicts:
        if verdict.fate == "survived":
            print(verdict.mutant.told(sources[verdict.mutant.path]))
    counted = {fate.replace(" ", "_"): fates.count(fate) for fate in ("killed", "timed out", "survived")}
    print(json.dumps({"bench": "mutants", "drawn": len(fates), **counted, "seconds": round(seconds)}))


if __name__ == "__main__":
    main()
