"""``pecrules export``: tables for other programs, joined to mailboxes where they are."""

import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet
import pytest

from pecrules import Mailbox, PurchaseRequest, Refusal, RenewalRequest
from pecrules.analysis import decision_table
from pecrules.base import money
from pecrules.cli import exporting, files, run
from pecrules.cli.exporting import Export, load
from pecrules.cli.failures import Failure
from pecrules.fleet import frames
from pecrules.policies.alerts import next_alert
from pecrules.policies.automatic import automatic_renewal
from pecrules.policies.purchase import quote_purchase
from pecrules.policies.renewal import quote_renewal
from pecrules.policies.status import status
from tests.fleet.fleets import ON, near
from tests.variants import shipped

NOBODY = 65534
ASKED = ["--on", str(ON), "--lang", "en"]


PARTS = {
    "status_life": "answer_state, answer_since, answer_until, answer_days_left, answer_expiry_red",
    "status_activation": "answer_state, answer_since",
    "next_alert_alert": "answer_day, answer_name",
    "automatic_renewal_charge": "answer_charge_day, answer_quote_gross, refusal_code",
    "quote_renewal_price": "answer_net, answer_vat, answer_new_expiry, refusal_code",
    "quote_purchase_price": "answer_gross, answer_new_expiry, refusal_code",
}
"""Views that are asked, each with the columns that are wanted of it."""


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
            "address": chance.choice(("mario.rossi@pec.it", "mario.rossi@pec.COM", "mario.rossi@pec.eu")),
            "activation_started_on": chance.choice((None, near(chance, ON, 900))),
            "activated_on": chance.choice((None, near(chance, ON, 900))),
            "extra_inbox_gb": chance.choice((0, 0, 1, 2, 50)),
            "last_term_years": chance.choice((None, 1, 2, 3, 6)),
            "request_plan": chance.choice(("standard", "pro", "premium", "gold")),
            "request_years": chance.choice((-1, 0, 1, 2, 3, 5, 6)),
            "request_extra_inbox_gb": chance.choice((0, 0, 1, 2, 50)),
            "request_extra_archive_gb": chance.choice((0, 0, 3, 99)),
        }
        for place in range(count)
    ]


def said(row: dict[str, Any]) -> dict[str, tuple]:
    """What the policies say of a mailbox, by the view that says it."""
    request = {name.removeprefix("request_"): value for name, value in row.items() if name.startswith("request_")}
    wanted = PurchaseRequest(address="mario.rossi@pec.it", **request)
    bought = quote_purchase(None, wanted, rules=shipped(), on=ON)
    del request["plan"]

    def of(policy: Any, *asked: Any, names: Sequence[str] = ()) -> Any:
        own = {name: row[name] for name in ("kind", "plan", "expiry", *names)}
        return policy(Mailbox(address=row["address"], **own), *asked, rules=shipped(), on=ON)

    life, begun = of(status), of(status, names=("activation_started_on", "activated_on"))
    alert = of(next_alert, names=["auto_renew"])
    charge = of(automatic_renewal, names=["auto_renew", "promo", "extra_inbox_gb", "last_term_years"])
    quote = of(quote_renewal, RenewalRequest(**request), names=["promo"])
    bought_for = (
        (None, None, bought.code)
        if isinstance(bought, Refusal)
        else (money.cents(bought.gross), bought.new_expiry, None)
    )
    return {
        "quote_purchase_price": bought_for,
        "status_life": (life.state, life.since, life.until, life.days_left, life.expiry_red),
        "status_activation": (begun.state, begun.since),
        "next_alert_alert": (alert.day, alert.name) if alert else (None, None),
        "automatic_renewal_charge": (None, None, charge.code)
        if isinstance(charge, Refusal)
        else (charge.charge_day, money.cents(charge.quote.gross), None),
        "quote_renewal_price": (None, None, None, quote.code)
        if isinstance(quote, Refusal)
        else (money.cents(quote.net), money.cents(quote.vat), quote.new_expiry, None),
    }


