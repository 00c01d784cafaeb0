"""What an editor and the reference page say of scenarios, in Italian: their keys, and every fact and part of an answer.

What a field of a noun is, its class says, and the catalogues in Italian; here stands what nothing else says.
"""

from collections.abc import Mapping
from typing import Any, Final

import attrs

from pecrules.policies import Policy
from pecrules.present.catalogues import say

KEYS: Final[Mapping[str, str]] = {
    "common": "quello che vale per tutti gli scenari del file, se non dicono altro",
    "scenarios": "gli scenari, uno dopo l'altro",
    "id": "il nome dello scenario: nessun altro del file si chiama così",
    "title": "che cosa si prova, in una riga",
    "cites": "da dove viene la risposta attesa: il numero della regola, o la fonte",
    "day": "il giorno della domanda",
    "book": "il listino a cui si chiede; se manca, quello pubblico o quello della propria cartella",
    "as_known": "si guardano solo le righe annunciate entro questo giorno",
    "edit": "righe cambiate solo per questo scenario: `tabella/riga`, e le colonne che cambiano; `null` toglie la riga",
    "events": "che cosa succede prima della domanda, in ordine",
    "event": "una cosa che succede, con il suo giorno",
    "when": "il giorno in cui succede",
    "ask": "la domanda",
    "quote": "la domanda da cui viene il preventivo da pagare, fatta lo stesso giorno",
    "request": "che cosa si chiede",
    "request day": "il giorno delle operazioni di cui si cercano i log",
    "request span": "il primo e l'ultimo giorno da mostrare",
    "request orders": "gli ordini del cliente",
    "request identifier": "l'identificativo per la fattura elettronica; vuoto se si sceglie di non averne",
    "span": "il primo e l'ultimo giorno",
    "from": "il primo giorno",
    "to": "l'ultimo giorno",
    "channel": "il canale da cui si guarda, se non è quello in cui la casella si gestisce",
    "expect": "che cosa si aspetta: solo quello che è scritto qui viene confrontato",
    "refused": "il codice del rifiuto che ci si aspetta",
    "refused asked": "il valore che era stato chiesto",
    "refused allowed": "che cosa si può chiedere invece",
    "refused remedies": "che cosa si può fare",
    "refused nearest": "la richiesta più vicina che verrebbe accettata",
    "refused because": "le righe da cui viene il rifiuto",
    "refused caveats": "le righe da verificare",
    "nothing": "non ci si aspetta nessuna risposta",
    "no_rule": "ci si aspetta che le tabelle non dicano niente: la sezione in cui manca la regola",
    "item": "una voce",
    "list": "tutto l'elenco, o alcune voci con `with` e `without`",
    "some": "alcune voci",
    "with": "queste voci ci sono, in qualunque ordine; altre possono esserci",
    "without": "queste voci non ci sono",
    "unnoticed": "cambi delle tabelle che nessuno scenario deve notare: `pecrules test --mutate` li conta a parte",
    "unnoticed section": "la sezione delle righe, per esempio `guides.guides`",
    "unnoticed columns": "le colonne che cambiano",
    "unnoticed rows": "le righe, con il nome che hanno nelle risposte; se manca, tutte quelle della sezione",
    "unnoticed reason": "perché nessuna risposta cambia, o perché non si prova",
}
"""The keys of a scenario."""

FORMS: Final[Mapping[str, str]] = {
    "id": "solo minuscole senza accenti, cifre e trattini, per esempio `standard-due-anni`",
    "line": "una riga di testo, senza spazi in testa o in coda",
    "title example": "due anni di Standard con 1 GB in più",
    "cites example": "R1.20, F6.01",
    "reason example": "la colonna serve a chi cura le tabelle, e nessuna risposta la dice",
    "edit": 'le righe da cambiare, per esempio `pricing/standard-year-2023: {per_year: "10.90"}`',
    "events": "un elenco di eventi, per esempio `- {when: 2027-01-05, name: renewal_registered, years: 1}`",
    "quote": "una domanda che dà un preventivo: comincia con `ask: quote_...`",
    "amount": 'un importo fra virgolette, con il punto, per esempio "24.80"',
    "mixed": "un numero intero o un testo",
    "nothing": "`nothing: true`, oppure nessuna riga `nothing`",
    "list": "un elenco, oppure le chiavi `with` e `without`",
}
"""How a value is written."""

