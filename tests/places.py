"""Where the folders of the checkout are, for every test; nobody counts the folders above a file."""

from pathlib import Path

TESTS = Path(__file__).parent
ROOT = TESTS.parent
