"""Values as JSON and back, exactly: days as ``2026-11-21``, money as text with two decimals, nothing coerced.

The JSON of a value is canonical: keys sorted, no spaces, so equal values give equal bytes. What is read is taken
strictly: an unknown field, a missing one, or a number where text belongs is told, all at once, with the nearest right
thing.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import islice
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, TypeVar, cast, get_args, get_origin, overload

import attrs
from cattrs import ClassValidationError, Converter, ForbiddenExtraKeysError, IterableValidationError
from cattrs.cols import list_structure_factory

from pecrules.base.errors import InvalidRequest, nearest
from pecrules.base.problems import Path, Problem
from pecrules.base.tuples import NamedTuple
from pecrules.base.written import likely
from pecrules.model.fields import AMOUNT_DIGITS, Request, Unfit, is_text, shown
from pecrules.policies import OUTCOMES, REQUESTS, name_of, resolve

if TYPE_CHECKING:
    from pecrules.model.outcomes.answers import Outcome

T = TypeVar("T")
U = TypeVar("U")

Outcomes: TypeAlias = "Outcome | list[Outcomes] | dict[str, Outcomes]"
"""An outcome, or a list or a mapping of outcomes."""

Stored: TypeAlias = str | bytes | bytearray | Mapping[str, Any] | list[Any]
"""JSON as a text, or as what a column of JSON gives back."""

_TAG: Final = "outcome"
_REQUEST_TAG: Final = "request"
_OUTCOMES: Final = {name_of(path): path for path in sorted(OUTCOMES, key=name_of)}
"""Name of each outcome that says what it is -> its class, which is imported when such an outcome is read."""

_AMOUNT: Final = re.compile(rf"-?(?:0|[1-9][0-9]{{0,{AMOUNT_DIGITS - 1}}})(?:\.[0-9]{{1,{AMOUNT_DIGITS}}})?", re.ASCII)
_MOST_PROBLEMS: Final = 100  # that are told of one document
_MOST_REPEATED: Final = 60  # signs of what was found
_DEEPEST: Final = 8  # lists and mappings in one another, with outcomes in the innermost


def to_json(value: Any) -> str:
    """An outcome, or a mailbox, a holder, a request, as canonical JSON; an outcome says which one it is.

    Lists and mappings of them may be written too.

    Raises:
        TypeError: a mapping has names that are no texts.

    >>> from pecrules import RenewalRequest
    >>> to_json(RenewalRequest(years=2))[:48]
    '{"addons_only":false,"einvoice_identifier":null,'
    """
    return json.dumps(to_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def to_plain(value: Any) -> Any:
    """The same as dicts, lists, text and whole numbers: what a column of JSON takes.

    >>> from pecrules import Holder
    >>> to_plain([Holder(subject="legal_person")])[0]["country"]
    'IT'
    """
    if isinstance(value, list | tuple):
        return [to_plain(each) for each in cast("Iterable[Any]", value)]
    if isinstance(value, Mapping):
        return {_named(name): to_plain(each) for name, each in cast("Mapping[object, Any]", value).items()}
    plain = _CONVERTER.unstructure(value)
    name = type(value).__name__
    return {_TAG: name, **plain} if name in _OUTCOMES else plain


def _named(name: object) -> str:
    """The name of a value in a mapping: JSON has no others than texts."""
    if not isinstance(name, str):
        raise TypeError(f"a mapping is written by names that are texts, not {shown(name)}")
    return name


@overload
def from_json(text: Stored, *, lenient: bool = False) -> Outcomes: ...
@overload
def from_json(text: Stored, kind: type[T], *, lenient: bool = False) -> T: ...
@overload
def from_json(text: Stored, kind: type[T], other: type[U], *, lenient: bool = False) -> T | U: ...
def from_json(text: Stored, kind: Any = None, other: Any = None, *, lenient: bool = False) -> Any:
    """What ``to_json`` wrote, read as strictly as it was written: no key twice, nothing coerced.

    Args:
        text: The JSON: as text, or as the mapping or list that a column of JSON gives back.
        kind: What it has to be, as ``Mailbox``, ``RenewalRequest`` or ``Quote``; ``None`` for an outcome, which says
            itself which one it is, or a list or a mapping of outcomes.
        other: The other outcome that it may be, as ``Refusal``.
        lenient: Whether a later release may have written it: fields that this one does not know are left out, and
            words that it does not know stay as they are.

    Raises:
        InvalidRequest: the text is no JSON, or not such a thing; ``problems`` says what and where.
        TypeError: ``text`` is neither text nor what JSON holds, ``kind`` no class that can be read, or of two classes
            one is no outcome.

    >>> from pecrules import Holder
    >>> from_json('{"subject": "legal_person"}', Holder).country
    'IT'
    >>> from_json('{"outcome": "Quota"}')
    Traceback (most recent call last):
        ...
    pecrules.base.errors.InvalidRequest: PR306 `Quota` is not allowed for `outcome`; did you mean `Quote`? \
