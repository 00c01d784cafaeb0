"""What a code means, as people say it, by the column or the field in which it stands."""

from collections.abc import Mapping
from typing import Any, Final

from pecrules.model.codes import Language
from pecrules.present import codes, columns, terms
from pecrules.present.catalogues import mark, say

_PAYS: Final = {"gross": mark("VAT included"), "net": mark("net of VAT")}

_BY_FIELD: Final[Mapping[str, Mapping[Any, str]]] = {
    "refused": codes.REASONS,
    "refusal.code": codes.REASONS,
    "refusal.remedies": codes.REMEDIES,
    "remedies": codes.REMEDIES,
    "ask": terms.POLICIES,
    "name": codes.EVENTS,
    "problems": codes.PROBLEMS,
    "missing": codes.REQUIREMENTS,
    "where": codes.LOGS,
    "kind": {**codes.KINDS, **codes.ORDER_KINDS},
    "mailbox_kind": codes.KINDS,
    "order": terms.ORDERED,
    "holder_choice": codes.CHOICES,
    "through": codes.WAYS,
    "pays": _PAYS,
    "state": columns.STATES,
    "conditions": {},  # those of the catalogue say why a command is not there
}
"""Field -> its codes, where no column of the tables has that name or means the same."""

_ANYWHERE: Final[tuple[Mapping[Any, str], ...]] = (
    codes.EFFECTS, codes.DAYS, codes.SHOWN, codes.CONDITIONS, codes.EVENTS, codes.THINGS, codes.REASONS,
    codes.REMEDIES, codes.AUDIENCES, codes.PLACES, codes.RECORDS, codes.CHOICES, codes.MODES, codes.KINDS,
    codes.INVOICED, codes.REQUIREMENTS, terms.POLICIES, terms.FACTS, *columns.WORDS.values(),
)  # fmt: skip
"""Codes that stand wherever nothing better is known; of two of one name the first."""

_OPEN: Final = "\N{HORIZONTAL ELLIPSIS}"
"""What stands in the places of a sentence that nobody fills."""


def meaning(field: str, code: str, lang: Language) -> str | None:
    """What a code of a field or column means; ``None`` where it has no words of its own there.

    >>> meaning("refused", "term_not_offered", "it"), meaning("plan", "term_not_offered", "it")
    ('la durata non è offerta', None)
    """
    known = _BY_FIELD[field] if field in _BY_FIELD else columns.WORDS.get(field, {})
    return _told(known[code], lang) if code in known else None


def anywhere(code: str, lang: Language) -> str | None:
    """What a code means wherever it has words.

    >>> anywhere("payment_recorded", "it"), anywhere("nonsense", "it")
    ('il pagamento viene registrato', None)
    """
    return next((_told(each[code], lang) for each in _ANYWHERE if code in each), None)


def _told(sentence: str, lang: Language) -> str:
    return say(lang, sentence, least=_OPEN, most=_OPEN, value=_OPEN)
