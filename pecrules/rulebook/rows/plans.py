"""The rows of ``plans``: space, features, changes and domains."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal, TypeAlias

from pecrules.model.codes import Feature, Kind
from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import KIND, LABEL, Label, Row

TABLE: Final = ("piani", "I piani di casella PEC: spazio, aumenti, funzioni e cambi.")

Growth: TypeAlias = Literal["fixed", "limited", "unlimited"]
"""Whether space may be added."""

_GROWTHS: Final = ("non si può aumentare", "si può aumentare fino a un massimo", "si può aumentare senza limite")

_FEATURE: Final = column.word(
    "una funzione compresa",
    [
        "rapporto via SMS",
        "più utenti sulla stessa casella (Multiutente)",
        "pannello Supervisore360",
        "conservazione inclusa",
    ],
)


class Plan(Row):
    """A plan's space and features. ``max_*_gb`` is the total with the base, where growth is ``limited``."""

    SECTION: ClassVar[str] = "plans.plans"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "plan")
    ABOUT: ClassVar[column.Section] = column.Section(
        "piani",
        "i piani, per tipo di casella",
        row=("piano", "un piano di casella: spazio, aumenti possibili e funzioni"),
        proposed={"inbox_growth": "limited", "max_inbox_gb": "${:10}"},
    )
    kind: Annotated[Kind, KIND]
    plan: Annotated[
        str,
        column.written(
            "il piano, con il nome che ha in plans.yaml",
            "standard",
            form=column.KEBAB,
            message="il nome di un piano, per esempio `standard`",
            missing="il nome breve del piano, per esempio `standard`",
            snippet="${:standard}",
        ),
    ]
    label: Annotated[Label, column.part("label", missing="il nome del piano in `it`, `en` e `de`")]
    inbox_gb: Annotated[
        int,
        column.whole(
            "spazio di casella compreso nel piano, in GB interi",
            0,
            100000,
            message="un numero intero di GB, senza virgolette, per esempio `2`",
            missing="i GB di casella compresi",
            example=2,
        ),
    ]
    inbox_growth: Annotated[
        Growth,
        column.word(
            "se la casella si può aumentare",
            _GROWTHS,
            snippet="fixed",
        ),
    ]
    max_inbox_gb: Annotated[
        int | None,
        column.whole(
            "totale massimo di casella, base compresa, in GB interi",
            0,
            100000,
            message="un numero intero di GB, senza virgolette, per esempio `2`",
            missing="con `inbox_growth: limited` si dice il totale massimo in GB, base compresa",
            when={"inbox_growth": "limited"},
            example=2,
        ),
    ] = None
    archive_gb: Annotated[
        int,
        column.whole(
            "spazio di archivio compreso nel piano, 0 se non c'è, in GB interi",
            0,
            100000,
            message="un numero intero di GB, senza virgolette, per esempio `2`",
            missing="i GB di archivio compresi, 0 se non c'è",
            snippet="${:0}",
            example=0,
        ),
    ]
    archive_growth: Annotated[
        Growth,
        column.word(
            "se l'archivio si può aumentare",
            _GROWTHS,
            snippet="fixed",
        ),
    ]
    max_archive_gb: Annotated[
        int | None,
        column.whole(
            "totale massimo di archivio, base compresa, in GB interi",
            0,
            100000,
            message="un numero intero di GB, senza virgolette, per esempio `2`",
            missing="con `archive_growth: limited` si dice il totale massimo in GB, base compresa",
            when={"archive_growth": "limited"},
            example=300,
        ),
    ] = None
    features: Annotated[
        tuple[Feature, ...],
        column.several(
            "le funzioni comprese nel piano",
            _FEATURE,
            least=0,
            message="un elenco di funzioni senza doppioni, `[]` se non ce ne sono",
            missing="l'elenco delle funzioni comprese, `[]` se non ce ne sono",
        ),
    ]

    @property
    def addable_inbox_gb(self) -> int | None:
        """How many GB may be added to the inbox; ``None`` for any number."""
        return self._addable_gb(self.inbox_growth, self.inbox_gb, self.max_inbox_gb)

    @property
    def addable_archive_gb(self) -> int | None:
        """How many GB may be added to the archive; ``None`` for any number."""
        return self._addable_gb(self.archive_growth, self.archive_gb, self.max_archive_gb)

    def includes(self, thing: str) -> bool:
        """Whether the plan has something that need not be bought; what another's plan has is no promise."""
        return thing in self.features and not self.is_borrowed

    def _addable_gb(self, growth: str, base: int, most: int | None) -> int | None:
        """How far something grows; a limit that no source of the book states is none."""
        if growth == "unlimited" or self.is_borrowed:
            return None
        return (most or base) - base


