"""The rows of ``alerts``: notices, the red date, the warning about space."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pecrules.model.codes import Kind, ScreenName
from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import KIND, LABEL, TEXT, Label, Row

TABLE: Final = ("avvisi", "Gli avvisi: quando partono, a chi e a quale condizione.")


class Notice(Row):
    """A notice: so many days or calendar months before or after the expiry, to whom, on what condition.

    ``listed_by`` says whether a source knows it or a company's own list, which counts by the topic ``alert_calendar``.
    """

    SECTION: ClassVar[str] = "alerts.notices"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "notice")
    ABOUT: ClassVar[column.Section] = column.Section(
        "avvisi",
        "gli avvisi di scadenza e di addebito, e quando partono",
        row=("avviso", "un avviso: quanto prima o dopo la scadenza parte, a chi, a quale condizione"),
        proposed={"condition": "automatic_off"},
    )
    kind: Annotated[Kind, KIND]
    notice: Annotated[
        str,
        column.identifier(
            "il nome dell'avviso, uno per ogni invio",
            "expiry_first",
            message="un nome breve, per esempio `expiry_first`",
            missing="il nome dell'avviso, uno per ogni invio, per esempio `expiry_first`",
        ),
    ]
    label: Annotated[Label, LABEL]
    offset: Annotated[
        int,
        column.whole(
            "quanti giorni o mesi dalla scadenza",
            0,
            730,
            "giorni o di mesi",
            missing="quanti giorni o mesi dalla scadenza, per esempio `90`",
            snippet="${:90}",
            example=3,
        ),
    ]
    unit: Annotated[
        Literal["days", "calendar_months"],
        column.word(
            "giorni o mesi di calendario",
            ["giorni", "mesi di calendario"],
        ),
    ]
    side: Annotated[
        Literal["before", "after"],
        column.word("prima o dopo la scadenza", ["prima", "dopo"]),
    ]
    audience: Annotated[
        Literal["holder", "domain_addresses"],
        column.word(
            "a chi va",
            ["al titolare, all'indirizzo che D-29 sceglie", "a ogni indirizzo del dominio"],
        ),
    ]
    condition: Annotated[
        Literal["always", "automatic_off", "automatic_on", "other_extension"],
        column.word(
            "quando parte",
            [
                "sempre",
                "se l'automatico è spento (D-30)",
                "se l'automatico è acceso",
                "se il dominio non finisce con una delle estensioni di `except_extensions`",
            ],
        ),
    ]
    listed_by: Annotated[
        Literal["source", "company"],
        column.word(
            "chi conosce l'avviso: una fonte, o l'elenco dell'azienda",
            [
                "lo dice la fonte citata: parte sempre",
                "è nell'elenco dell'azienda: parte solo se per D-11 vale `listed_days`",
            ],
        ),
    ] = "source"
    sent_by: Annotated[
        Literal["email", "pec_and_email"],
        column.word(
            "come arriva",
            ["per e-mail", "per PEC e per e-mail"],
        ),
    ]
    except_extensions: Annotated[
        tuple[str, ...],
        column.several(
            "le estensioni per cui l'avviso non parte, senza punto",
            column.written(
                "un'estensione, senza punto",
                "it",
                form=column.KEBAB,
                message="un'estensione senza punto, per esempio `it`",
                formed="solo minuscole senza accenti, cifre e trattini, senza punto, per esempio `it`",
            ),
            message="un elenco di almeno un'estensione, senza doppioni, per esempio `[it, eu]`",
            missing=("con `condition: other_extension` servono le estensioni escluse, per esempio `[it, eu]`"),
            when={"condition": "other_extension"},
        ),
    ] = ()
    text: Annotated[str | None, TEXT] = None


class RedDate(Row):
    """From how many days before the expiry the date is shown in red."""

    SECTION: ClassVar[str] = "alerts.red_date"
    ABOUT: ClassVar[column.Section] = column.Section(
        "data in rosso",
        "da quando la scadenza si vede in rosso",
        row=("data in rosso", "da quanti giorni prima la scadenza si vede in rosso"),
    )
    red_days_before: Annotated[
        int,
        column.whole(
            "giorni prima della scadenza; se il primo è compreso lo dice D-10",
            0,
            365,
            "giorni",
            missing=("giorni prima della scadenza; se il primo è compreso lo dice D-10, per esempio `90`"),
            snippet="${:90}",
            example=90,
        ),
    ]


class SpaceWarning(Row):
    """At how much used space, in percent, a warning is shown, and where."""

    SECTION: ClassVar[str] = "alerts.space_warning"
    ABOUT: ClassVar[column.Section] = column.Section(
        "avviso di spazio",
        "quando si avverte che lo spazio sta finendo",
        row=("avviso di spazio", "a quale riempimento si avverte, e dove"),
    )
    used_percent: Annotated[
        int,
        column.whole(
            "per cento di spazio occupato",
            1,
            100,
            "punti percentuali",
            missing="per cento di spazio occupato, per esempio `70`",
            snippet="${:70}",
            example=70,
        ),
    ]
    shown_in: Annotated[
        tuple[ScreenName, ...],
        column.several(
            "dove si vede",
            column.word("un posto", ["in Webmail", "nell'app"]),
            missing="dove si vede",
            snippet=["webmail"],
        ),
    ]
    text: Annotated[str | None, TEXT] = None
