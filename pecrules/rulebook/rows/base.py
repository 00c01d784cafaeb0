"""What every row is: a frozen value that says who it is, since when it holds and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property
from typing import Annotated, Any, ClassVar, Final, Literal, NoReturn, Self, TypeAlias, dataclass_transform

from pecrules.base.codes import DoubtCode
from pecrules.model.codes import Language
from pecrules.model.outcomes.common import Caveat, Certainty, Doubt
from pecrules.rulebook.rows import column
from pecrules.rulebook.timelines import Key

Plain: TypeAlias = Mapping[str, Any]

KIND: Final = column.word(
    "casella singola o PEC su dominio",
    ["casella PEC su un dominio del gestore", "PEC su dominio: la casella sta sul dominio del cliente"],
)
"""The column `kind` of several tables."""

TEXT: Final = column.identifier(
    "il testo, con il nome che ha in messages.yaml",
    "expiry_notice",
    message="il nome di un testo di messages.yaml, per esempio `expiry_notice`",
)
"""The column `text` of several tables."""

LABEL: Final = column.part("label", missing="il nome in `it`, `en` e `de`")
"""The column `label` of several tables."""


ACCEPTED: Final = column.several(
    "i dubbi di `check` che qui sono voluti: la `note` dice perché",
    column.word(
        "un dubbio",
        [
            "un dubbio accettato senza dire perché",
            "un dubbio accettato che qui non c'è",
            "la riga ripete quella che vale già",
            "un giorno lontano dagli altri",
            "il prezzo salta",
            "un piano più ricco costa meno",
            "il prezzo è zero",
            "la base supera il massimo",
            "un aumento che non aumenta nulla",
            "un numero salta",
            "un prezzo senza piano",
            "un piano senza prezzo",
            "un piano a cui nessun cambio porta",
            "un prezzo che nessun piano può usare",
            "un cambio verso lo stesso piano",
            "un cambio che dice altro dai GB",
            "documentata da noi stessi",
            "uno zero che spegne",
            "lo stesso passo della fonte, e dice altro",
            "una fonte che nessuno cita",
            "una fonte riletta nel futuro",
            "un avviso dopo la cancellazione",
            "un avviso di addebito che arriva tardi",
            "due avvisi nello stesso giorno",
            "il nome dice un altro numero",
            "conta solo con un'altra risposta",
            "il sovrapprezzo dopo la cancellazione",
            "il tratto oltre la tolleranza",
            "due tratti che si contraddicono",
            "una tolleranza in cui non si rinnova",
            "una tolleranza più corta senza dire per chi",
            "il tempo passa e non succede nulla",
            "uno stato a cui nulla porta",
            "uno stato da cui nulla esce",
            "uno stato fermo che permette ancora",
            "il minimo supera il massimo",
            "si apre dopo la chiusura",
            "un anticipo più corto dei pagamenti",
            "un nome non tradotto",
            "il numero di un'altra domanda",
            "un identificativo in cui non si scrive nulla",
            "un piano che per un po' non si vende",
            "due condizioni che possono valere insieme",
            "una riga nuova già cominciata",
            "una riga già cominciata e cambiata",
            "una riga già cominciata e tolta",
            "un prezzo che finisce prima del piano",
            "un prezzo che resta a un altro tipo",
            "una casella scaduta che spedisce e non si legge",
            "un diritto che torna dopo la scadenza",
            "una riga che non vale mai insieme a ciò da cui dipende",
            "un nome che nessuna riga dice",
            "una riga che ogni libro sostituisce",
            "una fine dopo cui non resta nulla",
            "un nome di ciò che è finito",
            "chi ritarda di più paga meno",
            "una mora più cara di un anno",
            "due cose con lo stesso nome",
            "due campi allo stesso posto",
            "condizioni che non valgono mai insieme",
            "cambi di piano che nessuno può fare",
            "un prezzo per chi si rinnova altrove",
            "un numero che di solito non si vede",
            "nessun avviso prima della scadenza",
            "un addebito che arriva tardi",
            "una promozione più lunga del prezzo pieno",
            "un evento senza il suo effetto",
            "chi paga finisce dove non si legge",
            "una casella attiva che non può",
            "un testo per due lettori diversi",
            "un nome tenuto per chi non lo ricompra",
            "un piano che costa di più e non ha di più",
            "un automatico che non si può addebitare",
            "una scadenza senza la sua tolleranza",
            "un consumatore che non è una persona",
            "un ordine che si paga e non porta da nessuna parte",
            "una riga su cui non poggia nessuna risposta",
            "si chiude la casella e i messaggi restano",
            "la casella finisce prima della tolleranza",
            "un modo che ha effetto un altro giorno",
            "un ordine annullato che va avanti",
            "un cambio in cui lo spazio non basta",
            "un identificativo dovuto che nessuno ha",
            "due identificativi con lo stesso codice",
            "un prezzo con il nome di un altro piano",
            "anni che non si seguono",
            "uno spazio che cresce e non ha prezzo",
        ],
    ),
    message="un elenco di dubbi, ognuno con il suo codice, per esempio `[PD005]`",
)
"""The column `accepted` of every row."""


def _names(record: Record) -> tuple[str, ...]:
    kind: Any = type(record)
    return fields(kind)


@cache
def fields(kind: Any) -> tuple[str, ...]:
    """The fields of a record's class, inherited ones first."""
    return tuple(declarations(kind))


