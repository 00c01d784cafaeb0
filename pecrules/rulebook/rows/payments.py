"""The rows of ``payments``: ways to pay and prepaid credit."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Final, Literal

from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import Label, Row

Switch = Literal["always", "opt_out", "never"]

TABLE: Final = ("pagamenti", "I modi di pagamento e i crediti prepagati.")


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
        str,
        column.word(
            "il modo di pagamento",
            {
                "card": "carta di credito",
                "masterpass": "Masterpass",
                "paypal": "PayPal",
                "bank_transfer": "bonifico bancario",
                "prefilled_slip": "bollettino precompilato",
                "postal_slip": "bollettino postale",
            },
            missing="il modo di pagamento, per esempio `card`",
        ),
    ]
    label: Annotated[Label, column.part("label", missing="il nome in `it`, `en` e `de`")]
    registration: Annotated[
        Literal["immediate", "same_day", "calendar_days", "working_days"],
        column.word(
            "quando il pagamento risulta registrato",
            {
                "immediate": "subito",
                "same_day": "nel corso dello stesso giorno",
                "calendar_days": "dopo un numero di giorni di calendario",
                "working_days": "dopo un numero di giorni lavorativi",
            },
            missing="`immediate`, `same_day`, `calendar_days` o `working_days`",
            snippet="immediate",
        ),
    ]
    switches_on_automatic: Annotated[
        Switch,
        column.word(
            "se pagare così accende il rinnovo automatico",
            {
                "always": "pagando così si accende sempre",
                "opt_out": "si accende, salvo che il cliente tolga la spunta",
                "never": "non si accende",
            },
            missing="`always`, `opt_out` o `never`",
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
        ),
    ] = None
    reading: Annotated[
        Literal["bank_transfer_day", "postal_slip_days"] | None,
        column.word(
            ("il tema di `interpretations` che decide ciò che la fonte lascia aperto sui giorni"),
            {
                "bank_transfer_day": "se il giorno dopo è lavorativo o di calendario",
                "postal_slip_days": "quali giorni valgono fra il più rapido e il più lento",
            },
            when={"registration": ["calendar_days", "working_days"]},
        ),
    ] = None


class QuickPayment(Row):
    """The payment by order number, without signing in."""

    SECTION: ClassVar[str] = "payments.quick_payment"
    ABOUT: ClassVar[column.Section] = column.Section(
        "pagamento rapido",
        "pagare senza accedere",
        row=("pagamento rapido", "il pagamento con il solo numero d'ordine, senza accedere"),
        proposed={"switches_on_automatic": "never"},
    )
    switches_on_automatic: Annotated[
        Switch,
        column.word(
            "se pagare così accende il rinnovo automatico",
            {
                "always": "pagando così si accende sempre",
                "opt_out": "si accende, salvo che il cliente tolga la spunta",
                "never": "non si accende",
            },
            missing="`always`, `opt_out` o `never`",
        ),
    ]


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
        Literal["convention", "partner", "hosting"],
        column.word(
            "il tipo di credito",
            {
                "convention": "credito residuo dell'area degli iscritti",
                "partner": "credito del partner",
                "hosting": "credito dell'area Hosting",
            },
            missing="`convention`, `partner` o `hosting`",
        ),
    ]
    label: Annotated[Label, column.part("label", missing="il nome in `it`, `en` e `de`")]
    top_up_methods: Annotated[
        tuple[str, ...],
        column.several(
            "come si carica, con i nomi di `methods`",
            column.word(
                "un modo",
                {
                    "card": "carta di credito",
                    "masterpass": "Masterpass",
                    "paypal": "PayPal",
                    "bank_transfer": "bonifico bancario",
                    "prefilled_slip": "bollettino precompilato",
                    "postal_slip": "bollettino postale",
                },
            ),
            missing="come si carica, con i nomi di `methods`",
            snippet=["card"],
        ),
    ]
    used_for: Annotated[
        tuple[str, ...],
        column.several(
            "per che cosa si spende",
            column.word(
                "un uso",
                {
                    "new_orders": "ordini nuovi",
                    "addon_renewals": "rinnovi dei servizi aggiuntivi",
                    "activations": "attivazioni di caselle",
                    "mailbox_renewals": "rinnovi di caselle",
                },
            ),
            missing="per che cosa si spende",
            snippet=["new_orders"],
        ),
    ]
    when_short: Annotated[
        Literal["top_up", "refused", "pay_difference"],
        column.word(
            "che cosa succede se non basta per un ordine",
            {
                "top_up": "si chiede di ricaricare (quanto lo dice D-22)",
                "refused": "l'ordine non si fa",
                "pay_difference": "si paga la differenza",
            },
            missing="`top_up`, `refused` o `pay_difference`",
        ),
    ]
    expires: Annotated[
        Literal["never", "after_months"],
        column.word(
            "se scade",
            {"never": "non scade", "after_months": "scade dopo un numero di mesi"},
            missing="`never` o `after_months`",
            snippet="never",
        ),
    ]
    deposit: Annotated[Decimal | None, column.money("versamento iniziale minimo, in euro", "500.00")] = None
    expires_months: Annotated[
        int | None,
        column.whole(
            "mesi dal pagamento",
            1,
            600,
            "mesi",
            missing="con `expires: after_months` servono i mesi dal pagamento, per esempio `12`",
            when={"expires": "after_months"},
        ),
    ] = None
