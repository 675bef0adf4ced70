/** Style of the page; light and dark as the reader has it. */
export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#ddd, #3a3a3a); --soft: light-dark(#666, #a0a0a0); --head: light-dark(#f5f5f5, #222); }
body { font: 14px/1.5 system-ui, sans-serif; margin: 1.5rem auto; max-width: 80rem; padding: 0 1rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; } h3 { font-size: .9rem; margin: 1rem 0 .25rem; }
p, dd { margin: 0; } p { color: var(--soft); margin-bottom: .5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; color: var(--soft); }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .6rem; text-align: left; vertical-align: top; }
thead th { background: var(--head); white-space: nowrap; } .number { text-align: right; font-variant-numeric: tabular-nums; } .number, time, tbody th, td a { white-space: nowrap; }
th button { all: unset; cursor: pointer; } th button:focus-visible, a:focus-visible { outline: 2px solid; outline-offset: 2px; }
th[aria-sort=ascending] button::after { content: " ↑"; } th[aria-sort=descending] button::after { content: " ↓"; }
code, pre { font: 12px/1.5 ui-monospace, monospace; } pre { background: var(--head); padding: .6rem; overflow-x: auto; white-space: pre-wrap; max-height: 28rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0; } dt { color: var(--soft); } dd { overflow-wrap: anywhere; }
input { font: inherit; padding: .25rem .5rem; width: min(28rem, 100%); box-sizing: border-box; margin-bottom: .5rem; }
.success { color: light-dark(#16703c, #5cc98a); } .failed { color: light-dark(#b3261e, #f08a82); } .incomplete { color: light-dark(#8a5a00, #e0b050); } .absent { color: var(--soft); }
.task { display: none; border-top: 2px solid var(--line); margin-top: 2rem; } .task:target { display: block; }
`;

/** Sorts a table by the column whose heading is pressed, and hides tasks that do not hold what is typed. */
export const SCRIPT = `
for (const button of document.querySelectorAll("th button")) button.addEventListener("click", () => {
  const head = button.closest("th"), row = head.parentElement, body = head.closest("table").tBodies[0];
  const down = head.getAttribute("aria-sort") === "ascending", at = [...row.cells].indexOf(head), isNumber = head.className === "number";
  for (const cell of row.cells) cell.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const keyOf = (line) => { const text = line.cells[at].dataset.key ?? line.cells[at].textContent; return isNumber ? (text === "" ? -1 : Number(text)) : text; };
  const lines = [...body.rows].map((line) => [keyOf(line), line]);
  lines.sort(([a], [b]) => (down ? -1 : 1) * (a < b ? -1 : a > b ? 1 : 0));
  body.append(...lines.map(([, line]) => line));
});
const field = document.querySelector("input"), rows = document.querySelector("#tasks")?.tBodies[0].rows ?? [];
field?.addEventListener("input", () => {
  const words = field.value.toLowerCase().split(/\\s+/);
  for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
});
`;
