"""Every code word of an outcome -> its English sentence, as it stands in the catalogues: data, and nothing else.

Which codes there are ``pecrules.model.codes`` says; here each of them has its sentence. A sentence may have places;
``sentences`` fills them.
"""

from typing import Final

from pecrules.model.codes import (
    BillingProblem,
    CalendarCode,
    EffectCode,
    GuardCode,
    RefusalCode,
    RemedyCode,
    RequirementCode,
)
from pecrules.model.outcomes.common import Doubt
from pecrules.present.catalogues import mark

REASONS: Final[dict[RefusalCode, str]] = {
    "active": mark("the mailbox is active"),
    "activation_not_due": mark("its activation is not over yet"),
    "address_malformed": mark("that is no address"),
    "amount_invalid": mark("that is no amount"),
    "another_address": mark("the request is for another address"),
    "another_book": mark("it was quoted by the rules of another price book"),
    "another_holder": mark("only the former holder can do that"),
    "another_kind": mark("the request is for another kind of mailbox"),
    "automatic_renewal_not_offered": mark("mailboxes in this state are not renewed automatically"),
    "automatic_renewal_off": mark("automatic renewal is off"),
    "automatic_renewal_on": mark("automatic renewal is on"),
    "change_not_offered": mark("the plan cannot become this one"),
    "channel_unknown": mark("there is no such channel"),
    "channel_withdrawn": mark("the channel no longer exists"),
    "charge_not_due": mark("the charge is not due yet"),
    "charge_skipped": mark("the term began after the day of its charge, and is not renewed automatically"),
    "conservazione_included": mark("the plan already has the legal archiving of messages"),
    "conservazione_not_offered": mark("the legal archiving of messages is not sold for this mailbox"),
    "credit_day_unknown": mark("nobody says when the credit was paid in, and it expires"),
    "credit_expired": mark("the credit has expired"),
    "credit_malformed": mark("that is no amount of credit"),
    "credit_negative": mark("a credit is never below zero"),
    "credit_short": mark("the credit is not enough"),
    "day_after_expiry": mark("the day lies after the expiry"),
    "day_missing": mark("the day is missing"),
    "day_not_asked": mark("no day can be chosen for this"),
    "day_past": mark("the day is past"),
    "days_out_of_order": mark("an order is made first, then paid, then registered"),
    "deleted": mark("the mailbox has been deleted"),
    "domain_not_offered": mark("there is no such public domain"),
    "ends_sooner": mark("the mailbox ends sooner than that already"),
    "event_not_possible": mark("that cannot happen in this state"),
    "event_unknown": mark("there is no such event"),
    "expired": mark("the mailbox has expired"),
    "expiring": mark("the mailbox is about to expire"),
    "extra_archive_beyond_limit": mark("so much extra archive space is not sold"),
    "extra_archive_not_offered": mark("no extra archive space is sold for this mailbox"),
    "extra_inbox_beyond_limit": mark("so much extra inbox space is not sold"),
    "extra_inbox_not_offered": mark("no extra inbox space is sold for this mailbox"),
    "extra_space_negative": mark("space is added, not taken away"),
    "grace_not_over": mark("the days of grace are not over yet"),
    "grace_over": mark("the days of grace are over"),
    "holder_choice_unknown": mark("a holder is new, registered or found"),
    "holder_id_missing": mark("the holder's id is missing"),
    "holder_missing": mark("the data of the new holder are missing"),
    "holder_not_registered": mark("no holder with this id is registered"),
    "in_activation": mark("the mailbox is still being activated"),
    "method_unknown": mark("there is no such way to pay"),
    "mode_not_offered": mark("the mailbox cannot end like this"),
    "name_malformed": mark("that is no name for a mailbox"),
    "not_activated": mark("the mailbox is still to be activated"),
    "not_confirmed": mark("the question that comes first was not answered with yes"),
    "not_deleted": mark("the mailbox has not been deleted"),
    "not_entitled": mark("whoever asks may not ask for it"),
    "not_expired": mark("the mailbox has not expired yet"),
    "not_for_this": mark("the credit cannot be used for this"),
    "not_on_partner_domain": mark("the mailbox does not ride on a partner's domain"),
    "not_partner_managed": mark("the mailbox is not managed by a partner"),
    "not_reviewed": mark("its source has not been reviewed in time"),
    "not_same_holder": mark("only the former holder can buy the name again"),
    "not_this_way": mark("it cannot be asked for in this way"),
    "not_yet_happened": mark("that day has not come yet"),
    "nothing_asked": mark("nothing was asked for"),
    "order_of_another_kind": mark("the order is of another kind"),
    "order_size_beyond_limit": mark("one order cannot hold so many mailboxes"),
    "other_rules": mark("the rules have changed since it was quoted: it must be quoted again"),
    "payment_too_late": mark("paid so, it would be registered only when what was ordered can no longer be carried out"),
    "plan_change_not_offered": mark("the plan of this mailbox cannot be changed with a renewal"),
    "plan_must_stay": mark("the plan must stay the same"),
    "plan_not_sold": mark("the plan is no longer sold"),
    "plan_unknown": mark("the plan is not known"),
    "plan_withdrawn": mark("the plan no longer exists"),
    "price_not_stated": mark("no source gives its price"),
    "proration_not_stated": mark("no source says what it costs until the expiry"),
    "renewal_order_pending": mark("a renewal order is open: it must be paid or cancelled first"),
    "renewal_type_unknown": mark("a renewal is tacit or ends at the expiry"),
    "renewed_elsewhere": mark("the mailbox is renewed together with its domain, in the hosting area"),
    "same_plan": mark("the mailbox already has this plan"),
    "sold_elsewhere": mark("the mailbox is bought together with its domain, in the hosting area"),
    "span_backwards": mark("the last day lies before the first"),
    "suspended": mark("the mailbox is suspended"),
    "suspension_not_over": mark("the suspension is not over yet"),
    "suspension_over": mark("the suspension is over"),
    "tax_code_invalid": mark("the tax code is wrong"),
    "term_not_offered": mark("the term is not offered"),
    "term_unknown": mark("nobody says for how many years"),
    "termination_asked": mark("somebody asked for its end: it is neither renewed nor given more space"),
    "termination_day_not_passed": mark("the day on which the mailbox ends has not passed yet"),
    "terms_not_accepted": mark("the terms of the contract were not accepted"),
    "too_full_archive": mark("the archive holds more than it would have room for"),
    "too_full_inbox": mark("the inbox holds more than it would have room for"),
    "vat_number_invalid": mark("the VAT number is wrong"),
    "way_not_offered": mark("it cannot be asked for in this way"),
    "withdrawn": mark("the mailbox was closed by withdrawal"),
}
"""Why not, without the values that were asked."""

