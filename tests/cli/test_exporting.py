"""``pecrules export``: tables for other programs, joined to mailboxes where they are."""

import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet
import pytest

from pecrules import Mailbox, Quote, RenewalRequest
from pecrules.analysis import decision_table
from pecrules.base import money
from pecrules.cli import run
from pecrules.cli.exporting import Export, load
from pecrules.cli.failures import Failure
from pecrules.policies.alerts import next_alert
from pecrules.policies.renewal import quote_renewal
from pecrules.policies.status import status
from tests.fleet.fleets import ON, near
from tests.variants import shipped

NOBODY = 65534
ASKED = ["--on", str(ON), "--lang", "en"]
POLICIES = ["status", "next_alert", "quote_renewal"]


def mailboxes(count: int) -> list[dict[str, Any]]:
    """Mailboxes and terms, near what matters."""
    chance = random.Random(4)
    return [
        {
            "id": str(place),
            "kind": chance.choice(("mailbox", "domain")),
            "plan": chance.choice(("standard", "pro", "premium", "gold")),
            "expiry": near(chance, ON, 4_000),
            "auto_renew": chance.random() < 0.5,
            "promo": chance.random() < 0.3,
            "request_years": chance.choice((-1, 0, 1, 2, 3, 5, 6)),
            "request_extra_inbox_gb": chance.choice((0, 0, 1, 2, 50)),
            "request_extra_archive_gb": chance.choice((0, 0, 3, 99)),
        }
        for place in range(count)
    ]


def said(row: dict[str, Any]) -> dict[str, tuple]:
    """What the policies say of a mailbox, by the view that says it."""
    own = {name: row[name] for name in ("kind", "plan", "expiry")}
    plain = Mailbox(address="mario.rossi@pec.it", **own)
    life = status(plain, rules=shipped(), on=ON)
    alert = next_alert(
        Mailbox(address="mario.rossi@pec.it", auto_renew=row["auto_renew"], **own), rules=shipped(), on=ON
    )
    request = {name.removeprefix("request_"): value for name, value in row.items() if name.startswith("request_")}
    sold = Mailbox(address="mario.rossi@pec.it", promo=row["promo"], **own)
    quote = quote_renewal(sold, RenewalRequest(**request), rules=shipped(), on=ON)
    price = (
        (money.cents(quote.net), money.cents(quote.vat), quote.new_expiry, None)
        if isinstance(quote, Quote)
        else (None, None, None, quote.code)
    )
    return {
        "status_life": (life.state, life.since, life.until, life.days_left, life.expiry_red),
        "next_alert_alert": (alert.day, alert.name) if alert else (None, None),
        "quote_renewal_price": price,
    }


COLUMNS = {
    "status_life": "answer_state, answer_since, answer_until, answer_days_left, answer_expiry_red",
    "next_alert_alert": "answer_day, answer_name",
    "quote_renewal_price": "answer_net, answer_vat, answer_new_expiry, refusal_code",
}


def wrong(connection: Any, rows: list[dict[str, Any]], mark: str) -> list[Any]:
    """Where a database says something else of some mailboxes, after they were put there."""
    names, marks = ", ".join(rows[0]), ", ".join([mark] * len(rows[0]))
    connection.cursor().executemany(
        f"INSERT INTO pecrules.fleet ({names}) VALUES ({marks})", [tuple(row.values()) for row in rows]
    )
    expected = [said(row) for row in rows]
    found = []
    for view, columns in COLUMNS.items():
        query = f"SELECT id, {columns} FROM pecrules.answers_{view} ORDER BY CAST(id AS INTEGER)"
        answers = connection.execute(query).fetchall()
        assert [row["id"] for row in rows] == [answer[0] for answer in answers]
        found += [
            (view, row, each[view], answer[1:])
            for row, each, answer in zip(rows, expected, answers, strict=True)
            if each[view] != answer[1:]
        ]
    return found[:3]


def exported() -> Export:
    """What is exported of the tables that are joined here."""
    parts = (("status", "life"), ("next_alert", "alert"), ("quote_renewal", "price"))
    return Export(shipped(), ON, [decision_table(policy, shipped(), on=ON, part=part) for policy, part in parts])


@pytest.mark.slow
def test_duckdb(tmp_path: Path) -> None:
    """In a file of DuckDB mailboxes are told what the policies say of them."""
    file = str(tmp_path / "rules.duckdb")
    load("duckdb", file, exported().commands("duckdb"))
    with duckdb.connect(file) as connection:
        assert [] == wrong(connection, mailboxes(500), "?")


@pytest.fixture
def postgresql() -> Iterator[str]:
    """A real PostgreSQL that hears nobody but us; it does not run as who rules the machine."""
    initdb, server = (shutil.which(name) for name in ("initdb", "pg_ctl"))
    if not initdb or not server:
        pytest.skip("there is no PostgreSQL here")
    user = [] if os.getuid() else ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    with tempfile.TemporaryDirectory() as folder:  # one of pytest's has too long a name, and is closed to others
        if user:
            os.chown(folder, NOBODY, NOBODY)
        call = partial(subprocess.run, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        call([*user, initdb, "--username=pec", "--auth=trust", "--no-sync", f"{folder}/data"])
        control = [*user, server, "-D", f"{folder}/data", "-w", "-l", f"{folder}/log"]
        call([*control, "-o", f"-c listen_addresses= -c fsync=off -k {folder}", "start"])
        try:
            yield f"postgresql://pec@/postgres?host={folder}"
        finally:
            call([*control, "-m", "immediate", "stop"])


@pytest.mark.slow
@pytest.mark.engines
def test_postgresql(postgresql: str) -> None:
    """In a real PostgreSQL, too; where the schema is there already nothing is changed."""
    psycopg = pytest.importorskip("psycopg")
    load("postgresql", postgresql, exported().commands("postgresql"))
    with psycopg.connect(postgresql) as connection:
        assert [] == wrong(connection, mailboxes(500), "%s")
        connection.commit()
        with pytest.raises(Failure, match="cannot be written"):
            load("postgresql", postgresql, exported().commands("postgresql"))
        assert [(500,)] == connection.execute("SELECT count(*) FROM pecrules.fleet").fetchall()
