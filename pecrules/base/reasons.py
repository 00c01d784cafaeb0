"""What stands in a message beside what was found: why something is so, and what was wanted; each has a code.

A problem says the code, and beside it what fills the sentence of the code; so a program reads it, and every language
tells it. A code never changes its meaning. What the system or another library says is mapped to one where it is caught;
for what has none there is ``other``, which quotes it.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from pecrules.base.places import fill
from pecrules.base.tuples import NamedTuple

Words: TypeAlias = "Mapping[str, Message]"
"""Codes -> what each of them says."""


class Message(NamedTuple):
    """A sentence and its help, which may be empty; ``words`` has the codes of each place that one of them fills."""

    text: str
    help: str = ""
    words: Mapping[str, Words] = {}

    def help_for(self, args: Mapping[str, str]) -> str:
        """The help for a problem with these arguments: that of a code, if it has one; none that would list nothing."""
        codes = (words.get(args.get(name, "")) for name, words in self.words.items())
        own = next((each.help for each in codes if each is not None and each.help), "")
        return own or ("" if args.get("allowed") == "" else self.help)


def N_(text: str, help: str = "", **words: Words) -> Message:  # noqa: A002, N802 - message extractors look for the name
    """Mark a sentence and its help for translation; ``words`` says which places are filled by codes, and by which."""
    return Message(text, help, words)


KINDS: Final[Words] = {
    "string": N_("text"),
    "integer": N_("a whole number"),
    "number": N_("a number"),
    "boolean": N_("true or false"),
    "array": N_("a list"),
    "object": N_("a block of keys"),
    "pair": N_("a list of two"),
    "day": N_("a day"),
    "amount": N_("an amount"),
    "country": N_("a country of ISO 3166, in two capital letters, as IT"),
    "writable_text": N_("a text whose signs can all be written"),
    "count": N_("a whole number of at most 60 digits"),
    "quantity": N_("a whole number of at most 60 digits, not below zero"),
    "term": N_("a whole number of years from 1 on, of at most 60 digits"),
    "long_amount": N_("an amount of at most 200 digits on either side of the point"),
    "price": N_("an amount of at most 200 digits on either side of the point, not below zero"),
    "arrow": N_("a type that Arrow has"),
    "as_elsewhere": N_("`{type}` as in another file"),
    "one_of": N_("one of {allowed}"),
}
"""What was wanted; those of a JSON Schema are called as they are there."""

UNREAD: Final[Words] = {
    # what the system says, by the name of its number
    "EACCES": N_("Permission denied"),
    "EADDRINUSE": N_("another program uses it already"),
    "EDQUOT": N_("Disk quota exceeded"),
    "EEXIST": N_("File exists"),
    "EFBIG": N_("File too large"),
    "EIO": N_("Input/output error"),
    "EISDIR": N_("Is a directory"),
    "ELOOP": N_("links lead to one another in a circle"),
    "ENAMETOOLONG": N_("the name is too long"),
    "ENOENT": N_("No such file or directory"),
    "ENOSPC": N_("No space left on device"),
    "ENOTDIR": N_("Not a directory"),
    "EPERM": N_("Operation not permitted"),
    "EROFS": N_("Read-only file system"),
    # what we see ourselves
    "changing": N_("it changes while it is read", "try again when nobody writes it any more"),
    "not_parquet": N_("it is no sound file of Parquet", "write it anew, or give a file of CSV"),
    "not_plain": N_("it is no plain file"),
    "no_name": N_("no file can be called so"),
    "no_port": N_("ports have the numbers from 0 to 65535"),
    "open_quotes": N_(
        "quotes are not closed, or a cell is too long", "look for quotes that are opened and never closed"
    ),
    "other": N_("the system says: {said}"),
}
"""Why a file or a folder cannot be read or written, or a port not be served."""

SYNTAX: Final[Words] = {
    "bad_escape": N_("no such sign may follow a backslash"),
    "bad_unicode_escape": N_("four hexadecimal digits have to follow `\\u`"),
    "byte_order_mark": N_("it begins with a byte order mark (BOM), which does not belong there"),
    "colon_missing": N_("a colon is missing"),
    "comma_missing": N_("a comma is missing"),
    "comma_too_many": N_("there is a comma too many before the end of a list or a block"),
    "control_character": N_("a control character stands in a text"),
    "more_follows": N_("more text follows after its end"),
    "name_missing": N_("a name in double quotes belongs here"),
    "open_quotes": N_("quotes are not closed"),
    "value_missing": N_("a value is missing"),
    "other": N_("Python says: {said}"),
}
"""What the reader of JSON stumbles over."""

NOT_JSON: Final[Words] = {
    "syntax": N_("{what}: line {line}, column {column}", what=SYNTAX),
    **SYNTAX,
    "exponent": N_("the number `{number}` has an exponent that is too large"),
    "infinite": N_("`{number}` is not a number of JSON"),
    "key_twice": N_("the key `{key}` is written twice in one block"),
    "no_form": N_("something in it has no form in JSON"),
    "no_receipt": N_("it is neither text nor a mapping"),
    "not_sent_as_json": N_("it is not sent as `application/json`"),
    "not_utf8": N_("it is no text of UTF-8"),
    "too_deep": N_("it is nested too deeply"),
    "too_long": N_("a number has {digits} digits"),
}
"""Why something is no JSON; of ``syntax`` the place is known, and ``what`` says what stands there."""

CALENDAR: Final[Words] = {
    "calendar": N_("a day of the answer lies outside the calendar, which has the years 1 to 9999"),
    "calendar_begins": N_("a day of the answer lies before the calendar, which begins with the year 1"),
    "calendar_ends": N_("a day of the answer lies outside the calendar, which ends with the year 9999"),
}
"""A day that no calendar has."""

UNASKED: Final[Words] = {**CALENDAR, "other": N_("the policy says: {said}")}
"""Why a question cannot be put."""

ON_THE_COMMAND_LINE: Final[Words] = {"FILE": N_("FILE"), "WHAT": N_("WHAT")}
"""What stands on the command line without an option, as its help calls it."""

ZEROS: Final[Words] = {
    "red_days_before": N_("the date is never shown in red before the expiry"),
    "retention_months": N_("logs are gone as soon as they are written"),
    "advised_days": N_("whoever follows the advice pays on the last day"),
    "percent": N_("nobody pays any VAT"),
    "grace_days": N_("an expired mailbox is deleted on the next day"),
}
"""Columns in which a zero switches off what the row is for -> what follows of it."""

USUAL: Final[Words] = {
    "acceptance_days": N_("an invoice would be taken as accepted before anybody has read it, or wait for months"),
    "advised_days": N_("whoever follows the advice would pay on the last day, or before anybody has told them"),
    "characters": N_("the code that everybody has would be refused"),
    "charge_days_before": N_("people would be charged long before they have used what they paid for"),
    "deposit": N_("a partner would begin with next to nothing, or pay in more than anybody does"),
    "expires_months": N_("credit would be gone before it can be used, or never"),
    "free_tail_months": N_("hardly anybody would pay for the last year, or nobody be spared it"),
    "grace_days": N_("people would have hardly a day to notice, or keep an expired mailbox for ever"),
    "max_characters": N_("first names and surnames would not fit in"),
    "max_days": N_("whoever pays so would not know for weeks whether they are in time"),
    "per_gb_year": N_("space would be given away, or one GB cost more than a whole mailbox"),
    "per_year": N_("a mailbox would be given away, or nobody would buy it"),
    "percent": N_("every total with VAT would be wrong"),
    "red_days_before": N_("the date would be in red too late to help, or always, so that nobody looks"),
    "retention_months": N_("who needs a log would ask for it in vain, or it would be kept for ever"),
    "suspended_days": N_("a mailbox would be stopped for longer than anybody waits"),
    "used_percent": N_("people would be warned when there is no space left, or all the time"),
    "withdrawal_days": N_("people would have fewer days than consumers have, or months to send it back"),
    "years": N_("people would pay for years of which nobody knows the price"),
}
"""Columns of which a row of the thresholds says where their numbers usually lie -> what follows beyond that."""


def english(text: str, **places: str) -> str:
    """A sentence as it stands in the code, with its places filled."""
    return fill(text, places)


def filled(message: Message, args: Mapping[str, str], say: Callable[..., str] = english) -> dict[str, str]:
    """What fills the places of a message: of a code what it says, all else as it is.

    Args:
        message: The message.
        args: The arguments of the problem.
        say: Says a sentence of the catalogues with its places filled.

    >>> filled(N_("it cannot be read: {reason}", reason=UNREAD), {"reason": "ENOENT"})
    {'reason': 'No such file or directory'}
    """
    places = {**args}
    for name, words in message.words.items():
        reason = words.get(args.get(name, ""))
        if reason is not None:
            places[name] = say(reason.text, **filled(reason, args, say))
    return places