PROBLEMS: Final[dict[BillingProblem, str]] = {
    "identifier_malformed": mark("the identifier for the electronic invoice has none of the forms it may have"),
    "identifier_not_asked": mark("a natural person is not asked for an identifier"),
    "split_payment_not_applicable": mark("split payment does not apply to this holder"),
    "tax_code_invalid": REASONS["tax_code_invalid"],
    "vat_number_invalid": REASONS["vat_number_invalid"],
}
"""What is wrong with the data that billing needs."""

WITH_REQUESTED: Final[dict[RefusalCode, str]] = {
    "activation_not_due": mark("its activation is not over before {least}"),
    "charge_not_due": mark("the charge is not due before {least}"),
    "address_malformed": mark("`{asked}` is no address"),
    "amount_invalid": mark("`{asked}` is no amount"),
    "another_book": mark("it was quoted by the rules of another price book ({asked}); {choice}"),
    "another_address": mark("the request is for `{asked}`, and the name is `{allowed}`"),
    "change_not_offered": mark("the plan cannot become {asked}; {choice}"),
    "channel_unknown": mark("{asked} is no channel; {choice}"),
    "channel_withdrawn": mark("the channel {asked} no longer exists; {choice}"),
    "credit_malformed": mark("`{asked}` is no amount of credit"),
    "credit_negative": mark("a credit is never below zero: `{asked}`"),
    "credit_short": mark("the credit is not enough: {asked} are asked for, and there are {allowed}"),
    "day_after_expiry": mark("{asked} lies after the expiry; {choice}"),
    "day_past": mark("{asked} is past; {choice}"),
    "days_out_of_order": mark("an order is made first, then paid, then registered; {asked} does not fit"),
    "deleted": mark("the mailbox is deleted from {asked} on"),
    "domain_not_offered": mark("`{asked}` is no public domain; {choice}"),
    "ends_sooner": mark("the mailbox ends sooner already, on {asked}"),
    "event_not_possible": mark("{asked} cannot happen in this state; {choice}"),
    "event_unknown": mark("{asked} is no event; {choice}"),
    "extra_archive_beyond_limit": mark("{asked} extra GB of archive cannot be bought; {choice}"),
    "extra_archive_not_offered": mark("{asked} extra GB of archive cannot be bought: this mailbox has none on sale"),
    "extra_inbox_beyond_limit": mark("{asked} extra GB of inbox cannot be bought; {choice}"),
    "extra_inbox_not_offered": mark("{asked} extra GB of inbox cannot be bought: this mailbox has none on sale"),
    "extra_space_negative": mark("{asked} GB cannot be added; {choice}"),
    "holder_choice_unknown": mark("{asked} is no way to name a holder; {choice}"),
    "holder_not_registered": mark("no holder with the id `{asked}` is registered"),
    "method_unknown": mark("{asked} is not a way to pay; {choice}"),
    "mode_not_offered": mark("the mailbox cannot end like this ({asked}); {choice}"),
    "name_malformed": mark("`{asked}` is no name for a mailbox"),
    "not_entitled": mark("{asked} may not ask for it, only {allowed}"),
    "not_for_this": mark("the credit pays {allowed}, not {asked}"),
    "not_this_way": mark("it cannot be asked for like this ({asked}); {choice}"),
    "not_yet_happened": mark("{asked} has not come yet"),
    "order_size_beyond_limit": mark("one order does not hold {asked} mailboxes; {choice}"),
    "plan_must_stay": mark("the plan must stay the same: {allowed}"),
    "plan_not_sold": mark("the plan {asked} is no longer sold"),
    "plan_unknown": mark("{asked} is not a plan; {choice}"),
    "plan_withdrawn": mark("the plan {asked} no longer exists"),
    "renewal_type_unknown": mark("{asked} is no kind of renewal; {choice}"),
    "same_plan": mark("the mailbox already has the plan {asked}"),
    "suspended": mark("the mailbox is suspended from {asked} on"),
    "too_full_archive": mark("what is in the archive needs {asked} GB, and it would have {most}"),
    "too_full_inbox": mark("what is in the inbox needs {asked} GB, and it would have {most}"),
    "way_not_offered": mark("it cannot be asked for like this ({asked}); {choice}"),
}
"""Refusal code -> why not, with the value that was asked and, mostly, those that could be asked instead."""