(allowed: Actions, AutomaticRenewal, Billing, Calendar, Certificate, LogAvailability, Offers, PossibleEvents, Quote, \
Refusal, RenewalOptions, RequestOptions, Settlement, Status, Termination, Transition)
    """
    found = _read(text)
    if kind is None:
        return _outcomes(found, (), _Document(found, lenient))
    if other is None:
        return from_plain(kind, found, lenient=lenient)
    names = tuple(_readable(each).__name__ for each in (kind, other))
    if not set(names) <= _OUTCOMES.keys():
        raise TypeError(f"from_json reads one of two outcomes, as Quote and Refusal, not {' and '.join(names)}")
    return _outcome(_block(found, ()), names, (), _Document(found, lenient))


def _read(text: Any) -> Any:
    """What a text of JSON says; what JSON holds already, as it is."""
    if not isinstance(text, str | bytes | bytearray | Mapping | list):
        raise TypeError(f"from_json wants a text of JSON, or the mapping or list that one holds, not {shown(text)}")
    return parse(text) if isinstance(text, str | bytes | bytearray) else cast("Any", text)


def outcome_from_json(text: str | bytes) -> "Outcome":
    """One outcome, and no list of them.

    Raises:
        InvalidRequest: the text is none; ``problems`` says what and where.
    """
    found = parse(text)
    return cast("Outcome", _outcome(_block(found, ()), tuple(_OUTCOMES), (), _Document(found)))


def parse(text: str | bytes | bytearray) -> Any:
    """Strict JSON as plain data: no key twice, no NaN, no float that would lose digits.

    Raises:
        InvalidRequest: the text is no such JSON.
    """
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_float=_fraction, parse_int=_whole, parse_constant=_no_constant
        )
    except _NoJson as error:
        raise InvalidRequest([Problem("PR301", args=error.reason)]) from None
    except json.JSONDecodeError as error:
        raise InvalidRequest([Problem("PR301", args=_syntax(error))]) from None
    except RecursionError:
        raise InvalidRequest([Problem("PR301", args={"reason": "too_deep"})]) from None
    except UnicodeError:
        raise InvalidRequest([Problem("PR301", args={"reason": "not_utf8"})]) from None


def _syntax(error: json.JSONDecodeError) -> dict[str, str]:
    """What the reader of JSON stumbled over and where, as arguments of a problem, whichever release of Python reads."""
    what = _SYNTAX.get(error.msg)
    before, rest = error.doc[: error.pos].rstrip(), error.doc[error.pos :]
    if what in {"value_missing", "name_missing"} and before.endswith(",") and rest.startswith(("]", "}")):
        # older releases only see, behind the comma, that more is wanted
        what, error = "comma_too_many", json.JSONDecodeError(error.msg, error.doc, len(before) - 1)
    place = {"reason": "syntax", "line": str(error.lineno), "column": str(error.colno)}
    return {**place, "what": "other", "said": error.msg} if what is None else {**place, "what": what}


_SYNTAX: Final[Mapping[str, str]] = {
    "Expecting ',' delimiter": "comma_missing",
    "Expecting ':' delimiter": "colon_missing",
    "Expecting property name enclosed in double quotes": "name_missing",
    "Expecting value": "value_missing",
    "Extra data": "more_follows",
    "Illegal trailing comma before end of array": "comma_too_many",
    "Illegal trailing comma before end of object": "comma_too_many",
    "Invalid \\escape": "bad_escape",
    "Invalid \\uXXXX escape": "bad_unicode_escape",
    "Invalid control character at": "control_character",
    "Unexpected UTF-8 BOM (decode using utf-8-sig)": "byte_order_mark",
    "Unterminated string starting at": "open_quotes",
}
"""What Python's reader of JSON says -> its code; it has no other sign of what is wrong."""


