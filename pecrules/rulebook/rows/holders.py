"""The rows of ``holders``: who may hold a mailbox and what billing needs of them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pecrules.model.codes import AddresseeName, HolderFieldName, IdentifierName, IdentifierShape, SubjectType
from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import LABEL, Label, Row

TABLE: Final = ("titolari", "I tipi di titolare, i dati che devono e quelli che possono cambiare.")


_SUBJECT: Final = column.word(
    "il tipo di titolare",
    [
        "persona fisica",
        "persona giuridica: ditta individuale, società, professionista, associazione, ente",
        "pubblica amministrazione",
    ],
)


class Subject(Row):
    """A kind of holder and what billing needs of it."""

    SECTION: ClassVar[str] = "holders.subjects"
    KEY: ClassVar[tuple[str, ...]] = ("subject",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "soggetti",
        "i tipi di titolare",
        row=("soggetto", "un tipo di titolare e che cosa deve per la fattura elettronica"),
        proposed={"einvoice_identifier": "not_due"},
    )
    subject: Annotated[SubjectType, _SUBJECT]
    label: Annotated[Label, LABEL]
    einvoice_identifier: Annotated[
        Literal["due", "not_due"],
        column.word(
            "se serve l'identificativo per la fattura elettronica",
            ["va indicato nei dati di fatturazione", "non è richiesto"],
        ),
    ]


class Identifier(Row):
    """An identifier for the electronic invoice that a kind of holder may give, and its form."""

    SECTION: ClassVar[str] = "holders.identifiers"
    KEY: ClassVar[tuple[str, ...]] = ("subject", "identifier")
    ABOUT: ClassVar[column.Section] = column.Section(
        "identificativi",
        "gli identificativi ammessi per la fattura elettronica",
        row=(
            "identificativo",
            ("un identificativo per la fattura elettronica che un titolare può dare, e la sua forma"),
        ),
        proposed={"identifier": "no_identifier", "delivered": False},
    )
    subject: Annotated[SubjectType, _SUBJECT]
    identifier: Annotated[
        IdentifierName,
        column.word(
            "l'identificativo",
            [
                "codice destinatario",
                "codice univoco ufficio",
                "indirizzo PEC",
                "codice di chi sta all'estero",
                "nessun identificativo",
            ],
        ),
    ]
    label: Annotated[Label, LABEL]
    form: Annotated[
        IdentifierShape,
        column.word(
            "la forma",
            [
                "lettere e cifre, in numero fisso, ma nessuno dei codici di `sent_code`",
                "un indirizzo PEC",
                "il codice di `sent_code`, e nessun altro",
                "non si scrive nulla",
            ],
            snippet="nothing",
        ),
    ]
    delivered: Annotated[
        bool,
        column.flag(
            "se la fattura viene consegnata; se no si scarica da «Fatture e Corrispettivi»",
            snippet=True,
        ),
    ]
    characters: Annotated[
        int | None,
        column.whole(
            "quanti caratteri",
            1,
            20,
            "caratteri",
            missing="con `form: alphanumeric` serve il numero di caratteri, per esempio `7`",
            when={"form": "alphanumeric"},
            example=7,
        ),
    ] = None
    sent_code: Annotated[
        str | None,
        column.written(
            "il codice che accompagna l'indirizzo, o che sta da solo",
            "0000000",
            form="^[0-9A-Z]{6,7}$",
            message='un codice fra virgolette, per esempio "0000000"',
            formed='6 o 7 cifre o maiuscole, fra virgolette, per esempio "0000000"',
            missing=(
                "con `form: pec_address` serve il codice che accompagna l'indirizzo, con `form: sent_code` il codice"
                ' stesso, per esempio "0000000"'
            ),
            when={"form": ["pec_address", "sent_code"]},
        ),
    ] = None
    holder: Annotated[
        Literal["any", "abroad"],
        column.word("chi lo può dare", ["chiunque sia di questo tipo", "chi sta all'estero"]),
    ] = "any"


class HolderField(Row):
    """A piece of the holder's data, and whether the holder may change it."""

    SECTION: ClassVar[str] = "holders.fields"
    KEY: ClassVar[tuple[str, ...]] = ("field",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "dati del titolare",
        "quali dati si possono modificare",
        row=("dato del titolare", "un dato del titolare, e se si può modificare"),
        proposed={"field": "other"},
    )
    field: Annotated[
        HolderFieldName,
        column.word(
            "il dato",
            ["nome", "cognome", "codice fiscale", "ogni altro dato"],
        ),
    ]
    label: Annotated[Label, LABEL]
    editable: Annotated[bool, column.flag("se il titolare lo può modificare da solo", snippet=True)]


class Addressee(Row):
    """Whose data the invoice bears, in a channel."""

    SECTION: ClassVar[str] = "holders.invoices"
    KEY: ClassVar[tuple[str, ...]] = ("channel",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "fatture",
        "a chi è intestata la fattura",
        row=("intestatario", "a chi è intestata la fattura, per canale"),
        proposed={"addressed_to": "account_holder"},
    )
    channel: Annotated[
        Literal["customer_area", "convention_area"],
        column.word(
            "il canale",
            ["area clienti PEC, al pubblico", "area clienti degli iscritti a una convenzione"],
        ),
    ]
    addressed_to: Annotated[
        AddresseeName,
        column.word(
            "a chi è intestata",
            ["al titolare della casella", "a chi ha l'account"],
        ),
    ]


class SplitPayment(Row):
    """When split payment applies to a kind of holder."""

    SECTION: ClassVar[str] = "holders.split_payment"
    KEY: ClassVar[tuple[str, ...]] = ("subject",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "scissione dei pagamenti",
        "chi paga senza IVA, che va all'Erario",
        row=("scissione dei pagamenti", "per chi vale la scissione dei pagamenti; se si paga il netto lo dice D-39"),
        proposed={"subject": "public_administration"},
    )
    subject: Annotated[SubjectType, _SUBJECT]
    applies: Annotated[
        Literal["if_declared", "always"],
        column.word("quando vale", ["solo se dichiarata espressamente", "sempre, senza dichiararla"]),
    ]
    acceptance_days: Annotated[
        int | None,
        column.whole(
            "giorni entro cui la fattura va accettata, se un termine c'è",
            0,
            365,
            "giorni",
            example=15,
        ),
    ] = None