class PartnerPlan(Row):
    """A plan of the partner panel; GB only where a source gives them."""

    SECTION: ClassVar[str] = "plans.partner_plans"
    KEY: ClassVar[tuple[str, ...]] = ("plan",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "piani del pannello partner",
        "i piani che un partner può certificare",
        row=("piano del pannello partner", "un piano del pannello dei partner; i GB solo se una fonte li dà"),
    )
    kind: Annotated[
        Kind | None,
        column.word(
            "il tipo di casella che può averlo; se manca, ogni tipo",
            ["casella", "PEC su dominio"],
        ),
    ] = None
    plan: Annotated[
        str,
        column.name(
            "il piano, come lo chiama il pannello",
            "pro-sms",
            message="un nome breve, per esempio `pro-sms`",
            missing="il piano, come lo chiama il pannello, per esempio `pro-sms`",
        ),
    ]
    label: Annotated[Label, LABEL]
    features: Annotated[
        tuple[Feature, ...],
        column.several(
            "le funzioni comprese",
            _FEATURE,
            least=0,
            missing="le funzioni comprese, `[]` se nessuno",
        ),
    ]
    inbox_gb: Annotated[
        int | None,
        column.whole(
            "spazio di casella compreso, in GB interi; manca se nessuna fonte lo dà",
            0,
            100000,
            "GB",
            example=2,
        ),
    ] = None
    archive_gb: Annotated[
        int | None,
        column.whole(
            "spazio di archivio compreso, in GB interi; manca se nessuna fonte lo dà",
            0,
            100000,
            "GB",
            example=0,
        ),
    ] = None


class PlanChange(Row):
    """A change of plan and what it does to the data; the thresholds are the GB of the plan it leads to."""

    SECTION: ClassVar[str] = "plans.changes"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "from_plan", "to_plan")
    ABOUT: ClassVar[column.Section] = column.Section(
        "cambi di piano",
        "da quale piano a quale, e che cosa costa in dati",
        row=(
            "cambio di piano",
            ("un cambio di piano possibile, e che cosa si guadagna o si perde; le soglie sono i GB del piano d'arrivo"),
        ),
        proposed={"from_plan": "${:standard}", "to_plan": "${:pro}"},
    )
    kind: Annotated[Kind, KIND]
    from_plan: Annotated[
        str,
        column.name(
            "il piano di partenza, con il nome che ha in `plans`",
            "pro",
            message="un nome breve, per esempio `pro`",
            missing="il piano di partenza, con il nome che ha in `plans`, per esempio `pro`",
        ),
    ]
    to_plan: Annotated[
        str,
        column.name(
            "il piano d'arrivo, con il nome che ha in `plans`",
            "standard",
            message="un nome breve, per esempio `standard`",
            missing="il piano d'arrivo, con il nome che ha in `plans`, per esempio `standard`",
        ),
    ]
    archive: Annotated[
        Literal["gained", "grown", "reduced", "deleted", "absent"],
        column.word(
            "che cosa succede all'archivio",
            [
                "compare",
                "si allarga",
                "si restringe",
                "si spegne e i messaggi archiviati sono cancellati",
                "non c'è, né prima né dopo",
            ],
        ),
    ]
    too_full: Annotated[
        Literal["always_fits", "buy_or_free", "free_first"],
        column.word(
            "che cosa si fa se lo spazio occupato non ci sta",
            [
                "ci sta sempre",
                "si comprano i GB che mancano, fino al massimo del piano, o si libera spazio",
                "si libera spazio prima di rinnovare, o si comprano i GB che mancano, fino al massimo del piano",
            ],
        ),
    ]


