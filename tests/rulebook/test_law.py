"""What lies below every book, and what a book takes from the one below: stated, adopted, law or borrowed."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import pecrules as pr
from pecrules.present.names import Names
from pecrules.rulebook.layers import marks
from pecrules.rulebook.rows import SECTIONS, Row
from pecrules.rulebook.rows.channels import Contact
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.plans import Plan
from pecrules.rulebook.rows.pricing import Price, Vat
from pecrules.rulebook.rows.termination import Logs
from tests.variants import add, shipped

DAY = date(2027, 1, 10)
BOOK = """\
table: book
id: {id}
title: "Un altro gestore"
extends: {extends}
{adopts}source: dpr-633-1972-art-16
clause: "F6.20: l'IVA vale per tutti"
"""
PLANS = """\
adopts:
  - sections:
      - plans
    certainty: {certainty}
    source: dpr-633-1972-art-16
    clause: "F6.20: una prova"
"""
BOX = pr.Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))


def layer(folder: Path, adopts: str = "", extends: str = "retail") -> pr.Ruleset:
    """The rules of a folder that holds nothing but what it extends and adopts."""
    folder.joinpath("book.yaml").write_text(BOOK.format(id="altro", extends=extends, adopts=adopts), "utf-8")
    return pr.load_rules(folder)


class TestLaw:
    """A base of its own, which every book has."""

    @pytest.mark.parametrize("book", pr.books())
    def test_every_book_has_it(self, book: str) -> None:
        """VAT and logs are the same everywhere, and nobody borrows them."""
        there = shipped(book).on(DAY)
        assert (Decimal(22), False) == (there.row(Vat).percent, there.row(Vat).is_borrowed)
        assert (30, False) == (there.row(Logs).retention_months, there.row(Logs).is_borrowed)

    def test_a_provider_may_extend_it_alone(self, tmp_path: Path) -> None:
        """It has no telephone, no plan and no price of another company, and the rate of VAT."""
        rules = layer(tmp_path, extends="law")
        there = rules.on(DAY)
        assert ["law", "altro"] == [each.name for each in rules.layers]
        assert ((), (), ()) == (there.rows(Contact), there.rows(Plan), there.rows(Price))
        assert Decimal(22) == there.row(Vat).percent
        with pytest.raises(pr.NoRuleInForce):
            pr.quote_renewal(BOX, pr.RenewalRequest(years=1), rules=rules, on=DAY)

    def test_a_provider_chooses_readings_without_telling_the_questions(self, tmp_path: Path) -> None:
        """Where nobody below asks them either, a row is named by its topic."""
        row = "{id: ours, topic: month_end, since: 2016-01-01, choice: overflow, certainty: documented"
        text = f"interpretations:\n  - {row}, source: dpr-633-1972-art-16, clause: prova}}\n"
        (tmp_path / "interpretations.yaml").write_text(f"table: interpretations\nbook: altro\n\n{text}", "utf-8")
        rules = layer(tmp_path, extends="law")
        assert "overflow" == rules.on(DAY).row(Interpretation, "month_end").choice
        assert "`month_end`" == Names(rules).row("interpretations/ours", "it")

    def test_it_is_told_where_a_book_that_is_extended_is_not_there(self, tmp_path: Path) -> None:
        """Among the books that can be."""
        with pytest.raises(pr.InvalidRules) as told:
            layer(tmp_path, extends="laww")
        (problem,) = told.value.problems
        assert ("PR210", True) == (problem.code, problem.args["allowed"].endswith("law"))


class TestBorrowed:
    """What a book neither says nor adopts is in its answers, and each says so."""

    def test_a_caveat(self, tmp_path: Path) -> None:
        """However sure the public book is of it; a row of the law is none."""
        quote = pr.quote_renewal(BOX, pr.RenewalRequest(years=1), rules=layer(tmp_path), on=DAY)
        assert isinstance(quote, pr.Quote)
        doubts = {each.row: each.certainty for each in quote.caveats}
        assert ("borrowed", None) == (doubts["plans/standard-2024"], doubts.get("pricing/vat-22"))
        assert "documented" == shipped().cite("plans/standard-2024").certainty

    @pytest.mark.parametrize("certainty", ["documented", "inferred", "assumed"])
    def test_what_is_adopted(self, tmp_path: Path, certainty: str) -> None:
        """It is no surer than that the book adopts it."""
        rules = layer(tmp_path, PLANS.format(certainty=certainty))
        row = rules.on(DAY).row(Plan, "mailbox", "standard")
        assert (certainty, False) == (row.certainty, row.is_borrowed)
        assert certainty == rules.cite(row.ref).certainty

    def test_what_the_page_of_the_book_says_itself(self) -> None:
        """R2.2 stands in the guide by which Rome's book adopts the words of the channel: it is as sure there."""
        roma = shipped("ordine-ingegneri-roma")
        adopted = roma.layers[-1].adopted("channels.records")
        assert ("inferred", "seed-002") == adopted
        sure = {
            ref: roma.cite(ref).certainty
            for ref in ("channels/convention-header-credit-2016", "lifecycle/mailbox-active-2016")
        }
        assert ["documented", "inferred"] == [*sure.values()]

    def test_a_chain_is_as_sure_as_its_weakest_link(self) -> None:
        """What a book adopts of one that adopts it of a third is the least sure of both; a gap makes it borrowed."""
        treviso = shipped("architetti-treviso")
        states, plans = (marks(treviso.layers, section)[1] for section in ("lifecycle.states", "plans.plans"))
        row = next(entry.row for entry in treviso.entries if isinstance(entry.row, Plan))
        assert states
        assert plans
        assert ("inferred", True) == (states(row).certainty, plans(row).is_borrowed)

    def test_a_limit_that_no_source_of_the_book_states_does_not_refuse(self, tmp_path: Path) -> None:
        """Space, years and mailboxes of one order: the public book refuses, a book that borrows its rows does not."""
        order = pr.PurchaseRequest(address="a.b@pec.it", plan="standard", years=9, extra_inbox_gb=7, mailboxes=99)
        public = pr.quote_purchase(None, order, rules=shipped(), on=DAY)
        borrowing = pr.quote_purchase(None, order, rules=layer(tmp_path), on=DAY)
        assert isinstance(public, pr.Refusal)
        assert isinstance(borrowing, pr.Quote)
        assert {"borrowed"} <= {each.certainty for each in borrowing.caveats}

    def test_no_number_of_years_below_one(self, tmp_path: Path) -> None:
        """Whoever states the terms: that is none."""
        none = pr.quote_renewal(BOX, pr.RenewalRequest(years=0), rules=layer(tmp_path), on=DAY)
        assert "term_not_offered" == getattr(none, "code", "")

    def test_what_a_book_says_itself_is_not_borrowed(self) -> None:
        """From the first day of its own row on."""
        roma = shipped("ordine-ingegneri-roma")
        assert [False, True] == [
            roma.cite(ref).row.is_borrowed for ref in ("pricing/roma-extra-inbox-2016", "plans/standard-2016")
        ]

    def test_what_is_adopted_is_part_of_the_rules(self, tmp_path: Path) -> None:
        """Rules that differ in nothing else are others, and so is their digest: their answers have other caveats."""
        folders = [tmp_path / name for name in ("none", "inferred", "again")]
        for folder in folders:
            folder.mkdir()
        none, *same = map(layer, folders, ["", *[PLANS.format(certainty="inferred")] * 2])
        assert none != same[0]
        assert same[0] == same[1]
        assert 2 == len({each.digest for each in (none, *same)})

    def test_a_row_is_marked_once(self) -> None:
        """However many books borrow or adopt it."""
        row = shipped().on(DAY).row(Plan, "mailbox", "standard")
        assert row.borrowed is row.borrowed
        assert row.adopted("inferred") is row.adopted("inferred")
        assert row.adopted("documented") is row
        assert row.borrowed == row

    def test_rows_that_are_edited_in(self) -> None:
        """They are of the layer to which they are added."""
        here = add("plans", "plans", id="gold", kind="mailbox", plan="gold", since="2027-01-01",
                   label={"it": "x", "en": "x", "de": "x"}, inbox_gb=5, inbox_growth="fixed", archive_gb=1,
                   archive_growth="fixed", features=[])  # fmt: skip
        own = shipped("cni").edited(here).on(DAY).row(Plan, "mailbox", "gold")
        public = shipped("cni").edited(here, book="retail").on(DAY).row(Plan, "mailbox", "gold")
        assert (False, True) == (own.is_borrowed, public.is_borrowed)

    @pytest.mark.parametrize("book", pr.books())
    def test_every_borrowed_row_says_so(self, book: str) -> None:
        """A row of another book is law, adopted or marked: nothing else comes into an answer."""
        rules = shipped(book)
        names = [each.name for each in rules.layers]
        for section, kind in SECTIONS.items():
            adopted = all(each.adopted(section) for each in rules.layers[names.index("retail") + 1 :])
            for row in rules.on(DAY).rows(kind) if issubclass(kind, Row) else ():
                if rules.cite(row.ref).layer == "retail" != book:
                    assert adopted != row.is_borrowed, row.ref
