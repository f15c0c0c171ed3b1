#!/usr/bin/env python3
"""Reads what `sqlite`, `jsonl`, `dolma`, `impresso`, `ninjs`, `feed` and `markdown` wrote back with
the software that their users have.

    pip install -r tests/readers/requirements.txt
    cargo build -p newsprint-cli --features sqlite,compression
    python tests/readers/formats.py target/debug/newsprint
"""
import asyncio, gzip, html, io, json, pathlib, re, sqlite3, subprocess, sys, tempfile
from xml.etree import ElementTree

import fastfeedparser, feedparser, frontmatter, jsonschema, yaml, zstandard
from datasette.app import Datasette
from markdown_it import MarkdownIt

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Text that a writer could let loose: markup, scripts, templates, YAML, SQL, control and bidi
# characters, names of files that no system likes.
HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[点](javascript:alert(1))",
    "{{ 7*7 }} {% raw %} {{< x >}} ${7*7}", "'; drop table articles; --", "]]> &lt; &#60; <!--",
    "a\u0001b\u0007c", "\u202e\u2066反\u2069", "---\nadmin: true", "CON", "../../etc/passwd",
    "a: {b}, [c] # d & *e !f |g", "\"引\" '号' \\ `码`", "长" * 10_000, "# 题", "1. 一", "=====",
    "🐎 𠀀 e\u0301", "No", "null", "2024-06-28", "trailing. ", ": 释义", "\u2028\u2029\ufeff",
]
CHINESE = ["城市专项资金4691.72万元已经下达。", "人均GDP达4.5万元,PM2.5浓度下降。", "资金项目的资金。"]