def declarations(kind: Any) -> dict[str, str]:
    """The fields of a record's class and their declarations, as they are written."""
    return {name: text for base in reversed(kind.__mro__) for name, text in declared_in(base).items()}


def declared_in(kind: type) -> dict[str, str]:
    """Those of them that it does not inherit."""
    own: dict[str, str] = vars(kind).get("__annotations__", {})
    return {name: text for name, text in own.items() if not name.isupper()}


@cache
def _columns(kind: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The fields of a record's class, and those that have to be given."""
    names = fields(kind)
    return frozenset(names), frozenset(name for name in names if not hasattr(kind, name))


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Record:
    """A frozen value with the fields its class annotates (names in capitals are the class's own).

    Fifty classes made by attrs take longer than reading all tables, and on the way to a first quote that is felt
    (``docs/decisions``); these need no more than this.
    """

    def __init__(self, **columns: Any) -> None:
        kind: Any = type(self)
        known, due = _columns(kind)
        if not due <= columns.keys() <= known:
            names = sorted((due - columns.keys()) | (columns.keys() - known))
            raise TypeError(f"{type(self).__name__}: not known, or missing: {', '.join(names)}")
        self.__dict__.update(columns)

    @classmethod
    def of(cls, columns: dict[str, Any]) -> Self:
        """A value of columns that are known to be right; it keeps the very dict."""
        made = object.__new__(cls)
        object.__setattr__(made, "__dict__", columns)
        return made

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and type(other) is type(self) and other._values == self._values

    def __hash__(self) -> int:
        return hash((type(self), self._values))

    def __repr__(self) -> str:
        columns = ", ".join(f"{name}={value!r}" for name, value in zip(_names(self), self._values, strict=True))
        return f"{type(self).__name__}({columns})"

    @property
    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in _names(self))


class Label(Record):
    """A name that people see."""

    NAME: ClassVar[str] = "label"
    ABOUT: ClassVar[column.Node] = column.record(
        "nome nelle tre lingue",
        "il nome che legge il cliente, in italiano, inglese e tedesco",
        "servono le tre lingue `it`, `en` e `de`, e nessun'altra",
    )
    it: Annotated[
        str,
        column.text(
            "nome in italiano", "Canone annuo", message="il nome in italiano", placeholder="nome per il cliente"
        ),
    ]
    en: Annotated[
        str,
        column.text("nome in inglese", "Yearly fee", message="il nome in inglese", placeholder="name for the customer"),
    ]
    de: Annotated[
        str,
        column.text("nome in tedesco", "Jahresgebühr", message="il nome in tedesco", placeholder="Name für den Kunden"),
    ]

    @cached_property
    def names(self) -> tuple[tuple[Language, str], ...]:
        """Each language, and the name in it."""
        return (("it", self.it), ("en", self.en), ("de", self.de))


