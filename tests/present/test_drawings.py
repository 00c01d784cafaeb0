"""Pictures: sound SVG that says in words what it shows; a life as ``status`` tells it, day by day."""

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import pecrules as pr
from pecrules.present import LANGUAGES, words
from pecrules.present.drawings.lives import MARGIN, bands, life, near
from pecrules.present.drawings.machines import machines
from pecrules.present.drawings.prices import history, prices
from pecrules.present.drawings.shapes import WIDTH, Axis, ticks
from pecrules.present.names import Names
from pecrules.testing import strategies as pec
from tests.profiles import examples
from tests.variants import every_book, reword, shipped, variant

ON = date(2027, 1, 10)
BOX = pr.Mailbox(address="a<b@pec.it", plan="standard", expiry=date(2027, 3, 30), activated_on=date(2026, 3, 30))
SPAN = (date(2026, 9, 1), date(2028, 1, 31))
NS = "{http://www.w3.org/2000/svg}"


def names(rules=None):
    return Names(rules or shipped(), ON)


def calendar(box=BOX, span=SPAN, on=ON):
    """What falls on the days of a mailbox."""
    return pr.timeline(box, span, rules=shipped(), on=on)


def drawn(lang="it", box=BOX, on=ON, span=SPAN):
    """Its picture, with the last days of each way to pay."""
    options = pr.renewal_options(box, rules=shipped(), on=on)
    pay_by = [each for method in options.methods for each in method.pay_by]
    return life(calendar(box, span, on), shipped(), lang, mailbox=box, pay_by=pay_by)


def read(text):
    """A picture as XML."""
    return ET.fromstring(text)


def texts(picture):
    return [each.text for each in picture.iter(f"{NS}text")]


def sound(picture):
    """Whether everything lies inside, and the picture says what it is."""
    left, top, width, height = map(int, picture.get("viewBox").split())
    places = [
        (each, int(each.get(name))) for each in picture.iter() for name in ("x", "x1", "x2", "cx") if each.get(name)
    ]
    assert (0, 0, WIDTH) == (left, top, width)
    assert [] == [(ET.tostring(each), x) for each, x in places if not 0 <= x <= width]
    lows = [int(each.get(name)) for each in picture.iter() for name in ("y1", "y2", "cy") if each.get(name)]
    return all(0 <= y <= height for y in lows)


class TestLife:
    """The days of a mailbox."""

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_it_is_sound_and_says_what_it_shows(self, lang):
        """Title and description tell the same as the picture; addresses are escaped."""
        picture = read(drawn(lang))
        assert sound(picture)
        assert ("img", lang) == (picture.get("role"), picture.get("lang"))
        assert "a<b@pec.it, PEC Standard" == picture.find(f"{NS}title").text
        description = picture.find(f"{NS}desc").text
        assert all(pr.say(code, lang, rules=shipped(), on=ON) in description for code in ("expired", "deleted"))

    def test_what_is_in_it(self):
        """Every day of the calendar, every last day to pay, the states, and the day asked about."""
        shown = texts(read(drawn("en")))
        days = [words.day(each.day, "en", "medium") for each in calendar().days]
        assert [] == [day for day in days if not any(text.startswith(f"{day}: ") for text in shown)]
        assert "the day asked about" in shown
        assert any(text.endswith("Bank transfer, by the expiry") for text in shown)
        assert {"Active", "Expired", "Deleted"} <= {*shown}

    def test_without_anything_to_pay(self):
        """Of a mailbox that is gone there is nothing to pay, and the day lies outside the picture."""
        shown = texts(
            read(
                drawn("en", box=attrs.evolve(BOX, expiry=date(2025, 3, 30)), span=(date(2025, 1, 1), ON - timedelta(9)))
            )
        )
        assert "the day asked about" not in shown
        assert "Paid in time" not in shown

    def test_a_band_without_room_for_its_name(self):
        """Is named below, with its days."""
        picture = read(drawn("en", span=(ON, date(2032, 3, 30))))
        assert "Expired: from 31 March 2027 to 28 June 2027" in texts(picture)
        assert "Expired" not in texts(picture)
        assert sound(picture)

    def test_it_ends_with_what_follows_the_expiry(self):
        """What comes years later is told below, and presses nothing together."""
        whole = calendar(span=(ON, date(2032, 3, 30)))
        short = near(whole, BOX)
        assert date(2027, 6, 29) + MARGIN == short.last
        shown = texts(read(life(short, shipped(), "en", mailbox=BOX)))
        assert {"Expired", "Deleted"} <= {*shown}
        assert [words.day(whole.days[-1].day, "en", "medium")] == [text.partition(": ")[0] for text in shown[-1:]]
        assert near(short, BOX) == short

    def test_nothing_near_the_expiry(self):
        """The picture is as long as it was asked for."""
        gone = calendar(attrs.evolve(BOX, expiry=date(2024, 3, 30)), (ON, date(2029, 1, 1)))
        assert gone == near(gone, attrs.evolve(BOX, expiry=date(2024, 3, 30)))

    def test_a_span_in_the_midst_of_a_state(self):
        """There is one band, and no day."""
        quiet = (date(2026, 9, 1), date(2026, 9, 2))
        assert (("active", *quiet),) == bands(BOX, shipped(), ON, *quiet)
        assert sound(read(drawn(span=quiet)))

    def test_what_is_being_activated(self):
        """Is expected to be active when that is over."""
        box = attrs.evolve(BOX, kind="domain", activated_on=None, activation_started_on=date(2026, 3, 30))
        states = [band.state for band in bands(box, shipped(), date(2026, 3, 31), date(2026, 1, 1), date(2027, 12, 31))]
        assert ["not_activated", "in_activation", "active", "expiring", "expired", "deleted"] == states

    @examples(60)
    @given(data=st.data())
    def test_a_band_is_a_state(self, data):
        """On the day of the question the mailbox is what the band of that day says."""
        box = data.draw(pec.mailboxes(shipped()))
        assume(box.activated_on is not None or box.activation_started_on is None)  # else one is expected
        (band,) = bands(box, shipped(), ON, ON, ON)
        assert pr.status(box, rules=shipped(), on=ON).state == band.state

    @examples(60)
    @given(data=st.data())
    def test_bands_leave_no_day_out(self, data):
        """Each begins where the one before has ended."""
        box = data.draw(pec.mailboxes(shipped()))
        found = bands(box, shipped(), ON, box.expiry - timedelta(800), box.expiry + timedelta(400))
        assert [band.last + timedelta(1) for band in found[:-1]] == [band.first for band in found[1:]]