class _NoJson(ValueError):  # noqa: N818 - it carries what is wrong to the reader
    """Why a text is JSON, and not ours, as arguments of a problem."""

    def __init__(self, reason: str, **more: str) -> None:
        super().__init__(reason)
        self.reason: dict[str, str] = {"reason": reason, **more}


def from_plain(kind: type[T], plain: Any, *, lenient: bool = False) -> T:
    """A value of a public class from plain data, nothing coerced.

    Args:
        kind: ``Mailbox``, ``RenewalRequest``, ``Quote`` ...
        plain: Dicts, lists, text and whole numbers, as ``json`` reads them. An outcome may say which one it is.
        lenient: As for ``from_json``.

    Raises:
        InvalidRequest: anything does not fit; ``problems`` has everything.
        TypeError: ``kind`` is no class that can be read.

    >>> from pecrules import RenewalRequest
    >>> from_plain(RenewalRequest, {"years": 2, "extra_inbox": 1})
    Traceback (most recent call last):
        ...
    pecrules.base.errors.InvalidRequest: PR302 the field `extra_inbox` is not known; did you mean `extra_inbox_gb`? \
(the fields are: addons_only, einvoice_identifier, extra_archive_gb, extra_inbox_gb, keep_automatic_off, method, \
paid_on, promo, signed_in, years)
    """
    name, document = _readable(kind).__name__, _Document(plain, lenient)
    if name in _OUTCOMES and isinstance(plain, dict) and _TAG in plain:
        return cast("T", _outcome(cast("dict[str, Any]", plain), (name,), (), document))
    return _structured(kind, plain, (), document)


# -- reading ----------------------------------------------------------------------------------------------------------


class _Document(NamedTuple):
    """The whole of what is read, and whether a later release may have written it."""

    plain: Any
    lenient: bool = False


def _readable(kind: Any) -> type:
    """A class that can be read."""
    origin = get_origin(kind) or kind
    if not (isinstance(origin, type) and attrs.has(origin)):
        raise TypeError(f"from_json wants a class, as Mailbox, not {shown(kind)}")
    return origin


def _outcomes(found: Any, path: Path, document: _Document) -> Any:
    """An outcome, or the outcomes of a list or of a mapping."""
    deeper = len(path) < _DEEPEST
    if isinstance(found, list) and deeper:
        values: list[Any] = [*cast("Iterable[Any]", found)]
        return [_outcomes(value, (*path, place), document) for place, value in enumerate(values)]
    plain = _block(found, path)
    if deeper and all(isinstance(value, dict | list) for value in plain.values()):
        return {name: _outcomes(value, (*path, name), document) for name, value in plain.items()}
    return _outcome(plain, tuple(_OUTCOMES), path, document)


def _outcome(plain: dict[str, Any], allowed: tuple[str, ...], path: Path, document: _Document) -> Any:
    """An outcome that has one of these names."""
    if _TAG not in plain:
        raise InvalidRequest([Problem("PR303", path=(*path, _TAG), args={"key": _dotted((*path, _TAG))})])
    name = plain[_TAG]
    if not isinstance(name, str) or name not in allowed:
        raise InvalidRequest([_not_allowed((*path, _TAG), name, allowed)])
    fields = {key: value for key, value in plain.items() if key != _TAG}
    return _structured(resolve(_OUTCOMES[name]), fields, path, document)


def _structured(kind: type[T], plain: Any, path: Path, document: _Document) -> T:
    """A value of a class; its problems are told by where they stand in the whole document."""
    block = _block(plain, path)
    try:
        return (_lenient() if document.lenient else _CONVERTER).structure(block, kind)
    except ClassValidationError as error:
        raise InvalidRequest(islice(_problems(error, path, document.plain), _MOST_PROBLEMS)) from None


def _block(plain: Any, path: Path) -> dict[str, Any]:
    """What has keys, and nothing else."""
    if not isinstance(plain, Mapping):
        raise InvalidRequest([_type_problem(path, plain, "object")])
    return dict(cast("Mapping[str, Any]", plain))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise _NoJson("key_twice", key=_cut(twice))
    return found


def _whole(digits: str) -> int:
    if len(digits) > AMOUNT_DIGITS:  # no amount and no count, but a way to keep us busy
        raise _NoJson("too_long", digits=str(len(digits)))
    return int(digits)


def _fraction(text: str) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError:  # its exponent is beyond all that Decimal knows
        raise _NoJson("exponent", number=_cut(text)) from None


