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
    /// The article before the current one, which a line may turn back to.
    other: Option<u64>,
}

/// The role of each line of the page that `truth` describes, after `resumed ` where it turns back to
/// the article before the one at hand; `None` where it turns back further, which no sequence of
/// roles can tell.
pub(crate) fn roles(truth: &Value) -> Result<Vec<Option<String>>, String> {
    let mut roles = Vec::new();
    let fragments = list(truth, "fragments").or_else(|_| list(truth, "blocks_fragments"))?;
    let mut fragments = fragments.iter().collect::<Vec<_>>();
    fragments.sort_by_key(|fragment| fragment["lines"][0].as_u64());
    let mut seen = Seen::default();
    for fragment in fragments {
        let Some(part) = fragment["role"].as_str() else {
            return Err(format!("no `role`: {fragment}"));
        };
        let role = match fragment["aid"].as_u64() {
            Some(article) => seen.role_of(article, part, fragment["cut_start"] == true),
            None => Some("furniture".to_owned()),
        };
        label(&mut roles, fragment, role.as_deref())?;
    }
    // Where the furniture has no lines, it is among the fragments.
    for fragment in list(truth, "furniture")?.iter().filter(|it| it["lines"].is_array()) {
        label(&mut roles, fragment, Some("furniture"))?;
    }
    Ok(roles)
}

pub(crate) fn list<'a>(truth: &'a Value, key: &str) -> Result<&'a Vec<Value>, String> {
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
    fn role_of(&mut self, article: u64, part: &str, cut: bool) -> Option<String> {
        let role = match part {
            "label" => return Some("section".to_owned()),
            "caption" => "caption",
            "credit" | "photo_credit" => "credit",
            "headline" | "headline+subhead" | "kicker" | "subhead" | "body" | "sub" | "byline" => {
                return self.role_in_text(article, part, cut);
            }
            _ => return Some("furniture".to_owned()),
        };
        let resumes = self.other == Some(article) && self.opened.contains(&article);
        if resumes {
            self.other = self.current.replace(article);
        }
        Some(prefixed(role, resumes))
    }

    fn role_in_text(&mut self, article: u64, part: &str, cut: bool) -> Option<String> {
        let opens = self.opened.insert(article);
        let resumes = !opens && self.current != Some(article);
        if resumes && self.other != Some(article) {
            return None;
        }
        if opens || resumes {
            self.other = self.current.replace(article);
        }
        let role = match part {
            "sub" => "subheading",
            "body" if opens => "lead",
            "body" if cut => "continuation",
            "body" => "paragraph",
            "byline" if opens => "lead-byline",
            "byline" => "byline",
            _ if !self.heads.insert(article) => "deck",
            _ if opens => "headline",
            _ => "tail-headline",
        };
        Some(prefixed(role, resumes))
    }
}

fn prefixed(role: &str, resumes: bool) -> String {
    if resumes { format!("resumed {role}") } else { role.to_owned() }
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
        let other = ("body", 1, false);
        check(&[body, other, body], &["lead", "lead", "resumed paragraph"]);
        check(&[body, other, ("body", 2, false), body], &["lead", "lead", "lead", "?"]);
        check(&[body, other, ("caption", 0, false)], &["lead", "lead", "resumed caption"]);
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
