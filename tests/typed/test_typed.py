"""The installed wheel as a type checker sees it: a program of somebody else is sound, and nothing has no type."""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

import pecrules as pr
from tests.places import ROOT
from tests.test_packaging import LEFT_OUT, build, environment_in, install, lend
from tests.typed.client import Office, Told
from tests.variants import shipped

CLIENT = ROOT / "tests" / "typed" / "client.py"
ON = dt.date(2027, 1, 10)
BOX = pr.Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=dt.date(2027, 3, 30))
GONE = attrs.evolve(BOX, expiry=dt.date(2026, 3, 30))
PERSON = pr.Holder(subject="natural_person", tax_code="RSSMRA80A01H501U")
TWO_YEARS = pr.RenewalRequest(years=2)


@pytest.fixture(scope="module")
def office() -> Office:
    return Office(shipped(), ON)


class TestItRuns:
    """The program does what its author meant: types alone prove little."""

    def test_money(self, office: Office) -> None:
        """Each policy of money gives a price, or why not and what instead."""
        assert "24.16" in office.renewal(BOX, TWO_YEARS).text
        assert Told(ok=False, text="term not offered; 5: 60.39") == office.renewal(BOX, pr.RenewalRequest(years=9))
        assert "archive_gained 3 gb" in office.plan_change(BOX, "pro").text
        assert office.space(BOX, 1).ok
        request = pr.PurchaseRequest(address="a@pec.it", plan="standard", years=1)
        assert office.purchase(None, request).ok
        again = attrs.evolve(request, address=BOX.address, holder=PERSON)
        assert office.repurchase(attrs.evolve(GONE, holder=PERSON), again).ok
        quote = pr.quote_renewal(BOX, TWO_YEARS, rules=office.rules, on=ON)
        assert isinstance(quote, pr.Quote)
        assert office.settled(quote, pr.Credit(kind="partner", amount=Decimal("50.00"))).text.startswith("25.84")
        assert Told(ok=False, text="automatic renewal off") == office.automatic(BOX)

    def test_life(self, office: Office) -> None:
        """Each policy about the life of a mailbox is asked."""
        assert "expiring 79" == office.state(BOX)
        assert "2027-03-30 expiry" == office.ahead(BOX)[0]
        renewed = office.event(BOX, pr.Event(name="renewal_registered", years=1))
        assert isinstance(renewed, pr.Mailbox)
        assert dt.date(2028, 3, 30) == renewed.expiry
        assert office.ended(BOX, pr.TerminationRequest(mode="lapse")).ok
        assert office.logs(BOX, dt.date(2026, 10, 1)).ok

    def test_who_and_where(self, office: Office) -> None:
        """Each policy about holders, partners and channels is asked."""
        company = pr.Holder(subject="legal_person")
        assert "einvoice_identifier" in office.billing(company, None)
        partner = pr.Partner(email="p@example.it", credit=pr.Credit(kind="partner", amount=Decimal(50)))
        request = pr.CertificationRequest(
            name="mario", domain="pec.it", plan="standard", holder_choice="new", holder=company,
            renewal_type="at_expiry", years=1,
        )  # fmt: skip
        assert office.certified(partner, request) is not None
        assert "renew" in office.buttons(BOX, ())
        assert ["1", "2"] == office.choices(BOX)[:2]

    def test_what_is_kept(self, office: Office) -> None:
        """What was answered is proved, read back, and laid out."""
        quote = pr.quote_renewal(BOX, TWO_YEARS, rules=office.rules, on=ON)
        assert isinstance(quote, pr.Quote)
        assert "24.16" == office.proved(quote, BOX, TWO_YEARS)
        assert quote == office.read(pr.to_json(quote))
        assert "24,16" in office.shown(quote, BOX)


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that has the wheel."""
    folder = tmp_path_factory.mktemp("typed")
    shutil.copytree(ROOT, folder / "checkout", ignore=LEFT_OUT)
    made = environment_in(folder)
    install(made, build("wheel", folder / "checkout", folder / "wheel"), folder=folder)
    lend(made, folder)
    return made


def told(folder: Path, python: Path, tool: str, *options: object) -> str:
    """What a type checker says, far from the checkout."""
    shutil.copy(CLIENT, folder / "client.py")
    (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}', "utf-8")
    command = [sys.executable, "-m", tool, *map(str, options)]
    found = {"PATH": os.pathsep.join((str(python.parent), os.environ["PATH"])), "VIRTUAL_ENV": str(python.parents[1])}
    return subprocess.run(
        command, cwd=folder, env=os.environ | found, capture_output=True, text=True, check=False
    ).stdout


@pytest.mark.slow
@pytest.mark.types
class TestInstalled:
    """What the checkers say of it."""

    def test_mypy(self, python: Path, tmp_path: Path) -> None:
        """Strict, and without a complaint."""
        said = told(tmp_path, python, "mypy", "--strict", "--python-executable", python, "client.py")
        assert "Success: no issues found in 1 source file\n" == said

    def test_pyright(self, python: Path, tmp_path: Path) -> None:
        """Strict, and without a complaint."""
        said = json.loads(told(tmp_path, python, "pyright", "--outputjson", "--pythonpath", python, "client.py"))
        assert (1, []) == (said["summary"]["filesAnalyzed"], said["generalDiagnostics"])

    def test_everything_public_has_a_type(self, python: Path, tmp_path: Path) -> None:
        """pyright counts what is known of every public name of the wheel, and of no checkout: all of it.

        Asked for that it takes no interpreter, but looks for the one that is in use.
        """
        options = ("--verifytypes", "pecrules", "--ignoreexternal", "--outputjson")
        found = json.loads(told(tmp_path, python, "pyright", *options))["typeCompleteness"]
        assert python.parents[1] in Path(found["packageRootDirectory"]).parents
        untyped = [each["name"] for each in found["symbols"] if each["isExported"] and not each["isTypeKnown"]]
        assert ([], 1) == (untyped, found["completenessScore"])