_ABOUT: Final[Mapping[str, str]] = {
    "Action": "un comando che il canale offre",
    "CalendarDay": "una cosa che cade in un giorno",
    "Caveat": "una riga da verificare",
    "CertificationRequest": "che cosa sceglie un partner che certifica una casella",
    "Choice": "un valore che si può scegliere",
    "Contact": "un contatto",
    "Credit": "il credito prepagato",
    "Effect": "una cosa che segue",
    "Event": "un evento",
    "ExtraSpaceRequest": "che cosa si aggiunge senza rinnovare",
    "Guide": "una pagina che spiega",
    "Holder": "il titolare",
    "IdentifierForm": "un identificativo che va bene",
    "Limit": "fino a dove va un numero",
    "Line": "una riga dell'ordine",
    "Mailbox": "la casella; quello che non si dice resta non detto",
    "Message": "un messaggio che parte",
    "Option": "un valore che si può chiedere",
    "Order": "l'ordine",
    "Partner": "il partner",
    "PayBy": "l'ultimo giorno utile per pagare in un modo",
    "PlanChangeRequest": "che cosa si chiede a un rinnovo che cambia piano",
    "PlanOffer": "un piano del listino",
    "PossibleEvent": "un evento, possibile o no",
    "PurchaseRequest": "che cosa si compra",
    "Quote": "il preventivo",
    "RenewalRequest": "che cosa si chiede a un rinnovo che tiene il piano",
    "RequestChoices": "che cosa si può chiedere a una domanda",
    "Shown": "una cosa che il canale mostra o chiede",
    "TerminationRequest": "come si vuole finire",
}
"""Nouns, requests and what answers are made of."""

