"""A pipeline file on Ray Data, with the results of `newsprint run`.

Document stages run in `map_batches`, whose tasks also write what goes no further. Where a stage must
see all articles, documents wait in Ray's object store; their digests come to the driver in the order of
the input, where the stage decides, within `run.memory` and the driver's disk; its verdicts lie in the
object store of each node that needs them.

Needs the extra `ray` on each node, and an output that all of them can write.
"""

from __future__ import annotations

import json
import os
import posixpath
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from newsprint import _engine, _newsprint
from newsprint._engine import BATCH, REJECT, Job, Lines, Report, Source, Tables
from newsprint._errors import NewsprintError, RunError
from newsprint._pipeline import Pipeline

if TYPE_CHECKING:
    import pyarrow
    from ray.data import Dataset

    Work = Callable[[pyarrow.Table], Iterator[pyarrow.RecordBatch]]
    """What a task does with a block."""

TOGETHER = 256
"""Pieces whose rows of a table are written together."""


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
        report = _Run(job, store, outputs).write(first)
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


def _files(job: Job, blocks: int | None) -> tuple[Dataset, Work]:
    """Files, and the first segment over them."""
    import ray

    numbered = [{"number": number, "file": file} for number, file in enumerate(job.files)]
    cores = int(ray.cluster_resources().get("CPU", 1))
    tasks = min(len(numbered), blocks or max(len(numbered) // 64, 4 * cores))

    def read(files: pyarrow.Table) -> Iterator[pyarrow.RecordBatch]:
        pairs = ((row["number"], row["file"]) for row in files.to_pylist())
        yield from _engine.read_files(job, pairs)

    return ray.data.from_items(numbered, override_num_blocks=tasks), read


def _records(job: Job, rows: Dataset) -> tuple[Dataset, Work]:
    """Rows, which get the numbers of their places as keys, and the first segment over them."""
    import ray

    refs = rows.to_arrow_refs()
    sizes = ray.get([ray.remote(_size).remote(ref) for ref in refs])
    starts = [sum(sizes[:at]) for at in range(len(sizes))]
    keyed: Any = [ray.remote(_with_keys).remote(*pair) for pair in zip(refs, starts, strict=True)]

    def work(rows: pyarrow.Table) -> Iterator[pyarrow.RecordBatch]:
        return (_engine.map_records(job, batch) for batch in _batches(rows))

    return ray.data.from_arrow_refs(keyed), work


def _size(rows: pyarrow.Table) -> int:
    return len(rows)


def _with_keys(rows: pyarrow.Table, start: int) -> pyarrow.Table:
    import pyarrow

    keys = pyarrow.array(range(start, start + len(rows)), pyarrow.int64())
    return rows.append_column("_key", keys)


def _batches(rows: pyarrow.Table) -> list[pyarrow.RecordBatch]:
    batches: list[pyarrow.RecordBatch] = rows.combine_chunks().to_batches(max_chunksize=BATCH)
    return batches


def _of_kind(rows: pyarrow.Table, kind: str) -> pyarrow.Table:
    import pyarrow.compute

    return rows.filter(pyarrow.compute.equal(rows["kind"], kind))


def _parts(rows: pyarrow.Table) -> tuple[pyarrow.Table, list[Written]]:
    """The digests of what waits, and what was written."""
    lines = _of_kind(rows, "written")["data"].to_pylist()
    digests = _of_kind(rows, "waiting").select(["key", "digests"])
    return digests, [Written(*json.loads(line)) for line in lines]


class Written(NamedTuple):
    """A file that a task has written, or what it has counted."""

    kind: str
    path: str
    number: int


class _Run:
    """A run, from the first segment on."""

    def __init__(self, job: Job, store: _Store, outputs: list[Lines | Tables]) -> None:
        self.job, self.store, self.outputs = job, store, outputs
        tables = [it for it in outputs if isinstance(it, Tables)]
        self.tables = {f"{it.folder}/{table}": table for it in tables for table in it.tables}
        self.written: list[Written] = []

    def write(self, first: tuple[Dataset, Work]) -> Report:
        """Leads the rows through all segments, and writes what comes out."""
        import ray

        waiting, digests = self.lead(*first)
        for segment in range(1, self.job.segments):
            rows = ray.data.from_arrow_refs(waiting)
            waiting, digests = self.lead(rows, self.decide(segment, digests))
        for _ in digests:
            pass
        read, failed, dropped = (self.count(what) for what in _engine.COUNTS)
        _engine.judge(self.job, read, failed, self.first_failure)
        folders = {it.kind: it.folder for it in self.outputs if isinstance(it, Lines)}
        keeps = self.job.plan().rules()[1] == "keep"
        if keeps and failed + dropped > 0:
            folders["rejects"] = "rejects.jsonl"
        for folder in [*folders.values(), *self.tables]:
            self.store.folder(folder)
        for file in self.written:
            if folder := folders.get(file.kind, file.kind if file.kind in self.tables else ""):
                self.store.keep(file.path, folder)
        written = list(dict.fromkeys([it.folder for it in self.outputs] + list(folders.values())))
        return Report(read, failed, dropped, written)

    def lead(self, rows: Dataset, work: Work) -> tuple[list[Any], Iterator[pyarrow.Table]]:
        """Leads rows through a segment, and writes what does not wait; gives the blocks of what does,
        and their digests, both in the order of the input."""
        import ray

        store, tables = self.store, self.tables
        mapped = rows.map_batches(
            lambda part: _Task(store, tables).write(work(part)),
            batch_size=None,
            batch_format="pyarrow",
            zero_copy_batch=True,
        )
        blocks = mapped.to_arrow_refs()
        parts = ray.remote(num_returns=2)(_parts)
        return blocks, self.gather([parts.remote(block) for block in blocks])

    def gather(self, parts: list[Any]) -> Iterator[pyarrow.Table]:
        """Digests, one block after another; notes what was written."""
        import ray

        while parts:
            digests, written = ray.get(parts.pop(0))
            self.written.extend(written)
            yield digests

    def decide(self, segment: int, digests: Iterator[pyarrow.Table]) -> Work:
        """Lets a stage decide over all documents; gives the work of the segment behind it."""
        import pyarrow
        import ray

        job = self.job
        decided = _engine.resolve(job, segment, (it for part in digests for it in _batches(part)))
        columns = pyarrow.schema([("key", pyarrow.int64()), ("verdicts", pyarrow.binary())])
        table = pyarrow.Table.from_batches(decided) if decided else columns.empty_table()
        verdicts = ray.put(table.combine_chunks())

        def work(rows: pyarrow.Table) -> Iterator[pyarrow.RecordBatch]:
            waiting = _of_kind(rows, "waiting").select(["key", "data"])
            paired = _with_verdicts(waiting, ray.get(verdicts))
            return (_engine.map_waiting(job, segment, batch) for batch in _batches(paired))

        return work

    def count(self, what: str) -> int:
        return sum(it.number for it in self.written if it.kind == what)

    def first_failure(self) -> str:
        """The first line of the documents that failed."""
        paths = (it.path for it in self.written if it.kind == "rejects")
        lines = (line for path in paths for line in self.store.read(path).splitlines())
        return min(line for line in lines if line.startswith(REJECT))


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

    def new(self, ending: str) -> str:
        return posixpath.join(self.place, f"{uuid.uuid4().hex}.{ending}")

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


class _Task:
    """What a task writes: a file for each kind of rows. A task that is run again writes other files, and
    those of the first are not asked for."""

    def __init__(self, store: _Store, tables: dict[str, str]) -> None:
        self.store, self.tables = store, tables
        self.counts = dict.fromkeys(_engine.COUNTS, 0)
        self.written: list[Written] = []
        self.pieces: dict[str, list[bytes]] = {}

    def write(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.Table]:
        """Writes what does not wait; hands on the rest, and at the end what was written."""
        import pyarrow

        files: dict[str, Any] = {}
        with ExitStack() as stack:
            for batch in batches:
                rows = pyarrow.Table.from_batches([batch])
                yield _of_kind(rows, "waiting")
                others = rows.filter(pyarrow.compute.not_equal(rows["kind"], "waiting"))
                for kind, data in zip(*others.select(["kind", "data"]).to_pydict().values(), strict=True):
                    if kind == "count":
                        for what, count in zip(self.counts, map(int, data.split()), strict=True):
                            self.counts[what] += count
                    elif kind.startswith("table-"):
                        self.pieces.setdefault(kind.removeprefix("table-"), []).append(data)
                    else:
                        if kind not in files:
                            path = self.store.new("jsonl")
                            files[kind] = stack.enter_context(self.store.files.open_output_stream(path))
                            self.written.append(Written(kind, path, 0))
                        files[kind].write(data + b"\n")
        for folder, table in self.tables.items():
            if table in self.pieces:
                self.written.append(Written(folder, self.table(self.pieces[table]), 0))
        lines = [json.dumps(it).encode() for it in self.written]
        counted = [json.dumps(Written(what, "", count)).encode() for what, count in self.counts.items()]
        data = lines + counted
        columns = {"key": [0] * len(data), "kind": ["written"] * len(data), "data": data, "digests": [None] * len(data)}
        yield pyarrow.Table.from_pydict(columns, _rows())

    def table(self, pieces: list[bytes]) -> str:
        """Writes rows of a table, some thousands in a group."""
        from pyarrow import parquet

        path, files = self.store.new("parquet"), self.store.files
        groups = (pieces[at : at + TOGETHER] for at in range(0, len(pieces), TOGETHER))
        schema = _engine.table_rows(pieces[:1]).schema
        with parquet.ParquetWriter(path, schema, filesystem=files, compression="zstd") as writer:
            for group in groups:
                writer.write_table(_engine.table_rows(group))
        return path


def _rows() -> pyarrow.Schema:
    import pyarrow

    data = pyarrow.binary()
    columns = [("key", pyarrow.int64()), ("kind", pyarrow.string()), ("data", data), ("digests", data)]
    return pyarrow.schema(columns)


def _said(error: Exception) -> str:
    """What a worker said without what Ray says around it."""
    lines = str(error).splitlines()
    for line in reversed(lines):
        if "No module named 'newsprint'" in line:
            return "newsprint is not installed on the nodes"
        if line.strip().startswith("newsprint._errors."):
            return line.partition(": ")[2]
    return next((line for line in lines if line.strip()), "Ray has stopped the run")
