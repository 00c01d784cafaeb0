"""What the build adds to a wheel: tables and catalogues compiled, so that an installed release starts at once."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent


class Compiled(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles tables and catalogues; an editable install has none compiled, for there they are edited."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add what is compiled before the files are gathered."""
        if version == "editable":
            return
        sys.path.insert(0, str(ROOT))
        sys.dont_write_bytecode = True  # what is built is the checkout as it is
        from pecrules.base.resources import MADE, marked

        self.made = TemporaryDirectory()
        folder = Path(self.made.name)
        for number, (file, place, made) in enumerate((*tables(), *catalogues())):
            out = folder / str(number)
            out.write_bytes(marked(file.read_bytes(), made))
            build_data["force_include"][str(out)] = f"{place}{MADE}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - hatchling calls it so
        """Remove what is now in the wheel."""
        if version != "editable":
            self.made.cleanup()


def tables() -> Iterator[tuple[Path, str, bytes]]:
    """Every table of a sound checkout, where it lies in a wheel, and what is made of it."""
    from pecrules.rulebook.compiled import compiled
    from pecrules.rulebook.reading import check_rules

    if problems := check_rules():
        raise ValueError("\n".join(map(str, problems)))
    for file in sorted((ROOT / "rules").rglob("*.yaml")):
        inside = file.relative_to(ROOT).as_posix()
        yield file, f"pecrules/_bundled/{inside}", compiled(file.read_bytes(), inside)


def catalogues() -> Iterator[tuple[Path, str, bytes]]:
    """Every catalogue that is read."""
    from pecrules.present.catalogues import TRANSLATED, compiled, file

    for lang in TRANSLATED:
        found = Path(file(lang))
        yield found, found.relative_to(ROOT).as_posix(), compiled(found.read_bytes(), lang)
