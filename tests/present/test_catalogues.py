"""The catalogues have every sentence of the code, and nothing else; the commands of their README are run."""

import io
import re
import shlex
import subprocess
import sys

import pytest
from babel.messages.pofile import read_po

from pecrules.base import resources
from pecrules.base.messages import MESSAGES
from pecrules.base.reasons import KINDS
from pecrules.cli.sentences import extract
from pecrules.present import LANGUAGES, catalogues
from tests.places import ROOT

LOCALES = ROOT / "pecrules" / "present" / "locales"
TEMPLATE = "pecrules.pot"


def pybabel(line, template, *more):
    """One command of the README, with the template somewhere else."""
    words = [str(template) if word == TEMPLATE else word for word in shlex.split(line)[1:]]
    command = [sys.executable, "-W", "ignore", "-m", "babel.messages.frontend", *words, *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def commands():
    """The two commands of the README: extract, update."""
    return re.findall(r"^pybabel .*$", (LOCALES / "README.md").read_text("utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def template(commands, tmp_path_factory):
    """The template, extracted now."""
    file = tmp_path_factory.mktemp("catalogues") / "pecrules.pot"
    done = pybabel(commands[0], file)
    assert (0, "") == (done.returncode, done.stderr)
    return file


@pytest.fixture(scope="module")
def extracted(template):
    """Every message id of the code; a pair for one with a plural."""
    return {message.id for message in read_po(io.BytesIO(template.read_bytes())) if message.id}


def catalogue(lang):
    """A catalogue as Babel reads it."""
    return read_po(io.BytesIO((LOCALES / lang / "LC_MESSAGES" / "pecrules.po").read_bytes()), locale=lang)


def texts(message):
    """The ids and the translations of a message, as lists."""
    ids = message.id if isinstance(message.id, tuple | list) else [message.id]
    strings = message.string if isinstance(message.string, tuple | list) else [message.string]
    return list(ids), list(strings)


def places(text):
    """The places of a sentence that are filled."""
    return sorted(re.findall(r"\{(\w+)(?::[^{}]+\|[^{}]+)?\}", text))


in_translation = pytest.mark.parametrize("lang", ["it", "de"])
in_each_language = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.mark.slow
@pytest.mark.sources
def test_the_extractor_sees_every_message(extracted):
    """Sentences, helps and the words for types are all extracted."""
    told = {text for message in MESSAGES.values() for text in (message.text, message.help) if text}
    assert set() == (told | {kind.text for kind in KINDS.values()}) - extracted


@pytest.mark.long
@pytest.mark.sources
def test_the_extractor_sees_every_help(extracted):
    """What a command says in its help is extracted, too."""
    told = {sentence for *_, sentence, _ in extract(None, (), (), options={})}
    assert {"The plan wanted.", "DAY"} <= told
    assert set() == told - extracted


@pytest.mark.long
@in_each_language
def test_catalogues_have_what_the_code_has(lang, extracted):
    """No sentence is missing, none is left over."""
    assert extracted == {message.id for message in catalogue(lang) if message.id}


@in_translation
def test_every_sentence_is_translated(lang):
    """No translation is empty, doubtful or put away."""
    found = catalogue(lang)
    assert [] == [message.id for message in found if message.id and not all(texts(message)[1])]
    assert [] == [message.id for message in found if message.fuzzy and message.id]
    assert {} == found.obsolete


@in_translation
def test_places_are_kept(lang):
    """A translation has the places of its sentence, each as often."""
    for message in filter(lambda message: message.id, catalogue(lang)):
        ids, strings = texts(message)
        assert {str(places(text)) for text in ids} == {str(places(text)) for text in strings}, message.id


@in_translation
def test_sentences_end_open(lang):
    """A sentence of a problem begins in lower case and has no full stop."""
    found = catalogue(lang)
    for message in MESSAGES.values():
        told = found[message.text].string
        assert not told.endswith("."), told
        assert lang == "de" or told[0] in "`{" or told[0].islower(), told


def test_german_helps_speak_to_everybody_alike():
    """As to a colleague: no one of them says "Sie" while another says "du"."""
    found = catalogue("de")
    helps = {code: found[message.help].string for code, message in MESSAGES.items() if message.help}
    assert {} == {code: told for code, told in helps.items() if re.search(r"\b(Sie|Ihre?[mnrs]?)\b", told)}


@in_each_language
def test_the_plural_is_the_usual_one(lang):
    """One, and more than one."""
    assert 2 == catalogue(lang).num_plurals


@pytest.mark.slow
@pytest.mark.sources
def test_update_has_nothing_to_do(commands, template):
    """The second command of the README would change no catalogue."""
    done = pybabel(commands[1], template, "--check")
    assert 0 == done.returncode, done.stderr


def test_a_release_has_it_compiled(monkeypatch, tmp_path):
    """And nothing else: a sentence is found there."""
    made = tmp_path / "it" / "LC_MESSAGES" / f"pecrules{catalogues.COMPILED}"
    made.parent.mkdir(parents=True)
    made.write_bytes(catalogues.compiled((LOCALES / "it" / "LC_MESSAGES" / "pecrules.po").read_bytes(), "it"))
    monkeypatch.setattr(resources, "locales", lambda: str(tmp_path))
    assert "un elenco" == catalogues._translations.__wrapped__("it").gettext("a list")


@pytest.mark.parametrize("lang", ["it", "de"])
def test_what_a_command_wants_is_called_as_it_stands_in_its_usage(lang):
    """Where a place of a command line is translated, as DIR, no sentence calls it by its English name."""
    with (LOCALES / lang / "LC_MESSAGES" / "pecrules.po").open("rb") as file:
        said = {str(one.id): str(one.string) for one in read_po(file) if isinstance(one.id, str)}
    places = [name for name, own in said.items() if re.fullmatch("[A-Z]{3,}", name) and own and own != name]
    assert "DIR" in places
    english = re.compile(rf"(?<![A-Z_])(?:{'|'.join(places)})(?![A-Z_])")
    assert [] == [own for own in said.values() if english.search(own) and own not in places]
