"""What people call things, taken back: a label that an answer prints is taken wherever its code is."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar, cast

from pecrules.base.values import Value, evolve, fields
from pecrules.model.codes import Language
from pecrules.present import codes
from pecrules.present.catalogues import LANGUAGES, say
from pecrules.rulebook.rows import Label, Row
from pecrules.rulebook.ruleset import Ruleset

T = TypeVar("T")

_SAID: Final[Mapping[str, tuple[Mapping[str, str], ...]]] = {
    "channels.certification": (codes.CHOICES,),
    "lifecycle.transitions": (codes.EVENTS,),
    "termination.modes": (codes.MODES, codes.WHO, codes.WAYS),
    "termination.repurchase": (codes.WAYS,),
}
"""Section -> its words that are told by sentences of ours, and not by labels of its rows."""

_BESIDE: Final = {"plans.plans": "plans.partner_plans"}
"""Section -> another one whose labels are told in the same places."""

_QUOTES: Final = (
    " `\"'\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
)


def code_of(text: str, section: str, rules: Ruleset) -> str:
    """The code that a label stands for, in any language; the text itself if it is a code, or no label of one alone.

    Args:
        text: What somebody wrote, as ``PEC Standard``.
        section: The section of the tables that lists the codes.
        rules: The rules, for the labels that they give.

    >>> from pecrules import load_rules
    >>> code_of("PRO+SMS", "plans.plans", load_rules()), code_of("gold", "plans.plans", load_rules())
    ('pro-sms', 'gold')
    >>> code_of("«il rinnovo risulta registrato»", "lifecycle.transitions", load_rules())
    'renewal_registered'
    """
    wanted, meant = _plain(text), set[str]()
    for code, label in _labels(section, rules):
        if code == text:
            return text
        if wanted in {_plain(label), _plain(code)}:
            meant.add(code)
    return meant.pop() if len(meant) == 1 else text


def in_codes(value: T, code_of: Callable[[str, str], str]) -> T:
    """A noun, or several, with codes in place of labels; what has none of them is the same object.

    Args:
        value: A mailbox, a request, a tuple of orders ...
        code_of: A text and the section that lists its words -> the code that is meant.

    >>> from datetime import date
    >>> from pecrules import Mailbox
    >>> box = Mailbox(address="a@pec.it", plan="PEC Pro", expiry=date(2027, 3, 30))
    >>> in_codes(box, lambda text, section: {"PEC Pro": "pro"}.get(text, text)).plan
    'pro'
    """
    found: Any = value
    if isinstance(value, tuple):
        found = _all_in_codes(cast("tuple[Any, ...]", value), code_of)
    elif isinstance(value, Value):
        own = {each.alias: (each, getattr(value, each.name)) for each in fields(cast("Any", type(value)))}
        coded = {name: _coded(said, field.metadata.get("words"), code_of) for name, (field, said) in own.items()}
        changes = {name: code for name, code in coded.items() if code is not own[name][1]}
        found = evolve(cast("Any", value), **changes) if changes else value
    return cast("T", found)


def _all_in_codes(several: tuple[Any, ...], code_of: Callable[[str, str], str]) -> tuple[Any, ...]:
    found = tuple([in_codes(each, code_of) for each in several])
    return several if all(new is old for new, old in zip(found, several, strict=True)) else found


def _coded(said: Any, section: str | None, code_of: Callable[[str, str], str]) -> Any:
    """A field of a noun, with codes in place of labels."""
    return code_of(said, section) if section and isinstance(said, str) else in_codes(said, code_of)


def labels_of(section: str, rules: Ruleset, lang: Language) -> Iterator[tuple[str, str]]:
    """The codes of a section, each with what it is called in a language; of several labels the last row's,
    and of a code that stands for several things what each of them is called.

    >>> from pecrules import load_rules
    >>> dict(labels_of("payments.methods", load_rules(), "de"))["card"]
    'Kreditkarte'
    """
    number = LANGUAGES.index(lang)
    found: dict[str, list[str]] = {}
    for code, label in _labels(section, rules):
        found.setdefault(code, []).append(label)
    called = {code: labels[-len(LANGUAGES) :][number] for code, labels in found.items()}
    own: dict[str, dict[tuple[str, ...], str]] = {}
    for key, named in _rows(section, rules):
        own.setdefault(key[-1], {})[key] = str(getattr(named, lang))
    yield from (called | {code: " / ".join(dict.fromkeys(each.values())) for code, each in own.items()}).items()


def _plain(text: str) -> str:
    return text.strip(_QUOTES).casefold()


def _labels(section: str, rules: Ruleset) -> Iterator[tuple[str, str]]:
    """The codes of a section, each with what it is called, also in the section beside it."""
    for sentences in _SAID.get(section, ()):
        yield from ((code, say(lang, sentence)) for code, sentence in sentences.items() for lang in LANGUAGES)
    for name in (section, _BESIDE.get(section, "")):
        for key, label in _rows(name, rules):
            yield from ((key[-1], str(getattr(label, lang))) for lang in LANGUAGES)


def _rows(section: str, rules: Ruleset) -> Iterator[tuple[tuple[str, ...], Label]]:
    """The keys of the rows of a section, each with its label; of one key the last row's comes last."""
    for row in (entry.row for layer in rules.layers for entry in layer.section(section)):
        label: Any = getattr(row, "label", None)
        if isinstance(row, Row) and isinstance(label, Label):
            yield row.key, label
