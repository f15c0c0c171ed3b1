//! The words before the first sentence that say who reports from where.

/// How far a lead reaches, in characters.
const LENGTH: usize = 40;

/// Bytes of the lead that a first paragraph begins with: `央视网消息（新闻联播）：`,
/// `新华社北京6月26日电（记者张三、李四）`, `本报讯 （记者 王五）`.
pub(crate) fn lead(text: &str) -> Option<usize> {
    let window_end = text.char_indices().nth(LENGTH).map_or(text.len(), |(at, _)| at);
    let window = &text[..window_end];
    let mut end =
        ["消息", "讯", "电", "报道"].iter().filter_map(|word| reporting(window, word)).min()?;
    let rest = text[end..].trim_start();
    let reporters = rest.strip_prefix(['（', '(', '【', '[']).and_then(|inner| {
        let (inner, _) = inner.split_once(['）', ')', '】', ']'])?;
        (inner.chars().count() <= 40).then_some(inner)
    });
    let mut is_lead = false;
    let blank = text.len() - end - rest.len();
    if let Some(inner) = reporters {
        let open = rest.chars().next().map_or(0, char::len_utf8);
        let after = &rest[open + inner.len()..];
        end += blank + open + inner.len() + after.chars().next().map_or(0, char::len_utf8);
        is_lead = true;
    }
    let after = text[end..].trim_start();
    if let Some(tail) = after.strip_prefix([':', '：', '|', '丨']) {
        end = text.len() - tail.len();
        is_lead = true;
    }
    is_lead |= text[end..].starts_with(char::is_whitespace);
    is_lead.then_some(end)
}

/// Where the words that end in `word` and name an outlet or a place end.
fn reporting(window: &str, word: &str) -> Option<usize> {
    let at = window.find(word)?;
    let before = &window[..at];
    let is_named = match word {
        "消息" => before.ends_with(['网', '社', '报', '台', '端', '道', '心']),
        "电" => before.contains('日') || before.ends_with('社'),
        "讯" => true,
        _ => before.ends_with(['网', '社', '报', '台', '端', '者']),
    };
    let is_short =
        before.chars().count() <= 24 && !before.contains(['，', '。', '、', ',', '：', '“']);
    (is_named && is_short && !before.is_empty()).then_some(at + word.len())
}
