"""Many tenants over one base: what they leave as it is, is read once and shared; and their tables need not be files."""

import datetime as dt
import gc
import tracemalloc
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from pecrules import InvalidRules, LiveRules, Mailbox, RenewalRequest, Ruleset, Swap, books, load_rules, quote_renewal
from pecrules.domain.renewal_order import RenewalView
from pecrules.rulebook.rows.plans import Plan
from pecrules.rulebook.rows.pricing import Price
from tests.places import ROOT

ON = dt.date(2027, 3, 1)
BOX = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=dt.date(2027, 3, 30))
PLANS = ("standard", "pro", "premium")
BOOK = """table: book
id: {name}
title: "A tenant"
extends: {extends}
adopts:
  - sections: [plans, lifecycle, renewal, payments, interpretations]
    certainty: {certainty}
    source: {name}-contract
    clause: "page 1"
source: {name}-contract
clause: "page 2"
"""
SOURCES = """table: sources
book: {name}

sources:
  - {{id: {name}-contract, title: "x", publisher: "x", era: own, reviewed: 2026-11-20, review_days: 3650}}
"""
PRICE = """  - id: {name}-{plan}-{year}
    item: plan
    plan: {plan}
    since: {year}-01-01
    label: {{it: "Canone", en: "Fee", de: "Gebühr"}}
    per_year: "{price}"
    certainty: documented
    source: {name}-contract
    clause: "page 3"
"""


def texts(name: str, extends: str = "retail", price: str = "8.90", certainty: str = "documented") -> dict[str, str]:
    """A tenant that changes ten rows: nine prices, and its source."""
    rows = [PRICE.format(name=name, plan=plan, year=year, price=price) for plan in PLANS for year in (2027, 2028, 2029)]
    return {
        "book.yaml": BOOK.format(name=name, extends=extends, certainty=certainty),
        "sources.yaml": SOURCES.format(name=name),
        "pricing.yaml": f"table: pricing\nbook: {name}\n\nprices:\n{''.join(rows)}",
    }


def net(rules: Ruleset) -> Decimal:
    """What a year costs."""
    quote: Any = quote_renewal(BOX, RenewalRequest(years=1), rules=rules, on=ON)
    found: Decimal = quote.net
    return found


class TestTexts:
    """A mapping of texts is read as a folder is."""

    def test_from_a_database(self) -> None:
        """The tables lie over the shipped ones, under the very checks."""
        rules = load_rules(texts("anna"))
        assert ("anna", Decimal("8.90")) == (rules.book, net(rules))
        assert "texts/pricing.yaml:5:5" == str(rules.cite("pricing/anna-standard-2027").location)

    def test_from_an_archive(self) -> None:
        """Bytes do as well, and a table may be split."""
        archive = BytesIO()
        with zipfile.ZipFile(archive, "w") as written:
            for name, text in texts("anna").items():
                written.writestr(name.replace("pricing.yaml", "pricing/ours.yaml"), text)
        with zipfile.ZipFile(archive) as read:
            assert Decimal("8.90") == net(load_rules({name: read.read(name) for name in read.namelist()}))

    def test_the_whole_set(self) -> None:
        """Tables without a ``book.yaml`` stand for themselves, with their law and their books."""
        folder = ROOT / "rules"
        whole = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.yaml")}
        assert load_rules(folder, book="cni").digest == load_rules(whole, book="cni").digest

    def test_a_mistake(self) -> None:
        """It is told with its place."""
        wrong = texts("anna", price="8,90")
        with pytest.raises(InvalidRules, match=r"texts/pricing.yaml:10:15: PR"):
            load_rules(wrong)

    @pytest.mark.parametrize("name", ["../pricing.yaml", "/pricing.yaml", "", "a\\b.yaml", "a\0.yaml", "a//b.yaml"])
    def test_a_name_that_is_none(self, name: str) -> None:
        """Nothing is written anywhere else."""
        with pytest.raises(ValueError, match="is no name of a file in a folder"):
            load_rules({name: "table: pricing"})

    def test_a_text_that_is_none(self) -> None:
        """It is told which, and what is wanted."""
        with pytest.raises(TypeError, match=r"pricing\.yaml wants a text, str or bytes, not NoneType"):
            load_rules({"pricing.yaml": None})  # type: ignore[dict-item]


def taken_by(book: str, price: str, kept: list[Ruleset]) -> int:
    """How many bytes a tenant takes beside others, with its first quote."""
    gc.collect()
    tracemalloc.start()
    try:
        kept.append(load_rules(texts(book, price=price)))
        assert Decimal(price) == net(kept[-1])
        gc.collect()
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


class TestShared:
    """What a tenant does not change is there once."""

    def test_ten_rows_cost_little(self) -> None:
        """Less than a hundred kilobytes, the first quote included; now and then a table that all share grows, too."""
        kept = [load_rules(texts(f"t{number}")) for number in range(3)]
        assert {Decimal("8.90")} == {*map(net, kept)}
        assert 100_000 > min(taken_by(f"mine-{euros}", f"{euros}.90", kept) for euros in (5, 6, 7))

    def test_timelines_that_nobody_changed(self) -> None:
        """They are the same objects for all tenants that adopt the same; prices are each one's own."""
        one, other = load_rules(texts("one")), load_rules(texts("other", price="7.90"))
        assert one.timelines(Plan.SECTION) is other.timelines(Plan.SECTION)
        assert one.timelines(Price.SECTION) != other.timelines(Price.SECTION)
        assert one.view(RenewalView, ON)[0] is not other.view(RenewalView, ON)[0]

    def test_who_adopts_with_doubts_has_rows_of_another_kind(self) -> None:
        """How sure a row is depends on what a book adopts, and from where."""
        sure, unsure = load_rules(texts("sure")), load_rules(texts("unsure", certainty="inferred"))
        row = "plans/standard-2024"
        assert ("documented", "inferred") == (sure.cite(row).certainty, unsure.cite(row).certainty)
        doubts = [each.row for each in quote_renewal(BOX, RenewalRequest(years=1), rules=unsure, on=ON).caveats]
        assert row in doubts
        assert row not in [each.row for each in quote_renewal(BOX, RenewalRequest(years=1), rules=sure, on=ON).caveats]

    def test_over_any_book(self) -> None:
        """A tenant may build on each book that is shipped."""
        for book in books():
            assert Decimal("7.00") == net(load_rules(texts("mine", extends=book, price="7.00")))


class TestSwaps:
    """Whoever wants to hear of a swap is told what it changes."""

    def test_what_changed(self, tmp_path: Path) -> None:
        """Row by row, with both rule sets; not when nothing did, nor when the tables are wrong."""
        told: list[Swap] = []
        for name, text in texts("anna").items():
            (tmp_path / name).write_text(text, "utf-8")
        live = LiveRules(tmp_path, on_swap=told.append)
        before = live.rules
        live.reload()
        assert [] == told
        (tmp_path / "pricing.yaml").write_text(texts("anna", price="9.10")["pricing.yaml"], "utf-8")
        live.reload()
        (swap,) = told
        assert (before, live.rules) == (swap.before, swap.after)
        assert {("pricing.prices", ("plan", plan)) for plan in PLANS} == {
            (each.section, each.key) for each in swap.changes
        }
        (tmp_path / "pricing.yaml").write_text("table: prices", "utf-8")
        live.reload()
        assert (1, live.rules) == (len(told), swap.after)
