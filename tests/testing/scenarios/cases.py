"""Scenarios as text, put to the shipped rules or to others."""

from pecrules.testing.scenarios.asking import Books
from pecrules.testing.scenarios.reading import Suite, read_text
from pecrules.testing.scenarios.running import Result, run
from tests.variants import shipped

BOX = "mailbox: {plan: standard, expiry: 2027-03-30}"
COMMON = f"common:\n  day: 2027-01-10\n  {BOX}\n"


def books() -> Books:
    """The shipped ones."""
    return Books(shipped)


def suite(*scenarios: str, common: str = COMMON) -> Suite:
    """A file of scenarios, each given as its lines after the name, separated by ``; `` of a line of its own."""
    lines = [common + "scenarios:"]
    for number, text in enumerate(scenarios):
        rows = text.strip().split("\n")
        lines += [f"  - id: s-{number}", *(f"    {row}" for row in rows)]
    return read_text("\n".join([*lines, ""]).encode(), "prova.scenarios.yaml")


def results(*scenarios: str, common: str = COMMON) -> list[Result]:
    """What becomes of scenarios without a mistake."""
    read = suite(*scenarios, common=common)
    assert () == read.problems
    return run(read.scenarios, books())


def said(*scenarios: str, common: str = COMMON) -> list[str]:
    """What differs, each with its code and its place."""
    found = results(*scenarios, common=common)
    return [str(problem) for result in found for problem in result.problems]


def wrong(*scenarios: str, common: str = COMMON) -> list[tuple[str, int, int]]:
    """The mistakes of scenarios: code, line and column."""
    problems = suite(*scenarios, common=common).problems
    return [(each.code, each.location.line, each.location.column) for each in problems if each.location]
