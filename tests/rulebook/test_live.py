"""Rules that are taken up anew while threads ask them."""

import datetime as dt
import errno
import os
import shutil
import threading
from pathlib import Path

import pytest

from pecrules import InvalidRules, LiveRules, Mailbox, RenewalRequest, load_rules, quote_renewal
from pecrules.base import resources
from pecrules.rulebook.live import _TRIES

BOX = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=dt.date(2027, 3, 30))
YEAR = RenewalRequest(years=1)
DAY = dt.date(2027, 1, 10)
OLD, NEW = 'per_year: "9.90"', 'per_year: "10.90"'


def gross(rules):
    return str(quote_renewal(BOX, YEAR, rules=rules, on=DAY).gross)


def edit(folder, old, new):
    file = folder / "pricing.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def denying(asked, denied):
    """A function of the system that may not look at what is called so."""

    def refuse(path=".", *more, **named):
        if os.path.basename(os.fsdecode(path)) == denied:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return asked(path, *more, **named)

    return refuse


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the shipped tables as ``rules`` of the working directory."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(resources.folder("rules"), tmp_path / "rules")
    return Path("rules")


class TestReloading:
    """What comes of reading a folder again."""

    def test_a_good_version_takes_the_place(self, folder):
        """The new price is asked from then on; who holds the old rules keeps them."""
        live = LiveRules(folder)
        before = live.rules
        edit(folder, OLD, NEW)
        assert "12.08" == gross(live.rules)
        assert live.reload() is live.rules
        assert ("12.08", "13.30", ()) == (gross(before), gross(live.rules), live.problems)

    @pytest.mark.parametrize("denied", ["rules", "books", "law", "pricing.yaml"])
    def test_what_may_not_be_read_changes_nothing(self, folder, monkeypatch, denied):
        """A folder or a file whose rights somebody has taken away is a problem like any other."""
        live = LiveRules(folder)
        before = live.rules
        monkeypatch.setattr(resources.os, "listdir", denying(os.listdir, denied))
        monkeypatch.setattr(resources, "open", denying(open, denied), raising=False)
        assert live.reload() is live.rules is before
        monkeypatch.undo()
        assert {"EACCES"} == {problem.args["reason"] for problem in live.problems if "reason" in problem.args}

    def test_a_folder_that_is_gone_changes_nothing(self, folder):
        """Nor does one that somebody has moved away, until it is back."""
        live = LiveRules(folder)
        before = live.rules
        folder.rename("elsewhere")
        assert live.reload() is live.rules is before
        assert [("PR209", "ENOENT")] == [(each.code, each.args["reason"]) for each in live.problems]
        Path("elsewhere").rename(folder)
        assert (live.reload(), ()) == (before, live.problems)

    @pytest.mark.parametrize("name", ["a\0b", "\ud800"])
    def test_a_name_that_no_folder_has(self, name):
        """It is told as a folder that cannot be read."""
        with pytest.raises(InvalidRules, match="PR209"):
            LiveRules(name)

    def test_a_bad_version_changes_nothing(self, folder):
        """The old rules go on, every problem is kept; mended, the tables are taken up and the problems gone."""
        live = LiveRules(folder)
        before = live.rules
        edit(folder, OLD, "per_year: 10.90\n    per_gb_yaer: 1")
        assert live.reload() is live.rules is before
        assert ["PR101", "PR109"] == sorted({problem.code for problem in live.problems})
        assert {"rules/pricing.yaml"} == {problem.location.file for problem in live.problems if problem.location}
        edit(folder, "per_year: 10.90\n    per_gb_yaer: 1", NEW)
        assert ("13.30", ()) == (gross(live.reload()), live.problems)

    def test_files_that_have_not_changed(self, folder):
        """The same object stays, and with it all that it has worked out."""
        live = LiveRules(folder)
        before = live.rules
        edit(folder, OLD, OLD)
        assert live.reload() is before

    def test_files_that_say_the_same_elsewhere(self, folder):
        """Rows that moved are taken up, for they are cited where they stand."""
        live = LiveRules(folder)
        before, line = live.rules, live.rules.cite("pricing/standard-year-2023").location.line
        edit(folder, "prices:\n", "# a remark\nprices:\n")
        assert before == live.reload()
        assert line + 1 == live.rules.cite("pricing/standard-year-2023").location.line

    def test_a_folder_that_is_gone(self, folder):
        """Nor does that stop what is running."""
        live = LiveRules(folder)
        shutil.move(folder, "elsewhere")
        assert "12.08" == gross(live.reload())
        assert ["PR209"] == [problem.code for problem in live.problems]

    def test_a_file_that_is_a_link_to_nothing(self, folder):
        """A file that cannot be read is told like any other mistake."""
        live = LiveRules(folder)
        (folder / "pricing.yaml").unlink()
        (folder / "pricing.yaml").symlink_to("nowhere.yaml")
        live.reload()
        assert "PR001" in [problem.code for problem in live.problems]

    def test_a_book(self):
        """Any book can be served, and the shipped tables without a folder."""
        assert "ordine-ingegneri-roma" == LiveRules(book="ordine-ingegneri-roma").reload().book

    def test_a_program_does_not_start_on_wrong_tables(self, folder):
        """There are no old rules to go on with."""
        edit(folder, OLD, "per_year: 10.90")
        with pytest.raises(InvalidRules, match="PR109"):
            LiveRules(folder)


