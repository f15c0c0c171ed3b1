"""A pipeline file on Ray Data, with the results of `newsprint run`.

Document stages run in `map_batches`. Where a stage must see all articles, documents wait in Ray's
object store; their digests come to the driver in the order of the input, where the stage decides,
within `run.memory` and the driver's disk; its verdicts lie in the object store of each node that
needs them.

Needs the extra `ray` on each node, and an output that all of them can write.
"""

from __future__ import annotations

import os
import posixpath
import uuid
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from newsprint import _engine, _newsprint
from newsprint._engine import Job, Lines, Report, Source, Tables
from newsprint._errors import NewsprintError, RunError
from newsprint._pipeline import Pipeline

if TYPE_CHECKING:
    import pyarrow
    from ray.data import Dataset


def run(
    pipeline: str | os.PathLike[str] | Pipeline,
    source: Source | Dataset = None,
    output: str | os.PathLike[str] = "out",
    *,
    overrides: Sequence[str] = (),
    blocks: int | None = None,
    name: str = "dataset",
) -> Report:
    """Runs a pipeline file on Ray, and writes the folder `output`, which must not exist.

    `source` are files that all nodes see under the same paths, or those that the pipeline names; each
    is read by one task, and there are as many tasks as `blocks` says. Or it is a `Dataset` whose rows
    are records as the input `jsonl` reads them, or pages. `output` is a path, or an address that
    `pyarrow.fs` knows. The rest is as in `newsprint.spark.run`.
    """
    import ray

    rows = None if _engine.is_source(source) else cast("Dataset", source)
    job, outputs = _engine.prepare(pipeline, overrides, source, name)
    if rows is not None:
        _engine.check_columns(job, rows.columns() or [])
    if not ray.is_initialized():
        ray.init(include_dashboard=False)
    context = ray.data.DataContext.get_current()
    ordered, context.execution_options.preserve_order = (
        context.execution_options.preserve_order,
        True,
    )
    store = _Store(os.fspath(output))
    try:
        _look(job)
        first = _files(job, blocks) if rows is None else _records(job, rows)
        report = _Run(job, store).write(first, outputs)
        store.publish()
        return report
    except NewsprintError:
        raise
    except Exception as error:
        raise RunError(_said(error), "the cause of this error is Ray's own") from error
    finally:
        context.execution_options.preserve_order = ordered
        store.remove()


def _look(job: Job) -> None:
    """Sees that each node can run the pipeline."""
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    nodes = [node["NodeID"] for node in ray.nodes() if node["Alive"]]
    look = ray.remote(num_cpus=0)(_engine.look)
    on = [look.options(scheduling_strategy=NodeAffinitySchedulingStrategy(it, False)) for it in nodes]
    _engine.judge_workers(ray.get([look.remote(job) for look in on]))


