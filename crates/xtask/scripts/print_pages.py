#!/usr/bin/env python3
"""Print pages with truth to PDF and to text, for `xtask train-split-page`.

    print_pages.py OUT N CORPUS.jsonl [--seed S] [--articles FOLDER…] [--leave-out FOLDER…]

Writes OUT/tNNN.pdf and OUT/tNNN.json: N pages of articles of CORPUS (`title`, `paras`) and of the labelled pages of
--articles, typeset in bands of columns as dailies are, with kickers, decks, labels in boxes, bylines, sub-headings,
pictures with captions, credits, headlines above, beside, amid, and behind their text in the order of the file.
Articles under a headline that stands on a page of a --leave-out FOLDER, or on every fifth page of an --articles
FOLDER, are left out. The JSON has `fragments` (role, article, text, lines) in the order of the file, and
`articles` as the scorer of pages reads them. Beside it stand the texts that people have of such a page:
tNNN.raw.txt (`pdftotext -raw`) and tNNN.blocks_folded.txt (a paragraph a line, cut where a column ends, in
half-width forms), whose lines the truth counts. Needs `chromium`, poppler-utils and a Chinese font. The same seed,
corpus and programs give the same pages.
"""
import argparse, html, json, pathlib, random, re, subprocess, tempfile

from page_texts import write_texts

AT_ONCE = 20
# So many of a page's articles are of --articles, where there are such.
LABELLED = 0.5
# Every so many-th page of --articles is held out.
HELD_OUT = 5
FULL_WIDTH = str.maketrans(",:;!?()", "，：；！？（）")
SERIF, SANS = "'Noto Serif CJK SC', serif", "'Noto Sans CJK SC', sans-serif"
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉力健俊帆雪晶宇浩凯欣怡佳琪子涵思远雨泽一诺晨曦嘉懿"
CITIES = "长春 青岛 太原 洛阳 昆明 大连 桂林 绍兴 南通 宜昌 银川 汕头 赣州 保定 遵义 鞍山 温州 株洲 徐州 咸阳".split()
LABELS = "聚焦民生实事 文明城市创建 乡村振兴一线 权威发布 基层新风 记者调查 两会特别报道 产业观察 今日关注 政策解读 身边榜样 文化广角 警方提示 项目建设进行时 新时代新征程新伟业 优化营商环境在行动 生态文明看变化 热线追踪 读者来信 我们的节日".split()
OUTLETS = "新华社 人民网 中国新闻网 央视新闻 光明日报 经济日报 科技日报 澎湃新闻 中国青年报 工人日报 南方日报 上观新闻".split()
SECTIONS = "要闻 时政 民生 社会 经济 国际 文体 综合 本地 教育".split()
SCENES = "活动现场 施工现场一角 工作人员在检查设备 市民在公园里散步 志愿者在社区服务 航拍下的新城区 游客参观展览 收割机在田间作业 孩子们在图书馆看书 展会开幕现场".split()


def chance(r, p):
    return r.random() < p


def person(r):
    return r.choice(SURNAMES) + "".join(r.sample(GIVEN, r.choice([1, 2, 2])))


def people(r):
    role = r.choice(["记者", "记者", "记者", "通讯员", "实习记者"])
    first = f"{role}{r.choice([' ', '　', ''])}{person(r)}"
    if chance(r, 0.2):
        first += " " + r.choice([person(r), f"通讯员 {person(r)}", f"实习生 {person(r)}"])
    return first


def is_sub(paragraph):
    return 3 < len(paragraph) < 26 and paragraph[-1] not in "。！；：，、”）)…"


