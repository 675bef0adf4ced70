import { createHash } from "node:crypto";
import { bytes, cut, moment, span } from "../../text.ts";
import { paramsLine, shortId } from "../print.ts";
import type { PageContent, PageTask, PageType } from "./content.ts";
import { Html, html } from "./html.ts";
import { SCRIPT, STYLE } from "./look.ts";

/** Parameters in a row are cut to so much; the task itself has all. */
const PARAMS_COLUMNS = 160;

/** A page that opens without a server: all that is known of some tasks, to be read, searched and sorted. It loads nothing from anywhere. */
export function renderPage({ tasks, types }: PageContent, { place, at }: { place: string; at: string }): string {
  const digest = createHash("sha256").update(SCRIPT).digest("base64");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
  const all = [...tasks.values()];
  const title = `Tasks of ${place}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<h1 id="top">${title}</h1>
<p>As they were on <time datetime="${at}">${moment(at)}</time>.</p>
${typeTable(types)}
${taskTable(all)}
${all.map((task) => section(task, tasks))}
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`.text;
}

const head = (name: string, isNumber = false): Html =>
  isNumber
    ? html`<th scope="col" class="number"><button type="button">${name}</button></th>`
    : html`<th scope="col"><button type="button">${name}</button></th>`;
const number = (value: number | null, text = value === null ? "" : String(value)): Html =>
  html`<td class="number" data-key="${value}">${text}</td>`;

const typeTable = (types: readonly PageType[]): Html => html`<h2>Types</h2>
<div class="scroll"><table id="types">
<thead><tr>${head("Type")}${head("Success", true)}${head("Failed", true)}${head("Incomplete", true)}${head("Absent", true)}${head("Size", true)}${head("Purpose")}</tr></thead>
<tbody>
${types.map(
  ({ name, doc, counts, sizeBytes }) => html`<tr><th scope="row">${name}</th>${number(counts.success)}${number(counts.failed)}${number(
    counts.incomplete,
  )}${number(counts.absent)}${number(sizeBytes, bytes(sizeBytes))}<td>${doc}</td></tr>
`,
)}</tbody></table></div>`;

const taskTable = (tasks: readonly PageTask[]): Html => html`<h2>Tasks</h2>
<input type="search" aria-label="Search tasks" placeholder="Search: words that a row must hold">
<div class="scroll"><table id="tasks">
<thead><tr>${head("Id")}${head("Type")}${head("Label")}${head("Result")}${head("Attempts", true)}${head("Took", true)}${head("Size", true)}${head("Finished")}${head("Parameters")}</tr></thead>
<tbody>
${tasks.map(({ line: { task, result, attempts }, type, last, output }) => {
  const wallMs = last?.resources ? last.resources.wall_s * 1_000 : null;
  return html`<tr><td><a href="#${task.id}"><code>${shortId(task.id)}</code></a></td><td>${type}</td><td>${task.label}</td><td class="${result}">${result}</td>${number(
    attempts.length,
  )}${number(wallMs, wallMs === null ? "" : span(wallMs))}${number(output?.size_bytes ?? null, output ? bytes(output.size_bytes) : "")}<td data-key="${last?.finished_at}">${
    last?.finished_at ? html`<time>${moment(last.finished_at)}</time>` : null
  }</td><td><code>${cut(paramsLine(task.params), PARAMS_COLUMNS)}</code></td></tr>
`;
})}</tbody></table></div>`;

const fact = (name: string, value: string | Html | null | undefined): Html | null =>
  value === null || value === undefined || value === "" ? null : html`<dt>${name}</dt><dd>${value}</dd>`;

/** Parameters as JSON, with links to tasks among them. */
function linked(value: unknown, tasks: PageContent["tasks"]): Html {
  const { text } = html`${JSON.stringify(value, null, 2)}`;
  return new Html(
    text.replace(/&quot;\$task&quot;: &quot;([0-9a-f]{64})&quot;/g, (said, id: string) =>
      tasks.has(id) ? said.replace(id, `<a href="#${id}">${id}</a>`) : said,
    ),
  );
}

function around(title: string, ids: readonly string[], tasks: PageContent["tasks"]): Html | null {
  if (ids.length === 0) return null;
  const one = (id: string) => {
    const task = tasks.get(id);
    return task
      ? html`<li><a href="#${id}"><code>${shortId(id)}</code></a> ${task.type} <span class="${task.line.result}">${task.line.result}</span></li>`
      : html`<li><code>${shortId(id)}</code></li>`;
  };
  return html`<h3>${title}</h3><ul>${ids.map(one)}</ul>`;
}

function section({ line: { task, result, attempts }, type, reports, dependents, output }: PageTask, tasks: PageContent["tasks"]): Html {
  const tags = Object.entries(task.tags ?? {}).map(([key, value]) => `${key}=${value}`);
  return html`<section class="task" id="${task.id}" aria-label="${type} ${shortId(task.id)}">
<h2>${task.label ?? type} <span class="${result}">${result}</span></h2>
<p><a href="#top">Back to the list</a></p>
<dl>${fact("Id", html`<code>${task.id}</code>`)}${fact("Type", type)}${fact("Tags", tags.join(", "))}${fact("Module", task.module)}${fact(
    "Output",
    output && html`<code>${output.uri}</code>`,
  )}${fact("Size", output && `${bytes(output.size_bytes)} (${output.serializer})`)}${fact("SHA-256", output && html`<code>${output.sha256}</code>`)}</dl>
<h3>Parameters</h3><pre>${linked(task.params, tasks)}</pre>
${around("Needs", task.dependencies, tasks)}${around("Needed by", dependents, tasks)}
${
  attempts.length === 0
    ? null
    : html`<div class="scroll"><table><caption>Attempts</caption><thead><tr><th scope="col" class="number">Attempt</th><th scope="col">Status</th><th scope="col">Started</th><th scope="col">Took</th><th scope="col">Where</th><th scope="col">Error</th></tr></thead><tbody>${attempts.map(
        (one) =>
          html`<tr><td class="number">${one.number}</td><td>${one.status}</td><td>${one.started_at && moment(one.started_at)}</td><td>${
            one.resources && span(one.resources.wall_s * 1_000)
          }</td><td>${one.owner && `${one.owner.host} (${one.owner.pid})`}</td><td>${one.error && html`<code>${one.error.type}: ${one.error.message}</code> ${one.error.hint}`}</td></tr>`,
      )}</tbody></table></div>`
}
${reports.map(({ name, text }) => html`<h3>${name}</h3><pre>${text}</pre>`)}
</section>
`;
}