REMEDIES: Final[dict[RemedyCode, str]] = {
    "buy_domain": mark("buy the domain"),
    "buy_space": mark("order more space with it"),
    "cancel_renewal_order": mark("cancel the renewal order"),
    "change_plan": mark("renew it with another plan"),
    "free_space": mark("free some space first"),
    "give_credit_day": mark("say when the credit was paid in"),
    "give_last_term_years": mark("say how many years the last order was for"),
    "pay_renewal_order": mark("pay the renewal order"),
    "renew": mark("renew it"),
    "renew_by_hand": mark("renew it by hand"),
    "renew_domain": mark("renew the domain"),
    "repurchase": mark("buy the mailbox again"),
    "switch_off_automatic_renewal": mark("switch automatic renewal off"),
    "switch_on_automatic_renewal": mark("switch automatic renewal on"),
    "top_up_credit": mark("top up the credit"),
}
"""What would help, or what must be done first."""

EFFECTS: Final[dict[EffectCode, str]] = {
    "activation": mark("the mailbox is activated"),
    "activation_started": mark("activation begins"),
    "addons_ended": mark("what was added to the mailbox ends with it"),
    "archive_deleted": mark("the archive is deleted, with every message in it"),
    "archive_gained": mark("an archive comes with it: {least} GB"),
    "archive_grown": mark("the archive grows to {least} GB"),
    "archive_reduced": mark("the archive shrinks to {least} GB"),
    "automatic_by_method": mark("the way to pay switches automatic renewal on"),
    "automatic_off": mark("automatic renewal is switched off"),
    "automatic_on": mark("automatic renewal is switched on"),
    "automatic_renewal_off": mark("automatic renewal is switched off"),
    "automatic_renewal_on": mark("paying this way switches automatic renewal on"),
    "certificate_attests": mark("the certificate attests: {value}"),
    "certification_ended": mark("the certification ends"),
    "charge_may_be_under_way": mark(
        "the automatic charge was due already: see first whether it was made, or both are paid"
    ),
    "charge_may_come_first": mark(
        "the automatic charge may come before this payment is registered: then both are paid"
    ),
    "charge_moves": mark("automatic renewal stays on: its next charge comes {least} days before the new expiry"),
    "contents_by_reading": mark("what becomes of the content is left open by the sources"),
    "contents_deleted": mark("messages and archive are deleted"),
    "contents_kept": mark("messages and archive are kept"),
    "credit_price_unknown": mark("nothing is taken from the credit: no source gives the price"),
    "credit_reduced": mark("the credit is reduced"),
    "failed_charge_guide": mark("a guide tells what to do"),
    "feature_gained": mark("comes with the new plan: {value}"),
    "feature_lost": mark("is lost with the new plan: {value}"),
    "free_until_expiry": mark("free of charge until the expiry"),
    "holder_attached": mark("the holder `{value}` is attached"),
    "holder_registered": mark("the new holder is registered"),
    "holder_replaced": mark("the mailbox has another holder"),
    "inbox_becomes": mark("the inbox then has {least} GB"),
    "lapses_at_expiry": mark("ends at the expiry unless it is bought again"),
    "limited_to_grace": mark("only what the days of grace allow can still be done"),
    "limits_lifted": mark("everything can be done again"),
    "mailbox_ended": mark("the mailbox ends"),
    "mailbox_renewed_apart": mark("the mailbox itself must be renewed apart: what is added ends with it"),
    "mailbox_stopped": mark("the mailbox is stopped"),
    "mailbox_usable": mark("the mailbox can be used"),
    "may_be_registered_after_deletion": mark(
        "the payment may be registered only when what was ordered can no longer be carried out: a quicker way is safe"
    ),
    "may_be_registered_after_expiry": mark(
        "the payment may be registered only after the expiry, and until then the mailbox does not send"
    ),
    "method_must_be_changed": mark("the way to pay must be changed first"),
    "name_reserved": mark("the name is kept for its holder"),
    "not_sold_at_renewal": mark("it will no longer be sold at the renewal"),
    "nothing_recorded": mark("nothing is recorded"),
    "order_left_open": mark("the order stays open, to be paid or cancelled"),
    "order_recorded": mark("the order is recorded"),
    "paid_apart": mark("paid apart from the credit: {value}"),
    "payment_recorded": mark("the payment is recorded"),
    "payment_registered": mark("the payment is registered"),
    "plan_becomes": mark("the plan becomes {value}"),
    "renew_offered_again": mark("it can be renewed by hand again"),
    "renewal_price": mark("from the renewal on its price is {value}, net of VAT"),
    "space_added": mark("{least} GB are added: {value}"),
    "space_to_be_checked": mark("nobody said how much is occupied, which must fit: {value}"),
    "space_too_small": mark("what is there needs {least} GB, which it no longer has: {value}"),
    "starts_empty": mark("the mailbox starts empty: old messages do not come back"),
    "term_extended": mark("the term is extended"),
    "term_repeated": mark("the last term is repeated"),
    "termination_day_set": mark("the mailbox ends on {value}"),
    "top_up_advised": mark("better to top up soon"),
    "vat_paid_apart": mark("VAT is paid apart from the credit"),
}
"""What follows, by code; ``sentences.effect`` says more where an effect brings days, hours or a value."""

