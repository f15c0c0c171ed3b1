"""A corpus with reprints, figures and faults: the same bytes for the same number of articles."""
import json
import random

PLACES = ["青岭市", "云溪县", "石盘镇", "柳河区", "白沙港", "丰禾县", "东麓市", "雁洲区"]
THINGS = ["茶叶产量", "粮食总产量", "旅游收入", "工业增加值", "公路里程", "就业人数", "用电量", "绿化面积"]
UNITS = {"茶叶产量": "万吨", "粮食总产量": "万吨", "旅游收入": "亿元", "工业增加值": "亿元",
         "公路里程": "公里", "就业人数": "万人", "用电量": "亿千瓦时", "绿化面积": "亩"}
PEOPLE = ["陈立秋", "方晓禾", "宋以宁", "梁知夏", "顾长风", "苏映雪"]
CLAUSES = ["从清晨开始陆续有居民来到现场", "工作人员在入口处发放了说明手册", "这项工程前后用了三年时间",
           "附近的商户对此表示欢迎", "负责人介绍了下一步的安排", "几位退休教师自愿担任讲解",
           "沿线设置了新的指示牌和休息座椅", "学校组织学生前来参观学习", "雨季来临之前将完成全部收尾",
           "大家就资金的使用提出了意见", "夜间照明也换成了节能灯具", "志愿者把旧书整理后送到村里",
           "老街的石板路保留了原来的样子", "厂里的技术员现场做了示范", "有关资料已经整理归档",
           "居民可以在网上提前预约时间", "新设备比旧设备省下一半的水", "第一批货物当天就发往外地"]


def sentence(draw):
    place, thing = draw.choice(PLACES), draw.choice(THINGS)
    match draw.randrange(4):
        case 0:
            year, value = draw.randint(2015, 2024), draw.randint(10, 9999) / 10
            return f"{year}年,{place}{thing}{value}{UNITS[thing]},同比增长{draw.randint(1, 300) / 10}%。"
        case 1:
            return f"{draw.choice(PEOPLE)}说,{draw.choice(CLAUSES)},{draw.choice(CLAUSES)}。"
        case _:
            parts = draw.sample(CLAUSES, 3)
            return f"{place}的{draw.choice(PEOPLE)}告诉记者,{parts[0]},{parts[1]},{parts[2]}。"


def text(draw):
    paragraphs = ["".join(sentence(draw) for _ in range(draw.randint(3, 6))) for _ in range(3)]
    return "\n".join(paragraphs)


def damaged(draw, body):
    """What a reprint changes: a cut end, a character lost here and there, a line added."""
    if draw.random() < 0.3:
        body = body[: len(body) * 3 // 4]
    lost = {draw.randrange(len(body)) for _ in range(len(body) // 80)}
    return "".join(c for at, c in enumerate(body) if at not in lost) + draw.choice(["", "\n(综合本报消息)"])


def records(articles):
    """Lines of JSON, of which one in a thousand is broken; each reprints one of the last ones or none."""
    draw, recent = random.Random(7), []
    for number in range(articles):
        kind = draw.random()
        if recent and kind < 0.12:
            body = draw.choice(recent)
        elif recent and kind < 0.3:
            body = damaged(draw, draw.choice(recent))
        elif kind > 0.99:
            body = "简讯。"
        else:
            body = text(draw)
            recent = recent[-400:] + [body]
        record = {"id": f"n{number}", "title": f"{draw.choice(PLACES)}{draw.choice(THINGS)}消息", "text": body,
                  "date": f"2024-06-{draw.randint(1, 28):02}", "place": draw.choice(PLACES)}
        line = json.dumps(record, ensure_ascii=False)
        yield line[:-9] if number % 1000 == 500 else line


def write(folder, articles, files):
    """Writes the corpus, cut into files."""
    folder.mkdir(parents=True)
    lines, each = records(articles), -(-articles // files)
    for number in range(files):
        with open(folder / f"part-{number:04}.jsonl", "w", encoding="utf-8") as file:
            for _, line in zip(range(each), lines):
                file.write(line + "\n")


ISSUE = {1: "云溪县图书馆新馆开馆\n\n云溪讯(记者陈立秋)6月3日,云溪县图书馆新馆开馆。首日迎来读者300余人,借出图书500余册。新馆共有三层,藏书12万册,设有少儿阅\n\n(下转第2版)\n",
         2: "(上接第1版)云溪县图书馆新馆开馆\n\n览室和自习室。开馆时间延长到晚上九点,周末不休息。\n"}


def write_issue(folder):
    """Writes two pages of an issue, of which the second goes on with an article of the first."""
    folder.mkdir(parents=True)
    for page, text in ISSUE.items():
        (folder / f"page{page}.txt").write_text(text, encoding="utf-8")
        facts = f'paper = "云溪日报"\ndate = 2024-06-04\npage = "{page}"\n'
        (folder / f"page{page}.toml").write_text(facts, encoding="utf-8")
