#!/usr/bin/env python3
"""Reads the tables of a run back with the programs that analysts have, and compares each cell with
the JSON Lines of the same run.

    tests/readers/tables.py target/release/newsprint

Needs pandas, pyarrow, polars, duckdb, openpyxl and frictionless; LibreOffice where it is installed.
"""
import csv, decimal, json, pathlib, re, shutil, subprocess, sys, tempfile

import duckdb, frictionless, openpyxl, pandas, polars, pyarrow.parquet

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLES = ["articles", "metrics", "groups"]
FAULTS = []

HOSTILE = [
    "<script>alert(1)</script>", "=1+1", "+86", "-8.3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1",
    "''", "'90后", "＝1+1", "a\"b,c", "line\nbreak", "line\r\nbreak", "lone\rreturn", "\x01\x1b",
    "in\x00side", "\u202ereversed\u202c", "长" * 10_000, " blanks ", "NA", "null", "true", "1e5",
    "007", "2024-06-28", "\ufeffmark", "\u2028", "𠀀", "_x0041_", "{{ 7*7 }}", "${x}",
    "javascript:alert(1)", "../../x", "CON", "",
]
DIGITS = ["0", "-8.3", "46917200", "5.00", "0.0000000001", "0.00000000001", "9" * 38, "9" * 400,
          "-12345678901234567.25"]


def hostile_article(number, text):
    """An article with `text` wherever a text can stand."""
    digits = DIGITS[number % len(DIGITS)]
    metric = {"subject": text, "indicator": text, "kind": "change", "value": digits, "step": digits,
              "value_max": digits, "unit": text, "unit_code": text, "bound": "about", "of": digits, "period": text,
              "comparison": text, "modality": "target", "text": text,
              "evidence": [[0, 3], [5, 9]], "confidence": 0.1 * (number % 10)}
    bare = {"subject": None, "indicator": "", "kind": "index", "value": "50.2", "value_max": None,
            "unit": "", "bound": None, "of": None, "period": None, "comparison": None,
            "modality": None, "text": "", "evidence": [], "confidence": 1.0}
    article_id = f"{number:016x}"
    return {
        "schema": "newsprint/article/1", "id": article_id,
        "source": {"name": text, "record": text, "line": number + 1, "sha256": f"{number:064x}",
                   "paper": text, "date": text, "page": text, "url": text, "place": text},
        "kicker": text, "headline": text if number else None, "subheads": [text, text],
        "section": text,
        "bylines": [{"text": text, "agency": text,
                     "people": [{"name": text, "role": None}, {"name": text, "role": text}]}],
        "dateline": {"place": text, "date": text, "text": None},
        "blocks": [{"kind": "paragraph", "text": text}, {"kind": "subheading", "text": text}],
        "figures": [{"caption": text, "credit": text}], "credits": [text, text],
        "group": {"id": article_id, "kind": "near", "leader": f"{number // 2:016x}",
                  "similarity": 0.875},
        "metrics": [metric, bare], "extensions": {},
        "spans": {"subheads": [[], []], "bylines": [[]], "blocks": [[], []], "figures": [{}],
                  "credits": [[], []]},
    }


