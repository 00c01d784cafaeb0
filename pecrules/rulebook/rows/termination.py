"""The rows of ``termination``: ways to end a mailbox, logs, and buying its name again."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pecrules.model.codes import TerminationMode
from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import Label, Row

TABLE: Final = ("fine del servizio", "Come finisce una casella, che cosa si perde e che cosa resta.")


class Mode(Row):
    """A way to end a mailbox: who asks, how, when it takes effect, what is lost."""

    SECTION: ClassVar[str] = "termination.modes"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "mode")
    ABOUT: ClassVar[column.Section] = column.Section(
        "modi",
        "i modi di smettere: lasciare scadere, recedere, disdire",
        row=("modo di smettere", "un modo di smettere: chi lo chiede, come, e che cosa resta"),
    )
    kind: Annotated[
        str,
        column.word(
            "casella singola o PEC su dominio",
            {
                "mailbox": "casella PEC su un dominio del gestore",
                "domain": "PEC su dominio: la casella sta sul dominio del cliente",
            },
            missing="`mailbox` o `domain`",
        ),
    ]
    mode: Annotated[
        TerminationMode,
        column.word(
            "il modo",
            {
                "lapse": "si lascia scadere",
                "withdrawal": "recesso: si chiude prima della scadenza",
                "at_date": "disdetta a un giorno scelto",
                "immediate": "disdetta immediata",
            },
            missing="`lapse`, `withdrawal`, `at_date` o `immediate`",
        ),
    ]
    label: Annotated[Label, column.part("label", missing="il nome in `it`, `en` e `de`")]
    channel: Annotated[
        str,
        column.word(
            "dove si chiede",
            {
                "customer_area": "area clienti PEC, al pubblico",
                "partner_panel": "pannello dei partner",
                "hosting_area": "area clienti Hosting, per PEC su dominio",
            },
            missing="`customer_area`, `partner_panel` o `hosting_area`",
        ),
    ]
    asked_by: Annotated[
        tuple[str, ...],
        column.several(
            "chi lo può chiedere",
            column.word(
                "chi",
                {
                    "holder": (
                        "il titolare, con le credenziali della casella o con l'account che ha lo stesso titolare"
                    ),
                    "legal_representative": "chi rappresenta il titolare",
                    "heir": "un erede, con i documenti",
                    "account_holder": "chi ha l'account",
                    "partner": "il partner che ha certificato la casella",
                },
            ),
            missing="chi lo può chiedere",
            snippet=["holder"],
        ),
    ]
    asked_through: Annotated[
        tuple[str, ...],
        column.several(
            "come si chiede",
            column.word(
                "una via",
                {
                    "nothing": "non si chiede: basta non rinnovare",
                    "online_request": "richiesta in linea",
                    "email_form": "modulo e documento per e-mail",
                    "registered_letter": "modulo e documento per raccomandata",
                    "panel_command": "comando del pannello",
                },
            ),
            missing="come si chiede",
            snippet=["nothing"],
        ),
    ]
    takes_effect: Annotated[
        Literal["at_expiry", "at_once", "on_asked_day"],
        column.word(
            "quando ha effetto",
            {"at_expiry": "alla scadenza", "at_once": "subito", "on_asked_day": "nel giorno chiesto"},
            missing="`at_expiry`, `at_once` o `on_asked_day`",
        ),
    ]
    grace: Annotated[
        Literal["kept", "not_kept", "by_reading"],
        column.word(
            "se restano i giorni di tolleranza",
            {"kept": "sì", "not_kept": "no", "by_reading": "lo decide D-44"},
            missing="`kept`, `not_kept` o `by_reading`",
        ),
    ]
    deletes: Annotated[
        tuple[str, ...],
        column.several(
            "che cosa si perde",
            column.word(
                "una cosa",
                {"messages": "i messaggi della casella", "archive": "l'archivio", "addons": "i servizi aggiuntivi"},
            ),
            least=0,
            missing="che cosa si perde, `[]` se nessuno",
        ),
    ]
    repurchase: Annotated[
        Literal["same_holder", "nobody"],
        column.word(
            "chi può riavere il nome",
            {"same_holder": "solo lo stesso titolare (D-35)", "nobody": "nessuno"},
            missing="`same_holder` o `nobody`",
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
        ),
    ]
    subject: Annotated[
        Literal["natural_person"],
        column.word(
            "chi è consumatore",
            {"natural_person": "persona fisica"},
            missing="`natural_person`",
            snippet="${|natural_person|}",
        ),
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
        ),
    ]
    records: Annotated[
        tuple[str, ...],
        column.several(
            "che cosa riportano",
            column.word(
                "un dato",
                {
                    "sender": "mittente",
                    "recipient": "destinatario",
                    "message_id": "identificativo del messaggio",
                    "moment": "data e ora",
                    "subject_line": "oggetto",
                },
            ),
            missing="che cosa riportano",
            snippet=["sender"],
        ),
    ]
    messages_recoverable: Annotated[
        bool, column.flag("se il contenuto dei messaggi si può recuperare", missing="`true` o `false`", snippet=False)
    ]


class Repurchase(Row):
    """How a deleted name is bought again."""

    SECTION: ClassVar[str] = "termination.repurchase"
    KEY: ClassVar[tuple[str, ...]] = ("kind",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "riacquisto", "come torna un nome cancellato", row=("riacquisto", "come si riacquista una casella cancellata")
    )
    kind: Annotated[
        str,
        column.word(
            "casella singola o PEC su dominio",
            {
                "mailbox": "casella PEC su un dominio del gestore",
                "domain": "PEC su dominio: la casella sta sul dominio del cliente",
            },
            missing="`mailbox` o `domain`",
        ),
    ]
    asked_through: Annotated[
        tuple[str, ...],
        column.several(
            "come si fa",
            column.word(
                "una via",
                {
                    "repurchase_button": "pulsante «Acquista di nuovo»",
                    "new_purchase": "come un acquisto nuovo, scrivendo il nome cancellato",
                },
            ),
            missing="come si fa",
            snippet=["repurchase_button"],
        ),
    ]
    plan_choice: Annotated[
        Literal["any_plan", "same_plan"],
        column.word(
            "con quale piano",
            {"any_plan": "il vecchio o un altro", "same_plan": "solo il vecchio"},
            missing="`any_plan` o `same_plan`",
        ),
    ]
    contents: Annotated[
        Literal["empty"],
        column.word(
            "con quale contenuto", {"empty": "vuota: nulla si recupera"}, missing="`empty`", snippet="${|empty|}"
        ),
    ]
    holder_test: Annotated[
        Literal["same_holder", "anyone"],
        column.word(
            "per chi",
            {"same_holder": "solo lo stesso titolare, come dice D-35", "anyone": "per chiunque"},
            missing="`same_holder` o `anyone`",
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
            {
                "mailbox_expired": "la casella non è stata rinnovata",
                "mailbox_withdrawn": "la casella è stata chiusa",
                "credit_short": "al rinnovo il credito non basta per il servizio aggiuntivo",
            },
            missing="`mailbox_expired`, `mailbox_withdrawn` o `credit_short`",
        ),
    ]
    ends: Annotated[
        tuple[str, ...],
        column.several(
            "che cosa finisce",
            column.word("una cosa", {"addons": "i servizi aggiuntivi", "mailbox": "la casella"}),
            missing="che cosa finisce",
            snippet=["addons"],
        ),
    ]
