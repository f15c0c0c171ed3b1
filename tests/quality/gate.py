#!/usr/bin/env python3
"""Quality gate: runs the release binary over the development gold and fails when a pinned figure falls.

    gate.py            check (CI)
    gate.py --raise    check, then raise the pins to what was reached

The gold stands beside the checkout, in `../shared`; without it the gate is skipped with a message.
Pins only go up, but when weights are learnt from other pages: `docs/decisions/page-roles.md` has the figures.
`pins.json` holds them by data set, with the SHA-256 of the gold they were reached on.
"""
import hashlib, json, pathlib, re, shutil, subprocess, sys, tempfile, unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
PINS = pathlib.Path(__file__).with_name("pins.json")
BINARY = ROOT / "target/release/newsprint"
SLACK = 0.0005

PIPELINE = """
[input]
use = "{input}"
paths = ["{paths}"]
[[stage]]
use = "{stage}"
[[output]]
use = "jsonl"
path = "{out}"
"""


def newsprint(folder, *args, **names):
    out = folder / "out.jsonl"
    file = folder / "pipeline.toml"
    file.write_text(PIPELINE.format(out=out, **names), encoding="utf-8")
    run = [BINARY, "--quiet", "run", file, "--set", f"run.rejects-file={folder / 'rejects.jsonl'}", *args]
    subprocess.run(run, check=True, cwd=ROOT)
    return out


def score(script, *args):
    command = [sys.executable, SHARED / "score" / script, *args]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def pages(name, folder):
    gold, texts = SHARED / "pages" / name, f"{SHARED / 'pages' / name}/*.txt"
    if name == "seed page":
        gold, texts = SHARED / "gold/pages-seed", "seeds/*.txt"
    if name.startswith("typeset"):
        gold = SHARED / "pages/typeset"
        texts = gold / f"*.{name.split()[1]}.txt"
    out = newsprint(folder, input="text", stage="split-page", paths=texts)
    return gold, score("articles.py", "--gold", gold, "--pred", out, "--json")


def printed(name, folder):
    """The typeset pages that stand there as PDF."""
    if subprocess.run([BINARY, "stages", "pdf"], capture_output=True).returncode:
        print("typeset pdf: skipped, the binary is built without `pdf`")
        return None
    files = sorted((SHARED / "pages/typeset").glob("*.pdf"))
    gold = folder / "gold"
    gold.mkdir()
    for file in files:
        shutil.copy(file.with_suffix(".json"), gold)
    out = newsprint(folder, input="pdf", stage="split-page", paths=SHARED / "pages/typeset/*.pdf")
    return gold, score("articles.py", "--gold", gold, "--pred", out, "--json")


def web_pages(name, folder):
    gold = SHARED / "html/gold.jsonl"
    out = newsprint(folder, input="html", stage="find-metrics", paths=SHARED / "html/pages/*.html")
    said = score("html.py", "--gold", gold, "--pred", out)
    figures = re.findall(r"(F1|headline|date) ([0-9.]+)", said)
    return gold, json.dumps({"body" if name == "F1" else name: float(value) for name, value in figures})


def metrics(name, folder):
    gold = SHARED / "gold" / name
    out = rows_of(gold, folder)
    return gold, score("metrics.py", "--gold", gold, "--pred", out, "--json")


def rows_of(gold, folder):
    corpus = folder / "corpus.jsonl"
    corpus.write_text(score("metrics.py", "--gold", gold, "--corpus"), encoding="utf-8")
    return newsprint(folder, input="jsonl", stage="find-metrics", paths=corpus)


