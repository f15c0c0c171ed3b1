select articles.seq, articles.headline, articles.paper, articles.date,
  (select substr(text, max(1, instr(text, :query) - 20), 80) from blocks
   where blocks.article = articles.seq and instr(text, :query) > 0
   order by number limit 1) as excerpt
from search
join articles on articles.seq = search.rowid
where search match (select query from terms)
order by search.rank, articles.seq
limit 100