GB_PRICE: Final = mark("from the renewal on each GB costs {value} a year, net of VAT")
"""The same of ``renewal_price`` where it is the price of a GB."""

IN_TIME: Final = {
    "charge": mark("before the automatic charge"),
    "expiry": mark("by the expiry"),
    "end": mark("while the mailbox still works"),
    "deletion": mark("before the deletion"),
}
"""For what a payment is in time, by ``pay_by.before`` of a quote."""

REGISTERED: Final = {
    "immediate": mark("the payment is registered at once"),
    "same_day": mark("the payment is registered within the day"),
}
"""When a payment is registered that takes no days, by its unit."""

TAKING: Final = {
    "immediate": mark("activated at once"),
    "at_once": mark("activated at once"),
    "minutes": mark("activated within about {most} minutes"),
    "hours": mark("activated within {least} to {most} hours"),
}
"""How long activation takes, by its unit."""

REQUIREMENTS: Final[dict[RequirementCode, str]] = {
    "einvoice_identifier": mark("the identifier for the electronic invoice must still be given"),
}

CERTAINTIES: Final[dict[Doubt, str]] = {
    "documented": mark("documented"),
    "inferred": mark("inferred: no source says it outright"),
    "assumed": mark("assumed: no source gives it"),
    "retroactive": mark("announced after it had taken effect"),
    "borrowed": mark("taken from the public book, which this one does not say it adopts"),
    "customer_since_unknown": mark("for newcomers it is otherwise, and nobody said when this customer came"),
    "presumed_for_expired": mark("it changed after this mailbox had expired, and no row says what holds for such"),
    "shorter_to_come": mark("from its first day on this mailbox is kept for fewer days than told here"),
    "not_reviewed": REASONS["not_reviewed"],
}

