"""The days of a mailbox."""

from datetime import date

from pecrules.base.values import frozen
from pecrules.model.codes import CalendarCode, NoticeAudience, NoticeWay, ScreenName
from pecrules.model.outcomes.common import Because, Caveat, Stamp
from pecrules.model.published import Published


@frozen(slots=False)
class CalendarDay(Published):
    """One dated thing in the life of a mailbox.

    Attributes:
        day: When.
        what: ``notice``, ``charge``, ``retry``, ``expiry``, ``grace_end``, ``deletion``, ``log_end``,
            ``activation_start``, ``activation``, ``suspension``, ``suspension_end``, ``termination``, ``red_date``,
            ``rights_change``.
        name: Which notice, as ``expiry_first`` (``alerts.notices``) or ``space_warning``; for other things the same as
            ``what``.
        audience: Who is told: ``holder``, ``account``, ``domain_addresses``, or whoever is the ``user`` of a screen;
            ``None`` when nobody is.
        address: Where; ``None`` when nobody is told, on a screen, or when the address is not known.
        sent_by: ``email``, ``pec_and_email`` or ``screen``; ``None`` when nobody is told.
        row: The row behind the day.
        because: All rows behind it.
        shown_in: Where a screen shows it: ``webmail``, ``app``.
        if_charge_fails: Whether it comes only if the charge of automatic renewal fails.
    """

    day: date
    what: CalendarCode
    name: str
    audience: NoticeAudience | None
    address: str | None
    sent_by: NoticeWay | None
    row: str
    because: Because
    shown_in: tuple[ScreenName, ...] = ()
    if_charge_fails: bool = False


@frozen(slots=False)
class Calendar(Published):
    """Dated things in order of their days.

    Attributes:
        first: The first day looked at.
        last: The last day looked at.
        days: What falls on the days between, both included.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    first: date
    last: date
    days: tuple[CalendarDay, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp
