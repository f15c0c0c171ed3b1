select articles.seq, articles.headline, articles.paper, articles.date,
  coalesce(
    (select substr(blocks.text, max(1, instr(lower(blocks.text), word.text) - 20), 80)
     from word join blocks on instr(lower(blocks.text), word.text) > 0
     where blocks.article = articles.seq
     order by word.part, blocks.number limit 1),
    (select substr(text, 1, 80) from blocks
     where blocks.article = articles.seq order by number limit 1)
  ) as excerpt
from search
join articles on articles.seq = search.rowid
where search match (select query from terms)
order by search.rank, articles.seq
limit 100
