"""Write the schemas and the page of all tables from the declarations: ``python -m pecrules.rulebook.rows``.

``--check`` only tells what is stale.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from pecrules.base import resources
from pecrules.rulebook.rows.page import page
from pecrules.rulebook.rows.schemas import generated


def files() -> Mapping[str, str]:
    """Every file that is made, by its place in the checkout."""
    schemas = {f"schemas/{name}": text for name, text in generated().items()}
    return schemas | {"docs/reference/tables.md": page()}


def main(arguments: Sequence[str]) -> int:
    """Write what is stale, or with ``--check`` say so."""
    return write(files(), arguments)


def write(made: Mapping[str, str], arguments: Sequence[str]) -> int:
    """Write those of the made files that are stale, or with ``--check`` say so.

    Args:
        made: Every file, by its place in the checkout.
        arguments: What stands on the command line.

    Returns:
        1 if something is stale and was only to be checked, else 0.
    """
    only_checked, top = "--check" in arguments, Path(resources.folder("schemas")).parent
    stale = {name: text for name, text in made.items() if not _holds(top / name, text)}
    for name, text in stale.items():
        sys.stdout.write(f"{name} is stale\n" if only_checked else f"{name}\n")
        if not only_checked:
            (top / name).write_text(text, "utf-8", newline="\n")
    return int(only_checked and bool(stale))


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text("utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
