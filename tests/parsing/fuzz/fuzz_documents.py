"""Coverage-guided fuzzing of `pecrules.parsing.documents.read`, with atheris.

    python tests/parsing/fuzz/fuzz_documents.py [seconds]

Ends with 1 if a text makes `read` raise, give neither document nor problem, or place a problem outside of the text; the
text is printed. One line tells how many texts were read.
"""

import os
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import NoReturn

import atheris

with atheris.instrument_imports(include=["pecrules"]):
    from pecrules.parsing.documents import read

SEEDS = [
    b"table: a\nrows:\n  - id: b\n    since: 2026-01-01\n    net: \"2.50\"\n    days: [30, 90]\n    label: {it: 'x'}\n",
    b"a: |\n  b\n   c\nd: >-\n  e\n# f\ng: 1.10 # h\ni: null\nj: true\n",
    b"%YAML 1.2\n---\n? &a !!str b\n: *a\n<<: {c: -0}\n...\n",
    "“a”: 2,5\nno: ~\nx: 21/11/2026\ny: 12:30\nz: 5 €\nw: 1e3\n\xa0v: 007\n".encode(),
]
TOKENS = b"- |: |? |[|]|{|}|, | #|\"|'|>-|\n  |\n|---|\\x|%|!a |&a |*a |a: 1\n".split(b"|")


def check(source: bytes) -> None:
    """What is true of every reading."""
    reading = read(source, "t.yaml")
    assert reading.document is not None or reading.problems, "neither document nor problem"
    lines = source.removeprefix(b"\xef\xbb\xbf").decode(errors="replace").split("\n")
    before = (0, 0)
    for problem in reading.problems:
        place = problem.location
        assert place is not None, "no place"
        assert place.line <= len(lines), "a place below the text"
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1, "a place beside the text"
        assert place.column < place.end <= len(lines[place.line - 1]) + 2, "an end beside the text"
        assert before <= (place.line, place.column), "out of order"
        assert str(problem)
        before = (place.line, place.column)


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """Now and then one of YAML's marks somewhere in the text; else whatever libFuzzer likes."""
    if seed % 3:
        return atheris.Mutate(data, max_size)
    at = seed // 3 % (len(data) + 1)
    return (data[:at] + TOKENS[seed // 7 % len(TOKENS)] + data[at + seed // 11 % 3 :])[:max_size]


class Run:
    """Reads texts until the time is over; ends the process, for libFuzzer itself knows no other end than a crash."""

    def __init__(self, seconds: float, folder: Path) -> None:
        self.count, self.begin, self.seconds, self.folder = 0, time.monotonic(), seconds, folder

    def __call__(self, source: bytes) -> None:
        self.count += 1
        try:
            check(source)
        except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
            traceback.print_exc()
            self.end(f"a crash, of {source!r}", 1)
        if time.monotonic() - self.begin > self.seconds:
            self.end("no crash", 0)

    def end(self, found: str, code: int) -> NoReturn:
        shutil.rmtree(self.folder)
        print(  # noqa: T201 - the one line that the gate shows
            f"fuzz_documents: {self.count} texts in {time.monotonic() - self.begin:.0f} s, {found}", flush=True
        )
        os._exit(code)


def main(seconds: float = 60) -> None:
    """Fuzz from the seeds on; a text that takes ten seconds is a crash too."""
    folder = Path(tempfile.mkdtemp())
    for number, seed in enumerate(SEEDS):
        (folder / str(number)).write_bytes(seed)
    options = [str(folder), f"-artifact_prefix={folder}/", "-timeout=10", "-max_len=4096", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *options], Run(seconds, folder), custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
