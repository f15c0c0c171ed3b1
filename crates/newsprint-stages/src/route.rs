//! `route`: labels, by which outputs choose articles.

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Article, Attachment as _, Codes, Component, Document, Field, Flow, FlowItem, Labels, Outcome,
    Source, Stage, StepError,
};

use crate::expression::{Expression, Kind, Scope, Subject};
use crate::name::made_up;

newsprint_core::options! {
    /// Options of `route`.
    pub struct RouteOptions {
        /// The labels, each with its condition.
        pub routes: Located<Vec<RouteTo>>;
        /// The label of articles for which no condition holds; none when left out.
        pub otherwise: Option<Located<String>>;
        /// Whether an article gets the label of the first condition that holds only.
        pub first: bool = false;
    }
}

newsprint_core::options! {
    /// A label and its condition.
    pub struct RouteTo {
        /// The label: lower-case words joined by `-`.
        pub label: Located<String>;
        /// When an article gets it: an expression as for `filter`.
        pub when: Located<String>;
    }
}

#[doc = include_str!("../manual/route.md")]
#[derive(Debug)]
pub struct Route {
    routes: Vec<(String, Expression)>,
    otherwise: Option<String>,
    first: bool,
}

impl Component for Route {
    const NAME: &'static str = "route";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/route.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[Field::Extension(Labels::KEY)];
    const FLOW: Option<fn(&Self) -> Flow> = Some(Self::flow);
    const CODES: Codes =
        &[("other-label", "An output with `only` leaves the article to other outputs.")];
    type Options = RouteOptions;

    fn build(options: RouteOptions) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut routes = Vec::new();
        if options.routes.value.is_empty() && options.otherwise.is_none() {
            let fault = Fault::new(options.routes.span, "no label is named", "empty");
            faults.push(fault.help("write `routes = [{ label = \"…\", when = '…' }]`"));
        }
        for RouteTo { label, when } in &options.routes.value {
            let label = made_up(label).map_err(|fault| faults.push(fault));
            let condition = Expression::new(when, Scope::ARTICLE, Some(Kind::Bool))
                .map_err(|found| faults.extend(found));
            if condition
                .as_ref()
                .is_ok_and(|it| it.reads("labels") || it.reads_attachment(Labels::KEY))
            {
                let message = "the condition of a label cannot read labels";
                let fault = Fault::new(when.span, message, "reads `labels`");
                faults.push(fault.help("say again what those labels stand for"));
            }
            if let (Ok(label), Ok(condition)) = (label, condition) {
                routes.push((label, condition));
            }
        }
        let otherwise = options.otherwise.as_ref().map(made_up).transpose();
        let otherwise = otherwise.map_err(|fault| faults.push(fault)).unwrap_or_default();
        if faults.is_empty() {
            Ok(Self { routes, otherwise, first: options.first })
        } else {
            Err(faults)
        }
    }
}

impl Route {
    fn flow(&self) -> Flow {
        let flow = self.routes.iter().fold(Flow::default(), |flow, (_, when)| when.flow(flow));
        let labels = self.routes.iter().map(|(label, _)| label).chain(&self.otherwise);
        labels.fold(flow, |flow, label| flow.writes(FlowItem::Label(label.clone())))
    }

    fn labels(&self, source: &Source, article: &Article) -> Result<Vec<&String>, StepError> {
        let mut labels = Vec::new();
        for (label, when) in &self.routes {
            if when.decide(Subject::Article(source, article))?.holds {
                labels.push(label);
                if self.first {
                    break;
                }
            }
        }
        if labels.is_empty() {
            labels.extend(&self.otherwise);
        }
        Ok(labels)
    }
}

impl Stage for Route {
    fn apply(&self, document: &mut Document) -> Result<Outcome, StepError> {
        let mut articles = std::mem::take(&mut document.articles);
        for article in &mut articles {
            let mut all = article.extensions.get::<Labels>()?.unwrap_or_default();
            let before = all.0.len();
            for label in self.labels(document.source(), article)? {
                if !all.0.contains(label) {
                    all.0.push(label.clone());
                }
            }
            if all.0.len() > before {
                article.extensions.set(&all)?;
            }
        }
        document.articles = articles;
        Ok(Outcome::Keep)
    }
}
