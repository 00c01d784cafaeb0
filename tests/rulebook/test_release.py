"""An installed release: its tables were checked before it was made, so each is read when it is first asked for."""

import marshal
import pickle
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from pecrules import InvalidRules, Mailbox, RenewalRequest, books, check_rules, load_rules, quote_renewal
from pecrules.base import resources
from pecrules.parsing import documents
from pecrules.rulebook import digests, loading
from pecrules.rulebook.compiled import CompiledTable, compiled, digest_file, digested
from pecrules.rulebook.digests import Digest
from pecrules.rulebook.rows.pricing import Price
from tests.places import ROOT

BOX = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
ASK = RenewalRequest(years=2, extra_inbox_gb=1)
DAY = date(2027, 1, 10)


@pytest.fixture
def released(tmp_path, monkeypatch):
    """The shipped tables as an installed release has them; the fixture is their folder."""
    folder = tmp_path / "_bundled" / "rules"
    shutil.copytree(ROOT / "rules", folder)
    places = {"rules": str(folder), "schemas": str(ROOT / "schemas")}
    monkeypatch.setattr(resources, "folder", places.__getitem__)
    return folder


@pytest.fixture
def compiled_release(released):
    """The same with its tables compiled, as a wheel has them."""
    compile_all(released)
    return released


def compile_all(folder):
    """Compile every table of a folder, as a build does."""
    for file in folder.rglob("*.yaml"):
        source = file.read_bytes()
        Path(f"{file}{resources.MADE}").write_bytes(resources.marked(source, compiled(source, file.name)))


@pytest.fixture
def looked_at(released, monkeypatch):
    """The names of the files that are read, as they are."""
    names = []
    read = resources.read
    monkeypatch.setattr(resources, "read", lambda path: (names.append(Path(path).stem), read(path))[1])
    return names


def test_it_answers_as_the_checkout_does(released):
    """The same rows give the same digest and the same answer."""
    rules = load_rules()
    quote = quote_renewal(BOX, ASK, rules=rules, on=DAY)
    checkout = load_rules(ROOT / "rules")
    assert (checkout, quote_renewal(BOX, ASK, rules=checkout, on=DAY)) == (rules, quote)
    assert (rules, quote) == pickle.loads(pickle.dumps((rules, quote)))


@pytest.mark.slow
def test_what_is_compiled_is_what_the_tables_say(compiled_release):
    """Every row of every book, its place and all the data are those of the YAML."""
    for book in books():
        made, read = load_rules(book=book), load_rules(ROOT / "rules", book=book)
        assert made.digest == read.digest
        assert [(each.layer, each.section, each.path, each.plain, each.row) for each in read.entries] == [
            (each.layer, each.section, each.path, each.plain, each.row) for each in made.entries
        ]
        for ref in (entry.row.ref for entry in read.entries):
            one, other = made.cite(ref), read.cite(ref)
            assert (other.location.line, other.location.column) == (one.location.line, one.location.column)
            assert (other.row, other.source) == (one.row, one.source)
        for made_layer, read_layer in zip(made.layers, read.layers, strict=True):
            assert {name: each.data for name, each in read_layer.documents.items()} == {
                name: each.data for name, each in made_layer.documents.items()
            }
            assert list(read_layer.written()) == list(made_layer.written())


def test_a_compiled_release_answers_without_parsing(compiled_release, monkeypatch):
    """A quote and the digest come from what is compiled; a place makes the text be read."""
    monkeypatch.setattr(documents, "read", None)
    rules = load_rules()
    quote = quote_renewal(BOX, ASK, rules=rules, on=DAY)
    assert "30.26" == str(quote.gross)
    digest = quote.stamp.digest
    monkeypatch.undo()
    assert load_rules(ROOT / "rules").digest == digest


def test_a_row_is_found_by_its_name(compiled_release):
    """Asked again it is the same; what no row is called is not there, however it is spelled."""
    rules = load_rules()
    entry = rules.entry("pricing/standard-year-2023")
    assert entry is rules.entry("pricing/standard-year-2023")
    assert any(entry is each for each in rules.entries)
    for name in ("no-such-row", 'a "quoted" one', "documented"):
        with pytest.raises(KeyError):
            rules.entry(f"pricing/{name}")


