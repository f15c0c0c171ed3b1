"""Tests of the helper: `python3 -m unittest` in this folder."""

import contextlib
import io
import json
import os
import subprocess
import sys
import unittest

import newsprint_stage
from newsprint_stage import Change, DocumentChange, Drop


def ask(function, *requests, per=newsprint_stage._each):
    """The answers of a stage, as objects."""
    lines = b"".join(json.dumps({"n": n, **it}).encode() + b"\n" for n, it in enumerate(requests))
    answers = io.BytesIO()
    with contextlib.redirect_stderr(io.StringIO()):
        newsprint_stage.serve(per(function), io.BytesIO(lines), answers, name="t", version="2")
    return [json.loads(line) for line in answers.getvalue().splitlines()]


def articles(*headlines):
    return {"articles": [{"headline": headline} for headline in headlines]}


class Stage(unittest.TestCase):
    def check(self, function, request, expected):
        self.assertEqual(ask(function, request), [{"n": 0, **expected}])

    def test_greets_with_its_name(self):
        expected = {"newsprint": "exec/1", "name": "t", "version": "2"}
        self.check(lambda _: None, {"newsprint": "exec/1", "reads": [], "writes": []}, expected)

    def test_answers_one_change_for_each_article(self):
        def length(article):
            return {"t/length": len(article["headline"])} if article["headline"] else None

        answer = {"articles": [{"extensions": {"t/length": 2}}, None]}
        self.check(length, articles("头条", None), answer)
        self.check(length, articles(None, None), {})
        self.check(length, articles(), {})

    def test_tells_articles_their_source(self):
        request = {"source": {"name": "a"}, **articles("x")}
        answer = {"articles": [{"extensions": {"t/name": "a"}}]}
        self.check(lambda article: {"t/name": article["source"]["name"]}, request, answer)

    def test_drops_by_value_and_by_exception(self):
        def returns(_):
            return Drop("short", "1 of 2")

        def raises(_):
            raise Drop("short", "1 of 2")

        answer = {"articles": [{"drop": {"code": "short", "value": "1 of 2"}}]}
        self.check(returns, articles("x"), answer)
        self.check(raises, articles("x"), answer)
        for function in (returns, raises):
            whole = ask(function, articles("x"), per=lambda it: it)
            self.assertEqual(whole, [{"n": 0, "drop": {"code": "short", "value": "1 of 2"}}])

    def test_says_more_with_a_change(self):
        note = {"code": "seen", "severity": "info", "message": "it was seen"}
        change = Change({"t/a": None}, [note])
        answer = {"extensions": {"t/a": None}, "diagnostics": [note]}
        self.check(lambda _: change, articles("x"), {"articles": [answer]})
        whole = ask(lambda _: DocumentChange([change], [note]), articles("x"), per=lambda it: it)
        self.assertEqual(whole, [{"n": 0, "articles": [answer], "diagnostics": [note]}])

    def test_an_exception_costs_one_document(self):
        def picky(article):
            return {"t/length": len(article["headline"])}

        bad, good = ask(picky, articles(None), articles("x"))
        self.assertRegex(bad["error"], r"^TypeError: .* \(test_newsprint_stage.py:\d+\)$")
        self.assertEqual(good["articles"], [{"extensions": {"t/length": 1}}])

    def test_what_is_no_json_is_an_error(self):
        for value in (float("nan"), "\ud800", {1, 2}):
            (answer,) = ask(lambda _: {"t/value": value}, articles("x"))
            self.assertIn("Error: ", answer["error"])
        for value in (7, "text", [1]):
            (answer,) = ask(lambda _: value, articles("x"))
            self.assertIn("TypeError: a stage gave a ", answer["error"])

    def test_wants_one_function(self):
        with self.assertRaises(TypeError):
            newsprint_stage.run()
        with self.assertRaises(TypeError):
            newsprint_stage.run(len, document=len)


class Process(unittest.TestCase):
    """The helper in a process of its own."""

    def check(self, body, request, expected):
        stage = f"import newsprint_stage, os, subprocess, sys\n\ndef stage(article):\n{body}\n\n"
        command = [sys.executable, "-B", "-c", stage + "newsprint_stage.run(stage)"]
        line = json.dumps({"n": 7, **request}) + "\n"
        folder = os.path.dirname(os.path.abspath(__file__))
        ran = subprocess.run(command, input=line, capture_output=True, text=True, cwd=folder)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertEqual([json.loads(it) for it in ran.stdout.splitlines()], [expected])
        return ran.stderr

    def test_what_is_printed_goes_elsewhere(self):
        body = """
    print("by print")
    os.write(1, b"by the system\\n")
    subprocess.run([sys.executable, "-c", "print('by a child')"])
    return {"t/input": sys.stdin.read()}"""
        answer = {"n": 7, "articles": [{"extensions": {"t/input": ""}}]}
        said = self.check(body, articles("x"), answer)
        for words in ("by print", "by the system", "by a child"):
            self.assertIn(words, said)


if __name__ == "__main__":
    unittest.main()