def run(newsprint, folder, records, outputs, stages=()):
    """Runs a pipeline over `records` in `folder`."""
    records = "".join(json.dumps(it, ensure_ascii=False) + "\n" for it in records)
    (folder / "records.jsonl").write_text(records, encoding="utf-8")
    lines = ["[input]", 'use = "jsonl"', 'paths = ["records.jsonl"]', "[run]", 'rejects-file = "rejects"']
    lines += [f"[[stage]]\nuse = {json.dumps(stage)}" for stage in stages]
    for use, name, options in outputs:
        lines += ["[[output]]", f"use = {json.dumps(use)}", f"path = {json.dumps(name)}", options]
    (folder / "pipeline.toml").write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run([newsprint, "run", "pipeline.toml"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def jsonl(folder, articles):
    """Each compressed form is the plain one, for readers that stop after one member or frame."""
    plain = (folder / "a.jsonl").read_bytes()
    assert len(plain.splitlines()) == articles
    assert gzip.decompress((folder / "a.jsonl.gz").read_bytes()) == plain
    assert subprocess.run(["gzip", "-dc", folder / "a.jsonl.gz"], capture_output=True).stdout == plain
    packed = (folder / "a.jsonl.zst").read_bytes()
    assert zstandard.ZstdDecompressor().stream_reader(io.BytesIO(packed)).read() == plain


def text_of(article):
    return [block["text"] for block in article["blocks"]]


def sqlite(folder, articles):
    """The database is sound, says what the articles say, and is searched as people type."""
    database = sqlite3.connect(f"file:{folder}/db/newsprint.db?mode=ro", uri=True)
    ask = lambda sql, **named: database.execute(sql, named).fetchall()
    assert ask("pragma integrity_check") == [("ok",)]
    assert ask("pragma foreign_key_check") == []
    shown = lambda text: text and text.replace("\0", "\ufffd")
    headlines = [(shown(article["headline"]),) for article in articles]
    assert ask("select headline from articles order by seq") == headlines
    blocks = [(shown(text),) for article in articles for text in text_of(article)]
    assert ask("select text from blocks order by article, number") == blocks
    search = (folder / "db/search.sql").read_text(encoding="utf-8")
    for query in ["资金", "专项资金", "资", "目的资", "城市 下达", "浓度", "gdp", "PM2.5", "4.5万元"]:
        held = {seq for seq, *rest in ask("select article, text from blocks")
                if all(part.lower() in "\n".join(rest).lower() for part in query.split())}
        assert held, query
        assert {row[0] for row in ask(search, query=query)} == held, query
    for query in ["", "\"", "'; drop table metrics; --", "(", "NEAR(a b)", "*", "资金 没有的词"]:
        assert ask(search, query=query) == [], query


def datasette(folder):
    """Datasette takes the folder as it is: tables, queries by name, the search box."""
    metadata = yaml.safe_load((folder / "db/metadata.yaml").read_text(encoding="utf-8"))
    inspected = subprocess.run([sys.executable, "-m", "datasette", "inspect", folder / "db/newsprint.db"],
                               capture_output=True, text=True, check=True)
    tables = json.loads(inspected.stdout)["newsprint"]["tables"]
    for name, table in metadata["databases"]["newsprint"]["tables"].items():
        assert name in tables, name
    service = Datasette([], config_dir=folder / "db")

    async def get(path):
        answer = await service.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
        return answer

    async def look():
        await service.invoke_startup()
        page = (await get("/newsprint/articles")).text
        assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page
        found = (await get("/newsprint/search.json?query=专项资金&_shape=array")).json()
        assert [row["headline"] for row in found] == ["城市", "城市"], found
        assert "专项资金" in found[0]["excerpt"]
        # Of several words the first that stands in a paragraph; where none stands as typed, its beginning.
        for query in ["专项资金 城市", "城市 专项资金", "ＧＤＰ"]:
            for row in (await get(f"/newsprint/search.json?query={query}&_shape=array")).json():
                assert row["excerpt"], (query, row)
        assert (await get("/newsprint/search.json?_shape=array")).json() == []
        for query in metadata["databases"]["newsprint"]["queries"]:
            await get(f"/newsprint/{query}.json?query=资&indicator=资&article=1")
        for view in ["article_texts", "series_values", "conflicting_values", "reprints"]:
            await get(f"/newsprint/{view}.json")

    asyncio.run(look())


def dolma(folder, articles):
    """Documents and attributes are aligned, stretches lie in the text and are what they say."""
    read = lambda path: [json.loads(line) for line in gzip.open(path, "rt", encoding="utf-8")]
    documents = read(folder / "corpus/documents/00000.jsonl.gz")
    attributes = read(folder / "corpus/attributes/newsprint/00000.jsonl.gz")
    assert [(it["id"], it["source"]) for it in documents] == [(it["id"], it["source"]) for it in attributes]
    assert [it["id"] for it in documents] == [article["id"] for article in articles]
    metrics = 0
    for document, stretches, article in zip(documents, attributes, articles):
        stretch = lambda name: [document["text"][a:b] for a, b, _ in stretches["attributes"][name]]
        assert stretch("newsprint__paragraph") == [text for text in text_of(article) if text], article["id"]
        assert "".join(stretch("newsprint__headline")) == (article["headline"] or "")
        metrics += len(stretch("newsprint__metric"))
        printed = "".join(metric["text"] for metric in article["metrics"])
        assert all(part in printed for part in stretch("newsprint__metric")), article["id"]
    assert metrics > 0


# The rules of the published schemas that concern what is written (rebuilt/paper_contentitem,
# text_reuse/cluster, in their versions of 2026; the schemas themselves are under a licence that
# this project does not take in).
DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
ITEM = {
    "type": "object", "required": ["id", "tp", "olr", "ts"],
    "properties": {
        "id": {"pattern": r"^[A-Za-z][A-Za-z0-9_]*-\d{4}-\d{2}-\d{2}-[a-z]{1,2}-i[0-9]{4}$"},
        "ts": {"pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"},
        "d": {"pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}, "lg": {"pattern": "^[a-z]{2,3}$"},
        "cc": {"type": "boolean"}, "olr": {"type": "boolean"}, "st": {"const": "newspaper"},
        "sm": {"const": "print"}, "tp": {"type": "string"}, "t": {"type": ["string", "null"]},
        "ro": {"type": "integer"}, "pp": {"type": "array", "items": {"type": "number"}, "minItems": 1},
        "ft": {"type": "string"}, "pb": {"type": "array", "items": {"type": "integer"}},
    },
    "additionalProperties": False,
}
CLUSTER = {
    "type": "object",
    "required": ["id", "min_date", "max_date", "cluster_size", "time_delta", "newspapers", "passages",
                 "doc_ids", "lexical_overlap"],
    "properties": {
        "id": {"pattern": r"^c\d+$"}, "min_date": {"pattern": f"^{DAY}$"}, "max_date": {"pattern": f"^{DAY}$"},
        "cluster_size": {"type": "integer"}, "time_delta": {"type": "integer"},
        "newspapers": {"items": {"type": "string"}}, "lexical_overlap": {"type": "number"},
        "passages": {"items": {"pattern": f"^[a-zA-Z0-9]+-{DAY}-[a-z]-i\\d{{4}}@\\d+:\\d+$"}},
        "doc_ids": {"items": {"pattern": f"^[a-zA-Z0-9]+-{DAY}-[a-z]-i\\d{{4}}$"}},
    },
    "additionalProperties": False,
}


def valid(schema, value):
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(value)


def impresso(folder, articles):
    read = lambda name: [json.loads(line) for line in (folder / "impresso" / name).read_text(encoding="utf-8").splitlines()]
    items, clusters = read("rebuilt/contentitems.jsonl"), read("text_reuse/clusters.jsonl")
    assert len(items) == len(articles) and clusters
    lengths = {item["id"]: len(item["ft"]) for item in items}
    assert len(lengths) == len(items)
    for item, article in zip(items, articles):
        valid(ITEM, item)
        assert all(item["ft"][place - 1] == "\n" for place in item["pb"])
        assert all(text in item["ft"] for text in text_of(article))
    for cluster in clusters:
        valid(CLUSTER, cluster)
        assert cluster["cluster_size"] == len(cluster["doc_ids"]) == len(cluster["passages"])
        assert all(int(it.split(":")[-1]) == lengths[it.split("@")[0]] for it in cluster["passages"])


# The rules of ninjs-schema_3.1.json that concern what is written, of the properties that may stand
# there and of their types; unknown properties are refused, as in the published schema.
def thing(required=(), **properties):
    return {"type": "object", "additionalProperties": False, "required": list(required), "properties": properties}


TEXT, MOMENT, ADDRESS = {"type": "string"}, {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}, {"type": "string", "pattern": r"^[a-z]+:[!-~]+$"}
several = lambda item: {"type": "array", "items": item}
NINJS_PROPERTIES = dict(
    uri=ADDRESS, type={"enum": ["text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"]},
    representationType={"enum": ["full", "partial"]}, versionCreated=MOMENT, contentCreated=MOMENT,
    language=TEXT, title=TEXT, by=TEXT, located=TEXT,
    headlines=several(thing(["value"], role=TEXT, contentType=TEXT, value=TEXT)),
    descriptions=several(thing(["value"], role=TEXT, contentType=TEXT, value=TEXT)),
    bodies=several(thing(["value"], role=TEXT, contentType=TEXT, charCount={"type": "integer"}, value=TEXT)),
    people=several(thing([], name=TEXT, rel=TEXT, uri=ADDRESS, literal=TEXT)),
    infoSources=several(thing([], name=TEXT, role=TEXT, uri=ADDRESS, literal=TEXT)),
    subjects=several(thing([], name=TEXT, rel=TEXT, uri=ADDRESS, literal=TEXT)),
    renditions=several(thing(["name"], name=TEXT, href=ADDRESS, contentType=TEXT)),
    altIds=several(thing([], role=TEXT, value=TEXT)),
    standard=thing([], name=TEXT, version=TEXT, schema=ADDRESS),
)
NINJS = thing(["uri"], associations=several(thing(["name", "uri"], name=TEXT, rel=TEXT, **NINJS_PROPERTIES)), **NINJS_PROPERTIES)


def ninjs(folder, articles, published):
    items = [json.loads(line) for line in (folder / "items.jsonl").read_text(encoding="utf-8").splitlines()]
    files = sorted((folder / "items").glob("*.json"))
    assert [json.loads(path.read_text(encoding="utf-8")) for path in files] == items
    assert len(items) == len(articles)
    for item, article in zip(items, articles):
        for schema in [NINJS] + published:
            valid(schema, item)
        assert item["uri"].endswith(article["id"])
        assert "\n".join(texts_of_html(item["bodies"][0]["value"])) == shown_in_markup("\n".join(text_of(article)))
    assert not jsonschema.Draft202012Validator(NINJS).is_valid(items[0] | {"metrics": []})


def shown(text):
    """What HTML and XML can show of a text: its lines without marks at their ends."""
    text = re.sub(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]", "\ufffd", text)
    return text.replace("\r", "\n")


def shown_in_markup(text):
    """The same without marks that turn the direction of writing."""
    return re.sub(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", "\ufffd", shown(text))


def texts_of_html(page):
    """The text of each element of a body, whose only markup must be its elements."""
    bare = re.sub(r"</?(p|h2|h3|ul|li|pre|blockquote)>", "", page)
    assert "<" not in bare and ">" not in bare, bare
    return [html.unescape(it) for it in re.findall(r"<(?:p|h3|li|pre|blockquote)>(.*?)</(?:p|h3|li|pre|blockquote)>", page, re.S)]


def feeds(folder, articles):
    """Both forms hold the same articles, the newest first, as text."""
    ElementTree.parse(folder / "feed.xml")
    atom = feedparser.parse((folder / "feed.xml").read_bytes())
    assert not atom.bozo and atom.version == "atom10", atom.get("bozo_exception")
    assert all(atom.feed.get(key) for key in ["id", "title", "updated", "author"])
    feed = json.loads((folder / "feed.json").read_text(encoding="utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["title"]
    read = fastfeedparser.parse((folder / "feed.json").read_text(encoding="utf-8"))
    assert [entry.id for entry in read.entries] == [item["id"] for item in feed["items"]]
    assert [entry.id for entry in atom.entries] == [item["id"] for item in feed["items"]]
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"]) == len(articles)
    for items in (feed["items"], [{"date_published": it.published} for it in atom.entries]):
        days = [item["date_published"] for item in items]
        assert days == sorted(days, reverse=True)
    by_id = {article["id"]: article for article in articles}
    for item in feed["items"]:
        assert texts_of_html(item["content_html"]) == [shown_in_markup(text) for text in text_of(by_id[item["id"].split("/")[-1]])]
    raw = ElementTree.parse(folder / "feed.xml").getroot()
    space = "{http://www.w3.org/2005/Atom}"
    for entry in raw.iter(f"{space}entry"):
        for name in ["id", "title", "updated", "content"]:
            assert entry.find(space + name) is not None, name
        article = by_id[entry.find(f"{space}id").text.split("/")[-1]]
        assert texts_of_html(entry.find(f"{space}content").text) == [shown_in_markup(text) for text in text_of(article)]


def markdown(folder, articles):
    """The front matter is what was meant, the body shows the text, names are safe everywhere."""
    files = sorted((folder / "pages").glob("*.md"))
    assert len(files) == len(articles)
    assert len({path.name.casefold() for path in files}) == len(files)
    commonmark = MarkdownIt("gfm-like", {"linkify": False})
    for path, article in zip(files, articles):
        assert len(path.name.encode()) <= 255 and not re.search(r'[<>:"/\\|?*\x00-\x1f]', path.name), path.name
        assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)", path.name) and path.stem == path.stem.rstrip(". ")
        page = frontmatter.loads(path.read_text(encoding="utf-8"))
        assert set(page.metadata) <= {"id", "title", "kicker", "date", "paper", "section", "authors", "source", "record"}
        assert page.get("title") == (article["headline"] or None), path.name
        assert page["id"] == article["id"] and isinstance(page["date"], str)
        tokens = [child for token in commonmark.parse(page.content) for child in token.children or []]
        assert {token.type for token in tokens} <= {"text", "hardbreak", "softbreak", "text_special"}, path.name
        seen = "".join(token.content for token in tokens)
        unseen = r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
        flat = lambda text: re.sub(r"\s", "", re.sub(unseen, "\ufffd", text))
        for text in text_of(article):
            assert flat(text) in flat(seen), (path.name, text[:80])


def same(first, second):
    """The same input gives the same bytes, in every file of every output."""
    files = [sorted(it.relative_to(folder) for it in folder.rglob("*") if it.is_file()) for folder in (first, second)]
    assert files[0] == files[1]
    for name in files[0]:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def main():
    newsprint = pathlib.Path(sys.argv[1]).resolve()
    # The published schema of ninjs, where it stands at hand, beside our reading of it.
    published = [json.loads(pathlib.Path(path).read_text(encoding="utf-8")) for path in sys.argv[2:]]
    records = [{"id": f"h{n}", "title": text, "date": f"2024-06-{n % 28 + 1:02}", "text": text + "\n\n" + text}
               for n, text in enumerate(HOSTILE)]
    records += [{"id": f"c{n}", "title": "城市", "date": "2024-07-01", "text": text} for n, text in enumerate(CHINESE)]
    records += [{"id": "r1", "title": "城市", "date": "2024-07-02", "text": CHINESE[0]},
                {"id": "n", "date": "2024-07-03", "text": "没有标题的报道。"}]
    naming = 'authority = "example.com,2024"\nutc-offset = "+08:00"'
    outputs = [
        ("jsonl", "a.jsonl", ""), ("jsonl", "a.jsonl.gz", ""), ("jsonl", "a.jsonl.zst", ""),
        ("sqlite", "db", ""), ("dolma", "corpus", ""),
        ("impresso", "impresso", 'alias = "QSB"\nlanguage = "zh"'),
        ("ninjs", "items.jsonl", naming + '\nlanguage = "zh"'),
        ("ninjs", "items", naming + '\nlanguage = "zh"\nlayout = "files"'),
        ("feed", "feed.xml", naming + "\nnewest = 100"), ("feed", "feed.json", naming + "\nnewest = 100"),
        ("markdown", "pages", ""),
    ]
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        folder, again = pathlib.Path(first), pathlib.Path(second)
        for place in (folder, again):
            run(newsprint, place, records, outputs, ["group-reprints", "find-metrics", "link-metrics"])
        same(folder, again)
        lines = (folder / "a.jsonl").read_text(encoding="utf-8").split("\n")
        articles = [json.loads(line) for line in lines if line]
        jsonl(folder, len(articles))
        sqlite(folder, articles)
        datasette(folder)
        dolma(folder, articles)
        impresso(folder, articles)
        ninjs(folder, articles, published)
        feeds(folder, articles)
        markdown(folder, articles)
    print(f"{len(articles)} articles read back from jsonl, sqlite, dolma, impresso, ninjs, feeds and markdown")


if __name__ == "__main__":
    main()