def _files(job: Job, blocks: int | None) -> Dataset:
    """The first segment over files."""
    import ray

    numbered = [{"number": number, "file": file} for number, file in enumerate(job.files)]
    cores = int(ray.cluster_resources().get("CPU", 1))
    tasks = min(len(numbered), blocks or max(len(numbered) // 64, 4 * cores))

    def read(files: pyarrow.Table) -> Iterator[pyarrow.Table]:
        pairs = ((row["number"], row["file"]) for row in files.to_pylist())
        yield from map(_table, _engine.read_files(job, pairs))

    return _map(ray.data.from_items(numbered, override_num_blocks=tasks), read)


def _records(job: Job, rows: Dataset) -> Dataset:
    """The first segment over rows, which get the numbers of their places as keys."""
    import ray

    refs = rows.to_arrow_refs()
    sizes = ray.get([ray.remote(_size).remote(ref) for ref in refs])
    starts = [sum(sizes[:at]) for at in range(len(sizes))]
    keyed: Any = [ray.remote(_with_keys).remote(*pair) for pair in zip(refs, starts, strict=True)]

    def work(rows: pyarrow.Table) -> Iterator[pyarrow.Table]:
        for batch in _batches(rows):
            yield _table(_engine.map_records(job, batch))

    return _map(ray.data.from_arrow_refs(keyed), work)


def _size(rows: pyarrow.Table) -> int:
    return len(rows)


def _with_keys(rows: pyarrow.Table, start: int) -> pyarrow.Table:
    import pyarrow

    keys = pyarrow.array(range(start, start + len(rows)), pyarrow.int64())
    return rows.append_column("_key", keys)


def _map(rows: Dataset, work: Any) -> Dataset:
    return rows.map_batches(work, batch_size=None, batch_format="pyarrow", zero_copy_batch=True)


def _table(batch: pyarrow.RecordBatch) -> pyarrow.Table:
    import pyarrow

    return pyarrow.Table.from_batches([batch])


def _batches(rows: pyarrow.Table) -> list[pyarrow.RecordBatch]:
    batches: list[pyarrow.RecordBatch] = rows.combine_chunks().to_batches(max_chunksize=2000)
    return batches


def _of_kind(rows: pyarrow.Table, kind: str) -> pyarrow.Table:
    import pyarrow.compute

    return rows.filter(pyarrow.compute.equal(rows["kind"], kind))


class _Run:
    """A run, from the rows of the first segment on."""

    def __init__(self, job: Job, store: _Store) -> None:
        self.job, self.store = job, store
        self.files: list[dict[str, Any]] = []

    def write(self, rows: Dataset, outputs: list[Lines | Tables]) -> Report:
        """Leads the rows through all segments, and writes what comes out."""
        several = [it for it in outputs if isinstance(it, Tables)]
        tables = {f"{it.folder}/{table}": table for it in several for table in it.tables}
        for segment in range(1, self.job.segments):
            rows = self.decide(segment, rows.materialize())
        self.lines(rows, tables)
        read, failed = self.count("read"), self.count("failed")
        _engine.judge(self.job, read, failed, self.first_failure)
        folders = {it.kind: it.folder for it in outputs if isinstance(it, Lines)}
        keeps = self.job.plan().rules()[1] == "keep"
        dropped = self.count("dropped")
        if keeps and failed + dropped > 0:
            folders |= {"failed": "rejects.jsonl", "dropped": "rejects.jsonl"}
        for folder in [*folders.values(), *tables]:
            self.store.folder(folder)
        for file in self.files:
            kind = file["kind"]
            if folder := folders.get(kind, kind if kind in tables else ""):
                self.store.keep(file["path"], folder)
        written = list(dict.fromkeys([it.folder for it in outputs] + list(folders.values())))
        return Report(read, failed, dropped, written)

    def decide(self, segment: int, rows: Dataset) -> Dataset:
        """Lets a stage decide over all documents; gives the rows of the segment behind it."""
        import pyarrow
        import ray

        job = self.job
        self.lines(rows, {})

        def digests(rows: pyarrow.Table) -> pyarrow.Table:
            return _of_kind(rows, "waiting").select(["key", "digests"])

        ordered = _map(rows, digests).sort("key")
        batches = ordered.iter_batches(batch_size=2000, batch_format="pyarrow")
        gathered = (batch for table in batches for batch in _batches(table))
        decided = _engine.resolve(job, segment, gathered)
        columns = pyarrow.schema([("key", pyarrow.int64()), ("verdicts", pyarrow.binary())])
        table = pyarrow.Table.from_batches(decided) if decided else columns.empty_table()
        verdicts = ray.put(table.combine_chunks())

        def work(rows: pyarrow.Table) -> Iterator[pyarrow.Table]:
            waiting = _of_kind(rows, "waiting").select(["key", "data"])
            paired = _with_verdicts(waiting, ray.get(verdicts))
            for batch in _batches(paired):
                yield _table(_engine.map_waiting(job, segment, batch))

        return _map(rows, work)

    def lines(self, rows: Dataset, tables: dict[str, str]) -> None:
        """Writes the lines and the tables of rows into the store; they are not waited for twice."""
        store = self.store
        written = _map(rows, lambda part: store.write(part, tables))
        self.files.extend(written.take_all())

    def count(self, kind: str) -> int:
        return sum(file["count"] for file in self.files if file["kind"] == kind)

    def first_failure(self) -> str:
        """The first line of the documents that failed."""
        failed = (file["path"] for file in self.files if file["kind"] == "failed")
        return min(line for path in failed for line in self.store.read(path).splitlines())


def _with_verdicts(waiting: pyarrow.Table, verdicts: pyarrow.Table) -> pyarrow.Table:
    """Documents with the verdicts on them, which come in the order of their keys."""
    import numpy
    import pyarrow

    known, keys = verdicts["key"].to_numpy(), waiting["key"].to_numpy()
    places = numpy.searchsorted(known, keys)
    is_known = numpy.zeros(len(keys), bool)
    inside = places < len(known)
    is_known[inside] = known[places[inside]] == keys[inside]
    of = verdicts["verdicts"].take(pyarrow.array(places, mask=~is_known))
    return waiting.append_column("verdicts", of)


class _Store:
    """A folder beside the output, which holds what is written until all is there."""

    def __init__(self, output: str) -> None:
        from pyarrow import fs

        output = output if "://" in output else os.path.abspath(output)
        self.files, self.target = fs.FileSystem.from_uri(output)
        if self.files.get_file_info(self.target).type != fs.FileType.NotFound:
            raise RunError(f"the output `{output}` exists", "name another, or take it away first")
        hidden = f".newsprint-{uuid.uuid4().hex}"
        self.place = posixpath.join(posixpath.dirname(self.target), hidden)
        self.files.create_dir(posixpath.join(self.place, "out"))

    def write(self, rows: pyarrow.Table, tables: dict[str, str]) -> pyarrow.Table:
        """Writes rows by their kinds, in files of their own; says which. A task that is run again
        writes others, and those of the first are not asked for."""
        import pyarrow
        from pyarrow import parquet

        written: list[dict[str, Any]] = []
        for kind in rows["kind"].unique().to_pylist():
            lines = _of_kind(rows, kind)["data"].to_pylist()
            if kind == "read":
                count = sum(map(int, lines))
                written.append({"kind": kind, "path": "", "count": count})
            elif kind == "document":
                for folder, table in tables.items():
                    path = posixpath.join(self.place, f"{uuid.uuid4().hex}.parquet")
                    made = _newsprint.table_rows(table, lines)
                    whole = pyarrow.Table.from_batches([made])
                    parquet.write_table(whole, path, filesystem=self.files, compression="zstd")
                    written.append({"kind": folder, "path": path, "count": len(made)})
            elif kind != "waiting":
                path = posixpath.join(self.place, f"{uuid.uuid4().hex}.jsonl")
                with self.files.open_output_stream(path) as file:
                    file.writelines(line + b"\n" for line in lines)
                written.append({"kind": kind, "path": path, "count": len(lines)})
        columns = {"kind": pyarrow.string(), "path": pyarrow.string(), "count": pyarrow.int64()}
        return pyarrow.Table.from_pylist(written, pyarrow.schema(columns))

    def read(self, path: str) -> str:
        with self.files.open_input_stream(path) as file:
            return str(file.read(), "utf-8")

    def folder(self, name: str) -> None:
        self.files.create_dir(posixpath.join(self.place, "out", name))

    def keep(self, path: str, folder: str) -> None:
        self.files.move(path, posixpath.join(self.place, "out", folder, posixpath.basename(path)))

    def publish(self) -> None:
        self.files.move(posixpath.join(self.place, "out"), self.target)

    def remove(self) -> None:
        self.files.delete_dir(self.place)


def _said(error: Exception) -> str:
    """What a worker said without what Ray says around it."""
    lines = str(error).splitlines()
    for line in reversed(lines):
        if "No module named 'newsprint'" in line:
            return "newsprint is not installed on the nodes"
        if line.strip().startswith("newsprint._errors."):
            return line.partition(": ")[2]
    return next((line for line in lines if line.strip()), "Ray has stopped the run")
