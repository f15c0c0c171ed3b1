//! What machines read of an article's page: `NewsArticle` and `Observation` of schema.org, as
//! JSON-LD.

use newsprint_core::StepError;
use serde_json::{Value, json};

use super::period::Period;
use super::view::{ArticleView, MetricView, SourceView};
use crate::engine::script_json;

/// The JSON-LD of an article, ready to stand in a script element.
pub(super) fn of(article: &ArticleView<'_>, source: &SourceView<'_>) -> Result<String, StepError> {
    let id = format!("urn:newsprint:{}", article.id);
    let person = |name: &&str| json!({ "@type": "Person", "name": name });
    let news = json!({
        "@type": "NewsArticle",
        "@id": id,
        "identifier": article.id,
        "headline": article.headline.as_ref().map(|it| it.plain),
        "alternativeHeadline": article.decks.first().map(|it| it.plain),
        "articleSection": article.section.as_ref().map(|it| it.plain),
        "datePublished": source.day,
        "dateline": article.place,
        "author": article.people.iter().map(person).collect::<Vec<Value>>(),
        "publisher": source.paper.map(|it| json!({ "@type": "Organization", "name": it })),
        "printPage": source.page,
        "url": source.link,
    });
    let observations = article.metrics.iter().map(|it| observation(&id, it));
    let graph: Vec<Value> = std::iter::once(news).chain(observations).map(without_gaps).collect();
    script_json(&json!({ "@context": "https://schema.org", "@graph": graph }))
}

fn observation(article: &str, metric: &MetricView<'_>) -> Value {
    let (date, duration) = match metric.period {
        Some(period) => Period::of(period).iso(),
        None => (None, None),
    };
    json!({
        "@type": "Observation",
        "observationAbout": metric.subject,
        "variableMeasured": metric.indicator,
        "value": metric.value,
        "maxValue": metric.value_max,
        "unitText": Some(metric.unit).filter(|it| !it.is_empty()),
        "observationDate": date,
        "observationPeriod": duration,
        "measurementQualifier": metric.modality.or(metric.bound),
        "description": metric.text,
        "isPartOf": { "@id": article },
    })
}

/// Without the members that have no value.
fn without_gaps(mut object: Value) -> Value {
    if let Value::Object(members) = &mut object {
        members.retain(|_, value| {
            !value.is_null() && value.as_array().is_none_or(|it| !it.is_empty())
        });
    }
    object
}
