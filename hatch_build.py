"""What the build adds to a wheel: the tables as JSON, so that an installed release starts without a YAML parser."""

import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent


class Tables(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles every table; an editable install has none compiled, for its tables are edited."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the compiled tables before the files are gathered."""
        if version == "editable":
            return
        sys.path.insert(0, str(ROOT))
        from pecrules.rulebook.compiled import FOLDER, compiled
        from pecrules.rulebook.loading import check_rules

        if problems := check_rules():
            raise ValueError("\n".join(map(str, problems)))

        self._made = Path(mkdtemp())
        for table in sorted((ROOT / "rules").rglob("*.yaml")):
            inside = table.relative_to(ROOT / "rules").with_suffix(".jsonl")
            made = self._made / inside
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_text(compiled(table.read_bytes(), str(inside)), "utf-8", newline="\n")
            build_data["force_include"][str(made)] = f"pecrules/_bundled/{FOLDER}/{inside.as_posix()}"
