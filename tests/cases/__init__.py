"""What a reading changes: a question for each topic, and its answer by choice.

Every policy's cases stand in a file of their own, ``cases/<policy>.py``, as a dict ``CASES``; whatever stands in one is
asked by ``test_interpretations.py``.
"""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from pecrules import Ruleset


@dataclasses.dataclass
class Case:
    """A question whose answer depends on one reading.

    Attributes:
        ask: Gives the outcomes in which the reading decides; each must name the reading's row.
        tell: What is to be looked at in them.
        answers: What ``tell`` then says, by choice.
        edits: Changes of the tables that the question needs (``variants``).
    """

    ask: Callable[[Ruleset], Sequence[Any]]
    tell: Callable[..., Any]
    answers: dict[str, Any]
    edits: tuple[Any, ...] = ()

    def answer(self, rules: Ruleset) -> Any:
        """What the rules say."""
        return self.tell(*self.ask(rules))
