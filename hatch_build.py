"""What the build adds to a wheel: tables and catalogues compiled, so that an installed release starts at once; schemas
without the space that only people want.

And what it says of itself: the README, whose links lead to where the project is at home, and that address.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

ROOT = Path(__file__).parent


class Described(MetadataHookInterface):
    """The README and the addresses, by the one address that ``pyproject.toml`` has or lacks."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add what is told on the page of a package."""
        home = str(self.config["home"]).rstrip("/")
        text = (ROOT / "README.md").read_text("utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(text, home) if home else text}
        metadata["urls"] = {name: f"{home}{path}" for name, path in PAGES.items()} if home else {}


PAGES = {
    "Homepage": "",
    "Documentation": "/blob/main/docs/README.md",
    "Changelog": "/blob/main/CHANGELOG.md",
    "Issues": "/issues",
}


def absolute(text: str, home: str) -> str:
    """A page of the checkout with links that lead home from everywhere."""
    return re.sub(r"\]\((?![a-z]+:|#)([^)]+)\)", rf"]({home}/blob/main/\1)", text)


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
        beside = ((f"{place}{MADE}", marked(source, made)) for source, place, made in (*tables(), *digests()))
        for number, (place, made) in enumerate((*beside, *catalogues(), *schemas())):
            out = folder / str(number)
            out.write_bytes(made)
            build_data["force_include"][str(out)] = place

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - hatchling calls it so
        """Remove what is now in the wheel."""
        if version != "editable":
            self.made.cleanup()


def tables() -> Iterator[tuple[bytes, str, bytes]]:
    """Every table of a sound checkout, where it lies in a wheel, and what is made of it."""
    from pecrules.rulebook.compiled import compiled
    from pecrules.rulebook.reading import check_rules

    if problems := check_rules():
        raise ValueError("\n".join(map(str, problems)))
    for file in sorted((ROOT / "rules").rglob("*.yaml")):
        inside = file.relative_to(ROOT).as_posix()
        source = file.read_bytes()
        yield source, f"pecrules/_bundled/{inside}", compiled(source, inside)


def digests() -> Iterator[tuple[bytes, str, bytes]]:
    """Every book: its files, beside what its digest lies in a wheel, and its digest."""
    from pecrules.rulebook.compiled import digest_file, digested
    from pecrules.rulebook.folders import books
    from pecrules.rulebook.loading import load_rules

    for book in books():
        rules = load_rules(book=book)
        files = [file for layer in rules.layers for file in layer.every_file()]
        source = digested(files, lambda file: (ROOT / file.name).read_bytes())
        yield source, f"pecrules/_bundled/{Path(digest_file(book)).relative_to(ROOT).as_posix()}", rules.digest.encode()


def catalogues() -> Iterator[tuple[str, bytes]]:
    """Every catalogue that is read: where it lies in a wheel, and what is made of it."""
    from pecrules.present.catalogues import COMPILED, TRANSLATED, compiled, file

    for lang in TRANSLATED:
        found = Path(file(lang))
        yield f"{found.relative_to(ROOT).as_posix()}{COMPILED}", compiled(found.with_suffix(".po").read_bytes(), lang)


def schemas() -> Iterator[tuple[str, bytes]]:
    """Every schema: where it lies in a wheel, and its text in a fifth less of bytes."""
    for file in sorted((ROOT / "schemas").glob("*.json")):
        compact = json.dumps(json.loads(file.read_bytes()), ensure_ascii=False, separators=(",", ":"))
        yield f"pecrules/_bundled/schemas/{file.name}", compact.encode()
