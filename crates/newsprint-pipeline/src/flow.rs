//! What has been written up to a step of a plan, and what it lacks.

use std::collections::BTreeSet;

use newsprint_core::config::{Fault, nearest};
use newsprint_core::{
    Attachment as _, Field, Flow, FlowItem, Labels, Registry, Span, StepInfo, StepKind,
};

/// What has been written up to the step at hand.
pub(crate) struct Written<'a> {
    registry: &'a Registry,
    items: BTreeSet<FlowItem>,
    /// Whether a step before is not known so well that it could be said which attachments and labels
    /// it writes.
    has_unknown: bool,
    /// Whether a step before gives labels without naming them.
    has_unknown_labels: bool,
    /// Whether documents may have come with more.
    brings_more: bool,
}

/// What a step lacks.
#[derive(Default)]
pub(crate) struct Lacking {
    pub(crate) faults: Vec<Fault>,
    pub(crate) warnings: Vec<Fault>,
}

impl<'a> Written<'a> {
    pub(crate) fn new(registry: &'a Registry) -> Self {
        Self {
            registry,
            items: BTreeSet::new(),
            has_unknown: false,
            has_unknown_labels: false,
            brings_more: false,
        }
    }

    /// Takes up a step of which nothing is known: later ones are not judged by it.
    pub(crate) fn add_unknown(&mut self) {
        let all = [FlowItem::Text, FlowItem::Articles, FlowItem::Group, FlowItem::Metrics];
        self.items.extend(all);
        self.has_unknown = true;
    }

    /// Takes up a step with what its options name, which is not known of one with faults.
    pub(crate) fn add(&mut self, info: &StepInfo, flow: Option<&Flow>) {
        let gives = flow.map_or(&[][..], |flow| &flow.gives);
        let items = info.writes.iter().map(|field| FlowItem::from(*field));
        let items: Vec<FlowItem> = items.chain(gives.iter().cloned()).collect();
        let gives_labels = items.contains(&labels());
        let names_them = items.iter().any(|item| matches!(item, FlowItem::Label(_)));
        self.has_unknown_labels |= gives_labels && !names_them;
        self.has_unknown |= flow.is_none() && info.has_flow;
        self.brings_more |= info.brings_more;
        self.items.extend(items);
    }

    /// What the step that is named at `at` lacks, of what it always reads and of what its options
    /// name.
    pub(crate) fn lacking(&self, info: &StepInfo, at: Span, flow: &Flow) -> Lacking {
        let mut lacking = Lacking::default();
        let always = info.reads.iter().map(|field| (FlowItem::from(*field), at));
        for (item, at) in always.filter(|(item, _)| !self.has(item)) {
            lacking.faults.push(self.unwritten(info, &item, at));
        }
        for (item, at) in flow.needs.iter().filter(|(item, _)| !self.has(item)) {
            let fault = self.unwritten(info, item, *at);
            // What only decides which articles an output takes has to be sure.
            if self.brings_more && info.kind != StepKind::Output {
                let help = fault.help.clone().unwrap_or_default();
                let help = format!("{help}, unless what an earlier run wrote brings it");
                lacking.warnings.push(fault.help(help));
            } else {
                lacking.faults.push(fault);
            }
        }
        lacking
    }

    fn has(&self, item: &FlowItem) -> bool {
        let is_known = self.items.contains(item);
        match item {
            // Where there are none at all, that is told once.
            FlowItem::Label(_) => {
                is_known
                    || self.has_unknown
                    || self.has_unknown_labels
                    || !self.items.contains(&labels())
            }
            FlowItem::Attachment(_) => is_known || self.has_unknown,
            _ => is_known,
        }
    }

    /// A fault at `at`, where something is read that nothing before has written.
    fn unwritten(&self, info: &StepInfo, item: &FlowItem, at: Span) -> Fault {
        let name = info.name;
        if let FlowItem::Label(label) = item {
            let message =
                format!("`{name}` takes the label `{label}`, which no earlier step gives");
            let given = || {
                self.items.iter().filter_map(|item| match item {
                    FlowItem::Label(label) => Some(label.as_str()),
                    _ => None,
                })
            };
            let help = match nearest(label, given()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the labels are {}", given().collect::<Vec<_>>().join(", ")),
            };
            return Fault::new(at, message, "no such label").help(help);
        }
        let is_only = info.kind == StepKind::Output && *item == labels();
        let name = if is_only { "only" } else { name };
        let message = format!("`{name}` reads {item}, which no earlier step writes");
        let mut stages = self.registry.of_kind(StepKind::Stage);
        let is_it = |field: &Field| FlowItem::from(*field) == *item;
        let help = match stages.find(|info| info.writes.iter().any(is_it)) {
            Some(writer) => format!("put a `[[stage]]` with `use = \"{}\"` before it", writer.name),
            None => match nearest(&item.to_string(), self.attachments()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("no registered stage writes {item}"),
            },
        };
        Fault::new(at, message, format!("needs {item}")).help(help)
    }

    fn attachments(&self) -> impl Iterator<Item = &str> {
        self.items.iter().filter_map(|item| match item {
            FlowItem::Attachment(key) => Some(key.as_str()),
            _ => None,
        })
    }
}

/// Labels, whichever they are.
pub(crate) fn labels() -> FlowItem {
    FlowItem::Attachment(Labels::KEY.to_owned())
}
