"""Write what is reported today beside every case: run it on purpose, and read what it changed.

python tests/rules/accept.py [part of a name ...]
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from tests.rulebook.test_bad_rules import BAD, RULES, expectation, expected_of, problems_of
    from tests.rulebook.test_doubts import DOUBTFUL, expectation_of, reported

    told = {case: lambda case=case: expectation(problems_of(case)) for case in BAD}
    told |= {case: lambda case=case: expectation_of(reported(case)) for case in DOUBTFUL}
    for case, text in told.items():
        if not sys.argv[1:] or any(part in case.name for part in sys.argv[1:]):
            expected_of(case).write_text(text(), "utf-8", newline="\n")
    for folder in ("bad", "doubtful"):
        for stray in set((RULES / folder).glob("*.expected")) - set(map(expected_of, told)):
            stray.unlink()
