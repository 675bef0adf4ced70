import { type Html, html, trusted } from "../idp/pages/html.ts";
import { css, cssSource } from "../idp/pages/style.ts";
import type { Kept } from "./box.ts";

/** Nothing but the page's own style, and messages in frames of their own. */
export const PAGE_POLICY = `default-src 'none'; style-src ${cssSource}; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
/** A message runs nothing and fetches nothing; its links open elsewhere. */
export const MESSAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

const page = (title: string, body: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Cairn local mail</title>
<style>${trusted(css)}</style>
</head>
<body>
<header class="brand"><span>Cairn</span><span class="tag">Local mail</span></header>
<main class="wide">
${body}
</main>
<footer>Mail of this machine: it is written here and sent to nobody.</footer>
</body>
</html>
`.markup;

/** All messages, the newest first. */
export const listPage = (kept: readonly Kept[]): string =>
  page(
    "Mail",
    html`<h1>Mail</h1>
${kept.length === 0 && html`<p class="muted">Nothing was sent yet. Invite somebody, or mention a member in a comment.</p>`}
${kept.length > 0 && html`<ul class="accounts all">${kept.map(({ name, to, subject, date }) => html`<li><a class="account" href="/mail/${name}"><span class="who"><span class="name">${subject}</span><span class="mail">${to} · ${date}</span></span></a></li>`)}</ul>`}`,
  );

/** One message: its text and its HTML. */
export const messagePage = ({ name, from, to, subject, date, text }: Kept): string =>
  page(
    subject,
    html`<p><a href="/mail">All mail</a></p>
<h1>${subject}</h1>
<dl><dt>From</dt><dd>${from}</dd><dt>To</dt><dd>${to}</dd><dt>Date</dt><dd>${date}</dd></dl>
<h2>HTML</h2>
<iframe title="The message as HTML" src="/mail/${name}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
<h2>Text</h2>
<pre>${text}</pre>
<p><a href="/mail/${name}/raw">Whole message</a></p>`,
  );
