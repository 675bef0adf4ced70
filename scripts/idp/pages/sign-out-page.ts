import type { Account } from "../state.ts";
import { accountLabel } from "./account-page.ts";
import { html, trusted } from "./html.ts";
import { page } from "./page.ts";

/**
 * Asks whether to end the provider's session too.
 * @param form the library's hidden form, id `op.logoutForm`
 */
export function signOutPage({ form, account }: { form: string; account: Account | undefined }): string {
  const body = html`<h1>Sign out here too?</h1>
<p class="muted">Cairn asks this provider to forget you. If you stay signed in, the next sign-in to Cairn goes through without asking.</p>
${account && html`<div class="signed-in">${accountLabel(account)}</div>`}
${trusted(form)}
<div class="actions"><button class="button primary grow" form="op.logoutForm" name="logout" value="yes">Sign out</button><button class="button" form="op.logoutForm">Stay signed in</button></div>`;
  return page({ title: "Sign out", body });
}

/**
 * A form with a visible button in place of the library's page that submits itself by a script.
 * @param form the library's form: its address and its hidden fields, already escaped by the library
 */
export function continuePage({ form }: { form: { action: string; fields: string } }): string {
  const body = html`<h1>One more step</h1>
<p class="muted">Continue to finish what you started.</p>
<form method="post" action="${trusted(form.action)}">${trusted(form.fields)}<div class="actions"><button class="button primary grow" autofocus>Continue</button></div></form>`;
  return page({ title: "Continue", body });
}
