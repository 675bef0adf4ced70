import { type Html, html, trusted } from "./html.ts";
import { css } from "./style.ts";

const mark = html`<svg viewBox="0 0 20 20" fill="currentColor" aria-hidden="true"><rect x="2" y="13.5" width="16" height="4.5" rx="2.25"/><rect x="4.5" y="7.75" width="11" height="4.5" rx="2.25" opacity=".8"/><rect x="7" y="2" width="6" height="4.5" rx="2.25" opacity=".6"/></svg>`;
// A real icon as a data address: the browser then asks for no /favicon.ico.
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20' fill='%232f6fc4'%3E%3Crect x='2' y='13.5' width='16' height='4.5' rx='2.25'/%3E%3Crect x='4.5' y='7.75' width='11' height='4.5' rx='2.25'/%3E%3Crect x='7' y='2' width='6' height='4.5' rx='2.25'/%3E%3C/svg%3E";

/** A whole page: brand, main part, and the notice that this provider is for local use only. */
export function page({ title, body }: { title: string; body: Html }): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Cairn local sign-in</title>
<link rel="icon" href="${icon}">
<style>${trusted(css)}</style>
</head>
<body>
<header class="brand">${mark}<span>Cairn</span><span class="tag">Local identity provider</span></header>
<main>
${body}
</main>
<footer>For local use only. There are no passwords: whoever can open this page can sign in as anyone listed here.</footer>
</body>
</html>
`.markup;
}

export type Link = { href: string; text: string };

/** A page that says what happened and offers a way on; the first link is the main one. */
export function messagePage({
  heading,
  text,
  links,
  details,
}: {
  heading: string;
  text: string;
  links: Link[];
  details?: [string, string][];
}) {
  const body = html`<h1>${heading}</h1>
<p class="muted">${text}</p>
${details && details.length > 0 && html`<dl>${details.map(([term, value]) => html`<dt>${term}</dt><dd><code>${value}</code></dd>`)}</dl>`}
<div class="actions">${links.map((link, i) => html`<a class="button${i === 0 && " primary"}" href="${link.href}">${link.text}</a>`)}</div>`;
  return page({ title: heading, body });
}
