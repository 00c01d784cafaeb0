"""A command that may be stopped from outside: its terminal closes, or whoever runs it wants it to end."""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

_STOPPING: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def stopped() -> Generator[None, None, None]:
    """What stops a program ends it as Ctrl-C does, so that nothing half done is left; once it ends, nothing stops that.

    A signal that is ignored, as of `nohup`, or of which somebody else has taken care, stays as it is.
    """
    is_main = threading.current_thread() is threading.main_thread()  # others hear of no signal
    ours = [each for each in _STOPPING if is_main and signal.getsignal(each) is signal.SIG_DFL]

    def stop(*_: Any) -> None:
        for each in ours:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in ours:
        signal.signal(each, stop)
    try:
        yield
    finally:
        for each in ours:
            signal.signal(each, signal.SIG_DFL)
