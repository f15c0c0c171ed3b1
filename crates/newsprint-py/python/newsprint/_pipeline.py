"""Pipelines over what Python has: iterators and Arrow batches."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from newsprint import _newsprint
from newsprint._errors import ConfigError, DocumentError, RunError

if TYPE_CHECKING:
    import pyarrow

Document = str | bytes | Mapping[str, Any]
"""A text, a record as the pipeline's input reads it, or a text with what is known of it."""

RECORDS = ("jsonl", "parquet")
"""The inputs that read records."""
PAGES = ("text", "html")
"""The inputs that read a file as one document."""
FACTS = ("date", "paper", "page", "place", "url")
"""What can be known of a page besides its text."""
TOGETHER = 1024
"""Documents that are worked on together."""
PIECES = 16
"""Pieces of documents that are worked on together behind a stage that sees all."""


class Rejects(Protocol):
    """Takes what left a run before its end: a list will do."""

    def append(self, reject: dict[str, Any], /) -> Any:
        """Takes one."""


def run(path: str | os.PathLike[str], overrides: Sequence[str] = ()) -> dict[str, Any]:
    """Runs a pipeline file, as `newsprint run` does: reads its input and writes its outputs.

    The result is the report of the run, as `newsprint run --report` writes it. Documents that fail are no
    error unless the pipeline says so; `RunError` tells what else goes wrong, and nothing has then got its
    final name. `overrides` are what follows `--set` on the command line.
    """
    name = os.fspath(path)
    plan = _newsprint.Plan(name, Path(name).read_text(encoding="utf-8"), list(overrides))
    report: dict[str, Any] = json.loads(plan.run())
    return report