class PlanChangeRule(Row):
    """Whether and how a kind of mailbox changes its plan."""

    SECTION: ClassVar[str] = "plans.change_rules"
    KEY: ClassVar[tuple[str, ...]] = ("kind",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "regole del cambio",
        "come si cambia piano",
        row=("regola del cambio di piano", "se e come si cambia piano, per tipo di casella"),
    )
    kind: Annotated[Kind, KIND]
    allowed: Annotated[bool, column.flag("se il cambio di piano esiste", snippet=True)]
    made_with: Annotated[
        Literal["renewal_order", "nothing"],
        column.word(
            "con quale ordine",
            ["con un ordine di rinnovo", "con nessuno"],
        ),
    ]
    automatic: Annotated[
        Literal["must_be_off", "any"],
        column.word(
            "con il rinnovo automatico acceso",
            ["prima va spento", "non importa"],
        ),
    ]


class PublicDomain(Row):
    """A certified domain of the manager that anybody may choose."""

    SECTION: ClassVar[str] = "plans.domains"
    KEY: ClassVar[tuple[str, ...]] = ("domain",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "domini pubblici",
        "i domini del gestore su cui nasce una casella",
        row=("dominio pubblico", "un dominio certificato del gestore, aperto a tutti"),
    )
    domain: Annotated[
        str,
        column.written(
            "il dominio",
            "pec.it",
            form=r"^[a-z0-9]+(\.[a-z0-9]+)+$",
            message="un dominio, per esempio `pec.it`",
            formed="un dominio in minuscole, per esempio `pec.it`",
            missing="il dominio, per esempio `pec.it`",
            snippet="${:pec.it}",
        ),
    ]
    offered_to: Annotated[
        tuple[Literal["customers", "partners"], ...],
        column.several(
            "chi lo può scegliere",
            column.word("chi", ["il pubblico", "i partner"]),
            missing="chi lo può scegliere",
            snippet=["customers"],
        ),
    ]


class MailboxName(Row):
    """What a new mailbox may be called."""

    SECTION: ClassVar[str] = "plans.names"
    ABOUT: ClassVar[column.Section] = column.Section(
        "nomi delle caselle",
        "come può chiamarsi una casella nuova, prima della chiocciola",
        row=("nome della casella", "quali segni e quanti caratteri può avere il nome di una casella nuova"),
        may_be_left_out=True,
    )
    signs: Annotated[
        str,
        column.written(
            "i segni ammessi oltre alle lettere senza accenti e alle cifre",
            "._-",
            form="^[!#$%&'*+/=?^_`{|}~.-]+$",
            message='i segni, fra virgolette, per esempio "._-"',
            formed='segni di un indirizzo, fra virgolette, senza spazi, per esempio "._-"',
            missing='i segni ammessi oltre a lettere e cifre, per esempio "._-"',
        ),
    ]
    inside_only: Annotated[
        str,
        column.written(
            "quali di questi segni non stanno né all'inizio né alla fine, né due volte di seguito",
            ".",
            form="^[!#$%&'*+/=?^_`{|}~.-]+$",
            message='i segni, fra virgolette, per esempio "."',
            formed='segni di un indirizzo, fra virgolette, senza spazi, per esempio "."',
            missing='i segni che stanno solo fra due altri, per esempio "."',
        ),
    ]
    max_characters: Annotated[
        int,
        column.whole(
            "quanti caratteri al più",
            1,
            64,
            "caratteri",
            missing="quanti caratteri al più, per esempio `64`",
            snippet="${:64}",
            example=64,
        ),
    ]


class OrderSize(Row):
    """How many mailboxes one order may hold."""

    SECTION: ClassVar[str] = "plans.order_size"
    ABOUT: ClassVar[column.Section] = column.Section(
        "caselle per ordine",
        "quante caselle stanno in un ordine",
        row=("caselle per ordine", "quante caselle si possono comprare con un ordine"),
    )
    max_mailboxes: Annotated[
        int,
        column.whole(
            "quante caselle al massimo",
            1,
            10000,
            "caselle",
            missing="quante caselle al massimo, per esempio `99`",
            snippet="${:99}",
            example=99,
        ),
    ]