def not_figures(name, folder):
    """What the gold lists as no figure (dates, codes, names, idioms): the share that no row is read from.
    A row that prints what a gold row of the paragraph prints is taken for that one."""
    gold = SHARED / "gold" / name.split()[-1]
    out = rows_of(gold, folder)
    read = {}
    for article in map(json.loads, out.read_text(encoding="utf-8").splitlines()):
        read[article["source"]["record"]] = article["metrics"]
    left = total = 0
    for file in sorted(gold.glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        # The reader of JSON Lines joins title and text with a line end.
        paragraphs = [paragraph.encode() for paragraph in document["paragraphs"]]
        starts = [sum(len(it) + 1 for it in paragraphs[:at]) for at in range(len(paragraphs))]
        figures = {(it["paragraph"], it["text"]) for it in document["metrics"]}
        for entry in document.get("not_metrics", []):
            at = entry["paragraph"]
            places = re.finditer(re.escape(entry["text"].encode()), paragraphs[at])
            places = [(starts[at] + it.start(), starts[at] + it.end()) for it in places]
            rows = [row for row in read[document["id"]] if (at, row["text"]) not in figures]
            spans = [span for row in rows for span in row["evidence"]]
            total += 1
            left += not any(a < end and start < b for a, b in places for start, end in spans)
    return gold, json.dumps({"left alone": left / total})


def metrics_of_the_page(name, folder):
    out = folder / "out.jsonl"
    run = [BINARY, "--quiet", "run", "config/page.toml", "--set", f"output.jsonl.path={out}",
           "--set", f"output.markdown.path={folder / 'md'}", "--set", f"run.rejects-file={folder / 'r.jsonl'}"]
    subprocess.run(run, check=True, cwd=ROOT)
    gold = SHARED / "gold/metrics-seed"
    return gold, score("metrics.py", "--gold", gold, "--pred", named(out, gold), "--json")


def named(out, gold):
    """Gives each article the id of the gold document with its headline as its record: the scorer looks
    for an article under its headline and under kicker and headline, and counts the rows of one without
    a kicker twice."""
    def squeezed(*texts):
        texts = (unicodedata.normalize("NFKC", text or "") for text in texts)
        return "".join("".join(texts).split())
    ids = {}
    for file in sorted(gold.glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        ids[squeezed(document.get("headline") or document["paragraphs"][0])] = document["id"]
        ids[squeezed(document["paragraphs"][0])] = document["id"]
    articles = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    for article in articles:
        heads = squeezed(article["headline"]), squeezed(article["kicker"], article["headline"])
        article["source"]["record"] = next((ids[head] for head in heads if head in ids), None)
    lines = (json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
    again = out.with_name("named.jsonl")
    again.write_text("".join(lines), encoding="utf-8")
    return again


def cases(name, folder):
    """What recognisers' own test suites ask: value F1 and whole cases right."""
    gold, scope = SHARED / f"cases/{name}.jsonl", "core,edge" if name == "recognizers_zh" else "core"
    spans, rows = folder / "spans.jsonl", folder / "rows.json"
    with spans.open("w", encoding="utf-8") as out:
        subprocess.run([BINARY, "metrics", "--spans", gold], check=True, stdout=out)
    command = [sys.executable, SHARED / "cases/score.py", "--cases", gold, "--cand", spans, "--scope",
               scope, "--json", rows]
    subprocess.run(command, check=True, capture_output=True)
    rows = json.loads(rows.read_text(encoding="utf-8"))
    total = next(row for name, row in rows.items() if name.startswith("TOTAL"))
    return gold, json.dumps({"value_f1": total["value"][2] / 100, "case": total["case_acc"] / 100})


def reprints(name, folder):
    """Planted reprints: 20,000 documents of the shared generator, and English ones of our own."""
    if name == "english reprints":
        gold = ROOT / "tests/quality/english.py"
        make = [sys.executable, gold, folder]
    else:
        gold = SHARED / "dedup/generate.py"
        make = [sys.executable, gold, "--src", SHARED / "dedup/source.jsonl", "--out", folder, "--docs", "20000"]
    subprocess.run(make, check=True, capture_output=True)
    out = newsprint(folder, input="jsonl", stage="group-reprints", paths=folder / "docs.jsonl")
    if name == "english reprints":
        command = [sys.executable, gold, "--score", folder, out]
        return gold, subprocess.run(command, check=True, capture_output=True, text=True).stdout
    sys.path.insert(0, str(SHARED / "dedup"))
    import score as dedup
    found = dedup.score(str(folder), dedup.labels(str(folder), out))
    figures = {"ari": found["ARI"], "precision": found["P"], "recall": found["R"],
               "originals kept": 1 - found["lost_originals"]}
    figures |= {f"apart {kind}": 1 - merged for kind, merged in found["false_merge"].items()}
    figures |= {f"recall {kind}": found["recall"][kind] for kind in ("ocr5", "ocr10", "trunc", "subset")}
    return gold, json.dumps(figures)


def real_articles(name, folder):
    """Articles of one broadcaster, each a story of its own: the share that is left alone."""
    gold = SHARED / "dedup/real.jsonl"
    days = [] if name.endswith("dated") else ["--set", "stage.group-reprints.days=1000000"]
    out = newsprint(folder, *days, input="jsonl", stage="group-reprints", paths=gold)
    groups = [json.loads(line)["group"] for line in open(out, encoding="utf-8")]
    return gold, json.dumps({"alone": sum(group is None for group in groups) / len(groups)})


SETS = {"seed page": pages, "seed": pages, "mild": pages, "hard": pages,
        "typeset blocks_folded": pages, "typeset raw": pages, "typeset default": pages, "typeset layout": pages,
        "typeset pdf": printed, "web pages": web_pages,
        "metrics of the seed page": metrics_of_the_page, "metrics-seed": metrics, "metrics-dev": metrics,
        "no figures of metrics-seed": not_figures, "no figures of metrics-dev": not_figures,
        "recognizers_zh": cases, "jionlp_zh": cases,
        "planted reprints": reprints, "english reprints": reprints,
        "real articles": real_articles, "real articles, dated": real_articles}
COUNTS = {"pages", "gold_articles", "predicted_articles", "documents", "gold", "predicted"}


def digest(gold):
    hashed = hashlib.sha256()
    for file in [gold] if gold.is_file() else sorted(gold.glob("*.json")):
        hashed.update(file.name.encode() + b"\0" + file.read_bytes())
    return hashed.hexdigest()[:16]


def main():
    if not SHARED.is_dir():
        print("skipped: the gold does not stand beside the checkout")
        return
    pins = json.loads(PINS.read_text(encoding="utf-8")) if PINS.exists() else {}
    fallen = []
    for name, measure in SETS.items():
        with tempfile.TemporaryDirectory() as folder:
            measured = measure(name, pathlib.Path(folder))
            if measured is None:
                continue
            gold, answer = measured
            hashed = digest(gold)
        figures = {k: round(v, 4) for k, v in json.loads(answer).items() if k not in COUNTS}
        print(f"{name}: " + "  ".join(f"{k} {v:.4f}" for k, v in figures.items()))
        pinned = pins.setdefault(name, {"gold": hashed, "figures": {}})
        if pinned["gold"] != hashed:
            print(f"  the gold of {name} has changed; its pins are set anew with --raise")
            pinned.update(gold=hashed, figures={})
        for k, v in figures.items():
            floor = pinned["figures"].get(k, 0.0)
            if v < floor - SLACK:
                fallen.append(f"{name}: {k} fell from {floor:.4f} to {v:.4f}")
            pinned["figures"][k] = max(v, floor)
    if fallen:
        sys.exit("\n".join(fallen))
    if "--raise" in sys.argv:
        PINS.write_text(json.dumps(pins, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
