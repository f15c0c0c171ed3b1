#!/usr/bin/env python3
"""Runs the examples of the package, of its README and of its pages in the guide as they are printed.

usage: package.py [--bare]

`--bare` leaves out what needs `pyarrow`.
"""
import doctest
import json
import os
import pathlib
import pickle
import re
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = ["crates/newsprint-py/README.md", "docs/guide/from-python.md"]
passed = failed = 0


def examples(text, name, variables):
    global passed, failed
    test = doctest.DocTestParser().get_doctest(text, variables, name, name, 0)
    if not test.examples:
        return
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, clear_globs=False)
    variables.update(test.globs)
    passed, failed = passed + (result.failed == 0), failed + (result.failed > 0)


def page(path):
    """The files of a page, and its examples, in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        variables = {}
        for info, content in re.findall(r"^```([^\n]*)\n(.*?)^```$", path.read_text(encoding="utf-8"), re.M | re.S):
            language, _, name = info.partition(" ")
            if name:
                pathlib.Path(name).parent.mkdir(parents=True, exist_ok=True)
                pathlib.Path(name).write_text(content, encoding="utf-8")
            elif language == "python":
                examples(content, path.name, variables)
        os.chdir("/")


def test(act, newsprint):
    global passed, failed
    try:
        act(newsprint)
        passed += 1
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a failure
        failed += 1
        print(f"{act.__doc__}: {type(error).__name__}: {error}")


def raised(kind, act):
    try:
        act()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")


def pipeline(newsprint, *stages, input="jsonl", run=""):
    steps = "".join(f'[[stage]]\nuse = "{stage}"\n' for stage in stages)
    text = f'[input]\nuse = "{input}"\npaths = ["nothing"]\n[run]\n{run}\n{steps}[[output]]\nuse = "jsonl"\npath = "-"\n'
    return newsprint.Pipeline(text=text)


def faults(newsprint):
    """all faults of a pipeline come with their places"""
    text = '[input]\nuse = "jsonl"\npaths = ["a"]\n[[stage]]\nuse = "find-metric"\n[[output]]\nuse = "jsonl"\n'
    error = raised(newsprint.ConfigError, lambda: newsprint.Pipeline(text=text))
    unknown, missing = error.faults
    assert (unknown.name, unknown.line, unknown.column) == ("pipeline.toml", 5, 7), unknown
    assert unknown.help == "did you mean `find-metrics`?", unknown
    assert "`path`" in missing.message and missing.line == 7, missing
    assert str(error).startswith("pipeline.toml:5:7: there is no stage `find-metric` (help: did"), error
    raised(FileNotFoundError, lambda: newsprint.Pipeline("nowhere.toml"))
    raised(TypeError, newsprint.Pipeline)


def documents(newsprint):
    """documents of each kind are read, and what fails is told or kept"""
    records = pipeline(newsprint, "drop-exact", "find-metrics")
    given = ["茶叶产量5.2万吨。", {"text": "茶叶产量5.2万吨。"}, '{"text": "公路8公里。"}'.encode()]
    rejects = []
    articles = list(records.run([*given, {"id": 4}], rejects=rejects))
    assert [it["source"]["line"] for it in articles] == [1, 3], articles
    kept = sorted((it["kind"], it["code"], it["place"]) for it in rejects)
    assert kept == [("dropped", "same-text", "python:2"), ("quarantined", "missing-text", "python:4")], kept
    error = raised(newsprint.DocumentError, lambda: list(records.run([{"id": 4}])))
    assert str(error).startswith("python:1: `jsonl` failed: `text` is missing"), error
    assert error.reject["code"] == "missing-text"
    strict = pipeline(newsprint, run='on-error = "stop"')
    raised(newsprint.DocumentError, lambda: list(strict.run([{"id": 4}], rejects=[])))
    raised(TypeError, lambda: list(records.run([7])))
    pages = pipeline(newsprint, "split-page", input="text")
    page, = pages.run([{"text": "净化消费市场环境\n本报讯 昨日,云溪县市场监管局组织开展专项检查。\n检查人员要求商户明码标价。\n", "paper": "日报"}])
    assert page["source"]["paper"] == "日报" and page["headline"] == "净化消费市场环境", page
    raised(TypeError, lambda: list(pages.run([{"text": "a", "author": "b"}])))
    raised(newsprint.RunError, lambda: newsprint.group_reprints([], threshold=2.0))
    assert list(records.run([])) == []


def arrow(newsprint):
    """batches are read by the capsules that they give, whatever their type of string"""
    import pyarrow

    class Capsules:
        def __init__(self, batch):
            self.batch = batch

        def __arrow_c_array__(self, requested_schema=None):
            return self.batch.__arrow_c_array__(requested_schema)

    plain = pipeline(newsprint, "find-metrics")
    lines = []
    for kind in (pyarrow.string(), pyarrow.large_string(), pyarrow.string_view(), pyarrow.binary()):
        texts = [text.encode() if kind == pyarrow.binary() else text for text in ("茶叶产量5.2万吨。", "公路8公里。")]
        batch = pyarrow.RecordBatch.from_arrays([pyarrow.array(texts, kind), pyarrow.array([7, 8])], ["text", "id"])
        lines.append(plain.map_arrow(Capsules(batch), "lines", name="a")["line"].to_pylist())
    assert lines[0] == lines[1] == lines[2] == lines[3] and len(lines[0]) == 2, lines
    assert [json.loads(line)["source"]["record"] for line in lines[0]] == ["7", "8"]
    wide = pyarrow.RecordBatch.from_pylist([{"text": "一。"}] * 1000)
    assert plain.map_arrow(wide)["id"].to_pylist() == [it["id"] for it in plain.run(["一。"] * 1000, name="arrow")]
    raised(newsprint.RunError, lambda: pipeline(newsprint, "drop-exact").map_arrow(wide))
    raised(newsprint.RunError, lambda: plain.map_arrow(wide, "nothing"))
    raised(newsprint.DocumentError, lambda: plain.map_arrow(pyarrow.RecordBatch.from_pylist([{"id": 1}])))


def pickled(newsprint):
    """pipelines and exceptions go to other processes"""
    plain = pickle.loads(pickle.dumps(pipeline(newsprint, "find-metrics")))
    assert plain.steps == ["jsonl", "find-metrics", "jsonl"]
    error = raised(newsprint.DocumentError, lambda: list(plain.run([{"id": 4}])))
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.reject) == (str(error), error.reject)
    error = raised(newsprint.ConfigError, lambda: newsprint.Pipeline(text="x = 1"))
    assert pickle.loads(pickle.dumps(error)).faults == error.faults


def main(bare):
    import newsprint
    from newsprint import _functions, _pipeline

    for module in (_functions, _pipeline):
        for found in doctest.DocTestFinder().find(module):
            if not (bare and "pyarrow" in found.docstring):
                examples(found.docstring, found.name, dict(vars(module)))
    if bare:
        return
    for name in PAGES:
        page(ROOT / name)
    for act in (faults, documents, arrow, pickled):
        test(act, newsprint)


if __name__ == "__main__":
    main("--bare" in sys.argv)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)
