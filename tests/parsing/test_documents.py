"""What `pecrules.parsing.documents.read` takes, what it refuses, and where and how it says so."""

import time
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yaml.error import Mark
from yaml.scanner import ScannerError

from pecrules.base import resources
from pecrules.base.messages import MESSAGES
from pecrules.base.problems import Location, Problem
from pecrules.base.resources import MAX_BYTES
from pecrules.parsing import events
from pecrules.parsing.documents import parse_diagnosed, parse_fast, read
from pecrules.parsing.events import MAX_DEPTH, MAX_PROBLEMS, MAX_VALUES
from pecrules.parsing.plain import Document, is_block, is_list
from pecrules.parsing.scalars import trap_advice
from tests.profiles import examples

TABLE = """\
# yaml-language-server: $schema=pricing.schema.json
table: pricing
prices:
  - id: year          # one year
    since: 2026-01-01
    net: "2.50"
    days: [30, 90]
    label: {it: 'Città', en: Year}
    note: >-
      long text
      here
  - id: gb
    share: 1.10
    free: true
    end: null
    text: |
      a
        b
"""
ONE_LINERS = TABLE.partition("    note: >-")[0]


def document(text: str | bytes) -> Document:
    """The document of a text without problems."""
    reading = read(text.encode() if isinstance(text, str) else text, "t.yaml")
    assert () == reading.problems
    assert reading.document is not None
    return reading.document


def data(text: str | bytes) -> Any:
    return document(text).data


@cache
def smallest(code: str) -> tuple[Problem, ...]:
    """The problems of the smallest text that shows a mistake."""
    return problems_of(SMALLEST[code])


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    return tuple(read(text.encode() if isinstance(text, str) else text, "t.yaml").problems)


def told(text: str | bytes) -> list[tuple[str, str]]:
    """Code and place, as `line:column-end`, of each problem of a text."""
    problems = problems_of(text)
    places = [problem.location for problem in problems]
    return [
        (problem.code, f"{place.line}:{place.column}-{place.end}")
        for problem, place in zip(problems, places, strict=True)
        if place
    ]


def args(text: str) -> dict[str, str]:
    """What fills the sentence of a text's only problem."""
    (problem,) = read(text.encode(), "t.yaml").problems
    return dict(problem.args)


def advice(value: str) -> tuple[str, ...]:
    """Code and advice for a value without quotes; for one of two meanings both."""
    (problem,) = read(f"a: {value}".encode(), "t.yaml").problems
    assert "1:4" == f"{problem.location}".partition(":")[2]
    return problem.code, *(problem.args[name] for name in ("advice", "other") if name in problem.args)


class TestData:
    """Plain data: dict, list, str, int, bool, None and Decimal."""

    def test_a_table_is_read_as_an_editor_reads_it(self) -> None:
        """Blocks, lists, brackets, quotes and blocks of text are what YAML 1.2 says they are."""
        expected = {
            "table": "pricing",
            "prices": [
                {
                    "id": "year",
                    "since": "2026-01-01",
                    "net": "2.50",
                    "days": [30, 90],
                    "label": {"it": "Città", "en": "Year"},
                    "note": "long text here",
                },
                {"id": "gb", "share": Decimal("1.10"), "free": True, "end": None, "text": "a\n  b\n"},
            ],
        }
        assert expected == data(TABLE)

    def test_line_ends_of_windows_change_nothing(self) -> None:
        """CR LF ends a line as LF does, in blocks of text too."""
        assert data(TABLE) == data(TABLE.replace("\n", "\r\n"))

    def test_a_byte_order_mark_is_passed_over(self) -> None:
        """Windows editors put it before the first character."""
        assert {"a": 1} == data(b"\xef\xbb\xbfa: 1")

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("true", True),
            ("false", False),
            ("null", None),
            ("", None),
            ("0", 0),
            ("-7", -7),
            ("999999999999999", 999_999_999_999_999),
            ("standard", "standard"),
            ("mario.rossi@pec.it", "mario.rossi@pec.it"),
            ("2024-02-29", "2024-02-29"),
            ("Firma Digitale, 3 anni", "Firma Digitale, 3 anni"),
            ("# nothing", None),
            ("http://x.it/a#b?c=d", "http://x.it/a#b?c=d"),
            ("'no'", "no"),
            ('"1.10"', "1.10"),
            ("1.2.3", "1.2.3"),
            ("00198 Roma", "00198 Roma"),
            ("---", "---"),
        ],
    )
    def test_a_value_means_one_thing(self, text: str, value: object) -> None:
        """Words are text, digits are numbers, and days stay text until the tables."""
        assert {"a": value} == data(f"a: {text}")

    def test_digits_with_a_point_keep_every_digit(self) -> None:
        """1.10 is a Decimal that remembers its zero."""
        assert "1.10" == str(data("a: 1.10")["a"])

    def test_a_block_of_text_without_a_last_line_end_ends_as_others_do(self) -> None:
        """Editors see a line end there: so do we."""
        assert {"a": "b\n"} == data("a: |\n  b")

    def test_a_comment_with_or_without_a_space_is_a_comment(self) -> None:
        """Only where quotes end, a space must come before it."""
        assert ["a", "b", "c"] == data("#x\n- 'a' #y\n- b\n- c #z")


class TestBlock:
    """The data as a block of keys."""

    def test_a_block_is_itself(self) -> None:
        """Most documents are one."""
        assert {"a": 1} == document("a: 1").block

    def test_anything_else_has_no_keys(self) -> None:
        """A list, a word."""
        assert {} == document("- a").block == document("a").block

    def test_data_can_be_asked_what_it_is(self) -> None:
        """A block, a list or neither."""
        assert (True, False) == (is_block({}), is_list({}))
        assert (False, True) == (is_block([]), is_list([]))


