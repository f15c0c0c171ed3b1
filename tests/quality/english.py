#!/usr/bin/env python3
"""English news with reprints, made from word lists, with ground truth; the same for the same seed.

    english.py DIR [--docs 3000] [--seed 1]     write DIR/docs.jsonl and DIR/truth.jsonl
    english.py --score DIR articles.jsonl       score a run over it, as JSON

Places, people and events are invented. Copies: exact, edited (words lost, added, replaced), truncated, excerpts of
paragraphs, wrapped at a column's width, and misread at 1, 3 and 5 % of the characters. Hard negatives: bulletins with
other figures, ceremonies with other names, and stories that share a quotation. `score.py` beside the Chinese benchmark
reads the same files.
"""
import argparse, collections, json, math, pathlib, random, sys

NOUNS = """harbour council bridge library valley orchard market railway museum clinic reservoir festival ferry school
theatre garden workshop bakery stadium observatory mill canal lighthouse nursery archive playground vineyard brewery
meadow tunnel chapel depot printing-house kiln greenhouse dairy quarry pier terrace farm""".split()
PEOPLE = """residents engineers teachers volunteers farmers nurses musicians pupils fishermen carpenters librarians
drivers gardeners bakers painters students pensioners shopkeepers climbers sailors""".split()
VERBS = """opened repaired visited painted measured planted restored surveyed cleared extended discussed inspected
presented collected recorded rebuilt delivered studied defended celebrated""".split()
ADJECTIVES = """old new narrow wooden quiet crowded distant northern southern public small bright unfinished wet stony
green modest famous forgotten steep windy warm hollow painted""".split()
TIMES = """in the early morning|after a long winter|before the first frost|during the spring tide|at the end of the week|
since the last flood|on market day|under heavy clouds|without much noise|late in the evening""".replace("\n", "").split("|")
ENDS = """as the wind turned|while the bells were ringing|to the surprise of many|with borrowed tools|for the third time|
in spite of the rain|under the eyes of the mayor|although few had expected it|on the far bank|next to the station""".replace("\n", "").split("|")
SYLLABLES = "bar den fel gor hal ken lin mor nes ost pel rin sul tor vam wen yor zel".split()


class News:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def name(self):
        return "".join(self.r.choices(SYLLABLES, k=self.r.choice((2, 3)))).capitalize()

    def person(self):
        return f"{self.name()} {self.name()}"

    def figure(self):
        return self.r.choice([str(self.r.randint(11, 990)), f"{self.r.randint(1, 99)}.{self.r.randint(1, 9)}",
                              f"{self.r.randint(1, 99)},{self.r.randint(100, 999)}"])

    def clause(self):
        pick = self.r.choice
        return pick([
            f"the {pick(PEOPLE)} of {self.name()} {pick(VERBS)} the {pick(ADJECTIVES)} {pick(NOUNS)} {pick(TIMES)}",
            f"{pick(TIMES)} the {pick(ADJECTIVES)} {pick(NOUNS)} was {pick(VERBS)} by {pick(PEOPLE)} {pick(ENDS)}",
            f"{self.person()} {pick(VERBS)} {self.r.randint(2, 90)} {pick(ADJECTIVES)} {pick(NOUNS)}s {pick(ENDS)}",
            f"the {pick(NOUNS)} near the {pick(ADJECTIVES)} {pick(NOUNS)} of {self.name()} stayed {pick(ADJECTIVES)} {pick(TIMES)}",
            f"{pick(PEOPLE)} from {self.name()} and {self.name()} {pick(VERBS)} a {pick(NOUNS)} {pick(ENDS)}",
        ])

    def sentence(self):
        text = self.clause()
        if self.r.random() < .5:
            text += self.r.choice([", and ", ", while ", "; later "]) + self.clause()
        return text[0].upper() + text[1:] + "."

    def paragraph(self):
        return " ".join(self.sentence() for _ in range(self.r.randint(2, 4)))

    def article(self):
        return [self.paragraph() for _ in range(self.r.randint(4, 9))]

    def bulletin(self):
        """Paragraphs with {} for figures."""
        pick = self.r.choice
        lines = [f"the number of {pick(ADJECTIVES)} {pick(NOUNS)}s in {self.name()} rose to {{}}, {{}} per cent more than a year ago"
                 for _ in range(self.r.randint(6, 12))]
        return [line[0].upper() + line[1:] + ". " + self.sentence() for line in lines]

    def ceremony(self):
        """Paragraphs with {a} and {b} for names."""
        lines = ["The mayor received {a} of {b} at the town hall. " + self.sentence()]
        lines += [f"{self.sentence()} {{a}} {self.r.choice(VERBS)} the {self.r.choice(NOUNS)}. " + self.sentence() for _ in range(4)]
        return lines + ["In the evening {a} left for {b}. " + self.sentence()]

    def head(self, paragraphs):
        title = " ".join(self.r.choices(NOUNS, k=4)).capitalize()
        credit = self.r.choice([f"By {self.person()}", f"{self.name()} Courier, {self.r.randint(1, 28)} May {self.r.randint(2015, 2025)}", ""])
        return "\n".join(line for line in (title, credit, *paragraphs) if line)

    def misread(self, text, rate):
        letters = "abcdefghijklmnopqrstuvwxyz"
        return "".join(self.r.choice(letters) if c.isalnum() and self.r.random() < rate else c for c in text)

    def edited(self, paragraphs):
        out = list(paragraphs)
        for _ in range(self.r.randint(1, 3)):
            i = self.r.randrange(len(out))
            words = out[i].split(" ")
            at = self.r.randrange(len(words))
            words[at:at + self.r.randint(0, 2)] = self.r.choice([[], ["reportedly"], ["it", "is", "said,"]])
            out[i] = " ".join(words)
        return out

    def copy(self, kind, paragraphs):
        if kind == "exact":
            return self.head(paragraphs)
        if kind == "edited":
            return self.head(self.edited(paragraphs))
        if kind == "trunc":
            text = "\n".join(paragraphs)
            return self.head(text[:int(len(text) * self.r.uniform(.4, .8))].split("\n"))
        if kind == "subset":
            kept = sorted(self.r.sample(range(len(paragraphs)), max(2, math.ceil(len(paragraphs) * .6))))
            return self.head([paragraphs[i] for i in kept])
        if kind == "wrapped":
            width, lines, line = self.r.randint(28, 60), [], ""
            for word in self.head(paragraphs).replace("\n", " ").split(" "):
                if len(line) + len(word) > width:
                    lines.append(line)
                    line = ""
                line += word + " "
            return "\n".join([*lines, line])
        return self.misread(self.head(paragraphs), int(kind.removeprefix("ocr")) / 100)


