"""Choices of a form, each tried on the policy itself, so that the two cannot disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Final, TypeAlias

from pecrules.base.errors import CalendarError
from pecrules.domain.answering import if_known
from pecrules.model.outcomes.offers import Choice, Names
from pecrules.model.outcomes.refusals import Refusal
from pecrules.rulebook.rows import Label

Try: TypeAlias = Callable[..., Any]
"""What asks for the ordinary but for some fields, and gives the answer."""

NAMELESS: Final[Mapping[str, Label]] = {}
"""The labels of values that have none: numbers, and words that no row names."""


def tried(ask: Try, field: str, values: Iterable[Any], labels: Mapping[str, Label] = NAMELESS) -> Iterator[Choice]:
    """Each value of a field with its answer, but for those of which the tables or the calendar do not know it."""
    for value in values:
        with suppress(CalendarError):
            answer = if_known(partial(ask, **{field: value}))
            if answer is not None:
                label = labels.get(str(value))
                yield choice(field, value, answer, label.names if label else ())


def choice(field: str, value: int | str, answer: Any, label: Names = ()) -> Choice:
    """A value with the answer to a request that has it."""
    refused = answer.code if isinstance(answer, Refusal) else None
    return Choice(field, value, refused is None, refused, answer.because, label)