UNSTATED: Final[dict[Doubt, str]] = {"inferred": mark("inferred"), "assumed": mark("assumed")}
"""The same in one word, below a heading that says what is not stated."""

GUARDS: Final[dict[GuardCode, str]] = {
    "always": mark("always"),
    "terms_accepted": mark("if the terms of the contract are accepted"),
    "confirmed": mark("if it is confirmed"),
    "order_activates": mark("if the order makes a mailbox"),
    "order_renews": mark("if the order renews a mailbox"),
    "order_adds_space": mark("if the order only adds space"),
    "credit_enough": mark("if the credit is enough"),
    "activation_time_passed": mark("if the time of activation is over"),
    "automatic_on": mark("if automatic renewal is on"),
    "automatic_off": mark("if automatic renewal is off"),
    "after_expiry": mark("if the day of expiry is over"),
    "within_grace": mark("if the days of grace are not over"),
    "after_grace": mark("if the days of grace are over"),
    "asked_by_entitled": mark("if who asks may ask"),
    "same_holder": mark("if the holder is the same"),
    "partner_managed": mark("if a partner certified the mailbox"),
    "partner_domain": mark("if its domain was certified by a partner"),
    "termination_day_passed": mark("if the day that was asked for has come"),
    "space_may_be_added": mark("if what was bought can be added in this state, too"),
    "within_suspension": mark("if the days of suspension are not over"),
    "after_suspension": mark("if the days of suspension are over"),
}
"""When a transition may be made, by its guard."""

