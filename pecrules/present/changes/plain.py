"""What other rules change, as JSON for programs: every row, every case with its witness, every mailbox."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from pecrules.base.signs import escaped
from pecrules.model.changes import Answered, Difference, Move, OtherReasons, Reversal, Touched, Unknown
from pecrules.model.json import to_plain
from pecrules.rulebook.rows import Record, fields

if TYPE_CHECKING:
    from pecrules.present.changes.headlines import Found
    from pecrules.rulebook.differences import RowChange


def as_json(found: Found, more: Mapping[str, Any] | None = None) -> str:
    """What other rules change, as JSON: every row, every case with its witness before and after."""
    plain = {
        "rows": [_plain_row(row) for row in found.rows],
        "besides": dict(found.besides),
        "differences": [_plain_case(case) for case in found.differences],
        "other_reasons": [_plain_reasons(each) for each in found.other_reasons],
        "unasked": list(found.unasked),
        "unsettled": found.unsettled,
        **(more or {}),
    }
    return escaped(json.dumps(plain, ensure_ascii=False, indent=2))


def _plain_row(row: RowChange) -> dict[str, Any]:
    return {
        "section": row.section,
        "key": list(row.key),
        "change": row.kind,
        "row": row.row.ref,
        "before": row.before and row.before.ref,
        "after": row.after and row.after.ref,
        "since": str(row.since),
        "until": None if row.until is None else str(row.until),
        "existing_since": None if row.existing is None else str(row.existing),
        "columns": {each.name: [_plain(each.before), _plain(each.after)] for each in row.columns},
    }


def _plain_case(case: Difference) -> dict[str, Any]:
    return {
        **_plain_question(case),
        "when": {
            name: [list(each) if isinstance(each, tuple) else each for each in side] for name, side in case.when.items()
        },
        "between": list(map(str, case.between)),
        "moved": list(case.moved),
        "subject": to_plain(case.subject),
        "request": {name.rpartition(".")[2]: to_plain(each) for name, each in case.request.items()},
        "before": _plain_answer(case.before),
        "after": _plain_answer(case.after),
        "least": _plain_move(case.least),
        "most": _plain_move(case.most),
        "cases": case.cases,
        "partly": case.partly,
    }


def _plain_question(case: Difference | OtherReasons) -> dict[str, Any]:
    return {
        "policy": case.policy,
        "part": case.part,
        "on": str(case.on),
        "customers": str(case.customers) if isinstance(case.customers, date) else case.customers,
    }


def _plain_answer(said: Answered) -> dict[str, Any]:
    return {"kind": said.kind, "outcome": to_plain(said.outcome)}


def _plain_move(move: Move | None) -> dict[str, str | None] | None:
    """An amount before and after."""
    if move is None:
        return None
    share = move.percent
    return {"before": str(move.before), "after": str(move.after), "percent": None if share is None else str(share)}


def _plain_reversal(reversal: Reversal) -> dict[str, Any]:
    """A yes that becomes a no, or a no that becomes a yes."""
    return {
        "policy": reversal.policy,
        "on": str(reversal.on),
        "becomes": "no" if reversal.is_no else "yes",
        "before": to_plain(reversal.before),
        "after": to_plain(reversal.after),
    }


def _plain_reasons(each: OtherReasons) -> dict[str, Any]:
    return {**_plain_question(each), "gone": list(each.gone), "new": list(each.new), "cases": each.cases}


def _plain(value: Any) -> Any:
    """A column's value, or what a fact can be, as JSON has it."""
    if isinstance(value, tuple | list):
        return [_plain(each) for each in cast("Sequence[Any]", value)]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Record):
        kind: Any = type(value)
        return {name: _plain(getattr(value, name)) for name in fields(kind)}
    return str(value)


def touched_plainly(touched: Sequence[Touched], number: int, unknown: Sequence[Unknown] = ()) -> dict[str, Any]:
    """Whom of some mailboxes other rules touch: every mailbox by its address."""
    own = [each for each in touched if each.since is not None]
    return {
        "looked_at": number,
        "unknown_plan": [
            {"address": each.mailbox.address, "plan": each.mailbox.plan, "nearest": each.nearest} for each in unknown
        ],
        "touched": [
            {
                "address": each.mailbox.address,
                "since": str(each.since),
                "policies": list(each.policies),
                "price": _plain_move(each.price),
                "state": each.state and list(each.state),
                "reversals": [_plain_reversal(reversal) for reversal in each.reversals],
            }
            for each in own
        ],
        "spared": [
            {"address": each.mailbox.address, "from": str(each.could_since), "until": each.since and str(each.since)}
            for each in touched
            if each.is_spared
        ],
    }
