"""The rows of ``lifecycle``: states, what leads from one to another, grace, activation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal, Self, get_args

from pecrules.model.codes import (
    EventCode,
    GuardCode,
    Kind,
    Machine,
    MailboxEvent,
    MessageAudience,
    MessageName,
    MessagePart,
    MessageWay,
    OrderEvent,
    StateCode,
    StateViewer,
    TransitionEffect,
)
from pecrules.model.outcomes.common import Doubt, Logs
from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import KIND, LABEL, TEXT, Label, Row

TABLE: Final = ("vita della casella", "Gli stati di caselle e ordini, i passaggi, i tempi e che cosa si può fare.")

_MACHINES: Final = ("la casella", "l'ordine")

_STATES: Final[Mapping[StateCode, str]] = {
    "not_activated": "attivazione non ancora cominciata",
    "in_activation": "pagamento registrato, attivazione in corso",
    "active": "operativa",
    "expiring": "operativa, con la scadenza vicina",
    "expired": "scaduta, nei giorni di tolleranza",
    "deleted": "cancellata con il suo contenuto",
    "suspended": "ferma perché il dominio del partner è decaduto",
    "withdrawn": "chiusa prima della scadenza",
    "cart": "carrello non ancora confermato",
    "awaiting_payment": "non pagato, o pagamento non ancora registrato",
    "fulfilled": "evaso",
    "cancelled": "annullato",
}

EVENTS: Final[Mapping[Machine, tuple[EventCode, ...]]] = {
    "mailbox": get_args(MailboxEvent),
    "order": get_args(OrderEvent),
}
"""Machine -> what may happen to it; an event of the other one would never come."""

EVENT_MEANINGS: Final[Mapping[EventCode, str]] = {
    "order_placed": "il cliente conferma il carrello",
    "cart_abandoned": "il carrello non viene confermato",
    "credit_spent": "l'ordine si paga con il credito",
    "payment_registered": "il gestore registra il pagamento",
    "order_cancelled": "il cliente annulla l'ordine",
    "charge_made": "l'addebito automatico riesce",
    "charge_failed": "l'addebito automatico non riesce",
    "activation_due": "è passato il tempo di attivazione",
    "renewal_registered": "è registrato il pagamento di un rinnovo",
    "space_registered": "è registrato il pagamento di altro spazio",
    "expiry_passed": "passa il giorno di scadenza",
    "grace_ended": "finiscono i giorni di tolleranza",
    "withdrawal_requested": "si chiede il recesso",
    "immediate_termination_requested": "il partner chiede la disdetta immediata",
    "termination_requested": "il partner chiede la disdetta a una data",
    "termination_day_reached": "arriva il giorno chiesto per la disdetta",
    "partner_domain_lapsed": "decade il dominio certificato dal partner",
    "partner_domain_restored": "il dominio del partner è rinnovato o registrato di nuovo",
    "suspension_ended": "finiscono i giorni di sospensione",
    "repurchase_registered": "è registrato il pagamento di un riacquisto",
    "automatic_switched_on": "si accende il rinnovo automatico",
    "automatic_switched_off": "si spegne il rinnovo automatico",
    "holder_changed": "cambia il titolare",
}

_GUARDS: Final[Mapping[GuardCode, str]] = {
    "always": "sempre",
    "terms_accepted": "le condizioni di contratto sono accettate",
    "confirmed": "la conferma è stata data",
    "order_activates": "l'ordine crea una casella: acquisto o riacquisto",
    "order_renews": "l'ordine rinnova una casella",
    "order_adds_space": "l'ordine aumenta lo spazio senza rinnovare",
    "credit_enough": "il credito basta",
    "activation_time_passed": "è passato il tempo della sezione `activation`",
    "automatic_on": "il rinnovo automatico è acceso",
    "automatic_off": "il rinnovo automatico è spento",
    "after_expiry": "il giorno di scadenza è passato",
    "within_grace": "si è ancora nei giorni di tolleranza",
    "after_grace": "i giorni di tolleranza sono passati",
    "asked_by_entitled": "chiede chi ne ha diritto (termination.yaml)",
    "same_holder": "il titolare è quello di prima",
    "partner_managed": "la casella è certificata da un partner",
    "partner_domain": "la casella sta su un dominio certificato dal partner",
    "termination_day_passed": "il giorno chiesto è arrivato",
    "within_suspension": "si è nei giorni di sospensione",
    "after_suspension": "i giorni di sospensione sono passati",
    "space_may_be_added": "ciò che si compra si può aggiungere anche in questo stato (D-32)",
}

_EFFECTS: Final[Mapping[TransitionEffect, str]] = {
    "order_recorded": "l'ordine ha un numero e un costo",
    "payment_recorded": "il pagamento risulta registrato",
    "nothing_recorded": "non resta nessun ordine",
    "automatic_by_method": "l'automatico si accende se lo dice il modo di pagamento",
    "automatic_on": "l'automatico è acceso",
    "automatic_off": "l'automatico è spento",
    "activation_started": "comincia il tempo di attivazione",
    "mailbox_usable": "la casella spedisce, riceve e si legge",
    "term_extended": "la scadenza si sposta in avanti",
    "term_repeated": "vale la durata dell'ordine precedente",
    "space_added": "lo spazio comprato c'è, la scadenza non si muove",
    "credit_reduced": "il credito scala del prezzo",
    "order_left_open": "resta un ordine di rinnovo da pagare",
    "renew_offered_again": "il pulsante Rinnova ricompare",
    "limited_to_grace": "valgono le azioni della sezione `grace`",
    "limits_lifted": "tornano le azioni di una casella attiva",
    "contents_kept": "i messaggi restano",
    "contents_deleted": "i messaggi sono cancellati per sempre",
    "contents_by_reading": "i messaggi restano o no come decide D-44",
    "addons_ended": "finiscono i servizi aggiuntivi",
    "name_reserved": "il nome può tornare solo allo stesso titolare",
    "starts_empty": "la casella comincia vuota",
    "mailbox_stopped": "la casella non spedisce e non riceve",
    "certification_ended": "la certificazione cessa",
    "termination_day_set": "la casella finirà il giorno chiesto",
    "holder_replaced": "il titolare è un altro",
}

MESSAGE_MEANINGS: Final = [
    "schermata di conferma",
    "e-mail «Conferma ordine»",
    "e-mail con le istruzioni per pagare",
    "e-mail «Conferma pagamento»",
    "messaggio a video del pannello partner",
    "e-mail di attivazione al partner",
    "richiesta di conferma prima di annullare",
    "richiesta di ricaricare il credito",
    "avviso che l'addebito non è riuscito",
]


class Grace(Row):
    """How many days an expired mailbox is kept, and what it may do meanwhile."""

    SECTION: ClassVar[str] = "lifecycle.grace"
    KEY: ClassVar[tuple[str, ...]] = ("kind",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "tolleranza",
        "i giorni dopo la scadenza",
        row=("tolleranza dopo la scadenza", "che cosa si può fare nei giorni dopo la scadenza"),
    )
    kind: Annotated[Kind, KIND]
    grace_days: Annotated[
        int,
        column.whole(
            "giorni di calendario dopo la scadenza",
            0,
            3650,
            message="un numero intero di giorni, per esempio `90`",
            missing="i giorni di tolleranza, per esempio `90`",
            snippet="${:90}",
            example=90,
        ),
    ]
    may_send: Annotated[bool, column.flag("se la casella scaduta spedisce", snippet=False)]
    may_receive: Annotated[bool, column.flag("se la casella scaduta riceve", snippet=True)]
    may_read: Annotated[bool, column.flag("se si leggono i messaggi già arrivati", snippet=True)]
    may_renew: Annotated[bool, column.flag("se si può ancora rinnovare", snippet=True)]
    days_hold_for: Annotated[
        Literal["later_expiries", "every_expiry"] | None,
        column.word(
            "per quali caselle vale la nuova durata; se manca, per quelle che scadono da `since` in poi, ma le "
            "risposte avvertono che è presunto",
            [
                "per le caselle che scadono da `since` in poi: chi era già scaduto tiene i giorni che aveva",
                "anche per le caselle che a `since` erano già scadute",
            ],
        ),
    ] = None

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Why an answer that rests on the row names it among its caveats."""
        presumed = ("presumed_for_expired",) if self._days_are_presumed else ()
        return (*super().doubts, *presumed, *(("shorter_to_come",) if self._is_to_come else ()))

    _days_are_presumed = False  # no column: it depends on the expiry that is asked about

    def days_presumed(self) -> Self:
        """The same row, for a mailbox of which it is only presumed that these are its days."""
        return self._marked(_days_are_presumed=True)

    _is_to_come = False  # nor this

    def coming(self) -> Self:
        """The same row, for a mailbox that will be kept for fewer days once it is in force."""
        return self._marked(_is_to_come=True)


