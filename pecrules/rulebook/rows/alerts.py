"""The rows of ``alerts``: notices, the red date, the warning about space."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import Label, Row

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
    notice: Annotated[
        str,
        column.identifier(
            "il nome dell'avviso, uno per ogni invio",
            "expiry_first",
            message="un nome breve, per esempio `expiry_first`",
            missing="il nome dell'avviso, uno per ogni invio, per esempio `expiry_first`",
        ),
    ]
    label: Annotated[Label, column.part("label", missing="il nome in `it`, `en` e `de`")]
    about: Annotated[
        Literal["expiry", "charge"],
        column.word(
            "che cosa annuncia",
            {"expiry": "la scadenza", "charge": "l'addebito automatico"},
            missing="`expiry` o `charge`",
        ),
    ]
    offset: Annotated[
        int,
        column.whole(
            "quanti giorni o mesi dalla scadenza",
            0,
            730,
            "giorni o di mesi",
            missing="quanti giorni o mesi dalla scadenza, per esempio `90`",
            snippet="${:90}",
        ),
    ]
    unit: Annotated[
        Literal["days", "calendar_months"],
        column.word(
            "giorni o mesi di calendario",
            {"days": "giorni", "calendar_months": "mesi di calendario"},
            missing="`days` o `calendar_months`",
        ),
    ]
    side: Annotated[
        Literal["before", "after"],
        column.word("prima o dopo la scadenza", {"before": "prima", "after": "dopo"}, missing="`before` o `after`"),
    ]
    audience: Annotated[
        Literal["holder", "domain_addresses"],
        column.word(
            "a chi va",
            {
                "holder": "al titolare, all'indirizzo che D-29 sceglie",
                "domain_addresses": "a ogni indirizzo del dominio",
            },
            missing="`holder` o `domain_addresses`",
        ),
    ]
    condition: Annotated[
        Literal["always", "automatic_off", "automatic_on", "other_extension"],
        column.word(
            "quando parte",
            {
                "always": "sempre",
                "automatic_off": "se l'automatico è spento (D-30)",
                "automatic_on": "se l'automatico è acceso",
                "other_extension": "se il dominio non finisce con una delle estensioni di `except_extensions`",
            },
            missing="`always`, `automatic_off`, `automatic_on` o `other_extension`",
        ),
    ]
    listed_by: Annotated[
        Literal["source", "company"],
        column.word(
            "chi conosce l'avviso: una fonte, o l'elenco dell'azienda",
            {
                "source": "lo dice la fonte citata: parte sempre",
                "company": "è nell'elenco dell'azienda: parte solo se per D-11 vale `listed_days`",
            },
            default="source",
        ),
    ] = "source"
    sent_by: Annotated[
        Literal["email", "pec_and_email"],
        column.word(
            "come arriva",
            {"email": "per e-mail", "pec_and_email": "per PEC e per e-mail"},
            missing="`email` o `pec_and_email`",
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
        ),
    ]
    shown_in: Annotated[
        tuple[str, ...],
        column.several(
            "dove si vede",
            column.word("un posto", {"webmail": "in Webmail", "app": "nell'app"}),
            missing="dove si vede",
            snippet=["webmail"],
        ),
    ]
