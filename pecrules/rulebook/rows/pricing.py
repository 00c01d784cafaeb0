"""The rows of ``pricing``: prices, VAT, and how part of a year is charged."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Annotated, ClassVar, Final, Literal

from pecrules.base import money
from pecrules.model.codes import Item
from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import Label, Row

TABLE: Final = ("prezzi e IVA", "Che cosa si vende, a quale prezzo netto, con quale IVA e quota di periodo.")


class Price(Row):
    """What one unit of an item costs, net of VAT, in EUR: a year, a GB and year, or once."""

    SECTION: ClassVar[str] = "pricing.prices"
    KEY: ClassVar[tuple[str, ...]] = ("item", "plan", "from_day")
    ABOUT: ClassVar[column.Section] = column.Section(
        "prezzi",
        "i prezzi al pubblico, netti di IVA",
        row=("prezzo", "un prezzo netto di IVA, in vigore dal giorno `since`"),
        snippets=[
            (
                "nuovo prezzo di spazio aggiuntivo",
                "prezzo di 1 GB per un anno",
                {"item": "${|extra_inbox,extra_archive,conservazione|}", "per_gb_year": '"${:2.50}"'},
            )
        ],
    )
    item: Annotated[
        Item,
        column.word(
            "la voce venduta",
            [
                "canone annuo di un piano",
                "GB aggiuntivi di casella",
                "GB aggiuntivi di archivio",
                "GB di conservazione",
                "sovrapprezzo per chi rinnova in ritardo",
            ],
            missing=("la voce venduta: `plan`, `extra_inbox`, `extra_archive`, `conservazione`, `late_fee`"),
            snippet="plan",
        ),
    ]
    label: Annotated[Label, column.part("label", missing="il nome della voce in `it`, `en` e `de`")]
    plan: Annotated[
        str | None,
        column.written(
            "il piano, con il nome che ha in plans.yaml",
            "standard",
            form=column.KEBAB,
            message="il nome di un piano, per esempio `standard`",
            missing="una voce `plan` dice quale piano, per esempio `standard`",
            when={"item": "plan"},
            snippet="${|standard,pro,premium|}",
        ),
    ] = None
    not_stated: Annotated[
        bool,
        column.only_true(
            "la voce c'è, ma questo listino non ne dice il prezzo: non è che non si venda più",
            "per una voce che non si vende più",
            when={"withdrawn": True},
        ),
    ] = False
    per_year: Annotated[
        Decimal | None,
        column.money(
            "prezzo di un anno di canone, in euro, IVA esclusa",
            missing='il prezzo di un anno, per esempio "9.90"',
            when={"item": "plan"},
        ),
    ] = None
    per_gb_year: Annotated[
        Decimal | None,
        column.money(
            "prezzo di 1 GB per un anno, in euro, IVA esclusa",
            missing='il prezzo di 1 GB per un anno, per esempio "2.50"',
            when={"item": ["extra_inbox", "extra_archive", "conservazione"]},
        ),
    ] = None
    one_off: Annotated[
        Decimal | None,
        column.money(
            "importo una tantum, in euro, IVA esclusa",
            missing='l\'importo una tantum, per esempio "10.00"',
            when={"item": "late_fee"},
        ),
    ] = None
    from_day: Annotated[
        int | None,
        column.whole(
            "primo giorno dopo la scadenza in cui si paga",
            1,
            365,
            "giorni",
            missing="il primo giorno dopo la scadenza in cui si paga, per esempio `31`",
            when={"item": "late_fee"},
            example=31,
        ),
    ] = None

    @cached_property
    def net(self) -> Decimal:
        """The unit's price, whichever column it stands in."""
        return next(amount for amount in (self.per_year, self.per_gb_year, self.one_off) if amount is not None)

    @cached_property
    def cents(self) -> int:
        """The unit's price in cents."""
        return money.cents(self.net)


class Vat(Row):
    """The ordinary VAT rate, in percent."""

    SECTION: ClassVar[str] = "pricing.vat"
    ABOUT: ClassVar[column.Section] = column.Section(
        "IVA",
        "l'aliquota ordinaria nel tempo",
        row=("aliquota IVA", "l'aliquota ordinaria IVA in vigore dal giorno `since`"),
    )
    percent: Annotated[
        Decimal,
        column.written(
            "aliquota IVA in percentuale, fra virgolette",
            "22",
            form=r"^[0-9]{1,2}(\.[0-9]{1,2})?$",
            message='una percentuale fra virgolette, con il punto se ha decimali, per esempio "22"',
            formed='una percentuale da "0" a "99.99", con il punto se ha decimali, per esempio "22"',
            missing='l\'aliquota, per esempio "22"',
        ),
    ]

    @cached_property
    def rate(self) -> int:
        """The rate in hundredths of a percent."""
        return money.rate(self.percent)


class Proration(Row):
    """How an item bought before the mailbox's expiry is charged."""

    SECTION: ClassVar[str] = "pricing.proration"
    KEY: ClassVar[tuple[str, ...]] = ("item",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "quota di periodo",
        "quanto si paga un servizio aggiuntivo comprato a metà periodo",
        row=("quota di periodo", "come si paga un servizio aggiuntivo comprato prima della scadenza della casella"),
    )
    item: Annotated[
        Literal["extra_inbox", "extra_archive", "conservazione"],
        column.word(
            "la voce venduta",
            ["GB aggiuntivi di casella", "GB aggiuntivi di archivio", "GB di conservazione"],
        ),
    ]
    strategy: Annotated[
        Literal["remaining_years_free_tail", "monthly_to_expiry", "whole_year_lapses"],
        column.word(
            "come si calcola",
            [
                "anni rimanenti della casella; gratis se manca meno della coda",
                "mese per mese, fino alla scadenza",
                "un anno intero, che però finisce con la casella",
            ],
            snippet="monthly_to_expiry",
        ),
    ]
    free_tail_months: Annotated[
        int | None,
        column.whole(
            "mesi prima della scadenza in cui è gratis (D-03, D-04)",
            0,
            120,
            "mesi",
            missing=(
                "con `strategy: remaining_years_free_tail` servono i mesi prima della scadenza "
                "in cui è gratis (D-03, D-04), per esempio `3`"
            ),
            when={"strategy": "remaining_years_free_tail"},
            example=3,
        ),
    ] = None
