"""A client that somebody generates from what is published reads what we write, writes what we read, and asks us."""

import importlib
import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import pecrules as pr
from pecrules.cli.serving import Served, server_of
from pecrules.policies import MANIFEST
from pecrules.present import paths
from tests.places import ROOT
from tests.present.test_service import RECEIPTS, question
from tests.variants import shipped

KEPT = sorted((ROOT / "tests" / "golden" / "outcomes").glob("*/*.json"))
ON = date(2027, 1, 10)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is published."""
    found = tmp_path_factory.mktemp("api") / "openapi.json"
    found.write_text(paths.files()["openapi.json"], "utf-8")
    return found


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """``pecrules serve``, and where it is."""
    server = server_of(Served(None, None, ON), 0)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://localhost:{server.server_port}/api"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_generated_model_goes_there_and_back(document: Path) -> None:
    """Every outcome that a release has given, and a mailbox: read by the client, written by it, read by us."""
    command = [
        sys.executable, "-m", "datamodel_code_generator", "--input", document.name, "--input-file-type", "openapi",
        "--output-model-type", "pydantic_v2.BaseModel", "--target-python-version", "3.11", "--output", "client.py",
    ]  # fmt: skip
    subprocess.run(command, cwd=document.parent, check=True, capture_output=True)
    spec = importlib.util.spec_from_file_location("client", document.parent / "client.py")
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


def test_a_generated_client_asks(document: Path, service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each policy: what a receipt was asked is put into the client's classes, sent, and answered as it was."""
    folder = document.parent
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", document.name, "--meta", "none",
               "--output-path", "pecrules_client"]  # fmt: skip
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert (0, "") == (done.returncode, "".join(line for line in done.stdout.splitlines() if "arning" in line))
    monkeypatch.syspath_prepend(str(folder))
    models: Any = importlib.import_module("pecrules_client.models")
    client = importlib.import_module("pecrules_client").Client(base_url=service)
    asked = {}
    for text in RECEIPTS.values():
        receipt = json.loads(text)
        if "retail" == receipt["outcome"]["stamp"]["book"] and receipt["outcome"]["stamp"]["as_known"] is None:
            policy = receipt["policy"]
            body = getattr(models, f"{policy.title().replace('_', '')}Question").from_dict(question(receipt))
            operation: Any = importlib.import_module(f"pecrules_client.api.default.{policy}")
            again = pr.replay(text, shipped())
            assert isinstance(again, pr.Replay)
            told = operation.sync(client=client, body=body).to_dict()
            wanted = pr.to_plain(again.outcome)
            assert wanted == {key: told[key] for key in wanted}
            asked[policy] = told
    assert MANIFEST.keys() - {"next_alert"} == asked.keys()


@pytest.mark.filterwarnings("default")
def test_whatever_is_sent_is_answered_as_the_document_says(service: str) -> None:
    """Bodies drawn from the document: no crash, and only the answers that it names, in their form."""
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )  # fmt: skip

    whole = schemathesis.openapi.from_url(f"{service}/openapi.json")
    few = settings(
        max_examples=6, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    tried: dict[str, set[int]] = {}

    def sent(case: Any) -> None:
        response = case.call()
        tried.setdefault(case.operation.path, set()).add(response.status_code)
        assert 500 > response.status_code, response.text
        case.validate_response(
            response, checks=[content_type_conformance, response_schema_conformance, status_code_conformance]
        )

    for operation in whole.get_all_operations():
        few(given(operation.ok().as_strategy())(sent))()
    assert {f"/{name}" for name in MANIFEST} == tried.keys()
    assert {200, 422} <= set().union(*tried.values())