class Restless(LiveRules):
    """A folder that somebody writes to while it is read, so many times."""

    def __init__(self, folder):
        self.times, self.file = 0, folder / "pricing.yaml"
        super().__init__(folder)

    def _tried(self):
        found = super()._tried()
        if self.times:
            self.times -= 1
            self.file.write_text(self.file.read_text("utf-8") + f"# {self.times}\n", "utf-8")
        return found


class TestWhileSomebodyWrites:
    """Rules are of one moment."""

    def test_it_is_read_again(self, folder):
        """Until the files stand still."""
        live = Restless(folder)
        before, live.times = live.rules, _TRIES - 1
        assert live.reload() is before
        assert (0, ()) == (live.times, live.problems)

    def test_not_for_ever(self, folder):
        """Then it is told, and the old rules go on."""
        live = Restless(folder)
        before, live.times = live.rules, _TRIES
        assert live.reload() is before
        ((code, told),) = [(problem.code, problem.args["reason"]) for problem in live.problems]
        assert ("PR209", "changing") == (code, told)

    def test_nor_for_the_shipped_tables(self):
        """They are called by their name."""
        live = LiveRules()
        states = iter(range(2 * _TRIES))
        live._state = lambda: next(states)
        live.reload()
        assert ["rules"] == [problem.args["folder"] for problem in live.problems]


class TestThreads:
    """Nobody sees a mixture."""

    @pytest.mark.slow
    def test_readers_while_rules_are_swapped(self, folder):
        """Thousands of swaps, of reloads between a sound, a dear and a wrong folder: each answer fits its digest."""
        shutil.copytree(folder, "dear")
        edit(Path("dear"), OLD, NEW)
        shutil.copytree(folder, "wrong")
        edit(Path("wrong"), OLD, "per_year: 1")
        expected = {load_rules(each).digest: gross(load_rules(each)) for each in (folder, "dear")}
        assert {"12.08", "13.30"} == set(expected.values())
        shutil.move(folder, "cheap")
        live = live_on("cheap")
        rules = [live.rules, live_on("dear").rules]
        seen: list[set[tuple[str, str]]] = [set() for _ in range(4)]
        calm, done = threading.Event(), threading.Event()
        readers = [threading.Thread(target=read, args=(live, calm, done, into)) for into in seen]
        for reader in readers:
            reader.start()
        for number in range(4000):
            live.rules = rules[number % 2]
            gross(live.rules)
        calm.set()
        for folder_ in ("dear", "wrong", "cheap", "wrong", "dear", "cheap"):
            point(folder_)
            live.reload()
            assert ("wrong" == folder_) == bool(live.problems)
        done.set()
        for reader in readers:
            reader.join()
        assert set(expected.items()) == set().union(*seen)

    def test_two_that_reload(self, folder):
        """Reloads come one after the other, and the last state of the folder wins."""
        live = LiveRules(folder)
        edit(folder, OLD, NEW)
        threads = [threading.Thread(target=live.reload) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert ("13.30", ()) == (gross(live.rules), live.problems)


def point(folder):
    """Let the link ``rules`` lead to another folder, in one step."""
    os.symlink(folder, "next")
    os.replace("next", "rules")


def live_on(folder):
    point(folder)
    return LiveRules("rules")


def read(live, calm, done, into):
    """Ask again and again, each time taking the rules once; without a pause until it is calm, and once at the end."""
    while True:
        last = done.is_set()
        rules = live.rules
        quote = quote_renewal(BOX, YEAR, rules=rules, on=DAY)
        assert rules.digest == quote.stamp.digest
        into.add((quote.stamp.digest, str(quote.gross)))
        if last:
            return
        if calm.is_set():
            done.wait(0.001)  # others want to read their files
