"""The rows of ``guides``: the pages to which the sources send a reader, and to what each belongs."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pecrules.model.codes import RemedyCode
from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import LABEL, Label, Row

TABLE: Final = ("guide", "Le guide a cui le fonti rimandano: titolo, argomento, pagina, e a che cosa servono.")

_REMEDIES: Final = {
    "buy_domain": "comprare il dominio",
    "buy_space": "ordinare anche più spazio",
    "cancel_renewal_order": "annullare l'ordine di rinnovo",
    "change_plan": "rinnovare con un altro piano",
    "free_space": "liberare spazio",
    "give_credit_day": "dire quando il credito è stato versato",
    "give_last_term_years": "dire quanto durava l'ultimo ordine",
    "pay_renewal_order": "pagare l'ordine di rinnovo",
    "renew": "rinnovare",
    "renew_by_hand": "rinnovare a mano",
    "renew_domain": "rinnovare il dominio",
    "repurchase": "ricomprare la casella",
    "switch_off_automatic_renewal": "spegnere il rinnovo automatico",
    "switch_on_automatic_renewal": "accendere il rinnovo automatico",
    "top_up_credit": "ricaricare il credito",
}


class Guide(Row):
    """A page to which a source sends its readers; ``commands`` and ``remedies`` say to what it belongs."""

    SECTION: ClassVar[str] = "guides.guides"
    KEY: ClassVar[tuple[str, ...]] = ("guide",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "guide",
        "le guide a cui le fonti rimandano",
        row=("guida", "una guida: di che cosa parla, dove sta, quali comandi e rimedi spiega"),
        may_be_left_out=True,
    )
    guide: Annotated[
        str,
        column.identifier(
            "il nome della guida, per chi programma",
            "payments",
            message="un nome breve, per esempio `payments`",
            missing="il nome della guida, per chi programma, per esempio `payments`",
        ),
    ]
    label: Annotated[Label, LABEL]
    topic: Annotated[
        Literal["renewal", "payment", "plans", "access", "state", "logs", "invoice", "repurchase", "ending"],
        column.word(
            "di che cosa parla",
            [
                "il rinnovo",
                "i pagamenti",
                "piani e spazio",
                "come si entra e che cosa si trova",
                "stato e scadenza",
                "i log",
                "la fattura",
                "il riacquisto",
                "la fine di una casella",
            ],
            missing="di che cosa parla, per esempio `renewal`",
        ),
    ]
    page: Annotated[
        str | None,
        column.name(
            "la fonte di sources.yaml che è la guida stessa, se è stata letta: dà l'indirizzo",
            "guide-payment-times",
            message="il nome di una fonte di sources.yaml, per esempio `guide-payment-times`",
        ),
    ] = None
    commands: Annotated[
        tuple[str, ...],
        column.several(
            "i comandi di channels.yaml accanto ai quali la guida si mostra",
            column.identifier(
                "il nome di un comando",
                "renew",
                message="il nome di un comando, per esempio `renew`",
            ),
            missing="i comandi accanto ai quali la guida si mostra, per esempio `[renew]`",
            snippet=["${:renew}"],
        ),
    ]
    remedies: Annotated[
        tuple[RemedyCode, ...],
        column.several(
            "i rimedi di un rifiuto che la guida spiega",
            column.word("un rimedio", _REMEDIES),
            least=0,
        ),
    ] = ()
