"""The schema, the texts and the page are made from the declarations, and are fresh."""

import json
import runpy
import sys

import pytest

from pecrules.policies import MANIFEST
from pecrules.testing.scenarios.__main__ import files
from pecrules.testing.scenarios.schema import schema
from pecrules.testing.scenarios.shapes import answers_of, shape_of, subjects_of
from pecrules.testing.scenarios.texts import question
from tests.places import ROOT


@pytest.mark.parametrize("name", ["schemas/scenarios.schema.json", "docs/reference/scenarios.md"])
def test_is_fresh(name):
    """``python -m pecrules.testing.scenarios`` writes what stands there."""
    assert files()[name] == (ROOT / name).read_text("utf-8")


def test_a_stale_file_is_told(monkeypatch):
    """By the module that writes them."""
    monkeypatch.setattr(sys, "argv", ["scenarios", "--check"])
    monkeypatch.delitem(sys.modules, "pecrules.testing.scenarios.__main__", raising=False)
    with pytest.raises(SystemExit) as done:
        runpy.run_module("pecrules.testing.scenarios", run_name="__main__")
    assert 0 == done.value.code


def test_every_policy_can_be_asked():
    """And has its words, in Italian."""
    asks = schema()["$defs"]["scenario"]["allOf"][0]["properties"]["ask"]["enum"]
    assert asks == [*MANIFEST]
    assert all(question(policy)[0].islower() for policy in MANIFEST.values())
    assert [] == [name for name, policy in MANIFEST.items() if question(policy)[1:8] in policy.help]


def test_every_answer_can_be_expected():
    """Each policy has a block of what may be expected; those that may be answered alike share it."""
    blocks = schema()["$defs"]
    branches = [each for each in blocks["scenario"]["allOf"] if "then" in each]
    expected = {each["if"]["properties"]["ask"]["const"]: each["then"]["properties"]["expect"] for each in branches}
    assert MANIFEST.keys() == expected.keys()
    assert all(blocks[each["$ref"].rpartition("/")[2]]["properties"] for each in expected.values())
    assert expected["quote_purchase"] == expected["quote_repurchase"]
    assert all(answers_of(policy) and subjects_of(policy) is not None for policy in MANIFEST.values())


def test_what_no_scenario_can_say():
    """A name in every language is none of its shapes."""
    assert shape_of(tuple[tuple[str, str], ...]) is None


def test_snippets_are_scenarios():
    """What the editor proposes has the keys of a scenario."""
    snippets = schema()["properties"]["scenarios"]["defaultSnippets"]
    assert 3 == len(snippets)
    assert all("ask: " in json.dumps(each) for each in snippets)