CONDITIONS: Final = {
    "addons_left": mark("nothing more can be added to it now"),
    "automatic_may_change": mark("its plan is gone, so that nothing could be charged"),
    "inbox_can_grow": mark("the inbox of this plan does not grow"),
    "kind_domain": mark("it is there only for mailboxes on a customer's domain"),
    "kind_mailbox": mark("it is not there for mailboxes on a customer's domain"),
    "logs_by_request": mark("the logs are not had by request"),
    "logs_in_panel": mark("the logs are not in the panel"),
    "mailbox_active": mark("the mailbox is not active"),
    "manual_renewal_allowed": mark("automatic renewal is on, a renewal order is open, or its end was asked for"),
    "may_buy_space": mark("no space can be bought now"),
    "may_change_plan": mark("the plan cannot be changed now"),
    "may_renew": mark("it cannot be renewed now"),
    "may_repurchase": mark("the name cannot be bought again now"),
    "order_may_be_cancelled": mark("the order cannot be cancelled any more"),
    "order_may_be_paid": mark("the order does not await payment"),
    "plan_change_allowed": mark("the plan cannot be changed as things stand"),
    "plan_has_archive": mark("this plan has no archive"),
    "plan_there": mark("its plan no longer exists"),
    "mailbox_kept": mark("there is no such mailbox any more, or not yet"),
    "renewed_with_domain": mark("it cannot be renewed now"),
    "webmail_accessible": mark("the Webmail cannot be entered"),
}
"""Condition of a command that does not hold -> why the command is not there."""

SITUATIONS: Final = {
    "automatic_on": REASONS["automatic_renewal_on"],
    "order_pending": mark("a renewal order is open"),
    "termination_asked": mark("its end was asked for"),
}
"""What is under way beside an order -> why nobody renews then."""

DAYS: Final[dict[CalendarCode, str]] = {
    "activation": mark("activation"),
    "activation_start": mark("the activation begins"),
    "charge": mark("charge of the automatic renewal"),
    "deletion": mark("first day on which the mailbox is deleted"),
    "expiry": mark("expiry: the last day that is paid for"),
    "grace_end": mark("last day of grace: after it nothing is renewed"),
    "log_end": mark("last day on which the logs are kept"),
    "red_date": mark("the expiry is shown in red from now on"),
    "retry": mark("the charge is tried again"),
    "rights_change": mark("from now on the mailbox may do other things"),
    "suspension": mark("first day of the suspension"),
    "suspension_end": mark("last day of the suspension"),
    "termination": mark("the mailbox ends as was asked"),
}
"""What falls on a day of a calendar; notices have their own labels."""

EVENTS: Final = {
    "activation_due": mark("the time of activation is over"),
    "automatic_switched_off": mark("automatic renewal is switched off"),
    "automatic_switched_on": mark("automatic renewal is switched on"),
    "cart_abandoned": mark("the cart is left"),
    "charge_failed": mark("the charge fails"),
    "charge_made": mark("the charge succeeds"),
    "credit_spent": mark("the order is paid with credit"),
    "expiry_passed": mark("the expiry passes"),
    "grace_ended": mark("the days of grace end"),
    "holder_changed": mark("the holder changes"),
    "immediate_termination_requested": mark("the partner ends it at once"),
    "order_cancelled": mark("the order is cancelled"),
    "order_placed": mark("the order is placed"),
    "partner_domain_lapsed": mark("the partner's domain lapses"),
    "partner_domain_restored": mark("the partner's domain is restored"),
    "payment_registered": mark("the payment is registered"),
    "renewal_registered": mark("the renewal is registered"),
    "repurchase_registered": mark("the repurchase is registered"),
    "space_registered": mark("the order of more space is registered"),
    "suspension_ended": mark("the suspension ends"),
    "termination_day_reached": mark("the day comes on which it ends"),
    "termination_requested": mark("the partner asks to end it on a day"),
    "withdrawal_requested": mark("the holder withdraws"),
}

