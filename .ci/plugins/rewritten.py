"""A plugin of pytest for ``-OO``: what the helpers of the tests assert is carried out, as pytest does for tests."""

from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[2] / "tests"

pytest.register_assert_rewrite(*(path.stem for path in TESTS.glob("*.py") if not path.stem.startswith("test_")))
