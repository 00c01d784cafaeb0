"""Write the schemas from the declarations: ``python -m pecrules.rulebook.rows``; ``--check`` only tells stale ones."""

import sys
from collections.abc import Sequence
from pathlib import Path

from pecrules.base import resources
from pecrules.rulebook.rows.schemas import generated


def main(arguments: Sequence[str]) -> int:
    """Write what is stale, or with ``--check`` say so.

    Returns:
        1 if something is stale and was only to be checked, else 0.
    """
    folder = Path(resources.folder("schemas"))
    stale = [name for name, text in generated().items() if not _holds(folder / name, text)]
    for name in stale:
        sys.stdout.write(f"schemas/{name} is stale\n" if "--check" in arguments else f"schemas/{name}\n")
        if "--check" not in arguments:
            (folder / name).write_text(generated()[name], "utf-8", newline="\n")
    return int("--check" in arguments and bool(stale))


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text("utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
