"""What no output has: signs that nobody sees, or that move a cursor or turn a text's direction."""

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pecrules.base.problems import Location, Problem
from pecrules.base.signs import escaped, visible
from pecrules.present import FORMATS, Part, Sheet, as_text, report
from tests.profiles import examples

HIDDEN = "\x1b[2J\u202e\u2066\u200b\x07\x7f\x9b\ud800"
NASTY = st.text(st.sampled_from([*HIDDEN, "a", "é", "\U000e0001", "\u2028", "\n", '"', "\\"]), max_size=12)


def hidden_in(text):
    """The signs of a text that nobody sees; its own line breaks are none."""
    return {char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}} - {"\n"}


class TestVisible:
    """Texts for people."""

    def test_a_sign_stands_for_each(self):
        """It is seen that something was there."""
        assert "a\ufffdb" == visible("a\u202eb")

    @examples(50)
    @given(NASTY)
    def test_nothing_is_hidden(self, text):
        """Whatever was typed; what is seen stays."""
        shown = visible(text)
        assert set() == hidden_in(shown)
        assert len(text) == len(shown)


class TestEscaped:
    """Texts for programs."""

    @examples(50)
    @given(NASTY)
    def test_the_same_is_said(self, text):
        """JSON reads back what it was, but for half a character; the text itself hides nothing."""
        told = escaped(json.dumps([text], ensure_ascii=False, indent=1))
        assert set() == hidden_in(told)
        assert [text.replace("\ud800", "\ufffd")] == json.loads(told)


class TestOutputs:
    """Every way to tell a problem, and a sheet."""

    @examples(25)
    @given(NASTY)
    def test_reports(self, text):
        """The sentence, the excerpt, the name of the file, the way to the value."""
        place = Location(f"{text}.yaml", 1, 1, 3)
        wrong = Problem("PR104", place, (text,), {"found": text, "allowed": text}, schema_message=text, nearest=text)
        for form in FORMATS:
            for lang in ("it", "en", "de"):
                told = report([wrong], lang, form, {place.file: f"a: {text}"})
                assert set() == hidden_in(told), form
                assert told.encode()
        assert set() == hidden_in(str(wrong))

    @examples(25)
    @given(NASTY)
    def test_sheets(self, text):
        """Title, headings, cells and notes."""
        assert set() == hidden_in(as_text(Sheet(text, (Part(text, ((text, text),)),), (text,))))
