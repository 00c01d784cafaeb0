"""The closed lists of words: what nouns and tables may say, and the codes that outcomes carry.

Here is all that there is of each kind; ``typing.get_args`` gives it as a tuple. The sentences that people read stand in
``pecrules.present.codes``, one for each code. ::

    match refusal.code:
        case "term_not_offered": ...
        case "plan_unknown" | "plan_withdrawn": ...
        case other: assert_never(other)   # a type checker names what was left out
"""

from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["mailbox", "domain"]
"""What is certified: a mailbox of its own, or one that rides on a customer's domain (PEC su dominio)."""

SubjectType: TypeAlias = Literal["natural_person", "legal_person", "public_administration"]
"""What a holder is for billing (``holders.subjects``)."""

CreditKind: TypeAlias = Literal["convention", "partner", "hosting"]
"""Whose prepaid credit it is (``payments.credit``)."""

CreditUse: TypeAlias = Literal["first_orders", "additions", "addon_renewals", "mailbox_renewals"]
"""What a prepaid credit pays (``payments.credit.used_for``)."""

OrderKind: TypeAlias = Literal[
    "purchase", "renewal", "renewal_with_plan_change", "automatic_renewal", "extra_space", "repurchase"
]
"""What an order is for."""

Language: TypeAlias = Literal["it", "en", "de"]
"""A language that is spoken."""

ChannelName: TypeAlias = Literal[
    "customer_area",
    "webmail",
    "expiry_email",
    "convention_area",
    "partner_panel",
    "hosting_area",
    "gestionemail",
    "pec_log",
    "support",
]
"""Where customers and partners do things."""

MethodName: TypeAlias = Literal["card", "masterpass", "paypal", "bank_transfer", "prefilled_slip", "postal_slip"]
"""A way to pay."""

MessageName: TypeAlias = Literal[
    "order_screen",
    "order_confirmation",
    "payment_instructions",
    "payment_confirmation",
    "certification_done",
    "activation_confirmation",
    "cancel_question",
    "top_up_request",
    "charge_failed",
]
"""What is sent or shown."""

Feature: TypeAlias = Literal["sms", "multiuser", "supervisore360", "conservazione"]
"""What a plan has besides space."""

IdentifierName: TypeAlias = Literal["recipient_code", "office_code", "pec_address", "foreign_code", "no_identifier"]
"""A way to identify a holder for the electronic invoice (``holders.identifiers``)."""

IdentifierShape: TypeAlias = Literal["alphanumeric", "pec_address", "sent_code", "nothing"]
"""What an identifier looks like."""

HolderFieldName: TypeAlias = Literal["name", "surname", "tax_code", "other"]
"""A field of a holder that may be changed or not (``holders.fields``)."""

AddresseeName: TypeAlias = Literal["mailbox_holder", "account_holder"]
"""Whose data an invoice bears (``holders.addressees``)."""

Item: TypeAlias = Literal["plan", "extra_inbox", "extra_archive", "conservazione", "late_fee"]
"""What is sold (``pricing.prices``)."""

StateViewer: TypeAlias = Literal["customer_area", "webmail"]
"""Where the state of a mailbox can be looked up."""

MessageAudience: TypeAlias = Literal["holder_reference", "partner", "user"]
"""Whom a message goes to (``lifecycle.messages``)."""

MessageWay: TypeAlias = Literal["email", "screen"]
"""How a message goes out."""

MessagePart: TypeAlias = Literal["payment_instructions", "order_number", "certification_declaration"]
"""What a message must contain."""

LoginName: TypeAlias = Literal["mailbox", "account", "partner", "link"]
"""A way into a channel (``channels.logins``)."""

ActionPlace: TypeAlias = Literal["header", "menu", "mailbox", "order", "form", "message", "guide"]
"""Where a command stands (``channels.commands``); ``guide`` only in answers that were given long ago."""

InputWay: TypeAlias = Literal["typed", "chosen", "confirmed", "accepted", "pressed"]
"""How a form takes a field (``channels.forms``)."""

ContactName: TypeAlias = Literal["commercial", "customers", "partners", "technical"]
"""Whom to turn to (``channels.contacts``)."""

ContactHours: TypeAlias = Literal["always", "office_hours"]
"""When somebody answers."""

ContactDays: TypeAlias = Literal["monday_to_friday", "every_day"]
"""On which days somebody answers, with office hours."""

RenewalType: TypeAlias = Literal["tacit", "at_expiry"]
"""How what a partner certifies is renewed."""

ChangeableLater: TypeAlias = Literal["renewal_type", "years"]
"""What a partner may change of it at any time."""

Deleted: TypeAlias = Literal["messages", "archive", "addons"]
"""What is gone after an end (``termination.modes``)."""

