"""The iCalendar: what another library reads in it, names that stay, alarms."""

import builtins
from datetime import date, timedelta

import pytest
import vobject

import pecrules as pr
from pecrules.present.appointments import as_icalendar
from pecrules.present.names import Names
from tests.variants import reword, shipped, variant

ON = date(2027, 1, 10)
BOX = pr.Mailbox(
    address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30), auto_renew=True, method="card",
    last_term_years=1,
)  # fmt: skip
SPAN = (date(2026, 9, 1), date(2028, 1, 31))


def calendar(rules, on):
    return pr.timeline(BOX, SPAN, rules=rules, on=on)


def written(rules=None, on=ON, **more):
    rules = rules or shipped()
    options = pr.renewal_options(BOX, rules=rules, on=on)
    pay_by = [each for method in options.methods for each in method.pay_by]
    made = {"mailbox": BOX, "pay_by": pay_by, **more}
    return as_icalendar(calendar(rules, on), Names(rules, on), "it", **made)


def events(*, rules=None, on=ON, **more):
    """What vobject, which knows nothing of icalendar, reads."""
    return vobject.readOne(written(rules, on, **more).decode()).vevent_list


def names(found):
    return {each.uid.value: each.dtstart.value for each in found}


def test_another_library_reads_every_day():
    """Each an appointment of the whole day, with its alarm seven days before in the morning."""
    found = events()
    days = sorted(day.day for day in calendar(shipped(), ON).days)
    own = [each for each in found if each.categories.value != ["pay_by"]]
    assert days == sorted(each.dtstart.value for each in own)
    assert {timedelta(1)} == {each.dtend.value - each.dtstart.value for each in found}
    assert {timedelta(hours=9) - timedelta(7)} == {each.valarm.trigger.value for each in found}


def test_the_last_days_to_pay_stand_in_it():
    """For each way to pay, and for what it is in time."""
    assert any("Pagare in tempo: Bonifico bancario, entro la scadenza" == each.summary.value for each in events())


def test_people_read_words():
    """Which mailbox, and what its notices say; the rows behind it stand where programs look."""
    found = [(each.description.value, each.x_pecrules_rows.value.split(", ")) for each in events()]
    assert {"mario.rossi@pec.it, PEC Standard"} == {text.partition("\n")[0] for text, _ in found}
    assert [] == [row for text, rows in found for row in rows if row in text]
    assert {day.row for day in calendar(shipped(), ON).days} <= {row for _, rows in found for row in rows}


def test_names_are_no_days():
    """Each is another one's; asked on another day, or under rules that move a day, it is the same."""
    found = events()
    assert len(found) == len(names(found))
    assert names(found) == names(events(on=date(2027, 1, 12)))
    moved = names(events(rules=variant(reword("lifecycle", "mailbox-grace-2024", grace_days=60))))
    assert names(found).keys() == moved.keys()
    assert names(found) != moved


def test_it_is_the_same_every_time():
    """Byte for byte: nobody reads a clock."""
    assert written() == written()


def test_an_alarm_when_one_likes():
    """On the day itself, in the morning."""
    assert {timedelta(hours=9)} == {each.valarm.trigger.value for each in events(alarm_days=0)}


def test_without_the_library(monkeypatch):
    """Whoever calls is told by Python; the command line says what to install."""
    importing = builtins.__import__

    def refuse(name, *more):
        if name == "icalendar":
            raise ModuleNotFoundError(name=name)
        return importing(name, *more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ModuleNotFoundError):
        written()
