// The table of metrics: filters, order and download over all rows, which are loaded file by file
// when they are first asked for.
"use strict";

(() => {
  const form = document.getElementById("filter");
  const table = document.getElementById("metrics");
  if (!form || !table) return;
  form.hidden = false;

  // The cells of a row as the data files have them.
  const [SUBJECT, INDICATOR, KIND, VALUE, VALUE_MAX, UNIT, BOUND, OF] = [0, 1, 2, 3, 4, 5, 6, 7];
  const [PERIOD, COMPARISON, MODALITY, TEXT, TITLE, HREF, PLACE, CONFLICT] = [8, 9, 10, 11, 12, 13, 14, 15];
  const COLUMNS = ["subject", "indicator", "kind", "value", "value_max", "unit", "bound", "of", "period",
    "comparison", "modality", "printed", "article", "page", "place", "conflict"];
  // Rows that are kept of a filter's answer, the first of its order, and rows shown at a time.
  const MOST = 50000;
  const STEP = 200;

  const body = table.tBodies[0];
  const told = document.getElementById("told");
  const more = document.getElementById("more");
  const pager = document.querySelector(".pager");
  const printedRows = [...body.rows];
  const files = Number(table.dataset.files);
  const root = table.dataset.root;
  const kinds = new Map([...form.kind.options].map((option) => [option.value, option.text]));
  const loaded = [];
  let order = null;
  let answer = [];
  let shown = 0;
  let round = 0;

  async function rowsOf(number) {
    loaded[number] ??= newsprint.load(`metrics-${number}`, `${root}metrics/data-${number}.js`);
    return loaded[number];
  }

  function wanted() {
    const words = form.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const kind = form.kind.value;
    const period = form.period.value.trim();
    const conflicts = form.conflicts.checked;
    if (!words.length && !kind && !period && !conflicts && !order) return null;
    return (row) => {
      if (kind && row[KIND] !== kind) return false;
      if (period && !(row[PERIOD] ?? "").startsWith(period)) return false;
      if (conflicts && !row[CONFLICT]) return false;
      const text = [SUBJECT, INDICATOR, TEXT, TITLE, PLACE, UNIT].map((at) => row[at] ?? "").join("\n").toLowerCase();
      return words.every((word) => text.includes(word));
    };
  }

  // The first `most` rows of the order that fit, and how many fit in all. Only the best so far are
  // kept while files come.
  async function matching(fits, most, mine) {
    let rows = [];
    let count = 0;
    for (let number = 1; number <= files; number += 1) {
      for (const row of await rowsOf(number)) {
        if (fits && !fits(row)) continue;
        count += 1;
        if (order || rows.length < most) rows.push(row);
      }
      if (rows.length >= 2 * most) rows = sorted(rows).slice(0, most);
      if (mine !== undefined && mine !== round) return null;
    }
    return { rows: sorted(rows).slice(0, most), count };
  }

  // Rows without a value stand last in either direction; those that are alike, as they came.
  function sorted(rows) {
    if (!order) return rows;
    const { column, down } = order;
    const key = column === VALUE ? (row) => Number(row[column] ?? NaN) : (row) => row[column] ?? "";
    const isNone = (it) => it === "" || Number.isNaN(it);
    const compare = (a, b) => {
      const [x, y] = [key(a), key(b)];
      if (isNone(x) || isNone(y)) return isNone(x) - isNone(y);
      const place = x < y ? -1 : x > y ? 1 : 0;
      return down ? -place : place;
    };
    return [...rows].sort(compare);
  }

  function cell(row, text, name) {
    const cell = row.insertCell();
    if (name) cell.className = name;
    if (text == null || text === "") {
      const none = document.createElement("span");
      none.className = "none";
      none.ariaHidden = "true";
      none.textContent = "–";
      cell.append(none);
    } else {
      cell.append(text);
    }
    return cell;
  }

  function part(name, text) {
    const part = document.createElement("span");
    part.className = name;
    part.textContent = text;
    return part;
  }

  const grouped = (digits) => digits.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

  function show(data) {
    const row = body.insertRow();
    if (data[CONFLICT]) row.className = "warning";
    cell(row, data[SUBJECT]);
    cell(row, data[INDICATOR]);
    cell(row, kinds.get(data[KIND]) ?? data[KIND]);
    const sign = { at_least: "≥ ", more_than: "> ", at_most: "≤ ", less_than: "< ", about: "≈ " }[data[BOUND]] ?? "";
    const upper = data[VALUE_MAX] ? `–${grouped(data[VALUE_MAX])}` : "";
    const value = cell(row, part("number", `${sign}${grouped(data[VALUE])}${upper}`), "num");
    if (data[UNIT]) value.append(" ", part("unit", data[UNIT]));
    if (data[OF]) value.append(" ", part("unit", `/ ${grouped(data[OF])}`));
    cell(row, data[PERIOD]);
    cell(row, data[COMPARISON]);
    cell(row, data[TEXT]);
    const link = document.createElement("a");
    link.href = root + data[HREF];
    link.textContent = data[TITLE] || data[PLACE];
    cell(row, link).append(" ", part("muted", data[PLACE]));
  }

  function showMore() {
    for (const row of answer.slice(shown, shown + STEP)) show(row);
    shown = Math.min(shown + STEP, answer.length);
    more.hidden = shown >= answer.length;
  }

  async function update() {
    round += 1;
    const mine = round;
    const fits = wanted();
    if (pager) pager.hidden = fits !== null;
    if (!fits) {
      body.replaceChildren(...printedRows);
      more.hidden = true;
      told.textContent = "";
      return;
    }
    told.textContent = table.dataset.loading;
    const found = await matching(fits, MOST, mine);
    if (!found || mine !== round) return;
    answer = found.rows;
    body.replaceChildren();
    shown = 0;
    showMore();
    const cut = found.count > answer.length ? `; ${table.dataset.tooMany} ${answer.length}` : "";
    told.textContent = `${found.count} ${table.dataset.narrowed}${cut}`;
  }

  // Headings become buttons: up, down, and as printed.
  for (const heading of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    const column = Number(heading.dataset.column);
    button.addEventListener("click", () => {
      if (order?.column !== column) order = { column, down: false };
      else order = order.down ? null : { column, down: true };
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      if (order) heading.setAttribute("aria-sort", order.down ? "descending" : "ascending");
      update();
    });
  }

  // A cell that no spreadsheet runs, guarded as those of the output `csv`: numbers are left alone,
  // and an apostrophe that was there is told from ours, since it gets one too.
  const NUMBERS = new Set([VALUE, VALUE_MAX, OF]);
  function csvCell(value, column) {
    const text = value == null ? "" : String(value);
    const isFormula = !NUMBERS.has(column) && /^'*[=+\-@\t\r\n＝＋－＠]/.test(text);
    const guarded = isFormula ? `'${text}` : text;
    return /[",\n\r]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
  }

  document.getElementById("download").addEventListener("click", async () => {
    const { rows } = await matching(wanted(), Infinity);
    const lines = [COLUMNS, ...rows].map((row) => row.map(csvCell).join(","));
    const link = document.createElement("a");
    // With a byte order mark, since a Chinese Excel needs it.
    link.href = URL.createObjectURL(new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv" }));
    link.download = "metrics.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });

  let typed = 0;
  form.addEventListener("input", () => {
    clearTimeout(typed);
    typed = setTimeout(update, 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    update();
  });
  form.addEventListener("reset", () => setTimeout(update));
  more.addEventListener("click", showMore);
})();
