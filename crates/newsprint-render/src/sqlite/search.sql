select articles.number, articles.headline, documents.paper, documents.date,
  (select substr(text, max(1, instr(text, :query) - 20), 80) from blocks
   where blocks.article = articles.number and instr(text, :query) > 0
   order by position limit 1) as excerpt
from search
join articles on articles.number = search.rowid
join documents on documents.number = articles.document
where search match (select query from terms)
order by search.rank, articles.number
limit 100
