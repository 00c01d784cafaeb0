"""From folders to rules: what is found, what is read, what lies over what, and that nothing is half loaded."""

import gc
import os
import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pecrules import InvalidRules, LiveRules, books, check_rules, load_rules
from pecrules.base import resources
from pecrules.rulebook.reading import checked
from pecrules.rulebook.rows import Withdrawn, due_tables
from pecrules.rulebook.rows.pricing import Price

DAY = date(2024, 6, 1)
BOOK = """\
table: book
id: {id}
title: "Un listino"
extends: {extends}
source: guide
"""
PRICES = """\
table: pricing
book: {id}

prices:
  - id: {id}-standard
    item: plan
    plan: standard
    since: 2024-01-01
    label:
      it: "Canone"
      en: "Fee"
      de: "Gebühr"
    per_year: "{price}"
    certainty: documented
    source: guide
    clause: "F0.00"
"""


def book(folder: Path, name: str, price: str | None = None, extends: str = "retail") -> Path:
    """A book among those of a folder, with one price of its own if one is given."""
    made = folder / "books" / name
    made.mkdir(parents=True)
    (made / "book.yaml").write_text(BOOK.format(id=name, extends=extends), "utf-8")
    if price is not None:
        (made / "pricing.yaml").write_text(PRICES.format(id=name, price=price), "utf-8")
    return made


def price_of(folder: Path | None, name: str, day: date = DAY) -> Decimal | None:
    return load_rules(folder, book=name).on(day).row(Price, "plan", "standard").per_year


def codes(folder: Path | str | None, name: str | None = None) -> list[str]:
    return [problem.code for problem in check_rules(folder, book=name)]


class TestWhatIsShipped:
    """The tables that come with the library."""

    def test_have_no_problem(self) -> None:
        """Base and books of the shipped tables are sound."""
        assert () == check_rules()

    @pytest.mark.parametrize("name", books())
    def test_are_loaded(self, name: str) -> None:
        """Every shipped book can be asked for, and says its name."""
        assert name == load_rules(book=name).book

    def test_are_the_public_list_unless_a_book_is_asked_for(self) -> None:
        """Nothing said is ``retail``, the first of the books."""
        assert load_rules(book="retail") == load_rules()
        assert "retail" == books()[0]