_NOUNS: Final[Mapping[str, str]] = {
    "acceptance_days": "entro quanti giorni una pubblica amministrazione accetta la fattura",
    "actions": "i comandi, dall'alto in basso",
    "addons_only": "se si rinnova solo lo spazio aggiunto, perché la casella la rinnova un altro",
    "address": "l'indirizzo completo",
    "addressed_to": "a nome di chi va la fattura",
    "advised_by": "l'ultimo giorno in cui conviene ordinare",
    "after": "lo stato dopo",
    "allowed": "se una richiesta così viene accettata",
    "amount": "quanto ne resta, in euro",
    "anchor": "il giorno da cui si contano gli anni, se la scadenza non lo mostra, come il 29 febbraio",
    "archive_gb": "i GB di archivio del piano",
    "asks": "che cosa chiedono i moduli, passo per passo",
    "audience": "a chi va",
    "available": "se si possono avere",
    "because": "le righe da cui viene",
    "before": "lo stato prima",
    "block": "dove sta",
    "by_time": "se lo fanno succedere i giorni da soli",
    "carries": "che cosa contiene",
    "caveats": "le righe da verificare",
    "certainty": "che cosa c'è da sapere della riga",
    "changeable": "che cosa il partner può cambiare in ogni momento",
    "channel": "il canale in cui si gestisce",
    "characters": "quanti caratteri ha",
    "charge_day": "il giorno dell'addebito",
    "choices": "che cosa si può scegliere",
    "closes": "l'ora in cui chiude",
    "code": "che cosa",
    "command": "il comando",
    "commands": "i comandi che spiega",
    "contact": "chi è",
    "contacts": "a chi rivolgersi",
    "credit": "il credito",
    "day": "il giorno",
    "days": "i giorni",
    "days_left": "quanti giorni dello stato seguono questo",
    "deletes": "che cosa sparisce",
    "delivered": "se la fattura viene recapitata",
    "dropped": "che cosa invece finisce, perché il credito non basta",
    "editable": "i campi che il titolare può cambiare",
    "effects": "che cosa segue",
    "event": "che cosa è successo",
    "events": "gli eventi, uno per uno",
    "expiry": "l'ultimo giorno pagato",
    "expiry_red": "se la scadenza è in rosso",
    "extra_archive_gb": "i GB interi di archivio oltre a quelli del piano",
    "extra_inbox_gb": "i GB interi di inbox oltre a quelli del piano",
    "features": "che cos'altro ha il piano",
    "field": "quale campo",
    "first": "il primo giorno",
    "fixed": "i campi che il titolare non può cambiare",
    "form": "che forma ha",
    "fulfilled": "se l'ordine si chiude ed esegue subito",
    "gross": "il totale, IVA compresa",
    "guide": "quale pagina",
    "guides": "le pagine che spiegano i comandi",
    "hours": "se c'è un orario",
    "identifier": "l'identificativo",
    "identifier_due": "se serve un identificativo per la fattura elettronica",
    "identifiers": "le forme che può avere",
    "if_charge_fails": "se avviene solo quando l'addebito non riesce",
    "if_it_fails": "che cosa segue se l'addebito non riesce",
    "inbox_gb": "i GB di casella del piano",
    "input": "come lo prende il modulo",
    "item": "che cosa si vende",
    "kept": "che cosa si esegue",
    "kept_until": "l'ultimo giorno in cui il contenuto esiste",
    "kind": "di che tipo è",
    "label": "come si chiama, per lingua",
    "last": "l'ultimo giorno",
    "leads_to": "gli stati a cui può portare",
    "least": "almeno quanto",
    "limits": "fino a dove vanno i numeri",
    "lines": "le righe dell'ordine",
    "logins": "da dove si entra",
    "logs": "dove si hanno i log",
    "machine": "se è di una casella o di un ordine",
    "mailbox": "la casella com'è poi",
    "mailbox_kind": "per che tipo di casella è l'ordine",
    "may_buy_space": "se lo stato permette altro spazio",
    "may_change_plan": "se si può cambiare piano",
    "may_read": "se si possono leggere i messaggi",
    "may_receive": "se riceve",
    "may_renew": "se lo stato permette di rinnovarla",
    "may_repurchase": "se il nome si può ricomprare",
    "may_send": "se può inviare",
    "message": "quale messaggio",
    "messages": "i messaggi che partono",
    "messages_recoverable": "se i messaggi si possono recuperare",
    "method": "il modo di pagare",
    "methods": "i modi di pagare",
    "missing": "che cosa manca ancora",
    "mode": "come finisce",
    "most": "al massimo quanto",
    "most_extra_archive_gb": "quanti GB di archivio si possono aggiungere al massimo",
    "most_extra_inbox_gb": "quanti GB di casella si possono aggiungere al massimo",
    "needs": "che cosa deve portare",
    "needs_another_plan": "se rinnova solo con un altro piano, perché il suo non c'è più",
    "needs_confirmation": "se prima chiede conferma",
    "needs_one_of": "di che cosa deve portare almeno una cosa",
    "net": "il totale, senza IVA",
    "new_expiry": "la scadenza dopo",
    "number": "il numero dell'ordine",
    "opens": "l'ora in cui apre",
    "order": "l'ordine",
    "parts": "quante parti d'anno si pagano",
    "path": "la via per arrivarci",
    "pay_by": "fino a quando si fa in tempo, per ogni modo di pagare",
    "pays": "che cosa paga: lordo, o netto con lo split payment",
    "per_year": "il prezzo di un anno, senza IVA",
    "phone": "il telefono",
    "place": "dove sta",
    "plan": "quale piano",
    "plans": "i piani",
    "policy": "a quale domanda si chiede",
    "position": "il posto, da 1",
    "possible": "se si può rinnovare",
    "problems": "che cosa non va nei dati",
    "quantity": "quanti",
    "quote": "quanto si addebita, e fino a quando la casella è poi pagata",
    "records": "che cosa registrano",
    "refund": "quanto si rimborsa, IVA compresa",
    "refused": "il codice del rifiuto",
    "registered_on": "il giorno in cui il pagamento è stato registrato",
    "remedies": "che cosa si può fare",
    "renewal_type": "come si rinnova",
    "requests": "le richieste, una per domanda",
    "requires": "che cosa bisogna ancora dare",
    "retries": "i giorni in cui l'addebito si ritenta",
    "row": "la riga che lo dice",
    "sent_by": "come parte",
    "sent_code": "il codice che va sulla fattura al suo posto",
    "shortfall": "quanto manca",
    "shown": "se si vede",
    "shown_in": "dove si vede",
    "shows": "che cosa mostra il canale",
    "since": "il primo giorno dello stato",
    "spent": "quanto si prende dal credito",
    "state": "lo stato",
    "to_change": "che cosa bisogna fare prima, per cambiare modo di pagare, scelte o durata",
    "to_pay": "quanto si paga: il lordo, o il netto con lo split payment",
    "top_up": "quanto bisogna ricaricare",
    "top_up_methods": "come si ricarica",
    "treated_as": "come che tipo di titolare viene trattato",
    "unit": "in che unità si conta",
    "unit_price": "il prezzo di uno, senza IVA",
    "value": "il valore",
    "vat": "l'IVA",
    "vat_percent": "l'aliquota IVA",
    "vat_to": "a chi va l'IVA",
    "visible_in": "dove si vede lo stato",
    "what": "che cosa",
    "where": "dove",
    "whole": "di quante parti è fatto un anno",
    "why_not": "perché no",
    "years": "gli anni",
}
"""Facts and parts of answers."""

