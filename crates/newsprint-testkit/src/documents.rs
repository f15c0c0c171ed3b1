//! Documents to try laws on: the seed pages, generated pages, generated articles, hostile text.

use std::fs;
use std::path::Path;

use newsprint_core::{
    Article, ArticleId, Block, BlockKind, Document, Facts, Frame, LaidLine, Layout, MappedText,
    Source, Span,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// The text of each page under the repository's `seeds/`, by name; none outside the repository.
pub fn seed_pages() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds");
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut pages: Vec<(String, String)> = entries
        .map(|entry| entry.expect("`seeds` can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|path| {
            let name = format!("seeds/{}", path.file_name().unwrap_or_default().to_string_lossy());
            (name, fs::read_to_string(&path).expect("a seed page is UTF-8"))
        })
        .collect();
    pages.sort();
    pages
}

/// An article as the input `jsonl` makes one: the first line of `text` is the headline, each other
/// line that is not blank a paragraph.
pub fn record(name: &str, text: &str) -> Document {
    let facts = {
        let mut facts = Facts::default();
        facts.date = Some("2024-06-28".to_owned());
        facts
    };
    let source = Source::new(name, text).expect("a test's text is small").with_facts(facts);
    let mut document = Document::new(source);
    let mut article = Article::new(ArticleId::new(document.source(), Span::new(0, text.len())));
    let mut start = 0;
    for (number, line) in text.split('\n').enumerate() {
        let span = Span::new(start, start + line.len());
        start = span.end() + 1;
        if line.trim().is_empty() {
            continue;
        }
        let text = MappedText::verbatim(text, span).trim();
        if number == 0 {
            article.headline = Some(text);
        } else {
            article.blocks.push(Block { kind: BlockKind::Paragraph, text });
        }
    }
    document.articles.push(article);
    document
}

/// Documents of all kinds: pages that are not split yet, of which it is known where their lines
/// stand or not, and articles.
pub fn document_strategy() -> impl Strategy<Value = Document> {
    let page = |text| Source::new("page.txt", text).expect("a generated page is small");
    prop_oneof![
        2 => page_strategy().prop_map(move |text| Document::new(page(text))),
        1 => (page_strategy(), vec(laid_line(), 1..24)).prop_map(move |(text, lines)| {
            let layout = layout(&text, &lines);
            let source = page(text).with_layout(Some(layout));
            Document::new(source.expect("the lines are those of the text"))
        }),
        2 => page_strategy().prop_map(|text| record("corpus.jsonl", &text)),
    ]
}

/// A layout for the lines of `text`, set as `lines` are in turn.
fn layout(text: &str, lines: &[LaidLine]) -> Layout {
    let mut layout = Layout::new(9_920, 14_170);
    let mut start = 0;
    for (line, like) in text.split('\n').zip(lines.iter().cycle()) {
        let span = Span::new(start, start + line.len());
        start = span.end() + 1;
        let mut line = *like;
        line.span = span;
        layout.lines.push(line);
    }
    layout
}

/// How a line may be set: as columns are, or as nothing is.
fn laid_line() -> impl Strategy<Value = LaidLine> {
    let column = (0..5, 0..90, 0..2, prop::sample::select(vec![90, 100, 160, 300])).prop_map(
        |(column, row, indent, size)| {
            let (x, width) = (260 + column * 1_900 + indent * 200, 1_600 - indent * 200);
            (Frame { x, y: 400 + row * 140, width, height: size }, size)
        },
    );
    let far = -Layout::FARTHEST..=Layout::FARTHEST;
    let anything = ([far.clone(), far.clone(), far.clone(), far], 0..=Layout::FARTHEST)
        .prop_map(|([x, y, width, height], size)| (Frame { x, y, width, height }, size));
    (prop_oneof![4 => column, 1 => anything], any::<bool>(), any::<bool>()).prop_map(
        |((frame, size), bold, vertical)| {
            let mut line = LaidLine::new(Span::default(), frame);
            (line.size, line.bold, line.vertical) =
                (Some(size).filter(|it| *it > 0), bold, vertical);
            line
        },
    )
}

