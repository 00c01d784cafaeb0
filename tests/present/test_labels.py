"""Labels taken back: whatever an answer calls a thing is taken wherever the code is that it stands for."""

import attrs
import pytest

from pecrules.policies import MANIFEST, resolve
from pecrules.present.catalogues import LANGUAGES
from pecrules.present.labels import code_of
from pecrules.present.names import Names
from pecrules.present.sentences import FIELDS
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.channels import Channel
from pecrules.rulebook.rows.holders import Subject
from pecrules.rulebook.rows.lifecycle import State
from pecrules.rulebook.rows.payments import Credit, Method
from pecrules.rulebook.rows.plans import PartnerPlan, Plan
from pecrules.rulebook.rows.termination import Mode
from tests.variants import every_book, shipped

KINDS: tuple[type[Row], ...] = (Plan, PartnerPlan, Method, Channel, State, Credit, Subject, Mode)
SECTIONS = {
    field.metadata["words"]
    for policy in MANIFEST.values()
    for path in (*policy.subject, policy.request_class)
    if path and ".outcomes." not in path
    for field in attrs.fields(resolve(path))
} - {""}
"""The sections whose words can be given."""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_labels_of_rows(lang):
    """Every label of every book is its code again, unless two codes have it."""
    for rules in every_book():
        for kind in KINDS:
            section = "plans.plans" if kind is PartnerPlan else kind.SECTION
            rows = [entry.row for entry in rules.entries if isinstance(entry.row, kind)]
            labels = {(str(getattr(row.label, lang)), row.key[-1]) for row in rows if hasattr(row, "label")}
            for label, code in labels:
                alike = {other for each, other in labels if each.casefold() == label.casefold()}
                assert ({code_of(label, section, rules)} == {code}) == (len(alike) == 1), (label, section)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_labels_of_ours(lang):
    """So is every sentence that a request is told with."""
    names, rules = Names(shipped()), shipped()
    for field, section, code in (
        ("mode", "termination.modes", "withdrawal"),
        ("asked_by", "termination.modes", "heir"),
        ("through", "termination.repurchase", "new_purchase"),
        ("holder_choice", "channels.certification", "new"),
        ("method", "payments.methods", "bank_transfer"),
    ):
        said = FIELDS[field](code, names, lang).partition(": ")
        assert code == code_of(said[2] or said[0], section, rules)


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_what_is_no_label(section):
    """What nothing is called stays as it is written."""
    assert "gold" == code_of("gold", section, shipped())


@pytest.mark.parametrize("written", ["standard", "Standard", "PEC Standard", " `pec standard` ", "«PEC Standard»"])
def test_how_it_is_written(written):
    """Capitals do not count, nor quotes around it."""
    assert "standard" == code_of(written, "plans.plans", shipped())