class Pipeline:
    """The stages of a pipeline file, for documents that come from Python.

    The file is that of `newsprint run`; it is checked when it is opened, and `ConfigError` tells all
    of its faults. Its `[input]` says what a document is, but nothing is read of its `paths`; its
    outputs, and where rejects are kept, take no part.

    >>> pipeline = Pipeline(text='''
    ... [input]
    ... use = "jsonl"
    ... paths = ["corpus"]
    ...
    ... [[stage]]
    ... use = "find-metrics"
    ...
    ... [[output]]
    ... use = "jsonl"
    ... path = "-"
    ... ''')
    >>> article, = pipeline.run(["2023年，青岭市茶叶产量5.2万吨。"])
    >>> [(row["subject"], row["indicator"], row["value"], row["unit"]) for row in article["metrics"]]
    [('青岭市', '茶叶产量', '52000', '吨')]

    `overrides` are what follows `--set` on the command line: `"run.memory='4GiB'"`.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        overrides: Sequence[str] = (),
        *,
        text: str | None = None,
    ) -> None:
        if (path is None) == (text is None):
            raise TypeError("a pipeline is a path or a text")
        self.name = "pipeline.toml" if path is None else os.fspath(path)
        self.text = Path(self.name).read_text(encoding="utf-8") if text is None else text
        self.overrides = tuple(overrides)
        self._plan = plan_of(self.name, self.text, (*self.overrides, NOTHING))

    def __repr__(self) -> str:
        return f"Pipeline({self.name!r}: {' → '.join(self.steps)})"

    def __reduce__(self) -> Any:
        return _pipeline, (self.name, self.text, self.overrides)

    @property
    def steps(self) -> list[str]:
        """The names of the steps: the input, the stages, the outputs."""
        return self._plan.steps()

    @property
    def corpus_stages(self) -> list[str]:
        """The stages that see all articles before they decide on any."""
        return self._plan.corpus_stages()

    def run(
        self,
        documents: Iterable[Document],
        *,
        name: str = "python",
        rejects: Rejects | None = None,
    ) -> Iterator[dict[str, Any]]:
        """The articles of `documents`, in their order, each as its line of JSON has it.

        A string is a text; bytes are a record as the pipeline's input reads it; a mapping is a record
        of `jsonl`, or for pages `text` with `date`, `paper`, `page`, `place` and `url` as far as they
        are known. `name` is what the source is called: ids are hashes of it, of a record's own id or
        else of its number, and of the text.

        Work goes on on all cores without Python's lock. Articles come as soon as some documents have
        been worked on, unless a stage must see all of them: then the documents wait in memory.

        What fails or is dropped is appended to `rejects`, as a line of the rejects of a run has it.
        Without that, what is dropped on purpose is left out, and what fails raises `DocumentError`,
        as it does when the pipeline says `on-error = "stop"`.

        >>> page = "净化消费市场环境\\n本报讯 昨日,云溪县市场监管局组织开展专项检查。\\n检查人员要求商户明码标价。\\n"
        >>> pipeline = Pipeline(text='''
        ... input = { use = "text", paths = ["pages"] }
        ... stage = [{ use = "split-page" }]
        ... output = [{ use = "jsonl", path = "-" }]
        ... ''')
        >>> for article in pipeline.run([{"text": page, "date": "2024-06-28"}]):
        ...     print(article["headline"], article["source"]["date"])
        净化消费市场环境 2024-06-28
        """
        if self.corpus_stages:
            return self._run_all(documents, name, rejects)
        return self._stream(documents, name, rejects)

    def _stream(
        self, documents: Iterable[Document], name: str, rejects: Rejects | None
    ) -> Iterator[dict[str, Any]]:
        for _, lines in self._first(documents, name, rejects):
            yield from map(json.loads, lines)

    def _first(
        self, documents: Iterable[Document], name: str, rejects: Rejects | None
    ) -> Iterator[tuple[list[tuple[bytes, bytes]], list[bytes]]]:
        """Leads documents through the first segment; gives what waits, and lines of articles."""
        rest, first = iter(documents), 1
        while part := list(islice(rest, TOGETHER)):
            records = [self._record(document) for document in part]
            waiting, lines, gone = self._plan.work_on_records(records, name, first)
            self._keep(gone, rejects)
            first += len(part)
            yield waiting, lines

    def _run_all(
        self, documents: Iterable[Document], name: str, rejects: Rejects | None
    ) -> Iterator[dict[str, Any]]:
        first = self._first(documents, name, rejects)
        waiting = [piece for pieces, _ in first for piece in pieces]
        for segment in range(1, len(self.corpus_stages) + 1):
            gathering = _newsprint.Gathering(self._plan)
            gathering.add([digests for _, digests in waiting])
            verdicts = gathering.resolve(segment)
            pairs = [(piece, of) for (piece, _), of in zip(waiting, verdicts, strict=True)]
            waiting = []
            for start in range(0, len(pairs), PIECES):
                part = pairs[start : start + PIECES]
                onward, lines, gone = self._plan.work_on_waiting(segment, part)
                self._keep(gone, rejects)
                waiting.extend(onward)
                yield from map(json.loads, lines)

    def map_arrow(
        self,
        batch: pyarrow.RecordBatch,
        table: str = "articles",
        *,
        name: str = "arrow",
        first: int = 0,
        rejects: Rejects | None = None,
    ) -> pyarrow.RecordBatch:
        """What the stages make of the rows of a batch: rows of a table.

        `batch` is anything with the Arrow PyCapsule interface; its buffers are read where they are.
        A row is a record of `jsonl`, or a page with `text` and what is known of it; `first` counts
        the rows before it, so that rows without an id of their own are told apart. `table` is one
        of those that the output `parquet` writes: `articles`, `metrics`, `groups`, `documents`; or
        `lines`, one column with the line of each article.

        A pipeline with a stage that must see all articles cannot work on one batch: see
        `newsprint.spark` and `newsprint.ray`. Rejects are as in `run`. Needs `pyarrow`.

        >>> import pyarrow
        >>> batch = pyarrow.RecordBatch.from_pylist([{"id": 7, "text": "去年，青岭市茶叶产量5.2万吨。"}])
        >>> pipeline = Pipeline(text='''
        ... input = { use = "jsonl", paths = ["corpus"] }
        ... stage = [{ use = "find-metrics" }]
        ... output = [{ use = "jsonl", path = "-" }]
        ... ''')
        >>> rows = pipeline.map_arrow(batch, "metrics").select(["indicator", "value", "unit"])
        >>> rows.to_pylist()
        [{'indicator': '茶叶产量', 'value': 52000.0, 'unit': '吨'}]
        """
        import pyarrow

        if self.corpus_stages:
            stages = ", ".join(f"`{stage}`" for stage in self.corpus_stages)
            raise RunError(
                f"{stages} must see all articles, not one batch",
                "take `run`, or an engine: `newsprint.spark.run`, `newsprint.ray.run`",
            )
        rows, gone = self._plan.map_arrow(batch, name, first, table)
        self._keep(gone, rejects)
        return rows

    def _record(self, document: Document) -> _newsprint.Record:
        """A document as the pipeline's input reads it, with what is known besides."""
        kind = self.steps[0]
        if kind not in RECORDS + PAGES:
            raise RunError(
                f"the input `{kind}` reads files, not documents from Python",
                "read them with `newsprint run`, or take an input of " + ", ".join(RECORDS + PAGES),
            )
        match document, kind in RECORDS:
            case bytes(), _:
                return document, None
            case str(), True:
                return json.dumps({"text": document}, ensure_ascii=False).encode(), None
            case str(), False:
                return document.encode(), None
            case Mapping(), True:
                record = json.dumps(dict(document), ensure_ascii=False, default=str)
                return record.encode(), None
            case Mapping(), False:
                return _page(document)
            case _:
                kind = type(document).__name__
                raise TypeError(f"a document is a string, bytes or a mapping, not `{kind}`")

    def _keep(self, lines: Iterable[bytes], rejects: Rejects | None) -> None:
        """Hands on what left a run; raises what may not leave it."""
        stops, *_ = self._plan.rules()
        for line in lines:
            reject = json.loads(line)
            if reject["kind"] == "quarantined" and (stops or rejects is None):
                raise DocumentError(reject)
            if rejects is not None:
                rejects.append(reject)


def _page(page: Mapping[str, Any]) -> _newsprint.Record:
    """A page with what is known of it."""
    facts = {key: str(page[key]) for key in page if key != "text" and page[key] is not None}
    if unknown := sorted(facts.keys() - set(FACTS)):
        raise TypeError(f"`{unknown[0]}` is not known of pages, but {', '.join(FACTS)}")
    text = page.get("text")
    match text:
        case str():
            return text.encode(), facts
        case bytes():
            return text, facts
        case _:
            raise TypeError("a page has a `text`")


NOTHING = 'input.paths=["-"]'
"""Keeps a plan from looking for the files of its input."""


@functools.lru_cache(maxsize=8)
def plan_of(name: str, text: str, overrides: tuple[str, ...]) -> _newsprint.Plan:
    """A checked plan. It is kept, since processes of an engine ask for the same one again."""
    try:
        return _newsprint.Plan(name, text, list(overrides))
    except ConfigError as error:
        # Where there is no input, its paths cannot be named either.
        own = [fault for fault in error.faults if "`input.paths` names nothing" not in fault.message]
        raise (ConfigError(own) if own else error) from None


def _pipeline(name: str, text: str, overrides: tuple[str, ...]) -> Pipeline:
    """A pipeline as it was in another process."""
    pipeline = Pipeline(overrides=overrides, text=text)
    pipeline.name = name
    return pipeline