class Page:
    """One page, as HTML and as truth."""

    def __init__(self, r, pool, number):
        self.r, self.pool, self.html, self.fragments, self.articles = r, pool, [], [], []
        self.city = r.choice(CITIES)
        self.paper = self.city + r.choice(["日报", "晚报", "融媒", "都市报"])
        self.columns = r.choice([4, 5, 5, 5, 6, 6])
        self.width, self.height = r.choice([(992, 1417), (992, 1417), (1020, 1500), (900, 1300)])
        self.size = r.choice([9.5, 10, 10, 10.5, 11])
        self.leading = r.choice([1.35, 1.4, 1.45, 1.5])
        self.gap = r.choice([12, 14, 16, 18])
        self.margin = 26
        self.body, self.spacing = r.choice([SERIF, SERIF, SERIF, SANS]), r.choice([0, 0, 0.3])
        self.indent = not chance(r, 0.04)
        self.number = number
        self.make()

    def add(self, role, aid, text):
        self.fragments.append({"role": role, "aid": aid, "text": text, "cut_start": False})

    def make(self):
        r = self.r
        column = (self.width - 2 * self.margin - self.gap * (self.columns - 1)) / self.columns
        per_line = column / (self.size + self.spacing)
        room = (self.height - 130) * 0.93
        if chance(r, 0.93):
            self.top()
        used = tries = 0
        while tries < 4:
            band, height = [], 0
            for span in self.spans():
                lines = min(room - used - 115, room * r.uniform(0.2, 0.5)) / (self.size * self.leading)
                article = self.pool.article(r, span, int(lines * span * per_line * 0.9))
                if not article:
                    break
                lines = sum(-(-(len(p) + 2) // max(1, int(per_line))) for p in article["paras"])
                height = max(height, lines / span * self.size * self.leading + 90)
                band.append((span, article))
            if sum(span for span, _ in band) < self.columns or used + height + 24 > room:
                tries += 1
                continue
            used += height + 24
            self.html.append(f'<div class="band" style="gap:{self.gap}px">')
            for span, article in band:
                self.write(article, span, span * column + (span - 1) * self.gap)
            self.html.append("</div>")
        if chance(r, 0.85):
            self.bottom()

    def spans(self):
        left, spans = self.columns, []
        while left:
            span = self.r.choices([1, 2, 3, 4], [5, 5, 3, 1])[0]
            spans.append(min(span, left))
            left -= spans[-1]
        self.r.shuffle(spans)
        return spans

    def top(self):
        r = self.r
        date = f"20{r.randint(15, 26)}年{r.randint(1, 12)}月{r.randint(1, 28)}日　星期{r.choice('一二三四五六日')}"
        page = f"第{r.randint(1, 16)}版　{r.choice(SECTIONS)}"
        if chance(r, 0.2):
            page = f"{r.choice('AB')}{r.randint(1, 16)} {r.choice(SECTIONS)}"
        parts = [self.paper, date, page]
        if chance(r, 0.25):
            r.shuffle(parts)
        if chance(r, 0.15):
            parts.append(f"E-mail:{r.choice(['news', 'xwb', 'bjb'])}@{r.choice(['daily', 'paper'])}.com")
        for part in parts:
            self.add("furniture:page_header", None, part)
        big = chance(r, 0.08)
        cells = [f'<span style="{"font-size:34px;font-weight:700" if big and p == self.paper else ""}">{html.escape(p)}</span>' for p in parts]
        self.html.append(f'<div class="top" style="font-family:{SANS}">{"".join(cells)}</div>')

    def bottom(self):
        r = self.r
        sep = r.choice(["　", " ", "  "])
        parts = [sep.join([f"责任编辑：{person(r)}", f"版式：{person(r)}", f"校对：{person(r)}"])]
        if chance(r, 0.6):
            parts.append(f"{r.choice(['电话', '新闻热线', '广告热线'])}：0{r.randint(310, 999)}-{r.randint(2000000, 8999999)}")
        if chance(r, 0.2):
            parts.append(f"社址：{self.city}市{r.choice('人民 解放 建设 文化'.split())}路{r.randint(1, 300)}号")
        for part in parts:
            self.add("furniture:editor_line", None, part)
        cells = [f"<span>{html.escape(p)}</span>" for p in parts]
        self.html.append(f'<div class="bottom" style="font-family:{SANS}">{"".join(cells)}</div>')

    def write(self, article, span, width):
        r, aid = self.r, len(self.articles)
        size = r.choice([17, 18, 20] if span == 1 else [20, 22, 24, 28] if span == 2 else [24, 28, 32, 36])
        face, align = r.choice([SERIF, SANS]), r.choice(["left", "left", "center"])
        kicker, headline, deck = article["kicker"], article["title"], article["deck"]
        place = r.choices(["before", "behind", "mid", "beside", "beside-behind"], [72, 14, 7, 4, 3])[0]
        if place.startswith("beside") and (len(headline) > 14 or deck or span == 1):
            place = "before"
        if place == "mid" and len(article["paras"]) < 4:
            place = "behind"
        label = r.choice(LABELS) if chance(r, 0.15) else None
        gold = {"kicker": kicker, "headline": headline, "subhead": deck, "byline": None, "captions": [],
                "credits": [], "labels": [label] if label else [], "headline_printed": True, "blocks": []}
        head, in_head = [], []
        if label:
            at = r.choice(["float", "float", "line", "chip"])
            style = {"float": "float:left;border:1px solid #333;padding:1px 6px;margin:2px 10px 2px 0;width:5em;text-align:center",
                     "line": "border-bottom:1px solid #333", "chip": "display:inline-block;background:#ddd;padding:0 6px"}[at]
            head.append(f'<div style="{style};font:600 {r.choice([9, 10, 11])}px/1.3 {SANS}">{label}</div>')
            in_head.append(("label", label))
        if kicker:
            head.append(f'<div style="font:{r.choice([400, 600])} {max(11, int(size * .6))}px/1.3 {face};text-align:{align}">{html.escape(kicker)}</div>')
            in_head.append(("kicker", kicker))
        vertical = "writing-mode:vertical-rl;" if place.startswith("beside") else ""
        head.append(f'<div style="{vertical}font:{r.choice([700, 700, 700, 900, 600])} {size}px/1.25 {face};text-align:{align}">{html.escape(headline)}</div>')
        in_head.append(("headline", headline))
        if deck:
            dash = "——" if chance(r, 0.35) else ""
            head.append(f'<div style="font:{r.choice([400, 500, 600])} {max(12, int(size * .62))}px/1.35 {r.choice([SERIF, SANS])};text-align:{align}">{dash}{html.escape(deck)}</div>')
            in_head.append(("subhead", dash + deck))
        byline_at = r.choices(["inline", "none", "end", "line"], [76, 10, 8, 6])[0]
        byline = None
        if byline_at == "inline":
            agency = r.choice([self.paper + "讯", self.paper + "讯", self.city + "融媒讯", "本报讯", "新华社" + r.choice(CITIES) + f"{r.randint(1, 12)}月{r.randint(1, 28)}日电"])
            byline = f"{agency}（{people(r)}）"
        elif byline_at == "end":
            byline = f"（{people(r)}）"
        elif byline_at == "line":
            byline = r.choice(["本报", "□", ""]) + people(r)
        gold["byline"] = byline
        blocks = []
        if byline_at == "line":
            blocks.append(("byline", byline, f'<p style="text-indent:0;text-align:{r.choice(["center", "left", "right"])};font-family:{SANS}">{byline}</p>'))
        first = True
        bold = r.choice([SANS, SERIF])
        centre = r.choice(["center", "center", "left"])
        for text in article["paras"]:
            if text in article["subs"] and not first:
                gold["blocks"].append({"kind": "subheading", "text": text})
                indent = "0" if centre == "center" else "2em"
                blocks.append(("sub", text, f'<p style="text-indent:{indent};text-align:{centre};font-weight:700;font-family:{bold}">{html.escape(text)}</p>'))
                continue
            gold["blocks"].append({"kind": "paragraph", "text": text})
            whole = byline + text if first and byline_at == "inline" else text
            first = False
            blocks.append(("body", whole, f"<p>{html.escape(whole)}</p>"))
        if chance(r, 0.13) and len(blocks) > 2:
            caption = r.choice(article["captions"] or [None])
            made = r.choice(["图为", "", "▲", "△", "图："]) + r.choice(SCENES) + r.choice(["。", ""])
            made += r.choice(["", f" {person(r)} 摄", f"（{person(r)}摄）", f"（图源：{r.choice(OUTLETS)}）", f"{self.paper}记者 {person(r)} 摄"])
            caption = html.escape(caption or made)
            gold["captions"].append(html.unescape(caption))
            figure = f'<div class="figure"><div style="height:{r.randint(50, 110)}px"></div><div style="font:600 {self.size - 1.5}px/1.3 {SANS}">{caption}</div></div>'
            blocks.insert(r.randint(1, len(blocks) - 1), ("caption", html.unescape(caption), figure))
        if byline_at == "end":
            blocks.append(("byline", byline, f'<p style="text-align:right">{byline}</p>'))
        if chance(r, 0.15):
            credit = f"（{r.choice(['据', '据', '来源：', '转自'])}{r.choice(OUTLETS)}）"
            gold["credits"].append(credit)
            blocks.append(("credit", credit, f'<p style="text-align:right;font-family:{SANS}">{credit}</p>'))
        style = f"columns:{span};column-gap:{self.gap}px;font:{self.size}px/{self.leading} {self.body};letter-spacing:{self.spacing}px"
        body = lambda part: f'<div class="body" style="{style}">{"".join(p for _, _, p in part)}</div>'
        heading = f'<div class="head">{"".join(head)}</div>'
        tell = lambda part: [(role, text) for role, text, *_ in part]
        if place == "mid":
            cut = len(blocks) // 2
            inner, order = body(blocks[:cut]) + heading + body(blocks[cut:]), tell(blocks[:cut]) + in_head + tell(blocks[cut:])
        elif place in ("behind", "beside-behind"):
            flow = "column-reverse" if place == "behind" else r.choice(["row-reverse", "row"])
            inner, order = f'<div style="display:flex;flex-direction:{flow};gap:5px;justify-content:flex-end">{body(blocks)}{heading}</div>', tell(blocks) + in_head
        elif place == "beside":
            inner, order = f'<div style="display:flex;gap:8px">{heading}{body(blocks)}</div>', in_head + tell(blocks)
        else:
            inner, order = heading + body(blocks), in_head + tell(blocks)
        for role, text in order:
            self.add(role, aid, text)
        self.articles.append(gold)
        self.html.append(f'<div class="article" style="width:{width}px">{inner}</div>')

    def sheet(self):
        indent = "2em" if self.indent else "0"
        return (f'<div class="page" style="width:{self.width}px;height:{self.height}px;page:p{self.width}">'
                f'<style>#n{self.number} p{{text-indent:{indent}}}</style><div id="n{self.number}">{"".join(self.html)}</div></div>')


class Pool:
    """Articles by their length: those of the corpus, and those of labelled pages."""

    def __init__(self, corpus, pages, folders):
        out = {a["headline"] for folder in folders for page in read_pages(folder) for a in page["articles"]}
        labelled, seen = [], set()
        for folder in pages:
            for number, page in enumerate(read_pages(folder)):
                held_out = number % HELD_OUT == HELD_OUT - 1
                for a in page["articles"]:
                    if held_out:
                        out.add(a["headline"])
                    elif a["headline_printed"] and not a["continued_to"] and not a["continued_from"]:
                        labelled.append(a)
        is_out = lambda title: any(h and (h in title or title in h) for h in out)
        corpus_texts, page_texts = [], []
        for line in corpus.read_text(encoding="utf-8").splitlines():
            text = json.loads(line)
            paras = [p.strip() for p in text["paras"] if p.strip()]
            if len(paras) > 1 and not is_sub(paras[0]) and not is_sub(paras[-1]) and not is_out(text["title"]):
                corpus_texts.append({"title": text["title"].strip(), "paras": paras, "subs": [], "captions": []})
        for a in labelled:
            blocks = [(b["kind"], as_printed(b["text"].strip())) for b in a["blocks"] if b["text"].strip()]
            if a["headline"] in seen or is_out(a["headline"]) or not blocks or blocks[0][0] == "subheading":
                continue
            seen.add(a["headline"])
            page_texts.append({"title": as_printed(a["headline"]), "kicker": as_printed(a["kicker"]),
                               "deck": as_printed(a["subhead"]), "captions": [as_printed(c) for c in a["captions"]],
                               "paras": [text for _, text in blocks],
                               "subs": [text for kind, text in blocks if kind == "subheading"]})
        self.pools = [sorted(((sum(map(len, t["paras"])), t["title"], t) for t in texts), key=lambda t: t[:2])
                      for texts in (corpus_texts, page_texts)]

    def article(self, r, span, most):
        pool = self.pools[chance(r, LABELLED) if self.pools[1] else 0]
        fit = [i for i, t in enumerate(pool) if t[0] <= most and t[0] >= 120 * span]
        if not fit:
            return None
        # Rather a text that fills the room than one that leaves most of it white.
        text = pool[int(r.triangular(fit[0], fit[-1], fit[-1]))][2]
        if pool is self.pools[1]:
            return text
        title, paras = text["title"], text["paras"]
        kicker = deck = None
        parts = title.split()
        if len(parts) == 2 and min(map(len, parts)) >= 4:
            if len(parts[0]) < len(parts[1]) and chance(r, 0.2):
                kicker, title = parts
            else:
                title, deck = parts
        elif "：" in title and 2 <= title.index("：") <= 10 and chance(r, 0.5):
            kicker, title = title.split("：", 1)
        elif chance(r, 0.08):
            deck = r.choice(self.pools[0])[1].split()[0][:24]
        subs = []
        if chance(r, 0.1) and len(paras) > 3 and not any(map(is_sub, paras)):
            paras = list(self.with_subs(r, paras, subs))
        return {**text, "title": title, "kicker": kicker, "deck": deck, "paras": paras, "subs": subs}

    def with_subs(self, r, paras, subs):
        """Sub-headings before some paragraphs: a clause of theirs stands for what an editor would write."""
        every = r.choice([2, 2, 3])
        for n, text in enumerate(paras):
            clauses = [c for c in re.split("[，。；：、]", text) if 5 < len(c) < 20 and not re.search("[“”（）《》]", c)]
            if n and n % every == 0 and clauses:
                subs.append(r.choice(clauses) + r.choice(["", "", "", "", "？"]))
                yield subs[-1]
            yield text


def read_pages(folder):
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))]