class TestFolders:
    """A folder of one's own."""

    def test_a_folder_with_every_table_stands_for_itself(self, sound: Path) -> None:
        """Nothing of the shipped tables shows through."""
        assert {"rules"} == {Path(entry.location.file).parts[0] for entry in load_rules(sound).entries}
        assert Decimal("9.90") == price_of(sound, "retail")

    def test_a_folder_is_named_by_text_or_path(self, sound: Path) -> None:
        """Both name the same rules."""
        assert load_rules(sound) == load_rules(os.fspath(sound)) == load_rules(f"{sound}/")

    def test_places_are_shown_as_the_folder_was_named(self, sound: Path) -> None:
        """A relative folder gives relative places, a whole path whole ones."""
        (sound / "plans.yaml").write_text("", "utf-8")
        whole = sound.resolve()
        assert ["rules/plans.yaml", f"{whole.as_posix()}/plans.yaml"] == [
            check_rules(folder)[0].location.file for folder in (sound, whole)
        ]

    def test_a_folder_that_is_not_there_is_told(self, sound: Path) -> None:
        """The folder is named, and why it cannot be read."""
        (problem,) = check_rules(sound / "nowhere")
        assert ("PR209", "rules/nowhere") == (problem.code, problem.args["folder"])
        assert ["rules", "rules"] == [check_rules(name)[0].nearest for name in ("ruls", sound / "plans.yaml")]

    def test_a_file_is_no_folder(self, sound: Path) -> None:
        """Who names a table is told to name its folder."""
        assert ["PR209"] == codes(sound / "plans.yaml")

    @pytest.mark.parametrize(("beside", "nearest"), [("rules", "/rules/rules"), ("notes", None)])
    def test_a_folder_without_tables_is_told_once(self, tmp_path: Path, beside: str, nearest: str | None) -> None:
        """Not as if eleven tables were missing; a folder of tables within it is proposed."""
        (tmp_path / "rules" / beside).mkdir(parents=True)
        (problem,) = check_rules(tmp_path / "rules")
        folder, near = str(tmp_path / "rules"), nearest and f"{tmp_path}{nearest}"
        assert ("PR243", folder, near) == (problem.code, problem.args["folder"], problem.nearest)

    @pytest.mark.parametrize("table", due_tables())
    def test_a_missing_table_is_told(self, sound: Path, table: str) -> None:
        """Every table but those with nothing that must be there is needed, and nothing that only follows is told."""
        (sound / f"{table}.yaml").unlink()
        shutil.rmtree(sound / table, ignore_errors=True)
        (problem,) = check_rules(sound)
        assert ("PR201", f"rules/{table}.yaml") == (problem.code, problem.location.file)

    def test_a_folder_in_the_place_of_a_table_is_told(self, sound: Path) -> None:
        """What cannot be read as a file is told as such."""
        (sound / "plans.yaml").unlink()
        (sound / "plans.yaml").mkdir()
        assert ["PR001"] == codes(sound)

    def test_a_file_that_nobody_may_read_is_told(self, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What the operating system says is handed on."""

        def refuse(path: str) -> bytes:
            if path.endswith("plans.yaml"):
                raise PermissionError(13, "Permission denied", path)
            return read(path)

        read = resources.read
        monkeypatch.setattr(resources, "read", refuse)
        (problem,) = check_rules(sound)
        assert ("PR001", "EACCES") == (problem.code, problem.args["reason"])

    def test_an_error_without_words_is_told_by_its_text(self, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An error of the operating system may come without a sentence."""

        def refuse(path: str) -> bytes:
            raise OSError("no words")

        monkeypatch.setattr(resources, "read", refuse)
        assert {"no words"} == {problem.args["said"] for problem in check_rules(sound)}

    def test_a_folder_error_without_words_is_told_by_its_text(
        self, sound: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The same holds for a folder."""

        def refuse(path: str) -> list[str]:
            raise OSError("no words")

        monkeypatch.setattr(os, "listdir", refuse)
        assert ["no words"] == [problem.args["said"] for problem in check_rules(sound, book="retail")]

    def test_other_files_are_left_alone(self, sound: Path) -> None:
        """What does not end like a table is none of ours."""
        (sound / "README.md").write_text("# notes", "utf-8")
        (sound / "pricing.yaml~").write_text("old", "utf-8")
        assert [] == codes(sound)


class TestOneRun:
    """One run tells everything, and nothing is half loaded."""

    def test_every_problem_of_every_file_is_told_in_order(self, sound: Path) -> None:
        """Texts, schemas and references are told together, in order of file and line."""
        change(sound, "holders", "einvoice_identifier: not_due", "einvoice_identifier: maybe")
        change(sound, "lifecycle", "may_send: false", "may_send: NO")
        change(sound, "pricing", "plan: standard", "plan: standrad")
        change(sound, "pricing", 'percent: "22"', "percent: 22%")
        (sound / "renewal.yaml").write_text("table: [", "utf-8")
        found = check_rules(sound)
        assert [
            ("rules/holders.yaml", "PR104"),
            ("rules/lifecycle.yaml", "PR021"),
            ("rules/pricing.yaml", "PR027"),
            ("rules/renewal.yaml", "PR034"),
        ] == [(problem.location.file, problem.code) for problem in found if problem.location]

    def test_loading_raises_what_checking_tells(self, sound: Path) -> None:
        """The exception has the same problems in the same order."""
        change(sound, "lifecycle", "may_send: false", "may_send: NO")
        change(sound, "pricing", "plan: standard", "plan: standrad")
        with pytest.raises(InvalidRules) as caught:
            load_rules(sound)
        assert check_rules(sound) == caught.value.problems

    def test_one_problem_anywhere_is_enough(self, sound: Path) -> None:
        """A table that nobody would have asked is not passed over."""
        change(sound, "holders", "clause:", "clauses:")
        with pytest.raises(InvalidRules):
            load_rules(sound)

    def test_the_base_is_told_once_for_all_books(self, sound: Path) -> None:
        """A problem of the base is not told again for every book that lies over it."""
        book(sound, "uno", "5.00")
        book(sound, "due", "6.00")
        change(sound, "lifecycle", "may_send: false", "may_send: NO")
        assert ["PR021"] == codes(sound)

    def test_every_book_is_checked(self, sound: Path) -> None:
        """Nobody has to ask for a book to hear what is wrong with it."""
        book(sound, "uno", "5,00")
        book(sound, "due", "6.0")
        assert ["rules/books/due/pricing.yaml", "rules/books/uno/pricing.yaml"] == [
            problem.location.file for problem in check_rules(sound) if problem.location
        ]

    def test_a_book_with_a_problem_does_not_hinder_the_others(self, sound: Path) -> None:
        """The base, and other books, can still be loaded."""
        book(sound, "uno", "5,00")
        book(sound, "due", "6.00")
        assert [Decimal("9.90"), Decimal("6.00")] == [price_of(sound, name) for name in ("retail", "due")]
        with pytest.raises(InvalidRules):
            load_rules(sound, book="uno")


class TestBooks:
    """Price books lie over the base."""

    def test_are_listed_with_the_base_first(self, sound: Path) -> None:
        """A folder of ``books`` with a ``book.yaml`` is a book."""
        book(sound, "uno")
        book(sound, "due")
        assert ("retail", "due", "uno") == books(sound)

    def test_replace_from_their_first_day_on(self, sound: Path) -> None:
        """The day before a book's row begins, the base holds."""
        book(sound, "uno", "5.00")
        days = [date(2023, 12, 31), date(2024, 1, 1)]
        assert [Decimal("9.90"), Decimal("5.00")] == [price_of(sound, "uno", day) for day in days]

    def test_leave_the_base_as_it_is(self, sound: Path) -> None:
        """Who does not ask for the book does not see it."""
        book(sound, "uno", "5.00")
        assert Decimal("9.90") == price_of(sound, "retail")

    def test_keep_what_they_do_not_speak_of(self, sound: Path) -> None:
        """A key that the book has no row for is the base's."""
        book(sound, "uno", "5.00")
        assert Decimal("2.50") == load_rules(sound, book="uno").on(DAY).row(Price, "extra_inbox").per_gb_year

    def test_may_lie_over_one_another(self, sound: Path) -> None:
        """A book that extends another has the last word, and the other the one before."""
        book(sound, "uno", "5.00")
        book(sound, "due", "4.00", extends="uno")
        book(sound, "tre", extends="uno")
        assert [Decimal("4.00"), Decimal("5.00")] == [price_of(sound, name) for name in ("due", "tre")]
        assert ["retail", "uno", "due"] == list(dict.fromkeys(e.layer for e in load_rules(sound, book="due").entries))

    def test_may_end_a_key_of_the_base(self, sound: Path) -> None:
        """A withdrawn row of a book ends what the base sells."""
        made = book(sound, "uno", "5.00")
        change(made, "pricing", "    label:", "    withdrawn: true\n    label:")
        assert isinstance(load_rules(sound, book="uno").on(DAY).find(Price, "plan", "standard"), Withdrawn)

    def test_an_unknown_book_is_told_with_the_nearest(self, sound: Path) -> None:
        """The books are told too."""
        book(sound, "ordine")
        (problem,) = check_rules(sound, book="ordini")
        assert ("PR210", "ordine", "retail, ordine") == (problem.code, problem.nearest, problem.args["allowed"])

    def test_the_law_is_no_book_to_be_asked(self) -> None:
        """It is there to be extended."""
        (problem,) = check_rules(book="laww")
        assert "law" not in problem.args["allowed"].split(", ")

    def test_an_unknown_book_cannot_be_loaded(self, sound: Path) -> None:
        """Asking for it raises; the base does not stand in."""
        with pytest.raises(InvalidRules):
            load_rules(sound, book="../rules")

    def test_a_circle_is_told_where_it_is_written(self, sound: Path) -> None:
        """Books that extend one another are told with their names, in their files."""
        book(sound, "uno", extends="due")
        book(sound, "due", extends="uno")
        found = check_rules(sound)
        assert {"PR211"} == {problem.code for problem in found}
        assert {"due, uno"} == {problem.args["found"] for problem in found}
        assert all(problem.location for problem in found)

    @pytest.mark.parametrize("text", ["", "- nothing\n", "table: ["])
    def test_a_book_that_cannot_be_read_is_told(self, sound: Path, text: str) -> None:
        """Its file is told, and the base stands in only while looking for more."""
        made = book(sound, "uno")
        (made / "book.yaml").write_text(text, "utf-8")
        assert {"rules/books/uno/book.yaml"} == {
            problem.location.file for problem in check_rules(sound) if problem.location
        }

    def test_a_folder_of_books_without_its_file_is_told(self, sound: Path) -> None:
        """Who forgets ``book.yaml`` does not find the book missing without a word."""
        made = book(sound, "uno", "5.00")
        (made / "book.yaml").unlink()
        assert [] != codes(sound)

    @pytest.mark.parametrize("name", ["law", "retail"])
    def test_no_book_is_called_like_what_lies_below(self, sound: Path, name: str) -> None:
        """Nobody would ever read it: whoever asks for that name is given the law, or the base."""
        (sound / "books" / name).mkdir(parents=True)
        (sound / "books" / name / "book.yaml").write_text("table: book\n", "utf-8")
        (problem,) = check_rules(sound)
        assert "PR216" == problem.code
        assert problem.location.file.endswith(f"books/{name}/book.yaml")

    def test_a_file_among_the_books_is_no_book(self, sound: Path) -> None:
        """A note beside the books is left alone."""
        book(sound, "uno")
        (sound / "books" / "README.md").write_text("# notes", "utf-8")
        assert ("retail", "uno") == books(sound)


class TestALayerOfOnesOwn:
    """A folder with a ``book.yaml`` is laid over the shipped tables."""

    PRICE = PRICES.replace("source: guide", "source: pecrules-analysis")

    @pytest.fixture
    def layer(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.chdir(tmp_path)
        made = Path("nostre")
        made.mkdir()
        text = BOOK.format(id="nostre", extends="retail").replace("source: guide", "source: pecrules-analysis")
        (made / "book.yaml").write_text(text, "utf-8")
        (made / "pricing.yaml").write_text(self.PRICE.format(id="nostre", price="7.00"), "utf-8")
        return made

    def test_has_the_last_word(self, layer: Path) -> None:
        """Its price holds, and its name is the book's."""
        assert Decimal("7.00") == price_of(layer, "retail")
        assert "nostre" == load_rules(layer).book

    def test_needs_only_what_differs(self, layer: Path) -> None:
        """Everything else is shipped."""
        assert [] == codes(layer)
        assert len(load_rules().entries) + 1 == len(load_rules(layer).entries)

    @pytest.mark.parametrize("name", [name for name in books() if name != "retail"])
    def test_lies_over_a_book_that_is_asked_for(self, layer: Path, name: str) -> None:
        """First the shipped tables, then the book after all that it extends, then one's own."""
        layers = dict.fromkeys(entry.layer for entry in load_rules(layer, book=name).entries)
        below = dict.fromkeys(entry.layer for entry in load_rules(book=name).entries)
        assert [*below, "nostre"] == list(layers)
        assert (["law", "retail"], name) == ([*below][:2], next(reversed(below)))

    @pytest.mark.parametrize("name", [name for name in books() if name != "retail"])
    def test_lies_over_the_book_that_it_extends(self, layer: Path, name: str) -> None:
        """What it says it extends counts when nothing else is asked for."""
        change(layer, "book", "extends: retail", f"extends: {name}")
        below = dict.fromkeys(entry.layer for entry in load_rules(book=name).entries)
        assert [*below, "nostre"] == list(dict.fromkeys(entry.layer for entry in load_rules(layer).entries))

    def test_can_be_asked_for_by_its_name(self, layer: Path) -> None:
        """Its own name says nothing new."""
        assert load_rules(layer) == load_rules(layer, book="nostre")

    @pytest.mark.parametrize("name", [*books(), "law"])
    def test_is_not_called_like_a_shipped_book(self, layer: Path, name: str) -> None:
        """Two layers of one name could not be told apart in an explanation, and the law is never borrowed."""
        change(layer, "book", "id: nostre", f"id: {name}")
        change(layer, "pricing", "book: nostre", f"book: {name}")
        (problem,) = check_rules(layer)
        assert ("PR216", "nostre/book.yaml", 2) == (problem.code, problem.location.file, problem.location.line)

    def test_is_shown_as_it_was_named(self, layer: Path) -> None:
        """Its places are its own, the others' are those of the shipped tables."""
        assert {"rules", "nostre"} == {Path(entry.location.file).parts[0] for entry in load_rules(layer).entries}

    def test_is_listed_with_the_shipped_books(self, layer: Path) -> None:
        """Over it, and not in it, lie the books that can be asked for."""
        assert books() == books(layer)

    def test_without_an_id_is_told(self, layer: Path) -> None:
        """A book that does not say its name is not loaded."""
        change(layer, "book", "id: nostre\n", "")
        assert "PR102" in codes(layer)


class TestWhatIsNoFile:
    """Names and things that no table is read from."""

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
    @pytest.mark.parametrize("name", ["pricing.yaml", "plans/more.yaml", "books/ours/book.yaml"])
    def test_a_pipe(self, sound: Path, name: str) -> None:
        """Nobody waits for what is written into it."""
        (sound / name).parent.mkdir(parents=True, exist_ok=True)
        (sound / name).unlink(missing_ok=True)
        os.mkfifo(sound / name)
        found = [problem for problem in check_rules(sound) if problem.code == "PR001"]
        assert ["not_plain"] == [problem.args["reason"] for problem in found]

    @pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="this system has no such device")
    def test_a_device(self, sound: Path) -> None:
        """Nobody reads what has no end."""
        (sound / "pricing.yaml").unlink()
        (sound / "pricing.yaml").symlink_to("/dev/zero")
        assert ["PR001"] == codes(sound)

    @pytest.mark.parametrize("name", ["a\0b", "\ud800", "x" * 5_000, "/dev/null"])
    def test_a_name_of_no_folder(self, name: str) -> None:
        """It is told; no exception of the system comes out."""
        assert ["PR209"] == codes(name)
        for ask in (books, load_rules):
            with pytest.raises(InvalidRules, match="PR209"):
                ask(name)

    @pytest.mark.parametrize("book", [3, b"retail"])
    def test_a_book_is_named_by_a_text(self, book: object) -> None:
        """It is a mistake of the program, and named."""
        with pytest.raises(TypeError, match=f"book wants a price book by its id, not {type(book).__name__}"):
            load_rules(book=book)  # type: ignore[arg-type] # the mistake

    @pytest.mark.parametrize("folder", [3, b"rules", ["rules"]])
    def test_a_folder_is_a_path(self, folder: object) -> None:
        """So is this, for whoever reads one."""
        for ask in (load_rules, books, check_rules, LiveRules):
            with pytest.raises(TypeError, match="folder wants the path of a folder of tables, not"):
                ask(folder)  # type: ignore[operator] # the mistake

    def test_no_name_is_none_of_a_book(self) -> None:
        """An empty text is not the public list."""
        with pytest.raises(InvalidRules, match="PR210"):
            load_rules(book="")

    def test_books_that_may_not_be_read(self, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Which books there are nobody knows then, and no rules are made of the others."""
        (sound / "books").mkdir()

        def refuse(folder: str) -> list[str]:
            if folder.endswith("books"):
                raise PermissionError(13, "Permission denied", folder)
            return os.listdir(folder)

        monkeypatch.setattr(resources, "names", refuse)
        assert ["PR209"] == codes(sound)
        for ask in (books, load_rules):
            with pytest.raises(InvalidRules, match="Permission denied"):
                ask(sound)

    def test_the_law_beside_is_no_stray(self, sound: Path) -> None:
        """Its folder is read, and so are hidden ones and backups left alone."""
        for name in (".git/pricing.yaml", "docs/README.md", "docs/openapi.yaml", "pricing.yaml~", ".pricing.yaml.swp"):
            (sound / name).parent.mkdir(exist_ok=True)
            (sound / name).touch()
        assert [] == codes(sound)


def test_a_file_without_an_ending_is_no_folder(sound: Path) -> None:
    """A table may be split over the files of a folder of its name; a file of that name holds none."""
    (sound / "pricing").write_text("x", "utf-8")
    assert () == check_rules(sound)


class TestWhatWasRead:
    """What a check has looked at."""

    def test_a_base(self, sound: Path) -> None:
        """Every file and row of the folder, with the books in it."""
        book(sound, "ours", "8.90")
        before = checked(sound, book="retail")
        after = checked(sound)
        assert (os.fspath(sound), len(due_tables()) + 1) == (before.folder, before.files)  # one of them is split
        assert (2, 1) == (after.files - before.files, after.rows - before.rows)

    def test_a_layer(self, tmp_path: Path) -> None:
        """Only what is the folder's own."""
        (tmp_path / "book.yaml").write_text(
            BOOK.format(id="ours", extends="retail").replace("guide", "seed-001"), "utf-8"
        )
        assert (os.fspath(tmp_path), 1, 0) == checked(tmp_path)[1:]

    def test_the_shipped_tables(self) -> None:
        """Their folder is named in full."""
        assert resources.folder("rules") == checked().folder


class TestWhereFilesLie:
    """Inside the installed package, or in the checkout around it."""

    def test_an_installed_copy_has_them_inside(self, tmp_path: Path) -> None:
        """What lies in the package comes first."""
        inside = tmp_path / "pecrules" / "_bundled" / "rules"
        inside.mkdir(parents=True)
        (tmp_path / "rules").mkdir()
        (tmp_path / "pyproject.toml").touch()
        assert os.fspath(inside) == resources.find(os.fspath(tmp_path / "pecrules"), "rules")

    def test_a_checkout_has_them_beside(self, tmp_path: Path) -> None:
        """An editable install reads the live tables."""
        (tmp_path / "rules").mkdir()
        (tmp_path / "pyproject.toml").touch()
        assert os.fspath(tmp_path / "rules") == resources.find(os.fspath(tmp_path / "pecrules"), "rules")

    def test_a_stray_folder_is_nobodys(self, tmp_path: Path) -> None:
        """A folder beside the package counts only in a checkout."""
        (tmp_path / "rules").mkdir()
        (tmp_path / "pecrules").mkdir()
        with pytest.raises(InvalidRules, match="installed without its `rules`"):
            resources.find(os.fspath(tmp_path / "pecrules"), "rules")

    def test_catalogues_lie_in_the_package(self) -> None:
        """Each language has its folder."""
        assert {"it", "en", "de"} <= set(os.listdir(resources.locales()))


def change(folder: Path, table: str, old: str, new: str) -> None:
    """Change the first place in a table where a text stands."""
    file = folder / f"{table}.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_a_copy_of_the_shipped_tables_is_the_same_rules(tmp_path: Path) -> None:
    """Rules are what they say, not where they lie."""
    shutil.copytree(resources.folder("rules"), tmp_path / "copy")
    assert load_rules() == load_rules(tmp_path / "copy")


class TestTheCollector:
    """Python's collector of garbage rests while tables are read, and is then as it was."""

    @pytest.fixture(autouse=True)
    def _as_before(self) -> Iterator[None]:
        yield
        gc.enable()

    def test_it_is_on_again(self) -> None:
        """After rules, and after mistakes."""
        load_rules()
        assert gc.isenabled()
        with pytest.raises(InvalidRules):
            load_rules(book="nobody")
        assert gc.isenabled()

    def test_it_stays_off(self) -> None:
        """Where a program has switched it off, loading does not switch it on."""
        gc.disable()
        load_rules()
        assert not gc.isenabled()
