"""The door for terminals: ``python -m pecrules`` and the command ``pecrules``."""

import sys
from importlib.util import find_spec

from pecrules.base import resources
from pecrules.base.errors import InvalidRules

_NEEDED = ("click", "rich")


def main() -> int:
    """Run the command line; say how to get it when it was not installed.

    Returns:
        0 clean, 1 findings, 2 could not run.
    """
    if any(find_spec(package) is None for package in _NEEDED):
        sys.stderr.write('pecrules: the command line needs click and rich: pip install "pecrules[cli]"\n')
        return 2
    try:
        resources.folder("rules")
    except InvalidRules as error:  # nor are there catalogues to say it in other languages
        sys.stderr.write(f"pecrules: {error}\n")
        return 2
    try:
        from pecrules.cli import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:
        return 2


if __name__ == "__main__":
    sys.exit(main())
