//! Generated news records: the same bytes for the same number, on every machine.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

const CLAUSES: &[&str] = &[
    "全市生态环境质量持续改善",
    "新建改建农村公路一百余公里",
    "各县区认真落实各项惠民政策",
    "基层治理水平得到明显提升",
    "完成固定资产投资4691.72万元",
    "城镇居民人均可支配收入同比增长6.5%",
    "与会人员围绕议题进行了深入讨论",
    "志愿者走进社区开展“送温暖”活动",
    "有关部门将加大监督检查力度",
    "为推动高质量发展贡献力量",
];

/// A record's text, of about 3,000 bytes.
pub(crate) fn text(number: u64) -> String {
    let mut state = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut text = String::new();
    while text.len() < 3000 {
        for clause in 0..4 {
            // Xorshift64 (Marsaglia 2003), for variety without a dependency.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let pick = usize::try_from(state % CLAUSES.len() as u64).unwrap_or(0);
            text.push_str(CLAUSES[pick]);
            text.push(if clause == 3 { '。' } else { ',' });
        }
        if state.is_multiple_of(3) {
            text.push('\n');
        }
    }
    let _ = write!(text, "第{number}号。");
    text
}

/// How many readings with a numeral a text of [`text`] has.
pub(crate) fn figures(text: &str) -> usize {
    let count = |clause: &str| text.matches(clause).count();
    count("一百余公里") + count("4691.72万元") + count("6.5%") + count("第")
}

/// Writes `records` records from number `first` on; returns the bytes written.
pub(crate) fn write(path: &Path, first: u64, records: u64) -> io::Result<u64> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut bytes = 0;
    for number in first..first + records {
        let title = format!("第{number}号报道");
        let record = serde_json::json!({ "id": number.to_string(), "title": title,
            "date": "2024-06-28", "text": text(number) });
        let line = format!("{record}\n");
        bytes += line.len() as u64;
        file.write_all(line.as_bytes())?;
    }
    file.flush()?;
    Ok(bytes)
}

/// Checks that `lines` are the articles of `records` records in order, with all of their text.
pub(crate) fn check(lines: &str, records: u64) {
    let mut numbers = 0..records;
    for line in lines.lines() {
        let article: serde_json::Value = serde_json::from_str(line).expect("an article is JSON");
        let number = numbers.next().expect("no more articles than records");
        assert_eq!(article["source"]["record"], number.to_string(), "records in order");
        let blocks = article["blocks"].as_array().expect("an article has blocks");
        let texts: Vec<&str> = blocks.iter().filter_map(|block| block["text"].as_str()).collect();
        assert_eq!(texts.join("\n"), text(number), "all of the text");
    }
    assert_eq!(numbers.next(), None, "an article for every record");
}
