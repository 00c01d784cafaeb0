"""State, days and money of plain mailboxes, as a team would write it for the public book on the day: four times."""

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
from fleets import EPOCH, ON

TODAY = (ON - EPOCH).days
COLUMNS = ("state", "days_left", "deletion_day", "net", "vat", "gross", "new_expiry")
"""What the programs answer: they know no domains, orders or automatic renewals."""

STATES = np.array(["active", "expiring", "expired", "deleted"])
YEAR = {"standard": 990, "pro": 2990, "premium": 4990}


def in_numpy(table: pa.Table) -> pa.Table:
    """In NumPy."""
    expiry = table["expiry"].combine_chunks().cast(pa.int32()).to_numpy()
    plan = table["plan"].combine_chunks()
    year = np.array([YEAR[name] for name in plan.dictionary.to_pylist()])[plan.indices.to_numpy()]
    inbox, archive = (table[name].to_numpy() for name in ("extra_inbox_gb", "extra_archive_gb"))
    deleted, late = expiry + 90 < TODAY, expiry < TODAY
    state = np.select([deleted, late, expiry - 90 <= TODAY], [3, 2, 1], 0).astype(np.int32)
    until = np.select([late, expiry - 90 <= TODAY], [expiry + 90, expiry], expiry - 91)
    inbox, archive = np.where(late, 0, inbox), np.where(late, 0, archive)
    is_standard = year == YEAR["standard"]
    net = year + 250 * inbox + 250 * archive
    vat = (net * 22 + 50) // 100
    refused = deleted | (is_standard & ((archive > 0) | (inbox > 1)))
    months = expiry.astype("datetime64[D]").astype("datetime64[M]")
    day = (expiry.astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
    length = ((months + 13).astype("datetime64[D]") - (months + 12).astype("datetime64[D]")).astype(np.int64)
    new = ((months + 12).astype("datetime64[D]").astype(np.int64) + np.minimum(day, length - 1)).astype(np.int32)
    days = pa.array(new, pa.int32(), mask=refused).cast(pa.date32())
    return pa.table(
        {
            "state": pa.DictionaryArray.from_arrays(pa.array(state), pa.array(STATES)),
            "days_left": pa.array((until - TODAY).astype(np.int32), pa.int32(), mask=deleted),
            "deletion_day": pa.array((expiry + 91).astype(np.int32)).cast(pa.date32()),
            **{
                name: pa.array(value, pa.int64(), mask=refused)
                for name, value in (("net", net), ("vat", vat), ("gross", net + vat))
            },
            "new_expiry": days,
        }
    )


def in_polars(frame: pl.LazyFrame) -> pl.LazyFrame:
    """In expressions of Polars."""
    expiry, late = pl.col("expiry"), pl.col("expiry") < ON
    grace, today = expiry.dt.offset_by("90d"), pl.lit(ON)
    deleted, soon = grace < ON, expiry.dt.offset_by("-90d") <= ON
    until = pl.when(late).then(grace).when(soon).then(expiry).otherwise(expiry.dt.offset_by("-91d"))
    inbox, archive = (pl.when(late).then(0).otherwise(pl.col(f"extra_{which}_gb")) for which in ("inbox", "archive"))
    refused = deleted | ((pl.col("plan") == "standard") & ((archive > 0) | (inbox > 1)))
    year = pl.col("plan").replace_strict(YEAR, default=None, return_dtype=pl.Int64)
    net = year + 250 * inbox + 250 * archive
    return (
        frame.with_columns(deleted=deleted, refused=refused, net=net)
        .with_columns(vat=(pl.col("net") * 22 + 50) // 100)
        .select(
            state=pl.when("deleted").then(pl.lit("deleted")).when(late).then(pl.lit("expired"))
            .when(soon).then(pl.lit("expiring")).otherwise(pl.lit("active")),
            days_left=pl.when(~pl.col("deleted")).then((until - today).dt.total_days().cast(pl.Int32)),
            deletion_day=expiry.dt.offset_by("91d"),
            net=pl.when(~pl.col("refused")).then("net"),
            vat=pl.when(~pl.col("refused")).then("vat"),
            gross=pl.when(~pl.col("refused")).then(pl.col("net") + pl.col("vat")),
            new_expiry=pl.when(~pl.col("refused")).then(expiry.dt.offset_by("1y")),
        )
    )  # fmt: skip


SQL = f"""
WITH mailboxes AS (
    SELECT *, expiry < DATE '{ON}' AS late, expiry + 90 < DATE '{ON}' AS deleted, expiry - 90 <= DATE '{ON}' AS soon,
           CASE WHEN expiry < DATE '{ON}' THEN 0 ELSE extra_inbox_gb END AS inbox,
           CASE WHEN expiry < DATE '{ON}' THEN 0 ELSE extra_archive_gb END AS archive,
           CASE plan WHEN 'standard' THEN 990 WHEN 'pro' THEN 2990 WHEN 'premium' THEN 4990 END AS year
    FROM fleet
), priced AS (
    SELECT *, year + 250 * inbox + 250 * archive AS price,
           deleted OR (plan = 'standard' AND (archive > 0 OR inbox > 1)) AS refused
    FROM mailboxes
)
SELECT CASE WHEN deleted THEN 'deleted' WHEN late THEN 'expired' WHEN soon THEN 'expiring' ELSE 'active' END AS state,
       CASE WHEN NOT deleted THEN CAST(CASE WHEN late THEN expiry + 90 WHEN soon THEN expiry ELSE expiry - 91 END
                                       - DATE '{ON}' AS INTEGER) END AS days_left,
       expiry + 91 AS deletion_day,
       CASE WHEN NOT refused THEN price END AS net,
       CASE WHEN NOT refused THEN (price * 22 + 50) // 100 END AS vat,
       CASE WHEN NOT refused THEN price + (price * 22 + 50) // 100 END AS gross,
       CASE WHEN NOT refused THEN CAST(expiry + INTERVAL 1 YEAR AS DATE) END AS new_expiry
FROM priced
"""


def in_duckdb(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """In SQL of DuckDB."""
    return relation.query("fleet", SQL)


def in_spark(session):
    """In SQL of Spark, of its view ``fleet``."""
    return session.sql(
        SQL.replace("expiry + INTERVAL 1 YEAR", "add_months(expiry, 12)")
        .replace("//", "div")
        .replace("CAST(CASE WHEN late", "datediff(CASE WHEN late")
        .replace(f"- DATE '{ON}' AS INTEGER)", f", DATE '{ON}')")
    )
