"""What runs on Spark and on Ray share: what is checked before they start, and what their workers do.

Between two stages that see all articles a run is a segment. Its rows stand for pieces of some dozens of
documents, so that an engine has little to do with each: they have a `key` that orders them as the input
does, a `kind` that says what `data` holds, and `digests` where documents wait for a decision.
"""

from __future__ import annotations

import json
import os
import socket
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

from newsprint import _newsprint
from newsprint._errors import DocumentError, NewsprintError, RunError
from newsprint._pipeline import NOTHING, Pipeline, plan_of

if TYPE_CHECKING:
    import pyarrow

Source = str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | None
"""Files, as `paths` of a pipeline file names them; those that the pipeline names when left out."""

BATCH = 64
"""Rows that workers are given at a time: records, or pieces."""
COUNTS = ("read", "failed", "dropped")
"""What the rows of the kind `count` count."""
REJECT = '{"schema":"newsprint/reject/1","kind":"quarantined"'
"""How the line of a document begins that failed."""
COMPRESSIONS = (".gz", ".zst", ".xz", ".bz2")


class Report(NamedTuple):
    """What a run did."""

    read: int
    """Records that were read."""
    failed: int
    """Documents that could not be read or worked on."""
    dropped: int
    """Documents and articles that stages dropped on purpose."""
    written: list[str]
    """The folders below the output, each with its files."""


class Lines(NamedTuple):
    """An output `jsonl`: what it writes, and the folder that holds the files."""

    kind: str
    folder: str


class Tables(NamedTuple):
    """An output `parquet`: its folder, and the tables in it."""

    folder: str
    tables: list[str]


class Job(NamedTuple):
    """A pipeline on its way to the workers of an engine."""

    name: str
    text: str
    overrides: tuple[str, ...]
    version: str
    tables: tuple[str, ...]
    """The tables that are written."""
    source: str
    """What records are called that do not come from files."""
    folder: str
    """The working directory of the driver, in which paths are looked for on workers too."""
    files: tuple[str, ...] = ()

    def plan(self, file: str | None = None) -> _newsprint.Plan:
        """The plan, of one file or of none."""
        if os.getcwd() != self.folder and os.path.isdir(self.folder):
            os.chdir(self.folder)
        paths = NOTHING if file is None else paths_of([file])
        return plan_of(self.name, self.text, (*self.overrides, paths))

    @property
    def segments(self) -> int:
        return len(self.plan().corpus_stages()) + 1


def paths_of(files: Iterable[str | os.PathLike[str]]) -> str:
    """The override that names these files."""
    return f"input.paths={json.dumps([os.fspath(file) for file in files], ensure_ascii=False)}"


def prepare(
    pipeline: str | os.PathLike[str] | Pipeline, overrides: Sequence[str], source: Any, name: str
) -> tuple[Job, list[Lines | Tables]]:
    """Checks that a pipeline can run on an engine; `source` are files, or the engine's own rows."""
    if not isinstance(pipeline, Pipeline):
        pipeline = Pipeline(pipeline, overrides)
    elif overrides:
        raise TypeError("give overrides to the pipeline")
    plan = pipeline._plan
    files: tuple[str, ...] = ()
    if is_source(source):
        paths = () if source is None else (paths_of(_several(source)),)
        read = _newsprint.Plan(pipeline.name, pipeline.text, [*pipeline.overrides, *paths])
        files = tuple(read.files())
        if not files:
            raise RunError(
                f"the input `{plan.steps()[0]}` cannot be read file by file",
                "read it with `newsprint run`, and give its articles to the engine",
            )
    _, rejects, *_ = plan.rules()
    if rejects == "sample":
        raise RunError('`run.rejects = "sample"` is for one machine', 'take "keep" or "count"')
    if lasting := plan.lasting_stages():
        raise RunError(
            f"`{lasting[0]}` keeps something for later runs, which an engine cannot",
            "leave its `index` out, or run on one machine",
        )
    outputs = [output(number, *it) for number, it in enumerate(plan.outputs())]
    folders = [it.folder for it in outputs]
    if twice := sorted({folder for folder in folders if folders.count(folder) > 1}):
        raise RunError(f"two outputs would write `{twice[0]}`", "give one another name")
    tables = {table for it in outputs if isinstance(it, Tables) for table in it.tables}
    job = Job(
        pipeline.name,
        pipeline.text,
        pipeline.overrides,
        _newsprint.__version__,
        tuple(sorted(tables)),
        name,
        os.getcwd(),
        files,
    )
    return job, outputs


