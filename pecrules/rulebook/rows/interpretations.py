"""The rows about what the sources leave open: ``interpretations``, and which readings policies can carry out."""

from typing import ClassVar, Final

from pecrules.rulebook.rows.base import Record, Row


class Question(Record):
    """What is asked, for readers."""

    it: str
    en: str


class Choice(Record):
    """One reading of an ambiguity."""

    name: str
    meaning: str


class Interpretation(Row):
    """A question that the sources leave open, and the reading chosen."""

    SECTION: ClassVar[str] = "interpretations.interpretations"
    KEY: ClassVar[tuple[str, ...]] = ("topic",)
    topic: str
    ambiguity: str
    question: Question
    choice: str
    choices: tuple[Choice, ...]
    evidence: str


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