class GraceStretch(Row):
    """What an expired mailbox may do in the first days of its grace, up to and with the ``last_day`` after its expiry.

    Of several that cover a day the shortest counts; after all of them what ``lifecycle.grace`` says.
    """

    SECTION: ClassVar[str] = "lifecycle.grace_stretches"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "stretch")
    ABOUT: ClassVar[column.Section] = column.Section(
        "tratti della tolleranza",
        "i primi giorni della tolleranza, dove si può fare altro che nei seguenti",
        row=(
            "tratto della tolleranza",
            (
                "che cosa si può fare nei primi giorni della tolleranza, fino a `last_day`; fra "
                "più tratti vale il più breve"
            ),
        ),
        may_be_left_out=True,
    )
    kind: Annotated[Kind, KIND]
    stretch: Annotated[
        str,
        column.name(
            "il nome del tratto, che lo distingue dagli altri dello stesso tipo",
            "sola-ricezione",
            message="un nome breve, per esempio `sola-ricezione`",
            missing="il nome del tratto, per esempio `sola-ricezione`",
        ),
    ]
    last_day: Annotated[
        int,
        column.whole(
            "l'ultimo giorno dopo la scadenza in cui il tratto vale, compreso",
            0,
            3650,
            "giorni",
            example=30,
            message="un numero intero di giorni, per esempio `30`",
            missing="l'ultimo giorno del tratto, per esempio `30`",
            snippet="${:30}",
        ),
    ]
    may_send: Annotated[bool, column.flag("se la casella scaduta spedisce", snippet=False)]
    may_receive: Annotated[bool, column.flag("se la casella scaduta riceve", snippet=True)]
    may_read: Annotated[bool, column.flag("se si leggono i messaggi già arrivati", snippet=False)]


