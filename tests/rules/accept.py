"""Write what is told today beside every case of ``bad``: run it on purpose, and read what it changed.

python tests/rules/accept.py [part of a name ...]
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from tests.rulebook.test_bad_rules import BAD, RULES, expectation, expected_of, problems_of

    for case in BAD:
        if not sys.argv[1:] or any(part in case.name for part in sys.argv[1:]):
            expected_of(case).write_text(expectation(problems_of(case)), "utf-8", newline="\n")
    for stray in set((RULES / "bad").glob("*.expected")) - set(map(expected_of, BAD)):
        stray.unlink()
