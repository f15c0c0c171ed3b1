//! Expressions over the fields of articles and documents.
//!
//! The language is that of `MiniJinja`'s expressions, without functions and with few filters. It has
//! no sorts of value of its own: what goes together is checked here, before a run.

mod check;
mod fields;
mod kind;
mod place;

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::LazyLock;

use minijinja::machinery::{Token, parse_expr, tokenize};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{Environment, UndefinedBehavior, filters};
use newsprint_core::config::{Fault, Located};
use newsprint_core::{Flow, FlowItem, Span, StepError};

use check::{Checker, Demand};
use place::Place;

use fields::written;
pub(crate) use fields::{Scope, Subject};
pub(crate) use kind::Kind;

/// What all expressions know; it never changes.
static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_filter("abs", filters::abs);
    environment.add_filter("default", default);
    environment.add_filter("length", filters::length);
    environment.add_filter("lower", filters::lower);
    environment.add_filter("round", filters::round);
    environment.add_filter("trim", filters::trim);
    environment.add_filter("upper", filters::upper);
    environment.add_test("none", minijinja::tests::is_none);
    environment.add_test("startingwith", minijinja::tests::is_startingwith);
    environment.add_test("endingwith", minijinja::tests::is_endingwith);
    environment
});

/// `other` where nothing is known: for nothing and for the empty text.
fn default(value: Value, other: Value) -> Value {
    let is_unknown = value.is_none() || value.is_undefined() || value.as_str() == Some("");
    if is_unknown { other } else { value }
}

/// An expression, compiled once.
#[derive(Debug)]
pub(crate) struct Expression {
    compiled: minijinja::Expression<'static, 'static>,
    text: String,
    /// The names that it uses.
    names: Vec<&'static str>,
    /// The keys of attachments that it uses.
    keys: Vec<String>,
    /// What earlier steps must have written, each with the place that names it.
    needs: Vec<(FlowItem, Span)>,
    demands: Vec<Demand>,
}

impl Expression {
    /// Compiles an expression that gives a value of one sort.
    ///
    /// # Errors
    /// What is wrong with it, each with its place in the pipeline file.
    pub(crate) fn new(
        located: &Located<String>,
        scope: Scope,
        gives: Option<Kind>,
    ) -> Result<Self, Vec<Fault>> {
        let place = Place::new(located);
        let broken = |error: &minijinja::Error| {
            let end = place.text.len();
            let at = error.range().unwrap_or(end..end);
            let what = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
            let fault = place.fault(at, format!("not an expression: {what}"), "not understood");
            vec![fault.help("write it as in Python or Jinja: `length > 200 and section != \"…\"`")]
        };
        if let Some(at) = beyond_all_measure(&place.text) {
            let message = format!("the expression has more than {MOST} operators");
            let fault = place.fault(at, message, "one too many");
            let help = "ask for one of several values by `in`: `section in [\"…\", \"…\"]`";
            return Err(vec![fault.help(help)]);
        }
        let tree = parse_expr(&place.text).map_err(|error| broken(&error))?;
        let mut checker = Checker::new(scope, &place);
        match gives {
            Some(kind) => checker.expect(&tree, kind),
            None => checker.infer(&tree),
        };
        if !checker.faults.is_empty() {
            return Err(checker.faults);
        }
        let compiled = ENVIRONMENT.compile_expression_owned(place.text.clone());
        let names = checker.names.iter().filter_map(|(name, at)| Some((written(name)?, at)));
        let keys = checker.keys.iter().map(|(key, at)| (FlowItem::Attachment(key.clone()), at));
        Ok(Self {
            needs: names.chain(keys).map(|(item, at)| (item, place.span(at))).collect(),
            names: checker.names.into_keys().collect(),
            keys: checker.keys.into_keys().collect(),
            demands: checker.demands,
            compiled: compiled.map_err(|error| broken(&error))?,
            text: place.text,
        })
    }

    /// Adds what the expression reads of what stages write.
    pub(crate) fn flow(&self, flow: Flow) -> Flow {
        let needs = self.needs.iter().cloned();
        needs.fold(flow, |flow, (item, at)| flow.reads(item, at))
    }

