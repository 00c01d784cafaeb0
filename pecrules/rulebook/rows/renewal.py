"""The rows of ``renewal``: terms, advice, by hand and by itself, what a term counts from."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pecrules.model.codes import Kind
from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import KIND, Row

TABLE: Final = ("rinnovo", "Come si rinnova: durate, anticipo, rinnovo automatico, nuova scadenza.")


class Terms(Row):
    """The terms that can be bought, in whole years, for an ``ordinary`` or ``promo`` product."""

    SECTION: ClassVar[str] = "renewal.terms"
    KEY: ClassVar[tuple[str, ...]] = ("offer",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "durate", "le durate fra cui si sceglie", row=("durata", "fra quante durate il cliente sceglie rinnovando")
    )
    offer: Annotated[
        Literal["ordinary", "promo"],
        column.word(
            "il tipo di prodotto rinnovato",
            ["prodotto a prezzo pieno", "prodotto in promozione"],
        ),
    ]
    years: Annotated[
        tuple[int, ...],
        column.several(
            "gli anni fra cui il cliente sceglie",
            column.whole(
                "un numero di anni",
                1,
                10,
                "anni",
                example=1,
            ),
            message="un elenco di anni interi da 1 a 10 senza doppioni, per esempio `[1, 2]`",
            missing="gli anni fra cui scegliere, per esempio `[1, 2]`",
            snippet=[1, 2],
        ),
    ]


class Advice(Row):
    """How many days before the expiry a renewal should be ordered: advice, not a bar."""

    SECTION: ClassVar[str] = "renewal.advice"
    ABOUT: ClassVar[column.Section] = column.Section(
        "anticipo consigliato",
        "quanto prima conviene rinnovare",
        row=(
            "anticipo consigliato",
            ("quanti giorni prima della scadenza conviene rinnovare; è un consiglio, non un divieto"),
        ),
    )
    advised_days: Annotated[
        int,
        column.whole(
            "giorni prima della scadenza",
            0,
            365,
            "giorni",
            missing="i giorni di anticipo consigliati, per esempio `15`",
            snippet="${:15}",
            example=15,
        ),
    ]


class ManualRenewal(Row):
    """Whether one may renew by hand while automatic renewal is on, a renewal order is open, or an end was asked for.

    While an end was asked for, the same goes for more space.
    """

    SECTION: ClassVar[str] = "renewal.manual_renewal"
    KEY: ClassVar[tuple[str, ...]] = ("situation",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "rinnovo a mano",
        "quando si può rinnovare a mano",
        row=("rinnovo a mano", "se si può rinnovare a mano in una situazione particolare"),
    )
    situation: Annotated[
        Literal["automatic_on", "order_pending", "termination_asked"],
        column.word(
            "la situazione della casella",
            [
                "il rinnovo automatico è acceso",
                "c'è già un ordine di rinnovo da pagare",
                "la casella finirà un giorno che è stato chiesto: vale anche per lo spazio in più",
            ],
        ),
    ]
    allowed: Annotated[bool, column.flag("se in quella situazione si può rinnovare a mano", snippet=False)]


class Automatic(Row):
    """When the system charges a renewal by itself, in days before the expiry, and when it tries again."""

    SECTION: ClassVar[str] = "renewal.automatic"
    ABOUT: ClassVar[column.Section] = column.Section(
        "addebito automatico",
        "quando si addebita",
        row=("addebito automatico", "quando il rinnovo automatico addebita e quando riprova"),
    )
    charge_days_before: Annotated[
        int,
        column.whole(
            "giorni prima della scadenza in cui si addebita",
            0,
            365,
            "giorni",
            missing="i giorni prima della scadenza, per esempio `7`",
            snippet="${:7}",
            example=7,
        ),
    ]
    retry_days_after: Annotated[
        tuple[int, ...],
        column.several(
            "giorni dopo il primo addebito fallito in cui si riprova; vuoto: non si riprova",
            column.whole("giorni dopo il primo addebito fallito", 1, 365, "giorni", example=3),
            least=0,
            message="un elenco di giorni interi senza doppioni, `[]` se non si riprova",
            missing="i giorni in cui si riprova, `[]` se non si riprova",
        ),
    ]


class Route(Row):
    """Where a kind of mailbox is renewed."""

    SECTION: ClassVar[str] = "renewal.routes"
    KEY: ClassVar[tuple[str, ...]] = ("kind",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "strade del rinnovo",
        "dove si rinnova",
        row=("strada del rinnovo", "in quale area si rinnova ogni tipo di casella"),
    )
    kind: Annotated[Kind, KIND]
    renewed_in: Annotated[
        Literal["customer_area", "hosting_area"],
        column.word(
            "l'area in cui si rinnova",
            ["area clienti PEC", "area clienti Hosting, insieme al dominio"],
        ),
    ]


class NewExpiry(Row):
    """What a term is counted from: the first one, and one bought before the expiry."""

    SECTION: ClassVar[str] = "renewal.new_expiry"
    KEY: ClassVar[tuple[str, ...]] = ("phase",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "nuova scadenza", "da quando si conta", row=("nuova scadenza", "da quale giorno si conta la nuova scadenza")
    )
    phase: Annotated[
        Literal["before_expiry", "first_term"],
        column.word(
            "quando avviene il rinnovo",
            ["prima della scadenza o nel giorno stesso", "quando si compra o si riacquista: il primo periodo"],
        ),
    ]
    counts_from: Annotated[
        Literal["old_expiry", "payment_day", "activation_day", "month_before_activation"],
        column.word(
            "il giorno da cui si conta; quali valgono dipende da `phase`",
            [
                "solo per `before_expiry`: dalla vecchia scadenza, rinnovare presto non fa perdere giorni",
                "dal giorno del pagamento",
                "solo per `first_term`: dal giorno di attivazione o di certificazione",
                "solo per `first_term`: dal giorno di attivazione, e finisce l'ultimo giorno del mese prima",
            ],
            narrowed=(
                "phase",
                {
                    "before_expiry": column.only("il giorno da cui si conta un rinnovo", ["old_expiry", "payment_day"]),
                    "first_term": column.only(
                        "il giorno da cui si conta il primo periodo",
                        ["payment_day", "activation_day", "month_before_activation"],
                    ),
                },
            ),
        ),
    ]
