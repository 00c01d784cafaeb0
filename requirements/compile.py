"""Write the pinned, hashed requirements anew from the groups of pyproject.toml. Needs ``uv``."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
GROUPS = {
    "test.txt": ["test"],
    "gates.txt": ["test", "lint", "bench", "proof", "fuzz", "portal"],
    "lowest.txt": ["test"],
}
LOWEST = ("--resolution", "lowest-direct")  # what pyproject.toml names at the lowest version that it allows


def main() -> None:
    """Compile every file."""
    for name, groups in GROUPS.items():
        command = [
            "uv", "pip", "compile", str(HERE.parent / "pyproject.toml"), "--universal", "--python-version", "3.11",
            "--generate-hashes", "--no-header", "--no-emit-index-url", "--no-annotate", "--quiet",
            "--output-file", str(HERE / name), *(LOWEST if name == "lowest.txt" else ()), *sys.argv[1:],
        ]  # fmt: skip
        for group in groups:
            command += ["--group", group]
        for extra in ("cli", "testing", "fleet"):
            command += ["--extra", extra]
        subprocess.run(command, check=True)  # noqa: S603 - our own words only


if __name__ == "__main__":
    main()