LogField: TypeAlias = Literal["sender", "recipient", "message_id", "moment", "subject_line"]
"""What logs record (``termination.logs``)."""

ScreenName: TypeAlias = Literal["webmail", "app"]
"""Where a screen shows a warning."""

NoticeAudience: TypeAlias = Literal["holder", "account", "domain_addresses", "user"]
"""Who is told of a day of a calendar."""

NoticeWay: TypeAlias = Literal["email", "pec_and_email", "screen"]
"""How somebody is told of it."""

EffectUnit: TypeAlias = Literal[
    "immediate", "at_once", "same_day", "calendar_days", "working_days", "minutes", "hours", "gb"
]
"""How what an effect says is counted."""

Machine: TypeAlias = Literal["mailbox", "order"]
"""What has states (``lifecycle.states``)."""

MailboxState: TypeAlias = Literal[
    "not_activated",
    "in_activation",
    "active",
    "expiring",
    "expired",
    "deleted",
    "suspended",
    "withdrawn",
]
"""A state of a mailbox (``lifecycle.states``); ``expiring`` is a view of ``active``."""

OrderState: TypeAlias = Literal["cart", "awaiting_payment", "in_activation", "fulfilled", "cancelled"]
"""How far an order has come (``lifecycle.states``)."""

StateCode: TypeAlias = Literal[MailboxState, OrderState]
"""A state of a mailbox or of an order."""

OrderEvent: TypeAlias = Literal[
    "order_placed",
    "cart_abandoned",
    "credit_spent",
    "payment_registered",
    "order_cancelled",
    "charge_failed",
    "activation_due",
]
"""What may happen to an order."""

MailboxEvent: TypeAlias = Literal[
    "activation_due",
    "charge_made",
    "charge_failed",
    "renewal_registered",
    "space_registered",
    "expiry_passed",
    "grace_ended",
    "withdrawal_requested",
    "immediate_termination_requested",
    "termination_requested",
    "termination_day_reached",
    "partner_domain_lapsed",
    "partner_domain_restored",
    "suspension_ended",
    "repurchase_registered",
    "automatic_switched_on",
    "automatic_switched_off",
    "holder_changed",
]
"""What may happen to a mailbox."""

EventCode: TypeAlias = Literal[OrderEvent, MailboxEvent]
"""What may happen to a mailbox or an order (``lifecycle.transitions.event``)."""

GuardCode: TypeAlias = Literal[
    "always",
    "terms_accepted",
    "confirmed",
    "order_activates",
    "order_renews",
    "order_adds_space",
    "credit_enough",
    "activation_time_passed",
    "automatic_on",
    "automatic_off",
    "after_expiry",
    "within_grace",
    "after_grace",
    "asked_by_entitled",
    "same_holder",
    "partner_managed",
    "partner_domain",
    "termination_day_passed",
    "within_suspension",
    "after_suspension",
    "space_may_be_added",
]
"""What must hold for a transition (``lifecycle.transitions.guard``)."""

ConditionCode: TypeAlias = Literal[
    "may_renew",
    "manual_renewal_allowed",
    "may_buy_space",
    "addons_left",
    "inbox_can_grow",
    "plan_has_archive",
    "plan_there",
    "may_change_plan",
    "plan_change_allowed",
    "automatic_may_change",
    "may_repurchase",
    "order_may_be_paid",
    "order_may_be_cancelled",
    "mailbox_active",
    "mailbox_kept",
    "webmail_accessible",
    "renewed_with_domain",
    "kind_mailbox",
    "kind_domain",
    "logs_in_panel",
    "logs_by_request",
]
"""What must hold for a command to be there (``channels.commands.conditions``)."""

TerminationMode: TypeAlias = Literal["lapse", "withdrawal", "at_date", "immediate"]
"""A way to end a mailbox (``termination.modes``)."""

TakesEffect: TypeAlias = Literal["at_expiry", "at_once", "on_asked_day"]
"""When a way to end a mailbox takes effect (``termination.modes.takes_effect``)."""

