"""The rows of ``messages``: what notices, confirmations and requests say, and which places in them are filled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal, TypeAlias

from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import Record, Row

TABLE: Final = ("messaggi", "Oggetto e testo di avvisi, conferme e richieste, nelle tre lingue.")

About: TypeAlias = Literal["mailbox", "order", "credit", "nothing"]
"""What a text speaks of; that decides which places in it are filled."""

PLACES: Final[Mapping[About, tuple[str, ...]]] = {
    "mailbox": ("address", "expiry", "plan"),
    "order": ("amount", "kind", "number"),
    "credit": ("missing", "top_up"),
    "nothing": (),
}
"""What a text speaks of -> the places in it that are filled, as ``{expiry}``."""


class Template(Record):
    """A line with places to be filled, in each language."""

    NAME: ClassVar[str] = "template"
    ABOUT: ClassVar[column.Node] = column.record(
        "testo nelle tre lingue",
        "una riga di testo in italiano, inglese e tedesco; fra graffe i posti da riempire, per esempio `{expiry}`",
        "servono le tre lingue `it`, `en` e `de`, e nessun'altra",
    )
    it: Annotated[
        str,
        column.text(
            "il testo in italiano",
            "La casella {address} scade il {expiry}",
            message="il testo in italiano",
            placeholder="testo in italiano",
        ),
    ]
    en: Annotated[
        str,
        column.text(
            "il testo in inglese",
            "The mailbox {address} expires on {expiry}",
            message="il testo in inglese",
            placeholder="text in English",
        ),
    ]
    de: Annotated[
        str,
        column.text(
            "il testo in tedesco",
            "Das Postfach {address} läuft am {expiry} ab",
            message="il testo in tedesco",
            placeholder="Text auf Deutsch",
        ),
    ]


_TEMPLATE: Final = column.part("template", missing="il testo in `it`, `en` e `de`")


class Text(Row):
    """The subject and the body of a message; notices, messages and warnings name it in their column ``text``."""

    SECTION: ClassVar[str] = "messages.texts"
    KEY: ClassVar[tuple[str, ...]] = ("text",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "testi",
        "oggetto e testo dei messaggi, in parole nostre",
        row=("testo", "il testo di un messaggio: oggetto e corpo, con i posti da riempire"),
        may_be_left_out=True,
    )
    text: Annotated[
        str,
        column.identifier(
            "il nome del testo, che avvisi e messaggi citano",
            "expiry_notice",
            message="un nome breve, per esempio `expiry_notice`",
            missing="il nome del testo, per esempio `expiry_notice`",
        ),
    ]
    about: Annotated[
        About,
        column.word(
            "di che cosa parla; decide quali posti si riempiono",
            [
                "di una casella: `{address}`, `{expiry}`, `{plan}`",
                "di un ordine: `{amount}`, `{kind}`, `{number}`",
                "del credito: `{missing}`, `{top_up}`",
                "di nulla che si riempia",
            ],
            missing="di che cosa parla, per esempio `mailbox`",
        ),
    ]
    subject: Annotated[Template, _TEMPLATE]
    body: Annotated[Template, _TEMPLATE]