class Row(Record):
    """What every dated row has.

    Attributes:
        id: Its name, unique in its table.
        since: The first day it holds.
        since_basis: Where the first day comes from: ``documented``, ``seen``, ``era`` or ``assumed``.
        announced: The day it became known; ``None`` means its first day.
        retroactive: Whether it was announced after its first day.
        existing_since: The first day it holds for those who were customers before ``since``, or ``never``; ``None``
            means its first day.
        drops: The ids of earlier rows that it keeps from ever reaching existing customers.
        withdrawn: Whether it ends its key instead of saying something new.
        certainty: How sure we are.
        source: The id of the source.
        clause: The place in the source.
        note: What else an analyst should know.
        accepted: The doubts about the row that are meant; ``note`` says why.

    ``DERIVED`` of a class says which of them its rows may leave out, and what they then are.
    """

    SECTION: ClassVar[str]
    ABOUT: ClassVar[column.Section]
    KEY: ClassVar[tuple[str, ...]] = ()
    DERIVED: ClassVar[Mapping[str, column.Derived]] = {}
    id: Annotated[
        str,
        column.name(
            "nome della riga, unico nel file e facile da dire a voce",
            "standard-year-2023",
            message="un nome breve, per esempio `standard-year-2023`",
            missing="il nome della riga, per esempio `standard-year-2023`",
            placeholder="nome-della-riga",
        ),
    ]
    since: Annotated[
        date,
        column.day(
            "primo giorno in cui la riga vale; vale finché non ne comincia un'altra con la stessa chiave",
            missing="il primo giorno in cui la riga vale, per esempio `2027-01-01`",
        ),
    ]
    since_basis: Annotated[
        Literal["documented", "seen", "era", "assumed"],
        column.word(
            "da dove viene il giorno di `since`",
            [
                "il giorno lo dice la fonte",
                "primo giorno in cui il fatto si vede valere",
                "primo giorno dell'epoca della fonte: 2016-01-01, 2021-01-01, 2024-01-01 o 2025-01-01",
                "nessuna fonte dà il giorno, né ha un'epoca: presunto",
            ],
        ),
    ] = "documented"
    announced: Annotated[
        date | None, column.day("giorno in cui la riga è diventata nota; se manca, lo stesso di `since`")
    ] = None
    retroactive: Annotated[
        bool,
        column.only_true(
            "la riga è stata annunciata dopo il giorno in cui vale: chi legge una risposta che ne dipende viene "
            "avvertito",
            "per una riga annunciata in tempo",
        ),
    ] = False
    existing_since: Annotated[
        date | Literal["never"] | None,
        column.day_or_never(
            "primo giorno in cui la riga vale per chi era già cliente prima di `since`; `never` per mai; se manca, lo "
            "stesso di `since`",
            "2027-01-01",
            "una data anno-mese-giorno, per esempio `2027-01-01`, oppure `never`",
        ),
    ] = None
    drops: Annotated[
        tuple[str, ...],
        column.several(
            "i nomi delle righe annunciate prima che, per colpa di questa, non arriveranno mai a chi era già cliente",
            column.name(
                "il nome di una riga",
                "standard-year-2023",
                message="il nome di una riga, per esempio `standard-year-2023`",
            ),
            message="un elenco di nomi di righe, ognuno dopo `- `",
        ),
    ] = ()
    withdrawn: Annotated[
        bool,
        column.only_true("chiude la chiave: da `since` in poi non vale più nulla", "per una riga in vigore"),
    ] = False
    certainty: Annotated[
        Certainty,
        column.word(
            "quanto è sicuro ciò che la riga dice",
            [
                "lo dice la fonte citata",
                "ricavato da noi da ciò che la fonte dice",
                "nessuna fonte lo dà: valore di lavoro da sostituire",
            ],
            snippet="${|assumed,inferred,documented|}",
        ),
    ]
    source: Annotated[
        str,
        column.name(
            "la fonte, con il nome che ha in sources.yaml",
            "seed-001",
            message="il nome di una fonte di sources.yaml, per esempio `seed-001`",
            missing="il nome di una fonte di sources.yaml",
            placeholder="nome-della-fonte",
        ),
    ]
    clause: Annotated[
        str,
        column.text(
            "il passo della fonte: numero del fatto e poche parole nostre",
            "R1.20: da 1 a 5 anni",
            message='il punto della fonte, per esempio "R1.20 da 1 a 5 anni"',
            missing="il punto della fonte che dà il valore",
            placeholder="numero e poche parole",
        ),
    ]
    note: Annotated[
        str | None,
        column.text(
            "avvertenza per chi userà la riga; obbligatoria se `certainty` è `assumed`",
            "valore di lavoro, da sostituire",
            message="una frase di avvertenza",
            missing="un valore `assumed` dice che nessuna fonte lo dà e chiede di essere sostituito",
            placeholder="che cosa non si sa ancora",
            due={"certainty": "assumed"},
        ),
    ] = None
    accepted: Annotated[tuple[DoubtCode, ...], ACCEPTED] = ()

    @cached_property
    def ref(self) -> str:
        """How answers and messages cite the row, as ``pricing/standard-year``."""
        return f"{self.SECTION.partition('.')[0]}/{self.id}"

    @property
    def key(self) -> Key:
        """What the row speaks about: rows of one key follow one another."""
        kept: Key | None = self.__dict__.get("_key")  # a cached_property takes a lock for every row
        if kept is None:
            kept = tuple([str(value) for name in self.KEY if (value := getattr(self, name)) is not None])
            self.__dict__["_key"] = kept
        return kept

    @property
    def known(self) -> date:
        """The day the row became known."""
        return self.announced or self.since

    @property
    def reaches_existing(self) -> date | None:
        """The first day it holds for those who were customers before ``since``; ``None`` for never."""
        existing_since = self.existing_since
        if existing_since is None:
            return self.since
        return None if existing_since == "never" else existing_since

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Why an answer that rests on the row names it among its caveats."""
        sure = self.certainty == "documented" or (self.certainty == "inferred" and self.is_borrowed)
        found: tuple[Doubt, ...] = () if sure else (self.certainty,)
        found = (*found, "borrowed") if self.is_borrowed else found  # which is no surer than inferred
        found = (*found, "retroactive") if self.retroactive else found
        return (*found, "customer_since_unknown") if self._cohort_is_assumed else found

    @cached_property
    def caveats(self) -> tuple[Caveat, ...]:
        """What an answer that rests on the row says of it, once for each doubt."""
        return tuple(Caveat(self.ref, doubt) for doubt in self.doubts)

    _cohort_is_assumed = False  # no column, and no part of what a row is equal to: see ``cohort_assumed``

    is_borrowed = False  # nor this: it depends on the book that is asked

    def cohort_assumed(self) -> Self:
        """The same row, for somebody of whom it is only presumed that it is the one that holds."""
        return self._marked(_cohort_is_assumed=True)

    @cached_property
    def borrowed(self) -> Self:
        """The same row, for a book that neither has it nor says that it adopts it."""
        return self._marked(is_borrowed=True)

    def adopted(self, certainty: Certainty) -> Self:
        """The same row, for a book that adopts it: no surer than that it does."""
        weaker: Certainty = max((self.certainty, certainty), key=_SURE.index)
        return self if weaker == self.certainty else self._as_sure_as(weaker)

    def _as_sure_as(self, certainty: Certainty) -> Self:
        """The same row with less certainty, made once, however many books adopt it."""
        made: dict[str, Self] = self.__dict__.setdefault("_less_sure", {})
        if certainty not in made:
            made[certainty] = self._marked(certainty=certainty)
        return made[certainty]

    def _marked(self, **marks: Any) -> Self:
        copy = object.__new__(type(self))
        copy.__dict__.update(self.__dict__, **marks)
        for kept in ("caveats", "borrowed", "_less_sure"):
            copy.__dict__.pop(kept, None)
        return copy


_SURE: Final[tuple[Certainty, ...]] = ("documented", "inferred", "assumed")
"""From the surest to the least sure."""

COMMON: Final = fields(Row)
"""The columns that every dated row has."""


class Withdrawn(Row):
    """The end of a key: from ``since`` on there is no rule, until a later row; or none is stated."""

    SECTION: ClassVar[str] = ""
    section: str
    named_key: Key
    not_stated: bool = False

    @cached_property
    def ref(self) -> str:
        """How answers and messages cite the row."""
        return f"{self.section.partition('.')[0]}/{self.id}"

    @property
    def key(self) -> Key:
        """The key that ends."""
        return self.named_key
