"""Who a holder is: numbers as they are compared and judged, and whether two holders are the same one.

Shared by all policies that give a name back only to who had it, or that register who will have one. What must match is
topic ``same_holder_check`` of ``interpretations`` (D-35). Check digits are those of python-stdnum. Sources: F2.10,
F2.11.
"""

import unicodedata
from collections.abc import Callable
from typing import Any, Final, Literal

from pecrules.base.tuples import NamedTuple
from pecrules.domain.refusing import Objection
from pecrules.model.mailboxes import Holder
from pecrules.rulebook.rows import Row

_BETWEEN: Final = " -.:/,_"
"""What people put between the characters of a number."""

Fault = Literal["none", "slip", "nobody"]
"""What is wrong with a number: nothing; a check digit, as in one that was mistyped; or it cannot be anybody's."""


class Number(NamedTuple):
    """A tax code or a VAT number.

    Attributes:
        text: The number without what people put between its characters; nothing when it is not known.
        fault: What is wrong with it.
    """

    text: str
    fault: Fault

    @property
    def is_somebodys(self) -> bool:
        """Whether it tells who somebody is; one that was mistyped in the register does, typed so again."""
        return bool(self.text) and self.fault != "nobody"


_NONE: Final = Number("", "none")


def tax_code(holder: Holder) -> Number:
    """A holder's codice fiscale, which is Italian wherever the holder lives.

    >>> tax_code(Holder(subject="natural_person", tax_code="rss mra-80a01 h501u"))
    Number(text='RSSMRA80A01H501U', fault='none')
    """
    if holder.tax_code is None:
        return _NONE
    from stdnum.it import codicefiscale

    return _judged(codicefiscale, holder.tax_code)


def vat_number(holder: Holder) -> Number:
    """A holder's VAT number, as the holder's country has them.

    >>> vat_number(Holder(subject="legal_person", vat_number="IT 00743110158"))
    Number(text='00743110158', fault='slip')
    >>> vat_number(Holder(subject="legal_person", vat_number="00000000000")).is_somebodys
    False
    """
    if holder.vat_number is None:
        return _NONE
    from stdnum import util

    return _judged(util.get_cc_module(holder.country, "vat"), holder.vat_number)


def _judged(numbers: Any, text: str) -> Number:
    """A number as the module of its kind judges it; of a country without one, it is what was written."""
    from stdnum import exceptions, util

    plain = util.clean(text, _BETWEEN).strip().upper()
    if numbers is None:
        return Number(plain, "none" if plain else "nobody")
    try:
        return Number(numbers.validate(plain), "none")
    except exceptions.InvalidChecksum:
        return Number(numbers.compact(plain), "slip")
    except exceptions.ValidationError:
        return Number(plain, "nobody")


def number_objections(holder: Holder, rows: tuple[Row, ...]) -> list[Objection]:
    """Why nobody is registered with such numbers: a slip that stands in a register stays there.

    Args:
        holder: Who is to be registered.
        rows: The rows by which such a holder has numbers.
    """
    found: list[Objection] = []
    if tax_code(holder).fault != "none":
        found.append(Objection("tax_code_invalid", rows, holder.tax_code))
    if vat_number(holder).fault != "none":
        found.append(Objection("vat_number_invalid", rows, holder.vat_number))
    return found


def same_holder(was: Holder | None, asks: Holder | None, choice: str) -> bool:
    """Whether whoever asks is the holder there was; an unknown holder is never the same as anybody.

    Numbers are compared without what people put between their characters, names without spaces and case. A number that
    is not known, or that is nobody's, matches nothing. Companies of one VAT group share its number: two holders whose
    tax codes are known and differ are never the same one.

    Args:
        was: The holder there was; ``None`` when not known.
        asks: The holder who asks; ``None`` when not known.
        choice: What must match, as topic ``same_holder_check`` says.

    Source:
        F2.10, F2.11.

    >>> was = Holder(subject="natural_person", tax_code="RSSMRA80A01H501U")
    >>> same_holder(was, Holder(subject="natural_person", tax_code="rssmra80a01 h501u"), "tax_code")
    True
    >>> same_holder(was, None, "any_identifier")
    False
    """
    if was is None or asks is None:
        return False
    mine, theirs = tax_code(was), tax_code(asks)
    if mine.is_somebodys and theirs.is_somebodys and mine.text != theirs.text:
        return False
    return _TESTS[choice](was, asks)


def _same_tax_code(was: Holder, asks: Holder) -> bool:
    number = tax_code(was)
    return number.is_somebodys and number == tax_code(asks)


def _by_tax_code(was: Holder, asks: Holder) -> bool:
    """By the tax code; of somebody of whom none was registered, by the VAT number: else nobody ever would be."""
    return _same_tax_code(was, asks) if tax_code(was).is_somebodys else _same_vat_number(was, asks)


def _by_vat_number(was: Holder, asks: Holder) -> bool:
    """By the VAT number; of somebody of whom none was registered, as of any private person, by the tax code."""
    return _same_vat_number(was, asks) if vat_number(was).is_somebodys else _same_tax_code(was, asks)


def _same_vat_number(was: Holder, asks: Holder) -> bool:
    number = vat_number(was)
    return was.country == asks.country and number.is_somebodys and number == vat_number(asks)


def _any_identifier(was: Holder, asks: Holder) -> bool:
    return _same_tax_code(was, asks) or _same_vat_number(was, asks)


def _all_data(was: Holder, asks: Holder) -> bool:
    """Who it is, not how to reach or bill them; data without any identifier could be anybody's."""
    return _registered(was) == _registered(asks) and _any_identifier(was, asks)


def _registered(holder: Holder) -> tuple[str, ...]:
    name = "".join(unicodedata.normalize("NFKC", holder.name or "").split()).casefold()
    return (holder.subject, holder.country, name, tax_code(holder).text, vat_number(holder).text)


_TESTS: Final[dict[str, Callable[[Holder, Holder], bool]]] = {
    "any_identifier": _any_identifier,
    "tax_code": _by_tax_code,
    "vat_number": _by_vat_number,
    "all_data": _all_data,
}
"""What must match, by the choices of topic ``same_holder_check``."""
