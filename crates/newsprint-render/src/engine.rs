//! The template engine as all our outputs use it: what is printed is escaped and can be seen, and a
//! fault names its file and line.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Output, UndefinedBehavior, Value, escape_formatter};
use newsprint_core::StepError;
use serde::Serialize;

use crate::markup::is_bidi;

/// An environment without templates. Templates whose names end in `.html` or `.xml` are escaped;
/// names that are not defined are errors, but in conditions.
pub(crate) fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_debug(false);
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if !value.is_safe() => match state.auto_escape() {
            AutoEscape::Html => Ok(write_html(out, text)?),
            AutoEscape::None => Ok(out.write_str(&visible(text))?),
            _ => escape_formatter(out, state, &Value::from(visible(text).into_owned())),
        },
        _ if value.is_none() && *state.auto_escape() != AutoEscape::Json => Ok(()),
        _ => escape_formatter(out, state, value),
    });
    environment.add_filter("grouped", grouped);
    environment.add_filter("tongue", tongue);
    environment
}

/// Writes `text` as it can stand between tags and in quoted attributes.
fn write_html(out: &mut Output<'_>, text: &str) -> fmt::Result {
    let text = visible(text);
    let mut rest = &*text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.write_str(&rest[..at])?;
        out.write_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        })?;
        rest = &rest[at + 1..];
    }
    out.write_str(rest)
}

/// The digits of a decimal with a comma after each three before the point: `46,917,200`.
fn grouped(number: &str) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number),
    };
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut text = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}

/// The language of a text by its script, for `lang`: what has an ideograph is Chinese, what has
/// kana or hangul is not; other letters are taken for English where they are those of ASCII.
fn tongue(text: &str) -> &'static str {
    let mut tongue = "und";
    for c in text.chars() {
        match c {
            '\u{3040}'..='\u{30FF}' => return "ja",
            '\u{AC00}'..='\u{D7AF}' => return "ko",
            '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' => {
                tongue = "zh";
            }
            'A'..='Z' | 'a'..='z' => tongue = if tongue == "und" { "en" } else { tongue },
            _ if tongue != "zh" && c.is_alphabetic() => tongue = "other",
            _ => {}
        }
    }
    if tongue == "other" { "und" } else { tongue }
}

/// What template `name` makes of `context`.
pub(crate) fn render(
    environment: &Environment<'_>,
    name: &str,
    context: &impl Serialize,
) -> Result<String, StepError> {
    let template = environment.get_template(name);
    let rendered = template.and_then(|it| it.render(Serde(context)));
    rendered.map_err(|error| failed(&error))
}

/// What is wrong with a template, where, and what to do.
pub(crate) fn failed(error: &minijinja::Error) -> StepError {
    let (message, help) = told(error);
    StepError::new(message).help(help)
}

/// The message of a fault, `article.html:12: …`, and what to do.
pub(crate) fn told(error: &minijinja::Error) -> (String, &'static str) {
    use minijinja::ErrorKind;
    let mut message = String::new();
    // The innermost error is the fault; those around it say which templates led there.
    let mut innermost = error;
    while let Some(inner) = std::error::Error::source(innermost)
        .and_then(|source| source.downcast_ref::<minijinja::Error>())
    {
        innermost = inner;
    }
    if let Some(name) = innermost.name() {
        let _ = write!(message, "template {name}");
        if let Some(line) = innermost.line() {
            let _ = write!(message, ":{line}");
        }
        message.push_str(": ");
    }
    let _ = write!(message, "{}", innermost.kind());
    if let Some(detail) = innermost.detail() {
        let _ = write!(message, ": {detail}");
    }
    let help = match innermost.kind() {
        ErrorKind::SyntaxError => "mend the line; a template is written as for Jinja",
        ErrorKind::TemplateNotFound => "name a file of the folder of templates",
        ErrorKind::UndefinedError => {
            "see the page of the output for the names there are; `x is defined` asks for one"
        }
        ErrorKind::UnknownFilter | ErrorKind::UnknownFunction | ErrorKind::UnknownTest => {
            "only what MiniJinja has built in can be used"
        }
        _ => "mend the line, or ask with `is defined` whether there is a value",
    };
    (message, help)
}

/// `text` with what cannot be seen, or would turn around what stands beside it, as signs: control
/// characters as their pictures, marks of writing direction by their numbers.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    let sign = |c: char| -> Option<Cow<'static, str>> {
        match c {
            '\n' | '\t' => None,
            '\u{7F}' => Some("␡".into()),
            '\0'..='\u{1F}' => {
                char::from_u32(0x2400 + u32::from(c)).map(|it| it.to_string().into())
            }
            '\u{80}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}' => Some("\u{FFFD}".into()),
            _ if is_bidi(c) => Some(format!("⟨U+{:04X}⟩", u32::from(c)).into()),
            _ => None,
        }
    };
    let Some(first) = text.find(|c| sign(c).is_some()) else { return Cow::Borrowed(text) };
    let mut shown = text[..first].to_owned();
    for c in text[first..].chars() {
        match sign(c) {
            Some(sign) => shown.push_str(&sign),
            None => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// `value` as JSON that can stand inside a script element or file: no text in it can end the
/// element.
pub(crate) fn script_json(value: &impl Serialize) -> Result<String, StepError> {
    let json = serde_json::to_string(value)?;
    let special = |c: char| {
        matches!(c, '<' | '>' | '&' | '\'' | '\u{2028}' | '\u{2029}' | '\u{7F}'..='\u{9F}')
            || is_bidi(c)
    };
    if !json.contains(special) {
        return Ok(json);
    }
    let mut escaped = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if special(c) {
            // Such characters stand in strings only, where an escape means the same.
            let _ = write!(escaped, "\\u{:04x}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    Ok(escaped)
}

/// At most `limit` characters of `text`, on one line.
pub(crate) fn shortened(text: &str, limit: usize) -> String {
    let mut words = String::new();
    let mut count = 0;
    for word in text.split_whitespace() {
        if count > 0 {
            words.push(' ');
        }
        for c in word.chars() {
            count += 1;
            if count > limit {
                words.push('…');
                return words;
            }
            words.push(c);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown() {
        assert!(matches!(visible("春耕\n开始"), Cow::Borrowed(_)));
        assert_eq!(visible("a\0b\u{202E}c\u{7F}\r"), "a␀b⟨U+202E⟩c␡␍");
    }

    #[test]
    fn digits_are_grouped() {
        for (number, expected) in [
            ("46917200", "46,917,200"),
            ("-8.3125", "-8.3125"),
            ("100", "100"),
            ("-1000.5", "-1,000.5"),
        ] {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn the_language_of_a_text_is_told_by_its_script() {
        let check = |text: &str, expected: &str| assert_eq!(tongue(text), expected, "{text}");
        check("新渠通水,GDP增长", "zh");
        check("A new canal", "en");
        check("Ein Kanal für alle", "und");
        check("水路の開通", "ja");
        check("수로 개통", "ko");
        check("2024: 32", "und");
        check("", "und");
    }

    #[test]
    fn json_cannot_end_its_element() {
        assert_eq!(script_json(&"</script>&").unwrap(), r#""\u003c/script\u003e\u0026""#);
    }

    #[test]
    fn long_texts_are_cut_at_characters() {
        assert_eq!(shortened(" 春耕\n 开始 ", 9), "春耕 开始");
        assert_eq!(shortened("春耕开始", 3), "春耕开…");
    }
}