def as_printed(text):
    """Text of a page in half-width forms, in those that it was printed in; marks inside numbers stay."""
    return text and re.sub("(?<![0-9])[,:]|[,:](?![0-9])|[;!?()]", lambda it: it[0].translate(FULL_WIDTH), text)


CSS = f"""
*{{box-sizing:border-box}} body{{margin:0}} p{{margin:0;text-align:justify}}
.page{{overflow:hidden;padding:22px 26px;break-after:page;position:relative}}
.top,.bottom{{display:flex;justify-content:space-between;font-size:11px;align-items:end}}
.top{{border-bottom:1px solid #000;margin-bottom:8px}} .bottom{{border-top:1px solid #000;position:absolute;bottom:20px;left:26px;right:26px}}
.band{{display:flex;border-bottom:1px solid #888;padding:5px 0;margin-bottom:6px;align-items:flex-start}}
.head::after{{content:"";display:block;clear:both}} .head{{padding-bottom:3px}}
.figure{{break-inside:avoid}} .figure>div:first-child{{background:#bbb}}
"""


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out", type=pathlib.Path)
    ap.add_argument("pages", type=int)
    ap.add_argument("corpus", type=pathlib.Path)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--articles", nargs="*", type=pathlib.Path, default=[])
    ap.add_argument("--leave-out", nargs="*", type=pathlib.Path, default=[])
    o = ap.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    pool, r = Pool(o.corpus, o.articles, o.leave_out), random.Random(o.seed)
    for start in range(0, o.pages, AT_ONCE):
        pages = [Page(random.Random(r.random()), pool, n) for n in range(start, min(start + AT_ONCE, o.pages))]
        sizes = "".join(f"@page p{w}{{size:{w}px {h}px;margin:0}}" for w, h in {(p.width, p.height) for p in pages})
        with tempfile.TemporaryDirectory() as scratch:
            sheet, pdf = pathlib.Path(scratch, "pages.html"), pathlib.Path(scratch, "pages.pdf")
            body = "".join(p.sheet() for p in pages)
            sheet.write_text(f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>{sizes}{CSS}</style>{body}</html>', encoding="utf-8")
            subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={pdf}", sheet.as_uri()],
                           check=True, stderr=subprocess.DEVNULL, timeout=600)
            subprocess.run(["pdfseparate", pdf, pathlib.Path(scratch, "one-%d.pdf")], check=True)
            for n, page in enumerate(pages):
                name = o.out / f"t{start + n:03d}"
                pathlib.Path(scratch, f"one-{n + 1}.pdf").replace(name.with_suffix(".pdf"))
                fragments = write_texts(name, page.fragments, page.gap)
                truth = {"fragments": fragments, "furniture": [], "articles": page.articles}
                name.with_suffix(".json").write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