class TestMachines:
    """What leads from one state to another."""

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_every_transition_has_an_arrow(self, lang):
        """Each row of the day, in both machines; the whole is one sound picture."""
        from pecrules.rulebook.rows.lifecycle import Step

        picture = read(machines(shipped().on(ON), names(), lang))
        both = [*picture]
        assert [True, True] == [sound(each) for each in both]
        rows = len(shipped().on(ON).rows(Step))
        assert rows == sum(each.find(f"{NS}desc").text.count("\N{RIGHTWARDS ARROW}") for each in both)


class TestPrices:
    """What things have cost, cost and will cost."""

    def test_every_book(self):
        """Sound, and every price of today stands in it."""
        for rules in every_book():
            picture = read(prices(rules, names(rules), "it", on=ON))
            assert sound(picture)
            assert len(history(rules)) <= sum(text.endswith("\N{NO-BREAK SPACE}€") for text in texts(picture))

    def test_a_change_that_is_announced(self):
        """Two spans, one after the other; a price that ends leaves nothing."""
        rules = shipped().edited(
            {
                "pricing.prices/dearer": {
                    "item": "plan", "plan": "standard", "since": "2027-07-01", "per_year": "10.90",
                    "label": {"it": "x", "en": "x", "de": "x"}, "certainty": "assumed", "source": "pecrules-analysis",
                    "clause": "a test", "note": "a test",
                },
                "pricing.prices/over": {
                    "item": "plan", "plan": "standard", "since": "2028-07-01", "withdrawn": True,
                    "certainty": "assumed", "source": "pecrules-analysis", "clause": "a test", "note": "a test",
                },
            }
        )  # fmt: skip
        spans = history(rules)["plan", "standard"][-3:]
        assert [(date(2027, 6, 30), "9.90"), (date(2028, 6, 30), "10.90"), (None, None)] == [
            (span.until, span.price and str(span.price.net)) for span in spans
        ]
        assert "dal 1º luglio 2028 \N{EN DASH}" in read(prices(rules, names(rules), "it", on=ON)).find(f"{NS}desc").text

    def test_free_of_charge(self):
        """A price of nothing is no mountain."""
        rules = variant(reword("pricing", "standard-year-2023", per_year="0.00"))
        assert sound(read(prices(rules, names(rules), "it", on=ON)))


def test_ticks_are_as_dense_as_there_is_room():
    """Months of a short span, decades of a long one, none of too long a one."""
    assert [1, 8, 0] == [
        len(ticks(Axis(date(2027, 1, 15), last, 0, 200 if days else 960)))
        for last, days in ((date(2027, 4, 1), 1), (date(2100, 1, 1), 0), (date(9999, 1, 1), 1))
    ]
