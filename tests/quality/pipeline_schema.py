#!/usr/bin/env python3
"""Checks what `newsprint schema` prints against pipelines that are right and pipelines that are not.

usage: pipeline_schema.py BINARY [TAPLO]

With taplo, the program behind editors that know TOML, the pipelines are checked by it too.
"""
import json, pathlib, re, subprocess, sys, tempfile, tomllib

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOOD = '''
[input]
use = "jsonl"
paths = ["corpus.jsonl"]

[run]
chunk = 64

[[stage]]
use = "group-reprints"
threshold = 0.8
index.path = "state"

[[output]]
use = "jsonl"
path = "-"
'''
# What is changed, and into what: none of it fits any more.
BROKEN = [
    ('use = "group-reprints"', 'use = "group-reprint"'),
    ("threshold = 0.8", "treshold = 0.8"),
    ("threshold = 0.8", "threshold = 1.8"),
    ("threshold = 0.8", 'threshold = "high"'),
    ("threshold = 0.8", 'leader = "oldest"'),
    ('index.path = "state"', "index = {}"),
    ("chunk = 64", "chunk = 0"),
    ("[[output]]", "[output]"),
    ('path = "-"', ""),
    ("[run]", "[runs]"),
    ('use = "jsonl"\npaths', "paths"),
]


def guide():
    """The pipelines that the guide prints as right: those that no page expects a check to refuse."""
    for page in sorted((ROOT / "docs/guide").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        for name, content in re.findall(r"^```toml (\S+)\n(.*?)^```$", text, re.M | re.S):
            refused = re.search(rf"^\$ newsprint check {re.escape(name)}$(?:\n[!].*)*\n\? 2", text,
                                re.M)
            if "[input]" in content and not refused:
                yield f"{page.name}, {name}", content


def main():
    binary, taplo = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    schema = json.loads(subprocess.check_output([binary, "schema", "pipeline"]))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    good = [("the example", GOOD), *guide()]
    good += [(str(path), path.read_text(encoding="utf-8"))
             for path in sorted((ROOT / "config").glob("*.toml"))]
    for name, text in good:
        for error in validator.iter_errors(tomllib.loads(text)):
            sys.exit(f"{name}: {error.json_path}: {error.message[:300]}")
    broken = [GOOD.replace(old, new, 1) for old, new in BROKEN]
    for text, change in zip(broken, BROKEN):
        if text == GOOD or validator.is_valid(tomllib.loads(text)):
            sys.exit(f"the schema lets pass: {change}")
    article = json.loads(subprocess.check_output([binary, "schema", "article"]))
    jsonschema.Draft202012Validator.check_schema(article)
    if taplo:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "schema.json").write_text(json.dumps(schema))
            for number, (text, fits) in enumerate([(GOOD, True), *((it, False) for it in broken)]):
                (folder / f"{number}.toml").write_text(text)
                ran = subprocess.run([taplo, "check", "--schema", f"file://{folder}/schema.json",
                                      str(folder / f"{number}.toml")], capture_output=True)
                if (ran.returncode == 0) != fits:
                    sys.exit(f"taplo: {text}\n{ran.stderr.decode()}")
    print(f"{len(good)} pipelines fit the schema, {len(broken)} broken ones do not"
          + (", in taplo too" if taplo else ""))


if __name__ == "__main__":
    main()
