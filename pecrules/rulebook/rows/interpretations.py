"""The open questions and the readings chosen: ``interpretations``, and which readings policies can carry out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final

from pecrules.base.codes import DoubtCode
from pecrules.model.outcomes.common import Certainty
from pecrules.rulebook.rows import column, topics
from pecrules.rulebook.rows.base import Record, Row

TABLE: Final = ("interpretazioni", "Le domande che le fonti lasciano aperte, e la risposta che usiamo.")

_READING: Final = "^[a-z][a-z0-9_]*$"

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
    "addons_fall_first": ("all", "dearest", "cheapest"),
    "charge_beside_order": ("charged", "not_charged"),
    "working_days": ("monday_to_friday", "monday_to_saturday"),
    "latest_termination_day": ("expiry", "end_of_grace"),
    "withdrawal_right_begins": ("each_term", "first_term"),
    "least_month_share": ("one_month", "nothing"),
    "notices_in_states": ("active_or_expired", "while_kept"),
    "ended_plan_in_grace": ("another_plan", "nothing"),
    "own_plan_without_price": ("renewed", "not_renewed"),
    "notices_without_charge": ("as_if_off", "as_if_on"),
    "space_done_on": ("registration_day", "order_day", "payment_day"),
    "empty_credit": ("pays_nothing", "not_looked_at"),
}
"""The questions that policies read, and the readings they can carry out."""


class Wording(Record):
    """A sentence for readers, in each language."""

    NAME: ClassVar[str] = "wording"
    ABOUT: ClassVar[column.Node] = column.record(
        "frase nelle tre lingue",
        "una frase, in italiano, inglese e tedesco",
        "servono le tre lingue `it`, `en` e `de`, e nessun'altra",
    )
    it: Annotated[
        str,
        column.text(
            "la frase in italiano",
            "Si può ancora rinnovare?",
            message="la frase in italiano",
            placeholder="in italiano",
        ),
    ]
    en: Annotated[
        str,
        column.text(
            "la frase in inglese", "Can it still be renewed?", message="la frase in inglese", placeholder="in English"
        ),
    ]
    de: Annotated[
        str,
        column.text(
            "la frase in tedesco",
            "Ist eine Verlängerung noch möglich?",
            message="la frase in tedesco",
            placeholder="auf Deutsch",
        ),
    ]


class Reading(Record):
    """One possible answer to an open question."""

    NAME: ClassVar[str] = "reading"
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
            _READING,
            message="un nome breve, per esempio `old_expiry`",
            snippet="${:renewable}",
        ),
    ]
    meaning: Annotated[
        Wording,
        column.part("wording", missing="che cosa succede con questa risposta, in `it`, `en` e `de`"),
    ]


def _id(row: Mapping[str, Any], book: str) -> str:
    """The book, the topic and the first day: no other row of the book chooses that on that day."""
    return f"{book}-{row['topic']}-{row['since']}".replace("_", "-").strip("-")


def _clause(_: Mapping[str, Any], __: str) -> str:
    return "scelta fra le risposte alla domanda"


class Interpretation(Row):
    """The reading chosen of a question that the sources leave open.

    A book may put the question in its own words; rows that were written before there were topics do.
    """

    SECTION: ClassVar[str] = "interpretations.interpretations"
    KEY: ClassVar[tuple[str, ...]] = ("topic",)
    DERIVED: ClassVar[Mapping[str, column.Derived]] = {
        "id": column.Derived(_id, "lo danno il listino, l'argomento e il giorno"),
        "clause": column.Derived(_clause, "è la scelta stessa"),
    }
    ABOUT: ClassVar[column.Section] = column.Section(
        "interpretazioni",
        "una riga per domanda",
        row=("interpretazione", "la risposta scelta a una domanda che le fonti lasciano aperta"),
    )
    topic: Annotated[str, topics.topic(TOPICS)]
    choice: Annotated[
        str,
        column.written(
            "la risposta scelta, una di quelle che il programma sa dare alla domanda",
            "old_expiry",
            form=_READING,
            message="il nome di una risposta, per esempio `old_expiry`",
            formed="solo minuscole senza accenti, cifre e trattini bassi, per esempio `old_expiry`",
            missing="la risposta scelta, una di quelle che il programma sa dare alla domanda",
            narrowed=("topic", topics.narrowed(TOPICS)),
            snippet="${:renewable}",
        ),
    ]
    ambiguity: Annotated[
        str | None,
        column.written(
            "numero della domanda, nelle righe scritte prima di `topics`: ora sta là",
            "D-01",
            form="^[DN]-[0-9]{2}$",
            message="un numero come `D-01`; si può togliere",
        ),
    ] = None
    question: Annotated[Question | None, column.part("question")] = None
    choices: Annotated[
        tuple[Choice, ...],
        column.parts(
            "le risposte possibili, con le parole del listino, se non bastano quelle di `topics`",
            "choice",
            message="un elenco di almeno una risposta, senza doppioni; si può togliere",
        ),
    ] = ()
    evidence: Annotated[
        str | None,
        column.text(
            "che cosa dicono le fonti, se il listino ne ha altre",
            "F2.02 ammette il rinnovo",
            message="una frase con i numeri dei fatti; si può togliere",
        ),
    ] = None


class Topic(Record):
    """A question that the sources leave open, and the readings that policies can carry out.

    Attributes:
        id: The number under which the question is cited, in lower case.
        topic: The name by which policies ask for its reading.
        evidence: What the sources say.
        source: Who put the question.
    """

    SECTION: ClassVar[str] = "interpretations.topics"
    ABOUT: ClassVar[column.Section] = column.Section(
        "domande",
        "le domande che le fonti lasciano aperte, una per riga, ognuna detta una volta sola",
        row=("domanda", "una domanda che le fonti lasciano aperta, e le risposte che il programma sa dare"),
    )
    id: Annotated[
        str,
        column.written(
            "numero della domanda: d per quelle trovate nelle fonti, n per le nostre",
            "d-01",
            form="^[dn]-[0-9]{2}$",
            message="un numero come `d-01` o `n-01`",
            formed="una d o una n minuscola, un trattino e due cifre, per esempio `d-01`",
            missing="il numero della domanda, per esempio `d-01`",
            snippet="${:d-01}",
        ),
    ]
    topic: Annotated[str, topics.topic(TOPICS)]
    question: Annotated[
        Wording,
        column.part("wording", missing="la domanda in `it`, `en` e `de`"),
    ]
    readings: Annotated[
        tuple[Reading, ...],
        column.parts(
            "le risposte che il programma sa dare",
            "reading",
            message="un elenco di almeno una risposta, senza doppioni",
            missing="le risposte possibili, con `name` e `meaning`",
        ),
    ]
    evidence: Annotated[
        str,
        column.text(
            "che cosa dicono le fonti, con parole nostre e i numeri dei fatti",
            "F2.02 ammette il rinnovo",
            message='una frase con i numeri dei fatti, per esempio "F2.02 ammette il rinnovo"',
            missing="che cosa dicono le fonti",
            placeholder="che cosa dicono le fonti",
        ),
    ]
    source: Annotated[
        str,
        column.name(
            "chi pone la domanda, con il nome che ha in sources.yaml",
            "pecrules-analysis",
            message="il nome di una fonte di sources.yaml, per esempio `pecrules-analysis`",
            missing="il nome di una fonte di sources.yaml",
            snippet="${:pecrules-analysis}",
        ),
    ]

    @property
    def ref(self) -> str:
        """How the row is cited."""
        return f"interpretations/{self.id}"

    @property
    def number(self) -> str:
        """The number of the question, as clauses and pages write it."""
        return self.id.upper()

    @property
    def certainty(self) -> Certainty:
        """What the sources leave open is read out of them."""
        return "inferred"

    @property
    def clause(self) -> str:
        """Where the sources leave it open."""
        return self.evidence

    @property
    def note(self) -> None:
        """Nothing else is to be known: what an analyst notes stands in the rows that choose."""

    @property
    def accepted(self) -> tuple[DoubtCode, ...]:
        """No doubt is ever told of a question."""
        return ()

    def meaning(self, reading: str) -> Wording:
        """What one of the readings means."""
        return next(each.meaning for each in self.readings if each.name == reading)


class Question(Record):
    """A question in the words of a book, where those of the topic do not do."""

    NAME: ClassVar[str] = "question"
    ABOUT: ClassVar[column.Node] = column.record(
        "domanda del listino",
        "la domanda con le parole del listino, se non bastano quelle di `topics`",
        "servono la domanda `it` e la domanda `en`, e nessun'altra",
    )
    it: Annotated[str, column.text("la domanda in italiano", "Si può?", message="la domanda in italiano")]
    en: Annotated[str, column.text("la domanda in inglese", "May one?", message="la domanda in inglese")]


class Choice(Record):
    """A reading in the words of a book."""

    NAME: ClassVar[str] = "choice"
    ABOUT: ClassVar[column.Node] = column.record(
        "risposta del listino",
        "una risposta possibile con le parole del listino",
        "ogni risposta possibile ha `name` e `meaning`, e nient'altro",
    )
    name: Annotated[
        str,
        column.identifier(
            "nome breve della risposta", "old_expiry", _READING, message="un nome breve, per esempio `old_expiry`"
        ),
    ]
    meaning: Annotated[
        str, column.text("che cosa succede, in italiano", "si conta dalla scadenza", message="una frase in italiano")
    ]
