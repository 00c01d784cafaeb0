"""The manifest of the policies: whoever is in it has a name, a command, a receipt, a layout, an entry and JSON."""

import ast
import inspect
from datetime import date
from functools import cache, reduce
from operator import or_
from types import NoneType
from typing import get_args, get_type_hints

import pytest

import pecrules
from pecrules import policies
from pecrules.cli import root
from pecrules.cli.options import commands_of
from pecrules.domain.answering import Steps
from pecrules.model import json as model_json
from pecrules.model.orders import Order
from pecrules.model.outcomes import answers
from pecrules.policies import MAILBOX, MANIFEST, REFUSAL, Policy, homes, name_of, resolve, resolve_policy
from pecrules.present import outcomes
from tests.places import ROOT

PLAIN = {
    policies.DAY: date,
    policies.SPAN: tuple[date, date],
    policies.ORDERS: tuple[Order, ...],
    policies.IDENTIFIER: str | None,
}
DOOR = ast.parse((ROOT / "pecrules" / "__init__.py").read_text("utf-8"))
PAGE = (ROOT / "docs" / "reference" / "command-line.md").read_text("utf-8")
README = " ".join((ROOT / "README.md").read_text("utf-8").split())
RECEIPTS = {path.stem: path.read_text("utf-8") for path in (ROOT / "tests" / "golden" / "receipts").glob("*.json")}
NOBODY = Policy(
    "quote_nothing",
    module="nothing",
    subject=(MAILBOX,),
    request=None,
    outcomes=("model.outcomes.quotes.Nothing", REFUSAL),
    command="quote nothing",
    help="What nothing costs.",
)


def seen_by_checkers():
    """Public name -> its module, as type checkers read it in the front door."""
    block = next(node for node in DOOR.body if isinstance(node, ast.If))
    return {alias.asname: node.module for node in block.body for alias in node.names}


def has_command(policy):
    """Whether its words lead to a command."""
    found = root
    for word in policy.command.split():
        found = commands_of(found).get(word) if found is not None else None
    return found is not None and found.policy == policy


def missing(policy):
    """What a policy ought to have and does not."""
    answers = [path for path in policy.outcomes if path is not None and policy.stamped]
    entry = PAGE.partition(f"\n## `pecrules {policy.command}`\n")[2].partition("\n## ")[0]
    proofs = {
        "public name": policy.name in pecrules.__all__,
        "public name for type checkers": f"pecrules.{policy.home}" == seen_by_checkers().get(policy.name),
        "command": has_command(policy),
        "receipt": not policy.stamped or any(f'"policy":"{policy.name}"' in text for text in RECEIPTS.values()),
        "layout": {name_of(path) for path in answers} <= outcomes._LAYOUTS.keys(),
        "entry": f"In Python: `pecrules.{policy.name}`." in entry,
        "JSON": {name_of(path) for path in answers} <= written(),
        "README": f"`{policy.name}`" in README and policy.command.rpartition(" ")[2] in README,
    }
    return [what for what, there in proofs.items() if not there]


@cache
def written():
    """The classes of the answers of golden receipts, each written as JSON and read back."""
    found = [pecrules.verify(text).outcome for text in RECEIPTS.values()]
    assert found == [pecrules.from_json(pecrules.to_json(each)) for each in found]
    return {type(each).__name__ for each in found}


@pytest.mark.parametrize("policy", MANIFEST.values(), ids=MANIFEST)
def test_a_policy_has_everything(policy):
    """A public name, also for type checkers, a command, a receipt, a layout, an entry in the reference, JSON."""
    assert [] == missing(policy)


def test_a_policy_that_is_nowhere_is_missed():
    """Whoever writes only a declaration is told what else is wanted."""
    assert 8 == len(missing(NOBODY))


@pytest.mark.parametrize("policy", MANIFEST.values(), ids=MANIFEST)
def test_the_manifest_says_what_the_function_says(policy):
    """Subject, request, channel and answers are those of its signature."""
    asked, hints = resolve_policy(policy.name), get_type_hints(resolve_policy(policy.name))
    names = [name for name, each in inspect.signature(asked).parameters.items() if each.kind is not each.KEYWORD_ONLY]
    subject, *request = [hints[name] for name in names]
    assert reduce(or_, map(resolved, policy.subject)) == subject
    assert ([] if policy.request is None else [PLAIN.get(policy.request) or resolve(policy.request)]) == [
        tuple[Order, ...] if "Sequence" in str(each) else each for each in request
    ]
    assert set(map(resolved, policy.outcomes)) == set(get_args(hints["return"]) or [hints["return"]])
    assert bool(policy.channel) == ("channel" in hints)


def resolved(path):
    return NoneType if path is None else resolve(path)


def test_policies_are_sorted():
    """Nobody has to search."""
    assert sorted(MANIFEST) == list(MANIFEST)


def test_type_checkers_see_what_the_front_door_has():
    """Each public name, from the module that it is loaded from."""
    public = {name: inspect.getmodule(getattr(pecrules, name)).__name__ for name in seen_by_checkers()}
    assert {*seen_by_checkers(), "__version__"} == set(pecrules.__all__)
    assert {name: f"pecrules.{home}" for name, home in homes().items()}.items() <= seen_by_checkers().items()
    assert ["Outcome"] == [  # which is no class
        name for name, module in seen_by_checkers().items() if not public[name].startswith(module)
    ]


def test_every_answer_has_a_layout_and_no_layout_is_left_over():
    """Layouts, the type of all answers and the JSON edge know the same ones."""
    kinds = {name_of(path) for policy in MANIFEST.values() if policy.stamped for path in policy.outcomes}
    assert kinds == outcomes._LAYOUTS.keys()
    assert kinds == {kind.__name__ for kind in get_args(answers.Outcome)}
    assert kinds == set(model_json._OUTCOMES)


def driven(policy):
    """Whether its function does nothing but have the driver ask it, subject, request, rules and day in their order."""
    function = resolve_policy(policy.name)
    match ast.parse(inspect.getsource(function)).body[0].body[1:]:
        case [
            ast.Return(
                ast.Call(ast.Attribute(ast.Name(steps), "ask" | "ask_surely"), [*_, ast.Name("rules"), ast.Name("on")])
            )
        ]:
            return isinstance(getattr(inspect.getmodule(function), steps), Steps)
        case _:
            return False


def test_the_driver_asks_every_policy():
    """A policy says its steps; what happens between them is said once."""
    assert [] == [policy.name for policy in MANIFEST.values() if not driven(policy)]


def left_to_the_driver(path):
    """What a module does itself of what the driver does for all."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Name("NoRuleInForce" as name) | ast.Call(ast.Name("Refusal" as name)):
                yield name
            case ast.Call(ast.Attribute(attr="view")):
                yield ast.unparse(node)


def test_only_the_driver_knows_what_happens_between_the_steps():
    """No policy looks up a view of a day, makes a refusal, or says what happens where the tables say nothing."""
    folder = ROOT / "pecrules" / "policies"
    found = {path.relative_to(folder).as_posix(): list(left_to_the_driver(path)) for path in folder.rglob("*.py")}
    assert {} == {module: uses for module, uses in found.items() if uses}
