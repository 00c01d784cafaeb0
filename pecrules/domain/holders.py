"""Whether two holders are the same one: shared by all policies that give a name back only to who had it.

What must match is topic ``same_holder_check`` of ``interpretations`` (D-35). Sources: F2.10, F2.11.
"""

from collections.abc import Callable
from typing import Final

from pecrules.model.mailboxes import Holder


def same_holder(was: Holder | None, asks: Holder | None, choice: str) -> bool:
    """Whether whoever asks is the holder there was; an unknown holder is never the same as anybody.

    Identifiers and names are compared without spaces and case, and an identifier that is not known matches nothing.

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
    return was is not None and asks is not None and _TESTS[choice](was, asks)


def _plain(text: str | None) -> str:
    """A text without spaces and case; nothing for what is not known."""
    return "" if text is None else "".join(text.split()).casefold()


def _tax_code(was: Holder, asks: Holder) -> bool:
    return _plain(was.tax_code) == _plain(asks.tax_code) != ""


def _vat_number(was: Holder, asks: Holder) -> bool:
    return _plain(was.vat_number) == _plain(asks.vat_number) != ""


def _any_identifier(was: Holder, asks: Holder) -> bool:
    return _tax_code(was, asks) or _vat_number(was, asks)


def _all_data(was: Holder, asks: Holder) -> bool:
    """Who it is, not how to reach or bill them; data without any identifier could be anybody's."""
    return _registered(was) == _registered(asks) and _any_identifier(was, asks)


def _registered(holder: Holder) -> tuple[str, str, str, str]:
    return (holder.subject, _plain(holder.name), _plain(holder.tax_code), _plain(holder.vat_number))


_TESTS: Final[dict[str, Callable[[Holder, Holder], bool]]] = {
    "any_identifier": _any_identifier,
    "tax_code": _tax_code,
    "vat_number": _vat_number,
    "all_data": _all_data,
}
"""What must match, by the choices of topic ``same_holder_check``."""
