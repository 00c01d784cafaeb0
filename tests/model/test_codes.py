"""The closed lists of codes: what stands in them is used, and a type checker names the one that a match leaves out."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from pecrules.base.codes import ProblemCode
from pecrules.model import codes
from pecrules.model.outcomes.common import Doubt
from pecrules.policies.actions.commands import CONDITIONS
from pecrules.policies.transitions.effects import EFFECTS
from pecrules.policies.transitions.guards import GUARD_REFUSALS, GUARDS
from pecrules.present import codes as present
from tests.places import ROOT, nodes

HOUSE = ROOT / "pecrules"
SAID_BY_POLICIES = {
    "RefusalCode": codes.RefusalCode,
    "RemedyCode": codes.RemedyCode,
    "EffectCode": codes.EffectCode,
    "RequirementCode": codes.RequirementCode,
    "BillingProblem": codes.BillingProblem,
    "CalendarCode": codes.CalendarCode,
}


def texts(*rooms: str) -> set[str]:
    """Every text that stands in the code of some rooms, or in one of their modules."""
    paths = (path for room in rooms for path in [HOUSE / room, *(HOUSE / room).rglob("*.py")] if path.is_file())
    found = (node for path in paths for node in nodes(path))
    return {node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def listed(table: str, *columns: str) -> set[str]:
    """The words that a schema lists for columns of a table."""

    def walk(part: object) -> set[str]:
        if isinstance(part, list):
            return {word for each in part for word in walk(each)}
        if not isinstance(part, dict):
            return set()
        found = {word for column in columns for word in enum_of(part.get("properties", {}).get(column, {}))}
        return found | {word for each in part.values() for word in walk(each)}

    return walk(json.loads((ROOT / f"schemas/{table}.schema.json").read_text("utf-8")))


def enum_of(column: dict[str, dict[str, object]]) -> list[str]:
    return [str(word) for word in [*column.get("enum", ()), *column.get("items", {}).get("enum", ())]]


class TestLists:
    """What stands in them."""

    @pytest.mark.parametrize("name", SAID_BY_POLICIES)
    def test_no_code_is_for_nothing(self, name: str) -> None:
        """Each code stands in the text of a policy, or of what policies share."""
        assert set() == set(get_args(SAID_BY_POLICIES[name])) - texts("policies", "domain")

    def test_no_mistake_is_for_nothing(self) -> None:
        """Each mistake's code stands in the text of a room that finds mistakes."""
        found = texts("parsing", "rulebook", "model", "receipts", "testing", "fleet", "cli", "base/resources.py")
        assert set() == set(get_args(ProblemCode)) - found

    def test_states(self) -> None:
        """The states of mailboxes and orders are those that the table may list."""
        every = {*get_args(codes.MailboxState), *get_args(codes.OrderState)}
        assert every == set(get_args(codes.StateCode)) == listed("lifecycle", "state")
        assert every == listed("lifecycle", "from_state") == listed("lifecycle", "to_state")

    def test_effects_of_transitions(self) -> None:
        """The effects of transitions are the words that the table may use, and policies carry out each of them."""
        assert listed("lifecycle", "effects") == set(get_args(codes.TransitionEffect)) == set(EFFECTS)

    def test_guards(self) -> None:
        """Guards are the words that the table may use; each is asked, and all but ``always`` can refuse."""
        assert listed("lifecycle", "guard") == set(get_args(codes.GuardCode)) == set(GUARDS)
        assert {"always"} == set(get_args(codes.GuardCode)) - set(GUARD_REFUSALS)

    def test_events(self) -> None:
        """Events are the words that transitions may use; those that a command may cause are among them."""
        assert listed("lifecycle", "event") == set(get_args(codes.EventCode)) == set(present.EVENTS)
        assert listed("channels", "event") <= set(get_args(codes.EventCode))

    def test_conditions(self) -> None:
        """The conditions of commands are the words that the table may use; each is asked, and has its sentence."""
        assert listed("channels", "conditions") == set(get_args(codes.ConditionCode)) == set(CONDITIONS)
        assert set(present.CONDITIONS) == set(CONDITIONS)

    def test_modes(self) -> None:
        """The modes of ending a mailbox are those that the table may list."""
        assert listed("termination", "mode") == set(get_args(codes.TerminationMode))