def is_source(source: Any) -> bool:
    """Whether these are files, and not rows of an engine."""
    return source is None or isinstance(source, (str, os.PathLike, list, tuple))


def _several(source: Source) -> Sequence[str | os.PathLike[str]]:
    return [source] if isinstance(source, (str, os.PathLike)) else source or []


def output(number: int, kind: str, options: dict[str, Any]) -> Lines | Tables:
    """What an engine makes of an output."""
    name = PurePath(options["path"]).name
    if kind == "jsonl" and name != "-":
        for ending in COMPRESSIONS:
            name = name.removesuffix(ending)
        return Lines(f"output-{number}", name)
    if kind == "parquet" and "only" not in options:
        return Tables(name, options.get("tables", ["articles", "metrics", "groups"]))
    what = {"jsonl": "standard output", "parquet": "a `parquet` of some labels"}.get(kind, f"`{kind}`")
    raise RunError(
        f"an engine cannot write {what}",
        "write `jsonl` files or `parquet`, and make the rest of them on one machine",
    )


def check_columns(job: Job, columns: Sequence[str]) -> None:
    """Checks that the input finds in these columns what it needs."""
    record = json.dumps({column: "text" for column in columns}).encode()
    plan = job.plan()
    if plan.steps()[0] in ("text", "html"):
        missing = None if "text" in columns else "`text` is missing or null"
    else:
        _, _, gone = plan.work_on_records([(record, None)], job.source, 1)
        rejects = [json.loads(line) for line in gone]
        unread = [it for it in rejects if it["stage"] == plan.steps()[0]]
        missing = unread[0]["message"] if unread else None
    if missing:
        raise RunError(f"the columns {', '.join(columns)} do not fit: {missing}")


def look(job: Job) -> tuple[str, str | None]:
    """What keeps a worker from taking part, and its host."""
    host = socket.gethostname()
    if job.version != _newsprint.__version__:
        return host, f"it has newsprint {_newsprint.__version__}, not {job.version}"
    try:
        job.plan().open_stages()
    except NewsprintError as error:
        return host, str(error)
    missing = next((file for file in job.files[:1] + job.files[-1:] if not os.path.exists(file)), None)
    return host, missing and f"there is no file `{missing}`"


def judge_workers(found: Iterable[tuple[str, str | None]]) -> None:
    """Raises what keeps workers from taking part."""
    if faults := sorted({f"{host}: {why}" for host, why in found if why}):
        raise RunError(
            "workers cannot run the pipeline:\n  " + "\n  ".join(faults),
            "install the same wheel, the programs of `exec`, word lists and input files on each",
        )


def read_files(job: Job, files: Iterable[tuple[int, str]]) -> Iterator[pyarrow.RecordBatch]:
    """Leads the records of files through the first segment; files are numbered in their order."""
    for number, file in files:
        yield from job.plan(file).read(number << 32, job.tables)


def map_records(job: Job, batch: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
    """Leads an engine's own rows through the first segment."""
    return job.plan().map_records(batch, job.source, 0, job.tables)


def map_waiting(job: Job, segment: int, batch: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
    """Carries out verdicts, and leads the documents through the segment behind."""
    return job.plan().map_waiting(segment, batch, job.tables)


def resolve(
    job: Job, segment: int, batches: Iterable[pyarrow.RecordBatch]
) -> list[pyarrow.RecordBatch]:
    """Decides over the digests of all pieces, which come in the order of their keys."""
    gathering = _newsprint.Gathering(job.plan())
    for batch in batches:
        gathering.add_batch(batch)
    return gathering.resolve_batches(segment)


def table_rows(pieces: Iterable[str | bytes]) -> pyarrow.Table:
    """The rows of a table that pieces have given."""
    import pyarrow

    streams = (pyarrow.ipc.open_stream(_newsprint.unpack(b64decode(piece))) for piece in pieces)
    return pyarrow.concat_tables(stream.read_all() for stream in streams).combine_chunks()


def judge(job: Job, read: int, failed: int, first: Callable[[], str]) -> None:
    """Ends a run in which more documents failed than the pipeline allows."""
    stops, _, count, percent = job.plan().rules()
    if failed and stops:
        raise DocumentError(json.loads(first()))
    if count is not None and failed > count or percent is not None and failed * 100 > percent * read:
        most = count if percent is None else f'"{percent:g}%"'
        reject = json.loads(first())
        raise RunError(
            f"{failed} of {read} documents failed, more than `max-bad = {most}` allows; one at "
            f"{reject['place']}: {reject['message']}",
            "mend what fails, or raise `run.max-bad`; the run has written nothing",
        )
