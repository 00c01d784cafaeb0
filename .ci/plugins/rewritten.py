"""A plugin of pytest for ``-OO``: what the helpers of the tests assert is carried out, as pytest does for tests."""

import pytest

pytest.register_assert_rewrite("tests")
