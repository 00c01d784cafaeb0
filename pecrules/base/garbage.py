"""Python looks for garbage after every few thousand values that are made."""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def no_collecting() -> Generator[None]:
    """A while in which nobody looks for garbage, for whoever makes a great many values and none.

    Reading tables makes a hundred thousand, asking about everything makes millions: to look meanwhile takes a quarter
    of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
