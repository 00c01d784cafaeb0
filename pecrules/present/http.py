"""A no, and what could not be read or answered, as HTTP tells it: a status, and a problem document (RFC 9457)."""

from collections.abc import Mapping
from typing import Any, Final

from pecrules.base.errors import CalendarError, InvalidRequest, NoRuleInForce
from pecrules.model.codes import Language, RefusalCode
from pecrules.model.json import to_plain
from pecrules.model.outcomes.refusals import Refusal
from pecrules.present.catalogues import mark, say
from pecrules.present.names import Names
from pecrules.present.problems import missing, wording
from pecrules.present.sentences import reason
from pecrules.present.sentences import refusal as sentence
from pecrules.rulebook.ruleset import Ruleset

JSON: Final = "application/json"
"""What questions and answers are sent as."""

MEDIA_TYPE: Final = "application/problem+json"
"""What a problem document is sent as."""

_PAYMENT: Final = 402
_FORBIDDEN: Final = 403
_CONFLICT: Final = 409
_NOT_SO: Final = 422
_UNREADABLE: Final = 400
_NO_RULE: Final = 404

STATUSES: Final[Mapping[RefusalCode, int]] = {
    **dict.fromkeys(("credit_short", "credit_expired"), _PAYMENT),
    **dict.fromkeys(
        ("another_holder", "not_entitled", "not_on_partner_domain", "not_partner_managed", "not_same_holder"),
        _FORBIDDEN,
    ),
    **dict.fromkeys(
        (
            "active", "activation_not_due", "another_address", "another_book", "another_kind", "automatic_renewal_off",
            "automatic_renewal_on", "charge_not_due", "charge_skipped", "conservazione_included", "deleted",
            "ends_sooner", "event_not_possible", "expired", "expiring", "grace_not_over", "grace_over", "in_activation",
            "not_activated", "not_deleted", "not_expired", "not_for_this", "not_reviewed", "not_yet_happened",
            "order_of_another_kind", "other_rules", "payment_too_late", "plan_must_stay", "renewal_order_pending",
            "renewed_elsewhere", "same_plan", "sold_elsewhere", "suspended", "suspension_not_over", "suspension_over",
            "termination_asked", "termination_day_not_passed", "too_full_archive", "too_full_inbox", "withdrawn",
        ),
        _CONFLICT,
    ),
    **dict.fromkeys(
        (
            "address_malformed", "amount_invalid", "automatic_renewal_not_offered", "change_not_offered",
            "channel_unknown", "channel_withdrawn", "conservazione_not_offered", "credit_day_unknown",
            "credit_malformed", "credit_negative", "day_after_expiry", "day_missing", "day_not_asked", "day_past",
            "days_out_of_order", "domain_not_offered", "event_unknown", "extra_archive_beyond_limit",
            "extra_archive_not_offered", "extra_inbox_beyond_limit", "extra_inbox_not_offered", "extra_space_negative",
            "holder_choice_unknown", "holder_id_missing", "holder_missing", "holder_not_registered", "method_unknown",
            "mode_not_offered", "name_malformed", "not_confirmed", "not_this_way", "nothing_asked",
            "order_size_beyond_limit", "plan_change_not_offered", "plan_not_sold", "plan_unknown", "plan_withdrawn",
            "price_not_stated", "proration_not_stated", "renewal_type_unknown", "span_backwards", "tax_code_invalid",
            "term_not_offered", "term_unknown", "terms_not_accepted", "vat_number_invalid", "way_not_offered",
        ),
        _NOT_SO,
    ),
}  # fmt: skip
"""The status of each refusal: 402 money is missing, 403 somebody else may do it, 409 what the mailbox or the order is
speaks against it, 422 nobody is offered what was asked for, or it was asked for in a wrong way.

A code of a later release, as a lenient reader finds it, is told as 422.
"""


def problem_document(
    trouble: Refusal | InvalidRequest | NoRuleInForce | CalendarError, lang: Language, *, rules: Ruleset
) -> dict[str, Any]:
    """What is told instead of an answer, as a problem document: ``type``, ``title``, ``status`` and ``detail``.

    A refusal also has its ``code`` and all that it says, as ``to_json`` writes it; what could not be read has
    ``errors``, each with its ``code``, its ``path`` and its sentence.

    Args:
        trouble: A refusal; or the error that a request could not be read, that the tables say nothing for a day, or
            that a day lies outside the calendar.
        lang: The language of the sentences.
        rules: The rules that were asked, which know what plans and methods are called.

    >>> from datetime import date
    >>> from pecrules import Mailbox, RenewalRequest, load_rules, quote_renewal
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> no = quote_renewal(box, RenewalRequest(years=9), rules=load_rules(), on=date(2027, 1, 10))
    >>> document = problem_document(no, "it", rules=load_rules())
    >>> document["status"], document["title"], document["nearest"]["years"]
    (422, 'la durata non è offerta', 5)
    """
    match trouble:
        case Refusal():
            names = Names(rules, trouble.stamp.on)
            document = _document(
                "refusal", trouble.code, STATUSES.get(trouble.code, _NOT_SO), reason(trouble.code, lang)
            )
            return {**to_plain(trouble), **document, "detail": sentence(trouble, names, lang)}
        case InvalidRequest():
            document = _document("invalid-request", "", _UNREADABLE, say(lang, mark("the request cannot be read")))
            worded = [(each, wording(each, lang)) for each in trouble.problems]
            errors = [{"code": each.code, "path": list(each.path), "detail": said.sentence, "helps": list(said.helps)}
                      for each, said in worded]  # fmt: skip
            return {**document, "errors": errors}
        case CalendarError():
            return _document("outside-the-calendar", "", _NOT_SO, missing(trouble, lang).sentence)
        case _:
            return _document("no-rule-in-force", "", _NO_RULE, say(lang, mark("the tables say nothing about that day")))


def _document(kind: str, code: str, status: int, title: str) -> dict[str, Any]:
    return {"type": ":".join(filter(None, ("urn:pecrules", kind, code))), "title": title, "status": status}
