"""What is shipped: built twice, unpacked, installed and used, all without a network."""

import email
import email.message
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from pecrules import books
from pecrules.base.resources import MADE
from tests.places import ROOT

pytestmark = pytest.mark.slow

IGNORED = (ROOT / ".gitignore").read_text("utf-8").split()
LEFT_OUT = shutil.ignore_patterns(".git", *(Path(each).name for each in IGNORED))  # gigabytes, in a gate
QUOTE = """
import datetime, pecrules
rules = pecrules.load_rules()
box = pecrules.Mailbox(address="a@pec.example", plan="standard", expiry=datetime.date(2027, 3, 30))
quote = pecrules.quote_renewal(box, pecrules.RenewalRequest(years=1), rules=rules, on=datetime.date(2027, 1, 10))
print(pecrules.__file__, quote.gross)
"""
DRAW = """
from hypothesis import find, strategies
import pecrules
print(find(strategies.from_type(pecrules.Mailbox), lambda box: True).plan)
"""


def run(*command: object, folder: Path) -> str:
    """What a program prints; it knows nothing of the checkout but what it is told."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_", "COV_"))}
    environment = clean | {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_CONFIG_FILE": os.devnull}
    done = subprocess.run(
        [str(each) for each in command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def build(kind: str, source: Path, out: Path) -> Path:
    """An sdist or a wheel, by the very call that every front end makes of the back end, in this environment."""
    out.mkdir(parents=True, exist_ok=True)
    program = f"import hatchling.build as back; print(back.build_{kind}({str(out)!r}))"
    return out / run(sys.executable, "-c", program, folder=source).splitlines()[-1]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout that a test may build in and edit."""
    copy = tmp_path_factory.mktemp("copy") / "checkout"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    return copy


@pytest.fixture(scope="module")
def sdist(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", checkout, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", checkout, tmp_path_factory.mktemp("wheel"))


def environment_in(folder: Path) -> Path:
    """The interpreter of a new environment, into which our pip installs: to install one in it takes seconds.

    The libraries we need are lent to it: one line in a ``.pth`` file adds this environment's folder to its path, behind
    its own, so that nothing has to be downloaded. ``.pth`` files in a lent folder are not read, so an editable install
    of ours in this environment stays unseen.
    """
    run(sys.executable, "-m", "venv", "--without-pip", folder / "env", folder=folder)
    bin_ = "Scripts" if os.name == "nt" else "bin"
    return folder / "env" / bin_ / "python"


def install(python: Path, *what: object, folder: Path) -> None:
    """Let our pip install something there."""
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", *what, folder=folder)


