"""A client that somebody generates from what is published reads what we write, and writes what we read."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

import pecrules as pr
from pecrules.model import schemas
from tests.places import ROOT

KEPT = sorted((ROOT / "tests" / "golden" / "outcomes").glob("*/*.json"))


@pytest.mark.slow
def test_a_generated_client_goes_there_and_back(tmp_path: Path) -> None:
    """Every outcome that a release has given, and a mailbox: read by the client, written by it, read by us."""
    (tmp_path / "openapi.json").write_text(schemas.files()["openapi.json"], "utf-8")
    command = [
        sys.executable, "-m", "datamodel_code_generator", "--input", "openapi.json", "--input-file-type", "openapi",
        "--output-model-type", "pydantic_v2.BaseModel", "--target-python-version", "3.11", "--output", "client.py",
    ]  # fmt: skip
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    spec = importlib.util.spec_from_file_location("client", tmp_path / "client.py")
    assert spec is not None
    assert spec.loader is not None
    client = importlib.util.module_from_spec(spec)
    sys.modules["client"] = client  # its classes look for one another there
    spec.loader.exec_module(client)
    for path in KEPT:
        read = getattr(client, path.stem).model_validate_json(path.read_text("utf-8"))
        assert pr.from_json(path.read_text("utf-8")) == pr.from_json(read.model_dump_json(exclude_unset=True))
    box = client.Mailbox(address="a@pec.it", plan="standard", expiry="2027-03-30")
    assert "standard" == pr.from_json(box.model_dump_json(exclude_unset=True), pr.Mailbox).plan
    del sys.modules["client"]
