"""A form for each policy, as its command has options: what it is made from, the caller takes from the manifest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final, Literal

from pecrules.base.tuples import NamedTuple
from pecrules.handbook.markup import link, listed
from pecrules.model.codes import Language
from pecrules.present.catalogues import mark, say
from pecrules.present.drawings.shapes import element


class Field(NamedTuple):
    """One field of a form.

    Attributes:
        name: Its name, as the option is typed.
        help: What it is, in the language of the page.
        kind: ``date``, ``number`` or ``text``; ``choice`` for one of its words, which are all that there is.
        words: The words that may be meant, each with what people call it.
    """

    name: str
    help: str
    kind: Literal["date", "number", "text", "choice"]
    words: Sequence[tuple[str, str]] = ()


DOCUMENT: Final = "document"
"""The name of the field that takes a whole question as JSON."""

_ASK: Final = mark("Ask")
_DOCUMENT: Final = mark("Or the whole question as a JSON document")


def form(fields: Iterable[Field], given: Mapping[str, str], lang: Language) -> str:
    """A form that asks the page it stands on again.

    Args:
        fields: Its fields.
        given: What was entered before.
        lang: The language of its words.
    """
    rows = "".join(_row(each, given.get(each.name, "")) for each in fields)
    area = element("textarea", escape(given.get(DOCUMENT, "")) or " ", id=DOCUMENT, name=DOCUMENT, rows="4", cols="60")
    text = element("p", element("label", escape(say(lang, _DOCUMENT)), for_=DOCUMENT) + area)
    return element("form", rows, text, element("p", element("button", escape(say(lang, _ASK)))), method="get")


def _row(field: Field, value: str) -> str:
    name = field.name.strip("-")
    return element("p", element("label", escape(field.help), for_=name) + _input(field, name, value))


def _input(field: Field, name: str, value: str) -> str:
    if field.kind == "choice":
        options = (_option(word, called, is_chosen=word == value) for word, called in (("", ""), *field.words))
        return element("select", *options, id=name, name=field.name)
    proposed = {"list": f"{name}-words"} if field.words else {}
    shown = element("input", type=field.kind, id=name, name=field.name, value=value, **proposed)
    words = (element("option", escape(called), value=word) for word, called in field.words)
    return shown + (element("datalist", *words, id=f"{name}-words") if field.words else "")


def _option(word: str, called: str, *, is_chosen: bool) -> str:
    chosen = {"selected": "selected"} if is_chosen else {}
    return element("option", escape(called) or " ", value=word, **chosen)


def alert(sentences: Iterable[str]) -> str:
    """What keeps an answer from being given; a page that is read aloud says it at once."""
    return element("div", *(element("p", escape(each)) for each in sentences), class_="wrong", role="alert")


def menu(policies: Iterable[tuple[str, str, str]]) -> str:
    """The policies that can be asked: each by its page and its name, with what it answers."""
    return listed(f"{link(page, name)}: {escape(sentence)}" for page, name, sentence in policies)
