"""The rows of ``channels``: places, logins, commands, words, records, forms and contacts."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pecrules.model.codes import (
    ChangeableLater,
    ChannelName,
    ConditionCode,
    ContactDays,
    ContactHours,
    ContactName,
    EventCode,
    InputWay,
    LoginName,
    MessageName,
    RenewalType,
)
from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import LABEL, Label, Row
from pecrules.rulebook.rows.lifecycle import EVENT_MEANINGS, MESSAGE_MEANINGS

TABLE: Final = ("canali", ("I posti da cui si guarda e si comanda una casella: accessi, comandi, schede, contatti."))


_CHANNEL: Final = column.word(
    "il canale",
    [
        "area clienti PEC, al pubblico",
        "Webmail PEC",
        "e-mail di avviso scadenza",
        "area clienti degli iscritti a una convenzione",
        "pannello dei partner",
        "area clienti Hosting, per PEC su dominio",
        "pannello Gestionemailpec",
        "pannello PEC Log",
        "guide e richieste di assistenza",
    ],
    missing="il canale, per esempio `customer_area`",
)


class Channel(Row):
    """A place from which mailboxes are looked at and commanded."""

    SECTION: ClassVar[str] = "channels.channels"
    KEY: ClassVar[tuple[str, ...]] = ("channel",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "canali",
        "i posti da cui si guarda e si comanda una casella",
        row=("canale", "un canale: come si chiama e per chi è"),
    )
    channel: Annotated[ChannelName, _CHANNEL]
    label: Annotated[Label, LABEL]
    serves: Annotated[
        Literal["customers", "members", "partners", "everyone"],
        column.word(
            "per chi è",
            ["chi compra per sé", "gli iscritti a una convenzione", "i partner", "chiunque"],
        ),
    ]
    address: Annotated[
        str | None,
        column.written(
            "dove sta, se una fonte lo dice",
            "areaclienti.arubapec.it",
            form="^[a-z0-9.-]+$",
            message="un indirizzo, per esempio `areaclienti.arubapec.it`",
            formed="un nome di dominio in minuscole, per esempio `areaclienti.arubapec.it`",
        ),
    ] = None


class Login(Row):
    """A way into a channel, and how far it reaches."""

    SECTION: ClassVar[str] = "channels.logins"
    KEY: ClassVar[tuple[str, ...]] = ("channel", "credential")
    ABOUT: ClassVar[column.Section] = column.Section(
        "accessi",
        "con quali credenziali si entra e che cosa si vede",
        row=("accesso", "un modo di entrare in un canale, e fin dove arriva"),
    )
    channel: Annotated[ChannelName, _CHANNEL]
    credential: Annotated[
        LoginName,
        column.word(
            "con che cosa si entra",
            [
                "credenziali della casella",
                "credenziali dell'account",
                "credenziali del partner",
                "il collegamento ricevuto",
            ],
        ),
    ]
    username: Annotated[
        Literal["full_mailbox_name", "account_name", "panel_name", "nothing"],
        column.word(
            "il nome da scrivere",
            ["il nome completo della casella", "il nome dell'account", "il nome del pannello", "nulla"],
        ),
    ]
    reach: Annotated[
        Literal["one_mailbox", "all_of_account", "certified_mailboxes", "domains_of_account"],
        column.word(
            "che cosa si vede",
            [
                "quella casella",
                "tutte le caselle e gli ordini dell'account",
                "le caselle certificate dal partner",
                "i domini dell'account",
            ],
        ),
    ]


class Command(Row):
    """A button, menu entry or link: where it stands and when it is shown."""

    SECTION: ClassVar[str] = "channels.commands"
    KEY: ClassVar[tuple[str, ...]] = ("channel", "command")
    ABOUT: ClassVar[column.Section] = column.Section(
        "comandi",
        "pulsanti, voci di menu e collegamenti, con le condizioni per vederli",
        row=("comando", "un pulsante, una voce di menu o un collegamento: dove sta e quando si vede"),
        proposed={"place": "mailbox"},
    )
    channel: Annotated[ChannelName, _CHANNEL]
    command: Annotated[
        str,
        column.identifier(
            "il nome del comando, per chi programma",
            "renew",
            message="un nome breve, per esempio `renew`",
            missing="il nome del comando, per chi programma, per esempio `renew`",
        ),
    ]
    label: Annotated[Label, LABEL]
    place: Annotated[
        Literal["header", "menu", "mailbox", "order", "form", "message"],
        column.word(
            "dove sta",
            [
                "in testa alla pagina",
                "nel menu",
                "sulla casella",
                "sull'ordine",
                "nel modulo",
                "nell'e-mail",
            ],
            missing="dove sta, per esempio `header`",
        ),
    ]
    conditions: Annotated[
        tuple[ConditionCode, ...],
        column.several(
            "le condizioni che devono valere tutte, `[]` se si vede sempre",
            column.word(
                "una condizione",
                {
                    "may_renew": "lo stato permette di rinnovare, e il piano si rinnova qui",
                    "manual_renewal_allowed": "renewal.yaml permette di rinnovare a mano oggi",
                    "may_buy_space": "lo stato permette di comprare spazio",
                    "addons_left": "nello stato in cui è qualcosa le si può aggiungere, o nessuno ne dice il prezzo",
                    "inbox_can_grow": "il piano lascia aumentare la casella",
                    "plan_has_archive": "il piano ha un archivio che cresce",
                    "plan_there": "il piano c'è ancora",
                    "may_change_plan": "lo stato permette il cambio di piano, e un altro piano c'è",
                    "plan_change_allowed": (
                        "plans.yaml permette di cambiare piano oggi, con gli ordini e il rinnovo automatico che ci sono"
                    ),
                    "automatic_may_change": (
                        "il rinnovo automatico è acceso, o il piano c'è ancora il giorno dell'addebito"
                    ),
                    "may_repurchase": "lo stato permette il riacquisto",
                    "order_may_be_paid": "lo stato dell'ordine permette di pagarlo",
                    "order_may_be_cancelled": "lo stato dell'ordine permette di annullarlo",
                    "mailbox_active": "la casella è attiva",
                    "mailbox_kept": "la casella è attiva, o scaduta e non ancora cancellata",
                    "webmail_accessible": "la casella si può leggere e ci si entra",
                    "renewed_with_domain": "lo stato permette di rinnovare, insieme al dominio",
                    "kind_mailbox": "è una casella singola",
                    "kind_domain": "è una PEC su dominio",
                    "logs_in_panel": "i log si vedono nel pannello",
                    "logs_by_request": "i log si chiedono all'assistenza",
                },
            ),
            least=0,
            missing="le condizioni che devono valere tutte, `[]` se si vede sempre, `[]` se nessuno",
        ),
    ]
    otherwise: Annotated[
        Literal["hidden", "disabled"],
        column.word(
            "come si vede se le condizioni non valgono",
            ["non si vede", "si vede spento"],
        ),
    ]
    needs_confirmation: Annotated[bool, column.flag("se chiede conferma prima di agire", snippet=False)]
    event: Annotated[
        EventCode | None,
        column.word(
            "l'evento di lifecycle.yaml che il comando fa nascere",
            EVENT_MEANINGS,
        ),
    ] = None
    path: Annotated[
        str | None,
        column.written(
            "il percorso per arrivarci, con i termini del servizio",
            "Posta certificata > Gestisci",
            form=r"^[^ \n](.*[^ \n])?$",
            message="il percorso, una riga di testo",
            formed="una riga di testo, senza spazi in testa o in coda",
        ),
    ] = None


class Term(Row):
    """What a channel calls a thing."""

    SECTION: ClassVar[str] = "channels.vocabulary"
    KEY: ClassVar[tuple[str, ...]] = ("channel", "term")
    ABOUT: ClassVar[column.Section] = column.Section(
        "vocabolario", "i nomi che un canale dà alle cose", row=("termine", "come un canale chiama uno stato o un dato")
    )
    channel: Annotated[ChannelName, _CHANNEL]
    term: Annotated[
        str,
        column.identifier(
            "la cosa di cui si parla, con il nome che ha nelle altre tabelle",
            "active",
            message="un nome breve, per esempio `active`",
            missing=("la cosa di cui si parla, con il nome che ha nelle altre tabelle, per esempio `active`"),
        ),
    ]
    label: Annotated[Label, LABEL]


class RecordField(Row):
    """A piece of data that a channel shows, and at which place."""

    SECTION: ClassVar[str] = "channels.records"
    KEY: ClassVar[tuple[str, ...]] = ("channel", "record", "field")
    ABOUT: ClassVar[column.Section] = column.Section(
        "schede", "i dati che un canale mostra", row=("dato mostrato", "un dato mostrato da un canale, e in che ordine")
    )
    channel: Annotated[ChannelName, _CHANNEL]
    record: Annotated[
        str,
        column.identifier(
            "la scheda",
            "mailbox",
            message="un nome breve, per esempio `mailbox`",
            missing="la scheda, per esempio `mailbox`",
        ),
    ]
    field: Annotated[
        str,
        column.identifier(
            "il dato", "expiry", message="un nome breve, per esempio `expiry`", missing="il dato, per esempio `expiry`"
        ),
    ]
    label: Annotated[Label, LABEL]
    position: Annotated[
        int,
        column.whole(
            "il posto nella scheda, da 1",
            1,
            100,
            "posti",
            missing="il posto nella scheda, da 1, per esempio `1`",
            example=1,
        ),
    ]
    when_missing: Annotated[
        Literal["blank", "dashes", "empty_list"] | None,
        column.word(
            "che cosa si vede se il dato manca",
            ["nulla", "due trattini", "un elenco vuoto"],
        ),
    ] = None


class FormField(Row):
    """A step or field of a form, and at which place."""

    SECTION: ClassVar[str] = "channels.forms"
    KEY: ClassVar[tuple[str, ...]] = ("channel", "form", "field")
    ABOUT: ClassVar[column.Section] = column.Section(
        "moduli",
        "i passi e i campi di un ordine",
        row=("campo di un modulo", "un passo o un campo di un modulo, e in che ordine"),
        proposed={"input": "chosen"},
    )
    channel: Annotated[ChannelName, _CHANNEL]
    form: Annotated[
        str,
        column.identifier(
            "il modulo",
            "renewal",
            message="un nome breve, per esempio `renewal`",
            missing="il modulo, per esempio `renewal`",
        ),
    ]
    field: Annotated[
        str,
        column.identifier(
            "il campo",
            "payment_method",
            message="un nome breve, per esempio `payment_method`",
            missing="il campo, per esempio `payment_method`",
        ),
    ]
    command: Annotated[
        str | None,
        column.identifier(
            "il comando che apre il modulo, con il nome che ha in `commands`; se manca, il modulo c'è sempre",
            "renew",
            message="il nome di un comando, per esempio `renew`",
        ),
    ] = None
    label: Annotated[Label, LABEL]
    position: Annotated[
        int,
        column.whole(
            "il posto nel modulo, da 1",
            1,
            100,
            "posti",
            missing="il posto nel modulo, da 1, per esempio `1`",
            example=1,
        ),
    ]
    asked: Annotated[
        Literal["always", "if_identifier_due"],
        column.word(
            "a chi si chiede",
            ["a tutti", "a chi deve l'identificativo per la fattura (holders.yaml)"],
        ),
    ]
    input: Annotated[
        InputWay,
        column.word(
            "come si riempie",
            ["si scrive", "si sceglie da un elenco", "si conferma o si modifica", "si accetta", "si preme"],
            missing="come si riempie, per esempio `typed`",
        ),
    ]
    chosen_from: Annotated[
        Literal["renewal", "sale"] | None,
        column.word(
            "da quali piani o modi di pagare si sceglie; se manca, le tabelle non li elencano",
            ["quelli con cui la casella si rinnova", "quelli che si vendono a chi compra"],
        ),
    ] = None
    page: Annotated[Label | None, column.part("label")] = None


class Contact(Row):
    """Whom to turn to, and when; ``audiences`` says whose channels name it."""

    SECTION: ClassVar[str] = "channels.contacts"
    KEY: ClassVar[tuple[str, ...]] = ("contact",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "contatti",
        "a chi ci si rivolge e quando risponde",
        row=("contatto", "un contatto: per chi, il numero se si conosce, gli orari"),
    )
    contact: Annotated[
        ContactName,
        column.word(
            "per che cosa",
            ["informazioni commerciali", "clienti", "partner e CDRL", "assistenza tecnica"],
        ),
    ]
    label: Annotated[Label, LABEL]
    audiences: Annotated[
        tuple[Literal["customers", "members", "partners"], ...],
        column.several(
            "i canali di chi lo mostrano; quelli di tutti li mostrano tutti",
            column.word(
                "per chi",
                ["i clienti", "gli iscritti a una convenzione", "i partner"],
            ),
            missing="chi lo usa, per esempio `[customers]`",
            snippet=["customers"],
        ),
    ]
    phone: Annotated[
        str | None,
        column.written(
            "il numero, se una fonte lo dice",
            "+39 0575 0504",
            form=r"^\+[0-9]+( [0-9]+)*$",
            message='un numero fra virgolette, per esempio "+39 0575 0504"',
            formed='un numero internazionale fra virgolette, per esempio "+39 0575 0504"',
        ),
    ] = None
    hours: Annotated[
        ContactHours,
        column.word(
            "quando risponde",
            ["sempre, tutti i giorni", "in orario d'ufficio"],
            snippet="always",
        ),
    ]
    days: Annotated[
        ContactDays | None,
        column.word(
            "in quali giorni",
            ["da lunedì a venerdì", "tutti i giorni"],
            missing="con `hours: office_hours` serve {words}",
            when={"hours": "office_hours"},
        ),
    ] = None
    opens: Annotated[
        str | None,
        column.written(
            "l'ora in cui comincia",
            "08:30",
            form="^([01][0-9]|2[0-3]):[0-5][0-9]$",
            message='un\'ora fra virgolette, per esempio "08:30"',
            formed='un\'ora di due cifre e due cifre, fra virgolette, per esempio "08:30"',
            missing='con `hours: office_hours` serve l\'ora in cui comincia, per esempio "08:30"',
            when={"hours": "office_hours"},
        ),
    ] = None
    closes: Annotated[
        str | None,
        column.written(
            "l'ora in cui finisce",
            "18:00",
            form="^([01][0-9]|2[0-3]):[0-5][0-9]$",
            message='un\'ora fra virgolette, per esempio "18:00"',
            formed='un\'ora di due cifre e due cifre, fra virgolette, per esempio "18:00"',
            missing='con `hours: office_hours` serve l\'ora in cui finisce, per esempio "18:00"',
            when={"hours": "office_hours"},
        ),
    ] = None


class Certification(Row):
    """What a partner chooses when certifying a mailbox."""

    SECTION: ClassVar[str] = "channels.certification"
    ABOUT: ClassVar[column.Section] = column.Section(
        "certificazione",
        "che cosa un partner sceglie certificando una casella",
        row=("certificazione", "le scelte di un partner che certifica una casella"),
    )
    domain_kinds: Annotated[
        tuple[Literal["public", "certified"], ...],
        column.several(
            "su quale dominio",
            column.word("un tipo di dominio", ["un dominio pubblico", "un dominio già certificato"]),
            missing="su quale dominio",
            snippet=["public"],
        ),
    ]
    holder_choices: Annotated[
        tuple[Literal["new", "registered", "found"], ...],
        column.several(
            "con quale titolare",
            column.word(
                "una scelta",
                ["un titolare nuovo", "uno già registrato, per ID", "uno trovato con la ricerca"],
            ),
            missing="con quale titolare",
            snippet=["new"],
        ),
    ]
    renewal_types: Annotated[
        tuple[RenewalType, ...],
        column.several(
            "i tipi di rinnovo",
            column.word("un tipo", ["tacito", "a scadenza"]),
            missing="i tipi di rinnovo",
            snippet=["tacit"],
        ),
    ]
    years: Annotated[
        tuple[int, ...],
        column.several(
            "le durate del contratto, in anni interi",
            column.whole(
                "una durata in anni",
                1,
                99,
                "anni",
                example=1,
            ),
            message="un elenco di anni interi senza doppioni, per esempio `[1, 2]`",
            missing="le durate in anni, per esempio `[1, 2]`",
            snippet=[1],
        ),
    ]
    changeable: Annotated[
        tuple[ChangeableLater, ...],
        column.several(
            "che cosa il partner può cambiare in qualunque momento",
            column.word("un dato", ["il tipo di rinnovo", "la durata"]),
            least=0,
            missing="che cosa il partner può cambiare in qualunque momento, `[]` se nessuno",
        ),
    ]
    messages: Annotated[
        tuple[MessageName, ...],
        column.several(
            "i messaggi che partono quando una casella è certificata, descritti in lifecycle.yaml",
            column.word("un messaggio", MESSAGE_MEANINGS),
            least=0,
        ),
    ] = ()
