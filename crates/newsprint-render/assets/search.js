// Full-text search over pairs of characters. The index is what `src/site/search.rs` writes: segments
// of articles; in each, sorted lists of pairs cut into files, and the articles' texts to check a
// phrase against. Both sides fold characters alike.
"use strict";

(() => {
  const form = document.getElementById("search");
  const told = document.getElementById("told");
  const list = document.getElementById("results");
  const more = document.getElementById("more");
  const segments = Number(form.dataset.segments);
  // Articles that are shown at a time, and characters around what was found.
  const STEP = 20;
  const AROUND = 36;

  // A character without differences of width and case.
  function folded(c) {
    const code = c.codePointAt(0);
    if (code >= 0xff01 && code <= 0xff5e) c = String.fromCodePoint(code - 0xfee0);
    else if (code === 0x3000) c = " ";
    const lower = c.toLowerCase();
    return [...lower].length === 1 ? lower : c;
  }

  const isWord = (c) => /[\p{Alphabetic}\p{N}]/u.test(c);
  const key = (first, second) => first.codePointAt(0) * 0x200000 + (second ? second.codePointAt(0) : 0);

  // A query is phrases with blanks between; an article must have each of them.
  function phrases(query) {
    return query.split(/\s+/u).map((phrase) => [...phrase].map(folded)).filter((phrase) => phrase.some(isWord));
  }

  // The pairs that an article with the phrase has; a single character stands for all pairs that it begins.
  function pairsOf(phrase) {
    const pairs = [];
    let alone = null;
    phrase.forEach((c, at) => {
      if (!isWord(c)) return;
      const next = phrase[at + 1];
      if (next !== undefined && isWord(next)) pairs.push([c, next]);
      else if (at === 0 || !isWord(phrase[at - 1])) alone ??= c;
    });
    return { pairs, alone };
  }

  const cache = new Map();
  function load(name) {
    if (!cache.has(name)) {
      const [segment, file] = name.split("-");
      cache.set(name, newsprint.load(name, `search/${segment}/${file ?? "index"}.js`));
    }
    return cache.get(name);
  }

  // The last of the sorted numbers that is not above `wanted`.
  function lastUpTo(numbers, wanted) {
    let [low, high] = [0, numbers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[middle] <= wanted) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  function numbers(list) {
    let sum = 0;
    return list.map((step) => (sum += step));
  }

  async function withPair(segment, index, [first, second]) {
    const file = lastUpTo(index.pairs, key(first, second));
    if (file < 0) return [];
    const lists = await load(`${segment}-p${file}`);
    const pair = first + second;
    return Object.hasOwn(lists, pair) ? numbers(lists[pair]) : [];
  }

  async function withCharacter(segment, index, c) {
    const from = Math.max(0, lastUpTo(index.pairs, key(c)));
    const to = lastUpTo(index.pairs, (c.codePointAt(0) + 1) * 0x200000 - 1);
    const found = new Set();
    for (let file = from; file <= to; file += 1) {
      for (const [pair, list] of Object.entries(await load(`${segment}-p${file}`))) {
        if (pair.startsWith(c)) for (const number of numbers(list)) found.add(number);
      }
    }
    return [...found].sort((a, b) => a - b);
  }

  // Articles of a segment that have every pair of the query.
  async function candidates(segment, index, query) {
    let found = null;
    for (const phrase of query) {
      const { pairs, alone } = pairsOf(phrase);
      const steps = pairs.map((pair) => withPair(segment, index, pair));
      if (alone) steps.push(withCharacter(segment, index, alone));
      for (const list of await Promise.all(steps)) {
        const here = new Set(list);
        found = found === null ? list : found.filter((number) => here.has(number));
        if (found.length === 0) return [];
      }
    }
    return found ?? [];
  }

  // A text folded and without blanks, and for each of its characters where it stands in the text.
  function compact(text) {
    let folding = "";
    const at = [];
    let offset = 0;
    for (const c of text) {
      const fold = folded(c);
      if (!/\s/u.test(fold)) {
        folding += fold;
        for (let half = 0; half < fold.length; half += 1) at.push(offset);
      }
      offset += c.length;
    }
    at.push(offset);
    return { folding, at };
  }

  // Where each phrase stands; nothing when one of them does not.
  function places(text, query) {
    const { folding, at } = compact(text);
    const found = [];
    for (const phrase of query) {
      const needle = phrase.join("");
      const start = folding.indexOf(needle);
      if (start < 0) return null;
      found.push([at[start], at[start + needle.length]]);
    }
    return found;
  }

  // All articles with the query, in order, one after another.
  async function* answers(query) {
    for (let segment = 1; segment <= segments; segment += 1) {
      const index = await load(`${segment}`);
      for (const number of await candidates(segment, index, query)) {
        const file = lastUpTo(index.texts, number);
        const [title, href, place, text, isWhole] = (await load(`${segment}-t${file}`))[number - index.texts[file]];
        const found = places(text, query);
        // Of a long text only the beginning is at hand: what is not in it may stand behind it.
        if (found || !isWhole) yield { title, href, place, text, found: found ?? [] };
      }
    }
  }

  function marked(text, [start, end]) {
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, end);
    const before = text.slice(Math.max(0, start - AROUND), start);
    const after = text.slice(end, end + AROUND * 2);
    return [start > AROUND ? "…" : "", before, mark, after, end + AROUND * 2 < text.length ? "…" : ""];
  }

  function show({ title, href, place, text, found }) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = href;
    link.textContent = title || form.dataset.untitled;
    const where = document.createElement("p");
    where.className = "muted";
    where.textContent = place;
    item.append(link, where);
    for (const span of found.slice(0, 2)) {
      const quote = document.createElement("p");
      quote.className = "snippet";
      quote.append(...marked(text, span));
      item.append(quote);
    }
    list.append(item);
  }

  let round = 0;
  let stream = null;
  let count = 0;

  async function showMore() {
    const mine = round;
    more.hidden = true;
    told.textContent = form.dataset.loading;
    for (let step = 0; step < STEP; step += 1) {
      const { value, done } = await stream.next();
      if (mine !== round) return;
      if (done) {
        told.textContent = count ? `${count} ${form.dataset.results}` : form.dataset.nothing;
        return;
      }
      count += 1;
      show(value);
    }
    told.textContent = `${count}+ ${form.dataset.results}`;
    more.hidden = false;
  }

  function search(text) {
    round += 1;
    count = 0;
    list.replaceChildren();
    more.hidden = true;
    const query = phrases(text);
    told.textContent = "";
    if (query.length === 0) return;
    stream = answers(query);
    showMore();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = form.q.value;
    history.replaceState(null, "", `?q=${encodeURIComponent(text)}`);
    search(text);
  });
  more.addEventListener("click", showMore);
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    form.q.value = asked;
    search(asked);
  }
})();