class TestDigest:
    """A release has the digest of each book beside its tables."""

    @pytest.fixture
    def told(self, compiled_release):
        """The release says a digest that nobody could work out."""
        files = [file for layer in load_rules().layers for file in layer.every_file()]
        Path(f"{digest_file('retail')}{resources.MADE}").write_bytes(
            resources.marked(digested(files, lambda file: file.source), b"as it was made")
        )
        return compiled_release

    def test_it_is_read(self, told, monkeypatch):
        """Nobody works it out again, as long as every file is as it was."""
        assert "as it was made" == fresh(monkeypatch, told).digest

    def test_it_counts_only_for_what_it_was_made_of(self, told, monkeypatch):
        """Where a table was edited, it is worked out; so it is for rules that were edited in memory."""
        edits = {"pricing/standard-year-2023": {"per_year": "10.00"}}
        assert fresh(monkeypatch, told).edited(edits).digest == load_rules(ROOT / "rules").edited(edits).digest
        table = told / "pricing.yaml"
        table.write_text(table.read_text("utf-8").replace('per_year: "9.90"', 'per_year: "10.00"'), "utf-8")
        edited = fresh(monkeypatch, told).digest
        assert edited not in {"as it was made", load_rules(ROOT / "rules").digest}

    def test_two_threads_may_work_it_out(self, monkeypatch):
        """What the first one found is what everybody reads."""
        digest = Digest(load_rules()._shared.tables)
        said = iter(["of the second", "of the first"])

        def slow(layers):
            """While the first is at it, another one is through."""
            text = next(said)
            if text == "of the second":
                digest.settle(layers)
            return text

        monkeypatch.setattr(digests.compiled, "digest", slow)
        digest.settle(())
        assert "of the first" == digest()


def fresh(monkeypatch, folder):
    """The rules of a release, loaded anew."""
    places = {"rules": str(folder / "."), "schemas": str(ROOT / "schemas")}
    monkeypatch.setattr(resources, "folder", places.__getitem__)
    loading._released.cache_clear()
    return load_rules()


def test_a_compiled_release_that_was_edited_answers_as_edited(compiled_release):
    """What was compiled of other bytes counts for nothing."""
    table = compiled_release / "pricing.yaml"
    table.write_text(table.read_text("utf-8").replace('per_year: "9.90"', 'per_year: "10.00"'), "utf-8")
    assert "12.20" == str(quote_renewal(BOX, RenewalRequest(years=1), rules=load_rules(), on=DAY).gross)


def test_what_is_compiled_is_alike_under_every_python():
    """A wheel is for all of them: each makes the same bytes of a section, and reads them."""
    made = compiled('table: pricing\nprices: [{id: "è", needs: true, days: 300}]\n'.encode(), "pricing.yaml")
    key = [b"u%c\0\0\0%b" % (len(text), text) for text in (b"id", "è".encode(), b"needs", b"days")]
    section = b"[\1\0\0\0{%b%b%bT%bi%b0" % (*key, (300).to_bytes(4, "little"))
    assert section == marshal.loads(made)["prices"]
    assert [{"id": "è", "needs": True, "days": 300}] == marshal.loads(section)


@pytest.mark.parametrize("made", [b"", b"?", b"(1", b"[\x01\x00\x00\x00?"])
def test_what_no_python_reads_is_read_as_yaml(made, compiled_release):
    """As if a Python to come had another form."""
    table = compiled_release / "pricing.yaml"
    Path(f"{table}{resources.MADE}").write_bytes(resources.marked(table.read_bytes(), made))
    assert "12.08" == str(quote_renewal(BOX, RenewalRequest(years=1), rules=load_rules(), on=DAY).gross)


