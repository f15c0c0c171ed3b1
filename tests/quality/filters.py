#!/usr/bin/env python3
"""Compares `filter-quality` with datatrove's filters on generated English texts.

    python3 -m venv target/venv
    target/venv/bin/pip install datatrove numpy regex spacy
    target/venv/bin/python tests/quality/filters.py target/debug/newsprint [TEXTS]

datatrove (Hugging Face) implements the rules of Gopher and C4 as published; it made FineWeb. Each
generated text has one defect, often just at a threshold. Printed is the share of texts on which
both decide the same, and the measures that decided where they do not. datatrove cuts words by
spaCy, which takes marks off; it is asked a second time with words cut at white space.
"""

import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from datatrove.data import Document
from datatrove.pipeline.filters import c4_filters, gopher_quality_filter, gopher_repetition_filter

STOP_WORDS = ["the", "be", "to", "of", "and", "that", "have", "with"]


def word(rng):
    return "".join(rng.choice("abcdefghiklmnoprstuw") for _ in range(rng.choice([3, 4, 5, 5, 6, 7, 8])))


def sentence(rng, vocabulary, length):
    words = [rng.choice(STOP_WORDS) if rng.random() < 0.3 else rng.choice(vocabulary) for _ in range(length)]
    words[0] = words[0].capitalize()
    return " ".join(words) + rng.choice([".", ".", ".", "!", "?"])


def text(rng):
    """A text with one defect, and what the defect is."""
    vocabulary = [word(rng) for _ in range(rng.choice([40, 150, 400]))]
    lines = [
        " ".join(sentence(rng, vocabulary, rng.randint(5, 14)) for _ in range(rng.randint(1, 4)))
        for _ in range(rng.randint(3, 14))
    ]
    kind = rng.choice(
        "none length short-words long-words hash ellipsis bullets cut numbers stop lines phrase line junk".split()
    )
    share = rng.random()
    some = lambda: [at for at in range(len(lines)) if rng.random() < share]
    if kind == "length":
        lines = [sentence(rng, vocabulary, rng.randint(46, 54))]
    elif kind == "short-words":
        lines = [" ".join(w[: rng.randint(1, 4)] for w in line.split()) for line in lines]
    elif kind == "long-words":
        lines = [" ".join(w + word(rng) * rng.randint(0, 1) for w in line.split()) for line in lines]
    elif kind == "hash":
        lines = [" ".join("#" + w if rng.random() < 0.2 * share else w for w in line.split()) for line in lines]
    elif kind == "ellipsis":
        lines = [" ".join(w + "..." if rng.random() < 0.2 * share else w for w in line.split()) for line in lines]
    elif kind == "bullets":
        share = 0.8 + 0.2 * share
        for at in some():
            lines[at] = rng.choice(["- ", "• "]) + lines[at]
    elif kind == "cut":
        share *= 0.6
        for at in some():
            lines[at] = lines[at].rstrip(".!?") + rng.choice(["...", "…"])
    elif kind == "numbers":
        lines = [
            " ".join(str(rng.randint(1, 99999)) if rng.random() < 0.4 * share else w for w in line.split())
            for line in lines
        ]
    elif kind == "stop":
        lines = [" ".join(w for w in line.split() if w.lower() not in STOP_WORDS) or "x" for line in lines]
        lines[0] += " " + " ".join(rng.sample(STOP_WORDS, rng.randint(0, 3)))
    elif kind == "lines":
        for _ in range(rng.randint(1, 8)):
            lines.insert(rng.randrange(len(lines)), rng.choice(lines))
    elif kind == "phrase":
        phrase = " ".join(rng.choice(vocabulary) for _ in range(rng.randint(2, 14)))
        for _ in range(rng.randint(2, 9)):
            at = rng.randrange(len(lines))
            lines[at] = lines[at][:-1] + " " + phrase + lines[at][-1]
    elif kind == "line":
        lines.insert(rng.randrange(len(lines)), rng.choice([
            "Home", "Please enable JavaScript now.", "Read our privacy policy here.", "Two words.",
            "This { is } code.", "Some lorem ipsum text here.", "No mark at the end of this",
        ]))
    elif kind == "junk":
        lines = [line[: rng.randint(3, 20)] for line in lines]
    return kind, "\n".join(line.strip() for line in lines)


