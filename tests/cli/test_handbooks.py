"""``pecrules handbook``: the files of a site."""

import pytest

from pecrules.cli import run


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    """Run a command line in a folder of its own, in Italian."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "it_IT")

    def called(*arguments):
        code = run(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return called


def test_it_writes_a_site(call, tmp_path):
    """Italian at the top, the others in folders of their own."""
    assert (0, "`site/index.html` è stato scritto\n", "") == call("handbook", "--out", "site", "--on", "2027-01-10")
    written = {path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*.html")}
    assert {"index.html", "en/index.html", "de/when.html"} <= written
    assert not any(path.endswith("changes.html") for path in written)


def test_without_a_folder(call):
    """It is asked for."""
    code, _, err = call("handbook")
    assert (2, True) == (code, "`--out`" in err)


def test_the_end_of_the_calendar(call):
    """That is said."""
    code, _, err = call("handbook", "--out", "site", "--on", "9999-12-01")
    assert (2, True) == (code, "il calendario finisce troppo vicino" in err)