class State(Row):
    """A state of a mailbox or an order, and what it allows; ``rights`` says where that is written."""

    SECTION: ClassVar[str] = "lifecycle.states"
    KEY: ClassVar[tuple[str, ...]] = ("machine", "state")
    ABOUT: ClassVar[column.Section] = column.Section(
        "stati",
        "gli stati di una casella e di un ordine, e che cosa permettono",
        row=("stato", "uno stato e che cosa permette"),
        proposed={"state": "expiring"},
    )
    machine: Annotated[
        Machine,
        column.word("di che cosa è lo stato", _MACHINES),
    ]
    state: Annotated[
        StateCode,
        column.word(
            "lo stato",
            _STATES,
            missing="lo stato, per esempio `active`",
        ),
    ]
    label: Annotated[Label, LABEL]
    rights: Annotated[
        Literal["listed", "by_grace", "as_active", "of_order"],
        column.word(
            "dove sta scritto che cosa lo stato permette",
            [
                "qui, nelle colonne `may_...` e `logs`",
                "spedire, ricevere, leggere e rinnovare nella sezione `grace`, i log in D-37, il resto qui",
                "come la riga `active`",
                "è uno stato dell'ordine: pagare e annullare",
            ],
            snippet="as_active",
        ),
    ]
    visible_in: Annotated[
        tuple[StateViewer, ...],
        column.several(
            "dove il cliente vede lo stato",
            column.word("un canale", ["area clienti", "Webmail"]),
            missing="dove il cliente vede lo stato",
            snippet=["customer_area"],
        ),
    ]
    may_send: Annotated[
        bool | None,
        column.flag("se la casella spedisce", missing="con `rights: listed` serve {words}", when={"rights": "listed"}),
    ] = None
    may_receive: Annotated[
        bool | None,
        column.flag("se la casella riceve", missing="con `rights: listed` serve {words}", when={"rights": "listed"}),
    ] = None
    may_read: Annotated[
        bool | None,
        column.flag(
            "se si leggono i messaggi", missing="con `rights: listed` serve {words}", when={"rights": "listed"}
        ),
    ] = None
    may_renew: Annotated[
        bool | None,
        column.flag("se si può rinnovare", missing="con `rights: listed` serve {words}", when={"rights": "listed"}),
    ] = None
    logs: Annotated[
        Logs | None,
        column.word(
            "dove si chiedono i log",
            ["nel pannello PEC Log", "all'assistenza", "da nessuna parte"],
            missing="con `rights: listed` serve {words}",
            when={"rights": "listed"},
        ),
    ] = None
    may_buy_space: Annotated[
        bool | None,
        column.flag(
            "se si può comprare altro spazio, quando il piano lo ammette",
            missing="con `rights: listed` o `by_grace` serve {words}",
            when={"rights": ["listed", "by_grace"]},
        ),
    ] = None
    may_change_plan: Annotated[
        bool | None,
        column.flag(
            "se si può cambiare piano, quando plans.yaml lo ammette",
            missing="con `rights: listed` o `by_grace` serve {words}",
            when={"rights": ["listed", "by_grace"]},
        ),
    ] = None
    may_repurchase: Annotated[
        bool | None,
        column.flag(
            "se il nome si può riacquistare",
            missing="con `rights: listed` o `by_grace` serve {words}",
            when={"rights": ["listed", "by_grace"]},
        ),
    ] = None
    may_pay: Annotated[
        bool | None,
        column.flag(
            "se l'ordine si può pagare",
            missing="con `rights: of_order` serve {words}",
            when={"rights": "of_order"},
        ),
    ] = None
    may_cancel: Annotated[
        bool | None,
        column.flag(
            "se l'ordine si può annullare",
            missing="con `rights: of_order` serve {words}",
            when={"rights": "of_order"},
        ),
    ] = None
    lapses_after_days: Annotated[
        int | None,
        column.whole(
            (
                "giorni dall'ordine entro cui si può pagare, l'ultimo compreso; poi l'ordine è "
                "annullato. Conta solo se la lettura di D-16 è `after_days`"
            ),
            1,
            3650,
            "giorni",
            example=14,
            when={"rights": "of_order"},
        ),
    ] = None


