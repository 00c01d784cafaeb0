"""The catalogues: English sentences -> Italian and German ones, compiled in memory when a language is first spoken.

English is what stands in the code. ``mark`` shows a sentence to the extractor without translating it; ``say`` and
``count`` translate. ``pecrules/present/locales/README.md`` has the commands that keep the catalogues up to date.
"""

import re
from collections.abc import Mapping
from functools import cache, partial
from gettext import GNUTranslations
from io import BytesIO
from typing import Any, Final, Literal, get_args

from pecrules.base import resources

Language = Literal["it", "en", "de"]

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

_KNOWN: Final[dict[str, Language]] = {each: each for each in LANGUAGES}

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
    word = said.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return _KNOWN.get(word, "en")


def mark(text: str) -> str:
    """Show a sentence to the extractor of messages; it is translated where it is said.

    >>> mark("a list")
    'a list'
    """
    return text


def say(lang: str, text: str, **args: Any) -> str:
    """A sentence in a language, with its places filled.

    >>> say("it", "a list"), say("it", "{rules}, as known on {day}", rules="...", day="8 marzo 2027")
    ('un elenco', "..., come si sapeva l'8 marzo 2027")
    """
    return _filled(lang, _translations(lang).gettext(text), args)


def count(lang: str, one: str, many: str, number: int, **args: Any) -> str:
    """A sentence about a number of things; ``{number}`` is filled too.

    >>> count("en", "{number} year", "{number} years", 2)
    '2 years'
    """
    return _filled(lang, _translations(lang).ngettext(one, many, abs(number)), {"number": number, **args})


def _filled(lang: str, text: str, args: Mapping[str, Any]) -> str:
    """A sentence with its places filled; in Italian an article loses its vowel before 8 and 11."""
    return (_ARTICLE.sub(partial(_elided, args), text) if lang == "it" else text).format_map(args)


def _elided(args: Mapping[str, Any], found: re.Match[str]) -> str:
    article, name = found.groups()
    return f"{_ELIDED[article]}{{{name}}}" if _VOWEL.match(str(args[name])) else found[0]


@cache
def _translations(lang: str) -> GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    catalogue = read_po(BytesIO(resources.read(f"{resources.locales()}/{lang}/LC_MESSAGES/pecrules.po")), locale=lang)
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
