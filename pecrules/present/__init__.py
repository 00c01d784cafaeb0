"""Answers and problems in words: Italian, English and German.

Here belong words, layouts and the catalogues of ``locales/``; here does not belong a rule, or anything an answer would
depend on. The command line and programs that show answers may import it; it leans on the rule book, the outcomes and
receipts, never on a policy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pecrules.model.codes import Language
    from pecrules.model.outcomes.answers import Outcome
    from pecrules.present.books import book_titles
    from pecrules.present.catalogues import LANGUAGES, language
    from pecrules.present.explanations import explain, is_explained_by
    from pecrules.present.http import STATUSES, problem_document
    from pecrules.present.invoicing import InvoiceBody, InvoiceLine, InvoiceSummary, invoice_lines
    from pecrules.present.letters import Letter, letter
    from pecrules.present.outcomes import notice, sheet
    from pecrules.present.overviews import OVERVIEWS, overview
    from pecrules.present.paths import openapi
    from pecrules.present.problems import Wording, wording
    from pecrules.present.reports import FORMATS, report
    from pecrules.present.saying import Sayable, say
    from pecrules.present.service import Reply, preferred_language, respond
    from pecrules.present.sheets import Part, Sheet, as_text

__all__ = [
    "FORMATS",
    "LANGUAGES",
    "OVERVIEWS",
    "STATUSES",
    "InvoiceBody",
    "InvoiceLine",
    "InvoiceSummary",
    "Language",
    "Letter",
    "Outcome",
    "Part",
    "Reply",
    "Sayable",
    "Sheet",
    "Wording",
    "as_text",
    "book_titles",
    "explain",
    "invoice_lines",
    "is_explained_by",
    "language",
    "letter",
    "notice",
    "openapi",
    "overview",
    "preferred_language",
    "problem_document",
    "report",
    "respond",
    "say",
    "sheet",
    "wording",
]

_HOME: Final = {
    "FORMATS": "reports",
    "InvoiceBody": "invoicing",
    "InvoiceLine": "invoicing",
    "InvoiceSummary": "invoicing",
    "LANGUAGES": "catalogues",
    "OVERVIEWS": "overviews",
    "STATUSES": "http",
    "Language": ".model.codes",
    "Letter": "letters",
    "Outcome": ".model.outcomes.answers",
    "Part": "sheets",
    "Reply": "service",
    "Sayable": "saying",
    "Sheet": "sheets",
    "Wording": "problems",
    "as_text": "sheets",
    "book_titles": "books",
    "explain": "explanations",
    "invoice_lines": "invoicing",
    "is_explained_by": "explanations",
    "language": "catalogues",
    "letter": "letters",
    "notice": "outcomes",
    "openapi": "paths",
    "overview": "overviews",
    "problem_document": "http",
    "report": "reports",
    "respond": "service",
    "say": "saying",
    "sheet": "outcomes",
    "preferred_language": "service",
    "wording": "problems",
}
"""Name -> the module that it lives in; each is loaded when first used, for who speaks of one thing needs few."""

if not TYPE_CHECKING:  # as in the front door

    def __getattr__(name: str) -> Any:
        """A name, from the module it lives in."""
        if name not in _HOME:
            raise AttributeError(f"module 'pecrules.present' has no attribute {name!r}")
        return getattr(import_module(f".{_HOME[name]}", "pecrules.present"), name)
