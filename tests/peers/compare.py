#!/usr/bin/env python3
"""Measures newsprint beside what people use today for the same work, on the same generated texts.

    compare.py PROGRAM [--articles 20000] [--sentences 2000]

Installs the others (PyPI) below `target/peers`, and prints the tables of the README. Not part of CI.

- Reprints: stories of random words, four of ten documents prints of an earlier one (the same, with one
  character in sixty changed, or a fifth shorter), and beside them monthly notices: one text, other
  figures, each a story of its own. Two documents in one group are a pair; the truth is known.
- Figures: sentences from patterns whose values are known, those of other patterns that hold no figure
  among them. A sentence is right when exactly its values are found, in units and not in 万 or 亿.

Seconds are those of the processor, on one thread, from the texts in memory or in a file to groups or
values; loading the library is not counted.
"""

import argparse
import contextlib
import decimal
import json
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = ROOT / "target/peers"
PACKAGES = ["datasketch", "gaoya", "recognizers-text-suite==1.0.2a2", "emoji<2", "setuptools<81"]

NOTICE = (
    "本市统计部门日前发布{year}年{month}月份价格情况。当月居民消费价格同比上涨{a}%,其中食品价格上涨{b}%,"
    "非食品价格上涨{c}%,消费品价格上涨{d}%,服务价格上涨{e}%。从环比看,居民消费价格上涨{f}%,鲜菜价格下降{g}%,"
    "猪肉价格上涨{h}%。统计部门负责人表示,市场供应充足,价格运行总体平稳,下一步将继续做好监测和预警,"
    "保障群众基本生活。"
)
PATTERNS = [
    ("{p}{y}年完成投资{x}万元。", lambda x, _: [x * 10000]),
    ("茶叶产量{x}吨,同比增长{z}%。", lambda x, z: [x, z]),
    ("共有{n}名志愿者参加。", None),
    ("新建公路{x}公里,惠及居民{n}户。", None),
    ("该县粮食总产量突破{x}亿斤。", lambda x, _: [x * 10**8]),
    ("合格率达{z}%。", lambda _, z: [z]),
    ("全市森林面积一千二百三十公顷。", lambda *_: [1230]),
    ("三十而立的青年人来到{p}。", lambda *_: []),
    ("记者来到{p},与老人们一一握手。", lambda *_: []),
]


