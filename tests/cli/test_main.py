"""The door of the command line, where the installation is broken."""

import pytest

from pecrules.__main__ import main
from pecrules.base import resources
from pecrules.base.errors import InvalidRules
from pecrules.base.problems import Problem


def test_without_its_tables(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One line says so, and nothing else is tried."""

    def gone(name: str) -> str:
        raise InvalidRules([Problem("PR231", args={"name": name, "folder": "x"})])

    monkeypatch.setattr(resources, "folder", gone)
    assert 2 == main()
    assert "PR231 pecrules was installed without its `rules`" in capsys.readouterr().err
