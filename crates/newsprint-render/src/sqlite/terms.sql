-- The query as a full-text query: each part between blanks is a phrase of the index's terms.
with recursive
typed(at, c, u) as (
  select 1, substr(:query, 1, 1), unicode(substr(:query, 1, 1)) where :query <> ''
  union all
  select at + 1, substr(:query, at + 1, 1), unicode(substr(:query, at + 1, 1))
  from typed where at < length(:query)
),
folded(at, u) as (
  select at, case when u between 65281 and 65374 then u - 65248 else u end from typed
),
classed(at, c, class) as (
  select at, char(u), case
    when {ideograph} then 'ideograph'
    when {letter} then 'letter'
    when {digit} then 'digit'
    when u in (9, 10, 13, 32, 160, 12288) then 'blank'
    else 'mark' end
  from folded
),
parted(at, c, class, before, part) as (
  select at, c, class,
    lag(class, 1, 'blank') over (order by at),
    sum(class = 'blank') over (order by at)
  from classed
),
-- A word stands where it begins; marks behind an ideograph are one term.
term(at, part, text, mark) as (
  select min(at), part, group_concat(c, ''), false
  from (select *, sum(class <> before) over (order by at) as word from parted order by at)
  where class in ('letter', 'digit') group by word
  union all
  select at, part, c, false from parted where class = 'ideograph'
  union all
  select at, part, '{mark}', true from parted where class = 'mark' and before = 'ideograph'
),
-- Marks at the end of a part say nothing.
phrase(part, text) as (
  select part, '"' || group_concat(text, ' ') || '"'
  from (
    select *, max(at) filter (where not mark) over (partition by part) as last
    from term order by at
  )
  where at <= last
  group by part
),
terms(query) as (
  select coalesce(group_concat(text, ' '), '""') from (select text from phrase order by part)
),
-- The parts as they were typed, for the excerpt: the first that stands in a block as it is.
word(part, text) as (
  select part, lower(group_concat(c, ''))
  from (
    select parted.part, typed.c from typed join parted on parted.at = typed.at
    where parted.class <> 'blank' order by typed.at
  )
  group by part
)
