"""A text as a tree with its comments, and as text again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules.parsing.documents import read
from pecrules.parsing.layout import joined, tree, written

PIECES = st.sampled_from(
    [
        "a: 1",
        "b: [x, 'y']",
        "c:",
        "  - d: 2",
        "    e: 3",
        "  -",
        "- f",
        "  # one",
        "# two",
        "",
        "g: {h: i}",
        "k: |",
        "  l",
    ]
)


@pytest.mark.parametrize("text", ["a\n", "[]\n", "{}\n", "- a\n- b\n"])
def test_what_is_no_block_of_keys_is_written_too(text: str) -> None:
    """A text that is one word or one list has its tree, too."""
    assert text == written(tree(text))


@pytest.mark.parametrize("text", ["k: |\na: 1\n", "k: |\n  l\na: 1\n", "k: |\n    l\n  # c\na: 1\n", "k: |\n"])
def test_what_a_text_of_lines_takes(text: str) -> None:
    """All that stands deeper below it, and where nothing does, nothing."""
    assert read(text.encode(), "t.yaml").document.data == read(written(tree(text)).encode(), "t.yaml").document.data


@given(st.lists(PIECES, min_size=1, max_size=12).map("\n".join))
def test_what_is_sound_stays_what_it_says(text: str) -> None:
    """Whatever text is sound says the same afterwards, has its comments, and does not change a second time."""
    reading = read(text.encode(), "t.yaml")
    if reading.document is None or reading.problems:
        return
    made = written(tree(text))
    after = read(made.encode(), "t.yaml")
    assert after.document is not None
    assert (reading.document.data, ()) == (after.document.data, after.problems)
    assert text.count("#") == made.count("#")
    assert made == written(tree(made))


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("a: b\n  c\n", 'a: "b c"\n'),
        ("a: 'b\n\n  c'\n", "a: 'b\n\n  c'\n"),
        ("a: 'b\n  d: c'\n", "a: 'b\n  d: c'\n"),
        ("a: >\n  b\n  c\n", "a: >\n  b\n  c\n"),
    ],
)
def test_what_is_joined(text: str, one: str) -> None:
    """A sentence of several lines is joined, unless it has paragraphs, a column in it, or is written to have lines."""
    assert one == joined(text, {"d"})
