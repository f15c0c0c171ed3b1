//! `set`: sections and attachments made of expressions.

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Article, Component, Document, Field, Flow, FlowItem, MappedText, Outcome, Residue,
    ResidueReason, Source, Stage, StepError,
};

use crate::expression::{Expression, Scope, Subject};
use crate::name::{Name, Part};

newsprint_core::options! {
    /// Options of `set`.
    pub struct SetOptions {
        /// What to set, in this order.
        pub fields: Located<Vec<SetField>>;
    }
}

newsprint_core::options! {
    /// A field to set.
    pub struct SetField {
        /// `section`, or the key of an attachment, `crate/thing`.
        pub name: Located<String>;
        /// What it becomes: an expression as for `filter`.
        pub value: Located<String>;
    }
}

#[doc = include_str!("../manual/set.md")]
#[derive(Debug)]
pub struct Set {
    fields: Vec<(Name, Expression)>,
}

impl Component for Set {
    const NAME: &'static str = "set";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/set.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    const FLOW: Option<fn(&Self) -> Flow> = Some(Self::flow);
    type Options = SetOptions;

    fn build(options: SetOptions) -> Result<Self, Vec<Fault>> {
        let mut fields = Vec::new();
        let mut faults = Vec::new();
        let given = &options.fields.value;
        if given.is_empty() {
            let fault = Fault::new(options.fields.span, "nothing is set", "empty");
            faults.push(fault.help("write `fields = [{ name = \"…\", value = '…' }]`"));
        }
        for (index, SetField { name, .. }) in given.iter().enumerate() {
            if given[..index].iter().any(|other| other.name.value == name.value) {
                let message = format!("`{}` is set twice", name.value);
                let fault = Fault::new(name.span, message, "set above");
                faults.push(fault.help("say in one expression what it is: `… if … else …`"));
            }
        }
        for SetField { name, value } in given {
            let name = Name::read(name, &[Part::Section]).map_err(|fault| faults.push(fault));
            let value =
                Expression::new(value, Scope::ARTICLE, None).map_err(|found| faults.extend(found));
            if let (Ok(name), Ok(value)) = (name, value) {
                fields.push((name, value));
            }
        }
        for (field, (_, value)) in given.iter().zip(&fields) {
            if fields.iter().any(|(name, _)| reads(value, name)) {
                let message = "the value reads a field that this stage sets";
                let fault = Fault::new(field.value.span, message, "depends on itself");
                faults.push(fault.help("set it in a stage before, under another name"));
            }
        }
        if faults.is_empty() { Ok(Self { fields }) } else { Err(faults) }
    }
}

fn reads(value: &Expression, name: &Name) -> bool {
    match name {
        Name::Text(_) => value.reads("section"),
        Name::Attachment(key) => value.reads_attachment(key),
    }
}

impl Set {
    fn flow(&self) -> Flow {
        self.fields.iter().fold(Flow::default(), |flow, (name, value)| {
            let flow = value.flow(flow);
            match name {
                Name::Attachment(key) => flow.writes(FlowItem::Attachment(key.clone())),
                Name::Text(_) => flow,
            }
        })
    }

    fn article(
        &self,
        source: &Source,
        article: &mut Article,
        residue: &mut Vec<Residue>,
    ) -> Result<(), StepError> {
        for (name, value) in &self.fields {
            let (value, _) = value.value(Subject::Article(source, article))?;
            match name {
                Name::Attachment(key) => {
                    article.extensions.set_raw(key, serde_json::value::to_raw_value(&value)?);
                }
                Name::Text(part) => {
                    let Some(text) = value.as_str() else {
                        let message = format!("`section` is a text, and its value is {value:?}");
                        return Err(StepError::new(message)
                            .code("wrong-type")
                            .help("join a text: `… ~ \"\"`"));
                    };
                    let new = (!text.is_empty()).then(|| MappedText::unmapped(text));
                    let old = std::mem::replace(part.of(article), new);
                    residue.extend(old.iter().flat_map(MappedText::runs).map(|run| Residue {
                        span: run.source(),
                        reason: ResidueReason::Dropped,
                        detail: Some("set: another section".to_owned()),
                    }));
                }
            }
        }
        Ok(())
    }
}

impl Stage for Set {
    fn apply(&self, document: &mut Document) -> Result<Outcome, StepError> {
        let mut articles = std::mem::take(&mut document.articles);
        let mut residue = Vec::new();
        for article in &mut articles {
            self.article(document.source(), article, &mut residue)?;
        }
        document.articles = articles;
        document.residue.extend(residue);
        document.residue.sort_by_key(|it| it.span);
        Ok(Outcome::Keep)
    }
}
