"""The names that the tables give: plans, items and ways to pay by their labels, rows by what they are about."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Any, Final, TypeVar

from pecrules.model.codes import Language
from pecrules.model.mailboxes import Mailbox
from pecrules.present import codes
from pecrules.present.catalogues import mark, say
from pecrules.rulebook.citations import Citation
from pecrules.rulebook.folders import title_of
from pecrules.rulebook.layers import BASE
from pecrules.rulebook.rows import Label, Row
from pecrules.rulebook.rows.channels import Command
from pecrules.rulebook.rows.guides import Guide
from pecrules.rulebook.rows.interpretations import Interpretation, Topic, Wording
from pecrules.rulebook.rows.lifecycle import Step
from pecrules.rulebook.rows.messages import Template, Text
from pecrules.rulebook.rows.payments import Method
from pecrules.rulebook.rows.plans import PartnerPlan, Plan
from pecrules.rulebook.ruleset import Ruleset

R = TypeVar("R", bound=Row)

SECTIONS: Final = {
    "plans.plans": mark("space of the plan"),
    "pricing.prices": mark("price"),
    "pricing.vat": mark("VAT rate"),
    "renewal.terms": mark("terms on offer"),
    "renewal.advice": mark("when to order"),
    "renewal.manual_renewal": mark("renewal by hand"),
    "renewal.automatic": mark("automatic renewal"),
    "renewal.routes": mark("where it is renewed"),
    "renewal.new_expiry": mark("what the new term is counted from"),
    "lifecycle.grace": mark("days of grace after the expiry"),
    "lifecycle.grace_stretches": mark("what it may do in the first days of grace"),
    "payments.methods": mark("way to pay"),
    "payments.quick_payment": mark("payment without signing in"),
    "holders.subjects": mark("kind of holder"),
    "holders.fields": mark("what the holder may change"),
    "holders.invoices": mark("whose data the invoice bears"),
    "holders.split_payment": mark("split payment"),
    "plans.change_rules": mark("when the plan may be changed"),
    "plans.changes": mark("what a change of plan does"),
    "plans.domains": mark("public domain"),
    "plans.names": mark("what a mailbox may be called"),
    "plans.order_size": mark("most mailboxes in one order"),
    "pricing.proration": mark("price of a part of the term"),
    "lifecycle.transitions": mark("change of state"),
    "lifecycle.activation": mark("time until activation"),
    "lifecycle.suspension": mark("days of suspension"),
    "lifecycle.full_box": mark("full mailbox"),
    "alerts.red_date": mark("expiry shown in red"),
    "alerts.space_warning": mark("warning of little space"),
    "termination.consumer": mark("a consumer's right to withdraw"),
    "termination.logs": mark("how long logs are kept"),
    "termination.repurchase": mark("how a deleted name is bought again"),
    "termination.cascade": mark("what ends with the mailbox"),
    "sources.sources": mark("source"),
    "sources.thresholds": mark("threshold of a doubt"),
    "alerts.notices": mark("notice"),
    "channels.channels": mark("channel"),
    "channels.commands": mark("command"),
    "channels.contacts": mark("contact"),
    "channels.forms": mark("step of a form"),
    "channels.records": mark("what a record shows"),
    "channels.vocabulary": mark("what a channel calls it"),
    "holders.identifiers": mark("form of an identifier"),
    "interpretations.interpretations": mark("reading"),
    "interpretations.topics": mark("open question"),
    "lifecycle.messages": mark("message"),
    "lifecycle.states": mark("state"),
    "payments.credit": mark("kind of credit"),
    "plans.partner_plans": mark("plan of the partners"),
    "termination.modes": mark("way to end it"),
    "channels.logins": mark("way in"),
    "channels.certification": mark("what a partner chooses"),
    "guides.guides": mark("guide"),
    "messages.texts": mark("text of a message"),
}
"""What the rows of a section are about."""


class Names:
    """The labels of some rules on one day; without rules every name is shown as it is written there.

    Attributes:
        mailbox: The mailbox that an answer is about, where it is known.
        former: Rows that the rules had: what only they know is called as it was.

    >>> Names(None).method("card", "it")
    '`card`'
    """

    def __init__(
        self,
        rules: Ruleset | None,
        on: date | None = None,
        mailbox: Mailbox | None = None,
        former: Sequence[Row] = (),
    ) -> None:
        self._rules, self._on = rules, on
        self.mailbox: Final = mailbox
        self.former: Final = former

    def method(self, name: str, lang: Language) -> str:
        """A way to pay."""
        return self.label(Method, (name,), lang)

    def plan(self, name: str, lang: Language, kind: str = "mailbox") -> str:
        """A plan, of the public or of the partners."""
        return self._label(Plan, (kind, name), lang) or self.label(PartnerPlan, (name,), lang)

    def subject(self, text: str, lang: Language) -> str:
        """What a text is about; its name where the rules have no such text."""
        rows = (entry.row for entry in (self._rules.entries if self._rules is not None else ()))
        found = next((row for row in rows if isinstance(row, Text) and row.text == text), None)
        return f"`{text}`" if found is None else f"“{words_in(found.subject, lang)}”"

    def command(self, name: str, lang: Language) -> str:
        """A command, as the first channel that has it calls it; quoted where none has."""
        rows = (entry.row for entry in (self._rules.entries if self._rules is not None else ()))
        label = next((row.label for row in rows if isinstance(row, Command) and row.command == name), None)
        return f"`{name}`" if label is None else str(getattr(label, lang))

    def book(self, name: str, lang: Language) -> str:
        """A price book by its title; of one that is neither among the rules nor shipped, its id."""
        layers = self._rules.layers if self._rules is not None else ()
        documents = [layer.documents.get("book") for layer in layers if layer.name == name]
        titles = [str(document.block["title"]) for document in documents if document is not None]
        if name == BASE:
            return say(lang, "the public list")
        return next(iter(titles), None) or title_of(name) or f"`{name}`"

    def label(self, kind: type[Row], key: tuple[str, ...], lang: Language) -> str:
        """The label of a row's key; the last word of the key where the rules have none."""
        return self._label(kind, key, lang) or f"`{key[-1]}`"

    def known(self, kind: type[Row], key: tuple[str, ...], lang: Language) -> str | None:
        """The same; ``None`` where the rules have none."""
        return self._label(kind, key, lang)

    def citation(self, ref: str) -> Citation | None:
        """Where a row comes from; ``None`` if the rules have no such row."""
        try:
            return self._rules.cite(ref) if self._rules is not None else None
        except KeyError:
            return None

    def rows(self, kind: type[R], refs: Iterable[str]) -> tuple[R, ...]:
        """The rows of a section among some, in their order."""
        citations = filter(None, map(self.citation, refs))
        return tuple(each.row for each in citations if isinstance(each.row, kind))

    def row(self, ref: str, lang: Language) -> str:
        """A name for a row: its label, its question, or what its section is about."""
        citation = self.citation(ref)
        return self.cited(citation, lang) if citation else f"`{ref}`"

    def cited(self, citation: Citation, lang: Language) -> str:
        """The same for a citation."""
        label = getattr(citation.row, "label", None)
        if label is not None:
            return str(getattr(label, lang))
        if isinstance(citation.row, Interpretation):
            return self.question(citation.row, lang)
        about = say(lang, SECTIONS[section_of(citation)])
        if isinstance(citation.row, Step):
            return say(lang, "{what}: {event}", what=about, event=say(lang, codes.EVENTS[citation.row.event]))
        return about

    def guides(self) -> tuple[Guide, ...]:
        """The guides of the day."""
        return () if self._rules is None or self._on is None else self._rules.on(self._on).rows(Guide)

    def address(self, source: str | None) -> str:
        """Where a source stands; empty for one that is no page, or for none."""
        return (self._rules.address_of(source) or "") if self._rules is not None and source else ""

    def text(self, name: str) -> Text | None:
        """The text of that name."""
        row = self._found(Text, (name,))
        return row if isinstance(row, Text) else None

    def question(self, row: Interpretation, lang: Language) -> str:
        """What the sources leave open; the topic where the tables do not tell the question.

        >>> from pecrules import load_rules
        >>> rules = load_rules()
        >>> Names(rules).question(rules.cite("interpretations/day-of-expiry").row, "it")
        'Il giorno stesso della scadenza la casella è attiva o scaduta?'
        """
        if row.question is not None:
            return str(getattr(row.question, lang, row.question.en))
        return self.topic(row.topic, lang)

    def topic(self, name: str, lang: Language) -> str:
        """The question of a topic; its name where the tables do not tell it."""
        topic = self._rules.topic(name) if self._rules is not None else None
        return words_in(topic.question, lang) if topic else f"`{name}`"

    def reading(self, row: Interpretation, lang: Language) -> str:
        """The reading chosen, and what it means."""
        meaning = self.meaning(row, lang)
        return f"{row.choice}: {meaning}" if meaning else row.choice

    def meaning(self, row: Interpretation, lang: Language) -> str:
        """What the reading chosen means; empty where nobody tells it."""
        own = {choice.name: choice.meaning for choice in row.choices}
        topic = self._topic(row)
        return own.get(row.choice) or (words_in(topic.meaning(row.choice), lang) if topic else "")

    def number(self, row: Interpretation) -> str:
        """The number of the question, as ``D-01``; nothing where the tables have none."""
        topic = self._topic(row)
        return row.ambiguity or (topic.id.upper() if topic else "")

    def evidence(self, row: Interpretation) -> str:
        """What the sources say to the question."""
        topic = self._topic(row)
        return row.evidence or (topic.evidence if topic else "")

    def _topic(self, row: Interpretation) -> Topic | None:
        return self._rules.topic(row.topic) if self._rules is not None else None

    def _label(self, kind: type[Row], key: tuple[str, ...], lang: Language) -> str | None:
        label = getattr(self._found(kind, key), "label", None) or self._once(kind, key)
        return str(getattr(label, lang)) if label is not None else None

    def _once(self, kind: type[Row], key: tuple[str, ...]) -> Label | None:
        """What it is called on other days, where it has ended or has not begun; else what it was called."""
        entries = self._rules.entries if self._rules is not None else ()
        rows = chain((entry.row for entry in reversed(entries)), reversed(self.former))
        return next((getattr(row, "label", None) for row in rows if isinstance(row, kind) and row.key == key), None)

    def _found(self, kind: type[Row], key: tuple[str, ...]) -> Row | None:
        """The row of a key, or the row that ended it, if there are rules and one of them speaks of it."""
        return None if self._rules is None or self._on is None else self._rules.on(self._on).get(kind, *key)


def words_in(wording: Label | Template | Wording, lang: Language) -> str:
    """A sentence of the tables in a language."""
    return str(getattr(wording, lang))


def section_of(citation: Citation) -> str:
    """The section of a cited row.

    >>> from pecrules import load_rules
    >>> section_of(load_rules().cite("pricing/vat-22"))
    'pricing.vat'
    """
    row: Any = citation.row
    return str(getattr(row, "section", None) or row.SECTION)
