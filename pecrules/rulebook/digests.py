"""The digest of some tables: worked out when somebody reads it, or at the last when the tables go.

Every answer has it, few are asked for it, and it takes a twentieth of a second: so it is not worked out before, but
for the books of a release, which has it beside its tables (``compiled``). An
answer that somebody keeps must not keep the tables for it, either. So it is only the tables that know the way to the
digest, and what answers share is where it will stand.
"""

from _thread import allocate_lock  # threading takes as long to import as ten modules of ours
from weakref import finalize, ref

from pecrules.rulebook import compiled
from pecrules.rulebook.layers import Layer, canonical
from pecrules.rulebook.snapshots import Tables


class Digest:
    """Where the digest of some tables stands once it is worked out."""

    def __init__(self, tables: Tables) -> None:
        self._tables = ref(tables)
        self._unsettled = allocate_lock()
        self._unsettled.acquire()  # until the text is there
        self._text: str

    @staticmethod
    def of(tables: Tables) -> "Digest":
        """The digest of tables, which is worked out when they go if some answer still has it."""
        digest = Digest(tables)
        finalize(tables, _settle, tables.layers, ref(digest)).atexit = False
        return digest

    def __call__(self) -> str:
        """SHA-256 of the content of all layers, in hexadecimal digits."""
        tables = self._tables()
        if tables is not None:
            self.settle(tables.layers)
        with self._unsettled:  # of tables that are just going, another thread is working it out
            return self._text

    def settle(self, layers: tuple[Layer, ...]) -> None:
        """Work it out, unless that was done before."""
        if "_text" not in self.__dict__:
            text = compiled.digest(layers) or _digest(layers)
            if self.__dict__.setdefault("_text", text) is text:  # of two threads, the first lets in whoever waits
                self._unsettled.release()


def _settle(layers: tuple[Layer, ...], of: "ref[Digest]") -> None:
    """The tables go: whoever still has the digest may want to read it."""
    digest = of()
    if digest is not None:
        digest.settle(layers)


def _digest(layers: tuple[Layer, ...]) -> str:
    import json
    from hashlib import sha256

    content = [[layer.name, canonical(layer)] for layer in layers]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return sha256(text.encode()).hexdigest()
