import { randomBytes } from "node:crypto";
import type { AccountForm } from "./pages/account-page.ts";
import type { Account, Store } from "./state.ts";

/** RFC 5321 section 4.5.3.1.3 less the angle brackets. */
const emailMaxLength = 254;
const nameMaxLength = 80;
// The HTML standard's rule for e-mail fields, with at least one dot in the domain as Cairn itself asks for.
const emailRule = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i;

export const findAccount = (store: Store, id: string | undefined) => store.state.accounts.find((account) => account.id === id);

/** Compares without regard to case, as people do. */
export const findByEmail = (store: Store, email: string) =>
  store.state.accounts.find((account) => account.email.toLowerCase() === email.trim().toLowerCase());

/** Accounts for the list: the one hinted at first, then the last used. */
export function listAccounts(store: Store, hint?: string): Account[] {
  const hinted = hint === undefined ? undefined : findByEmail(store, hint)?.id;
  return store.state.accounts.toSorted((a, b) => Number(b.id === hinted) - Number(a.id === hinted) || b.usedAt - a.usedAt);
}

/** Puts an account at the top of the list for the next time. */
export function touchAccount(store: Store, account: Account) {
  account.usedAt = Date.now();
  store.changed();
}

/**
 * The account of a filled-in form: the existing one with that e-mail, else a new one that is on disk when this returns.
 * Returns the form with a sentence for each wrong field when there is none.
 */
export async function accountFromForm(store: Store, input: { email: string; name: string }): Promise<Account | AccountForm> {
  const email = input.email.trim();
  const name = input.name.trim().replace(/\s+/g, " ");
  const existing = findByEmail(store, email);
  if (existing) return existing;

  const errors: AccountForm["errors"] = {};
  if (email === "") errors.email = "Enter an e-mail address.";
  else if (email.length > emailMaxLength) errors.email = `The e-mail address is longer than ${emailMaxLength} characters.`;
  else if (!emailRule.test(email)) errors.email = "This is not an e-mail address. It should look like ada@example.com.";
  if (name === "") errors.name = "Enter a name.";
  else if ([...name].length > nameMaxLength) errors.name = `The name is longer than ${nameMaxLength} characters.`;
  else if (/\p{Cc}/u.test(name)) errors.name = "The name holds characters that cannot be shown.";
  if (errors.email ?? errors.name) return { email: input.email, name: input.name, errors };

  const account: Account = { id: `acct_${randomBytes(12).toString("hex")}`, email, name, createdAt: Date.now(), usedAt: Date.now() };
  store.state.accounts.push(account);
  store.changed();
  await store.flush();
  return account;
}