class TestPlaces:
    """Every key and every value knows where it stands."""

    def test_a_value_stands_where_it_is_written(self) -> None:
        """Lines and columns count from 1, the end is the column after the last character."""
        assert Location("t.yaml", 6, 10, 16) == document(TABLE).where(("prices", 0, "net"))

    def test_a_key_stands_where_it_is_written(self) -> None:
        """With `key`, the place of the key is meant."""
        assert Location("t.yaml", 6, 5, 8) == document(TABLE).where(("prices", 0, "net"), key=True)

    def test_an_item_has_no_key(self) -> None:
        """The place of an item's key is its own."""
        assert Location("t.yaml", 7, 12, 14) == document(TABLE).where(("prices", 0, "days", 0), key=True)

    def test_what_is_not_there_stands_at_the_nearest_place_around(self) -> None:
        """A missing key is shown at the row that lacks it."""
        assert Location("t.yaml", 12, 5, 6) == document(TABLE).where(("prices", 1, "net", 0))

    def test_a_text_of_several_lines_stands_at_its_first_character(self) -> None:
        """A block of text is shown at its mark."""
        assert Location("t.yaml", 9, 11, 12) == document(TABLE).where(("prices", 0, "note"))

    def test_the_way_to_a_place_is_found(self) -> None:
        """A block begins where its first key does: the key is meant."""
        assert ("prices", 1, "id") == document(TABLE).path_at(Location("t.yaml", 12, 5, 7))

    def test_the_way_to_a_value_is_found(self) -> None:
        """A value's first character leads to it as well as its key's."""
        assert ("prices", 0, "net") == document(TABLE).path_at(Location("t.yaml", 6, 10, 11))

    def test_nothing_begins_in_the_middle_of_a_word(self) -> None:
        """Such a place leads nowhere."""
        assert None is document(TABLE).path_at(Location("t.yaml", 6, 11, 12))

    def test_columns_are_characters(self) -> None:
        """An emoji is one column wide, whatever its bytes."""
        assert Location("t.yaml", 1, 13, 14) == document("{😀: 'è', b: 1}").where(("b",))


class TestBytes:
    """What no text may hold."""

    def test_a_file_has_a_largest_size(self) -> None:
        """2 MB pass, one byte more does not."""
        assert [] == told(b"#" * (MAX_BYTES - 5) + b"\na: 1")
        assert [("PR003", "1:1-2")] == told(b"#" * (MAX_BYTES + 1))

    def test_a_file_is_utf_8(self) -> None:
        """The first byte that is none is named, with its place."""
        assert [("PR004", "2:5-6")] == told("a: 1\nb: xè".encode("latin-1"))
        (problem,) = read(b"\xef\xbb\xbfa: \xe8", "t.yaml").problems
        assert ("0xe8", "t.yaml:1:4") == (problem.args["byte"], str(problem.location))

    @pytest.mark.parametrize("character", [*"\0\x07\x1b\x7f\x80\x9f\ufeff\ufffe\uffff\u202a\u202e\u2066\u2069"])
    def test_a_character_that_cannot_be_seen_is_refused(self, character: str) -> None:
        """Control characters, marks that turn the direction of writing, a byte-order mark inside the text."""
        assert [("PR005", "2:5-6")] == told(f"a: è\nb: x{character}\n")

    def test_an_unseen_character_is_named(self) -> None:
        """By its number, for nobody can see it."""
        assert {"found": "U+0000"} == args("a: \x00")

    @pytest.mark.parametrize("line_end", ["\r", "\x85", "\u2028", "\u2029"])
    def test_other_line_ends_are_refused(self, line_end: str) -> None:
        """YAML 1.1 and 1.2 do not agree on them."""
        assert [("PR011", "1:5-6")] == told(f"a: 1{line_end}b: 2\r\n")

    def test_a_tab_is_refused(self) -> None:
        """Wherever it stands."""
        assert [("PR008", "2:1-2")] == told("a: 1\n\tb: 2\n\tc: 3")

    @pytest.mark.slow
    def test_every_other_character_of_unicode_is_read_as_itself(self) -> None:
        """Inside quotes, all 1,111,000 of them."""
        skipped = {*range(0x20), 0x22, 0x5C, *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0x2028, 0x2029, 0xFEFF, 0xFFFE}
        skipped |= {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFF}
        for plane in range(0, 0x110000, 0x10000):
            text = "".join(chr(i) for i in range(plane, plane + 0x10000) if i not in skipped)
            assert text == data(f'"{text}"')