_OF_ITS_CLASS: Final[Mapping[str, str]] = {
    "Action.event": "l'evento che il comando fa succedere",
    "Action.order": "il numero dell'ordine di cui si tratta",
    "Actions.channel": "il canale",
    "CalendarDay.name": "come si chiama, se ha un nome",
    "Guide.address": "dove sta la pagina",
    "Line.net": "l'importo della riga, senza IVA",
    "LogAvailability.until": "l'ultimo giorno in cui si tengono",
    "PayBy.before": "per che cosa si fa in tempo",
    "Quote.expiry": "la scadenza di prima",
    "RenewalOptions.extra_archive_gb": "quanti GB di archivio si possono avere al massimo",
    "RenewalOptions.extra_inbox_gb": "quanti GB di inbox si possono avere al massimo",
    "RenewalOptions.last_day": "l'ultimo giorno in cui si può rinnovare",
    "Status.until": "l'ultimo giorno dello stato, se non succede niente",
    "Termination.last_day": "l'ultimo giorno in cui funziona del tutto",
}
"""Where a field of a class means something else than elsewhere."""


def noun(kind: type[Any], name: str) -> str:
    """What a field of a class is, in Italian: as the class itself says it, or for an answer as analysts call it.

    >>> from pecrules import Mailbox
    >>> noun(Mailbox, "auto_renew")
    'se il rinnovo automatico è attivo'
    """
    field = attrs.fields_dict(kind).get(name)
    sentence = field.metadata.get("sentence") if field is not None else None
    if sentence and (own := italian(sentence)) != sentence:
        return _as_a_note(own)
    return _OF_ITS_CLASS.get(f"{kind.__name__}.{name}") or _NOUNS[name]


def question(policy: Policy) -> str:
    """What a policy answers, in Italian."""
    return _as_a_note(italian(policy.help.partition("\n")[0]))


def about(kind: type[Any]) -> str:
    """What a class is, in Italian."""
    return _ABOUT[kind.__name__]


def italian(sentence: str) -> str:
    """A sentence of ours in Italian."""
    return say("it", sentence)


def _as_a_note(sentence: str) -> str:
    """A sentence as an editor shows it: it begins small and ends without a stop."""
    return sentence[:1].lower() + sentence[1:].removesuffix(".")