MODES: Final = {
    "lapse": mark("letting it lapse"),
    "withdrawal": mark("withdrawal"),
    "at_date": mark("termination on a day"),
    "immediate": mark("termination at once"),
}

WHO: Final = {
    "account_holder": mark("the holder of the account"),
    "heir": mark("an heir"),
    "holder": mark("the holder"),
    "legal_representative": mark("the legal representative"),
    "partner": mark("the partner"),
}

WAYS: Final = {
    "email_form": mark("the form, by e-mail"),
    "new_purchase": mark("a new purchase"),
    "nothing": mark("nothing need be done"),
    "online_request": mark("a request online"),
    "panel_command": mark("the command of the panel"),
    "registered_letter": mark("a registered letter"),
    "repurchase_button": mark("the button to buy it again"),
}

AUDIENCES: Final = {
    "holder": mark("to the holder"),
    "holder_reference": mark("to the holder"),
    "account": mark("to the account"),
    "domain_addresses": mark("to every address of the domain"),
    "partner": mark("to the partner"),
    "user": mark("on the screen"),
}

THINGS: Final = {
    "addons": mark("what was added to it"),
    "archive": mark("archive"),
    "conservazione": mark("legal archiving of messages"),
    "extra_archive": mark("extra archive space"),
    "extra_inbox": mark("extra inbox space"),
    "inbox": mark("inbox"),
    "late_fee": mark("late fee"),
    "mailbox": mark("mailbox"),
    "messages": mark("messages"),
    "multiuser": mark("several users"),
    "plan": mark("plan"),
    "sms": mark("notices by SMS"),
    "supervisore360": mark("Supervisore 360"),
}
"""What is sold, what is deleted, what a plan can do."""

USES: Final = {
    "additions": mark("what is added to a mailbox"),
    "addon_renewals": mark("renewals of additional services"),
    "first_orders": mark("first orders of mailboxes"),
    "mailbox_renewals": mark("renewals of mailboxes"),
}
"""What a credit pays."""

RECORDS: Final = {
    "sender": mark("sender"),
    "recipient": mark("recipient"),
    "message_id": mark("id of the message"),
    "moment": mark("moment"),
    "subject_line": mark("subject"),
}
"""What a log records."""

LOGS: Final = {
    "panel": mark("in the PEC Log panel"),
    "support_request": mark("by a request to the support"),
    "nowhere": mark("nowhere"),
}

PER: Final = {"per_gb_year": mark("GB and year"), "per_year": mark("year"), "one_off": mark("order")}
"""For what a price is paid."""

SHARES: Final = {
    "remaining_years_free_tail": mark("the years that are left, free near the expiry"),
    "monthly_to_expiry": mark("by months until the expiry"),
    "whole_year_lapses": mark("a whole year, which ends with the mailbox"),
}
"""How a part of a term is paid."""

SERVES: Final = {
    "customers": mark("for customers"),
    "members": mark("for members of a convention"),
    "partners": mark("for partners"),
    "everyone": mark("for everyone"),
}
"""Whom a channel or a line serves."""

USERNAMES: Final = {
    "full_mailbox_name": mark("full name of the mailbox, and its password as in the webmail"),
    "account_name": mark("name of the account"),
    "panel_name": mark("name that the panel gives"),
    "nothing": mark("nothing to type"),
}
"""Under which name one signs in."""

REACHES: Final = {
    "one_mailbox": mark("sees and renews that mailbox alone"),
    "all_of_account": mark("sees every order of the account, and renews several of its mailboxes"),
    "certified_mailboxes": mark("manages every mailbox that the partner has certified"),
    "domains_of_account": mark("sees and renews the domains of the account"),
}
"""What one sees and does who has signed in."""

