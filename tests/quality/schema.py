#!/usr/bin/env python3
"""Checks each line of a JSON Lines file of articles against the published JSON Schema."""
import json, pathlib, sys

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "crates/newsprint-core/schema/article-1.schema.json"


def main():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    lines = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    faults = [f"line {n}: {error.json_path}: {error.message}"
              for n, line in enumerate(lines, 1) for error in validator.iter_errors(json.loads(line))]
    if faults or not lines:
        sys.exit("\n".join(faults) or "no articles")
    # A schema that lets anything pass would make this check worthless.
    broken = json.loads(lines[0]) | {"headline": 7}
    if validator.is_valid(broken):
        sys.exit("the schema lets a number stand for a headline")
    print(f"{len(lines)} articles fit {SCHEMA.name}")


if __name__ == "__main__":
    main()
