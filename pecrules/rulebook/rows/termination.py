"""The rows of ``termination``: ways to end a mailbox, logs, and buying its name again."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal, TypeAlias

from pecrules.model.codes import Deleted, Kind, LogField, SubjectType, TakesEffect, TerminationMode
from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import KIND, LABEL, Label, Row

TABLE: Final = ("fine del servizio", "Come finisce una casella, che cosa si perde e che cosa resta.")

Asker: TypeAlias = Literal["holder", "legal_representative", "heir", "account_holder", "partner"]
"""Who may ask for the end of a mailbox."""

_ASKER: Final = column.word(
    "chi",
    [
        "il titolare, con le credenziali della casella o con l'account che ha lo stesso titolare",
        "chi rappresenta il titolare",
        "un erede, con i documenti",
        "chi ha l'account",
        "il partner che ha certificato la casella",
    ],
)


class Mode(Row):
    """A way to end a mailbox: who asks, how, when it takes effect, what is lost."""

    SECTION: ClassVar[str] = "termination.modes"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "mode")
    ABOUT: ClassVar[column.Section] = column.Section(
        "modi",
        "i modi di smettere: lasciare scadere, recedere, disdire",
        row=("modo di smettere", "un modo di smettere: chi lo chiede, come, e che cosa resta"),
    )
    kind: Annotated[Kind, KIND]
    mode: Annotated[
        TerminationMode,
        column.word(
            "il modo",
            [
                "si lascia scadere",
                "recesso: si chiude prima della scadenza",
                "disdetta a un giorno scelto",
                "disdetta immediata",
            ],
        ),
    ]
    label: Annotated[Label, LABEL]
    channel: Annotated[
        Literal["customer_area", "partner_panel", "hosting_area"],
        column.word(
            "dove si chiede",
            ["area clienti PEC, al pubblico", "pannello dei partner", "area clienti Hosting, per PEC su dominio"],
        ),
    ]
    asked_by: Annotated[
        tuple[Asker, ...],
        column.several("chi lo può chiedere", _ASKER, missing="chi lo può chiedere", snippet=["holder"]),
    ]
    asked_through: Annotated[
        tuple[Literal["nothing", "online_request", "email_form", "registered_letter", "panel_command"], ...],
        column.several(
            "come si chiede",
            column.word(
                "una via",
                [
                    "non si chiede: basta non rinnovare",
                    "richiesta in linea",
                    "modulo e documento per e-mail",
                    "modulo e documento per raccomandata",
                    "comando del pannello",
                ],
            ),
            missing="come si chiede",
            snippet=["nothing"],
        ),
    ]
    form_only: Annotated[
        tuple[Asker, ...],
        column.several("chi, fra questi, manda il modulo e i documenti, e non la richiesta in linea", _ASKER, least=0),
    ] = ()
    takes_effect: Annotated[
        TakesEffect,
        column.word(
            "quando ha effetto",
            ["alla scadenza", "subito", "nel giorno chiesto"],
        ),
    ]
    grace: Annotated[
        Literal["kept", "not_kept", "by_reading"],
        column.word(
            "se restano i giorni di tolleranza",
            ["sì", "no", "lo decide D-44"],
        ),
    ]
    deletes: Annotated[
        tuple[Deleted, ...],
        column.several(
            "che cosa si perde",
            column.word(
                "una cosa",
                ["i messaggi della casella", "l'archivio", "i servizi aggiuntivi"],
            ),
            least=0,
            missing="che cosa si perde, `[]` se nessuno",
        ),
    ]
    repurchase: Annotated[
        Literal["same_holder", "nobody"],
        column.word(
            "chi può riavere il nome",
            ["solo lo stesso titolare (D-35)", "nessuno"],
        ),
    ]


class ConsumerRight(Row):
    """Within how many days of the contract a consumer may withdraw."""

    SECTION: ClassVar[str] = "termination.consumer"
    ABOUT: ClassVar[column.Section] = column.Section(
        "consumatore",
        "il ripensamento di chi compra come consumatore",
        row=(
            "ripensamento del consumatore",
            "entro quanti giorni un consumatore ci ripensa; il rimborso lo decide D-15",
        ),
    )
    withdrawal_days: Annotated[
        int,
        column.whole(
            "giorni dalla conclusione del contratto",
            0,
            60,
            "giorni",
            missing="giorni dalla conclusione del contratto, per esempio `14`",
            snippet="${:14}",
            example=14,
        ),
    ]
    subject: Annotated[
        SubjectType,
        column.word("chi è consumatore", ["persona fisica", "persona giuridica", "pubblica amministrazione"]),
    ]


class Logs(Row):
    """For how many months the logs of operations are kept, and what they record."""

    SECTION: ClassVar[str] = "termination.logs"
    ABOUT: ClassVar[column.Section] = column.Section(
        "log",
        "quanto si conservano i log e che cosa dicono",
        row=("log", "per quanto si conservano i log delle operazioni, e che cosa contengono"),
    )
    retention_months: Annotated[
        int,
        column.whole(
            "mesi; da quando si contano lo dice D-36",
            0,
            600,
            "mesi",
            missing="mesi; da quando si contano lo dice D-36, per esempio `30`",
            snippet="${:30}",
            example=30,
        ),
    ]
    records: Annotated[
        tuple[LogField, ...],
        column.several(
            "che cosa riportano",
            column.word(
                "un dato",
                ["mittente", "destinatario", "identificativo del messaggio", "data e ora", "oggetto"],
            ),
            missing="che cosa riportano",
            snippet=["sender"],
        ),
    ]
    messages_recoverable: Annotated[bool, column.flag("se il contenuto dei messaggi si può recuperare", snippet=False)]


class Repurchase(Row):
    """How a deleted name is bought again."""

    SECTION: ClassVar[str] = "termination.repurchase"
    KEY: ClassVar[tuple[str, ...]] = ("kind",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "riacquisto", "come torna un nome cancellato", row=("riacquisto", "come si riacquista una casella cancellata")
    )
    kind: Annotated[Kind, KIND]
    asked_through: Annotated[
        tuple[Literal["repurchase_button", "new_purchase"], ...],
        column.several(
            "come si fa",
            column.word(
                "una via",
                ["pulsante «Acquista di nuovo»", "come un acquisto nuovo, scrivendo il nome cancellato"],
            ),
            missing="come si fa",
            snippet=["repurchase_button"],
        ),
    ]
    plan_choice: Annotated[
        Literal["any_plan", "same_plan"],
        column.word(
            "con quale piano",
            ["il vecchio o un altro", "solo il vecchio"],
        ),
    ]
    holder_test: Annotated[
        Literal["same_holder", "anyone"],
        column.word(
            "per chi",
            ["solo lo stesso titolare, come dice D-35", "per chiunque"],
        ),
    ]


class Cascade(Row):
    """What ends when a mailbox ends, or when the credit is short at its renewal."""

    SECTION: ClassVar[str] = "termination.cascade"
    KEY: ClassVar[tuple[str, ...]] = ("cause",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "a catena",
        "che cosa finisce insieme ad altro",
        row=("effetto a catena", "che cosa finisce quando una casella finisce o il credito non basta"),
    )
    cause: Annotated[
        Literal["mailbox_expired", "mailbox_withdrawn", "credit_short"],
        column.word(
            "la causa",
            [
                "la casella non è stata rinnovata",
                "la casella è stata chiusa",
                "al rinnovo il credito non basta per il servizio aggiuntivo",
            ],
        ),
    ]
    ends: Annotated[
        tuple[Literal["addons", "mailbox"], ...],
        column.several(
            "che cosa finisce",
            column.word("una cosa", ["i servizi aggiuntivi", "la casella"]),
            missing="che cosa finisce",
            snippet=["addons"],
        ),
    ]