GUIDE_TOPICS: Final = {
    "access": mark("signing in"),
    "ending": mark("the end of a mailbox"),
    "invoice": mark("invoice"),
    "logs": mark("logs"),
    "payment": mark("payment"),
    "plans": mark("plans and space"),
    "renewal": mark("renewal"),
    "repurchase": mark("buying again"),
    "state": mark("state and expiry"),
}
"""What a guide is about."""

SWITCHES: Final = {
    "always": mark("switches automatic renewal on"),
    "opt_out": mark("switches automatic renewal on, unless that is refused"),
    "never": mark("leaves automatic renewal as it is"),
}
"""What paying in a way makes of automatic renewal."""

WHEN_SHORT: Final = {
    "top_up": mark("a top-up is asked for"),
    "refused": mark("the order is refused"),
    "pay_difference": mark("the difference is paid"),
}
"""What happens when a credit is short."""

LOGINS: Final = {
    "account": mark("with the account"),
    "link": mark("through the link"),
    "mailbox": mark("with the mailbox"),
    "partner": mark("as a partner"),
}
"""With what one signs in."""

INPUTS: Final = {
    "accepted": mark("to be accepted"),
    "chosen": mark("to be chosen"),
    "confirmed": mark("to be confirmed"),
    "pressed": mark("to be pressed"),
    "typed": mark("to be typed"),
}
"""How a form takes a field."""

SHOWN: Final = {"shown": mark("shown"), "hidden": mark("hidden"), "disabled": mark("disabled")}

RIGHTS: Final = {
    "may_send": mark("send"),
    "may_receive": mark("receive"),
    "may_read": mark("read"),
    "may_renew": mark("renew"),
    "may_buy_space": mark("buy space"),
    "may_change_plan": mark("change the plan"),
    "may_repurchase": mark("buy the name again"),
}
"""Field of a status -> what a mailbox may do."""

COUNTED_FROM: Final = {
    "certification": mark("the certification"),
    "payment_confirmation": mark("the message that confirms the payment"),
    "payment_registered": mark("the registration of the payment"),
}
"""From what the time of an activation is counted."""

WEEKDAYS: Final = {"every_day": mark("every day"), "monday_to_friday": mark("Monday to Friday")}
"""On which days somebody answers."""

PLACES: Final = {"app": mark("in the app"), "webmail": mark("in the Webmail")}
"""Where a screen shows something."""

INVOICED: Final = {
    "mailbox_holder": mark("the holder of the mailbox"),
    "account_holder": mark("the holder of the account"),
}
"""Whose data an invoice bears."""

CHOICES: Final = {
    "at_expiry": mark("it ends at the expiry"),
    "certified": mark("a domain certified before"),
    "found": mark("a holder that was found"),
    "new": mark("a new holder"),
    "public": mark("a public domain"),
    "registered": mark("a registered holder"),
    "renewal_type": mark("kind of renewal"),
    "tacit": mark("it renews itself"),
    "years": mark("term"),
}
"""What a partner chooses, and may change later."""

ORDER_KINDS: Final = {
    "automatic_renewal": mark("automatic renewal"),
    "extra_space": mark("extra space"),
    "purchase": mark("purchase"),
    "renewal": mark("renewal"),
    "renewal_with_plan_change": mark("renewal with a change of plan"),
    "repurchase": mark("purchase of a deleted name"),
}
"""What an order is for."""

BLOCKS: Final = {
    "certificate": mark("certificate"),
    "certification": mark("certification"),
    "header": mark("head of the page"),
    "mailbox": mark("the mailbox"),
    "new_addon": mark("new additional service"),
    "order": mark("order {number}"),
    "purchase": mark("order of the purchase"),
    "renewal": mark("order of the renewal"),
    "renewal_choices": mark("what can be chosen instead"),
}
"""What a channel shows or asks together."""

KINDS: Final = {
    "domain": mark("mailbox on a customer's domain"),
    "mailbox": mark("mailbox of its own"),
}
