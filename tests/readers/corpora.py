#!/usr/bin/env python3
"""Has newsprint read corpora that other programs wrote as Parquet files, and compares each record
with what they were given.

    tests/readers/corpora.py target/release/newsprint

Needs pandas, pyarrow, polars and duckdb. The command must have the feature `parquet`.
"""
import datetime, json, pathlib, subprocess, sys, tempfile

import duckdb, pandas, polars, pyarrow, pyarrow.parquet

TEXTS = ["云岭市青石镇通水。\n今年新修水渠三十二公里。", "\"quoted\" \\ \t\x01", "𠀀 \u2028", "长" * 70_000]
ROWS = 40
DAY = datetime.date(2024, 6, 28)
MOMENT = datetime.datetime(2024, 6, 28, 8, 30, 0, 250_000)
FAULTS = []


def record(number):
    """What a row holds, as JSON Lines would have it."""
    return {"id": f"r{number}", "title": f"第{number}篇", "text": TEXTS[number % len(TEXTS)],
            "date": MOMENT.isoformat(timespec="milliseconds"), "url": f"https://a.example/{number}",
            "page": str(number) if number % 3 else None}


RECORDS = [record(number) for number in range(ROWS)]


def table(text=pyarrow.string(), moment=pyarrow.timestamp("us")):
    """The records with numbers as numbers, times as times, a struct, and a list to pass over."""
    column = lambda name: [it[name] for it in RECORDS]
    pages = [it["page"] and int(it["page"]) for it in RECORDS]
    text_column = pyarrow.array(column("text"), pyarrow.string()).cast(text)
    return pyarrow.table({
        "id": column("id"), "tags": [["a", "b"]] * ROWS, "title": column("title"),
        "metadata": [{"url": url, "length": 3} for url in column("url")],
        "text": text_column, "timestamp": pyarrow.array([MOMENT] * ROWS, moment), "page": pages,
    })


def files(folder):
    """Writes each file; gives its path, and the end that its dates have besides."""
    def arrow(name, content, zone="", **options):
        path = folder / f"{name}.parquet"
        pyarrow.parquet.write_table(content, path, **options)
        return path, zone

    for codec in ["none", "snappy", "gzip", "zstd", "lz4"]:
        yield arrow(f"arrow-{codec}", table(), compression=codec, row_group_size=7)
    for version in ["1.0", "2.0"]:
        yield arrow(f"arrow-pages-{version}", table(), data_page_version=version,
                    use_dictionary=False, data_page_size=1000, write_page_checksum=True)
    for text in [pyarrow.large_string(), pyarrow.binary(), pyarrow.string_view(),
                 pyarrow.dictionary(pyarrow.int32(), pyarrow.string())]:
        name = str(text).split("<")[0]
        yield arrow(f"arrow-{name}", table(text), store_schema=True)
        yield arrow(f"arrow-{name}-bare", table(text), store_schema=False)
    for unit in ["ms", "ns"]:
        yield arrow(f"arrow-{unit}", table(moment=pyarrow.timestamp(unit)))
        yield arrow(f"arrow-{unit}-utc", table(moment=pyarrow.timestamp(unit, "UTC")), zone="Z")
    yield arrow("arrow-int96", table(), use_deprecated_int96_timestamps=True)
    yield arrow("arrow-delta", table(), use_dictionary=False,
                column_encoding={"text": "DELTA_LENGTH_BYTE_ARRAY", "id": "DELTA_BYTE_ARRAY",
                                 "page": "DELTA_BINARY_PACKED"})

    frame = pandas.DataFrame(RECORDS)
    frame["date"] = MOMENT
    frame["page"] = pandas.to_numeric(frame["page"])
    assert frame["page"].dtype == "float64", "what pandas makes of whole numbers that lack some"
    path = folder / "pandas.parquet"
    frame.to_parquet(path, row_group_size=9)
    yield path, ""
    path = folder / "polars.parquet"
    polars.from_arrow(table()).write_parquet(path)
    yield path, ""
    path = folder / "duckdb.parquet"
    arrow_table = table()
    duckdb.sql(f"COPY (SELECT * FROM arrow_table) TO '{path}' (FORMAT parquet, CODEC 'zstd')")
    yield path, ""


def run(newsprint, folder, path):
    """The records of a file, and its rejects."""
    (folder / "pipeline.toml").write_text(
        f'[input]\nuse = "parquet"\npaths = ["{path}"]\n'
        f'[run]\nrejects-file = "{folder / "rejects.jsonl"}"\n'
        f'[[output]]\nuse = "jsonl"\npath = "{folder / "out.jsonl"}"\n', encoding="utf-8")
    ran = subprocess.run([newsprint, "run", folder / "pipeline.toml"], capture_output=True,
                         text=True)
    if ran.returncode not in (0, 1):
        sys.exit(ran.stderr)
    lines = lambda name: [json.loads(line) for line in open(folder / name, encoding="utf-8")
                          ] if (folder / name).exists() else []
    return lines("out.jsonl"), lines("rejects.jsonl")


def check(path, zone, found):
    """Notes the first record that came out otherwise."""
    if len(found) != ROWS:
        FAULTS.append(f"{path.name}: {len(found)} records, not {ROWS}")
    for number, (article, wanted) in enumerate(zip(found, RECORDS), 1):
        source = article["source"]
        text = "\n".join(block["text"] for block in article["blocks"])
        got = {"id": source["record"], "title": article["headline"], "text": text,
               "date": source["date"], "url": source["url"], "page": source["page"]}
        paragraphs = (line.strip() for line in wanted["text"].split("\n"))
        wanted = wanted | {"text": "\n".join(paragraphs), "date": wanted["date"] + zone}
        if got != wanted or source["line"] != number:
            FAULTS.append(f"{path.name}, row {number}: {got!r:.300}, not {wanted!r:.300}")
            return


def main():
    newsprint = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        count = 0
        for path, zone in files(folder):
            found, rejects = run(newsprint, folder, path)
            check(path, zone, found)
            FAULTS.extend(f"{path.name}: {it}" for it in rejects)
            count += 1
        # What is not read is told, and one day is one day.
        brotli = folder / "brotli.parquet"
        pyarrow.parquet.write_table(table(), brotli, compression="brotli")
        days = folder / "days.parquet"
        pyarrow.parquet.write_table(pyarrow.table({"text": ["一"], "date": [DAY]}), days)
        assert "Brotli" in json.dumps(run(newsprint, folder, brotli)[1]), "Brotli is told"
        assert run(newsprint, folder, days)[0][0]["source"]["date"] == "2024-06-28"
        # A comparison that lets anything pass would make this check worthless.
        known = len(FAULTS)
        check(path, zone, [dict(article, headline="x") for article in found])
        if FAULTS[:known] or len(FAULTS) == known:
            sys.exit("\n".join(FAULTS[:known]) or "a wrong record was not noticed")
        print(f"{count} files of {ROWS} records")


if __name__ == "__main__":
    main()