RefusalCode: TypeAlias = Literal[
    MailboxState,
    "activation_not_due",
    "address_malformed",
    "amount_invalid",
    "another_address",
    "another_book",
    "another_holder",
    "another_kind",
    "automatic_renewal_not_offered",
    "automatic_renewal_off",
    "automatic_renewal_on",
    "change_not_offered",
    "channel_unknown",
    "channel_withdrawn",
    "charge_not_due",
    "charge_skipped",
    "conservazione_included",
    "conservazione_not_offered",
    "credit_day_unknown",
    "credit_expired",
    "credit_malformed",
    "credit_negative",
    "credit_short",
    "day_after_expiry",
    "day_missing",
    "day_not_asked",
    "day_past",
    "days_out_of_order",
    "domain_not_offered",
    "ends_sooner",
    "event_not_possible",
    "event_unknown",
    "extra_archive_beyond_limit",
    "extra_archive_not_offered",
    "extra_inbox_beyond_limit",
    "extra_inbox_not_offered",
    "extra_space_negative",
    "grace_not_over",
    "grace_over",
    "holder_choice_unknown",
    "holder_id_missing",
    "holder_missing",
    "holder_not_registered",
    "method_unknown",
    "mode_not_offered",
    "name_malformed",
    "not_confirmed",
    "not_deleted",
    "not_entitled",
    "not_expired",
    "not_for_this",
    "not_on_partner_domain",
    "not_partner_managed",
    "not_reviewed",
    "not_same_holder",
    "not_this_way",
    "not_yet_happened",
    "nothing_asked",
    "order_of_another_kind",
    "order_size_beyond_limit",
    "other_rules",
    "payment_too_late",
    "plan_change_not_offered",
    "plan_must_stay",
    "plan_not_sold",
    "plan_unknown",
    "plan_withdrawn",
    "price_not_stated",
    "proration_not_stated",
    "renewal_order_pending",
    "renewal_type_unknown",
    "renewed_elsewhere",
    "same_plan",
    "sold_elsewhere",
    "span_backwards",
    "suspension_not_over",
    "suspension_over",
    "tax_code_invalid",
    "term_not_offered",
    "term_unknown",
    "termination_asked",
    "termination_day_not_passed",
    "terms_not_accepted",
    "too_full_archive",
    "too_full_inbox",
    "vat_number_invalid",
    "way_not_offered",
]
"""Why not. A state stands for itself: it is one in which what was asked for is not possible."""

RemedyCode: TypeAlias = Literal[
    "buy_domain",
    "buy_space",
    "cancel_renewal_order",
    "change_plan",
    "free_space",
    "give_credit_day",
    "give_last_term_years",
    "pay_renewal_order",
    "renew",
    "renew_by_hand",
    "renew_domain",
    "repurchase",
    "switch_off_automatic_renewal",
    "switch_on_automatic_renewal",
    "top_up_credit",
]
"""What would help, or must be done first."""

TransitionEffect: TypeAlias = Literal[
    "order_recorded",
    "payment_recorded",
    "nothing_recorded",
    "automatic_by_method",
    "automatic_on",
    "automatic_off",
    "activation_started",
    "mailbox_usable",
    "term_extended",
    "term_repeated",
    "space_added",
    "credit_reduced",
    "order_left_open",
    "renew_offered_again",
    "limited_to_grace",
    "limits_lifted",
    "contents_kept",
    "contents_deleted",
    "contents_by_reading",
    "addons_ended",
    "name_reserved",
    "starts_empty",
    "mailbox_stopped",
    "certification_ended",
    "termination_day_set",
    "holder_replaced",
]
"""What follows of a transition (``lifecycle.transitions.effects``)."""

EffectCode: TypeAlias = Literal[
    TransitionEffect,
    "activation",
    "archive_deleted",
    "archive_gained",
    "archive_grown",
    "archive_reduced",
    "automatic_renewal_off",
    "automatic_renewal_on",
    "certificate_attests",
    "charge_may_be_under_way",
    "charge_may_come_first",
    "charge_moves",
    "credit_price_unknown",
    "failed_charge_guide",
    "feature_gained",
    "feature_lost",
    "free_until_expiry",
    "holder_attached",
    "holder_registered",
    "inbox_becomes",
    "lapses_at_expiry",
    "mailbox_ended",
    "mailbox_renewed_apart",
    "may_be_registered_after_deletion",
    "may_be_registered_after_expiry",
    "method_must_be_changed",
    "not_sold_at_renewal",
    "paid_apart",
    "payment_registered",
    "plan_becomes",
    "renewal_price",
    "space_to_be_checked",
    "space_too_small",
    "top_up_advised",
    "vat_paid_apart",
]
"""What follows of an answer."""

RequirementCode: TypeAlias = Literal["einvoice_identifier",]
"""What must still be given before an order can be made."""

BillingProblem: TypeAlias = Literal[
    "tax_code_invalid",
    "vat_number_invalid",
    "identifier_malformed",
    "identifier_not_asked",
    "split_payment_not_applicable",
]
"""What is wrong with the data of a holder, or with the identifier for the electronic invoice."""

CalendarCode: TypeAlias = Literal[
    "activation_start",
    "activation",
    "red_date",
    "notice",
    "charge",
    "retry",
    "expiry",
    "rights_change",
    "grace_end",
    "suspension",
    "suspension_end",
    "termination",
    "deletion",
    "log_end",
]
"""What falls on a day of a calendar; on one day they come in this order."""