    /// Whether the expression uses a name.
    pub(crate) fn reads(&self, name: &str) -> bool {
        self.names.contains(&name)
    }

    /// Whether the expression uses the attachment under `key`.
    pub(crate) fn reads_attachment(&self, key: &str) -> bool {
        self.keys.iter().any(|it| it == key)
    }

    /// The value for `subject`, and the values that it depends on.
    ///
    /// # Errors
    /// When a part of an attachment is of another sort than it is used as, or is missing.
    pub(crate) fn value(&self, subject: Subject<'_>) -> Result<(Value, Value), StepError> {
        let values = self.names.iter().map(|name| Ok((*name, subject.value(name, &self.keys)?)));
        let values: Value = values.collect::<Result<Vec<_>, StepError>>().map(Value::from_pairs)?;
        for demand in &self.demands {
            self.check(demand, &values)?;
        }
        let value = self.compiled.eval(values.clone()).map_err(|error| {
            let at = error.range().and_then(|at| self.text.get(at)).unwrap_or(&self.text);
            StepError::new(format!("`{at}` has no value: {}", error.kind()))
                .code("no-value")
                .value(at)
                .help("ask first: `ext[\"…\"] and …`")
        })?;
        Ok((value, values))
    }

    /// Whether `subject` is so.
    ///
    /// # Errors
    /// See [`value`](Self::value).
    pub(crate) fn decide(&self, subject: Subject<'_>) -> Result<Decided<'_>, StepError> {
        let (value, values) = self.value(subject)?;
        Ok(Decided { holds: value.is_true(), expression: self, values })
    }

    /// What is there must be of the sort that it is used as.
    fn check(&self, demand: &Demand, values: &Value) -> Result<(), StepError> {
        let mut value = values.get_attr("ext").unwrap_or_default();
        for name in &demand.path {
            value = value.get_attr(name).unwrap_or_default();
        }
        if value.is_undefined() || value.is_none() || demand.kind.is_of(&value) {
            return Ok(());
        }
        let (shown, kind) = (&demand.shown, demand.kind.describe());
        let message =
            format!("`{shown}` is {}, and is used as {kind} in `{}`", short(&value), self.text);
        let error = StepError::new(message).code("wrong-type").value(short(&value));
        Err(error.help("compare it with a value of its own sort"))
    }
}

/// Operators that an expression may have. Each can nest it deeper, and it is gone through by
/// recursion, here and in the library.
const MOST: usize = 500;

/// Where the first operator stands that is one too many. Values of lists, names and commas do not
/// count.
fn beyond_all_measure(text: &str) -> Option<Range<usize>> {
    use Token::{Comma, Float, Ident, Int, Int128, Str, String};
    let is_operator = |token: &Token<'_>| match token {
        Ident(name) => ["and", "or", "not", "in", "is", "if", "else"].contains(name),
        other => !matches!(other, Str(_) | String(_) | Int(_) | Int128(_) | Float(_) | Comma),
    };
    let tokens = tokenize(text, true, SyntaxConfig::default()).map_while(Result::ok);
    let (_, span) = tokens.filter(|(token, _)| is_operator(token)).nth(MOST)?;
    Some(span.start_offset as usize..span.end_offset as usize)
}

/// What an expression said.
pub(crate) struct Decided<'a> {
    pub(crate) holds: bool,
    expression: &'a Expression,
    values: Value,
}

impl Decided<'_> {
    /// The values that decided, for people: `length = 120, section = "广告"`.
    pub(crate) fn values(&self) -> String {
        let mut shown = String::new();
        for name in &self.expression.names {
            let value = self.values.get_attr(name).unwrap_or_default();
            let separator = if shown.is_empty() { "" } else { ", " };
            let _ = write!(shown, "{separator}{name} = {}", short(&value));
        }
        shown
    }
}

/// Characters of a value that are shown.
const SHOWN: usize = 60;

fn short(value: &Value) -> String {
    let whole = serde_json::to_string(value).unwrap_or_default();
    match whole.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &whole[..end]),
        None => whole,
    }
}

#[cfg(test)]
mod tests;
