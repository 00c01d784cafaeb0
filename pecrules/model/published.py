"""What nouns, requests and outcomes are to the outside: values that have JSON, and a schema of it."""

from typing import Any

from pecrules.base.values import Value
from pecrules.policies import resolve


class Published(Value):
    """The base of whatever is written as JSON.

    pydantic, and FastAPI with it, take such a class in a model, as a body or as a response: what is read then is what
    ``from_json`` reads, and what is written is what ``to_json`` writes.
    """

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """How pydantic reads, writes and describes it; pydantic alone asks for that."""
        return resolve("model.for_pydantic.core_schema")(source)
