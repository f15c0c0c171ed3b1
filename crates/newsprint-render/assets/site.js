// What all pages share: data that comes as scripts, and the light between an article and its source.
"use strict";

// Pages opened from the disk may not read files, but may run them: each data file calls `put`.
const newsprint = {
  arrived: new Map(),

  put(name, data) {
    this.arrived.set(name, data);
  },

  // The data `name` from the script at `address`; fails when there is no such file.
  load(name, address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => {
        script.remove();
        const data = this.arrived.get(name);
        this.arrived.delete(name);
        data === undefined ? reject(new Error(address)) : resolve(data);
      };
      script.onerror = () => {
        script.remove();
        reject(new Error(address));
      };
      document.head.append(script);
    });
  },
};

// Pointing at a part of the article, or moving to it by keyboard, marks the pieces of the source
// with the same name, and the other way round.
function traceSources() {
  const origin = document.querySelector(".origin");
  if (!origin) return;
  let lit = [];
  let current = null;

  const named = (attribute, names) =>
    names.flatMap((name) => [...document.querySelectorAll(`[${attribute}~="${CSS.escape(name)}"]`)]);

  function light(element) {
    if (element === current) return;
    for (const it of lit) it.classList.remove("lit");
    lit = [];
    current = element;
    if (!element) return;
    const fromSource = element.dataset.s !== undefined;
    const names = (fromSource ? element.dataset.s : element.dataset.t).split(" ");
    const others = named(fromSource ? "data-t" : "data-s", names);
    lit = [element, ...others];
    for (const it of lit) it.classList.add("lit");
    if (!fromSource && others.length > 0) show(others[0]);
  }

  // Scrolls the source alone; the article stays where it is.
  function show(piece) {
    if (origin.scrollHeight <= origin.clientHeight) return;
    const top = piece.offsetTop - origin.offsetTop;
    if (top < origin.scrollTop || top > origin.scrollTop + origin.clientHeight - 40) {
      origin.scrollTop = Math.max(0, top - origin.clientHeight / 3);
    }
  }

  const target = (event) => event.target.closest?.("[data-t], [data-s]") ?? null;
  document.addEventListener("pointerover", (event) => light(target(event)));
  document.addEventListener("focusin", (event) => light(target(event)));
  const arrived = () => light(document.getElementById(location.hash.slice(1))?.closest("[data-t], [data-s]") ?? null);
  window.addEventListener("hashchange", arrived);
  if (location.hash) arrived();
}

// What is folded up is printed too.
function printFolded() {
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const it of opened) it.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const it of opened) it.open = false;
  });
}

traceSources();
printFolded();
