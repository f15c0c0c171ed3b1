#!/usr/bin/env python3
"""Make labelled newspaper pages to train `split-page` on, from labelled pages and a corpus.

    generate_pages.py OUT COUNT CORPUS.jsonl PAGES_FOLDER...

Each PAGES_FOLDER holds labelled pages (`NAME.txt`, `NAME.json`; see `xtask train-split-page`) and is one
profile: how it lays articles out is read from its `params`. The articles of its pages, and those of
CORPUS.jsonl (`title`, `paras`), are laid out anew, COUNT pages a profile, into OUT/NAME-made. Every fifth page of a
folder is held out: neither its articles nor corpus articles under one of its headlines are used.
The same arguments give the same pages.
"""
import argparse, collections, json, pathlib, random, re

HELD_OUT = 5
CORPUS_SHARE = 0.3
# So many pages are cuttings of one to three articles.
CUTTINGS = 0.2
# So many pages have articles that are all like one of them, the most alike of so many.
ALIKE, OF = 0.2, 200
# So many pages are a series: one article again and again, with other figures each time.
SERIES = 0.02
# Of so many pages the paragraphs are brief: their first one or two sentences.
BRIEF = 0.04
# So many headlines are one clause of what they were, and the sub-headings of so many articles name an aspect first.
CLAUSE, ASPECT = 0.06, 0.1
ASPECTS = "凌晨 上午 正午 中午 傍晚 夜里 昨天 今天 明天 春 夏 秋 冬 城东 城西 现状 原因 影响 难处 办法 建议 专家 居民 学生 店主".split()
FULL_WIDTH = {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
FOLDS = {"full": FULL_WIDTH, "digits": {c: f for c, f in FULL_WIDTH.items() if f.isalnum()}}
NOT_FIRST, NOT_LAST = "，。、；：！？）”’》」』】…,.;:!?)%％", "（“‘《「『【("
SEPARATORS = {"space": " ", "ideo": "\u3000", "nl": "\n", "none": "", "colon_space": ": "}
TO = ["（下转第%d版）", "(下转%d版)", "▶下转%d版", "下转第%d版"]
FROM = ["（上接第%d版）", "(上接%d版)", "（紧接第%d版）"]
PHOTO_CREDITS = ["（视频截图）", "（网络图）", "（资料图）"]
# Words of bylines that a profile adds: articles that come with such a byline have none of their own.
ADDED = ("本报", "融媒讯", "晚报讯", "日报讯", "新闻讯")

Line = collections.namedtuple("Line", "role cut_start cut_end lines gap")


class Pool:
    """What pages are made of."""

    def __init__(self, corpus, folders):
        self.articles, self.bylines, self.labels, self.credits, self.notices = [], [], [], [], []
        self.headers, self.footers, self.params = {}, {}, {}
        held_out, pages = set(), []
        for folder in folders:
            for number, file in enumerate(sorted(folder.glob("*.json"))):
                page = json.loads(file.read_text(encoding="utf-8"))
                if number % HELD_OUT == HELD_OUT - 1:
                    held_out.update(a["headline"] for a in page["articles"])
                else:
                    pages.append((folder.name, page, file.with_suffix(".txt").read_text(encoding="utf-8").split("\n")))
        seen = set()
        for profile, page, lines in pages:
            self.params[profile] = page["params"]
            self.add_furniture(profile, page, lines)
            for a in page["articles"]:
                self.labels += a["labels"]
                self.credits += a["credits"]
                self.bylines += [a["byline"]] if a["byline"] else []
                whole = a["headline_printed"] and not a["continued_to"] and not a["continued_from"]
                if whole and a["src_id"] not in seen and a["headline"] not in held_out:
                    seen.add(a["src_id"])
                    self.articles.append(a)
        self.corpus = []
        for line in corpus.read_text(encoding="utf-8").splitlines():
            text = json.loads(line)
            paragraphs = [p.strip() for p in text["paras"] if p.strip()]
            if text["title"] not in held_out and len(paragraphs) > 1:
                blocks = [{"kind": "paragraph", "text": p} for p in paragraphs]
                self.corpus.append({"kicker": None, "headline": text["title"], "subhead": None, "byline": None,
                                    "blocks": blocks, "captions": []})
        self.serial = [a for a in self.corpus if len(a["blocks"]) < 5 and re.search("[0-9]", a["headline"])]

    def add_furniture(self, profile, page, lines):
        kinds = collections.defaultdict(list)
        for item in page["furniture"]:
            kinds[item["kind"]].append(lines[item["lines"][0] - 1:item["lines"][1]])
        self.headers.setdefault(profile, []).extend([kinds["page_header"]] if kinds["page_header"] else [])
        self.footers.setdefault(profile, []).extend([kinds["editor_line"]] if kinds["editor_line"] else [])
        self.notices.extend([kinds["notice"]] if kinds["notice"] else [])


class Maker:
    def __init__(self, pool, profile, seed):
        self.pool, self.profile, self.params = pool, profile, pool.params[profile]
        self.random = random.Random(seed)

    def chance(self, name):
        return self.random.random() < self.params[name]

    def choice(self, name):
        """One of `a:0.7,b:0.3`."""
        names, weights = zip(*(part.split(":") for part in self.params[name].split(",")))
        return self.random.choices(names, [float(w) for w in weights])[0]

    def column(self):
        low, high = self.params["column"]
        return max(2, self.random.randint(low, high) // self.measure)

    def cut(self, text):
        """The pieces of a paragraph between column breaks."""
        pieces = []
        while True:
            lines = -(-len(text) // self.measure)
            if lines <= self.left or len(text) <= self.measure:
                self.left -= lines
                return [piece for piece in pieces + [text] if piece.strip()]
            at = self.left * self.measure
            if 0 < at < len(text):
                at -= text[at] in NOT_FIRST
                at -= text[at - 1] in NOT_LAST
                pieces, text = pieces + [text[:at]], text[at:]
            self.left = self.column()

    def head(self, article):
        headline, lines = article["headline"], []
        if article["kicker"]:
            separator = SEPARATORS[self.choice("kicker_sep")]
            if separator == "\n":
                lines.append(("kicker", article["kicker"]))
            else:
                headline = article["kicker"] + separator + headline
        separator = SEPARATORS[self.choice("head_sep")]
        if not article["subhead"]:
            lines.append(("headline", headline))
        elif separator == "\n":
            lines += [("headline", headline), ("subhead", article["subhead"])]
        else:
            lines.append(("headline+subhead", headline + separator + article["subhead"]))
        return [Line(role, False, False, [text], 1) for role, text in lines]

    def label(self):
        label = self.random.choice(self.pool.labels)
        lines = [label]
        if self.chance("label_break") and len(label) > 4:
            middle = len(label) // 2 + self.random.randint(-1, 1)
            lines = [label[:middle], label[middle:]]
        return Line("label", False, False, lines, 1)

    def blocks(self, article):
        """Kinds and texts, some sub-headings run in at the start of their paragraph."""
        blocks, run_in = [], ""
        for block in article["blocks"]:
            if block["kind"] == "subheading" and self.chance("runin"):
                run_in = block["text"] + "。"
            else:
                blocks.append([block["kind"], run_in + block["text"]])
                run_in = ""
        return blocks

    def lay_out(self, article):
        """The lines of one article."""
        r = self.random
        places = ["after", "mid", "missing"]
        weights = [self.params["head_" + place] for place in places]
        place = r.choices(places + ["before"], weights + [1 - sum(weights)])[0]
        own = article["byline"] if article["byline"] and not any(w in article["byline"] for w in ADDED) else None
        byline_place = "inline" if own else self.choice("byline")
        byline = own or (r.choice(self.pool.bylines) if byline_place != "none" else None)
        if byline and self.params["drop_space"] == 1:
            byline = "".join(byline.split())
        blocks = self.blocks(article)
        paragraphs = [i for i, (kind, _) in enumerate(blocks) if kind != "subheading"]
        if not paragraphs:
            return []
        credit = r.choice(self.pool.credits) if self.chance("credit_p") else None
        inline = credit and r.random() < 0.5
        if byline_place == "inline" and byline:
            blocks[paragraphs[0]][1] = byline + blocks[paragraphs[0]][1]
        if inline:
            blocks[paragraphs[-1]][1] += credit
        captions = [c for c in article["captions"] if r.random() < 0.6]
        head = self.head(article)
        if self.pool.labels and place != "missing" and self.chance("label"):
            head = [self.label()] + head
        lines = head if place == "before" else []
        self.left = r.randint(2, max(3, self.params["column"][1] // self.measure))
        if byline_place == "own_line":
            lines = lines + [Line("byline", False, False, [byline], 1)]
        middle = r.choice(paragraphs[:-1] or paragraphs)
        for i, (kind, text) in enumerate(blocks):
            if kind == "subheading":
                lines = lines + [Line("sub", False, False, [text], 1)]
                self.left -= 1
                continue
            pieces = self.cut(text)
            for n, piece in enumerate(pieces):
                gap = 1 if n or i == 0 or self.chance("blank_sep") else 0
                lines = lines + [Line("body", n > 0, n + 1 < len(pieces), [piece], gap)]
                if n + 1 < len(pieces) and captions:
                    lines.append(Line("caption", False, False, [captions.pop(0)], int(self.choice("caption_gap"))))
                    if r.random() < 0.12:
                        lines.append(Line("photo_credit", False, False, [r.choice(PHOTO_CREDITS)], 1))
            if place == "mid" and i == middle != paragraphs[-1]:
                lines = lines + head
        if byline_place == "end":
            lines.append(Line("byline", False, False, [byline], 1))
        if credit and not inline:
            lines.append(Line("credit", False, False, [credit], 1))
        if place == "after" or place == "mid" and middle == paragraphs[-1]:
            lines = lines + head
        if place in ("before", "missing") and self.params["continuation"] and r.random() < 0.06:
            lines = self.continued(article, place, lines)
        return lines

    def continued(self, article, place, lines):
        """The half of the article that is on this page."""
        page = self.random.randint(1, 16)
        ends = [i for i, line in enumerate(lines) if line.role == "body" and not line.cut_end]
        if place == "before" and len(ends) > 1 and self.random.random() < 0.5:
            return lines[:ends[len(ends) // 2] + 1] + [Line("continued_to", False, False, [self.random.choice(TO) % page], 1)]
        body = [line for line in lines if line.role in ("body", "sub", "caption")]
        starts = [i for i, line in enumerate(body) if line.role == "body" and not line.cut_start]
        if len(starts) < 2:
            return lines
        mark = self.random.choice(FROM) % page + (article["headline"] if self.random.random() < 0.4 else "")
        return [Line("continued_from", False, False, [mark], 1)] + body[starts[len(starts) // 2]:]

    def runs(self, articles):
        """Runs of lines by article, neighbours interleaved as the profile has it."""
        runs = []
        for article, lines in enumerate(map(self.lay_out, articles)):
            if runs and lines and self.chance("interleave"):
                before, above = runs[-1]
                first, second = breaks(above), breaks(lines)
                if first and second:
                    a, b = self.random.choice(first), self.random.choice(second)
                    runs[-1] = (before, above[:a])
                    runs += [(article, lines[:b]), (before, above[a:]), (article, lines[b:])]
                    continue
            if lines:
                runs.append((article, lines))
        return runs

    def article(self):
        return self.random.choice(self.pool.corpus if self.random.random() < CORPUS_SHARE else self.pool.articles)

    def with_other_figures(self, article):
        """The article with other digits in its headline and its text."""
        def other(text):
            return re.sub("[0-9]", lambda digit: str(self.random.randint(digit[0] != "0", 9)), text)
        blocks = [block | {"text": other(block["text"])} for block in article["blocks"]]
        return article | {"headline": other(article["headline"]), "blocks": blocks}

    def varied(self, article):
        """The article, its headline a clause of itself or its sub-headings with an aspect, now and then."""
        r, blocks = self.random, article["blocks"]
        clauses = [it for it in re.split("[ \u3000，：；,:;]", article["headline"]) if 4 <= len(it) <= 12]
        headline = r.choice(clauses) if clauses and r.random() < CLAUSE else article["headline"]
        if r.random() < ASPECT:
            colon = r.choice("：:")
            short = [block["kind"] == "subheading" and len(block["text"]) < 16 for block in blocks]
            blocks = [block | {"text": r.choice(ASPECTS) + colon + block["text"]} if it else block
                      for it, block in zip(short, blocks)]
        return article | {"headline": headline, "blocks": blocks}

    def brief(self, article):
        """The article with at most two sentences a paragraph."""
        def start(text):
            sentences = re.findall("[^。！？]+[。！？”’）]*", text) or [text]
            return "".join(sentences[:self.random.randint(1, 2)])
        blocks = [block if block["kind"] == "subheading" else block | {"text": start(block["text"])}
                  for block in article["blocks"]]
        return article | {"blocks": blocks}

    def articles(self):
        """The articles of a page."""
        r = self.random
        count = r.randint(1, 3) if r.random() < CUTTINGS else r.randint(*self.params["articles"])
        if self.pool.serial and r.random() < SERIES:
            first = r.choice(self.pool.serial)
            articles = [self.with_other_figures(first) for _ in range(count + 1)]
        elif r.random() < ALIKE:
            first, others = self.article(), [self.article() for _ in range(OF)]
            articles = [first] + sorted(others, key=lambda it: -likeness(first, it))[:count - 1]
        else:
            articles = [self.article() for _ in range(count)]
        articles = [self.varied(article) for article in articles]
        return [self.brief(article) for article in articles] if r.random() < BRIEF else articles

    def page(self):
        r, pool = self.random, self.pool
        self.measure = r.randint(*self.params["line"])
        articles = self.articles()
        fold = str.maketrans(FOLDS.get(self.choice("fold"), {}))
        text, fragments, furniture = [], [], []

        def put(lines, gap):
            text.extend([""] * (gap if text else self.params["lead_blank"]))
            text.extend(line.translate(fold) for line in lines)
            return [len(text) - len(lines) + 1, len(text)]

        headers, footers = pool.headers[self.profile], pool.footers[self.profile]
        if headers and self.chance("furniture"):
            furniture += [{"kind": "page_header", "lines": put(lines, 1)} for lines in r.choice(headers)]
        runs = self.runs(articles)
        notice = r.randrange(len(runs) + 1) if pool.notices and self.chance("notice") else None
        for number, (article, lines) in enumerate(runs):
            if number == notice:
                furniture += [{"kind": "notice", "lines": put(part, 1)} for part in r.choice(pool.notices)]
            for n, line in enumerate(lines):
                gap = line.gap if n else int(self.chance("blank_sep"))
                fragments.append({"role": line.role, "aid": article, "cut_start": line.cut_start,
                                  "cut_end": line.cut_end, "lines": put(line.lines, gap)})
        if footers and self.chance("furniture"):
            furniture += [{"kind": "editor_line", "lines": put(lines, 1)} for lines in r.choice(footers)]
        return "\n".join(text), {"fragments": fragments, "furniture": furniture}


def pairs(article):
    """The pairs of characters of its text."""
    if "pairs" not in article:
        text = "".join(block["text"] for block in article["blocks"])
        article["pairs"] = {text[i:i + 2] for i in range(len(text) - 1)}
    return article["pairs"]


def likeness(one, other):
    """What two articles share: Jaccard's index of their pairs of characters; nothing of themselves."""
    a, b = pairs(one), pairs(other)
    return len(a & b) / max(len(a | b), 1) if one is not other else 0


def breaks(lines):
    """Where another article may come between: below a whole paragraph, text on both sides."""
    found, text, whole = [], False, False
    last = max((i for i, line in enumerate(lines) if line.role == "body"), default=0)
    for i, line in enumerate(lines):
        starts = line.role not in ("caption", "photo_credit", "continued_to") and not line.cut_start
        if text and whole and starts and i <= last and lines[i - 1].role not in ("headline", "kicker", "label"):
            found.append(i)
        if line.role == "body":
            text, whole = True, not line.cut_end
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("count", type=int)
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("folders", type=pathlib.Path, nargs="+")
    options = parser.parse_args()
    pool = Pool(options.corpus, options.folders)
    for seed, folder in enumerate(options.folders):
        maker, out = Maker(pool, folder.name, seed), options.out / f"{folder.name}-made"
        out.mkdir(parents=True, exist_ok=True)
        for number in range(options.count):
            text, truth = maker.page()
            (out / f"m{number:04}.txt").write_text(text, encoding="utf-8")
            (out / f"m{number:04}.json").write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
