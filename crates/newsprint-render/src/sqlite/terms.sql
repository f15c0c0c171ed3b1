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
parted(at, c, class, before, next, part) as (
  select at, c, class,
    lag(class, 1, 'blank') over (order by at),
    lead(case class when 'ideograph' then c end, 1, '') over (order by at),
    sum(class = 'blank') over (order by at)
  from classed
),
-- A word stands where it begins; an ideograph with the one after it.
term(at, part, class, before, text) as (
  select min(at), part, class, min(before), group_concat(c, '')
  from (select *, sum(class <> before) over (order by at) as word from parted order by at)
  where class in ('letter', 'digit') group by word
  union all
  select at, part, class, before, c || coalesce(next, '') from parted where class = 'ideograph'
),
placed(at, part, class, before, text, last) as (
  select *, at = max(at) over (partition by part) from term
),
-- What follows the last ideograph is not known: with one before it, it is in that one's term;
-- alone it is the beginning of a term.
phrase(part, text) as (
  select part, '"' || group_concat(text, ' ') || '"'
    || case when max(last and class = 'ideograph') then '*' else '' end
  from (
    select * from placed
    where not (last and class = 'ideograph' and before = 'ideograph') order by at
  )
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
