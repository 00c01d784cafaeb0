"""Write the schema and the page of scenarios from the declarations: ``python -m pecrules.testing.scenarios``.

``--check`` only tells what is stale.
"""

import sys
from collections.abc import Mapping

from pecrules.rulebook.rows.__main__ import write
from pecrules.testing.scenarios.page import page
from pecrules.testing.scenarios.schema import generated


def files() -> Mapping[str, str]:
    """Every file that is made, by its place in the checkout."""
    return {"schemas/scenarios.schema.json": generated(), "docs/reference/scenarios.md": page()}


if __name__ == "__main__":
    sys.exit(write(files(), sys.argv[1:]))