def run(newsprint, folder, source):
    """Runs a pipeline that writes each format; returns the articles of its JSON Lines."""
    outputs = [("jsonl", "articles.jsonl"), ("csv", "tables"), ("parquet", "dataset"),
               ("xlsx", "tables.xlsx")]
    pipeline = source + "".join(
        f'[[output]]\nuse = "{use}"\npath = "{folder / path}"\n' for use, path in outputs)
    (folder / "pipeline.toml").write_text(pipeline, encoding="utf-8")
    ran = subprocess.run([newsprint, "run", folder / "pipeline.toml"], cwd=ROOT,
                         capture_output=True, text=True)
    if ran.returncode:
        sys.exit(ran.stderr)
    with open(folder / "articles.jsonl", encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


def double(digits):
    value = None if digits is None else float(digits)
    return None if value in (float("inf"), float("-inf")) else value


def fixed(digits):
    """What fits decimal(38, 10)."""
    if digits is None:
        return None
    with decimal.localcontext(prec=1000):
        value = decimal.Decimal(digits)
        fits = abs(value) < 10 ** 28 and value == value.quantize(decimal.Decimal("1e-10"))
    return value if fits else None


def lines(texts):
    return "\n".join(texts) or None


def listed(texts):
    texts = [text or "" for text in texts]
    return "; ".join(texts) if any(texts) else None


def facts(source, *names):
    return {name: source.get(name) for name in names}


def expected(articles):
    """The rows of each table, as they follow from the JSON Lines."""
    rows = {name: [] for name in TABLES}
    for a in articles:
        s, group = a["source"], a["group"]
        people = [person for byline in a["bylines"] for person in byline["people"]]
        body = [block["text"] for block in a["blocks"]]
        origin = {"source_name": s["name"], "source_record": s["record"]}
        rows["articles"].append({
            "id": a["id"], "headline": a["headline"], "kicker": a["kicker"],
            "subheads": lines(a["subheads"]), "section": a["section"],
            "byline": lines(byline["text"] for byline in a["bylines"]),
            "agency": listed(b["agency"] for b in a["bylines"] if b["agency"] is not None),
            "people": listed(person["name"] for person in people),
            "people_roles": listed(person["role"] for person in people),
            "dateline_place": (a["dateline"] or {}).get("place"),
            "dateline_date": (a["dateline"] or {}).get("date"),
            "body": lines(body),
            "captions": lines(f["caption"] for f in a["figures"] if f["caption"] is not None),
            "picture_credits": lines(f["credit"] for f in a["figures"] if f["credit"] is not None),
            "credits": lines(a["credits"]), "characters": sum(map(len, body)),
            "paragraphs": sum(block["kind"] == "paragraph" for block in a["blocks"]),
            "pictures": len(a["figures"]), "metrics": len(a["metrics"]),
            "group_id": group and group["id"], "group_kind": group and group["kind"],
            "group_leader": group and group["leader"],
            "group_similarity": group and group["similarity"],
            "diagnostics": listed(sorted({it["code"] for it in a.get("diagnostics", [])})),
            **facts(s, "paper", "date", "page", "place", "url"), **origin,
            "source_line": s.get("line"), "source_sha256": s["sha256"],
        })
        for number, m in enumerate(a["metrics"], 1):
            first = (m["evidence"] or [[None, None]])[0]
            rows["metrics"].append({
                "article_id": a["id"], "number": number, "headline": a["headline"],
                **facts(s, "paper", "date", "page", "url"), **origin,
                **{key: m[key] for key in ("subject", "indicator", "kind", "unit", "bound", "period",
                                           "comparison", "modality", "text", "confidence")},
                "value": double(m["value"]), "value_digits": m["value"],
                "value_step": double(m.get("step")), "unit_code": m.get("unit_code"),
                "value_max": double(m["value_max"]), "value_max_digits": m["value_max"],
                "of": double(m["of"]), "evidence_start": first[0], "evidence_end": first[1],
                "evidence": listed(f"{start}-{end}" for start, end in m["evidence"]),
            })
        if group:
            rows["groups"].append({
                "group_id": group["id"], "article_id": a["id"], "leader_id": group["leader"],
                "is_leader": group["leader"] == a["id"], "kind": group["kind"],
                "similarity": group["similarity"], "headline": a["headline"],
                "characters": sum(map(len, body)), **facts(s, "paper", "date", "page", "url"),
                **origin,
            })
    return rows


def same(found, wanted):
    if wanted is None or wanted == "":
        return found is None or found != found
    if isinstance(wanted, bool):
        return found in (wanted, str(wanted).lower())
    if isinstance(wanted, (int, float)):
        return found is not None and float(found) == float(wanted)
    return found == wanted


def compare(reader, table, found, wanted, decimals=False):
    """Notes the first cell that a reader has otherwise."""
    place = f"{reader}, {table}"
    if len(found) != len(wanted):
        FAULTS.append(f"{place}: {len(found)} rows, not {len(wanted)}")
        return
    for number, (row, want) in enumerate(zip(found, wanted), 1):
        if decimals:
            twins = [key for key in want if key.endswith("_digits")]
            want = want | {key.replace("_digits", "_decimal"): fixed(want[key]) for key in twins}
        for column, value in want.items():
            if not same(row[column], value):
                FAULTS.append(f"{place}, row {number}, {column}: {row[column]!r:.200}, "
                              f"not {value!r:.200}")
                return


def unescaped(text):
    """Takes back what makes a cell safe from being run."""
    return text[1:] if isinstance(text, str) and re.match(r"'+[=+\-@\t\r\n＝＋－＠]", text) else text


def csv_rows(folder, table):
    """Each reader's rows, all cells as text."""
    path = folder / "tables" / f"{table}.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "a mark tells Excel the encoding"
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield "csv", list(csv.DictReader(file))
    frame = pandas.read_csv(path, dtype=str, keep_default_na=False)
    yield "pandas from csv", frame.to_dict("records")
    frame = polars.read_csv(path, infer_schema=False)
    yield "polars from csv", frame.to_dicts()
    relation = duckdb.read_csv(str(path), all_varchar=True, header=True, quotechar='"', sep=",")
    yield "duckdb from csv", relation.to_df().to_dict("records")


def check_csv(folder, wanted):
    for table in TABLES:
        for reader, rows in csv_rows(folder, table):
            rows = [{key: unescaped(cell) if cell != "" else None for key, cell in row.items()}
                    for row in rows]
            compare(reader, table, rows, wanted[table])
    report = frictionless.validate(str(folder / "tables/datapackage.json"))
    if not report.valid:
        FAULTS.append(f"frictionless: {report.to_summary()}")
    package = json.loads((folder / "tables/datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        assert resource["rows"] == len(wanted[resource["name"]]), resource["name"]


def check_parquet(folder, wanted):
    for table in TABLES:
        path = folder / f"dataset/data/{table}/train-00000-of-00001.parquet"
        arrow = pyarrow.parquet.read_table(path)
        frames = {
            "pyarrow": arrow.to_pylist(),
            "pandas": pandas.read_parquet(path).astype(object).to_dict("records"),
            "polars": polars.read_parquet(path).to_dicts(),
            "duckdb": duckdb.read_parquet(str(path)).to_arrow_table().to_pylist(),
        }
        for reader, rows in frames.items():
            compare(reader, table, rows, wanted[table], decimals=True)
        if wanted[table]:
            chunk = pyarrow.parquet.ParquetFile(path).metadata.row_group(0).column(0)
            assert chunk.has_offset_index and chunk.has_column_index, "pages have an index"
            assert chunk.compression == "ZSTD"
        if table == "metrics":
            types = {field.name: str(field.type) for field in arrow.schema}
            assert types["value"] == "double" and types["value_digits"] == "string"
            assert types["value_decimal"].startswith("decimal128(38, 10"), types["value_decimal"]


def decoded(cell):
    """Undoes the escapes by which a workbook holds characters that XML does not."""
    if not isinstance(cell, str):
        return cell
    return re.sub(r"_x([0-9A-F]{4})_", lambda match: chr(int(match[1], 16)), cell)


def check_xlsx(folder, wanted):
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    assert book.sheetnames == [*TABLES, "dictionary"], book.sheetnames
    for table in TABLES:
        cells = list(book[table].iter_rows())
        assert not any(cell.data_type == "f" for row in cells for cell in row), "no formulas"
        names = [cell.value for cell in cells[0]]
        rows = [dict(zip(names, (decoded(cell.value) for cell in row))) for row in cells[1:]]
        compare("openpyxl", table, rows, wanted[table])


def check_libreoffice(folder, wanted, columns):
    """Opens the CSV files as a spreadsheet does: nothing is a formula, and `columns` are as they
    were. A spreadsheet takes a text such as `007` for a number, so not every column can be."""
    if not shutil.which("soffice"):
        print("skipped: LibreOffice is not installed")
        return
    for table in TABLES:
        # Comma, quote, UTF-8, from the first line on; detects numbers, keeps quoted cells.
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless",
                        "--infilter=CSV:44,34,76,1,,0,false,true", "--convert-to", "xlsx",
                        "--outdir", folder / "office-out", folder / f"tables/{table}.csv"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        sheet = openpyxl.load_workbook(folder / f"office-out/{table}.xlsx").active
        cells = list(sheet.iter_rows())
        assert not any(cell.data_type == "f" for row in cells for cell in row), "no formulas"
        names = [cell.value for cell in cells[0]]
        rows = [dict(zip(names, (cell.value for cell in row))) for row in cells[1:]]
        assert len(rows) == len(wanted[table]), f"LibreOffice, {table}: {len(rows)} rows"
        for row, want in zip(rows, wanted[table]):
            for column in want.keys() & columns:
                if not same(row[column], want[column]):
                    FAULTS.append(f"LibreOffice, {table}, {column}: {row[column]!r:.200}")


def check(newsprint, name, source, hostile):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if hostile:
            with open(folder / "in.jsonl", "w", encoding="utf-8") as file:
                for number, text in enumerate(hostile):
                    file.write(json.dumps(hostile_article(number, text)) + "\n")
        articles = run(newsprint, folder, source.format(folder=folder))
        wanted = expected(articles)
        if hostile:
            assert len(articles) == len(hostile), "every article came through"
            assert articles[1]["headline"] == hostile[1]
        check_csv(folder, wanted)
        check_parquet(folder, wanted)
        check_xlsx(folder, wanted)
        check_libreoffice(folder, wanted,
                          set() if hostile else {"headline", "value", "indicator", "body"})
        print(f"{name}: " + ", ".join(f"{len(wanted[table])} {table}" for table in TABLES))


def main():
    newsprint = pathlib.Path(sys.argv[1]).resolve()
    jsonl = '[input]\nuse = "jsonl"\npaths = ["{folder}/in.jsonl"]\n'
    stages = "".join(f'[[stage]]\nuse = "{stage}"\n'
                     for stage in ["split-page", "group-reprints", "find-metrics"])
    seeds = '[input]\nuse = "text"\npaths = ["seeds/*.txt"]\n' + stages
    check(newsprint, "hostile texts", jsonl, HOSTILE)
    check(newsprint, "the seed page", seeds, None)
    # A comparison that lets anything pass would make this check worthless.
    known = len(FAULTS)
    compare("nobody", "articles", [{"headline": "a"}], [{"headline": "b"}])
    if FAULTS[:known] or len(FAULTS) == known:
        sys.exit("\n".join(FAULTS[:known]) or "a wrong cell was not noticed")


if __name__ == "__main__":
    main()
