"""How long a megabyte takes that nobody would write: two seconds at most, and in proportion to its size.

    python benchmarks/bench_hostile.py [bytes]

Each kind of bad input is made a quarter, half and all of so many bytes (a million), and given to what reads it; counted
is CPU time. Flat figures for each byte mean that nothing is looked at again and again.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pecrules import InvalidRequest, Mailbox, check_rules, verify
from pecrules.base import resources
from pecrules.model import json as model_json
from pecrules.parsing.documents import read
from pecrules.present import report

MOST = 1_000_000

ROW = """
  - id: price-{n}
    item: plan
    plan: standard
    since: 2030-01-01
    label: {{it: "Canone", en: "Fee", de: "Gebühr"}}
    per_year: "9.90"
    certainty: documented
    source: pecrules-analysis
    clause: "F0.00"
"""
SLIPS = {
    "a comma": ('"9.90"', "9,90"),
    "no quotes": ('"9.90"', "9.90"),
    "a wrong key": ("per_year", "per_yaer"),
    "a wrong word": ("item: plan", "item: plann"),
    "a day of another form": ("2030-01-01", '"01/01/2030"'),
    "no source": ("    source: pecrules-analysis\n", ""),
    "a source that is nowhere": ("pecrules-analysis", "nowhere"),
    "one day for all": ("", ""),
}
SCALARS = ("9", "1_", "1,", "1.", "1 ", "1:", "0", "1e", "€1", "' ")
TEXTS = (
    "[", "{", "- ", "a: ", "? a\n", "- ? a\n", "a: 1\n", "- {a: 2,50}\n", "- 'a\n  b'\n", "- a\n  b\n", "# a\n",
    "<<: 1\n", "- &x 1\n", "- !x 1\n", "\n", "'", '"', "a #b\n", "- 'a'b\n", "|\n",
)  # fmt: skip
LINES = ("a: 1, ", "? a: 1, ", "b, ", "'#', ", "# ", "{a: 1}, ", "2,50, ")


def repeated(begin: str, each: str, end: str = "") -> Callable[[int], str]:
    return lambda size: begin + each * (size // len(each.encode())) + end


def prices(old: str, new: str) -> Callable[[int], str]:
    def made(size: int) -> str:
        row = ROW.replace(old, new) if old else ROW
        return "table: pricing\nbook: ours\n\nprices:" + "".join(row.format(n=n) for n in range(size // len(row)))

    return made


def checked(text: str) -> object:
    """A price list of one's own, checked, and reported."""
    with tempfile.TemporaryDirectory() as folder:
        head = 'table: book\nid: ours\ntitle: "Ours"\nextends: retail\nsource: pecrules-analysis\nclause: "F0.00"\n'
        Path(folder, "book.yaml").write_text(head, "utf-8")
        Path(folder, "pricing.yaml").write_text(text, "utf-8")
        return report(check_rules(folder), "en", texts={f"{folder}/pricing.yaml": text})


def told(read: Callable[[str], object]) -> Callable[[str], object]:
    def asked(text: str) -> object:
        try:
            return read(text)
        except InvalidRequest as error:
            return error

    return asked


def keys(twice: str = "") -> Callable[[int], str]:
    """A block of as many keys, the last of them written twice if a value is given for it."""
    return lambda size: "{" + ",".join(f'"k{n}":1' for n in range(size // 10)) + twice.format(size // 10 - 1) + "}"


yaml = lambda text: read(text.encode(), "pricing.yaml")  # noqa: E731
parsed, box = told(model_json.parse), told(lambda text: model_json.from_plain(Mailbox, model_json.parse(text)))
CASES: dict[str, tuple[Callable[[int], str], Callable[[str], object]]] = {
    **{f"rows, each with {name}": (prices(*slip), checked) for name, slip in SLIPS.items()},
    **{f"a value of `{each}`": (repeated("a: ", each, "x"), yaml) for each in SCALARS},
    **{f"a file of {each!r}": (repeated("", each), yaml) for each in TEXTS},
    **{f"a line of `{each}`": (repeated("a: [", each, "'#']"), yaml) for each in LINES},
    "JSON, a key twice": (keys(',"k{}":2'), parsed),
    "JSON, brackets": (repeated("", "["), parsed),
    "JSON, digits": (repeated("", "9"), parsed),
    "a request of unknown keys": (keys(), box),
    "a receipt of unknown keys": (keys(), verify),
    "a receipt of brackets": (repeated("", '{"a":['), verify),
    "a receipt of text": (repeated('{"receipt":"', "a", '"}'), verify),
}  # fmt: skip


def seconds(make: Callable[[int], str], answer: Callable[[str], object], size: int) -> float:
    text = make(size)
    start = time.process_time()
    found = answer(text)
    end = time.process_time()
    assert found is not None
    return end - start


def main(most: int) -> None:
    resources.folder("rules")
    checked("")  # what is read once is read
    times = {}
    for name, (make, answer) in CASES.items():
        times[name] = [seconds(make, answer, most // share) for share in (4, 2, 1)]
        print(f"{name:40}", *(f"{each:7.3f} s" for each in times[name]), flush=True)
    slowest = max(times, key=lambda name: times[name][-1])
    steepest = max(times, key=lambda name: times[name][2] / max(times[name][1], 0.05))
    found = {
        "bench": "hostile",
        "bytes": most,
        "slowest": [slowest, round(times[slowest][-1], 2)],
        "steepest, to half": [steepest, round(times[steepest][2] / max(times[steepest][1], 0.05), 2)],
    }
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MOST)
