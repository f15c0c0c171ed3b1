create view article_texts as
  select number, headline,
    (select group_concat(text, char(10)) from
      (select text from blocks where article = articles.number order by position)) as text
  from articles;

create view series as
  select metrics.series, metrics.series_position as position, metrics.subject, metrics.indicator,
    metrics.period, metrics.value, metrics.value_text, metrics.unit, metrics.bound,
    metrics.comparison, metrics.modality, articles.number as article, articles.headline,
    documents.paper, documents.date
  from metrics
  join articles on articles.number = metrics.article
  join documents on documents.number = articles.document
  where metrics.series is not null
  order by metrics.series, metrics.series_position, metrics.number;

create view conflicting_values as
  select metrics.series, metrics.subject, metrics.indicator, metrics.period, metrics.unit,
    metrics.value_text, articles.number as article, articles.headline,
    conflicts.value_text as other_value_text, other.number as other_article,
    other.headline as other_headline, conflicts.source as other_source
  from conflicts
  join metrics on metrics.number = conflicts.metric
  join articles on articles.number = metrics.article
  left join articles as other on other.id = conflicts.article
  order by metrics.series, metrics.period, metrics.number;

create view reprints as
  select articles."group", articles.group_kind, articles.similarity,
    articles.id = groups.leader as leads, articles.number as article, articles.headline,
    documents.paper, documents.date
  from articles
  join groups on groups.id = articles."group"
  join documents on documents.number = articles.document
  order by articles."group", leads desc, articles.number;
