"""What an editor says of the open questions, taken from the table that asks them.

Only whoever makes schemas evaluates the declarations that call this, so that no quote reads the table for it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pecrules.base import resources
from pecrules.rulebook.rows.column import Column, Node, one_of, only

Topics = Mapping[str, Sequence[str]]
"""Topic -> the readings that policies can carry out."""


def topic(topics: Topics) -> Column:
    """The column `topic` of questions and of rows that choose."""
    return one_of(
        "l'argomento, con il nome che il programma cerca",
        {topic: row["question"]["it"] for topic, row in _rows(topics).items()},
        message="un argomento conosciuto, per esempio `grace_last_day`; l'elenco compare completando la parola",
        missing="l'argomento, per esempio `grace_last_day`",
        snippet="${:grace_last_day}",
    )


def narrowed(topics: Topics) -> Mapping[str, Node]:
    """The column `choice` of each topic."""
    return {topic: _choice(topics[topic], row) for topic, row in _rows(topics).items()}


def _choice(readings: Sequence[str], row: Mapping[str, Any]) -> Node:
    meanings = {each["name"]: each["meaning"]["it"] for each in row["readings"]}
    return only(row["question"]["it"], {name: meanings[name] for name in readings})


def _rows(topics: Topics) -> Mapping[str, Mapping[str, Any]]:
    """The rows of the section ``topics``, in the order in which policies have them."""
    from pecrules.parsing.documents import read

    document = read(
        resources.read(f"{resources.folder('rules')}/interpretations.yaml"), "interpretations.yaml"
    ).document
    rows: list[dict[str, Any]] = document.block["topics"] if document else []
    found = {row["topic"]: row for row in rows}
    return {topic: found[topic] for topic in topics}