def _no_constant(name: str) -> None:
    raise _NoJson("infinite", number=name)


class _Misfit(ValueError):  # noqa: N818 - it carries a problem to the place that knows the path
    """One value does not fit: what was wanted, or which values are allowed; ``key`` where it stands in a block."""

    def __init__(self, value: Any, wanted: str = "", allowed: tuple[str, ...] = (), key: str | None = None) -> None:
        super().__init__(value, wanted, allowed, key)
        self.value, self.wanted, self.allowed = value, wanted, allowed
        self.within: Path = () if key is None else (key,)

    def problem(self, path: Path) -> Problem:
        """The same as a problem, with the way to the value."""
        if self.allowed:
            return _not_allowed((*path, *self.within), self.value, self.allowed)
        if self.wanted == "day":
            return _day_problem(path, self.value)
        return _type_problem(path, self.value, self.wanted)


def _problems(error: BaseException, path: Path, plain: Any) -> Iterator[Problem]:
    """The tree of errors that cattrs raises, as a list of problems."""
    if isinstance(error, ClassValidationError):
        named, bare = error.group_exceptions()
        for inner, note in named:
            yield from _problems(inner, (*path, note.name), plain)
        for inner in bare:
            yield from _problems(inner, path, plain)
    elif isinstance(error, IterableValidationError):
        for inner, place in error.group_exceptions()[0]:
            yield from _problems(inner, (*path, cast("int", place.index)), plain)
    elif isinstance(error, ForbiddenExtraKeysError):
        yield from _unknown(error, path, plain)
    elif isinstance(error, _Misfit):
        yield error.problem(path)
    elif isinstance(error, Unfit):
        yield _type_problem((*path, error.field), error.value, **error.expected)
    elif isinstance(error, KeyError):
        yield Problem("PR303", path=path, args={"key": _dotted(path)})
    else:  # cattrs asked something that is no block for its keys
        yield _type_problem(path, _at(plain, path), "object")


def _unknown(error: ForbiddenExtraKeysError, path: Path, plain: Any) -> Iterator[Problem]:
    known = sorted(attribute.alias or attribute.name for attribute in attrs.fields(error.cl))
    free = [name for name in known if name not in _at(plain, path)]
    for name in sorted(error.extra_fields):
        place = (*path, _cut(name))
        args = {"found": _dotted(place), "allowed": ", ".join(known)}
        yield Problem("PR302", path=place, args=args, nearest=nearest(_cut(name), free))


def _at(plain: Any, path: Path) -> Any:
    for step in path:
        plain = plain[step]
    return plain


def _not_allowed(path: Path, value: Any, allowed: tuple[str, ...]) -> Problem:
    found = _cut(str(value))
    args = {"found": found, "key": _dotted(path), "allowed": ", ".join(allowed)}
    return Problem("PR306", path=path, args=args, nearest=nearest(found, allowed))


def _type_problem(path: Path, value: Any, expected: str, **more: str) -> Problem:
    found = str(value) if isinstance(value, Decimal) else json.dumps(value, default=str, ensure_ascii=False)
    args = {"found": _cut(found), "key": _dotted(path), "expected": expected, **more}
    return Problem("PR304", path=path, args=args)


def _day_problem(path: Path, value: Any) -> Problem:
    found = _cut(str(value))
    return Problem("PR305", path=path, args={"found": found, "key": _dotted(path)}, nearest=likely(found))


def _cut(text: str) -> str:
    """As much of a text as a problem repeats, in signs that can be written."""
    return text[:_MOST_REPEATED].encode("utf-8", "backslashreplace").decode()


def _dotted(path: Path) -> str:
    return ".".join(map(str, path)) or "JSON"


# -- the one converter ------------------------------------------------------------------------------------------------


def _exactly(kind: type, wanted: str) -> Any:
    def structure(value: Any, _: Any) -> Any:
        if value.__class__ is not kind:
            raise _Misfit(value, wanted)
        return value

    return structure


def _structure_text(value: Any, _: Any) -> str:
    if value.__class__ is not str:
        raise _Misfit(value, "string")
    if not is_text(value):
        raise _Misfit(value, "writable_text")
    return value


def _structure_day(value: Any, _: Any) -> date:
    try:
        if (day := date.fromisoformat(value)).isoformat() == value:  # other ways to write a day are read too
            return day
    except (TypeError, ValueError):
        pass
    raise _Misfit(value, "day")


