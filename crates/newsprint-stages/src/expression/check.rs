//! What an expression may say: known names, sorts of value that go together, and nothing unknown
//! put in an order.

mod values;

use std::collections::BTreeMap;
use std::ops::Range;

use minijinja::machinery::ast::{BinOpKind, Compare, CompareOpKind, Expr, UnaryOpKind};
use minijinja::value::ValueKind;
use newsprint_core::config::{Fault, nearest};

use super::fields::Scope;
use super::kind::{Kind, Type};
use super::place::Place;
use values::FILTERS;

/// A part of an attachment that is used as one sort of value; what is there must be of it.
#[derive(Clone, Debug)]
pub(crate) struct Demand {
    /// As the expression writes it.
    pub(crate) shown: String,
    /// The attachment's key, and the names that lead to the part.
    pub(crate) path: Vec<String>,
    pub(crate) kind: Kind,
}

/// What is found out about an expression.
pub(crate) struct Checker<'a> {
    scope: Scope,
    place: &'a Place,
    pub(crate) faults: Vec<Fault>,
    /// Names that are used, each with the first place.
    pub(crate) names: BTreeMap<&'static str, Range<usize>>,
    /// Keys of attachments that are used, each with the first place.
    pub(crate) keys: BTreeMap<String, Range<usize>>,
    pub(crate) demands: Vec<Demand>,
    /// What is known to be known where the checker is.
    known: Vec<String>,
}

impl<'a> Checker<'a> {
    pub(crate) fn new(scope: Scope, place: &'a Place) -> Self {
        Self {
            scope,
            place,
            faults: Vec::new(),
            names: BTreeMap::new(),
            keys: BTreeMap::new(),
            demands: Vec::new(),
            known: Vec::new(),
        }
    }

    fn fault(&mut self, at: &Expr<'_>, message: String, label: &str, help: &str) -> Option<Type> {
        let fault = self.place.fault(self.place.of(at), message, label);
        self.faults.push(fault.help(help));
        None
    }

    /// The sort of value that `expr` gives; `None` when a fault was told, or nothing is known.
    pub(crate) fn infer(&mut self, expr: &Expr<'_>) -> Option<Type> {
        let present = |kind| Some(Type::present(kind));
        match expr {
            Expr::Var(var) => self.name(expr, var.id),
            Expr::Const(value) => match value.value.kind() {
                ValueKind::Bool => present(Kind::Bool),
                ValueKind::Number => present(Kind::Number),
                ValueKind::String => present(Kind::Text),
                _ => None,
            },
            Expr::UnaryOp(it) => match it.op {
                UnaryOpKind::Not => {
                    self.infer(&it.expr);
                    present(Kind::Bool)
                }
                UnaryOpKind::Neg => self.expect(&it.expr, Kind::Number),
            },
            Expr::BinOp(it) => self.operation(it.op, &it.left, &it.right),
            Expr::Compare(it) => {
                self.comparison(it);
                present(Kind::Bool)
            }
            Expr::IfExpr(it) => {
                self.infer(&it.test_expr);
                let first = self.knowing(&it.test_expr, true, &it.true_expr);
                let other = it.false_expr.as_ref();
                let other = other.and_then(|other| self.knowing(&it.test_expr, false, other));
                either(first, other)
            }
            Expr::Filter(it) => self.filter(expr, it),
            Expr::Test(it) => self.test(expr, it),
            Expr::GetAttr(it) => self.part(expr, it),
            Expr::GetItem(it) => self.item(expr, it),
            Expr::List(it) => self.list(expr, &it.items),
            Expr::Tuple(it) => self.list(expr, &it.items),
            Expr::Slice(it) => self.slice(it),
            Expr::Call(_) => {
                let help = format!("use one of the filters {}", FILTERS.join(", "));
                self.fault(expr, "expressions have no functions".into(), "a call", &help)
            }
            Expr::Map(_) => {
                self.fault(expr, "expressions have no maps".into(), "a map", "use a list")
            }
        }
    }