def ours(binary, texts, preset, action):
    """For each text its articles after the filter: lines and what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        records = [json.dumps({"id": at, "text": it}) for at, it in enumerate(texts)]
        (folder / "in.jsonl").write_text("\n".join(records) + "\n")
        (folder / "p.toml").write_text(
            '[input]\nuse = "jsonl"\npaths = ["in.jsonl"]\n[[stage]]\nuse = "filter-quality"\n'
            f'words = "spaces"\npreset = "{preset}"\naction = "{action}"\n'
            '[[output]]\nuse = "jsonl"\npath = "out.jsonl"\n'
        )
        subprocess.run([binary, "run", "p.toml", "-q"], cwd=folder, check=True)
        found = {}
        for line in (folder / "out.jsonl").read_text().splitlines():
            article = json.loads(line)
            quality = article["extensions"].get("newsprint-stages/quality", {})
            lines = [block["text"] for block in article["blocks"]]
            found[int(article["source"]["record"])] = (lines, quality)
        return found


def report(name, texts, decide, found):
    agreed = Counter()
    examples = []
    for at, (kind, it) in enumerate(texts):
        theirs, mine = decide(it), found(at)
        agreed[kind, theirs[0] == mine[0]] += 1
        agreed["all", theirs[0] == mine[0]] += 1
        if theirs[0] != mine[0]:
            examples.append(f"  {kind}: theirs {theirs}, ours {mine}")
    total = agreed["all", True] + agreed["all", False]
    print(f"{name}: {agreed['all', True]} of {total} texts ({agreed['all', True] / total:.2%})")
    print("\n".join(examples[:8]))


def main():
    binary, count = str(Path(sys.argv[1]).resolve()), int(sys.argv[2]) if len(sys.argv) > 2 else 3000
    rng = random.Random(2021)
    texts = [text(rng) for _ in range(count)]
    plain = [it for _, it in texts]

    marked = ours(binary, plain, "gopher", "mark")
    quality, repetition = gopher_quality_filter.GopherQualityFilter(), gopher_repetition_filter.GopherRepetitionFilter()

    def gopher(it):
        for filter in (quality, repetition):
            answer = filter.filter(Document(text=it, id="0"))
            if answer is not True:
                return True, answer[1]
        return False, ""

    def mine(at):
        broken = marked[at][1]["broken"]
        return bool(broken), broken[:3]

    report("Gopher, words by spaCy", texts, gopher, mine)
    for module in (gopher_quality_filter, gopher_repetition_filter):
        module.split_into_words = lambda it, language: it.split()
    report("Gopher, words by white space", texts, gopher, mine)
    # Here `The` and `the,` are stop words too; datatrove has `the` alone.
    quality.min_stop_words = None
    but = lambda at: [code for code in marked[at][1]["broken"] if code != "too-few-stop-words"]
    report("the same without stop words", texts, gopher, lambda at: (bool(but(at)), but(at)[:3]))

    kept = ours(binary, plain, "c4", "drop")
    c4 = c4_filters.C4QualityFilter(min_num_sentences=3, min_words_per_line=5)
    c4_filters.split_into_sentences = lambda line, language: [s for s in split_sentences(line) if s]

    def theirs(it):
        document = Document(text=it, id="0")
        answer = c4.filter(document)
        return (document.text if answer is True else None), answer

    def lines(at):
        return ("\n".join(kept[at][0]) if at in kept else None), ""

    report("C4, text that is left", texts, theirs, lines)


def split_sentences(line):
    """Sentences at terminal marks before white space; spaCy's would need a model."""
    sentences, start = [], 0
    for at, c in enumerate(line):
        if c in ".!?" and (at + 1 == len(line) or line[at + 1] == " "):
            sentences.append(line[start : at + 1].strip())
            start = at + 1
    return sentences + [line[start:].strip()]


if __name__ == "__main__":
    main()
