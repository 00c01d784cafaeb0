"""The rows of ``channels``: places, logins, commands, words, records, forms and contacts."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import Label, Row

TABLE: Final = ("canali", ("I posti da cui si guarda e si comanda una casella: accessi, comandi, schede, contatti."))


class Channel(Row):
    """A place from which mailboxes are looked at and commanded."""

    SECTION: ClassVar[str] = "channels.channels"
    KEY: ClassVar[tuple[str, ...]] = ("channel",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "canali",
        "i posti da cui si guarda e si comanda una casella",
        row=("canale", "un canale: come si chiama e per chi è"),
    )
    channel: Annotated[
        str,
        column.word(
            "il canale",
            {
                "customer_area": "area clienti PEC, al pubblico",
                "webmail": "Webmail PEC",
                "expiry_email": "e-mail di avviso scadenza",
                "convention_area": "area clienti degli iscritti a una convenzione",
                "partner_panel": "pannello dei partner",
                "hosting_area": "area clienti Hosting, per PEC su dominio",
                "support": "guide e richieste di assistenza",
            },
            missing="il canale, per esempio `customer_area`",
        ),
    ]
    label: Annotated[Label, column.part("label", missing="il nome in `it`, `en` e `de`")]
    serves: Annotated[
        Literal["customers", "members", "partners", "everyone"],
        column.word(
            "per chi è",
            {
                "customers": "chi compra per sé",
                "members": "gli iscritti a una convenzione",
                "partners": "i partner",
                "everyone": "chiunque",
            },
            missing="`customers`, `members`, `partners` o `everyone`",
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
    channel: Annotated[
        str,
        column.word(
            "il canale",
            {
                "customer_area": "area clienti PEC, al pubblico",
                "webmail": "Webmail PEC",
                "expiry_email": "e-mail di avviso scadenza",
                "convention_area": "area clienti degli iscritti a una convenzione",
                "partner_panel": "pannello dei partner",
                "hosting_area": "area clienti Hosting, per PEC su dominio",
                "support": "guide e richieste di assistenza",
            },
            missing="il canale, per esempio `customer_area`",
        ),
    ]
    credential: Annotated[
        Literal["mailbox", "account", "partner", "link"],
        column.word(
            "con che cosa si entra",
            {
                "mailbox": "credenziali della casella",
                "account": "credenziali dell'account",
                "partner": "credenziali del partner",
                "link": "il collegamento ricevuto",
            },
            missing="`mailbox`, `account`, `partner` o `link`",
        ),
    ]
    username: Annotated[
        Literal["full_mailbox_name", "account_name", "panel_name", "nothing"],
        column.word(
            "il nome da scrivere",
            {
                "full_mailbox_name": "il nome completo della casella",
                "account_name": "il nome dell'account",
                "panel_name": "il nome del pannello",
                "nothing": "nulla",
            },
            missing="`full_mailbox_name`, `account_name`, `panel_name` o `nothing`",
        ),
    ]
    reach: Annotated[
        Literal["one_mailbox", "all_of_account", "certified_mailboxes", "domains_of_account"],
        column.word(
            "che cosa si vede",
            {
                "one_mailbox": "quella casella",
                "all_of_account": "tutte le caselle e gli ordini dell'account",
                "certified_mailboxes": "le caselle certificate dal partner",
                "domains_of_account": "i domini dell'account",
            },
            missing="`one_mailbox`, `all_of_account`, `certified_mailboxes` o `domains_of_account`",
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
    channel: Annotated[
        str,
        column.word(
            "il canale",
            {
                "customer_area": "area clienti PEC, al pubblico",
                "webmail": "Webmail PEC",
                "expiry_email": "e-mail di avviso scadenza",
                "convention_area": "area clienti degli iscritti a una convenzione",
                "partner_panel": "pannello dei partner",
                "hosting_area": "area clienti Hosting, per PEC su dominio",
                "support": "guide e richieste di assistenza",
            },
            missing="il canale, per esempio `customer_area`",
        ),
    ]
    command: Annotated[
        str,
        column.identifier(
            "il nome del comando, per chi programma",
            "renew",
            message="un nome breve, per esempio `renew`",
            missing="il nome del comando, per chi programma, per esempio `renew`",
        ),
    ]
    label: Annotated[Label, column.part("label", missing="il nome in `it`, `en` e `de`")]
    place: Annotated[
        Literal["header", "menu", "mailbox", "order", "form", "message", "guide"],
        column.word(
            "dove sta",
            {
                "header": "in testa alla pagina",
                "menu": "nel menu",
                "mailbox": "sulla casella",
                "order": "sull'ordine",
                "form": "nel modulo",
                "message": "nell'e-mail",
                "guide": "fra le guide",
            },
            missing="dove sta, per esempio `header`",
        ),
    ]
    conditions: Annotated[
        tuple[str, ...],
        column.several(
            "le condizioni che devono valere tutte, `[]` se si vede sempre",
            column.word(
                "una condizione",
                {
                    "may_renew": "lo stato permette di rinnovare",
                    "manual_renewal_allowed": "renewal.yaml permette di rinnovare a mano oggi",
                    "may_buy_space": "lo stato permette di comprare spazio",
                    "inbox_can_grow": "il piano lascia aumentare la casella",
                    "plan_has_archive": "il piano ha un archivio che cresce",
                    "may_change_plan": "lo stato e il tipo permettono il cambio di piano",
                    "plan_change_allowed": (
                        "plans.yaml permette di cambiare piano oggi, con gli ordini e il rinnovo automatico che ci sono"
                    ),
                    "may_repurchase": "lo stato permette il riacquisto",
                    "order_awaiting_payment": "l'ordine aspetta il pagamento",
                    "mailbox_active": "la casella è attiva",
                    "webmail_accessible": "la casella è attiva e ci si entra",
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
            {"hidden": "non si vede", "disabled": "si vede spento"},
            missing="`hidden` o `disabled`",
        ),
    ]
    needs_confirmation: Annotated[
        bool, column.flag("se chiede conferma prima di agire", missing="`true` o `false`", snippet=False)
    ]
    event: Annotated[
        str | None,
        column.word(
            "l'evento di lifecycle.yaml che il comando fa nascere",
            {
                "order_placed": "il cliente conferma il carrello",
                "cart_abandoned": "il carrello non viene confermato",
                "credit_spent": "l'ordine si paga con il credito",
                "payment_registered": "il gestore registra il pagamento",
                "order_cancelled": "il cliente annulla l'ordine",
                "charge_made": "l'addebito automatico riesce",
                "charge_failed": "l'addebito automatico non riesce",
                "activation_due": "è passato il tempo di attivazione",
                "renewal_registered": "è registrato il pagamento di un rinnovo",
                "expiry_passed": "passa il giorno di scadenza",
                "grace_ended": "finiscono i giorni di tolleranza",
                "withdrawal_requested": "si chiede il recesso",
                "immediate_termination_requested": "il partner chiede la disdetta immediata",
                "termination_day_reached": "arriva il giorno chiesto per la disdetta",
                "partner_domain_lapsed": "decade il dominio certificato dal partner",
                "partner_domain_restored": "il dominio del partner è rinnovato o registrato di nuovo",
                "suspension_ended": "finiscono i giorni di sospensione",
                "repurchase_registered": "è registrato il pagamento di un riacquisto",
                "automatic_switched_on": "si accende il rinnovo automatico",
                "automatic_switched_off": "si spegne il rinnovo automatico",
                "holder_changed": "cambia il titolare",
            },
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
    channel: Annotated[
        str,
        column.word(
            "il canale",
            {
                "customer_area": "area clienti PEC, al pubblico",
                "webmail": "Webmail PEC",
                "expiry_email": "e-mail di avviso scadenza",
                "convention_area": "area clienti degli iscritti a una convenzione",
                "partner_panel": "pannello dei partner",
                "hosting_area": "area clienti Hosting, per PEC su dominio",
                "support": "guide e richieste di assistenza",
            },
            missing="il canale, per esempio `customer_area`",
        ),
    ]
    term: Annotated[
        str,
        column.identifier(
            "la cosa di cui si parla, con il nome che ha nelle altre tabelle",
            "active",
            message="un nome breve, per esempio `active`",
            missing=("la cosa di cui si parla, con il nome che ha nelle altre tabelle, per esempio `active`"),
        ),
    ]
    label: Annotated[Label, column.part("label", missing="il nome in `it`, `en` e `de`")]


class RecordField(Row):
    """A piece of data that a channel shows, and at which place."""

    SECTION: ClassVar[str] = "channels.records"
    KEY: ClassVar[tuple[str, ...]] = ("channel", "record", "field")
    ABOUT: ClassVar[column.Section] = column.Section(
        "schede", "i dati che un canale mostra", row=("dato mostrato", "un dato mostrato da un canale, e in che ordine")
    )
    channel: Annotated[
        str,
        column.word(
            "il canale",
            {
                "customer_area": "area clienti PEC, al pubblico",
                "webmail": "Webmail PEC",
                "expiry_email": "e-mail di avviso scadenza",
                "convention_area": "area clienti degli iscritti a una convenzione",
                "partner_panel": "pannello dei partner",
                "hosting_area": "area clienti Hosting, per PEC su dominio",
                "support": "guide e richieste di assistenza",
            },
            missing="il canale, per esempio `customer_area`",
        ),
    ]
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
    label: Annotated[Label, column.part("label", missing="il nome in `it`, `en` e `de`")]
    position: Annotated[
        int,
        column.whole(
            "il posto nella scheda, da 1", 1, 100, "posti", missing="il posto nella scheda, da 1, per esempio `1`"
        ),
    ]
    when_missing: Annotated[
        Literal["blank", "dashes", "empty_list"] | None,
        column.word(
            "che cosa si vede se il dato manca",
            {"blank": "nulla", "dashes": "due trattini", "empty_list": "un elenco vuoto"},
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
    channel: Annotated[
        str,
        column.word(
            "il canale",
            {
                "customer_area": "area clienti PEC, al pubblico",
                "webmail": "Webmail PEC",
                "expiry_email": "e-mail di avviso scadenza",
                "convention_area": "area clienti degli iscritti a una convenzione",
                "partner_panel": "pannello dei partner",
                "hosting_area": "area clienti Hosting, per PEC su dominio",
                "support": "guide e richieste di assistenza",
            },
            missing="il canale, per esempio `customer_area`",
        ),
    ]
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
    label: Annotated[Label, column.part("label", missing="il nome in `it`, `en` e `de`")]
    position: Annotated[
        int,
        column.whole(
            "il posto nel modulo, da 1", 1, 100, "posti", missing="il posto nel modulo, da 1, per esempio `1`"
        ),
    ]
    asked: Annotated[
        Literal["always", "if_identifier_due"],
        column.word(
            "a chi si chiede",
            {"always": "a tutti", "if_identifier_due": "a chi deve l'identificativo per la fattura (holders.yaml)"},
            missing="`always` o `if_identifier_due`",
        ),
    ]
    input: Annotated[
        Literal["typed", "chosen", "confirmed", "accepted", "pressed"],
        column.word(
            "come si riempie",
            {
                "typed": "si scrive",
                "chosen": "si sceglie da un elenco",
                "confirmed": "si conferma o si modifica",
                "accepted": "si accetta",
                "pressed": "si preme",
            },
            missing="come si riempie, per esempio `typed`",
        ),
    ]


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
        Literal["commercial", "customers", "partners", "technical"],
        column.word(
            "per che cosa",
            {
                "commercial": "informazioni commerciali",
                "customers": "clienti",
                "partners": "partner e CDRL",
                "technical": "assistenza tecnica",
            },
            missing="`commercial`, `customers`, `partners` o `technical`",
        ),
    ]
    label: Annotated[Label, column.part("label", missing="il nome in `it`, `en` e `de`")]
    audiences: Annotated[
        tuple[Literal["customers", "members", "partners"], ...],
        column.several(
            "i canali di chi lo mostrano; quelli di tutti li mostrano tutti",
            column.word(
                "per chi",
                {"customers": "i clienti", "members": "gli iscritti a una convenzione", "partners": "i partner"},
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
        Literal["always", "office_hours"],
        column.word(
            "quando risponde",
            {"always": "sempre, tutti i giorni", "office_hours": "in orario d'ufficio"},
            missing="`always` o `office_hours`",
            snippet="always",
        ),
    ]
    days: Annotated[
        Literal["monday_to_friday"] | None,
        column.word(
            "in quali giorni",
            {"monday_to_friday": "da lunedì a venerdì"},
            missing="con `hours: office_hours` serve `monday_to_friday`",
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
        tuple[str, ...],
        column.several(
            "su quale dominio",
            column.word(
                "un tipo di dominio", {"public": "un dominio pubblico", "certified": "un dominio già certificato"}
            ),
            missing="su quale dominio",
            snippet=["public"],
        ),
    ]
    holder_choices: Annotated[
        tuple[str, ...],
        column.several(
            "con quale titolare",
            column.word(
                "una scelta",
                {
                    "new": "un titolare nuovo",
                    "registered": "uno già registrato, per ID",
                    "found": "uno trovato con la ricerca",
                },
            ),
            missing="con quale titolare",
            snippet=["new"],
        ),
    ]
    renewal_types: Annotated[
        tuple[str, ...],
        column.several(
            "i tipi di rinnovo",
            column.word("un tipo", {"tacit": "tacito", "at_expiry": "a scadenza"}),
            missing="i tipi di rinnovo",
            snippet=["tacit"],
        ),
    ]
    years: Annotated[
        tuple[int, ...],
        column.several(
            "le durate del contratto, in anni interi",
            column.whole("una durata in anni", 1, 99, "anni"),
            message="un elenco di anni interi senza doppioni, per esempio `[1, 2]`",
            missing="le durate in anni, per esempio `[1, 2]`",
            snippet=[1],
        ),
    ]
    changeable: Annotated[
        tuple[str, ...],
        column.several(
            "che cosa il partner può cambiare in qualunque momento",
            column.word("un dato", {"renewal_type": "il tipo di rinnovo", "years": "la durata"}),
            least=0,
            missing="che cosa il partner può cambiare in qualunque momento, `[]` se nessuno",
        ),
    ]
