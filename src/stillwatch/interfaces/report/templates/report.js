"use strict";
// The page is complete without this: it only adds sorting, finding, copying and highlighting.
for (const svg of document.querySelectorAll(".graph > svg")) {
  const ties = [...svg.querySelectorAll(".ties path")].map((line) => [line, line.dataset.t.split(" ")]);
  const nodes = new Map([...svg.querySelectorAll("[data-n]")].map((n) => [n.dataset.n, n]));
  const pick = (target) => {
    const node = target && target.closest && target.closest("[data-n]");
    for (const hot of svg.querySelectorAll(".hot")) hot.classList.remove("hot");
    svg.classList.toggle("pick", Boolean(node));
    if (!node) return;
    const near = new Set([node.dataset.n]);
    for (const [, ends] of ties) if (ends.includes(node.dataset.n)) ends.forEach((e) => near.add(e));
    for (const [line, ends] of ties) line.classList.toggle("hot", ends.includes(node.dataset.n));
    for (const name of near) nodes.get(name).classList.add("hot");
  };
  svg.addEventListener("mouseover", (event) => pick(event.target));
  svg.addEventListener("mouseleave", () => pick(null));
  svg.addEventListener("focusin", (event) => pick(event.target));
  svg.addEventListener("focusout", () => pick(null));
}

const shown = (cell) => cell.dataset.full || cell.textContent;
const value = (row, column) => {
  const text = shown(row.cells[column]);
  return column >= 2 && column <= 6 ? Number(text.replace(/,/g, "")) : text;
};
// A leading = + - @ would run as a formula where the copy is pasted into a spreadsheet.
const field = (text) => '"' + (/^[=+\-@\t]/.test(text) ? "'" + text : text).replace(/"/g, '""') + '"';

async function put(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

for (const table of document.querySelectorAll("table.members")) {
  const body = table.tBodies[0];
  const tools = table.parentElement.previousElementSibling;
  const status = tools.querySelector(".status");
  const heads = [...table.tHead.rows[0].cells];
  const names = heads.map((head) => head.textContent);
  tools.hidden = false;

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") === "descending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const keyed = [...body.rows].map((row) => [value(row, column), row]);
      keyed.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) * (up ? 1 : -1));
      body.append(...keyed.map((pair) => pair[1]));
    });
  });

  tools.querySelector("input").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    let found = 0;
    for (const row of body.rows) {
      const hit = (shown(row.cells[0]) + " " + row.cells[1].textContent).toLowerCase().includes(wanted);
      row.hidden = !hit;
      found += hit;
    }
    status.textContent = wanted ? `${found.toLocaleString("en")} of ${body.rows.length.toLocaleString("en")} shown` : "";
  });

  tools.querySelector(".copy").addEventListener("click", async () => {
    const rows = [...body.rows].filter((row) => !row.hidden);
    const lines = rows.map((row) => [...row.cells].map((c) => field(shown(c))).join(","));
    const text = [names.map(field).join(","), ...lines].join("\r\n");
    table.dataset.csv = String(text.length);
    status.textContent = (await put(text)) ? `${rows.length.toLocaleString("en")} rows copied` : "The browser did not allow copying";
  });
}