class TestLimits:
    """No text makes the reader slow, deep or hungry."""

    def test_an_empty_file_is_told(self) -> None:
        """Also one of comments, or of the word `null`: no table is empty."""
        for text in ("", "# nothing\n", "---\n", "null", "\n\n"):
            assert [("PR002", "1:1-2")] == told(text)

    def test_an_empty_file_is_told_what_a_table_begins_with(self) -> None:
        """With the name of its file."""
        (problem,) = read(b"", "rules/pricing.yaml").problems
        assert {"stem": "pricing"} == problem.args

    def test_levels_are_counted(self) -> None:
        """32 pass, 33 do not."""
        assert [] == told("[" * MAX_DEPTH + "]" * MAX_DEPTH)
        assert [("PR006", f"1:{MAX_DEPTH + 1}-{MAX_DEPTH + 2}")] == told("[" * (MAX_DEPTH + 1))

    def test_a_million_brackets_are_one_problem(self) -> None:
        """Which ends PyYAML's own loader."""
        assert "PR006" == told("[" * 1_000_000)[0][0]

    def test_a_parser_that_counts_levels_itself(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """libyaml 0.2.6 gives up at a thousand before its first event: that is told as our own limit is."""

        class TermStart:
            def __init__(self, text: str) -> None:
                self.mark = Mark("x", 1000, 0, 1000, text, 1000)

            def get_event(self) -> object:
                raise ScannerError(
                    "while increasing flow level", self.mark, "exceeded maximum nesting depth", self.mark
                )

        monkeypatch.setattr(events, "_PARSER", TermStart)
        assert [("PR006", "1:1001-1002")] == told("[" * 2000)

    def test_half_a_million_dashes_are_one_problem(self) -> None:
        """Each of them a level."""
        assert "PR006" == told("- " * 500_000)[0][0]

    @pytest.mark.slow
    def test_values_are_counted(self) -> None:
        """200,000 pass, one more does not."""
        assert [] == told("-\n" * (MAX_VALUES - 1))
        assert ["PR007"] == [code for code, _ in told("-\n" * MAX_VALUES)]
        assert ["PR007"] == [problem.code for problem in smallest("PR007")]

    def test_problems_are_counted(self) -> None:
        """After so many nobody reads on; that is told at the last of them."""
        found = told("a:\n" * (2 * MAX_PROBLEMS))
        assert (MAX_PROBLEMS + 1, {"PR017", "PR047"}) == (len(found), {code for code, _ in found})
        assert ("PR047", f"{MAX_PROBLEMS + 1}:1-2") in found

    @pytest.mark.parametrize(
        "each", ["9", "1_", "1,", "1.", "1 ", "1:", "0", "1e", "€1", "1 €", "' ", "1' ", "-", "\xa0"]
    )
    @pytest.mark.parametrize("end", ["", "x"])
    def test_a_long_value_is_tried_once(self, each: str, end: str) -> None:
        """Of 50,000 digits, or signs between digits, nobody tries every place in which they could be cut."""
        start = time.process_time()
        read(f"a: {each * 50_000}{end}".encode(), "long.yaml")
        assert 2 > time.process_time() - start

    @pytest.mark.parametrize("each", ["? a: 1, ", "'#', ", "b, "])
    def test_a_long_line_is_not_read_again_for_each_value(self, each: str) -> None:
        """20,000 values in one line are looked at where they stand."""
        start = time.process_time()
        read(f"a: [{each * 20_000}'#']".encode(), "long.yaml")
        assert 5 > time.process_time() - start

    def test_a_billion_laughs_are_not_laughed(self) -> None:
        """Aliases are told, not followed."""
        names = "abcdefghijklmopqrstuvwxz"
        lines = [f"{b}: &{b} [{', '.join([f'*{a}'] * 30)}]" for a, b in pairwise(names)]
        assert {"PR012"} == {code for code, _ in told("a: &a x\n" + "\n".join(lines))}

    def test_a_long_word_is_a_word(self) -> None:
        """A megabyte of it, and no number or day is looked for in vain."""
        for text in ("x" * 1_000_000, "1 " * 500_000 + "1", "1." * 500_000 + "1"):
            assert [] == told(text)

    def test_a_long_key_is_refused(self) -> None:
        """YAML gives a key and its colon 1,024 characters."""
        assert [] == told("k" * 1000 + ": 1")
        assert [("PR018", "1:1-1104")] == told("k" * 1100 + ": 1")
        assert [("PR018", "2:1-1104")] == told("a: 1\n" + "k" * 1100 + ": 1")


class TestYamlThatTablesDoNotNeed:
    """What YAML can do beyond plain data is refused, with advice."""

    def test_anchors_and_aliases(self) -> None:
        """Both are told; the value stands as its own text."""
        reading = read(b"a: &x 1\nb: *x\n*x : 2\nc: &y [1]\n&z d: 3", "t.yaml")
        assert {"a": 1, "b": "*x", "*x": 2, "c": [1], "d": 3} == (reading.document and reading.document.data)
        assert ["&x", "*x", "*x", "&y", "&z"] == [problem.args["found"] for problem in reading.problems]
        assert {"PR012"} == {problem.code for problem in reading.problems}

    def test_merge_keys(self) -> None:
        """The editor does not merge either."""
        assert [("PR013", "1:1-3")] == told("<<: {a: 1}")

    def test_tags(self) -> None:
        """On values, lists and keys; the value is read as if they were not there."""
        reading = read(b"a: !!str 1\nb: !x [1]\n!y c: 2", "t.yaml")
        assert {"a": 1, "b": [1], "c": 2} == (reading.document and reading.document.data)
        assert ["!!str", "!x", "!y"] == [problem.args["found"] for problem in reading.problems]
        assert {"PR014"} == {problem.code for problem in reading.problems}

    def test_a_second_document(self) -> None:
        """Nothing behind it is read."""
        assert [("PR015", "2:1-4")] == told("a: 1\n---\nb: 2,5\n")

    def test_the_end_mark(self) -> None:
        """Nothing behind it is read: some readers see a second document there."""
        assert [("PR019", "2:1-4")] == told("a: 1\n...\n")
        assert [("PR019", "2:1-4")] == told("a: 1\n...\nb: 2,5\n")

    @pytest.mark.parametrize("line", ["%YAML 1.2", "%YAML 2.0", "%TAG ! !x", "%x: y z", "%5", "%YAML 1.2\n%YAML 1.2"])
    def test_directives(self, line: str) -> None:
        """Known ones, unknown ones and none at all, at the beginning of their line."""
        ((code, place),) = told(f"{line}\n---\na: 1")
        assert "PR016" == code
        assert place.partition(":")[2].startswith("1-")

    def test_a_directive_without_a_document(self) -> None:
        """The mark `---` would have to follow; nothing should."""
        assert [("PR016", "2:1-10")] == told("# x\n%YAML 1.2\n # y")
        assert [("PR016", "1:1-10")] == told("%YAML 1.2\na: 1\n")
        assert [("PR016", "2:1-10")] == told("a: 1\n%YAML 1.2")

    def test_keys_written_with_a_question_mark(self) -> None:
        """Inside brackets libyaml sees the mark without a space too, and editors do not."""
        assert [("PR033", "1:1-2")] == told("? a\n: 1")
        assert [("PR033", "1:2-3")] == told("{?a: 1}")
        assert [("PR033", "1:4-5")] == told("a: ? b")
        assert {"a?": 1} == data("a?: 1")

    def test_blocks_and_lists_as_keys(self) -> None:
        """And templates, which look like them."""
        assert [("PR018", "1:1-2")] == told("{a: 1}: 2")
        assert [("PR018", "1:1-2")] == told("[a]: 2")
        assert {"found": "{"} == args("{{ x }}")


class TestKeys:
    """Keys are words."""

    def test_a_key_written_twice(self) -> None:
        """The other place is told; the last value stays, in data and places."""
        reading = read(b"a: [1, 2]\nb: 1\na: [3]\na: 4,0", "t.yaml")
        assert [("PR017", "1"), ("PR017", "3"), ("PR020", None)] == [
            (problem.code, problem.args.get("first")) for problem in reading.problems
        ]
        assert reading.document is not None
        assert {"a": "4,0", "b": 1} == reading.document.data
        assert Location("t.yaml", 4, 4, 7) == reading.document.where(("a",))

    @pytest.mark.parametrize(
        "key", ["no", "sì", "1", "1.10", "null", "~", "2,50", "12:30", "21/11/2026", "0755", "TRUE"]
    )
    def test_a_key_that_looks_like_a_value(self, key: str) -> None:
        """Whatever programs take it for, it cannot be a key without quotes."""
        assert told(f"{key}: x") in ([("PR018", f"1:1-{len(key) + 1}")], [("PR032", f"1:1-{len(key) + 1}")])
        assert {key: "x"} == data(f"'{key}': x")

    def test_a_day_can_be_a_key(self) -> None:
        """It is text here and in the editor."""
        assert {"2026-01-01": "x"} == data("2026-01-01: x")

    def test_an_empty_key(self) -> None:
        """A colon alone has none."""
        assert [("PR018", "1:1-4")] == told(": x")
        assert [("PR018", "2:1-4")] == told("a: 1\n: x")
        assert [("PR018", "1:2-6")] == told("{: x}")
        assert [("PR018", "1:2-4")] == told("[:]")
        assert [("PR033", "1:1-2"), ("PR018", "1:2-3")] == told("? \n: x")

    def test_an_unseen_space_in_a_key(self) -> None:
        """Nobody would find it otherwise."""
        assert [("PR009", "1:1-4")] == told("\xa0\xa0a: 1")

    def test_curly_quotes_around_a_key(self) -> None:
        """They are part of the word."""
        assert {"found": "“a”", "advice": '"a"'} == args("“a”: 1")

    def test_a_colon_without_a_space_inside_brackets(self) -> None:
        """YAML takes it for part of the key."""
        assert [("PR032", "1:2-6"), ("PR032", "1:8-12")] == told("{it:A, en:B}")
        assert [("PR032", "1:2-16")] == told("{it:, en: Year}")
        assert [("PR032", "1:5-9")] == told("a: {it:}")

    def test_a_dash_without_a_space_before_a_key(self) -> None:
        """YAML takes it for part of the key."""
        assert [("PR032", "2:3-6")] == told("rows:\n  -id: a\n")

    def test_a_text_of_several_lines_is_no_key(self) -> None:
        """Neither is what ends on another line than it began."""
        assert [("PR018", "2:1-5")] == told("[a\n]: 1")


class TestTraps:
    """Values that people and programs read in more than one way, each with what to write instead."""

    def test_an_unseen_space(self) -> None:
        """No-break spaces and their like, from word processors."""
        for space in "\xa0\xad\u2003\u200b\u200e\u202f\u2060\u3000":
            assert ("PR009", "") == advice(f"x{space}y")

    def test_curly_quotes(self) -> None:
        """They are letters to YAML."""
        assert ("PR010", '"Mario"') == advice("“Mario”")
        assert ("PR010", "'der \"PEC\"'") == advice('„der "PEC"“')
        assert ("PR010", '"x"') == advice("x»")

    def test_a_decimal_comma(self) -> None:
        """With and without marks between the thousands."""
        assert ("PR020", '"2.50"') == advice("2,50")
        assert ("PR020", '"-1234.50"') == advice("-1.234,50")
        assert ("PR020", '"1234567.5"') == advice("1 234 567,5")
        assert ("PR020", '"1234.50"') == advice("1,234.50")

    @pytest.mark.parametrize("amount", ["12,08", "-1.234,50", "0,5"])
    @pytest.mark.parametrize("after", ["}", " }", ", vat: 1}", " , vat: 1}"])
    def test_a_decimal_comma_in_brackets(self, amount: str, after: str) -> None:
        """Where a comma parts keys too, the amount is told as one, and nothing is told of what follows it."""
        reading = read(f"a: {{b: x, net: {amount}{after}".encode(), "t.yaml")
        (problem,) = reading.problems
        assert ("PR020", f"1:16-{16 + len(amount)}") == (problem.code, told(f"a: {{b: x, net: {amount}{after}")[0][1])
        assert reading.document is not None
        assert amount == reading.document.block["a"]["net"]
        assert {"b", "net"} | ({"vat"} if "vat" in after else set()) == set(reading.document.block["a"])

    @pytest.mark.parametrize(
        "text",
        [
            "a: {b: 12, 08}", "a: {b: 12,08: 1}", "a: {b: '12',08}", "a: {b: x,08}", "a: {b: 12,x}",
            "a: {b: {c: 1},08}", "a: {b: 12,\n  08}", "a: {08}", 'a: {b: 12,"08"}',
        ],
    )  # fmt: skip
    def test_a_comma_that_parts_keys(self, text: str) -> None:
        """What is no amount together is told as before, or not at all."""
        assert "PR020" not in [code for code, _ in told(text)]

    def test_yes_and_no(self) -> None:
        """In four languages, in any case."""
        assert ("PR021", "`false`", '`"NO"`') == advice("NO")
        assert ("PR021", "`true`", '`"si"`') == advice("si")
        assert ("PR021", "`true`", '`"sì"`') == advice("sì")
        assert ("PR021", "`true`", '`"on"`') == advice("on")
        assert ("PR021", "`true`", '`"True"`') == advice("True")
        assert ("PR021", "`false`", '`"FALSE"`') == advice("FALSE")

    def test_nothing(self) -> None:
        """Only `null` and an empty place are nothing."""
        assert ("PR022", '"~"') == advice("~")
        assert ("PR022", '"Null"') == advice("Null")
        assert ("PR022", '"none"') == advice("none")

    def test_leading_zeros(self) -> None:
        """Octal for some, decimal for others, a code for people."""
        assert ("PR023", '"0755"') == advice("0755")
        assert ("PR023", '"-007"') == advice("-007")
        assert ("PR023", '"00.5"') == advice("00.5")

    def test_times(self) -> None:
        """YAML 1.1 reads 12:30 as 750."""
        assert ("PR024", '"12:30"') == advice("12:30")
        assert ("PR024", '"190:20:30.5"') == advice("190:20:30.5")

    def test_days_written_another_way(self) -> None:
        """Day first, as Italians do, or with a time behind."""
        for day in ("5/1/2026", "05.01.2026", "5-1-2026", "2026-1-5", "2026/01/05", "05/01/26", "2026-01-05 10:00"):
            assert ("PR025", "`2026-01-05`") == advice(day)
        assert ("PR025", "`2026-01-05`") == advice("2026-01-05T10:00:00Z")

    def test_days_that_are_none(self) -> None:
        """In either way of writing."""
        for day in ("2026-02-29", "2026-13-01", "0000-01-01", "31/04/2026", "11/21/2026"):
            assert ("PR026", "") == advice(day)

    def test_signs(self) -> None:
        """Of money and of hundredths."""
        assert ("PR027", '"9.90"') == advice("9,90 €")
        assert ("PR027", '"1234.50"') == advice("€ 1.234,50")
        assert ("PR027", '"22"') == advice("22%")
        assert ("PR027", '"5.00"') == advice("5.00 euro")

    @pytest.mark.parametrize(
        "number",
        [
            *("+1", "-0", "-0.0", "1.", ".5", "1e3", "1.5E-3", "0x1F", "0o7", "0b1", ".inf", "-.INF", ".NaN"),
            *("1_000", "1_000.5", "1'000", "10 000", "1.000.000"),
        ],
    )
    def test_unusual_numbers(self, number: str) -> None:
        """Programs disagree on which of them are numbers."""
        assert ("PR028", f'"{number}"') == advice(number)

    def test_long_numbers(self) -> None:
        """What a double cannot hold, an editor shows as another number."""
        assert ("PR029", '"1234567890123456"') == advice("1234567890123456")
        assert ("PR029", '"0.12345678901234"') == advice("0.12345678901234")

    def test_a_trap_stands_in_the_document_as_its_own_text(self) -> None:
        """So that the schema can go on."""
        reading = read(b"a: 2,50\nb: no", "t.yaml")
        assert {"a": "2,50", "b": "no"} == (reading.document and reading.document.data)

    def test_quotes_are_the_way_out(self) -> None:
        """Of every trap."""
        traps = ["2,50", "no", "~", "007", "12:30", "5/1/2026", "2026-02-29", "22%", "1e3", "1234567890123456"]
        assert traps == data("".join(f"- '{trap}'\n" for trap in traps))

    def test_a_long_trap_is_shortened(self) -> None:
        """To forty characters."""
        assert "1" * 37 + "..." == args("a: " + "1" * 60)["found"]

    def test_advice_can_be_asked(self) -> None:
        """Of a text that has lost its place."""
        assert "2.50" == trap_advice("2,50")
        assert None is trap_advice("standard")
        assert None is trap_advice("2026-02-30")

    def test_all_traps_are_told_in_order_of_place(self) -> None:
        """In one run."""
        assert [("PR021", "1:5-7"), ("PR028", "1:9-12"), ("PR022", "2:5-6")] == told("a: [no, 1e3]\nb: [~]")


class TestSyntax:
    """Every slip is told as what it is, at the place where a person has to look."""

    def test_a_missing_colon(self) -> None:
        """In the first line, in the middle, before a block, in the last line."""
        assert [("PR032", "1:1-14")] == told("table pricing\nrows:\n  - id: a\n")
        assert [("PR032", "3:5-21")] == told("rows:\n  - id: a\n    since 2026-01-01\n    net: 1\n")
        assert [("PR032", "2:1-5")] == told("table: a\nrows\n  - id: a\n")
        assert [("PR032", "2:1-2")] == told("a: 1\nb")

    def test_a_colon_without_a_space(self) -> None:
        """The pair is shown."""
        assert [("PR032", "2:1-6")] == told('a: 1\nb:"x"\nc: 2\n')
        assert [("PR032", "2:1-8")] == told("a: 1\nnet:2.5 # x\nc: 2\n")
        assert [("PR032", "1:1-6")] == told('"a":1\n')
        assert [("PR032", "2:3-8")] == told('x:\n- "a":1\n')

    def test_a_colon_with_an_unseen_space(self) -> None:
        """The space is told, not the colon."""
        assert [("PR009", "1:1-5")] == told("a:\xa0b\nc: 1\n")
        assert [("PR009", "2:1-5")] == told("a: 1\nb:\xa0c\nd: 1\n")
        assert [("PR009", "2:1-2")] == told("a\n\xa0")

    def test_a_dash_without_a_space(self) -> None:
        """Alone it would be a negative number."""
        assert [("PR032", "2:3-6")] == told("days:\n  -60\n  -30\n")
        assert [("PR032", "3:3-6")] == told("days:\n  - 60\n  -30\n")

    def test_lines_askew(self) -> None:
        """The line that does not fit is shown."""
        assert [("PR037", "3:4-9")] == told("rows:\n  - id: a\n   b: 12\n")
        assert [("PR037", "3:6-11")] == told("rows:\n  - id: a\n     b: 12\n")
        assert [("PR037", "3:3-8")] == told("rows:\n  - id: a\n  b: 12\n")
        assert [("PR037", "2:1-5")] == told("  a: 1\nb: 2\n")
        assert [("PR037", "2:3-7")] == told("a: 1\n  b: 2\n")
        assert [("PR037", "2:3-7")] == told("a: 'x'\n  b: 2\n")
        assert [("PR037", "2:1-4")] == told("b: 1\n- a\n")

    def test_items_askew(self) -> None:
        """YAML would take the second for more text of the first."""
        assert [("PR037", "3:4-8")] == told("days:\n  - 60\n   - 30\n")
        assert [("PR037", "3:2-9")] == told("rows:\n  - id: a\n - id: b\n")
        assert [("PR037", "3:4-11")] == told("rows:\n  - id: a\n   - id: b\n")

    def test_a_list_on_the_line_of_its_key(self) -> None:
        """It begins on the next line."""
        assert [("PR042", "1:7-8")] == told("days: - 60\n      - 30\n")

    def test_quotes_never_closed(self) -> None:
        """The opening ones are shown."""
        assert [("PR031", "1:6-7")] == told('net: "2.50\nvat: 22\n')
        assert [("PR031", "1:6-7")] == told("net: '2.50\n---\nb: 'x'\n")

    def test_quotes_closed_by_those_of_another_line(self) -> None:
        """The opening ones are shown, and nothing else of it."""
        assert [("PR038", "1:6-7")] == told('net: "2.50\nvat: "22"\nx: 1\n')

    def test_quotes_over_several_lines(self) -> None:
        """A slip for the most part; reading goes on."""
        assert [("PR038", "1:4-5"), ("PR021", "3:4-6")] == told('a: "b\n  c"\nd: no\n')

    def test_text_over_several_lines(self) -> None:
        """The second line is shown; reading goes on."""
        assert [("PR039", "2:3-16"), ("PR021", "3:4-6")] == told("a: una frase\n  che va a capo\nd: no\n")
        assert [("PR039", "4:3-4")] == told("a: b\n\n\n  c\n")

    def test_quotes_inside_quotes(self) -> None:
        """What follows the second ones is shown."""
        assert [("PR041", "1:10-22")] == told("text: 'l'utente paga'   # x\n")
        assert [("PR041", "1:9-14")] == told('- "una "PEC""\n')

    def test_more_text_behind_a_value(self) -> None:
        """Quotes and brackets end a value."""
        assert [("PR041", "1:13-17")] == told('net: "2.50" euro # x\n')
        assert [("PR041", "1:12-17")] == told("a: [bozza] testo\n")
        assert [("PR041", "1:8-9")] == told("a: [30]]\n")

    def test_a_comment_glued_to_quotes(self) -> None:
        """YAML 1.2 wants a space."""
        assert [("PR046", "1:7-9")] == told('a: "x"#c\n')

    @pytest.mark.parametrize("value", ["@mario", "`x`", "%5", "*.pem", "& co", "!<x", "> 5 GB", "|x", ",b", "]", "}"])
    def test_a_value_with_an_odd_beginning(self, value: str) -> None:
        """Its first character has a meaning of its own."""
        assert [("PR033", "1:4-5")] == told(f"a: {value}\n")
        assert {"found": value[0]} == args(f"a: {value}\n")

    def test_a_dash_alone_inside_brackets(self) -> None:
        """It is no item there, and no text."""
        assert [("PR033", "1:2-3")] == told("[-]")

    def test_brackets_never_closed(self) -> None:
        """The opening one is shown."""
        assert [("PR034", "1:4-5")] == told("a: [30, 60\nb: 1\nc: 2\n")
        assert [("PR034", "2:6-7")] == told("x:\n- a: [30,\n  b: 1\n")
        assert [("PR034", "1:4-5")] == told("a: {it: x, en: y\nb: 1\n")
        assert [("PR034", "1:4-5")] == told("a: [30,\n- 60\n")
        assert [("PR034", "1:4-5")] == told("a: [")
        assert [("PR034", "1:4-5")] == told("a: [1,\n  2")

    def test_brackets_closed_by_others(self) -> None:
        """The opening one is shown."""
        assert [("PR034", "1:4-5")] == told("a: [30, 60}\n")

    def test_a_missing_comma(self) -> None:
        """What should come behind it is shown."""
        assert [("PR040", "1:12-21")] == told("a: {it: x  en: year}\n")
        assert [("PR040", "1:13-21")] == told('a: {it: "x" en: "y"}\n')
        assert [("PR040", "2:3-6")] == told("a: [30\n  60]\n")
        assert [("PR040", "2:3-8")] == told("[a\n  b: 1]\n")

    def test_a_comma_too_many(self) -> None:
        """One behind the last item is none."""
        assert [("PR044", "1:8-9")] == told("a: [30,, 60]\n")
        assert {"a": [30, 60]} == data("a: [30, 60,]\n")

    def test_lines_inside_brackets(self) -> None:
        """They stand further in than the line that opens them, and the closing one no less far than it."""
        assert {"a": [1, 2]} == data("a: [\n  1,\n\n  # x\n  2\n]\n")
        assert [{"a": {"b": 1}}] == data("- a: {\n    b: 1\n  }\n")
        assert [("PR037", "2:1-2")] == told("a: [\n1\n]\n")
        assert [("PR037", "3:3-6")] == told("- a: [\n    1\n  , 2\n  ]\n")
        assert [("PR037", "3:1-2")] == told("- a: [\n    1\n]\n")
        assert [("PR037", "3:1-4")] == told("a: [\n  1,\n# x\n  2\n]\n")
        assert [("PR037", "2:1-2"), ("PR037", "3:1-2")] == told("a: [[\n1\n]\n]\n")

    def test_a_block_of_text_on_a_line_of_its_own(self) -> None:
        """It stands further in than its key or dash."""
        assert {"a": "b\n"} == data("a:\n  |\n  b\n")
        assert [("PR037", "2:1-2")] == told("a:\n|\n  b\n")
        assert [("PR037", "2:1-2")] == told("-\n|\n  b\n")
        assert [("PR037", "1:1-2")] == told("|\n  b\n")

    def test_a_block_of_text_that_counts_columns_or_keeps_lines(self) -> None:
        """Readers disagree on the spaces and lines at its end."""
        assert [("PR045", "1:4-6")] == told("a: |+\n  b\n\n")
        assert [("PR045", "1:4-6")] == told("a: |2\n   b\n")
        assert [("PR045", "1:4-7")] == told("a: >-1 # c\n   b\n")
        assert {"a": "2", "b": "1\n"} == data("a: |-\n  2\nb: >\n  1\n")

    def test_a_comment_glued_to_a_comma(self) -> None:
        """Inside brackets as well, YAML 1.2 wants a space."""
        assert [("PR046", "1:7-9")] == told("a: [b,#c\n  d]\n")
        assert [("PR046", "3:5-7")] == told("a: [\n  b, #x,#y\n  [{#c\n  d: 1}]]\n")
        assert [("PR046", "1:6-8")] == told("{'a':#c\n  b}")
        assert [("PR046", "1:5-8")] == told("a: |# c\n  d\n")
        assert {"a": ["b,#c", "d", "e"]} == data("a: ['b,#c', # x,#y\n  d,\n  e]\n")

    def test_a_comment_between_a_key_and_its_value(self) -> None:
        """Without a space behind its mark, editors forget there how far in the value stands."""
        assert [("PR043", "2:1-3")] == told("a:\n#c\n\n# x\n b\nd: 1\n")
        assert [("PR043", "2:1-3")] == told("-\n#c\n  |\n  b\n")
        assert {"a": "b"} == data("a:\n# c\n#\n b")
        assert [("PR043", "2:3-5")] == told("a:\n  #c\n  'b'\n")
        assert {"a": {"b": "c"}} == data("#x\na:\n#y\n  b: 'c'\n#z\n")

    def test_two_colons_in_a_line(self) -> None:
        """The second one is shown."""
        assert [("PR035", "1:14-15")] == told("a: attenzione: costa\n")
        assert [("PR035", "1:12-13")] == told("id: a since: b\n")

    def test_escapes(self) -> None:
        """Those that YAML does not know are shown."""
        assert {"a": "è\t\\"} == data(r'a: "\xe8\t\\"')
        assert [("PR036", "1:7-9")] == told(r'a: "C:\dati"')
        assert [("PR036", "1:5-7")] == told(r'a: "\x4"')
        assert {"found": r"\u"} == args(r'a: "b\u12"')


SMALLEST = {
    "PR002": "",
    "PR003": "#" * (MAX_BYTES + 1),
    "PR004": b"\xff",
    "PR005": "\0",
    "PR006": "[" * (MAX_DEPTH + 1),
    "PR007": "-\n" * (MAX_VALUES + 1),
    "PR008": "\t",
    "PR009": "a\xa0b",
    "PR010": "“a”",
    "PR011": "a\rb",
    "PR012": "*a",
    "PR013": "<<: a",
    "PR014": "!a b",
    "PR015": "a\n---\nb",
    "PR016": "%YAML 1.2\n---\na",
    "PR017": "a: 1\na: 2",
    "PR018": "1: a",
    "PR019": "a\n...",
    "PR020": "2,5",
    "PR021": "no",
    "PR022": "~",
    "PR023": "01",
    "PR024": "12:30",
    "PR025": "1/1/2026",
    "PR026": "2026-02-30",
    "PR027": "5 €",
    "PR028": "1e3",
    "PR029": "1" * 16,
    "PR031": '"',
    "PR032": "a:b\nc: 1",
    "PR033": "@a",
    "PR034": "[",
    "PR035": "a: b: c",
    "PR036": r'"\q"',
    "PR037": "a: 1\n  b: 2",
    "PR038": '"a\n b"',
    "PR039": "a\nb",
    "PR040": "[a\n b]",
    "PR041": '"a" b',
    "PR042": "a: - b",
    "PR043": "a:\n#c\n b",
    "PR044": "[a,,b]",
    "PR045": "a: |2\n   b",
    "PR046": "a: 'b'#c",
    "PR048": "a: 'b\n  c'\nd: 'e\n  f'\ng: 'h\n  i'",
    "PR049": "<<<<<<< HEAD\na: b\n=======\na: c\n>>>>>>> ours",
}


class TestCodes:
    """A code is one mistake, and has a sentence and a help."""

    def test_each_code_has_a_smallest_text(self) -> None:
        """That shows the mistake and no other."""
        for code in [code for code in SMALLEST if code != "PR007"]:
            assert [code] == [problem.code for problem in smallest(code)]

    def test_no_code_is_forgotten(self) -> None:
        """But for PR001, a file that cannot be opened has no text, and PR047, which never comes alone."""
        assert {code for code in MESSAGES if code.startswith("PR0")} == {"PR001", "PR047", *SMALLEST}

    @pytest.mark.long
    @pytest.mark.parametrize("code", SMALLEST)
    def test_each_problem_can_be_told(self, code: str) -> None:
        """With its place, its sentence and what to do about it."""
        (problem,) = smallest(code)
        assert MESSAGES[code].help
        assert str(problem).startswith(f"t.yaml:{problem.location.line if problem.location else 0}:")
        assert str(problem).endswith(")")


PIECES = [
    *"ab1-:?[]{},#'\"|>%@`!&*~\\. \n",
    "  ",
    "\n  ",
    "- ",
    ": ",
    "key: ",
    "1.10",
    "2,5",
    "no",
    "---",
    "...",
    "\r\n",
]
PIECES += [
    "é",
    "😀",
    "\xa0",
    "“",
    "\t",
    "<<",
    "&a ",
    "*a",
    "!a ",
    "|2",
    ">-",
    "\\x",
    "''",
    '""',
    "{a: 1}",
    "[1]",
    "\n- ",
    " #",
]
yamlish = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """The table, whole or without its texts of several lines, with a few slips in it."""
    text = draw(st.sampled_from([TABLE, ONE_LINERS]))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(["", *PIECES])) + text[at + draw(st.integers(0, 4)) :]
    return text