KINDS = ["exact", "edited", "edited", "trunc", "subset", "wrapped", "ocr1", "ocr3", "ocr5"]


def generate(folder, count, seed):
    news, docs = News(seed), []

    def emit(text, cluster, kind, family="", ref=""):
        docs.append((text, {"cluster": cluster, "kind": kind, "family": family, "ref": ref, "merged": None}))
        return len(docs) - 1

    cluster = 0
    while len(docs) < count:
        share = len(docs) / count
        if share < .55:
            paragraphs = news.article()
            ref = emit(news.head(paragraphs), cluster, "orig")
            for _ in range(min(20, int(news.r.paretovariate(1.2)))):
                kind = news.r.choice(KINDS)
                emit(news.copy(kind, paragraphs), cluster, kind, ref=ref)
            cluster += 1
        elif share < .85:
            kind = "t" if share < .7 else "n"
            template = news.bulletin() if kind == "t" else news.ceremony()
            for _ in range(news.r.randint(3, 12)):
                a, b = news.person(), news.name()
                fill = (lambda line: line.replace("{}", "%s") % tuple(news.figure() for _ in range(line.count("{}")))) \
                    if kind == "t" else (lambda line: line.format(a=a, b=b))
                emit(news.head([fill(line) for line in template]), cluster, "template", f"{kind}{len(docs) // 12}-{template[0][:20]}")
                cluster += 1
        elif share < .95:
            quotation = " ".join(news.sentence() for _ in range(3))
            family = f"q{cluster}"
            for _ in range(2):
                paragraphs = news.article() + news.article()
                paragraphs.insert(news.r.randrange(len(paragraphs)), f"“{quotation}”")
                emit(news.head(paragraphs), cluster, "quote", family)
                cluster += 1
        else:
            emit(news.head(news.article()), cluster, "single")
            cluster += 1
    order = list(range(len(docs)))
    news.r.shuffle(order)
    place = {old: new for new, old in enumerate(order)}
    with open(folder / "docs.jsonl", "w", encoding="utf-8") as out, open(folder / "truth.jsonl", "w", encoding="utf-8") as truth:
        for new, old in enumerate(order):
            text, told = docs[old]
            if told["ref"] != "":
                told = {**told, "ref": place[told["ref"]]}
            out.write(json.dumps({"id": f"e{new}", "text": text}, ensure_ascii=False) + "\n")
            truth.write(json.dumps({"id": new, **told}) + "\n")


def score(folder, articles):
    truth = [json.loads(line) for line in open(folder / "truth.jsonl", encoding="utf-8")]
    label = {}
    for line in open(articles, encoding="utf-8"):
        article = json.loads(line)
        record = article["source"]["record"]
        label[int(record[1:])] = (article["group"] or {}).get("id", record)
    of = [label[n] for n in range(len(truth))]
    pairs = lambda keys: sum(n * (n - 1) // 2 for n in collections.Counter(keys).values())
    true, found = pairs(t["cluster"] for t in truth), pairs(of)
    both = pairs((t["cluster"], l) for t, l in zip(truth, of))
    figures = {"precision": both / max(1, found), "recall": both / true}
    for name in "tnq":
        family = [(t, l) for t, l in zip(truth, of) if t["family"].startswith(name)]
        wrong = pairs((t["family"], l) for t, l in family)
        figures[f"apart_{name}"] = 1 - wrong / pairs(t["family"] for t, _ in family)
    for kind in sorted(set(KINDS)):
        copies = [of[t["id"]] == of[t["ref"]] for t in truth if t["kind"] == kind]
        figures[f"recall_{kind}"] = sum(copies) / len(copies)
    return figures


def main():
    if sys.argv[1:2] == ["--score"]:
        print(json.dumps(score(pathlib.Path(sys.argv[2]), sys.argv[3])))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--docs", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    generate(args.folder, args.docs, args.seed)


if __name__ == "__main__":
    main()
