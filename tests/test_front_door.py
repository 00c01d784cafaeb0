"""``import pecrules``: what stands in the front door, and what it costs to open it."""

import doctest
import importlib
import inspect
import subprocess
import sys

import pytest

import pecrules
from pecrules.policies import homes

HEAVY = {"attr", "attrs", "yaml", "jsonschema", "cattrs", "babel", "hypothesis", "click", "rich"}
NEVER_FOR_A_QUOTE = {
    "jsonschema",
    "cattrs",
    "babel",
    "hypothesis",
    "pathlib",
    "importlib.metadata",
    "zoneinfo",
    "click",
}


def loaded(program: str) -> set[str]:
    """The modules that a program loads in an interpreter of its own."""
    told = f"import sys; before = set(sys.modules)\n{program}\nprint(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_public_names_are_sorted():
    """Nobody has to search."""
    assert sorted(pecrules.__all__) == pecrules.__all__


def test_every_public_name_has_a_home():
    """What is promised is there, and nothing else."""
    assert {*pecrules._homes(), "__version__"} == set(pecrules.__all__)


def test_a_public_name_is_what_its_home_says():
    """The front door adds nothing of its own."""
    for name in sorted(pecrules._homes()):
        home = importlib.import_module(f"pecrules.{pecrules._homes()[name]}")
        assert getattr(home, name) is pecrules.__getattr__(name) is getattr(pecrules, name)


def test_a_name_that_is_not_there():
    """It is missed like an attribute of any module, with its name."""
    with pytest.raises(AttributeError, match="no attribute 'quote_renewals'"):
        pecrules.__getattr__("quote_renewals")


def test_a_name_that_is_not_there_cannot_be_imported():
    """Nor does ``from pecrules import`` find it."""
    with pytest.raises(ImportError):
        exec("from pecrules import quote_renewals")


def test_the_policies_and_what_they_take_and_give_are_not_listed_twice():
    """Their homes are in the manifest."""
    assert set() == pecrules._HOME.keys() & homes().keys()


def test_everything_can_be_imported_at_once():
    """``from pecrules import *`` gives every public name."""
    found = {}
    exec("from pecrules import *", found)
    assert set(pecrules.__all__) <= found.keys()


def test_the_public_names_can_be_listed():
    """Completion in an interpreter shows all of them before any is loaded."""
    assert pecrules.__all__ == pecrules.__dir__()
    assert set(pecrules.__all__) <= set(dir(pecrules))


@pytest.mark.skipif(sys.flags.optimize > 1, reason="-OO leaves no docstrings")
def test_every_public_name_is_described():
    """A docstring each; a function also shows how it is called."""
    for name in sorted(pecrules._homes()):
        value = getattr(pecrules, name)
        assert inspect.getdoc(value)
        if inspect.isfunction(value):
            assert doctest.DocTestParser().get_examples(inspect.getdoc(value)), f"{name} has no example"


def test_functions_say_what_they_give():
    """Every argument and every answer of a public function has a type."""
    for name in sorted(name for name in pecrules._homes() if name.islower()):
        signature = inspect.signature(getattr(pecrules, name))
        assert signature.return_annotation is not inspect.Signature.empty
        assert all(each.annotation is not inspect.Parameter.empty for each in signature.parameters.values())


def test_opening_the_door_loads_nothing_heavy():
    """``import pecrules`` costs next to nothing until a name is used."""
    assert {"pecrules", "pecrules.base", "pecrules.base.version"} == {
        name for name in loaded("import pecrules") if name.startswith("pecrules")
    }
    assert set() == loaded("import pecrules") & HEAVY


def test_a_first_quote_loads_nothing_that_validates():
    """Tables that are sound are read, checked and asked without the machinery that explains mistakes."""
    program = """
import datetime, pecrules
rules = pecrules.load_rules()
box = pecrules.Mailbox(address="a@pec.example", plan="standard", expiry=datetime.date(2027, 3, 30))
quote = pecrules.quote_renewal(box, pecrules.RenewalRequest(years=1), rules=rules, on=datetime.date(2027, 1, 10))
assert str(quote.gross) == "12.08"
"""
    assert set() == loaded(program) & NEVER_FOR_A_QUOTE


def test_drawing_nothing_costs_nothing():
    """Who imports Hypothesis without drawing our nouns pays for no module of ours but the one that waits."""
    more = loaded("import hypothesis\nfrom pecrules.testing._plugin import register\nregister()")
    more -= loaded("import os\nos.environ['HYPOTHESIS_NO_PLUGINS'] = '1'\nimport hypothesis")  # older ones load attrs
    waiting = {"pecrules.testing", "pecrules.testing._plugin"}
    assert {"pecrules", "pecrules.base", "pecrules.base.version"} | waiting == {
        name for name in more if name.startswith("pecrules")
    }
    assert set() == more & {"attr", "attrs", "yaml"}