def holds(source: bytes) -> None:
    """What is true of every reading."""
    reading = read(source, "t.yaml")
    assert reading.document is not None or reading.problems
    lines = source.removeprefix(b"\xef\xbb\xbf").decode(errors="replace").split("\n")
    places = [problem.location for problem in reading.problems]
    for place in places:
        assert place is not None
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
        assert place.column < place.end <= len(lines[place.line - 1]) + 2
    assert sorted((place.line, place.column) for place in places if place) == [
        (place.line, place.column) for place in places if place
    ]
    assert all(str(problem) for problem in reading.problems)


class TestEveryText:
    """Whatever is read, nothing is raised, every problem has a place in the text, and they are in order."""

    @given(st.binary(max_size=200))
    def test_any_bytes(self, source: bytes) -> None:
        """No bytes are too odd."""
        holds(source)

    @given(st.text(max_size=200))
    def test_any_text(self, text: str) -> None:
        """No characters are too odd."""
        holds(text.encode(errors="surrogatepass"))

    @given(yamlish)
    @examples(500)
    def test_any_text_that_looks_like_yaml(self, text: str) -> None:
        """No marks are too odd."""
        holds(text.encode())

    @given(mutations())
    @examples(500)
    def test_any_slip_in_a_table(self, text: str) -> None:
        """No slips are too odd."""
        holds(text.encode())

    @given(mutations())
    def test_every_value_has_a_place(self, text: str) -> None:
        """And the place leads back to it, or to the first key inside it."""
        reading = read(text.encode(), "t.yaml")
        if reading.problems or reading.document is None:
            return
        paths: list[tuple[tuple[str | int, ...], Any]] = [((), reading.document.data)]
        for path, value in paths:
            back = reading.document.path_at(reading.document.where(path))
            assert path == (back or ())[: len(path)]
            entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
            paths += [((*path, key), inner) for key, inner in entries]


