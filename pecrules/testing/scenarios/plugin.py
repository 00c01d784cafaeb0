"""The pytest plugin: each scenario of a file ``*.scenarios.yaml`` is an item, so it can be picked, counted and rerun.

It does nothing unless it is asked for: ``pytest -p pecrules.testing.scenarios.plugin`` or ``pytest_plugins`` in a
``conftest.py``.
"""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from pecrules.base.problems import Problem
from pecrules.present.catalogues import language
from pecrules.present.reports import report
from pecrules.rulebook.loading import load_rules
from pecrules.rulebook.ruleset import Ruleset
from pecrules.testing.scenarios.asking import Books
from pecrules.testing.scenarios.reading import SUFFIX, Scenario, read_file
from pecrules.testing.scenarios.running import run_one


class Differs(Exception):  # noqa: N818 - it carries problems to pytest's report
    """The rules say something else than is expected, or a file has mistakes."""

    def __init__(self, problems: tuple[Problem, ...], texts: dict[str, str]) -> None:
        super().__init__(problems, texts)
        self.problems: tuple[Problem, ...] = problems
        self.texts: dict[str, str] = texts


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which rules are asked."""
    group = parser.getgroup("pecrules")
    group.addoption("--pec-rules", metavar="DIR", help="Tables of your own that scenarios are put to.")
    group.addoption("--pec-book", metavar="BOOK", help="The price book of scenarios that name none.")


def pytest_configure(config: pytest.Config) -> None:
    """Each book is loaded once for all items."""
    config.stash[_BOOKS] = Books(partial(_rules, config.getoption("--pec-rules"), config.getoption("--pec-book")))


_BOOKS = pytest.StashKey[Books]()


def _rules(folder: str | None, usual: str | None, book: str | None) -> Ruleset:
    return load_rules(folder, book=book or usual)


def _made(kind: Any, parent: pytest.Collector, **more: Any) -> Any:
    """A node of pytest, of which there are only those below another."""
    return kind.from_parent(parent, **more)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Any:
    """Every file of scenarios."""
    if not file_path.name.endswith(SUFFIX):
        return None
    return _made(ScenarioFile, parent, path=file_path)


class ScenarioFile(pytest.File):
    """A file of scenarios."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its scenarios; and one item for its mistakes, if it has any."""
        suite = read_file(str(self.path))
        texts = dict(suite.texts)
        if suite.problems:
            yield _made(ScenarioItem, self, name="mistakes", problems=suite.problems, texts=texts)
        for each in suite.scenarios:
            yield _made(ScenarioItem, self, name=each.id, scenario=each, texts=texts)


class ScenarioItem(pytest.Item):
    """One scenario, or the mistakes of a file."""

    def __init__(
        self,
        *,
        scenario: Scenario | None = None,
        problems: tuple[Problem, ...] = (),
        texts: dict[str, str],
        **more: Any,
    ) -> None:
        cast("Any", super()).__init__(**more)
        self.scenario: Scenario | None = scenario
        self.problems: tuple[Problem, ...] = problems
        self.texts: dict[str, str] = texts

    def runtest(self) -> None:
        """Put it to the rules."""
        problems = self.problems
        if self.scenario is not None:
            problems = run_one(self.scenario, self.config.stash[_BOOKS]).problems
        if problems:
            raise Differs(problems, self.texts)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What differs, in the words of ``pecrules test``."""
        error = excinfo.value
        differs = isinstance(error, Differs) and report(error.problems, language(None, os.environ), texts=error.texts)
        return differs or super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it stands."""
        line = self.scenario.where("id").line - 1 if self.scenario else 0
        return self.path, line, self.name
