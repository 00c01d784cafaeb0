"""What ``book.yaml`` says: who a price book is, and what it lies over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal

from pecrules.model.outcomes.common import Certainty
from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import Record

TABLE: Final = ("listino", "Chi è un listino: le sue tabelle stanno accanto e portano solo le righe diverse.")


def _parts() -> Mapping[str, str]:
    """Every table and every section, with its title."""
    from pecrules.rulebook.rows import NAMES, SECTIONS

    titles = {name: f"tutta la tabella `{name}`" for name in NAMES}
    return titles | {section: kind.ABOUT.title for section, kind in SECTIONS.items()}


class Adoption(Record):
    """Some of what the book below says, which holds in this one, too."""

    NAME: ClassVar[str] = "adoption"
    ABOUT: ClassVar[column.Node] = column.record(
        "sezioni adottate",
        "sezioni del listino su cui questo si appoggia, le cui righe valgono anche qui",
        "ogni adozione ha `sections`, `certainty`, `source` e `clause`, e nient'altro",
    )
    sections: Annotated[
        tuple[str, ...],
        column.several(
            "le sezioni, come `lifecycle.states`, o le tabelle intere, come `lifecycle`",
            column.one_of("una sezione o una tabella intera", _parts()),
        ),
    ]
    certainty: Annotated[
        Certainty,
        column.word(
            "quanto è sicuro che la sezione valga anche qui: una risposta non è mai più sicura di così",
            [
                "lo dice la fonte citata",
                "ricavato da noi da ciò che la fonte dice",
                "nessuna fonte lo dice: presunto",
            ],
        ),
    ]
    source: Annotated[
        str,
        column.name(
            "la fonte, con il nome che ha in sources.yaml",
            "seed-002",
            message="il nome di una fonte di sources.yaml, per esempio `seed-002`",
        ),
    ]
    clause: Annotated[
        str,
        column.text(
            "il passo della fonte: numero del fatto e poche parole nostre",
            "R2.1: la casella è la stessa",
            message='il punto della fonte, per esempio "R2.1: la casella è la stessa"',
        ),
    ]


class Book(Record):
    """A price book: the one row of its file, which has no sections."""

    id: Annotated[
        str,
        column.written(
            "il nome con cui si chiede il listino: lo stesso della cartella",
            "ordine-ingegneri-roma",
            form=column.KEBAB,
            message="l'id del listino fra virgolette o come parola",
            formed="l'id del listino: lettere minuscole, cifre e trattini",
            missing="il nome della cartella",
        ),
    ]
    title: Annotated[
        str,
        column.free(
            "come si chiama il listino per chi legge",
            "Ordine degli Ingegneri di Roma",
            message="il titolo è un testo",
            missing="il nome per chi legge",
        ),
    ]
    extends: Annotated[
        str,
        column.written(
            "il listino su cui si appoggia: `retail` è quello pubblico",
            "retail",
            form=column.KEBAB,
            message="l'id di un listino, per esempio `retail`",
            formed="l'id di un listino: lettere minuscole, cifre e trattini",
            missing="di solito `retail`",
        ),
    ]
    channel: Annotated[
        Literal["customer_area", "convention_area", "partner_panel", "hosting_area"] | None,
        column.word(
            "dove compra chi ha questo listino: un canale di channels.yaml; se manca, la fonte non lo dice",
            [
                "area clienti pubblica",
                "area clienti di una convenzione",
                "pannello di un partner",
                "area di un fornitore di hosting",
            ],
        ),
    ] = None
    adopts: Annotated[
        tuple[Adoption, ...],
        column.parts(
            "le sezioni del listino su cui questo si appoggia che valgono anche qui; le altre righe sono prese in "
            "prestito, e ogni risposta lo dice",
            "adoption",
            message="un elenco di almeno un'adozione, senza doppioni",
        ),
    ] = ()
    source: Annotated[
        str,
        column.written(
            "l'id della fonte in sources.yaml",
            "seed-002",
            form=column.KEBAB,
            message="l'id di una fonte di sources.yaml",
            formed="l'id di una fonte: lettere minuscole, cifre e trattini",
            missing="l'id di una fonte",
        ),
    ]
    clause: Annotated[
        str | None,
        column.free("il punto della fonte", "R2.19: lo spazio si paga a GB", message="il punto della fonte è un testo"),
    ] = None
    note: Annotated[
        str | None,
        column.free(
            "che altro deve sapere chi cambia il listino",
            "il prezzo della casella non si conosce",
            message="la nota è un testo",
        ),
    ] = None