/// Text like that of a newspaper page, with its defects, mixed with text that is like nothing.
pub fn page_strategy() -> impl Strategy<Value = String> {
    vec(prop_oneof![6 => line(), 1 => hostile(), 2 => Just(String::new())], 0..24)
        .prop_map(|lines| lines.join("\n"))
}

/// A line of a page: headline, byline with a sentence, sentences, half a sentence, caption, credit.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => clause(),
        1 => (clause(), clause()).prop_map(|(a, b)| format!("{a} {b}")),
        1 => (clause(), clause()).prop_map(|(a, b)| format!("{a}: {b}")),
        2 => (byline(), sentence()).prop_map(|(a, b)| format!("{a}{b}")),
        4 => vec(sentence(), 1..4).prop_map(|parts| parts.concat()),
        2 => (vec(sentence(), 0..3), clause()).prop_map(|(a, b)| format!("{}{b}", a.concat())),
        1 => clause().prop_map(|a| format!("图为{a}。")),
        1 => clause().prop_map(|a| format!("(据“{a}”)")),
    ]
}

fn byline() -> impl Strategy<Value = String> {
    let names = prop::sample::select(vec!["张三", "李小四", "欧阳五", "扎西卓玛"]);
    let heads = prop::sample::select(vec!["本报讯", "云河融媒讯", "新华社青州6月26日电", ""]);
    (heads, names).prop_map(|(head, name)| format!("{head}(记者{name})"))
}

fn sentence() -> impl Strategy<Value = String> {
    let figure = prop_oneof![
        (1_u32..3000).prop_map(|n| format!("完成投资{n}.5万元")),
        (1_u32..100).prop_map(|n| format!("达标率达{n}%以上")),
        (1_u32..100).prop_map(|n| format!("同比增长{n}.3个百分点")),
        (2_u32..50).prop_map(|n| format!("在全国{n}个城市中排名第二")),
        (2_u32..50).prop_map(|n| format!("{n}支队伍、{n}余名志愿者")),
        Just("2023年,三千五百户居民迁入新居".to_owned()),
        Just("第一、二季度分别为8.7%、45.7%".to_owned()),
        Just("總投資達5.2億元,惠及三千餘戶".to_owned()),
        Just("咨询电话13812345678,信箱news@example.cn".to_owned()),
        Just("Sales rose 4.5 per cent".to_owned()),
    ];
    let part = prop_oneof![2 => clause(), 1 => figure];
    let end = prop::sample::select(vec!["。", "!", ";", "。”", "……"]);
    (vec(part, 1..4), end).prop_map(|(parts, end)| format!("{}{end}", parts.join(",")))
}

fn clause() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "青州市",
        "今年",
        "推进",
        "乡村振兴",
        "工作",
        "的",
        "基层",
        "治理",
        "“夜校”",
        "全市",
        "居民",
        "服务",
        "水平",
        "《条例》",
        "第36期",
        "建设",
        "项目",
        "提升",
        "环境",
        "质量",
        "一是",
        "示范",
        "生态",
        "(区)",
        "2024年",
        "9月",
    ];
    vec(prop::sample::select(WORDS), 1..8).prop_map(|words| words.concat())
}

/// Lines that no newspaper printed.
fn hostile() -> impl Strategy<Value = String> {
    let any_line = any::<String>().prop_map(|text| text.replace('\n', " "));
    let marks =
        vec(prop::sample::select(vec!['“', '”', '(', ')', '。', ' ', '\u{3000}', '\t']), 0..20);
    prop_oneof![
        any_line,
        marks.prop_map(String::from_iter),
        ("[0-9０-９.,%一二三千百万亿零〇]{1,30}").prop_map(|digits| digits),
        Just("\u{feff}\u{202e}\u{200b}\r".to_owned()),
        (prop::sample::select(vec!['一', '亿', '9', '“', 'a', '\u{301}']), 1_usize..400)
            .prop_map(|(c, times)| String::from(c).repeat(times)),
    ]
}
