//! Articles of invented places, and a stage run over them.

use newsprint_core::config::parse_toml;
use newsprint_core::{
    Article, ArticleId, Block, BlockKind, CorpusStage, Digests, MappedText, MemoryRoom, Outcome,
    Registry, Source, Span, Step, StepKind, Verdict,
};

/// A report with few figures.
pub(crate) const LIBRARY: &str = "云溪市图书馆新馆昨日正式开门迎客。清晨六点多，馆前广场上已经排起长队，\
    不少家长带着孩子从城郊赶来，只为第一时间走进这座临水而建的白色建筑。新馆由旧粮仓改造而成，保留了原有的木梁和砖墙，\
    屋顶换成了透光的玻璃，阅览席沿着中庭的螺旋坡道一路向上。馆长童远山介绍，开馆前馆员们把库房里的地方文献逐册除尘、修补、编号，\
    其中一批清末民初的河道图是首次与读者见面。读者凭身份证就能办理借阅，每人可以同时借走十二册图书。\
    退休教师梅若兰在窗边找到座位，翻开一本旧县志，她说年轻时在粮仓里领过口粮，如今回来读书，心里说不出的踏实。\
    据悉，新馆夜间照常开放，最后一班公交车将等到闭馆之后再发车。";

/// A report that shares nothing with the first.
pub(crate) const BRIDGE: &str = "连日阴雨过后，青禾县石盘渡的摆渡船迎来了最后一个航次。随着对岸新桥合龙，\
    这条摇了四代人的木船将被拖上岸，安放进村口的小小陈列室。撑船人宋长庚今年六十八岁，他的祖父、父亲都在这片水面上讨生活。\
    “涨水那几年，半夜有人喊船，再冷也得起来。”他抚着磨得发亮的船桨说。新桥的设计者没有选择最省钱的直线，\
    而是绕开了岸边三棵老樟树，桥面因此多出一道弯。村民们起初不解，等到栏杆装好才发现，站在弯道正中，恰好望得见整座村子的屋顶。\
    通车当天没有剪彩，孩子们推着自行车来回跑了几趟，老人们在桥头摆开茶桌，请工程队的年轻人坐下来喝一碗热姜茶，又把自家晒的柿饼塞进他们的背包。";

/// A bulletin whose figures are filled in: `{}` stands for each.
pub(crate) const BULLETIN: &str = "市统计部门今天公布全年运行情况。全年粮食播种面积达到{}万亩，总产量比上年增加{}吨，\
    平均亩产提高{}公斤。规模以上企业新增{}家，其中从事食品加工的有{}家。全市接待游客{}万人次，带动餐饮住宿收入{}亿元。\
    教育方面新建幼儿园{}所，增加学位{}个，乡村教师周转房竣工{}套。卫生方面家庭医生签约服务覆盖{}户，县级医院添置救护车{}辆。\
    相关负责人表示，数据来自各乡镇逐级上报和抽样核查，口径与往年保持一致，个别指标因为统计制度调整而不可直接比较。\
    下一步将继续完善基层台账，减轻填报负担，让数字更真实地反映群众生活的变化，也为来年的项目安排提供扎实可靠的依据。";

/// `template` with the figures that `seed` gives.
pub(crate) fn filled(template: &str, seed: usize) -> String {
    let mut parts = template.split("{}");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (index, part) in parts.enumerate() {
        text.push_str(&(100 + (seed * 7919 + index * 104_729) % 9_000).to_string());
        text.push_str(part);
    }
    text
}

/// `text` with every `step`th character misread.
pub(crate) fn misread(text: &str, step: usize) -> String {
    let wrong = |(index, c): (usize, char)| if index % step == step - 1 { '囗' } else { c };
    text.chars().enumerate().map(wrong).collect()
}

/// The first `count` characters.
pub(crate) fn start_of(text: &str, count: usize) -> String {
    text.chars().take(count).collect()
}

/// Texts with reprints of many kinds, in an order without system.
pub(crate) fn corpus() -> Vec<String> {
    let mut texts = Vec::new();
    for number in 0..12 {
        let own = filled(&"第{}件事记在册子里。".repeat(60), number * 1000);
        let bulletin = filled(BULLETIN, number);
        texts.extend([misread(LIBRARY, 20 + number), misread(&bulletin, 40), own, bulletin]);
        texts.extend([BRIDGE.to_owned(), start_of(LIBRARY, 300 - number), String::new()]);
        texts.push(format!("{LIBRARY}{BRIDGE}"));
    }
    let count = texts.len();
    (0..count).map(|at| texts[at * 37 % count].clone()).collect()
}

/// A source and its one article, each line a block.
pub(crate) fn article(record: usize, text: &str) -> (Source, Article) {
    let source = Source::new("corpus", text).unwrap().with_record(Some(record.to_string()));
    let mut article = Article::new(ArticleId::new(&source, Span::new(0, text.len())));
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.trim_end().len());
        start += line.len();
        article
            .blocks
            .push(Block { kind: BlockKind::Paragraph, text: MappedText::verbatim(text, span) });
    }
    (source, article)
}

/// The stage `name` with `options` as TOML.
pub(crate) fn stage(name: &str, options: &str) -> Box<dyn CorpusStage> {
    let mut registry = Registry::new();
    newsprint_dedup::register(&mut registry).unwrap();
    let (table, mut faults) = parse_toml(options, 0);
    let info = registry.get(StepKind::Stage, name).unwrap();
    match info.build(table, Span::default(), &mut faults) {
        Some(Step::Corpus(stage)) => stage,
        _ => panic!("{faults:?}"),
    }
}

/// Digests and resolves.
pub(crate) fn resolve(
    stage: &dyn CorpusStage,
    articles: &[(Source, Article)],
) -> Vec<Option<Verdict>> {
    let mut digests = Digests::new();
    for (source, article) in articles {
        let mut digest = Vec::new();
        stage.digest(source, article, &mut digest).unwrap();
        digests.push(article.id, &digest);
    }
    let room = MemoryRoom(usize::MAX);
    stage.resolve(&mut Some(digests).into_iter(), &room).unwrap().verdicts
}

/// Runs the stage over all articles.
pub(crate) fn run(stage: &dyn CorpusStage, articles: &mut [(Source, Article)]) -> Vec<Outcome> {
    let verdicts = resolve(stage, articles);
    let pairs = articles.iter_mut().zip(&verdicts);
    pairs.map(|((_, article), verdict)| stage.apply(article, verdict.as_ref()).unwrap()).collect()
}