def stories(count):
    """Texts, and for each the number of the story that it is a print of."""
    draw = random.Random(7)
    words = ["".join(chr(0x4E00 + draw.randrange(3000)) for _ in range(2)) for _ in range(16000)]
    texts, truth = [], []
    for number in range(count):
        kind = draw.random()
        if number and kind < 0.4:
            original = draw.randrange(number)
            while truth[original] != original or texts[original].startswith("本市统计部门"):
                original = draw.randrange(number)
            text = texts[original]
            if kind < 0.1:
                pass
            elif kind < 0.3:
                text = "".join("囗" if c > "一" and draw.random() < 1 / 60 else c for c in text)
            else:
                text = text[: len(text) * 4 // 5]
            texts.append(text)
            truth.append(original)
        elif number and kind < 0.45:
            rates = {name: f"{draw.uniform(0.1, 9.9):.1f}" for name in "abcdefgh"}
            texts.append(NOTICE.format(year=draw.randrange(1990, 2025), month=draw.randrange(1, 13), **rates))
            truth.append(number)
        else:
            text = ""
            while len(text) < 850:
                sentence = [words[int(len(words) * draw.random() ** 3)] for _ in range(draw.randrange(8, 16))]
                text += "".join(sentence) + draw.choice("，，，。")
            texts.append(text)
            truth.append(number)
    return texts, truth


def pairs(groups):
    """The pairs of members of each group."""
    found = {}
    for member, group in enumerate(groups):
        if group is not None:
            found.setdefault(group, []).append(member)
    return {(a, b) for members in found.values() for a in members for b in members if a < b}


def score_groups(groups, texts, truth):
    found, right = pairs(groups), pairs(truth)
    both = len(found & right)
    notices = {at for at, text in enumerate(texts) if text.startswith("本市统计部门")}
    merged = {at for pair in found for at in pair if at in notices}
    return both / max(len(found), 1), both / len(right), len(merged) / max(len(notices), 1)


class Union:
    def __init__(self, count):
        self.parent = list(range(count))

    def find(self, at):
        while self.parent[at] != at:
            self.parent[at] = self.parent[self.parent[at]]
            at = self.parent[at]
        return at

    def join(self, a, b):
        self.parent[max(self.find(a), self.find(b))] = min(self.find(a), self.find(b))


def shingles(text):
    return {text[at : at + 5] for at in range(max(len(text) - 4, 1))}


def with_datasketch(texts):
    from datasketch import MinHash, MinHashLSH

    union, index = Union(len(texts)), MinHashLSH(threshold=0.7, num_perm=128)
    for number, text in enumerate(texts):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([shingle.encode() for shingle in shingles(text)])
        for other in index.query(sketch):
            union.join(number, other)
        index.insert(number, sketch)
    return [union.find(at) for at in range(len(texts))]


def with_gaoya(texts):
    from gaoya.minhash import MinHashStringIndex

    union = Union(len(texts))
    index = MinHashStringIndex(hash_size=32, jaccard_threshold=0.7, num_bands=16, band_size=8, num_hashes=128,
                               analyzer="char", ngram_range=(5, 5))
    for number, text in enumerate(texts):
        for other in index.query(text):
            union.join(number, other)
        index.insert_document(number, text)
    return [union.find(at) for at in range(len(texts))]


def articles_of(program, stage, texts):
    """The articles that newsprint writes for texts behind one stage, each with the number of its text."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with (folder / "in.jsonl").open("w", encoding="utf-8") as file:
            for number, text in enumerate(texts):
                file.write(json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n")
        (folder / "run.toml").write_text(
            '[input]\nuse = "jsonl"\npaths = ["in.jsonl"]\n[run]\nthreads = 1\nspool = "."\n'
            f'[[stage]]\nuse = "{stage}"\n[[output]]\nuse = "jsonl"\npath = "out.jsonl"\n'
        )
        subprocess.run([program, "--quiet", "run", "run.toml"], cwd=folder, check=True)
        articles = [json.loads(line) for line in (folder / "out.jsonl").open(encoding="utf-8")]
        return [(int(article["source"]["record"]), article) for article in articles]


def with_newsprint(program, texts):
    groups = [None] * len(texts)
    for number, article in articles_of(program, "group-reprints", texts):
        if article["group"]:
            groups[number] = article["group"]["id"]
    return groups


def sentences(count):
    draw = random.Random(11)
    made = []
    for _ in range(count):
        pattern, values = draw.choice(PATTERNS)
        x = decimal.Decimal(draw.randrange(100, 999999)) / 100
        z = decimal.Decimal(draw.randrange(1, 999)) / 10
        n = draw.randrange(20, 9999)
        said = pattern.format(p=draw.choice(["青岭市", "东河县"]), y=draw.randrange(2000, 2025), x=x, z=z, n=n)
        if values is None:
            expected = [n] if "志愿者" in pattern else [x, n]
        else:
            expected = values(x, z)
        made.append((said, sorted(round(decimal.Decimal(value), 6) for value in expected)))
    return made


def figures_of_recognizers(texts):
    from recognizers_number import Culture
    from recognizers_number import recognize_number, recognize_percentage

    found = []
    for text in texts:
        percentages = recognize_percentage(text, Culture.Chinese)
        covered = [(it.start, it.end) for it in percentages]
        values = [it.resolution["value"].rstrip("%") for it in percentages]
        # A year is a number to it, and a figure to nobody: what stands before 年 is left out.
        for it in recognize_number(text, Culture.Chinese):
            inside = any(start <= it.start and it.end <= end for start, end in covered)
            if not inside and text[it.end + 1 : it.end + 2] != "年":
                values.append(it.resolution["value"])
        found.append(values)
    return found


def figures_of_newsprint(program, texts):
    found = [[] for _ in texts]
    for number, article in articles_of(program, "find-metrics", texts):
        found[number] = [row["value"] for row in article["metrics"]]
    return found


def score_figures(found, expected):
    def numbers(values):
        try:
            return sorted(round(decimal.Decimal(value), 6) for value in values)
        except decimal.InvalidOperation:
            return None

    return sum(numbers(values) == wanted for values, wanted in zip(found, expected)) / len(expected)


def timed(call, *args):
    """What a call gives, and the processor seconds of this process and of its children."""
    def seconds():
        return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))

    before = seconds()
    result = call(*args)
    return result, seconds() - before


@contextlib.contextmanager
def exactly():
    """Recognizers-Text sets the precision of decimals for the whole process."""
    with decimal.localcontext() as context:
        context.prec = 40
        yield


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--articles", type=int, default=20000)
    parser.add_argument("--sentences", type=int, default=2000)
    options = parser.parse_args()
    program = options.program.resolve()
    if sys.prefix == sys.base_prefix:
        subprocess.run([sys.executable, "-m", "venv", PEERS], check=True)
        python = PEERS / "bin/python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--pre", *PACKAGES], check=True)
        sys.exit(subprocess.run([python, __file__, *sys.argv[1:]]).returncode)
    import datasketch, gaoya, recognizers_number  # noqa: F401, E401: loaded before anything is timed

    texts, truth = stories(options.articles)
    size = sum(len(text.encode()) for text in texts) / 1e6
    print(f"{len(texts)} documents, {size:.0f} MB; {time.strftime('%Y-%m')}\n")
    print("| reprints | pair precision | pair recall | notices merged | MB a CPU s |")
    print("| --- | --- | --- | --- | --- |")
    for name, call, *args in [
        ("newsprint `group-reprints`", with_newsprint, program, texts),
        ("datasketch, MinHash LSH 0.7", with_datasketch, texts),
        ("gaoya, MinHash LSH 0.7", with_gaoya, texts),
    ]:
        groups, seconds = timed(call, *args)
        precision, recall, notices = score_groups(groups, texts, truth)
        print(f"| {name} | {precision:.3f} | {recall:.3f} | {notices:.3f} | {size / seconds:.1f} |", flush=True)
    with exactly():
        said, expected = zip(*sentences(options.sentences))
    size = sum(len(text.encode()) for text in said) / 1e6
    print("\n| figures | sentences right | kB a CPU s |\n| --- | --- | --- |")
    for name, call, *args in [
        ("newsprint `find-metrics`", figures_of_newsprint, program, said),
        ("Recognizers-Text (Python)", figures_of_recognizers, said),
    ]:
        found, seconds = timed(call, *args)
        with exactly():
            right = score_figures(found, expected)
        print(f"| {name} | {right:.3f} | {size * 1000 / seconds:.0f} |", flush=True)


main()
