"""What a receipt proves, and what its question is answered today."""

from collections.abc import Iterator
from typing import Any, Final

from pecrules.base.problems import Path
from pecrules.model.codes import Language
from pecrules.present import words
from pecrules.present.catalogues import count, mark, say
from pecrules.present.names import Names
from pecrules.present.outcomes import notes, title
from pecrules.present.sheets import Part, Sheet
from pecrules.receipts import Difference, Replay, RowChange, Verified

_CHANGES: Final = {
    "changed": mark("changed"),
    "gone": mark("no longer behind it"),
    "new": mark("new"),
}
"""What became of a row."""

_SHOWN: Final = 60


def proof(found: Verified, lang: Language) -> Sheet:
    """What a verified receipt proves: who was asked what, and what it was answered.

    Args:
        found: The receipt.
        lang: ``it``, ``en`` or ``de``.
    """
    stamp = found.outcome.stamp
    facts = [
        (say(lang, "answer"), title(found.outcome, Names(None), lang)),
        (say(lang, "policy"), found.policy),
        (say(lang, "day"), words.day(stamp.on, lang)),
    ]
    if stamp.as_known is not None:
        facts.append((say(lang, "as known on"), words.day(stamp.as_known, lang)))
    sources = sum(ref.startswith("sources/") for ref in found.rows)
    facts += [
        (say(lang, "rows"), str(len(found.rows) - sources)),
        (say(lang, "sources"), str(sources)),
        (say(lang, "checksum"), found.sha256),
    ]
    return Sheet(say(lang, "The receipt is whole"), (Part("", tuple(facts)),), notes(found.outcome, lang))


def compared(found: Replay, lang: Language) -> Sheet:
    """What differs when the question of a receipt is asked again.

    Args:
        found: The question asked again.
        lang: ``it``, ``en`` or ``de``.
    """
    parts = [Part(say(lang, "Values"), tuple(_value(each) for each in found.differences))] if found.differences else []
    rows = tuple(row for each in found.rows for row in _row(each, lang))
    parts += [Part(say(lang, "Rows"), rows)] if rows else []
    number = len(found.differences) + len(found.rows)
    differences = count(lang, "{number} difference", "{number} differences", number)
    heading = say(lang, "Asked again, the answer is the same") if found.same else differences
    under = say(lang, "the very rules of the receipt") if found.same_rules else say(lang, "other rules than then")
    return Sheet(heading, tuple(parts), (under, *notes(found.outcome, lang)))


def _value(found: Difference) -> tuple[str, str]:
    return _dotted(found.path), f"{_plain(found.before)} -> {_plain(found.after)}"


def _row(found: RowChange, lang: Language) -> Iterator[tuple[str, str]]:
    yield found.row, say(lang, _CHANGES[found.change])
    for each in found.columns:
        yield f"  {_dotted(each.path)}", f"{_plain(each.before)} -> {_plain(each.after)}"


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))


def _plain(value: Any) -> str:
    """A value as JSON, shortened if it is long."""
    text = value if isinstance(value, str) else "-" if value is None else str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
