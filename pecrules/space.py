"""Space in whole GB as bytes: shared by all policies that hold what is occupied against what was bought."""

from typing import Final

_BYTES: Final[dict[str, int]] = {"decimal": 10**9, "binary": 2**30}
"""Bytes of one GB, by the choices of topic ``gigabyte``."""


def gigabytes(gb: int, reading: str) -> int:
    """So many GB in bytes.

    Args:
        gb: Whole GB.
        reading: ``decimal`` or ``binary`` (``interpretations``, topic ``gigabyte``).

    >>> gigabytes(2, "decimal"), gigabytes(2, "binary")
    (2000000000, 2147483648)
    """
    return gb * _BYTES[reading]