def test_what_was_compiled_counts_only_as_it_was_made(compiled_release):
    """Whoever edits that instead of the table has edited nothing."""
    made = Path(f"{compiled_release / 'pricing.yaml'}{resources.MADE}")
    made.write_bytes(made.read_bytes().replace(b'"9.90"', b'"0.01"'))
    assert "12.08" == str(quote_renewal(BOX, RenewalRequest(years=1), rules=load_rules(), on=DAY).gross)


BOOK = """table: book
id: ours
title: "Il nostro"
extends: retail
source: pecrules-analysis
clause: "una prova"
"""
PRICES = """table: pricing
book: ours
prices:
  - {{id: {id}, item: plan, plan: {plan}, since: 2027-01-01, label: {{it: "Canone", en: "Fee", de: "Gebühr"}},
     per_year: "8.90", certainty: documented, source: {source}, clause: "una prova"}}
"""
STEPS = """table: lifecycle
book: ours
transitions:
  - {{id: ours-step, machine: mailbox, from_state: {state}, event: renewal_registered, guard: {guard}, to_state: active,
     effects: [], messages: [], since: 2027-01-01, certainty: documented, source: pecrules-analysis, clause: "prova"}}
"""
TOPICS = """table: interpretations
book: ours
topics:
  - {id: ours-question, topic: vat_rounding, number: N-01, question: {it: "Come?", en: "How?", de: "Wie?"},
     readings: [{name: per_line, meaning: {it: "a", en: "b", de: "c"}}]}
"""
LAYERS = {
    "sound": {"pricing": PRICES.format(id="ours-standard", plan="standard", source="pecrules-analysis")},
    "a name of the public book": {"pricing": PRICES.format(id="pro-year-2023", plan="pro", source="seed-001")},
    "no such source": {"pricing": PRICES.format(id="ours-standard", plan="standard", source="sed-001")},
    "no such plan": {"pricing": PRICES.format(id="ours-standard", plan="standrad", source="seed-001")},
    "no such state": {"lifecycle": STEPS.format(state="activ", guard="automatic_on")},
    "two at a time": {"lifecycle": STEPS.format(state="active", guard="automatic_on")},
    "a question of the public book": {"interpretations": TOPICS},
    "another book's": {"pricing": "table: pricing\nbook: theirs\n"},
}


def laid_over(folder, layer):
    """A folder of one's own."""
    folder.mkdir()
    for name, text in {"book": BOOK, **layer}.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_over_a_release_the_same_mistakes_are_told(layer, tmp_path, request):
    """Of what was checked when it was made only what the layer above can change is looked at; nothing is missed."""
    own = laid_over(tmp_path / "own", layer)
    over_the_checkout = check_rules(own)
    request.getfixturevalue("compiled_release")
    assert over_the_checkout == check_rules(own)
    assert (layer is LAYERS["sound"]) == (over_the_checkout == ())


def test_over_a_release_the_same_is_answered(tmp_path, request, monkeypatch):
    """No table of the release is parsed for that."""
    own = laid_over(tmp_path / "own", LAYERS["sound"])
    over_the_checkout = load_rules(own)
    request.getfixturevalue("compiled_release")
    read = documents.read
    parsed = []
    monkeypatch.setattr(documents, "read", lambda source, name: (parsed.append(name), read(source, name))[1])
    rules = load_rules(own)
    assert quote_renewal(BOX, ASK, rules=over_the_checkout, on=DAY) == quote_renewal(BOX, ASK, rules=rules, on=DAY)
    assert over_the_checkout.digest == rules.digest
    assert not [name for name in parsed if name.startswith("rules/")]


def test_a_release_that_was_edited_is_checked_anew(compiled_release, tmp_path):
    """Below a layer of one's own, too."""
    table = compiled_release / "pricing.yaml"
    table.write_text(table.read_text("utf-8").replace('per_year: "9.90"', "per_year: 9,90"), "utf-8")
    own = laid_over(tmp_path / "own", LAYERS["sound"])
    assert "rules/pricing.yaml" in {problem.location.file for problem in check_rules(own)}


