"""The rows of ``alerts``: notices, the red date, the warning about space."""

from typing import ClassVar, Literal

from pecrules.rulebook.rows.base import Label, Row


class Notice(Row):
    """A notice: so many days or calendar months before or after the expiry, to whom, on what condition.

    ``listed_by`` says whether a source knows it or a company's own list, which counts by the topic ``alert_calendar``.
    """

    SECTION: ClassVar[str] = "alerts.notices"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "notice")
    kind: str
    notice: str
    label: Label
    about: Literal["expiry", "charge"]
    offset: int
    unit: Literal["days", "calendar_months"]
    side: Literal["before", "after"]
    audience: Literal["holder", "domain_addresses"]
    condition: Literal["always", "automatic_off", "automatic_on", "other_extension"]
    sent_by: Literal["email", "pec_and_email"]
    except_extensions: tuple[str, ...] = ()
    listed_by: Literal["source", "company"] = "source"


class RedDate(Row):
    """From how many days before the expiry the date is shown in red."""

    SECTION: ClassVar[str] = "alerts.red_date"
    red_days_before: int


class SpaceWarning(Row):
    """At how much used space, in percent, a warning is shown, and where."""

    SECTION: ClassVar[str] = "alerts.space_warning"
    used_percent: int
    shown_in: tuple[str, ...]
