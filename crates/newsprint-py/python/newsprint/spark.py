"""A pipeline file on Apache Spark, with the results of `newsprint run`.

Document stages run in `mapInArrow`. Where a stage must see all articles, documents wait in Parquet
files below the output; their digests are decided on in Spark's shuffles, or by one worker where a stage
cannot decide in parts; the verdicts are joined to the documents. Results are written by Spark's
writers, and the output gets its name when all of it is there.

Needs the extra `spark` on the driver and the workers, and a classic session, not one of
Spark Connect.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from newsprint import _engine
from newsprint._engine import REJECT, Job, Lines, Report, Source, Tables
from newsprint._errors import NewsprintError, RunError
from newsprint._pipeline import Pipeline
from newsprint._shuffle import PLAIN, Decision

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession

ROWS = "key long, kind string, data binary, digests binary"
VERDICTS = "key long, verdicts binary"
SETTINGS = {
    # Else rows are sorted by their kind before they are written.
    "spark.sql.maxConcurrentOutputFileWriters": "64",
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(_engine.BATCH),
    # Else thousands of pieces are read at a time.
    "spark.sql.parquet.enableVectorizedReader": "false",
}
"""What is set while a run lasts."""


def run(
    spark: SparkSession,
    pipeline: str | os.PathLike[str] | Pipeline,
    source: Source | DataFrame = None,
    output: str | os.PathLike[str] = "out",
    *,
    overrides: Sequence[str] = (),
    partitions: int | None = None,
    name: str = "dataframe",
) -> Report:
    """Runs a pipeline file on `spark`, and writes the folder `output`, which must not exist.

    `source` are files that driver and workers see under the same paths, or those that the pipeline
    names; each is read by one task, and there are as many tasks as `partitions` says. Or it is a
    `DataFrame` whose rows are records as the input `jsonl` reads them, or pages: its columns must be
    there before the run starts, `name` is what it is called as a source, and rows without an `id` are
    told apart by their place in it.

    Each output `jsonl` and `parquet` of the pipeline becomes a folder of that name in `output`, of
    files of lines or of a folder for each table; rejects are in `rejects.jsonl`. Other outputs are
    refused, and so are pipelines that cannot run on each worker. Raises `NewsprintError`; nothing
    then stands under the name of the output.
    """
    rows = None if _engine.is_source(source) else cast("DataFrame", source)
    job, outputs = _engine.prepare(pipeline, overrides, source, name)
    try:
        context = spark.sparkContext
    except Exception as error:
        raise RunError("the session is one of Spark Connect", "take a classic one") from error
    if rows is not None:
        _engine.check_columns(job, rows.columns)
    with _settings(spark), _Store(spark, os.fspath(output)) as store, _failures():
        looks = context.parallelize(range(context.defaultParallelism), context.defaultParallelism)
        _engine.judge_workers(looks.map(lambda _: _engine.look(job)).collect())
        first = _files(spark, job, partitions) if rows is None else _records(job, rows)
        return _Run(spark, job, store).write(first, outputs)


def _files(spark: SparkSession, job: Job, partitions: int | None) -> DataFrame:
    """The first segment over files."""
    count = len(job.files)
    tasks = min(count, partitions or max(count // 64, 4 * spark.sparkContext.defaultParallelism))

    def read(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for batch in batches:
            numbers: list[int] = batch.column("id").to_pylist()
            yield from _engine.read_files(job, ((number, job.files[number]) for number in numbers))

    return spark.range(0, count, 1, tasks).mapInArrow(read, ROWS)


def _records(job: Job, rows: DataFrame) -> DataFrame:
    """The first segment over rows."""
    from pyspark.sql import functions as f

    def work(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        return (_engine.map_records(job, batch) for batch in batches)

    return rows.withColumn("_key", f.monotonically_increasing_id()).mapInArrow(work, ROWS)


class _Run:
    """A run, from the rows of the first segment on."""

    def __init__(self, spark: SparkSession, job: Job, store: _Store) -> None:
        self.spark, self.job, self.store = spark, job, store
        self.spools: list[DataFrame] = []

    def write(self, rows: DataFrame, outputs: list[Lines | Tables]) -> Report:
        """Leads the rows through all segments, and writes what comes out."""
        for segment in range(1, self.job.segments):
            rows = self.decide(segment, rows)
        final = self.store.path("final")
        self.lines(rows).write.partitionBy("kind").text(final, lineSep="\n")
        report = self.report(outputs)
        for it in outputs:
            if isinstance(it, Lines):
                self.store.keep(f"final/kind={it.kind}", it.folder)
            else:
                for table in it.tables:
                    self.table(table, f"{it.folder}/{table}")
        if self.job.plan().rules()[1] == "keep" and report.failed + report.dropped > 0:
            self.store.keep("final/kind=rejects", "rejects.jsonl")
        return report

    def decide(self, segment: int, rows: DataFrame) -> DataFrame:
        """Lets a stage decide over all documents; gives the rows of the segment behind it."""
        job = self.job
        spool = self.store.path(f"segment-{segment}")
        rows.write.partitionBy("kind").options(**PLAIN).parquet(spool)
        spooled = self.spark.read.schema(ROWS).parquet(spool)
        self.spools.append(spooled)
        waiting = spooled.where("kind = 'waiting'")

        if job.plan().rounds(segment):
            found = Decision(self.spark, job, self.store, segment).verdicts(waiting)
        else:
            found = self.resolve(segment, waiting)
        decided = self.store.path(f"verdicts-{segment}")
        # Written down, so that Spark knows how large they are when it chooses how to join.
        found.write.options(**PLAIN).parquet(decided)
        verdicts = self.spark.read.schema(VERDICTS).parquet(decided)

        def work(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
            return (_engine.map_waiting(job, segment, batch) for batch in batches)

        joined = waiting.select("key", "data").join(verdicts, "key", "left")
        return joined.mapInArrow(work, ROWS)

    def resolve(self, segment: int, waiting: DataFrame) -> DataFrame:
        """The verdicts on each piece, of a stage that decides in one process."""
        job = self.job

        def work(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
            return iter(_engine.resolve(job, segment, batches))

        ordered = waiting.select("key", "digests").repartition(1).sortWithinPartitions("key")
        return ordered.mapInArrow(work, VERDICTS)

    def lines(self, rows: DataFrame) -> DataFrame:
        """All that is written as lines, with what left in the segments before."""
        for spool in self.spools:
            rows = rows.unionByName(spool.where("kind != 'waiting'").select(rows.columns))
        return rows.selectExpr("kind", "cast(data as string) as value")

    def report(self, outputs: list[Lines | Tables]) -> Report:
        """Counts what was read and what left, and judges it."""
        counts = [f"sum(cast(split(value, ' ')[{at}] as long))" for at in range(3)]
        sums = self.final("count").selectExpr(*counts).collect()[0]
        read, failed, dropped = (it or 0 for it in sums)
        rejects = self.final("rejects")
        failures = rejects.where(rejects.value.startswith(REJECT)).orderBy("value")
        _engine.judge(self.job, read, failed, lambda: str(failures.take(1)[0].value))
        written = [it.folder for it in outputs]
        if self.job.plan().rules()[1] == "keep" and failed + dropped > 0:
            written.append("rejects.jsonl")
        return Report(read, failed, dropped, written)

    def final(self, kind: str) -> DataFrame:
        """The lines of one kind."""
        path = self.store.path(f"final/kind={kind}")
        if not self.store.exists(path):
            return self.spark.createDataFrame([], "value string")
        return self.spark.read.text(path, lineSep="\n")

    def table(self, table: str, folder: str) -> None:
        """Writes a table."""
        from pyspark.sql.pandas.types import from_arrow_schema

        from newsprint import _newsprint

        def rows(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
            for batch in batches:
                yield from _engine.table_rows(batch.column("value").to_pylist()).to_batches()

        columns = from_arrow_schema(_newsprint.table_columns(table))
        made = self.final(f"table-{table}").mapInArrow(rows, columns)
        made.write.option("compression", "zstd").parquet(self.store.path(f"out/{folder}"))


class _Store:
    """A folder beside the output, which holds what waits and what is written until all is there."""

    def __init__(self, spark: SparkSession, output: str) -> None:
        jvm: Any = spark._jvm
        self._path = jvm.org.apache.hadoop.fs.Path
        target = self._path(output)
        self.files = target.getFileSystem(spark._jsc.hadoopConfiguration())
        self.target = target.makeQualified(self.files.getUri(), self.files.getWorkingDirectory())
        if self.files.exists(self.target):
            raise RunError(f"the output `{output}` exists", "name another, or take it away first")
        self.folder = self._path(self.target.getParent(), f".newsprint-{uuid.uuid4().hex}")

    def path(self, name: str) -> str:
        return str(self._path(self.folder, name).toString())

    def exists(self, path: str) -> bool:
        return bool(self.files.exists(self._path(path)))

    def keep(self, written: str, name: str) -> None:
        """Moves what was written to its place in the output, or makes an empty folder there."""
        source, target = self._path(self.path(written)), self._path(self.path(f"out/{name}"))
        self.files.mkdirs(target.getParent())
        if not self.files.exists(source):
            self.files.mkdirs(target)
        elif not self.files.rename(source, target):
            raise RunError(f"`{source.toString()}` cannot be moved to `{target.toString()}`")

    def __enter__(self) -> _Store:
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            if kind is None and not self.files.rename(self._path(self.path("out")), self.target):
                raise RunError(f"`{self.target.toString()}` cannot be given its name")
        finally:
            self.files.delete(self.folder, True)


@contextmanager
def _settings(spark: SparkSession) -> Iterator[None]:
    before = {key: spark.conf.get(key, None) for key in SETTINGS}
    for key, setting in SETTINGS.items():
        spark.conf.set(key, setting)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                spark.conf.unset(key)
            else:
                spark.conf.set(key, value)


@contextmanager
def _failures() -> Iterator[None]:
    """Tells what a worker said without what Spark says around it."""
    try:
        yield
    except NewsprintError:
        raise
    except Exception as error:
        raise RunError(_said(str(error)), "the cause of this error is Spark's own") from error


def _said(message: str) -> str:
    lines = message.splitlines()
    for line in lines:
        if "No module named 'newsprint'" in line:
            return "newsprint is not installed on the workers"
        if line.startswith("newsprint._errors."):
            return line.partition(": ")[2]
    return next((line for line in lines if line.strip()), "Spark has stopped the run")