def test_a_release_that_cannot_be_read(compiled_release, tmp_path, monkeypatch):
    """It is told as of any other folder."""
    own, read = laid_over(tmp_path / "own", LAYERS["sound"]), resources.read

    def locked(path):
        if path.endswith("alerts.yaml"):
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(resources, "read", locked)
    assert "PR001" in {problem.code for problem in check_rules(own)}


def test_a_split_table_is_compiled_file_by_file(released, monkeypatch):
    """What lies in the folder of a table belongs to it, whatever the file is called."""
    good = ROOT / "tests" / "rules" / "good"
    shutil.rmtree(released)
    for folder in ("minimal", "split"):
        shutil.copytree(good / folder, released, dirs_exist_ok=True)
    (released / "pricing" / "extra-inbox.yaml").rename(released / "pricing" / "renewal.yaml")
    whole, read = load_rules(good / "minimal"), load_rules(released)
    compile_all(released)
    monkeypatch.setattr(documents, "read", None)
    made = load_rules()
    assert whole.digest == made.digest
    assert ["retail"] == [each.name for each in made.layers]
    assert rows_with_files(read, str(released)) == rows_with_files(made, "rules")
    (layer,) = made.layers
    for section in ("pricing.prices", "pricing.vat"):
        assert [each for each in layer.entries if each.section == section] == layer.section(section)
    assert {"rules/pricing.yaml", "rules/pricing/renewal.yaml"} < {each.name for each in layer.files("pricing")}


def rows_with_files(rules, folder):
    """Every row, with where it stands in a folder."""
    return [(each.section, each.document.name.removeprefix(folder), each.path, each.row) for each in rules.entries]


def test_a_table_with_a_mistake_is_not_compiled():
    """A build stops at it."""
    with pytest.raises(ValueError, match="PR020"):
        compiled(b"net: 2,50", "pricing.yaml")


def test_a_quote_reads_only_its_tables(looked_at):
    """No table is read to load the rules; a quote reads its own; the digest reads the rest."""
    rules = load_rules()
    assert [] == looked_at
    quote = quote_renewal(BOX, ASK, rules=rules, on=DAY)
    assert "pricing" in looked_at
    assert "sources" not in looked_at
    assert rules.digest == quote.stamp.digest
    assert "sources" in looked_at


def test_a_book_is_read_like_the_base(released):
    """A price book of a release lies over its base."""
    rules = load_rules(book="ordine-ingegneri-roma")
    assert "ordine-ingegneri-roma" == rules.cite("pricing/roma-extra-inbox-2016").layer


def test_a_book_asked_for_again_is_the_same(released):
    """With everything it has compiled; another book is another one."""
    rome = load_rules(book="ordine-ingegneri-roma")
    assert rome is load_rules(book="ordine-ingegneri-roma")
    assert rome != load_rules()


def test_an_unknown_book_is_told(released):
    """What is asked for is checked all the same."""
    with pytest.raises(InvalidRules) as caught:
        load_rules(book="rome")
    assert ["PR210"] == [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("\nprices:", "\nprices: ["),
        ('per_year: "9.90"', "per_year: 9,90"),
        ('per_year: "9.90"', 'per_year: "nine"'),
        ("  - id: extra-inbox-2016", "  - no: extra-inbox-2016"),
    ],
)
def test_an_edited_release_is_told_when_it_is_read(released, right, wrong):
    """Somebody who edits an installed copy into nonsense gets every problem, as in a checkout."""
    text = (released / "pricing.yaml").read_text("utf-8")
    (released / "pricing.yaml").write_text(text.replace(right, wrong, 1), "utf-8")
    rules = load_rules()
    with pytest.raises(InvalidRules) as caught:
        quote_renewal(BOX, ASK, rules=rules, on=DAY)
    assert {"rules/pricing.yaml"} == {problem.location.file for problem in caught.value.problems}


def test_a_citation_has_nothing_else(compiled_release):
    """What it does not have is missed like an attribute of anything; copies stay equal, place and all."""
    citation = load_rules().cite("pricing/vat-22")
    with pytest.raises(AttributeError, match="has no attribute 'page'"):
        _ = citation.page
    assert citation == pickle.loads(pickle.dumps(citation))


