"""State, days and money of plain mailboxes as a team would write it for OpenFisca-Core, column by column."""

import datetime as dt

import numpy as np
import pyarrow as pa
from by_hand import STATES, TODAY, YEAR
from fleets import ON
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

DAY = str(ON)
MAILBOX = build_entity(key="mailbox", plural="mailboxes", label="A mailbox", is_person=True)
Plan = Enum("Plan", {name: name for name in YEAR})
State = Enum("State", {name: name for name in STATES.tolist()})


def declared(kind, formula=None, **more):
    """A variable of mailboxes on one day."""
    parts = {"value_type": kind, "entity": MAILBOX, "definition_period": DateUnit.DAY, "label": "", **more}
    return parts if formula is None else {**parts, "formula": formula}


def number(mailbox, name, period):
    """A day, or a number, as a number."""
    return mailbox(name, period).astype("datetime64[D]").astype(np.int64)


def state(mailbox, period):
    expiry = number(mailbox, "expiry", period)
    places = np.select([expiry + 90 < TODAY, expiry < TODAY, expiry - 90 <= TODAY], [3, 2, 1], 0)
    return State.encode(places)


def days_left(mailbox, period):
    expiry = number(mailbox, "expiry", period)
    late = expiry < TODAY
    return np.select([late, expiry - 90 <= TODAY], [expiry + 90, expiry], expiry - 91) - TODAY


def deletion_day(mailbox, period):
    return mailbox("expiry", period) + np.timedelta64(91, "D")


def net(mailbox, period):
    late = number(mailbox, "expiry", period) < TODAY
    year = np.array([*YEAR.values()])[mailbox("plan", period)]
    inbox, archive = mailbox("extra_inbox_gb", period), mailbox("extra_archive_gb", period)
    return year + 250 * np.where(late, 0, inbox) + 250 * np.where(late, 0, archive)


def vat(mailbox, period):
    return (mailbox("net", period) * 22 + 50) // 100


def gross(mailbox, period):
    return mailbox("net", period) + mailbox("vat", period)


def refused(mailbox, period):
    expiry = number(mailbox, "expiry", period)
    late, is_standard = expiry < TODAY, mailbox("plan", period) == Plan.standard
    inbox, archive = mailbox("extra_inbox_gb", period), mailbox("extra_archive_gb", period)
    return (expiry + 90 < TODAY) | (~late & is_standard & ((archive > 0) | (inbox > 1)))


def new_expiry(mailbox, period):
    expiry = mailbox("expiry", period)
    months = expiry.astype("datetime64[M]")
    day = (expiry - months.astype("datetime64[D]")).astype(np.int64)
    first = (months + 12).astype("datetime64[D]")
    length = ((months + 13).astype("datetime64[D]") - first).astype(np.int64)
    return first + np.minimum(day, length - 1)


VARIABLES = {
    "expiry": declared(dt.date),
    "plan": declared(Enum, possible_values=Plan, default_value=Plan.standard),
    "extra_inbox_gb": declared(int),
    "extra_archive_gb": declared(int),
    "state": declared(Enum, state, possible_values=State, default_value=State.active),
    "days_left": declared(int, days_left),
    "deletion_day": declared(dt.date, deletion_day),
    "net": declared(int, net),
    "vat": declared(int, vat),
    "gross": declared(int, gross),
    "refused": declared(bool, refused),
    "new_expiry": declared(dt.date, new_expiry),
}
ASKED = ("state", "days_left", "deletion_day", "net", "vat", "gross", "refused", "new_expiry")

SYSTEM = TaxBenefitSystem([MAILBOX])
for each, parts in VARIABLES.items():
    SYSTEM.add_variable(type(each, (Variable,), dict(parts)))


def in_openfisca(table: pa.Table) -> dict[str, np.ndarray]:
    """Every column that is asked for; where a renewal is refused, amounts say nothing."""
    simulation = SimulationBuilder().build_default_simulation(SYSTEM, len(table))
    plan = table["plan"].combine_chunks()
    order = np.array([[*YEAR].index(name) for name in plan.dictionary.to_pylist()])
    simulation.set_input("plan", DAY, Plan.encode(order[plan.indices.to_numpy()]))
    simulation.set_input("expiry", DAY, table["expiry"].to_numpy())
    for name in ("extra_inbox_gb", "extra_archive_gb"):
        simulation.set_input(name, DAY, table[name].to_numpy())
    return {name: simulation.calculate(name, DAY) for name in ASKED}
