"""The reference page of scenarios, ``docs/reference/scenarios.md``, made from what they are declared to be."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pecrules.policies import MANIFEST, SPAN
from pecrules.rulebook.rows.page import markdown, ticked
from pecrules.testing.scenarios.schema import ALWAYS, COMMON
from pecrules.testing.scenarios.shapes import (
    Shape,
    answers_of,
    fields_of,
    may_refuse,
    refusal_fields,
    request_of,
    subjects_of,
)
from pecrules.testing.scenarios.texts import KEYS, about, noun, question

MADE: Final = "<!-- Made by python -m pecrules.testing.scenarios: do not edit by hand. -->"

_FORMS: Final[Mapping[str, str]] = {
    "text": "testo", "whole": "numero intero", "flag": "`true`, `false`", "day": "giorno, `2027-03-30`",
    "amount": 'importo, `"24.80"`', "mixed": "numero o testo", "request": "una richiesta",
}  # fmt: skip
"""How a value is written."""

_MANY: Final = 12
"""From how many words on they are not listed here: the editor does."""


def page() -> str:
    """The whole page."""
    return "\n".join([MADE, "", *_head(), *_questions(), *_nouns(), ""])


def _head() -> Iterator[str]:
    yield from (
        "# Scenari",
        "",
        "Un file `*.scenarios.yaml` ha `scenarios`, un elenco, e se serve `common`, quello che vale per tutti. Di una",
        "risposta si confronta solo quello che `expect` nomina. Come si scrive uno scenario lo dice [Scrivere uno",
        "scenario](../how-to/write-a-scenario.md).",
        "",
        "## Chiavi di uno scenario",
        "",
    )
    rows = ((f"`{name}`", KEYS[name], "sì" if name in COMMON else "") for name in (*ALWAYS, "request", "channel"))
    yield from markdown(("chiave", "che cosa dice", "anche in `common`"), *rows)
    yield from (
        "",
        "La casella, il titolare, l'ordine, il partner o il preventivo di cui si chiede ha una chiave sua: `mailbox`,",
        "`holder`, `order`, `partner`, `quote`. Anche `mailbox` può stare in `common`: uno scenario scrive allora solo",
        "quello che cambia.",
        "",
        "In `expect` un elenco si scrive intero, oppure con `with` (queste voci ci sono) e `without` (queste no). Di",
        "una voce basta la parola che la distingue, come il codice di un effetto, o un gruppo con i suoi campi. Un",
        "rifiuto si aspetta con `refused`, nessuna risposta con `nothing: true`, una regola che manca con `no_rule`.",
        "",
        "Piani, canali e metodi si possono scrivere anche con il nome che leggono i clienti, come `PEC Standard`.",
        "",
        "## Cambi che nessuno deve notare",
        "",
        "`pecrules test --mutate` cambia le tabelle un valore alla volta. Quali cambi nessuno scenario deve notare",
        "lo dice `unnoticed`, accanto a `scenarios`: un elenco, ogni voce con il suo motivo.",
        "",
    )
    keys = ("section", "columns", "rows", "reason")
    yield from markdown(("chiave", "che cosa dice"), *((f"`{name}`", KEYS[f"unnoticed {name}"]) for name in keys))


def _questions() -> Iterator[str]:
    """Every question: whom it is about, what is asked, what may be expected."""
    yield from ("", "## Domande")
    for policy in MANIFEST.values():
        request = request_of(policy)
        subjects = ticked(subjects_of(policy)) or "nessuno"
        wanted = "niente" if request is None else _form(request)
        yield from (
            "",
            f"### `{policy.name}`",
            "",
            f"{question(policy).capitalize()}. Di chi: {subjects}. Che cosa: {wanted}.",
        )
        rows = [
            (f"`{name}`", noun(kind, name), _form(shape))
            for kind in answers_of(policy)
            for name, shape in fields_of(kind).items()
        ]
        if may_refuse(policy):
            rows.append(("`refused`", KEYS["refused"], "un codice"))
        yield from ("", *markdown(("in `expect`", "che cosa dice", "valori"), *rows))
    rows = [(f"`{name}`", KEYS[f"refused {name}"], _form(shape)) for name, shape in refusal_fields().items()]
    yield from ("", "### Un rifiuto", "", *markdown(("in `expect`", "che cosa dice", "valori"), *rows))


def _nouns() -> Iterator[str]:
    """Everything of which a question or an answer is made."""
    yield from ("", "## Di che cosa sono fatte")
    for name, kind in sorted(_kinds().items()):
        rows = ((f"`{field}`", noun(kind, field), _form(shape)) for field, shape in fields_of(kind).items())
        yield from (
            "",
            f"### {name}",
            "",
            f"{about(kind).capitalize()}.",
            "",
            *markdown(("chiave", "che cosa dice", "valori"), *rows),
        )


def _kinds() -> dict[str, Any]:
    """The classes of which blocks are made, by name."""
    found: dict[str, Any] = {}
    shapes = [shape for policy in MANIFEST.values() if (shape := request_of(policy)) is not None]
    shapes += [Shape("block", inner=kind) for policy in MANIFEST.values() for kind in subjects_of(policy).values()]
    shapes += [
        shape for policy in MANIFEST.values() for kind in answers_of(policy) for shape in fields_of(kind).values()
    ]
    while shapes:
        shape = shapes.pop()
        inner = shape.inner
        if shape.name == "list":
            shapes.append(inner)
        elif shape.name == "block" and inner != SPAN and inner.__name__ not in found:
            found[inner.__name__] = inner
            shapes += fields_of(inner).values()
    return found


def _form(shape: Shape) -> str:
    """What may be written."""
    if shape.name == "list":
        return f"elenco: {_form(shape.inner)}"
    if shape.name == "block":
        return KEYS["span"] if shape.inner == SPAN else f"[{shape.inner.__name__}](#{shape.inner.__name__.lower()})"
    if shape.name == "word":
        words = ticked(shape.words) if len(shape.words) <= _MANY else "un codice"
        return f"{words}, `null`" if shape.optional else words
    return f"{_FORMS[shape.name]}, o `null`" if shape.optional else _FORMS[shape.name]
