"""What ``book.yaml`` says: who a price book is, and what it lies over."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import Record

TABLE: Final = ("listino", "Chi è un listino: le sue tabelle stanno accanto e portano solo le righe diverse.")


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
