"""The tables of a release as JSON, made when the wheel is built: read without a YAML parser.

What is compiled says of which bytes it was made. It counts only as long as the table still has them: whoever edits an
installed copy is answered by the edited table. A place in a table is looked for in its text, which is read beside it.
"""

import os.path
from typing import Any
from zlib import crc32

from pecrules.base import resources
from pecrules.parsing.plain import Document


def compiled(source: bytes, name: str) -> bytes:
    """What stands in a wheel beside a table.

    Args:
        source: The table's bytes.
        name: The table's name, for messages.

    Raises:
        ValueError: the table has a mistake, or says something that JSON does not.
    """
    import json

    from pecrules.parsing.documents import read

    reading = read(source, name)
    if reading.document is None or reading.problems:
        raise ValueError("\n".join(map(str, reading.problems)))
    made = {"made_of": _mark(source), "data": reading.document.data}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"), default=_unknown).encode()


def document(file: str, source: bytes, name: str) -> Document | None:
    """A table of a release as it was compiled; ``None`` if it was not, or has been edited since.

    Args:
        file: Where the table lies.
        source: Its bytes, as they are now.
        name: How the table is shown.
    """
    import json

    beside = place(file)
    if not os.path.isfile(beside):
        return None
    found: dict[str, Any] = json.loads(resources.read(beside))
    return Document(name, found["data"], source.decode()) if found["made_of"] == _mark(source) else None


def place(file: str) -> str:
    """Where the compiled form of a table lies."""
    rules = resources.folder("rules")
    inside = os.path.splitext(os.path.relpath(file, rules))[0]
    return os.path.join(os.path.dirname(rules), "compiled", f"{inside}.json")


def _mark(source: bytes) -> list[int]:
    """What tells bytes from those that somebody has edited."""
    return [len(source), crc32(source)]


def _unknown(value: object) -> Any:
    raise ValueError(f"{value!r} is no value of JSON")
