"""The questions that the sources leave open, in Italian, and what each of their readings means."""

from collections.abc import Mapping
from typing import Final

from pecrules.rulebook.rows.column import Node, only

READINGS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "grace_last_day": (
        "L'ultimo giorno di tolleranza (90 o 30) si può ancora rinnovare?",
        {
            "renewable": "l'ultimo giorno vale ancora: si cancella dal giorno dopo",
            "deleted": "l'ultimo giorno la casella è già cancellata",
        },
    ),
    "expiry_day": (
        "Il giorno stesso della scadenza la casella è attiva o scaduta?",
        {"active": "attiva fino alla fine del giorno", "expired": "scaduta già da quel giorno"},
    ),
    "three_months_exactly": (
        "Chi compra un servizio aggiuntivo a tre mesi esatti dalla scadenza paga?",
        {
            "pay": "paga gli anni rimanenti: gratis solo se mancano meno di tre mesi",
            "free": "gratis fino alla scadenza",
        },
    ),
    "three_months_unit": (
        "«Tre mesi» sono mesi di calendario o 90 giorni?",
        {"calendar_months": "tre mesi di calendario, contati dalla scadenza", "ninety_days": "novanta giorni"},
    ),
    "month_end": (
        ("Se il mese d'arrivo non ha quel giorno (31 maggio meno tre mesi), che giorno si prende?"),
        {"last_day": "l'ultimo giorno del mese d'arrivo", "overflow": "si sconfina nel mese seguente"},
    ),
    "remaining_years_rounding": (
        "Come si contano gli anni rimanenti quando non sono interi?",
        {
            "up": "per eccesso: l'anno cominciato conta intero",
            "down": "per difetto",
            "nearest": "all'anno più vicino",
            "exact_fraction": "in proporzione ai giorni",
        },
    ),
    "remaining_years_minimum": (
        "Se manca meno di un anno (ma più di tre mesi) si paga un anno intero?",
        {"one_year": "si paga almeno un anno", "pro_rata": "si paga in proporzione"},
    ),
    "new_expiry_in_grace": (
        ("Chi rinnova durante la tolleranza riparte dalla vecchia scadenza o dal pagamento?"),
        {
            "old_expiry": "dalla vecchia scadenza: i giorni di tolleranza usati si pagano",
            "payment_day": "dal giorno in cui il pagamento è registrato",
        },
    ),
    "leap_day_expiry": (
        "Una scadenza al 29 febbraio, rinnovata, cade il 28 febbraio o il primo marzo?",
        {"february_28": "il 28 febbraio, tornando al 29 negli anni bisestili", "march_1": "il primo marzo"},
    ),
    "alert_day_ninety": (
        "Il novantesimo giorno prima della scadenza fa già parte del periodo di avviso?",
        {"included": "sì: data in rosso e avvisi cominciano quel giorno", "excluded": "no: cominciano il giorno dopo"},
    ),
    "alert_calendar": (
        "Dopo il primo avviso di scadenza, quando partono gli altri?",
        {
            "first_notice_only": "si conosce solo il primo: 90 giorni o tre mesi prima",
            "listed_days": "un elenco di giorni deciso dall'azienda",
        },
    ),
    "charge_retries": (
        "Dopo un addebito automatico fallito, il sistema riprova?",
        {
            "none_listed": "nessun tentativo conosciuto: l'ordine resta da pagare a mano",
            "listed_days": "riprova nei giorni elencati in renewal.yaml",
        },
    ),
    "late_start_charge": (
        "Se l'automatico si accende a meno di 7 giorni dalla scadenza, quando addebita?",
        {"at_once": "subito", "skip": "salta questa scadenza: si rinnova a mano"},
    ),
    "renewal_done_on": (
        "Quale giorno conta come giorno del rinnovo?",
        {
            "registration_day": "quello in cui il pagamento è registrato",
            "order_day": "quello dell'ordine",
            "payment_day": "quello in cui il cliente paga",
        },
    ),
    "withdrawal_refund": (
        "Chi recede prima della scadenza riceve un rimborso?",
        {
            "consumer_14_days": "per intero al consumatore entro 14 giorni, altrimenti nulla",
            "pro_rata": "in proporzione ai giorni non goduti",
            "no_refund": "mai",
        },
    ),
    "unpaid_order_expiry": (
        "Un ordine non pagato decade da solo?",
        {"never": "no: resta in attesa finché si paga o si annulla", "after_days": "sì, dopo un numero di giorni"},
    ),
    "bank_transfer_day": (
        "Il «giorno dopo» del bonifico è lavorativo o di calendario?",
        {"working_day": "il primo giorno lavorativo dopo", "calendar_day": "il giorno di calendario dopo"},
    ),
    "postal_slip_days": (
        "Per il bollettino postale contano 5 o 7 giorni lavorativi?",
        {
            "range": "da 5 a 7; per i controlli di scadenza il caso peggiore, 7",
            "fewest": "sempre 5",
            "most": "sempre 7",
        },
    ),
    "activation_hours": (
        "Di «24/48 ore» per l'attivazione, quale limite si usa?",
        {"longest": "48 ore, il caso peggiore", "shortest": "24 ore"},
    ),
    "vat_rounding": (
        "L'IVA si arrotonda sul totale, per riga o per pezzo?",
        {
            "order_total": "sul totale netto dell'ordine, mezzo centesimo in su",
            "per_line": "riga per riga",
            "per_unit": "su ogni pezzo, prima di moltiplicare",
        },
    ),
    "credit_spent": (
        "Il credito residuo si spende al netto o al lordo dell'IVA?",
        {"gross": "al lordo: scala il totale IVA compresa", "net": "al netto: l'IVA si paga a parte"},
    ),
    "top_up_amount": (
        "Se il credito non basta, quanto si chiede di ricaricare?",
        {"shortfall": "solo ciò che manca", "whole_price": "l'intero prezzo"},
    ),
    "credit_equal_to_price": ("Un credito pari al prezzo basta?", {"enough": "sì", "not_enough": "no, deve superarlo"}),
    "extra_gb_price_period": (
        "I 2,50 euro per GB sono all'anno o per tutto il periodo?",
        {"per_year": "all'anno", "per_term": "per il periodo intero"},
    ),
    "price_day": (
        "Quale listino vale: quello dell'ordine, del pagamento o della scadenza?",
        {
            "order_day": "quello in vigore il giorno dell'ordine",
            "payment_day": "quello del giorno del pagamento",
            "expiry_day": "quello del giorno della scadenza",
        },
    ),
    "engineers_book_start": (
        ("Il listino 2024 degli ingegneri parte dall'avviso o dall'aggiudicazione di marzo?"),
        {
            "notice_day": "dal 18 aprile 2024, giorno dell'avviso",
            "award_month": "da marzo 2024, mese dell'aggiudicazione",
        },
    ),
    "downgrade_exact_fit": (
        "Passando a un piano più piccolo, uno spazio occupato pari al limite va bene?",
        {"fits": "sì: blocca solo ciò che supera il limite", "too_much": "no: deve stare sotto"},
    ),
    "gigabyte": (
        "Un GB è di dieci alla nona byte o di due alla trentesima?",
        {"decimal": "un miliardo di byte", "binary": "1.073.741.824 byte"},
    ),
    "alert_recipient": (
        "A quale indirizzo arrivano gli avvisi di scadenza?",
        {
            "holder_reference": "all'indirizzo di riferimento nei dati del titolare",
            "account": "all'indirizzo dell'account",
        },
    ),
    "alerts_with_automatic": (
        "Con il rinnovo automatico acceso arrivano ancora gli avvisi di scadenza?",
        {"charge_notice_only": "no: arriva solo l'avviso di addebito", "both": "sì, insieme all'avviso di addebito"},
    ),
    "free_tail_price": (
        "Un servizio avuto gratis fino alla scadenza, a quale prezzo si rinnova?",
        {
            "expiry_day_book": "al listino in vigore il giorno della scadenza",
            "purchase_day_book": "al listino del giorno in cui fu attivato",
        },
    ),
    "free_tail_in_grace": (
        "Su una casella già scaduta si può avere un servizio gratis fino alla scadenza?",
        {"refuse": "no: prima si rinnova la casella", "allow": "sì"},
    ),
    "monthly_share_count": (
        "Nel rateo mensile, come si contano i mesi rimanenti?",
        {
            "started_months": "i mesi cominciati contano interi",
            "full_months": "solo i mesi interi",
            "days_over_365": "i giorni, divisi per 365",
        },
    ),
    "full_box_in_grace": (
        "Una casella scaduta e piena riceve ancora?",
        {"bounce": "no: al mittente torna un avviso di mancata consegna", "receive": "sì"},
    ),
    "same_holder_check": (
        "Per riacquistare un nome cancellato, che cosa deve coincidere?",
        {
            "any_identifier": "il codice fiscale o la partita IVA registrati",
            "tax_code": "il codice fiscale",
            "vat_number": "la partita IVA",
            "all_data": "tutti i dati del titolare",
        },
    ),
    "log_retention_start": (
        "I 30 mesi dei log partono dall'evento o dalla fine del mese?",
        {
            "event_day": "dal giorno dell'evento, con l'ultimo giorno del mese se manca",
            "month_end": "dalla fine del mese dell'evento",
        },
    ),
    "log_access_in_grace": (
        "A casella scaduta i log si vedono nel pannello o si chiedono all'assistenza?",
        {"ticket": "si chiedono all'assistenza", "panel": "si vedono nel pannello"},
    ),
    "legal_person_test": (
        "Chi è persona giuridica per la fattura: chi lo dichiara o chi ha la partita IVA?",
        {"declared_type": "chi è registrato con quel tipo di titolare", "vat_number_present": "chi ha una partita IVA"},
    ),
    "split_payment_due": (
        ("Con la scissione dei pagamenti, la pubblica amministrazione paga il netto o il lordo?"),
        {"net": "il netto: l'IVA va all'Erario", "gross": "il lordo"},
    ),
    "date_time_zone": (
        "Il giorno cambia a mezzanotte di quale fuso?",
        {"europe_rome": "ora italiana", "utc": "tempo universale"},
    ),
    "promo_flag": (
        "La promozione è del prodotto o dell'ordine?",
        {"product": "del prodotto: la casella in promozione resta tale al rinnovo", "order": "del singolo ordine"},
    ),
    "partner_domain_day_seven": (
        "Il settimo giorno il partner può ancora rinnovare il dominio decaduto?",
        {"included": "sì: si cancella dal giorno dopo", "excluded": "no"},
    ),
    "multi_year_price": (
        "Più anni insieme costano un multiplo del prezzo annuo?",
        {"multiple_of_year": "sì: anni per prezzo annuo, nessuno sconto"},
    ),
    "partner_immediate_content": (
        ("Dopo una disdetta immediata del partner, i messaggi restano per il periodo di tolleranza?"),
        {
            "deleted_at_once": "no: cancellati subito, come nel recesso",
            "kept_for_grace": "sì, per i giorni di tolleranza",
        },
    ),
    "extra_space_at_renewal": (
        ("Lo spazio aggiunto con un rinnovo si paga anche per i giorni che mancano alla scadenza?"),
        {
            "new_term": "no: si paga per i soli anni rinnovati, nulla per il periodo in corso",
            "at_once_free": "lo spazio c'è subito, e il periodo in corso è gratuito",
            "at_once_charged": "lo spazio c'è subito, e il periodo in corso si paga a parte",
        },
    ),
    "space_warning_edge": (
        "Al 70 per cento esatto dello spazio occupato l'avviso c'è già?",
        {"at_percent": "sì: dal 70 per cento compreso", "above_percent": "no: solo oltre il 70 per cento"},
    ),
}
"""Topic -> the question, and reading -> its meaning."""


def questions() -> Mapping[str, str]:
    """The question of each topic."""
    return {topic: question for topic, (question, _) in READINGS.items()}


def narrowed() -> Mapping[str, Node]:
    """The column `choice` of each topic."""
    return {topic: only(question, readings) for topic, (question, readings) in READINGS.items()}
