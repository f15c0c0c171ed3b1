#!/usr/bin/env python3
"""Measures the input `html` on the development pages and on public benchmarks.

    html.py [--benchmark DIR]

DIR is a checkout of the article extraction benchmark (github.com/scrapinghub/article-extraction-benchmark); the answers
go to its `output` folder, where its own `evaluate.py` scores them beside those of its peers. What is missing is skipped
with a message. The binary must have been built with the feature `html`.
"""
import argparse, gzip, json, pathlib, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
BINARY = ROOT / "target/release/newsprint"

PIPELINE = """
[input]
use = "html"
paths = ["{pages}/*.html"]
[[output]]
use = "jsonl"
path = "{out}"
"""


def read(pages, folder):
    """The articles of the pages in a folder."""
    out, file = folder / "out.jsonl", folder / "pipeline.toml"
    file.write_text(PIPELINE.format(pages=pages, out=out), encoding="utf-8")
    subprocess.run([BINARY, "--quiet", "run", file, "--set", f"run.rejects-file={folder / 'rejects.jsonl'}"], check=True)
    return out


def benchmark(root, folder):
    pages = folder / "pages"
    pages.mkdir()
    for page in sorted((root / "html").glob("*.html.gz")):
        (pages / page.name.removesuffix(".gz")).write_bytes(gzip.decompress(page.read_bytes()))
    output = {page.stem: {"articleBody": ""} for page in pages.glob("*.html")}
    for line in read(pages, folder).read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        name = pathlib.PurePath(article["source"]["name"]).stem
        output[name]["articleBody"] += "\n".join(block["text"] for block in article["blocks"])
    answer = {"version": "", "output": output}
    (root / "output/newsprint.json").write_text(json.dumps(answer), encoding="utf-8")
    subprocess.run([sys.executable, "evaluate.py"], check=True, cwd=root)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--benchmark", type=pathlib.Path)
    options = parser.parse_args()
    if not BINARY.exists():
        sys.exit("no release binary: cargo build --release -p newsprint-cli --features html")
    with tempfile.TemporaryDirectory() as folder:
        gold = SHARED / "html/gold.jsonl"
        if gold.exists():
            out = read(SHARED / "html/pages", pathlib.Path(folder))
            score = [sys.executable, SHARED / "score/html.py", "--gold", gold, "--pred", out]
            subprocess.run(score, check=True)
        else:
            print(f"skipped: no development pages at {gold}")
    if options.benchmark:
        with tempfile.TemporaryDirectory() as folder:
            benchmark(options.benchmark.resolve(), pathlib.Path(folder))


if __name__ == "__main__":
    main()