def _structure_money(value: Any, _: Any) -> Decimal:
    if isinstance(value, str) and _AMOUNT.fullmatch(value):
        return Decimal(value)
    raise _Misfit(value, "string")


def _tuple_factory(kind: Any, converter: Converter) -> Any:
    """A tuple is read from a list alone; cattrs would take any iterable."""
    kinds = get_args(kind)
    if _is_of_each(kind):
        return _of_each(kinds, converter)
    structure = list_structure_factory(kind, converter)

    def structure_list(value: Any, _: Any) -> Any:
        if not isinstance(value, list):
            raise _Misfit(value, "array")
        return tuple(structure(value, kind))

    return structure_list


def _of_each(kinds: tuple[Any, ...], converter: Converter) -> Any:
    """A tuple that has one value of each kind."""

    def structure_each(value: Any, _: Any) -> Any:
        if value.__class__ is not list:
            raise _Misfit(value, "array")
        if len(value) != len(kinds):
            raise _Misfit(value, "pair")
        return tuple(map(converter.structure, value, kinds))

    return structure_each


def _structure_word(value: Any, kind: Any) -> Any:
    words = get_args(kind)
    if value not in words:
        raise _Misfit(value, allowed=tuple(map(str, words)))
    return value


def _structure_scalar(value: Any, kind: Any) -> Any:
    if value.__class__ not in get_args(kind):
        raise _Misfit(value, "string")
    return _structure_text(value, kind) if isinstance(value, str) else value


def _structure_known_word(value: Any, kind: Any) -> Any:
    """A word, also one that only a later release knows."""
    return _structure_text(value, kind) if isinstance(value, str) else _structure_word(value, kind)


def _is_words(kind: Any) -> bool:
    origin: Any = get_origin(kind)
    return origin is Literal


def _is_tuple(kind: Any) -> bool:
    origin: Any = get_origin(kind)
    return origin is tuple


def _is_of_each(kind: Any) -> bool:
    """Whether a type is a tuple of one value of each kind."""
    return _is_tuple(kind) and get_args(kind)[-1] is not ...


def _is_scalars(kind: Any) -> bool:
    """Whether a type is a choice among whole numbers, text and nothing, with nothing to convert."""
    return isinstance(kind, UnionType) and {int, str} <= set(get_args(kind))


def _converter(*, lenient: bool) -> Converter:
    converter = Converter(forbid_extra_keys=not lenient)
    converter.register_structure_hook(str, _structure_text)
    for kind, wanted in ((int, "integer"), (bool, "boolean")):
        converter.register_structure_hook(kind, _exactly(kind, wanted))
    converter.register_structure_hook(date, _structure_day)
    converter.register_structure_hook(Decimal, _structure_money)
    converter.register_structure_hook_func(_is_words, _structure_known_word if lenient else _structure_word)
    cast("Any", converter).register_structure_hook_factory(_is_tuple, _tuple_factory)
    converter.register_structure_hook_func(_is_scalars, _structure_scalar)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook_func(_is_of_each, list)  # of words and texts
    converter.register_unstructure_hook(Decimal, "{:f}".format)
    _teach_requests(converter)
    return converter


def _teach_requests(converter: Converter) -> None:
    """What a refusal proposes says which request it is."""

    def write(request: Any) -> Any:
        return None if request is None else {_REQUEST_TAG: type(request).__name__, **converter.unstructure(request)}

    def read(plain: Any, _: Any) -> Any:
        if plain is None:
            return None
        if not isinstance(plain, dict):
            raise _Misfit(plain, "object")
        fields = dict(cast("dict[str, Any]", plain))
        name = fields.pop(_REQUEST_TAG, None)
        kinds = _requests()
        if not isinstance(name, str) or name not in kinds:
            raise _Misfit(name, allowed=tuple(kinds), key=_REQUEST_TAG)
        return cast("Any", converter).structure(fields, kinds[name])

    cast("Any", converter).register_unstructure_hook(Request | None, write)
    cast("Any", converter).register_structure_hook(Request | None, read)


@cache
def _requests() -> dict[str, Any]:
    """The requests that a refusal may propose, by name."""
    kinds = {name_of(path): resolve(path) for path in sorted(REQUESTS, key=name_of)}
    return {name: kind for name, kind in kinds.items() if issubclass(kind, Request)}


_CONVERTER: Final = _converter(lenient=False)


@cache
def _lenient() -> Converter:
    """Few programs read what a later release has written."""
    return _converter(lenient=True)