class Step(Row):
    """What an event does in a state, if its guard holds: the new state, effects and messages, all as data."""

    SECTION: ClassVar[str] = "lifecycle.transitions"
    KEY: ClassVar[tuple[str, ...]] = ("machine", "from_state", "event", "guard")
    ABOUT: ClassVar[column.Section] = column.Section(
        "passaggi",
        "da uno stato all'altro: evento, condizione, effetti",
        row=("passaggio di stato", "che cosa succede a una casella o a un ordine quando arriva un evento"),
        proposed={"from_state": "active", "event": "expiry_passed", "guard": "after_expiry", "to_state": "expired"},
    )
    machine: Annotated[
        Machine,
        column.word("di che cosa è il passaggio", _MACHINES),
    ]
    from_state: Annotated[
        StateCode,
        column.word(
            "lo stato di partenza",
            _STATES,
            missing="lo stato, per esempio `active`",
        ),
    ]
    event: Annotated[
        EventCode,
        column.word(
            "l'evento",
            EVENT_MEANINGS,
            missing="l'evento, per esempio `payment_registered`",
        ),
    ]
    guard: Annotated[
        GuardCode,
        column.word(
            "la condizione; di uno stato e un evento ne vale una sola alla volta",
            _GUARDS,
            missing="la condizione, `always` se non ce n'è",
        ),
    ]
    to_state: Annotated[
        StateCode,
        column.word(
            "lo stato d'arrivo",
            _STATES,
            missing="lo stato, per esempio `active`",
        ),
    ]
    effects: Annotated[
        tuple[TransitionEffect, ...],
        column.several(
            "gli effetti, come dati: nessuno li ha ancora eseguiti",
            column.word(
                "un effetto",
                _EFFECTS,
            ),
            least=0,
            missing="gli effetti, come dati: nessuno li ha ancora eseguiti, `[]` se nessuno",
        ),
    ]
    messages: Annotated[
        tuple[
            MessageName,
            ...,
        ],
        column.several(
            "i messaggi che partono, descritti in `messages`",
            column.word(
                "un messaggio",
                MESSAGE_MEANINGS,
            ),
            least=0,
            missing="i messaggi che partono, descritti in `messages`, `[]` se nessuno",
        ),
    ]


