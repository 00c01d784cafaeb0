"""The rows of ``sources``: what all other rows cite."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Final, Literal, TypeAlias

from pecrules.base.codes import DoubtCode
from pecrules.model.outcomes.common import Certainty
from pecrules.rulebook.rows import column
from pecrules.rulebook.rows.base import ACCEPTED, Record, Row

ThresholdName: TypeAlias = Literal[
    "price_factor", "number_factor", "years_apart", "acceptance_days", "advised_days", "charge_days_before",
    "deposit", "expires_months", "grace_days", "max_characters", "max_days", "per_gb_year", "per_year", "percent",
    "red_days_before", "retention_months", "suspended_days", "used_percent", "withdrawal_days", "years",
]  # fmt: skip
"""What is measured: how far a value is from others, or the column whose values usually lie within bounds."""

TABLE: Final = ("fonti", "Le fonti che le righe delle altre tabelle citano.")


class Source(Record):
    """A page, a document or a law that rows cite.

    Attributes:
        address: Where it stands, or ``None``.
        seed: The name of the seed document it is, or ``None``.
        era: When it was written, roughly.
        reviewed: The day somebody last held it against the rows.
        review_days: After how many days it should be reviewed again.
    """

    SECTION: ClassVar[str] = "sources.sources"
    ABOUT: ClassVar[column.Section] = column.Section(
        "fonti",
        "le fonti, una per riga",
        row=("fonte", "una fonte: che cos'è, chi la pubblica, dove sta, quando l'abbiamo riletta"),
        proposal="una pagina con il suo indirizzo",
        either=(
            ("address", "seed"),
            {"era": ["own", "analysis"]},
            "manca `address` (la pagina) o `seed` (il file raccolto)",
        ),
    )
    id: Annotated[
        str,
        column.name(
            "nome breve della fonte, citato dalle righe delle altre tabelle",
            "seed-001",
            message="un nome breve, per esempio `seed-001`",
            missing="il nome breve della fonte, per esempio `seed-001`",
            placeholder="nome-breve-della-fonte",
        ),
    ]
    title: Annotated[
        str,
        column.written(
            "titolo o argomento della fonte, con parole nostre",
            "Guida al rinnovo",
            form=r"^[^ \n](.*[^ \n])?$",
            message="il titolo della fonte",
            formed="una riga di testo, senza spazi in testa o in coda",
            missing="il titolo della fonte",
            placeholder="titolo della fonte",
        ),
    ]
    publisher: Annotated[
        str,
        column.written(
            "chi pubblica la fonte",
            "Aruba PEC",
            form=r"^[^ \n](.*[^ \n])?$",
            message="il nome di chi pubblica",
            formed="una riga di testo, senza spazi in testa o in coda",
            missing="chi pubblica la fonte",
            placeholder="chi pubblica",
        ),
    ]
    address: Annotated[
        str | None,
        column.written(
            "indirizzo della pagina",
            "https://www.example.org/pagina",
            form="^https://[^ ]+$",
            message="un indirizzo che comincia con https://",
            formed="un indirizzo che comincia con https:// e non ha spazi",
            placeholder="https://www.example.org/indirizzo-della-pagina",
        ),
    ] = None
    seed: Annotated[
        str | None,
        column.written(
            "nome del file di testo raccolto",
            "001_b7f21135c4a67649.txt",
            form=r"^00[0-9]_[0-9a-f]{16}\.txt$",
            message="il nome del file raccolto, per esempio `001_b7f21135c4a67649.txt`",
            formed=("il nome del file raccolto: tre cifre, trattino basso, sedici cifre esadecimali e .txt"),
        ),
    ] = None
    era: Annotated[
        Literal["E1", "E2", "E3", "E4", "K", "convention", "reseller", "law", "own", "analysis"],
        column.word(
            "epoca o natura della fonte",
            {
                "E1": "guide fino al 2020 circa, valide dal 2016-01-01",
                "E2": "guide dal 2021 al 2023 circa",
                "E3": "guide del 2024 circa",
                "E4": "guide dal 2025 circa",
                "K": "vecchia base di conoscenza, 2010-2016",
                "convention": "convenzione di un ordine, con prezzi e tempi suoi",
                "reseller": "rivenditore, con prezzi e tempi suoi",
                "law": "norma di legge",
                "own": "documento dell'azienda, anche senza una pagina pubblica",
                "analysis": "lettura nostra, senza fonte esterna",
            },
            missing="l'epoca o la natura della fonte",
            snippet="${|E1,E2,E3,E4,K,convention,reseller,law|}",
        ),
    ]
    reviewed: Annotated[
        date,
        column.day(
            "ultimo giorno in cui qualcuno ha riletto la fonte",
            missing="l'ultimo giorno di rilettura, per esempio `2026-11-21`",
            snippet="${:2026-11-21}",
        ),
    ]
    review_days: Annotated[
        int,
        column.whole(
            "dopo quanti giorni va riletta",
            1,
            3650,
            "giorni",
            default=365,
            missing="dopo quanti giorni va riletta, per esempio `365`",
            snippet="${:365}",
            example=365,
        ),
    ]
    note: Annotated[
        str | None,
        column.written(
            "avvertenza sulla fonte",
            "valore di lavoro, da sostituire",
            form=r"^[^ \n](.*[^ \n])?$",
            message="una frase di avvertenza",
            formed="una riga di testo, senza spazi in testa o in coda",
        ),
    ] = None
    accepted: Annotated[tuple[DoubtCode, ...], ACCEPTED] = ()

    @property
    def ref(self) -> str:
        """How answers and messages cite the row."""
        return f"sources/{self.id}"

    @property
    def certainty(self) -> Certainty:
        """Sources are what rows are sure of."""
        return "documented"

    @property
    def clause(self) -> str:
        """What is read in it: all of it."""
        return self.title

    def is_stale(self, day: date) -> bool:
        """Whether a day lies beyond what the last review vouches for: its last day is ``review_days`` after it."""
        return (day - self.reviewed).days > self.review_days


class Threshold(Row):
    """From which number on ``check`` calls a value odd. Nothing is answered by it."""

    SECTION: ClassVar[str] = "sources.thresholds"
    KEY: ClassVar[tuple[str, ...]] = ("threshold",)
    ABOUT: ClassVar[column.Section] = column.Section(
        "soglie dei dubbi",
        "da quale numero in poi `check` chiede di guardare meglio",
        row=("soglia", "un numero oltre il quale `check` ha un dubbio; nessuna risposta ne dipende"),
        may_be_left_out=True,
    )
    threshold: Annotated[
        ThresholdName,
        column.word(
            "che cosa si misura; il nome di una colonna: fra quali numeri sta di solito",
            [
                "quante volte un prezzo può differire da quello di prima",
                "quante volte un numero (GB, giorni, mesi) può differire da quello di prima",
                "quanti anni un giorno può essere lontano dal più vicino",
                "i giorni in cui la pubblica amministrazione accetta una fattura",
                "i giorni di anticipo consigliati",
                "quanti giorni prima della scadenza si addebita",
                "il primo versamento di un credito, in euro",
                "dopo quanti mesi scade un credito",
                "i giorni di tolleranza",
                "quanti caratteri può avere il nome di una casella",
                "i giorni di un pagamento nel caso più lento",
                "il prezzo di un GB per un anno, in euro",
                "il prezzo di un anno, in euro",
                "l'aliquota IVA",
                "da quanti giorni prima la scadenza è in rosso",
                "per quanti mesi si conservano i log",
                "quanti giorni dura una sospensione",
                "a quale riempimento si avverte, per cento",
                "i giorni del ripensamento",
                "gli anni fra cui si sceglie",
            ],
        ),
    ]
    at_least: Annotated[
        int | None,
        column.whole(
            "il numero più piccolo che non è strano, per una colonna; lo zero ha un dubbio suo",
            0,
            1000,
            "giorni, di mesi, di euro, secondo la colonna",
            example=1,
        ),
    ] = None
    at_most: Annotated[
        int,
        column.whole(
            "il numero più grande che non è strano",
            1,
            1000,
            "volte o di anni",
            missing="il numero più grande che non è strano, per esempio `5`",
            example=5,
        ),
    ]
