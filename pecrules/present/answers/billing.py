"""What an invoice needs: who is treated how, what may be changed, what is wrong or missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pecrules.model.codes import Language
from pecrules.present import codes, sentences, words
from pecrules.present.answers.consequences import yes_or_no
from pecrules.present.catalogues import say
from pecrules.present.names import Names
from pecrules.present.sheets import Part
from pecrules.rulebook.rows.holders import HolderField, Subject

if TYPE_CHECKING:
    from pecrules.model.outcomes.billing import Billing


def billing(found: Billing, names: Names, lang: Language) -> Iterator[Part]:
    """Who is treated how, what the invoice bears, what may be changed, and what is wrong or missing."""
    rows = [(say(lang, "treated as"), names.label(Subject, (found.treated_as,), lang))]
    rows.append((say(lang, "identifier for the electronic invoice due"), yes_or_no(found.identifier_due, lang)))
    rows += [(say(lang, "it may be"), names.row(each.row, lang)) for each in found.identifiers]
    if found.addressed_to is not None:
        rows.append((say(lang, "the invoice bears"), sentences.said(codes.INVOICED, found.addressed_to, lang)))
    rows.append((say(lang, "to pay"), say(lang, "net of VAT") if found.pays == "net" else say(lang, "VAT included")))
    if found.acceptance_days is not None:
        within = words.days(found.acceptance_days, found.acceptance_days, lang)
        rows.append((say(lang, "invoice accepted within"), within))
    for label, fields in ((say(lang, "may be changed"), found.editable), (say(lang, "stays as it is"), found.fixed)):
        if fields:
            called = (names.label(HolderField, (field,), lang) for field in fields)
            rows.append((label, words.both(called, lang)))
    yield Part("", tuple(rows))
    yield Part(say(lang, "Wrong"), tuple((sentences.problem(code, lang),) for code in found.problems))
    yield Part(say(lang, "Missing"), tuple((sentences.requirement(code, lang),) for code in found.missing))
