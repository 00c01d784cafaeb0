"""The rows of ``payments``: ways to pay and prepaid credit."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Final, Literal, TypeAlias

from pecrules.model.codes import CreditKind, CreditUse, MethodName
from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import LABEL, Label, Row

TABLE: Final = ("pagamenti", "I modi di pagamento e i crediti prepagati.")


Switch: TypeAlias = Literal["always", "opt_out", "never"]
"""Whether paying so switches automatic renewal on."""

_SWITCH: Final = column.word(
    "se pagare così accende il rinnovo automatico",
    ["pagando così si accende sempre", "si accende, salvo che il cliente tolga la spunta", "non si accende"],
)

_METHODS: Final = (
    "carta di credito",
    "Masterpass",
    "PayPal",
    "bonifico bancario",
    "bollettino precompilato",
    "bollettino postale",
)


class Method(Row):
    """A way to pay: when Aruba registers it, in days, and whether it switches automatic renewal on.

    ``reading`` names the topic of ``interpretations`` that settles what the sources leave open about those days.
    """

    SECTION: ClassVar[str] = "payments.methods"
    KEY: ClassVar[tuple[str, ...]] = ("method",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "modi di pagamento",
        "i modi di pagamento nel tempo",
        row=("modo di pagamento", "un modo di pagamento, quando è registrato e se accende il rinnovo automatico"),
    )
    method: Annotated[
        MethodName,
        column.word(
            "il modo di pagamento",
            _METHODS,
            missing="il modo di pagamento, per esempio `card`",
        ),
    ]
    label: Annotated[Label, LABEL]
    registration: Annotated[
        Literal["immediate", "same_day", "calendar_days", "working_days"],
        column.word(
            "quando il pagamento risulta registrato",
            [
                "subito",
                "nel corso dello stesso giorno",
                "dopo un numero di giorni di calendario",
                "dopo un numero di giorni lavorativi",
            ],
            snippet="immediate",
        ),
    ]
    min_days: Annotated[
        int | None,
        column.whole(
            "giorni nel caso più rapido",
            0,
            60,
            "giorni",
            missing="con `calendar_days` o `working_days` si dicono i giorni del caso più rapido",
            when={"registration": ["calendar_days", "working_days"]},
            example=1,
        ),
    ] = None
    max_days: Annotated[
        int | None,
        column.whole(
            "giorni nel caso più lento",
            0,
            60,
            "giorni",
            missing="con `calendar_days` o `working_days` si dicono i giorni del caso più lento",
            when={"registration": ["calendar_days", "working_days"]},
            example=1,
        ),
    ] = None
    reading: Annotated[
        Literal["bank_transfer_day", "postal_slip_days"] | None,
        column.word(
            ("il tema di `interpretations` che decide ciò che la fonte lascia aperto sui giorni"),
            ["se il giorno dopo è lavorativo o di calendario", "quali giorni valgono fra il più rapido e il più lento"],
            when={"registration": ["calendar_days", "working_days"]},
        ),
    ] = None
    switches_on_automatic: Annotated[Switch, _SWITCH]


class QuickPayment(Row):
    """The payment by order number, without signing in."""

    SECTION: ClassVar[str] = "payments.quick_payment"
    ABOUT: ClassVar[column.Section] = column.Section(
        "pagamento rapido",
        "pagare senza accedere",
        row=("pagamento rapido", "il pagamento con il solo numero d'ordine, senza accedere"),
        proposed={"switches_on_automatic": "never"},
    )
    switches_on_automatic: Annotated[Switch, _SWITCH]


class Credit(Row):
    """A prepaid credit: how it is topped up, when it expires, what happens when it is short."""

    SECTION: ClassVar[str] = "payments.credit"
    KEY: ClassVar[tuple[str, ...]] = ("credit",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "credito",
        "i tipi di credito prepagato",
        row=("tipo di credito", ("un credito prepagato: come si carica, quando scade, che cosa succede se non basta")),
    )
    credit: Annotated[
        CreditKind,
        column.word(
            "il tipo di credito",
            ["credito residuo dell'area degli iscritti", "credito del partner", "credito dell'area Hosting"],
        ),
    ]
    label: Annotated[Label, LABEL]
    top_up_methods: Annotated[
        tuple[MethodName, ...],
        column.several(
            "come si carica, con i nomi di `methods`",
            column.word(
                "un modo",
                _METHODS,
            ),
            missing="come si carica, con i nomi di `methods`",
            snippet=["card"],
        ),
    ]
    used_for: Annotated[
        tuple[CreditUse, ...],
        column.several(
            "per che cosa si spende",
            column.word(
                "un uso",
                [
                    "il primo ordine di una casella, con ciò che le appartiene",
                    "servizi aggiunti a una casella che c'è già",
                    "rinnovi dei servizi aggiuntivi",
                    "rinnovi di caselle",
                ],
            ),
            missing="per che cosa si spende",
            snippet=["first_orders"],
        ),
    ]
    when_short: Annotated[
        Literal["top_up", "refused", "pay_difference"],
        column.word(
            "che cosa succede se non basta per un ordine",
            ["si chiede di ricaricare (quanto lo dice D-22)", "l'ordine non si fa", "si paga la differenza"],
        ),
    ]
    deposit: Annotated[Decimal | None, column.money("versamento iniziale minimo, in euro", "500.00")] = None
    expires_months: Annotated[
        int | None,
        column.whole(
            "mesi dal pagamento entro i quali si spende; se manca, il credito non scade",
            1,
            600,
            "mesi",
            example=12,
        ),
    ] = None
