"""The tables of a fleet's question inside the engine that one has: expressions of Polars, SQL of DuckDB and Spark.

Here belongs how the same grids, ends and sums that the kernel looks columns up in are said in the words of an engine.
Here does not belong a table, a rule, or anything that is worked out: an engine does that, when it is asked. The rest of
``fleet`` may import it.
"""

from pecrules.fleet.engines.asking import ENGINES, answers, inside
from pecrules.fleet.engines.dialects import Engine
from pecrules.fleet.engines.happening import events_inside, happenings

__all__ = ["ENGINES", "Engine", "answers", "events_inside", "happenings", "inside"]
