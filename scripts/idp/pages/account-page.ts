import type { Account } from "../state.ts";
import { type Html, html } from "./html.ts";
import { page } from "./page.ts";

const segments = new Intl.Segmenter("en");
const firstLetter = (word: string) => segments.segment(word)[Symbol.iterator]().next().value?.segment ?? "";

/** One or two letters for the round picture of an account; whole graphemes, so that emoji and accents stay whole. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const last = words.length > 1 ? firstLetter(words.at(-1) ?? "") : "";
  return (firstLetter(words[0] ?? "?") + last).toUpperCase();
}

const shade = (id: string) => [...id].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 6, 0);

/** Round picture, name and e-mail of an account. */
export const accountLabel = (
  account: Account,
): Html => html`<span class="avatar a${shade(account.id)}" aria-hidden="true">${initials(account.name)}</span>
<span class="who"><span class="name" dir="auto">${account.name}</span><span class="mail">${account.email}</span></span>`;

export type AccountForm = { email: string; name: string; errors: { email?: string; name?: string } };

function field({
  id,
  label,
  type,
  value,
  error,
  autocomplete,
  focus,
}: Record<"id" | "label" | "type" | "value" | "autocomplete", string> & { error: string | undefined; focus: boolean }) {
  return html`<div class="field"><label for="${id}">${label}</label>
<input id="${id}" name="${id}" type="${type}" value="${value}" autocomplete="${autocomplete}" required spellcheck="false"${type === "email" && html` autocapitalize="none"`}${focus && html` autofocus`}${error && html` aria-invalid="true" aria-describedby="${id}-error"`}>
${error && html`<p class="error" id="${id}-error">${error}</p>`}</div>`;
}

/**
 * The page on which a person picks an account or makes one.
 * @param current id of the account this browser is signed in with, if any
 */
export function accountPage({
  action,
  accounts,
  form,
  current,
}: {
  action: string;
  accounts: Account[];
  form: AccountForm;
  current: string | undefined;
}) {
  const some = accounts.length > 0;
  const failed = Boolean(form.errors.email ?? form.errors.name);
  const focusName = form.errors.email === undefined && (form.errors.name !== undefined || form.email !== "");
  const focus = !some || failed;
  const body = html`<h1>Sign in to Cairn</h1>
<p class="muted">${some ? "Choose an account, or use another one." : "Make an account for yourself: an e-mail address and a name are all it takes."}</p>
${
  some &&
  html`<h2 id="accounts">Accounts</h2>
<form method="post" action="${action}"><ul class="accounts" aria-labelledby="accounts">
${accounts.map((account) => html`<li><button class="account" name="account" value="${account.id}">${accountLabel(account)}${account.id === current && html`<span class="note">Signed in</span>`}</button></li>`)}
</ul></form>`
}
<h2 id="another">${some ? "Use another account" : "Your account"}</h2>
<form method="post" action="${action}" novalidate aria-labelledby="another">
${field({ id: "email", label: "E-mail", type: "email", value: form.email, error: form.errors.email, autocomplete: "email", focus: focus && !focusName })}
${field({ id: "name", label: "Name", type: "text", value: form.name, error: form.errors.name, autocomplete: "name", focus: focus && focusName })}
<div class="actions"><button class="button primary grow">${some ? "Continue" : "Create account and continue"}</button><a class="button" href="${action}/cancel">Cancel</a></div>
</form>`;
  return page({ title: failed ? "Error: Sign in" : "Sign in", body });
}