def lend(python: Path, folder: Path) -> None:
    own = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=folder)
    Path(own, "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that has the wheel."""
    folder = tmp_path_factory.mktemp("installed")
    python = environment_in(folder)
    install(python, wheel, folder=folder)
    lend(python, folder)
    return python


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def wheel_contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def described(wheel: Path) -> email.message.Message:
    """What a wheel says of itself."""
    return email.message_from_bytes(
        next(data for name, data in wheel_contents(wheel).items() if name.endswith("METADATA"))
    )


def bundled(wheel, folder):
    """What of a folder of the checkout lies in a wheel, but for what was made of it."""
    inside = f"pecrules/_bundled/{folder}/"
    shipped = wheel_contents(wheel).items()
    return {
        name.removeprefix(inside): data for name, data in shipped if name.startswith(inside) and not name.endswith(MADE)
    }


class TestWheel:
    """What is installed."""

    def test_tables_are_in_it(self, checkout, wheel):
        """Every file, byte for byte, inside the package."""
        assert contents(checkout / "rules") == bundled(wheel, "rules")

    def test_schemas_are_in_it(self, checkout, wheel):
        """Every one, inside the package, and in no more bytes than it needs."""
        ours, shipped = contents(checkout / "schemas"), bundled(wheel, "schemas")
        assert {name: json.loads(data) for name, data in ours.items()} == {
            name: json.loads(data) for name, data in shipped.items()
        }
        assert sum(map(len, shipped.values())) < sum(map(len, ours.values()))

    def test_every_table_is_compiled(self, checkout, wheel):
        """And each book has its digest, and nothing else is there."""
        compiled = {name.removesuffix(MADE) for name in wheel_contents(wheel) if name.endswith(MADE)}
        tables = {f"pecrules/_bundled/rules/{name}" for name in contents(checkout / "rules")}
        digests = {f"pecrules/_bundled/rules/{book}.digest" for book in books()}
        assert tables | digests == compiled

    def test_catalogues_are_there_as_they_are_read(self, wheel):
        """Compiled, and in no other form; of English there is nothing to translate."""
        found = {name for name in wheel_contents(wheel) if name.endswith((".po", ".mo"))}
        assert {f"pecrules/present/locales/{lang}/LC_MESSAGES/pecrules.mo" for lang in ("it", "de")} == found

    def test_every_module_is_in_it(self, checkout, wheel):
        """And the mark that says that we are typed."""
        files = contents(checkout / "pecrules").items()
        package = {f"pecrules/{name}": data for name, data in files if not name.endswith(".po")}
        shipped = wheel_contents(wheel)
        assert package == {name: shipped.get(name) for name in package}
        assert "pecrules/py.typed" in shipped

    def test_nothing_else_is_in_it(self, wheel):
        """No tests, no documents, no second copy of the tables, no code among them."""
        names = wheel_contents(wheel)
        assert {"pecrules"} == {name.split("/")[0] for name in names if ".dist-info/" not in name}
        assert not [
            name
            for name in names
            if "tests/" in name or (name.startswith("pecrules/_bundled") and name.endswith(".py"))
        ]

    def test_it_is_small(self, wheel):
        """Less than 1.6 megabytes."""
        assert wheel.stat().st_size < 1_600_000

    def test_what_it_says_of_itself(self, wheel):
        """The licence is an expression with its text beside it; the commands and plugins are named."""
        shipped, told = wheel_contents(wheel), described(wheel)
        info = f"pecrules-{told['Version']}.dist-info"
        assert ("pecrules", "MIT", ["LICENSE"], ">=3.11") == (
            told["Name"],
            told["License-Expression"],
            told.get_all("License-File"),
            told["Requires-Python"],
        )
        assert not [each for each in told.get_all("Classifier") if each.startswith("License")]
        assert (ROOT / "LICENSE").read_bytes() == shipped[f"{info}/licenses/LICENSE"]
        points = shipped[f"{info}/entry_points.txt"].decode()
        assert "pecrules = pecrules.__main__:main" in points
        assert "pecrules = pecrules.testing._plugin:register" in points

    def test_where_it_is_at_home(self, checkout, wheel, tmp_path):
        """Once that is filled in, addresses are told and README links are absolute; until then none is made up."""
        copy = shutil.copytree(checkout, tmp_path / "copy")
        project = copy / "pyproject.toml"
        text = project.read_text("utf-8").replace('home = ""', 'home = "https://forge.example/pecrules"')
        project.write_text(text, "utf-8")
        told, untold = described(build("wheel", copy, tmp_path / "out")), described(wheel)
        assert "Homepage, https://forge.example/pecrules" in told.get_all("Project-URL")
        assert ([], None) == (re.findall(r"\]\((?!https?:|#)", told.get_payload()), untold.get_all("Project-URL"))
        assert "](https://forge.example/pecrules/blob/main/docs/reference/glossary.md)" in told.get_payload()
        assert (ROOT / "README.md").read_text("utf-8").strip() == untold.get_payload(decode=True).decode().strip()

    def test_a_second_build_is_the_same(self, checkout, wheel, tmp_path):
        """Byte by byte, also after somebody has touched every file."""
        for path in checkout.rglob("*"):
            os.utime(path)
        assert wheel.read_bytes() == build("wheel", checkout, tmp_path).read_bytes()


class TestSdist:
    """What distributions build from."""

    def test_a_second_build_is_the_same(self, checkout, sdist, tmp_path):
        """Byte by byte."""
        assert sdist.read_bytes() == build("sdist", checkout, tmp_path).read_bytes()

    def test_it_is_complete(self, checkout, sdist):
        """Tables, schemas, code and tests, as they lie in the checkout."""
        with tarfile.open(sdist) as archive:
            names = {name.partition("/")[2] for name in archive.getnames()}
        for folder in ("pecrules", "rules", "schemas", "tests"):
            assert {f"{folder}/{name}" for name in contents(checkout / folder)} <= names
        assert {"pyproject.toml", "LICENSE", "README.md", "PKG-INFO"} <= names

    def test_the_wheel_of_the_sdist_is_the_wheel(self, sdist, wheel, tmp_path):
        """Whoever builds from it gets what we ship."""
        with tarfile.open(sdist) as archive:
            archive.extractall(tmp_path, filter="data")
        unpacked = next(tmp_path.glob("pecrules-*"))
        assert wheel_contents(wheel) == wheel_contents(build("wheel", unpacked, tmp_path / "out"))


class TestInstalled:
    """What one has after installing."""

    def test_what_it_is_made_of_can_be_listed(self, installed, tmp_path):
        """A bill of materials (CycloneDX) of an environment with the wheel names it, and all that it needs."""
        listing = ("-m", "cyclonedx_py", "environment", "--no-validate", installed, "--of", "JSON")
        told = json.loads(run(sys.executable, *listing, folder=tmp_path))
        names = {part["bom-ref"]: part["name"].lower() for part in told["components"]}
        needs = {names[each["ref"]]: [names[ref] for ref in each.get("dependsOn", ())] for each in told["dependencies"]}
        wanted = {"attrs", "cattrs", "pyyaml", "jsonschema", "babel", "python-stdnum", "tzdata"}
        assert set() == wanted - set(needs["pecrules"])

    def test_a_quote_from_the_wheel(self, installed, tmp_path):
        """Far from any checkout, from the tables inside the package."""
        file, gross = run(installed, "-c", QUOTE, folder=tmp_path).rsplit(" ", 1)
        assert "12.08" == gross
        assert installed.parents[1] in Path(file).parents
        assert (installed.parent / ("pecrules.exe" if os.name == "nt" else "pecrules")).is_file()
        assert "standard" == run(installed, "-c", DRAW, folder=tmp_path)

    def test_a_quote_parses_nothing(self, installed, tmp_path):
        """No YAML parser is loaded for a first quote, nor what explains, validates or checks."""
        told = run(installed, "-c", f"{QUOTE}\nimport sys\nprint(*sys.modules)", folder=tmp_path)
        heavy = {"yaml", "cattrs", "babel", "jsonschema", "pecrules.parsing.documents"}
        heavy |= {"pecrules.parsing.validation", "pecrules.rulebook.checks", "pecrules.rulebook.rows.schemas"}
        assert set() == heavy & set(told.split())

    def test_a_quote_from_an_editable_install(self, checkout, tmp_path):
        """Who edits a table sees it at once, without installing again."""
        environment, copy = environment_in(tmp_path), tmp_path / "checkout"
        shutil.copytree(checkout, copy)
        lend(environment, tmp_path)
        install(environment, "--no-build-isolation", "--ignore-installed", "--editable", copy, folder=tmp_path)
        file, gross = run(environment, "-c", QUOTE, folder=tmp_path).rsplit(" ", 1)
        assert ("12.08", copy / "pecrules" / "__init__.py") == (gross, Path(file))
        table = copy / "rules" / "pricing.yaml"
        table.write_text(table.read_text("utf-8").replace('per_year: "9.90"', 'per_year: "10.00"'), "utf-8")
        assert "12.20" == run(environment, "-c", QUOTE, folder=tmp_path).rsplit(" ", 1)[1]
