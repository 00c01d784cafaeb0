"""The rows about what the sources leave open: ``interpretations``, and which readings policies can carry out."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pecrules.rulebook.rows import column, topics
from pecrules.rulebook.rows.base import Record, Row

TABLE: Final = ("interpretazioni", "Le domande che le fonti lasciano aperte, e la risposta che usiamo.")


class Question(Record):
    """What is asked, for readers."""

    NAME: ClassVar[str] = "question"
    ABOUT: ClassVar[column.Node] = column.record(
        "domanda",
        "la domanda, in italiano e in inglese",
        "servono la domanda `it` e la domanda `en`, e nessun'altra",
    )
    it: Annotated[
        str,
        column.text(
            "la domanda in italiano", "Canone annuo", message="la domanda in italiano", placeholder="che cosa si chiede"
        ),
    ]
    en: Annotated[
        str,
        column.text(
            "la domanda in inglese", "Yearly fee", message="la domanda in inglese", placeholder="what is asked"
        ),
    ]


class Choice(Record):
    """One reading of an ambiguity."""

    NAME: ClassVar[str] = "choice"
    ABOUT: ClassVar[column.Node] = column.record(
        "risposta possibile",
        "una risposta possibile e che cosa vuol dire",
        "ogni risposta possibile ha `name` e `meaning`, e nient'altro",
    )
    name: Annotated[
        str,
        column.identifier(
            "nome breve della risposta",
            "old_expiry",
            "^[a-z][a-z0-9_]*$",
            message="un nome breve, per esempio `old_expiry`",
            snippet="${choice:renewable}",
        ),
    ]
    meaning: Annotated[
        str,
        column.text(
            "che cosa succede con questa risposta, in italiano",
            "si conta dalla vecchia scadenza",
            message="una frase in italiano",
            placeholder="che cosa succede",
        ),
    ]


class Interpretation(Row):
    """A question that the sources leave open, and the reading chosen."""

    SECTION: ClassVar[str] = "interpretations.interpretations"
    KEY: ClassVar[tuple[str, ...]] = ("topic",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "interpretazioni",
        "una riga per domanda",
        row=("interpretazione", "una domanda che le fonti lasciano aperta, e la risposta scelta"),
    )
    ambiguity: Annotated[
        str,
        column.written(
            "numero dell'ambiguità: D per quelle trovate nelle fonti, N per le nostre",
            "D-01",
            form="^[DN]-[0-9]{2}$",
            message="un numero come `D-01` o `N-01`",
            formed="una D o una N maiuscola, un trattino e due cifre, per esempio `D-01`",
            missing="il numero dell'ambiguità, per esempio `D-01`",
            snippet="${:D-01}",
        ),
    ]
    topic: Annotated[
        str,
        column.one_of(
            "l'argomento, con il nome che il programma cerca",
            topics.questions(),
            message=("un argomento conosciuto, per esempio `grace_last_day`; l'elenco compare completando la parola"),
            missing="l'argomento, per esempio `grace_last_day`",
            snippet="${:grace_last_day}",
        ),
    ]
    question: Annotated[
        Question,
        column.part("question", missing="la domanda in `it` e `en`"),
    ]
    choices: Annotated[
        tuple[Choice, ...],
        column.parts(
            "le risposte possibili",
            "choice",
            message="un elenco di almeno una risposta, senza doppioni",
            missing="le risposte possibili, con `name` e `meaning`",
        ),
    ]
    evidence: Annotated[
        str,
        column.written(
            "che cosa dicono le fonti, con parole nostre e i numeri dei fatti",
            "F2.02 ammette il rinnovo",
            form=r"^[^ \n](.*[^ \n])?$",
            message='una frase con i numeri dei fatti, per esempio "F2.02 ammette il rinnovo"',
            formed="una riga di testo, senza spazi in testa o in coda",
            missing="che cosa dicono le fonti",
            placeholder="che cosa dicono le fonti",
        ),
    ]
    choice: Annotated[
        str,
        column.written(
            "la risposta scelta, una di quelle elencate in `choices`",
            "old_expiry",
            form="^[a-z][a-z0-9_]*$",
            message="il nome di una risposta, per esempio `old_expiry`",
            formed="solo minuscole senza accenti, cifre e trattini bassi, per esempio `old_expiry`",
            missing="la risposta scelta, una di quelle elencate in `choices`",
            narrowed=("topic", topics.narrowed()),
            snippet="${choice:renewable}",
        ),
    ]


TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "grace_last_day": ("renewable", "deleted"),
    "expiry_day": ("active", "expired"),
    "three_months_exactly": ("pay", "free"),
    "three_months_unit": ("calendar_months", "ninety_days"),
    "month_end": ("last_day", "overflow"),
    "remaining_years_rounding": ("up", "down", "nearest", "exact_fraction"),
    "remaining_years_minimum": ("one_year", "pro_rata"),
    "new_expiry_in_grace": ("old_expiry", "payment_day"),
    "leap_day_expiry": ("february_28", "march_1"),
    "alert_day_ninety": ("included", "excluded"),
    "alert_calendar": ("first_notice_only", "listed_days"),
    "charge_retries": ("none_listed", "listed_days"),
    "late_start_charge": ("at_once", "skip"),
    "renewal_done_on": ("registration_day", "order_day", "payment_day"),
    "withdrawal_refund": ("consumer_14_days", "pro_rata", "no_refund"),
    "unpaid_order_expiry": ("never", "after_days"),
    "bank_transfer_day": ("working_day", "calendar_day"),
    "postal_slip_days": ("range", "fewest", "most"),
    "activation_hours": ("longest", "shortest"),
    "vat_rounding": ("order_total", "per_line", "per_unit"),
    "credit_spent": ("gross", "net"),
    "top_up_amount": ("shortfall", "whole_price"),
    "credit_equal_to_price": ("enough", "not_enough"),
    "extra_gb_price_period": ("per_year", "per_term"),
    "price_day": ("order_day", "payment_day", "expiry_day"),
    "downgrade_exact_fit": ("fits", "too_much"),
    "gigabyte": ("decimal", "binary"),
    "alert_recipient": ("holder_reference", "account"),
    "alerts_with_automatic": ("charge_notice_only", "both"),
    "free_tail_price": ("expiry_day_book", "purchase_day_book"),
    "free_tail_in_grace": ("refuse", "allow"),
    "monthly_share_count": ("started_months", "full_months", "days_over_365"),
    "full_box_in_grace": ("bounce", "receive"),
    "same_holder_check": ("any_identifier", "tax_code", "vat_number", "all_data"),
    "log_retention_start": ("event_day", "month_end"),
    "log_access_in_grace": ("ticket", "panel"),
    "legal_person_test": ("declared_type", "vat_number_present"),
    "split_payment_due": ("net", "gross"),
    "promo_flag": ("product", "order"),
    "partner_domain_day_seven": ("included", "excluded"),
    "multi_year_price": ("multiple_of_year",),
    "partner_immediate_content": ("deleted_at_once", "kept_for_grace"),
    "extra_space_at_renewal": ("new_term",),
    "space_warning_edge": ("at_percent", "above_percent"),
}
"""The questions that policies read, and the readings they can carry out."""
