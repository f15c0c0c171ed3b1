//! Filters, tests, and the parts of values.

use minijinja::machinery::ast::{CallArg, Expr, Filter, GetAttr, GetItem, Slice, Test};
use newsprint_core::config::nearest;

use super::{Checker, either};
use crate::expression::kind::{Kind, Type};

/// The filters that there are.
pub(super) const FILTERS: [&str; 7] =
    ["abs", "default", "length", "lower", "round", "trim", "upper"];
const TESTS: [&str; 3] = ["endingwith", "none", "startingwith"];

impl Checker<'_> {
    pub(super) fn list(&mut self, at: &Expr<'_>, items: &[Expr<'_>]) -> Option<Type> {
        let kinds: Vec<_> = items.iter().map(|item| self.infer(item)).collect();
        let first = kinds.first().copied().flatten()?;
        let list =
            first.kind.list().filter(|_| kinds.iter().flatten().all(|it| it.kind == first.kind));
        if let Some(kind) = list {
            Some(Type::present(kind))
        } else {
            let message = "a list holds texts or numbers, of one sort".to_owned();
            self.fault(at, message, "mixed", "give values of one sort")
        }
    }

    pub(super) fn slice(&mut self, it: &Slice<'_>) -> Option<Type> {
        for bound in [&it.start, &it.stop, &it.step].into_iter().flatten() {
            self.expect(bound, Kind::Number);
        }
        self.infer(&it.expr)
    }

    pub(super) fn filter(&mut self, at: &Expr<'_>, it: &Filter<'_>) -> Option<Type> {
        let Some(expr) = &it.expr else { return None };
        let args: Vec<&Expr<'_>> = it.args.iter().filter_map(positional).collect();
        match it.name {
            "lower" | "upper" | "trim" => self.expect(expr, Kind::Text),
            "abs" | "round" => {
                for arg in args {
                    self.expect(arg, Kind::Number);
                }
                self.expect(expr, Kind::Number)
            }
            "length" => {
                let of = self.infer(expr)?;
                if !matches!(of.kind, Kind::Text | Kind::Texts | Kind::Numbers | Kind::Any) {
                    let message = format!("{} has no length", of.kind.describe());
                    self.fault(expr, message, "not a text or list", "give a text or a list");
                }
                Some(Type::present(Kind::Number))
            }
            "default" => {
                let of = self.infer(expr);
                let other = args.first().and_then(|arg| self.infer(arg));
                either(other, of).map(|of| Type::present(of.kind))
            }
            name => self.unknown(at, "filter", name, &FILTERS),
        }
    }

    pub(super) fn test(&mut self, at: &Expr<'_>, it: &Test<'_>) -> Option<Type> {
        match it.name {
            "none" => {
                self.infer(&it.expr);
            }
            "startingwith" | "endingwith" => {
                self.expect(&it.expr, Kind::Text);
                for arg in it.args.iter().filter_map(positional) {
                    self.expect(arg, Kind::Text);
                }
            }
            name => return self.unknown(at, "test", name, &TESTS),
        }
        Some(Type::present(Kind::Bool))
    }

    fn unknown(&mut self, at: &Expr<'_>, what: &str, name: &str, all: &[&str]) -> Option<Type> {
        let help = match nearest(name, all.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", all.join(", ")),
        };
        self.fault(at, format!("there is no {what} `{name}`"), &format!("unknown {what}"), &help)
    }

    pub(super) fn part(&mut self, at: &Expr<'_>, it: &GetAttr<'_>) -> Option<Type> {
        let of = self.infer(&it.expr)?;
        let Kind::Map(parts) = of.kind else {
            return match of.kind {
                Kind::Any => Some(Type::present(Kind::Any)),
                Kind::Extensions => {
                    let help = "write `ext[\"crate/thing\"]`";
                    self.fault(at, "an attachment is named by its key".into(), "no key", help)
                }
                kind => {
                    let message = format!("{} has no parts", kind.describe());
                    self.fault(at, message, "no such part", "leave the part out")
                }
            };
        };
        if let Some((_, of)) = parts.iter().find(|(name, _)| *name == it.name) {
            return Some(self.narrowed(self.place.text(at), *of));
        }
        let names = || parts.iter().map(|(name, _)| *name);
        let help = match nearest(it.name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
        };
        self.fault(at, format!("there is no part `{}`", it.name), "unknown part", &help)
    }

    pub(super) fn item(&mut self, at: &Expr<'_>, it: &GetItem<'_>) -> Option<Type> {
        let of = self.infer(&it.expr)?;
        let key = match &it.subscript_expr {
            Expr::Const(value) => value.value.as_str(),
            _ => None,
        };
        match (of.kind, key) {
            (Kind::Extensions, Some(key)) => {
                self.keys.entry(key.to_owned()).or_insert_with(|| self.place.of(at));
                Some(Type::present(Kind::Any))
            }
            (Kind::Extensions, None) => {
                let message = "an attachment is named by its key".to_owned();
                self.fault(at, message, "no key", "write `ext[\"crate/thing\"]`")
            }
            (Kind::Any, _) => Some(Type::present(Kind::Any)),
            (kind, _) => {
                if let Some(item) = kind.item() {
                    self.expect(&it.subscript_expr, Kind::Number);
                    Some(Type::absent(item))
                } else {
                    let message = format!("{} has no items", kind.describe());
                    self.fault(at, message, "not a list", "leave the brackets out")
                }
            }
        }
    }
}

fn positional<'e, 's>(arg: &'e CallArg<'s>) -> Option<&'e Expr<'s>> {
    match arg {
        CallArg::Pos(expr) | CallArg::Kwarg(_, expr) => Some(expr),
        CallArg::PosSplat(_) | CallArg::KwargSplat(_) => None,
    }
}
