"""Answers and problems in words: Italian, English and German; nothing here decides anything."""

from pecrules.present.catalogues import LANGUAGES, Language, language
from pecrules.present.problems import Told, tell
from pecrules.present.reports import FORMATS, report

__all__ = ["FORMATS", "LANGUAGES", "Language", "Told", "language", "report", "tell"]
