//! The role of each line of a labelled page.

use std::collections::BTreeSet;

use serde_json::Value;

/// The parts of an article that were seen so far on the page, by article.
#[derive(Default)]
struct Seen {
    heads: BTreeSet<u64>,
    /// Articles with a line of running text or a head.
    opened: BTreeSet<u64>,
    current: Option<u64>,
}

/// The role of each line of the page that `truth` describes; `None` where an article is
/// interleaved with others, which no sequence of roles can tell.
pub(crate) fn roles(truth: &Value) -> Result<Vec<Option<String>>, String> {
    let mut roles = Vec::new();
    let mut fragments = list(truth, "fragments")?.iter().collect::<Vec<_>>();
    fragments.sort_by_key(|fragment| fragment["lines"][0].as_u64());
    let mut seen = Seen::default();
    for fragment in fragments {
        let (Some(article), Some(part)) = (fragment["aid"].as_u64(), fragment["role"].as_str())
        else {
            return Err(format!("no `aid` or `role`: {fragment}"));
        };
        let role = seen.role_of(article, part, fragment["cut_start"] == true);
        label(&mut roles, fragment, role)?;
    }
    for fragment in list(truth, "furniture")? {
        label(&mut roles, fragment, Some("furniture"))?;
    }
    Ok(roles)
}

fn list<'a>(truth: &'a Value, key: &str) -> Result<&'a Vec<Value>, String> {
    truth[key].as_array().ok_or_else(|| format!("`{key}` is not a list"))
}

/// Gives `role` to the lines of `fragment`, which are counted from one.
fn label(
    roles: &mut Vec<Option<String>>,
    fragment: &Value,
    role: Option<&str>,
) -> Result<(), String> {
    let line = |at: usize| fragment["lines"][at].as_u64().and_then(|it| usize::try_from(it).ok());
    let (Some(first), Some(last)) = (line(0), line(1)) else {
        return Err(format!("no `lines`: {fragment}"));
    };
    if first == 0 || first > last {
        return Err(format!("no such `lines`: {fragment}"));
    }
    roles.resize(roles.len().max(last), None);
    roles[first - 1..last].fill(role.map(str::to_owned));
    Ok(())
}

impl Seen {
    /// The role of a line of `article` that is its `part`, given those before it; `cut` when the
    /// line goes on with a paragraph.
    fn role_of(&mut self, article: u64, part: &str, cut: bool) -> Option<&'static str> {
        match part {
            "label" => return Some("section"),
            "caption" => return Some("caption"),
            "credit" | "photo_credit" => return Some("credit"),
            "headline" | "headline+subhead" | "kicker" | "subhead" | "body" | "sub" | "byline" => {}
            _ => return Some("furniture"),
        }
        let opens = self.opened.insert(article);
        if self.current.replace(article) != Some(article) && !opens {
            return None;
        }
        Some(match part {
            "sub" => "subheading",
            "body" if opens => "lead",
            "body" if cut => "continuation",
            "body" => "paragraph",
            "byline" if opens => "lead-byline",
            "byline" => "byline",
            _ if !self.heads.insert(article) => "deck",
            _ if opens => "headline",
            _ => "tail-headline",
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    /// Each part is `(role, article, cut_start)` and stands on a line of its own.
    #[track_caller]
    fn check(parts: &[(&str, u64, bool)], expected: &[&str]) {
        let fragment = |(line, (role, aid, cut)): (usize, &(&str, u64, bool))| json!({"role": role, "aid": aid, "cut_start": cut, "lines": [line + 1, line + 1]});
        let fragments: Vec<_> = parts.iter().enumerate().map(fragment).collect();
        let roles = super::roles(&json!({"fragments": fragments, "furniture": []})).unwrap();
        let roles: Vec<_> = roles.iter().map(|role| role.as_deref().unwrap_or("?")).collect();
        assert_eq!(roles, expected);
    }

    #[test]
    fn roles_depend_on_what_came_before() {
        let (head, body) = (("headline", 0, false), ("body", 0, false));
        check(&[head, ("subhead", 0, false), body], &["headline", "deck", "paragraph"]);
        check(&[body, ("body", 0, true), head], &["lead", "continuation", "tail-headline"]);
        check(&[("byline", 0, false), body, head], &["lead-byline", "paragraph", "tail-headline"]);
        check(&[head, ("sub", 0, false), body], &["headline", "subheading", "paragraph"]);
        check(&[head, ("caption", 1, false), body], &["headline", "caption", "paragraph"]);
        check(&[body, ("body", 1, false), body], &["lead", "lead", "?"]);
    }

    #[test]
    fn lines_are_counted_from_one() {
        let lines = |first: u64| {
            let footer = json!({"kind": "editors", "lines": [first, 3]});
            super::roles(&json!({"fragments": [], "furniture": [footer]}))
        };
        let furniture = || Some("furniture".to_owned());
        assert_eq!(lines(2), Ok(vec![None, furniture(), furniture()]));
        assert!(lines(0).is_err());
        assert!(lines(4).is_err());
    }
}
