"""What the tests of interrupted and disturbed runs share. Python 3, standard library only."""

import hashlib
import sys

HEAD = """
[input]
use = "jsonl"
paths = ["{paths}"]

[run]
{run}

[[stage]]
use = "drop-exact"
"""
REPRINTS = """
[[stage]]
use = "group-reprints"
index = { path = "index" }
"""
TAIL = """
[[stage]]
use = "find-metrics"

[[output]]
use = "jsonl"
path = "out/articles.jsonl"

[[output]]
use = "csv"
path = "out/tables"

[[output]]
use = "sqlite"
path = "out/database"
"""


def pipeline(paths, run, more=""):
    """A pipeline over JSON Lines to a file, tables and a database; `more` stands before what reads
    figures."""
    return HEAD.format(paths=paths, run=run) + more + TAIL


def fail(message):
    print(f"failed: {message}")
    sys.exit(1)


def tree(path):
    """A hash of all files below a path, or None when there is nothing."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    if not path.is_dir():
        return None
    hashes = [f"{it.relative_to(path)} {tree(it)}" for it in sorted(path.rglob("*")) if it.is_file()]
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def index(folder):
    """A hash of each file of an index that its manifest names, and of its lists."""
    manifest = folder / "manifest"
    if not manifest.exists():
        return {}
    lines = manifest.read_text().splitlines()
    segments = [line.split()[3] for line in lines if line.startswith("segment ")]
    names = segments + ["manifest", "groups", "changes"]
    of_index = [it for it in sorted(folder.iterdir()) if it.name.split(".")[0] in names]
    return {f"index/{it.name}": tree(it) for it in of_index}
