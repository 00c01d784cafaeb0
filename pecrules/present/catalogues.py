"""The catalogues: English sentences -> Italian and German ones, compiled in memory when a language is first spoken.

English is what stands in the code. ``mark`` shows a sentence to the extractor without translating it; ``say`` and
``count`` translate. ``pecrules/present/locales/README.md`` has the commands that keep the catalogues up to date.
"""

import os
import re
from collections.abc import Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, get_args

from pecrules.base import resources
from pecrules.base.places import fill
from pecrules.model.codes import Language

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

_KNOWN: Final[dict[str, Language]] = {each: each for each in LANGUAGES}

TRANSLATED: Final[tuple[Language, ...]] = ("it", "de")
"""The languages whose catalogues are read: sentences are written in English."""

COMPILED: Final = ".mo"
"""How a catalogue's name ends in a wheel, which has no other: nobody translates there."""

_ELIDED: Final = {"il": "l'", "al": "all'", "dal": "dall'", "del": "dell'", "nel": "nell'"}
_ARTICLE: Final = re.compile(rf"\b({'|'.join(_ELIDED)}) \{{(\w+)\}}")
_VOWEL: Final = re.compile(r"(8|11)(?![0-9])")  # otto, undici

_ENVIRONMENT: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def language(wanted: str | None, environ: Mapping[str, str]) -> Language:
    """The language to speak: the one wanted, else the environment's, else English.

    Args:
        wanted: A language or locale that was asked for, as ``it`` or ``it_IT``; ``None`` when nobody asked.
        environ: The environment; the first of ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` that says anything counts.

    >>> language("de", {}), language(None, {"LANG": "it_IT.UTF-8"}), language(None, {"LC_ALL": "C", "LANG": "it_IT"})
    ('de', 'it', 'en')
    """
    said = next(filter(None, (wanted, *map(environ.get, _ENVIRONMENT))), "en")
    return _KNOWN.get(_word(said), "en")


def known(lang: object) -> Language:
    """A language of ours, of what a program or a browser calls it.

    Args:
        lang: A language or locale, as ``it``, ``it_IT`` or ``de-AT``.

    Raises:
        InvalidRequest: it is none of ours; ``problems`` has those there are, and the nearest.
        TypeError: it is no text.

    >>> known("de-AT"), known("it")
    ('de', 'it')
    """
    if not isinstance(lang, str):
        raise TypeError(f"lang wants one of {', '.join(LANGUAGES)}, not {lang.__class__.__name__}")
    found = _KNOWN.get(_word(lang))
    if found is not None:
        return found
    from pecrules.base.errors import InvalidRequest, nearest
    from pecrules.base.problems import Problem

    args = {"found": lang, "key": "lang", "allowed": ", ".join(LANGUAGES)}
    near = nearest(lang, LANGUAGES) or next((each for each in LANGUAGES if lang.lower().startswith(each)), None)
    raise InvalidRequest([Problem("PR306", path=("lang",), args=args, nearest=near)])


def _word(locale: str) -> str:
    """The word of a language in the name of a locale."""
    return locale.replace("-", "_").partition("_")[0].partition(".")[0].lower()


def mark(text: str) -> str:
    """Show a sentence to the extractor of messages; it is translated where it is said.

    >>> mark("a list")
    'a list'
    """
    return text


def say(lang: Language, text: str, **args: Any) -> str:
    """A sentence in a language, with its places filled.

    >>> say("it", "a list"), say("it", "{rules}, as known on {day}", rules="...", day="8 marzo 2027")
    ('un elenco', "..., come si sapeva l'8 marzo 2027")
    """
    return _filled(lang, _translations(lang).gettext(text), args)


def count(lang: Language, one: str, many: str, number: int, **args: Any) -> str:
    """A sentence about a number of things; ``{number}`` is filled too.

    >>> count("en", "{number} year", "{number} years", 2)
    '2 years'
    """
    return _filled(lang, _translations(lang).ngettext(one, many, abs(number)), {"number": number, **args})


def _filled(lang: Language, text: str, args: Mapping[str, Any]) -> str:
    """A sentence with its places filled; in Italian an article loses its vowel before 8 and 11."""
    return fill(_ARTICLE.sub(partial(_elided, args), text) if lang == "it" else text, args)


def _elided(args: Mapping[str, Any], found: re.Match[str]) -> str:
    article, name = found.groups()
    return f"{_ELIDED[article]}{{{name}}}" if _VOWEL.match(str(args[name])) else found[0]


@cache
def _translations(lang: Language) -> "NullTranslations":
    from gettext import GNUTranslations, NullTranslations
    from io import BytesIO

    if lang not in TRANSLATED:
        return NullTranslations()
    catalogue = file(lang)
    released = f"{catalogue}{COMPILED}"
    made = resources.read(released) if os.path.isfile(released) else compiled(resources.read(f"{catalogue}.po"), lang)
    return GNUTranslations(BytesIO(made))


def file(lang: Language) -> str:
    """Where the catalogue of a language lies; how its name ends is not said."""
    return f"{resources.locales()}/{lang}/LC_MESSAGES/pecrules"


def compiled(catalogue: bytes, lang: Language) -> bytes:
    """A catalogue as programs read it."""
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    made = BytesIO()
    write_mo(made, read_po(BytesIO(catalogue), locale=lang))
    return made.getvalue()
