"""A newsprint stage in Python: copy this file beside yours.

    import newsprint_stage

    def tone(article):
        return {"acme/tone": {"exclaims": "！" in (article["headline"] or "")}}

    newsprint_stage.run(tone, name="tone", version="1")

A pipeline names it, the fields that it is given, and the attachments that it may write:

    [[stage]]
    use = "exec"
    command = ["python3", "tone.py"]
    reads = ["headline"]
    writes = ["extensions.acme/tone"]

Needs Python 3.9 and nothing else. What the stage prints goes to newsprint's log, not into the
answers; an exception costs the document at hand, which is kept among the rejects.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Callable, Mapping, Optional, TypedDict, Union

PROTOCOL = "exec/1"


class Article(TypedDict, total=False):
    """An article, with those fields that the pipeline's `reads` names."""

    id: str
    kicker: Optional[str]
    headline: Optional[str]
    subheads: list[str]
    section: Optional[str]
    bylines: list[dict[str, Any]]
    dateline: Optional[dict[str, Optional[str]]]
    blocks: list[dict[str, str]]
    figures: list[dict[str, Optional[str]]]
    credits: list[str]
    group: Optional[dict[str, Any]]
    metrics: list[dict[str, Any]]
    diagnostics: list[dict[str, Any]]
    extensions: dict[str, Any]
    #: The document's source, where `reads` names it: the same for all its articles.
    source: dict[str, Any]


class Document(TypedDict, total=False):
    """A document: its articles and, where `reads` names them, `source` and `text`."""

    source: dict[str, Any]
    text: Optional[str]
    articles: list[Article]


class Drop(Exception):
    """Drops the article, or the document: to be returned or raised.

    `code` is the rule as a word (`too-short`), `value` what decided (`12 of at least 20`).
    """

    def __init__(self, code: str, value: str) -> None:
        super().__init__(f"{code}: {value}")
        self.code = code
        self.value = value


@dataclass
class Change:
    """All that a stage can say of an article."""

    #: Attachments by key; `None` takes one away.
    extensions: Mapping[str, Any] = field(default_factory=dict)
    #: Facts for the reader: each with `code`, `severity` (`info`, `warning`) and `message`.
    diagnostics: list[dict[str, Any]] = field(default_factory=list)
    drop: Optional[Drop] = None


#: What a function may give: nothing, attachments by key, or more than that.
Result = Union[None, Mapping[str, Any], Change, Drop]


@dataclass
class DocumentChange:
    """All that a stage can say of a document."""

    #: One for each article, in order; empty when there is nothing to say of any.
    articles: list[Result] = field(default_factory=list)
    diagnostics: list[dict[str, Any]] = field(default_factory=list)
    drop: Optional[Drop] = None


def run(
    article: Optional[Callable[[Article], Result]] = None,
    *,
    document: Optional[Callable[[Document], Union[None, DocumentChange, Drop]]] = None,
    name: str = "",
    version: str = "",
) -> None:
    """Answers requests until there are no more: the last line of a stage.

    `article` is called for each article; or `document` for each document. `name` and `version` are
    told to newsprint, which names them in its log.
    """
    if (article is None) == (document is None):
        raise TypeError("give a function of an article or one of a document")
    requests, answers = _take_pipes()
    serve(document or _each(article), requests, answers, name=name, version=version)


def serve(
    function: Callable[[Document], Union[None, DocumentChange, Drop]],
    requests: BinaryIO,
    answers: BinaryIO,
    *,
    name: str = "",
    version: str = "",
) -> None:
    """Answers the requests of one stream on another."""
    for line in requests:
        request = json.loads(line)
        n = request.pop("n")
        if "newsprint" in request:
            reply = {"newsprint": PROTOCOL, "name": name, "version": version}
            encoded = _encode(n, reply)
        else:
            encoded = _answer(function, n, request)
        try:
            answers.write(encoded)
            answers.flush()
        except BrokenPipeError:
            return


def _answer(
    function: Callable[[Document], Union[None, DocumentChange, Drop]], n: int, request: Document
) -> bytes:
    try:
        try:
            change = function(request)
        except Drop as drop:
            change = drop
        return _encode(n, _document_reply(change))
    except Exception as error:  # whatever it is, it costs this document only
        traceback.print_exc()
        at = traceback.extract_tb(error.__traceback__)[-1]
        last = traceback.format_exception_only(type(error), error)[-1].strip()
        return _encode(n, {"error": f"{last} ({os.path.basename(at.filename)}:{at.lineno})"})


def _each(function: Optional[Callable[[Article], Result]]) -> Callable[[Document], DocumentChange]:
    def document(given: Document) -> DocumentChange:
        return DocumentChange([_one(article, given) for article in given["articles"]])

    def _one(article: Article, given: Document) -> Result:
        if "source" in given:
            article["source"] = given["source"]
        try:
            return function(article)  # type: ignore[misc]
        except Drop as drop:
            return drop

    return document


def _document_reply(change: Union[None, DocumentChange, Drop]) -> dict[str, Any]:
    if change is None:
        return {}
    if isinstance(change, Drop):
        change = DocumentChange(drop=change)
    if not isinstance(change, DocumentChange):
        raise TypeError(f"a stage of documents gave a {type(change).__name__}")
    articles = [_article_reply(article) for article in change.articles]
    return _reply(change, "articles", articles if any(articles) else [])


def _article_reply(change: Result) -> Optional[dict[str, Any]]:
    if change is None:
        return None
    if isinstance(change, Drop):
        change = Change(drop=change)
    elif isinstance(change, Mapping):
        change = Change(change)
    if not isinstance(change, Change):
        raise TypeError(f"a stage gave a {type(change).__name__} for an article")
    return _reply(change, "extensions", dict(change.extensions))


def _reply(change: Union[Change, DocumentChange], key: str, value: Any) -> dict[str, Any]:
    reply: dict[str, Any] = {}
    if value:
        reply[key] = value
    if change.diagnostics:
        reply["diagnostics"] = change.diagnostics
    if change.drop is not None:
        reply["drop"] = {"code": change.drop.code, "value": change.drop.value}
    return reply


def _encode(n: int, reply: dict[str, Any]) -> bytes:
    """A line. Strict: NaN and halves of surrogate pairs are errors, since they are no JSON."""
    line = json.dumps({"n": n, **reply}, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return line.encode("utf-8") + b"\n"


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Takes the pipes away from everything else in the process.

    What prints from here on, `print` and libraries in C alike, prints to standard error; what reads
    standard input finds nothing.
    """
    sys.stdout.flush()
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, answers