class Message(Row):
    """A message that goes out in a transition: to whom, how, with what."""

    SECTION: ClassVar[str] = "lifecycle.messages"
    KEY: ClassVar[tuple[str, ...]] = ("message",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "messaggi",
        "i messaggi che partono nei passaggi, e a chi vanno",
        row=("messaggio", "un messaggio: a chi va, come, con che cosa dentro"),
        proposed={"message": "order_confirmation"},
    )
    message: Annotated[
        MessageName,
        column.word(
            "il messaggio",
            MESSAGE_MEANINGS,
            missing="il messaggio, per esempio `order_confirmation`",
        ),
    ]
    label: Annotated[Label, LABEL]
    audience: Annotated[
        MessageAudience,
        column.word(
            "a chi va",
            [
                "all'indirizzo di riferimento nei dati del titolare",
                "al partner che ha certificato la casella",
                "a chi sta usando il canale",
            ],
        ),
    ]
    sent_by: Annotated[
        MessageWay,
        column.word("come arriva", ["per e-mail", "a video"]),
    ]
    condition: Annotated[
        Literal["always", "deferred_payment", "partner_managed"],
        column.word(
            "quando parte",
            ["sempre", "se il modo di pagamento non è immediato", "se la casella è certificata da un partner"],
        ),
    ]
    carries: Annotated[
        tuple[MessagePart, ...],
        column.several(
            "che cosa porta",
            column.word(
                "una cosa",
                ["le istruzioni per pagare", "il numero d'ordine", "la dichiarazione di certificazione"],
            ),
            least=0,
            missing="che cosa porta, `[]` se nessuno",
        ),
    ]
    text: Annotated[str | None, TEXT] = None


class Activation(Row):
    """How long activation takes, in ``unit``s, for a kind and the channel it was bought in."""

    SECTION: ClassVar[str] = "lifecycle.activation"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "channel")
    ABOUT: ClassVar[column.Section] = column.Section(
        "attivazione",
        "quanto tempo passa fino all'attivazione",
        row=("tempo di attivazione", "quanto tempo serve per attivare una casella, per tipo e canale"),
        proposed={"channel": "partner_panel", "counts_from": "certification"},
    )
    kind: Annotated[Kind, KIND]
    channel: Annotated[
        Literal["customer_area", "hosting_area", "partner_panel"],
        column.word(
            "dove si è comprato",
            ["area clienti PEC, al pubblico", "area clienti Hosting, per PEC su dominio", "pannello dei partner"],
        ),
    ]
    counts_from: Annotated[
        Literal["payment_registered", "payment_confirmation", "certification"],
        column.word(
            "da quando si conta",
            [
                "dalla registrazione del pagamento",
                "dall'e-mail «Conferma pagamento»",
                "dalla conferma della certificazione",
            ],
        ),
    ]
    unit: Annotated[
        Literal["at_once", "minutes", "hours"],
        column.word(
            "in che cosa si conta",
            ["subito", "minuti", "ore"],
            snippet="at_once",
        ),
    ]
    least: Annotated[
        int | None,
        column.whole(
            "il tempo nel caso più rapido",
            0,
            1000,
            "minuti o di ore",
            missing=("con `unit: minutes` o `hours` serve il tempo nel caso più rapido, per esempio `24`"),
            when={"unit": ["minutes", "hours"]},
            example=24,
        ),
    ] = None
    most: Annotated[
        int | None,
        column.whole(
            "il tempo nel caso più lento",
            0,
            1000,
            "minuti o di ore",
            missing=("con `unit: minutes` o `hours` serve il tempo nel caso più lento, per esempio `48`"),
            when={"unit": ["minutes", "hours"]},
            example=48,
        ),
    ] = None


class Suspension(Row):
    """How many days the mailboxes of a partner's lapsed domain stay suspended."""

    SECTION: ClassVar[str] = "lifecycle.suspension"
    ABOUT: ClassVar[column.Section] = column.Section(
        "sospensione",
        "le caselle su un dominio decaduto del partner",
        row=("sospensione", "quanto resta sospesa una casella su un dominio decaduto del partner"),
    )
    suspended_days: Annotated[
        int,
        column.whole(
            "giorni per rinnovare o registrare di nuovo il dominio",
            0,
            365,
            "giorni",
            missing="giorni per rinnovare o registrare di nuovo il dominio, per esempio `7`",
            snippet="${:7}",
            example=7,
        ),
    ]


class FullBox(Row):
    """What an active mailbox may still do when its inbox is full."""

    SECTION: ClassVar[str] = "lifecycle.full_box"
    ABOUT: ClassVar[column.Section] = column.Section(
        "casella piena",
        "che cosa può fare una casella il cui spazio è finito",
        row=("casella piena", "che cosa fa una casella attiva la cui posta in arrivo è piena"),
    )
    may_send: Annotated[bool, column.flag("se la casella piena spedisce", snippet=False)]
    may_receive: Annotated[bool, column.flag("se la casella piena riceve", snippet=False)]