def wrong(connection: Any, rows: list[dict[str, Any]], mark: str) -> list[Any]:
    """Where a database says something else of some mailboxes, after they were put there."""
    names, marks = ", ".join(rows[0]), ", ".join([mark] * len(rows[0]))
    connection.cursor().executemany(
        f"INSERT INTO pecrules.fleet ({names}) VALUES ({marks})", [tuple(row.values()) for row in rows]
    )
    expected = [said(row) for row in rows]
    found = []
    for view, columns in PARTS.items():
        query = f"SELECT id, {columns} FROM pecrules.answers_{view} ORDER BY CAST(id AS INTEGER)"
        answers = connection.execute(query).fetchall()
        assert [row["id"] for row in rows] == [answer[0] for answer in answers]
        found += [
            (view, row, each[view], answer[1:])
            for row, each, answer in zip(rows, expected, answers, strict=True)
            if each[view] != answer[1:]
        ]
    return found[:3]


@cache
def exported(*more: str) -> Export:
    """What is exported of the tables that are joined here, and of others."""
    parts = [name.rpartition("_")[::2] for name in (*PARTS, *more)]
    return Export(shipped(), ON, [decision_table(policy, shipped(), on=ON, part=part) for policy, part in parts])


@pytest.mark.long
def test_duckdb(tmp_path: Path) -> None:
    """In a file of DuckDB mailboxes are told what the policies say of them; what it cannot reckon stays a formula."""
    file = str(tmp_path / "rules.duckdb")
    load("duckdb", file, exported("quote_extra_space_price", "status_full").commands("duckdb"))
    with duckdb.connect(file) as connection:
        assert [] == wrong(connection, mailboxes(150), "?")
        connection.execute("UPDATE pecrules.fleet SET request_conservazione = false, request_extra_inbox_gb = 1")
        found = connection.execute(
            "SELECT DISTINCT answer_net FROM pecrules.answers_quote_extra_space_price"
        ).fetchall()
        assert any("extra_inbox_gb" in net for (net,) in found if net)


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
        assert [] == wrong(connection, mailboxes(300), "%s")
        connection.commit()
        with pytest.raises(Failure, match="cannot be written"):
            load("postgresql", postgresql, exported().commands("postgresql"))
        assert [(300,)] == connection.execute("SELECT count(*) FROM pecrules.fleet").fetchall()


REMOVED = "1 file of an earlier export, which is no longer among them, was removed\n"