FIELDS = {
    "Refusal.code": ("no: pr.Refusal", "no.code", get_args(codes.RefusalCode)),
    "Refusal.remedies": ("no: pr.Refusal", "no.remedies[0]", get_args(codes.RemedyCode)),
    "Option.refused": ("option: pr.Option[int]", "option.refused", (*get_args(codes.RefusalCode), None)),
    "Effect.code": ("effect: pr.Effect", "effect.code", get_args(codes.EffectCode)),
    "Quote.requires": ("quote: pr.Quote", "quote.requires[0]", get_args(codes.RequirementCode)),
    "Caveat.certainty": ("caveat: pr.Caveat", "caveat.certainty", get_args(Doubt)),
    "CalendarDay.what": ("day: pr.CalendarDay", "day.what", get_args(codes.CalendarCode)),
    "Billing.problems": ("billing: pr.Billing", "billing.problems[0]", get_args(codes.BillingProblem)),
    "Status.state": ("status: pr.Status", "status.state", get_args(codes.MailboxState)),
    "Transition.event": ("step: pr.Transition", "step.event", get_args(codes.EventCode)),
    "Transition.before": ("step: pr.Transition", "step.before", get_args(codes.StateCode)),
    "Transition.after": ("step: pr.Transition", "step.after", get_args(codes.StateCode)),
    "Action.event": ("action: pr.Action", "action.event", (*get_args(codes.EventCode), None)),
    "Action.why_not": ("action: pr.Action", "action.why_not[0]", get_args(codes.ConditionCode)),
    "Termination.mode": ("end: pr.Termination", "end.mode", get_args(codes.TerminationMode)),
    "Problem.code": ("problem: pr.Problem", "problem.code", get_args(ProblemCode)),
}
"""Field of an outcome -> who has it, how it is read, and the codes it may have."""


def program() -> tuple[str, set[int]]:
    """A match over each field, with all its codes and without the last one; and the lines that are wrong in it."""
    lines, wrong = ["from typing import assert_never", "import pecrules as pr"], set[int]()
    for name, (argument, field, every) in FIELDS.items():
        for known in (every, every[:-1]):
            function = f"{name.replace('.', '_').lower()}_{len(known)}"
            cases = [f"        case {code!r}: return {number}" for number, code in enumerate(known)]
            body = [f"    code = {field}", "    match code:", *cases, "        case _: assert_never(code)"]
            lines += ["", f"def {function}({argument}) -> int:", *body]
            wrong |= set() if known == every else {len(lines)}
    return "\n".join([*lines, ""]), wrong


def mypy(folder: Path) -> set[int]:
    """The lines that mypy complains of, which knows the library from the gate before."""
    told = run(ROOT, "mypy", "--no-error-summary", "--hide-error-context", str(folder / "matched.py"))
    found = [line.partition("matched.py:") for line in told.splitlines()]
    assert all(place for _, place, _ in found), told
    return {int(rest.partition(":")[0]) for _, _, rest in found}


def pyright(folder: Path) -> set[int]:
    """The lines that pyright complains of; of the library, which it looks at besides, it has nothing to say."""
    files = (str(folder / "matched.py"), "pecrules")
    told = json.loads(run(ROOT, "pyright", "--outputjson", "--pythonpath", sys.executable, *files))
    of_library = [each for each in told["generalDiagnostics"] if not each["file"].endswith("matched.py")]
    assert [] == of_library
    assert 200 < told["summary"]["filesAnalyzed"]
    return {each["range"]["start"]["line"] + 1 for each in told["generalDiagnostics"]}


def run(folder: Path, tool: str, *options: str) -> str:
    command = [sys.executable, "-m", tool, *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


@pytest.mark.slow
@pytest.mark.types
@pytest.mark.parametrize("checker", [mypy, pyright])
def test_a_match_is_checked_for_completeness(checker: Callable[[Path], set[int]], tmp_path: Path) -> None:
    """A match over all codes of a field is fine, and one that leaves a code out is told at its ``assert_never``."""
    text, wrong = program()
    (tmp_path / "matched.py").write_text(text, "utf-8")
    assert wrong == checker(tmp_path)