    fn name(&mut self, at: &Expr<'_>, name: &str) -> Option<Type> {
        if let Some((name, of)) = self.scope.get(name) {
            self.names.entry(name).or_insert_with(|| self.place.of(at));
            return Some(self.narrowed(name, of));
        }
        let help = if let Some(near) = nearest(name, self.scope.names()) {
            format!("did you mean `{near}`?")
        } else {
            let names: Vec<&str> = self.scope.names().collect();
            format!("there are {}", names.join(", "))
        };
        self.fault(at, format!("expressions know no `{name}`"), "unknown name", &help)
    }

    /// The type of what is written `shown`, with what conditions before it have made sure.
    fn narrowed(&self, shown: &str, of: Type) -> Type {
        if self.known.iter().any(|it| it == shown) { Type::present(of.kind) } else { of }
    }

    /// Infers `expr` where `condition` has come out as `truth`.
    fn knowing(&mut self, condition: &Expr<'_>, truth: bool, expr: &Expr<'_>) -> Option<Type> {
        let before = self.known.len();
        self.learn(condition, truth);
        let of = self.infer(expr);
        self.known.truncate(before);
        of
    }

    /// Adds what is known to be known once `condition` has come out as `truth`.
    fn learn(&mut self, condition: &Expr<'_>, truth: bool) {
        match condition {
            Expr::Var(_) | Expr::GetAttr(_) if truth => {
                self.known.push(self.place.text(condition).to_owned());
            }
            Expr::UnaryOp(it) if matches!(it.op, UnaryOpKind::Not) => self.learn(&it.expr, !truth),
            Expr::BinOp(it) => match (it.op, truth) {
                (BinOpKind::ScAnd, true) | (BinOpKind::ScOr, false) => {
                    self.learn(&it.left, truth);
                    self.learn(&it.right, truth);
                }
                (BinOpKind::Eq, true) | (BinOpKind::Ne, false) => {
                    self.learn_equal(&it.left, &it.right, false);
                }
                (BinOpKind::Ne, true) | (BinOpKind::Eq, false) => {
                    self.learn_equal(&it.left, &it.right, true);
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// `left` is known when it equals a text, or when it does not equal the empty one.
    fn learn_equal(&mut self, left: &Expr<'_>, right: &Expr<'_>, is_empty: bool) {
        if let Expr::Const(value) = right
            && value.value.as_str().is_some_and(|text| text.is_empty() == is_empty)
        {
            self.known.push(self.place.text(left).to_owned());
        }
    }

    /// Infers `expr`, which must give a `kind`.
    pub(crate) fn expect(&mut self, expr: &Expr<'_>, kind: Kind) -> Option<Type> {
        let found = self.infer(expr)?;
        if found.kind == Kind::Any {
            self.demand(expr, kind);
        } else if found.kind != kind {
            let message = format!("expected {}, found {}", kind.describe(), found.kind.describe());
            let help = format!("give {}", kind.describe());
            return self.fault(expr, message, &format!("this is {}", found.kind.describe()), &help);
        }
        Some(Type { kind, ..found })
    }

    fn demand(&mut self, expr: &Expr<'_>, kind: Kind) {
        if let Some(path) = path(expr) {
            self.demands.push(Demand { shown: self.place.text(expr).to_owned(), path, kind });
        }
    }

    fn operation(&mut self, op: BinOpKind, left: &Expr<'_>, right: &Expr<'_>) -> Option<Type> {
        use BinOpKind::{Concat, Eq, Gt, Gte, In, Lt, Lte, Ne, ScAnd, ScOr};
        match op {
            ScAnd | ScOr => {
                let first = self.infer(left);
                let second = self.knowing(left, matches!(op, ScAnd), right);
                match (first, second) {
                    (Some(first), Some(second)) if first.kind == second.kind => Some(second),
                    _ => either(first.filter(|it| it.kind == Kind::Bool), second),
                }
            }
            Eq | Ne | Lt | Lte | Gt | Gte | In => {
                let op = match op {
                    Eq => CompareOpKind::Eq,
                    Ne => CompareOpKind::Ne,
                    In => CompareOpKind::In,
                    _ => CompareOpKind::Lt,
                };
                self.compare(op, left, right);
                Some(Type::present(Kind::Bool))
            }
            Concat => {
                self.expect(left, Kind::Text);
                self.expect(right, Kind::Text);
                Some(Type::present(Kind::Text))
            }
            _ => {
                self.expect(left, Kind::Number);
                self.expect(right, Kind::Number);
                Some(Type::present(Kind::Number))
            }
        }
    }

    fn comparison(&mut self, it: &Compare<'_>) {
        let mut left = &it.expr;
        for next in &it.ops {
            self.compare(next.op, left, &next.expr);
            left = &next.expr;
        }
    }

    fn compare(&mut self, op: CompareOpKind, left: &Expr<'_>, right: &Expr<'_>) {
        use CompareOpKind::{Eq, In, Ne, NotIn};
        let found = (self.infer(left), self.infer(right));
        if let (Some(of), Some(with)) = found {
            match op {
                In | NotIn => self.contained(left, of, right, with),
                Eq | Ne => self.alike(left, of, right, with),
                _ => {
                    self.alike(left, of, right, with);
                    self.in_order(left, of);
                    self.in_order(right, with);
                }
            }
        }
    }

    /// Both sides must be of one sort; a part of an attachment is taken to be of the other's.
    fn alike(&mut self, left: &Expr<'_>, of: Type, right: &Expr<'_>, with: Type) {
        match (of.kind, with.kind) {
            (Kind::Any, Kind::Any) => {}
            (Kind::Any, kind) => self.demand(left, kind),
            (kind, Kind::Any) => self.demand(right, kind),
            (a, b) if a == b => {}
            (a, b) => {
                let message = format!("{} is compared with {}", a.describe(), b.describe());
                let label = format!("this is {}", b.describe());
                self.fault(right, message, &label, &format!("compare with {}", a.describe()));
            }
        }
    }

    fn in_order(&mut self, expr: &Expr<'_>, of: Type) {
        if of.may_be_unknown {
            let shown = self.place.text(expr).to_owned();
            let message = format!("`{shown}` may be unknown, and is in no order then");
            let help = format!("say what then: `{shown} and …`, or `not {shown} or …`");
            self.fault(expr, message, "may be unknown", &help);
        } else if !matches!(of.kind, Kind::Number | Kind::Text | Kind::Any) {
            let message = format!("{} is in no order", of.kind.describe());
            self.fault(expr, message, "cannot be compared so", "compare numbers or texts");
        }
    }

    fn contained(&mut self, left: &Expr<'_>, of: Type, right: &Expr<'_>, with: Type) {
        let inside = if with.kind == Kind::Text { Some(Kind::Text) } else { with.kind.item() };
        match inside {
            Some(Kind::Any) => {}
            Some(kind) if of.kind == Kind::Any => self.demand(left, kind),
            Some(kind) if of.kind == kind => {}
            _ => {
                let (a, b) = (of.kind.describe(), with.kind.describe());
                let message = format!("{a} is never in {b}");
                self.fault(right, message, &format!("this is {b}"), "give a text or a list");
            }
        }
    }
}

/// The type of a value that is one or the other.
fn either(first: Option<Type>, second: Option<Type>) -> Option<Type> {
    match (first, second) {
        (Some(a), Some(b)) if a.kind == b.kind => {
            Some(Type { kind: a.kind, may_be_unknown: a.may_be_unknown || b.may_be_unknown })
        }
        (None, Some(of)) | (Some(of), None) => Some(of),
        _ => None,
    }
}

/// The key of an attachment and the names that lead to a part of it.
fn path(expr: &Expr<'_>) -> Option<Vec<String>> {
    match expr {
        Expr::GetAttr(it) => {
            let mut path = path(&it.expr)?;
            path.push(it.name.to_owned());
            Some(path)
        }
        Expr::GetItem(it) => {
            let mut path = path(&it.expr)?;
            let Expr::Const(key) = &it.subscript_expr else { return None };
            path.push(key.value.as_str()?.to_owned());
            Some(path)
        }
        Expr::Var(var) if var.id == "ext" => Some(Vec::new()),
        _ => None,
    }
}
