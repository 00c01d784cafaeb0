"""What a later release wrote and a lenient reader keeps can be told, whatever its words are."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import pytest

import pecrules as pr
from pecrules.model import schemas
from pecrules.present import as_text, problem_document, say, sheet
from tests.places import ROOT
from tests.present.test_service import RECEIPTS
from tests.variants import shipped

NEW = "brand_new"
WORDS = {word for kind in schemas.WORDS for word in get_args(kind)}
NOUNS = {
    ("mailbox", "kind"), ("mailbox", "holder", "subject"), ("order", "kind"), ("order", "state"), ("credit", "kind"),
}  # fmt: skip
"""Fields of nouns that stand in answers, whose lists of words do not grow: `docs/reference/compatibility.md`."""


def places(plain: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where words of the lists stand in an answer."""
    steps = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    for step, part in steps:
        if step not in {"stamp", "because", "caveats"}:
            yield from places(part, (*path, step))
    if isinstance(plain, str) and plain in WORDS:
        yield path


def with_new(text: str, path: tuple[Any, ...]) -> Any:
    """An answer with another word at one place."""
    plain = part = json.loads(text)
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = NEW
    return plain


@cache
def words_of(name: str) -> tuple[str, dict[tuple[str, ...], tuple[Any, ...]]]:
    """The answer of a receipt, and where its words stand: of the same field in several lines the first."""
    outcome = json.loads(RECEIPTS[name])["outcome"]
    found: dict[tuple[str, ...], tuple[Any, ...]] = {}
    for path in places(outcome):
        found.setdefault(tuple(step for step in path if isinstance(step, str)), path)
    return json.dumps(outcome), {key: path for key, path in found.items() if key != ("outcome",)}


@pytest.mark.parametrize("name", RECEIPTS)
def test_a_word_that_is_not_known_yet(name: str) -> None:
    """It is shown as it is, in one line or in all, as text or as a problem document."""
    text, paths = words_of(name)
    for key, path in paths.items():
        if key in NOUNS:
            with pytest.raises(pr.InvalidRequest):
                pr.from_json(with_new(text, path), lenient=True)
            continue
        outcome: Any = pr.from_json(with_new(text, path), lenient=True)
        assert say(outcome, "it")
        assert as_text(sheet(outcome, shipped(), "de", why=True))
        if isinstance(outcome, pr.Refusal):
            document = problem_document(outcome, "en", rules=shipped())
            assert ({"title", "detail", "status", "code"} <= document.keys(), True) == (
                True,
                400 <= document["status"] < 500,
            )


def test_a_refusal_of_a_later_release() -> None:
    """Its code stands for a sentence, and its status is that of a wish that nobody is granted."""
    plain = with_new(json.dumps(json.loads(RECEIPTS["renewal-refused"])["outcome"]), ("code",))
    document = problem_document(pr.from_json(plain, pr.Refusal, lenient=True), "it", rules=shipped())
    assert (422, f"`{NEW}`", NEW) == (document["status"], document["title"], document["code"])


def test_it_is_written_down_whose_words_do_not_grow() -> None:
    """Each by its class and its field."""
    page = (ROOT / "docs" / "reference" / "compatibility.md").read_text("utf-8")
    assert [] == [
        field for field in ("Mailbox.kind", "Holder.subject", "Order.kind", "Order.state", "Credit.kind")
        if f"`{field}`" not in page
    ]  # fmt: skip
