create view article_texts as
  select seq, headline, paper, date,
    (select group_concat(text, char(10)) from
      (select text from blocks where article = articles.seq order by number)) as text
  from articles;

create view series_values as
  select series.series, series.position, metrics.subject, metrics.indicator, metrics.period,
    metrics.value, metrics.value_digits, metrics.unit, series.value as series_value,
    metrics.bound, metrics.comparison, metrics.modality, articles.seq as article,
    articles.headline, articles.paper, articles.date
  from series
  join metrics on metrics.seq = series.metric
  join articles on articles.seq = metrics.article
  order by series.series, series.position, metrics.seq;

create view conflicting_values as
  select series.series, metrics.subject, metrics.indicator, metrics.period, metrics.unit,
    metrics.value_digits, articles.seq as article, articles.headline,
    conflicts.other_value, conflicts.other_unit, other.seq as other_article,
    other.headline as other_headline,
    conflicts.other_source
  from conflicts
  join metrics on metrics.seq = conflicts.metric
  join series on series.metric = conflicts.metric
  join articles on articles.seq = metrics.article
  left join articles as other on other.id = conflicts.other_id
  order by series.series, series.position, metrics.seq;

create view reprints as
  select groups.group_id, groups.is_leader, groups.kind, groups.similarity,
    articles.seq as article, articles.headline, articles.paper, articles.date
  from groups
  join articles on articles.seq = groups.article
  order by groups.group_id, groups.is_leader desc, articles.seq;
