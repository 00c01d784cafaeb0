"""Price books with their titles, as a form proposes them."""

import shutil

import pytest

import pecrules as pr
from pecrules.base import resources


def test_each_book_has_a_title():
    """The same that can be asked for, in their order; a base has none of its own."""
    titles = pr.book_titles("de")
    assert list(pr.books()) == list(titles)
    assert "die öffentliche Liste" == titles["retail"].replace("öffentliche Preisliste", "öffentliche Liste")
    assert all(titles.values())


def test_books_of_a_folder(tmp_path):
    """Are called as they call themselves."""
    shutil.copytree(resources.folder("rules"), tmp_path / "own")
    kept = tmp_path / "own" / "books"
    for book in kept.iterdir():
        if book.name != "cni":
            shutil.rmtree(book)
    text = (kept / "cni" / "book.yaml").read_text("utf-8")
    (kept / "cni" / "book.yaml").write_text(text.replace("Ingegneri, convenzione", "Nostri ingegneri"), "utf-8")
    assert "Nostri ingegneri" in pr.book_titles("it", tmp_path / "own")["cni"]


def test_no_such_language():
    """With those that there are."""
    with pytest.raises(pr.InvalidRequest, match="PR306"):
        pr.book_titles("fr")
