"""The rows of ``termination``: ways to end a mailbox, logs, and buying its name again."""

from typing import ClassVar, Literal

from pecrules.rulebook.rows.base import Label, Row


class Mode(Row):
    """A way to end a mailbox: who asks, how, when it takes effect, what is lost."""

    SECTION: ClassVar[str] = "termination.modes"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "mode")
    kind: str
    mode: Literal["lapse", "withdrawal", "at_date", "immediate"]
    label: Label
    channel: str
    asked_by: tuple[str, ...]
    asked_through: tuple[str, ...]
    takes_effect: Literal["at_expiry", "at_once", "on_asked_day"]
    grace: Literal["kept", "not_kept", "by_reading"]
    deletes: tuple[str, ...]
    repurchase: Literal["same_holder", "nobody"]


class ConsumerRight(Row):
    """Within how many days of the contract a consumer may withdraw."""

    SECTION: ClassVar[str] = "termination.consumer"
    withdrawal_days: int
    subject: Literal["natural_person"]


class Logs(Row):
    """For how many months the logs of operations are kept, and what they record."""

    SECTION: ClassVar[str] = "termination.logs"
    retention_months: int
    records: tuple[str, ...]
    messages_recoverable: bool


class Repurchase(Row):
    """How a deleted name is bought again."""

    SECTION: ClassVar[str] = "termination.repurchase"
    KEY: ClassVar[tuple[str, ...]] = ("kind",)
    kind: str
    asked_through: tuple[str, ...]
    plan_choice: Literal["any_plan", "same_plan"]
    contents: Literal["empty"]
    holder_test: Literal["same_holder", "anyone"]


class Cascade(Row):
    """What ends when a mailbox ends, or when the credit is short at its renewal."""

    SECTION: ClassVar[str] = "termination.cascade"
    KEY: ClassVar[tuple[str, ...]] = ("cause",)
    cause: Literal["mailbox_expired", "mailbox_withdrawn", "credit_short"]
    ends: tuple[str, ...]
