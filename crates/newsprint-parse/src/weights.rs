//! How much each feature speaks for each role, read from `data/weights.toml`.

use newsprint_core::Span;
use newsprint_core::config::{Fault, Value, nearest, parse_toml};

use crate::feature::Feature;
use crate::role::Role;

/// A table of points: one row a role, one column a feature.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    pub(crate) points: Vec<[i32; Role::ALL.len()]>,
}

impl Weights {
    /// Weights of which none has a say.
    pub(crate) fn zero() -> Self {
        Self { points: vec![[0; Role::ALL.len()]; Feature::ALL.len()] }
    }

    /// The bundled weights.
    pub(crate) fn bundled() -> Result<Self, Vec<Fault>> {
        Self::parse(include_str!("../data/weights.toml"))
    }

    /// Reads weights from TOML: a table for each role, whole numbers by feature.
    pub(crate) fn parse(text: &str) -> Result<Self, Vec<Fault>> {
        let (table, mut faults) = parse_toml(text, 0);
        let mut weights = Self::zero();
        for (key, node) in table.iter() {
            let role = Role::named(&key.name);
            let (Some(role), Value::Table(row)) = (role, &node.value) else {
                let names = Role::ALL.map(Role::name);
                faults.push(unknown(key.span, &key.name, &names));
                continue;
            };
            for (key, node) in row.iter() {
                let known = Feature::ALL.iter().find(|(name, _)| *name == key.name);
                let points = match node.value {
                    Value::Integer(points) => i32::try_from(points).ok(),
                    _ => None,
                };
                match (known, points) {
                    (Some((_, feature)), Some(points)) => {
                        weights.points[*feature as usize][role as usize] = points;
                    }
                    (None, _) => {
                        let names: Vec<_> = Feature::ALL.iter().map(|(name, _)| *name).collect();
                        faults.push(unknown(key.span, &key.name, &names));
                    }
                    (_, None) => {
                        let message = format!("`{}` must be a whole number", key.name);
                        faults.push(Fault::new(node.span, message, node.value.describe()));
                    }
                }
            }
        }
        if faults.is_empty() { Ok(weights) } else { Err(faults) }
    }

    /// The points of `role`, given `features`.
    pub(crate) fn score(&self, role: Role, features: &[Feature]) -> i64 {
        features.iter().map(|feature| i64::from(self.of(role, *feature))).sum()
    }

    /// What one feature gives to one role.
    pub(crate) fn of(&self, role: Role, feature: Feature) -> i32 {
        self.points[feature as usize][role as usize]
    }
}

fn unknown(span: Span, name: &str, known: &[&str]) -> Fault {
    let fault = Fault::new(span, format!("`{name}` is neither a role nor a feature"), "unknown");
    match nearest(name, known.iter().copied()) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault,
    }
}
