"""The decision of a stage that sees all articles, in Spark's own shuffles.

The input is cut into ranges, as many as a shuffle has partitions. Rows are messages: the part that each
is `to`, its `kind`, the `key` of a piece or of the part that has sent it, and `data` that the stage
alone can read. A round is a shuffle by part, a sort, and the stage's own work on what each part is
sent; so no task holds more than its part of the corpus, or a set of articles that are linked.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import count
from typing import TYPE_CHECKING

from newsprint import _newsprint
from newsprint._engine import Job

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession

    from newsprint.spark import _Store

MESSAGES = "to int, kind string, key long, data binary"
LINKS = "node long, first long"
PLAIN = {"compression": "none", "parquet.enable.dictionary": "false"}
"""How rows are written that Spark cannot make smaller."""


class Decision:
    """The decision before a segment, over pieces that wait."""

    def __init__(self, spark: SparkSession, job: Job, store: _Store, segment: int) -> None:
        self.spark, self.job, self.store, self.segment = spark, job, store, segment
        self.parts = int(str(spark.conf.get("spark.sql.shuffle.partitions")))

    def verdicts(self, waiting: DataFrame) -> DataFrame:
        """The verdicts on each piece that has any, by its key."""
        pieces = waiting.select("key", "digests")
        between = [part / self.parts for part in range(1, self.parts)]
        # Any cut will do: the decision does not depend on it.
        starts = [int(key) for key in waiting.approxQuantile("key", between, 0.001)] if between else []
        kept: list[DataFrame] = []
        passed: list[DataFrame] = []
        for number, (reads, keeps) in enumerate(self.job.plan().rounds(self.segment)):
            frames = [sent.where(sent.kind.isin(reads)) for sent in kept] + passed
            frames += [_ranges(pieces, starts, kind) for kind in reads if kind in ("digests", "pieces")]
            if "labels" in reads:
                frames.append(self.labels(kept))
            sent = self.round(number, reduce(lambda some, more: some.unionByName(more), frames))
            passed = [sent]
            if keeps:
                path = self.store.path(f"round-{self.segment}-{number}")
                sent.write.partitionBy("kind").options(**PLAIN).parquet(path)
                kept.append(self.spark.read.schema(MESSAGES).parquet(path))
                passed = []
        return passed[0].selectExpr("key", "data as verdicts")

    def round(self, number: int, messages: DataFrame) -> DataFrame:
        """What parts send in a round."""
        job, segment, parts = self.job, self.segment, self.parts

        def work(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
            at_work = _newsprint.Round(job.plan(), segment, number, parts)
            for batch in batches:
                yield from at_work.add(batch)
            yield from at_work.finish()

        sorted_by_part = messages.repartition(parts, "to").sortWithinPartitions("to", "kind", "key")
        return sorted_by_part.mapInArrow(work, MESSAGES)

    def labels(self, kept: list[DataFrame]) -> DataFrame:
        """Tells linked articles the first of all that links lead to from them.

        Large star and small star in turn (Kiveris et al. 2014): the neighbours of an article are
        linked to the first of them, those behind it, then those before it, until all links of a set
        lead to its first.
        """
        from pyspark.sql import Window
        from pyspark.sql import functions as f

        messages = reduce(lambda some, more: some.unionByName(more), kept)
        links = messages.where("kind = 'links'").mapInArrow(_links, LINKS)
        for step in count():
            path = self.store.path(f"links-{self.segment}-{step}")
            links.write.parquet(path)
            links = self.spark.read.schema(LINKS).parquet(path)
            if _are_stars(links):
                break
            both = links.unionByName(links.selectExpr("first as node", "node as first"))
            least = f.min("first").over(Window.partitionBy("node"))
            large = both.withColumn("least", f.least("node", least)).where("first > node")
            large = large.selectExpr("first as node", "least as first").distinct()
            small = large.withColumn("least", least)
            small = small.selectExpr("explode(array(node, first)) as node", "least as first")
            links = small.where("node != first").distinct()
        firsts = links.selectExpr("first as node", "first").distinct()
        return links.unionByName(firsts).mapInArrow(_labels, MESSAGES)


def _are_stars(links: DataFrame) -> bool:
    """Whether each article is linked to one before it, and that one to none."""
    from pyspark.sql import functions as f

    ends = links.unionByName(links.selectExpr("first as node", "cast(null as long) as first"))
    before, several = f.count("first"), f.min("first") != f.max("first")
    found = ends.groupBy("node").agg(
        (several | (before > 0) & (before < f.count("*"))).alias("is_amiss"),
    )
    return found.where("is_amiss").isEmpty()


def _ranges(pieces: DataFrame, starts: list[int], kind: str) -> DataFrame:
    """Pieces as messages to the parts of their ranges."""

    def work(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        return (_newsprint.ranges(batch, starts, kind) for batch in batches)

    return pieces.mapInArrow(work, MESSAGES)


def _links(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    return (_newsprint.links(batch) for batch in batches)


def _labels(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    return (_newsprint.labels(batch) for batch in batches)