def agree(text: str) -> bool:
    """Whether the quick reader takes a text; if so it has read what the other reads, which has nothing to tell."""
    data = parse_fast(text)
    if data is not None:
        reading = parse_diagnosed(text, "t.yaml")
        assert reading.document is not None
        assert ("t.yaml", data, text, ()) == (
            reading.document.name, reading.document.data, reading.document.text, reading.problems
        )  # fmt: skip
        assert repr(reading.document.data) == repr(data)  # the order of keys, and true is not 1
    return data is not None


class TestTwoReaders:
    """One only says what a text without any problem holds, the other explains; they agree."""

    def test_the_shipped_tables_are_read_quickly(self) -> None:
        """Every shipped table is taken by the quick reader."""
        for table in sorted(Path(resources.folder("rules")).rglob("*.yaml")):
            assert agree(table.read_text("utf-8"))

    @pytest.mark.parametrize(
        "text",
        [
            "a: {b: [1, 1.10, true, null, 2026-01-01, \"x\", 'y']}",
            "- - a\n  - b: c\n- {}\n- []\n",
            "---\na: {b: is it?, c: d}\n",
            "a: b\r\nb: c # d\r\n",
            "7",
            "[" * MAX_DEPTH + "]" * MAX_DEPTH,
        ],
        ids=ascii,
    )
    def test_what_is_plain_is_read_quickly(self, text: str) -> None:
        """Words as keys, values on one line, blocks, lists and brackets."""
        assert agree(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "null",
            "a: &b c",
            "a: !b c",
            "a: &b {}",
            "a: !b []",
            "a: *b",
            "%YAML 1.2\n---\na: b\n",
            "a: b\n---\nc: d\n",
            "a: b\n...\n",
            "a: b\na: c\n",
            '"a": b',
            "a-b: c",
            "yes: a",
            "? a\n: b\n",
            "{?a: b}",
            "{a: b}: c",
            "a: yes",
            "a: b\n  c\n",
            "a: |\n  b\n",
            "a: [\n  b]\n",
            'a: "b"#c\n',
            "a: [b\n",
            "[" * (MAX_DEPTH + 1),
            "-\n" * MAX_VALUES,
        ],
        ids=lambda text: ascii(text[:20]),
    )
    def test_what_is_unusual_is_left_to_the_other(self, text: str) -> None:
        """The quick reader does not judge, it only gives up."""
        assert not agree(text)

    @given(yamlish)
    @examples(500)
    def test_any_text_that_looks_like_yaml(self, text: str) -> None:
        """Whatever the quick reader takes, the other reads as the same."""
        agree(text)

    @given(mutations())
    @examples(500)
    def test_any_slip_in_a_table(self, text: str) -> None:
        """Whatever slip the quick reader takes, the other has nothing to tell either."""
        agree(text)