@pytest.mark.long
def test_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each table stands there three times, says the same in each form, and is in the index; no other is left."""
    former = [tmp_path / path for path in ("csv/decisions_status_mail.csv", "parquet/rules_gone_gone.parquet")]
    former[0].parent.mkdir()
    former[0].touch()
    before = {
        "name": "pecrules-retail-2026-01-01",
        "resources": [{"path": f"{x.parent.name}/{x.name}"} for x in former],
    }
    (tmp_path / "datapackage.json").write_text(json.dumps(before, indent=2), "utf-8")
    assert 0 == run(["export", "--to", str(tmp_path), "--policy", "next_alert", *ASKED])
    index = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    assert {"tabular-data-resource"} == {each["profile"] for each in index["resources"]}
    connection = duckdb.connect()
    connection.execute((tmp_path / "duckdb.sql").read_text("utf-8"))
    assert f"{len(index['resources']) // 2} tables written to `{tmp_path}`\n{REMOVED}" == capsys.readouterr().out
    assert {"decisions_next_alert_alert", "rules_pricing_prices.parquet"} < {
        each["name"] for each in index["resources"]
    }
    assert not former[0].exists()
    for each in index["resources"]:
        if each["format"] == "csv":
            name, fields = each["name"], [field["name"] for field in each["schema"]["fields"]]
            parquet = pyarrow.parquet.read_table(tmp_path / "parquet" / f"{name}.parquet")
            told = frames.table_of(connection.table(f"pecrules.{name}"))
            with (tmp_path / each["path"]).open(encoding="utf-8", newline="") as file:
                header, *rows = csv.reader(file)
            assert (fields, each["rows"]) == (header, len(rows))
            assert parquet.to_pylist() == told.to_pylist()
            assert rows == [
                ["" if cell is None else _shown(cell) for cell in row.values()] for row in parquet.to_pylist()
            ]


@pytest.mark.parametrize(
    ("path", "name"), [("csv/../../pricing.csv", "pecrules-retail"), ("csv/rules_gone_gone.csv", "somebody-else")]
)
def test_what_is_not_ours(tmp_path, path, name):
    """What an index says beside our tables, or one that we did not write, is taken for nothing to take away."""
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": name, "path": path}, indent=2), "utf-8")
    assert set() == exporting.written_before(str(tmp_path))


def test_what_cannot_be_taken_away(tmp_path):
    """It is told, as a folder that is called as a file of ours."""
    with pytest.raises(Failure, match="cannot be removed"):
        files.remove(str(tmp_path))


@pytest.mark.slow
@pytest.mark.engines
@pytest.mark.skipif(not find_spec("frictionless"), reason="Frictionless is not here")
def test_as_others_validate_it(tmp_path: Path) -> None:
    """Frictionless finds the index sound, and in each file of CSV what the index says; of a spoiled one it says so.

    Of Parquet it reads whole numbers that may be missing as fractions, whoever wrote them.
    """
    from frictionless import Package

    assert 0 == run(["export", "--to", str(tmp_path), "--policy", "next_alert", *ASKED])
    prices = tmp_path / "csv" / "rules_pricing_prices.csv"
    for spoiled in (False, True):
        if spoiled:
            prices.write_text(prices.read_text("utf-8").replace("2023-01-01", "1.1.2023"), "utf-8")
        package = Package(str(tmp_path / "datapackage.json"))
        package.resources = [each for each in package.resources if each.format == "csv"]
        report = package.validate()
        wrong = {(task.name, error.type) for task in report.tasks for error in task.errors}
        assert not report.errors
        assert ({("rules_pricing_prices", "type-error")} if spoiled else set()) == wrong
        assert 50 < len(report.tasks)


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ([], "nowhere to write to was named"),
        (["--to", "duckdb:missing/rules.duckdb"], "`missing/rules.duckdb` cannot be written"),
        (["--to", "taken/folder"], "cannot be written"),
        (["--to", "postgresql://nobody"], "`psycopg` is not installed"),
        (["--to", "postgres://nobody"], "`psycopg` is not installed"),
        (["--to", "mysql://u:secret@server/x"], "`mysql://u@server/x` is no place that is written to"),
        (["--to", "mysql://:secret@server/x"], "`mysql://@server/x` is no place that is written to"),
        (["--to", "mysql://u:se@cr/e@t@server/x"], "`mysql://u@server/x` is no place that is written to"),
        (["--to", "mysql://u:s@cr?t@y"], "`mysql://u@y` is no place that is written to"),
        (["--to", "mysql://server:5432/x?user=a@b"], "`mysql://server:5432/x?user=a@b` is no place"),
        (["--to", "mysql://u/x?a=1&Password=secret&b"], "`mysql://u/x?a=1&Password=***&b` is no place"),
        (["--to", "duckd:rules.duckdb"], "did you mean `duckdb:`?"),
        (["--to", "duckdb:"], "the file of the database was not named"),
        (["--to", "duckdb:taken"], "`taken` is no database of DuckDB"),
    ],
)
def test_mistakes(to, told, tmp_path, monkeypatch, capsys) -> None:
    """What cannot be written to is told in a sentence."""
    monkeypatch.chdir(tmp_path)
    Path("taken").touch()
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert 2 == run(["export", *to, "--policy", "next_alert", *ASKED])
    assert told in capsys.readouterr().err
    assert ["taken"] == [each.name for each in Path().iterdir()]