def test_a_citation_of_a_class(compiled_release):
    """Whoever says which class a row has is given its columns; a row of another class is told."""
    rules = load_rules()
    assert "9.90" == str(rules.cite("pricing/standard-year-2023", Price).row.per_year)
    assert "Canone annuo PEC Standard" == rules.cite("pricing/standard-year-2023").label.it
    assert None is rules.cite("pricing/vat-22").label
    with pytest.raises(TypeError, match=r"pricing/vat-22 is a row of pricing.vat, and no Price"):
        rules.cite("pricing/vat-22", Price)


def test_a_table_may_lack_sections(compiled_release):
    """It then has no rows of them."""
    table = CompiledTable("pricing", "retail", load_rules().layers[0].documents["pricing"], {})
    assert () == table.entries == table.section("pricing.vat")


FIRST_QUOTE = {
    "": ["base", "domain", "model", "parsing", "policies", "rulebook"],
    "base.": ["classes", "codes", "dates", "errors", "memo", "money", "resources", "tuples", "values", "version"],
    "domain.": [
        "addresses", "answering", "beside", "charge_day", "charges", "deadlines", "expiry", "identifiers", "life",
        "misuse", "orderable", "ordering", "payments", "plans", "provenance", "refusing", "renewal_order", "sale_terms",
        "space", "state_days", "state_rights",
    ],
    "model.": [
        "codes", "fields", "mailboxes", "outcomes", "outcomes.common", "outcomes.quotes", "outcomes.refusals",
        "published", "renewals",
    ],
    "parsing.": ["plain"],
    "policies.": ["renewal"],
    "rulebook.": [
        "compiled", "digests", "folders", "layers", "loading", "rows", "rows.alerts", "rows.base", "rows.column",
        "rows.holders", "rows.interpretations", "rows.lifecycle", "rows.payments", "rows.plans", "rows.pricing",
        "rows.renewal", "rows.sources", "rows.termination", "rows.topics", "ruleset", "snapshots", "timelines",
    ],
}  # fmt: skip
"""The modules of ours that a first quote from an installed release may load; a new one has to be worth its time."""

MADE_AS_VALUES = {
    "Caveat", "Charges", "Effect", "Holder", "Line", "Mailbox", "PayBy", "Quote", "Refusal", "RenewalRequest",
    "Request", "Stamp",
}  # fmt: skip
"""The classes of values that it may make, each of which takes longer than most modules."""

ASK_ONCE = """
import datetime, sys
sys.path[:0] = [{root!r}]
import pecrules.base.resources as resources
resources.folder = {{"rules": {folder!r}}}.__getitem__
import pecrules
rules = pecrules.load_rules()
box = pecrules.Mailbox(address="a@pec.example", plan="standard", expiry=datetime.date(2027, 3, 30))
quote = pecrules.quote_renewal(box, pecrules.RenewalRequest(years=1), rules=rules, on=datetime.date(2027, 1, 10))
assert str(quote.gross) == "12.08"
ours = {{name: module for name, module in sys.modules.items() if name.startswith("pecrules.")}}
print(*(name.removeprefix("pecrules.") for name in ours))
kinds = {{kind for module in ours.values() for kind in vars(module).values() if isinstance(kind, type)}}
print(*(kind.__name__ for kind in kinds if "__made_of__" in vars(kind)))
print(*({{"attrs", "inspect", "yaml"}} & sys.modules.keys()))
"""


def test_what_a_first_quote_loads(compiled_release):
    """The modules and the classes that are listed, and no library; of neither may one creep in unseen."""
    program = ASK_ONCE.format(root=str(ROOT), folder=str(compiled_release))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    modules, classes, known = map(str.split, done.stdout.splitlines())
    assert sorted(f"{room}{name}" for room, names in FIRST_QUOTE.items() for name in names) == sorted(modules)
    assert sorted(MADE_AS_VALUES) == sorted(classes)
    assert [] == known
