"""Many mailboxes at once: columns in, columns out, answered from the tables that the policies themselves gave.

Here belongs what asks the same of every row of a frame, and how that is fast. Here does not belong a rule: tables come
from ``pecrules.analysis``, and a row that no table is about is asked of the policy itself. The command line may import
it. It needs the extra ``fleet``: ``pip install 'pecrules[fleet]'``.

::

    columns     what goes in and comes out, and which question each column belongs to
    diagrams    the tree of a table, one fact after the other
    grids       a diagram in few tables
    series      columns as numbers, and codes of those that have few values
    kernel      the end of each row
    sums        what the formulas of the ends come to
    lists       what columns say, worked out before
    making      what rows are looked up in, made of a table
    written     the same as plain data, and back
    remembering what was made, in a folder, if one likes
    words       words by their numbers
    report      what was counted
    placing     where rows lie in a table
    singly      rows that no table is about, one by one
    answering   one part of the question, under some rules, on a day
    frames      columns of frames as numbers, and answers as columns
    stored      files of Parquet and CSV
    sources     frames of others, and the same kind back
    inquiring   what is asked of a fleet, and whether its columns tell it
    reading     its rows, batch by batch, those of one book and one day together
    batches     batches that are worked on before they are taken, or taken together
    evaluating  what the rules say of it
    calendars   what happens to mailboxes, of the tables of its parts
    happening   what happens to a fleet, batch by batch
    engines     the same in the words of Polars and DuckDB
    aside       files that are whole when they are in their place
    files       answers into files
    summing     a fleet in a few numbers
"""

from pecrules.fleet.columns import schema
from pecrules.fleet.engines import events_inside, inside
from pecrules.fleet.evaluating import arrow_schema, evaluate
from pecrules.fleet.happening import event_schema, events
from pecrules.fleet.report import Report
from pecrules.fleet.summing import summary

__all__ = [
    "Report",
    "arrow_schema",
    "evaluate",
    "event_schema",
    "events",
    "events_inside",
    "inside",
    "schema",
    "summary",
]
