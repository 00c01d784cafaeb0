"""Answers and problems in words: Italian, English and German.

Here belong words, layouts and the catalogues of ``locales/``; here does not belong a rule, or anything an answer would
depend on. The command line and programs that show answers may import it; it leans on the rule book, the outcomes and
receipts, never on a policy.
"""

from pecrules.present.catalogues import LANGUAGES, Language, language
from pecrules.present.explanations import explain, is_explained_by
from pecrules.present.outcomes import Outcome, notice, sheet
from pecrules.present.problems import Wording, wording
from pecrules.present.reports import FORMATS, report
from pecrules.present.sheets import Part, Sheet, as_text

__all__ = [
    "FORMATS",
    "LANGUAGES",
    "Language",
    "Outcome",
    "Part",
    "Sheet",
    "Wording",
    "as_text",
    "explain",
    "is_explained_by",
    "language",
    "notice",
    "report",
    "sheet",
    "wording",
]
