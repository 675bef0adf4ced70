import { randomUUID } from "node:crypto";
import { signIn } from "../../../workers/test/support/sign-in.ts";
import { Cairn, type CairnOptions } from "../../src/index.ts";

/** A client with a key of its own organization, and the one of the browser session that made it. */
export async function newcomer(origin: string, options: CairnOptions = {}) {
  const name = `t-${randomUUID().slice(0, 8)}`;
  const person = await signIn({ email: `${name}@sdk.example`, origin });
  const browser = new Cairn({ url: origin, fetch: (input, init) => person.fetch(String(input), init ?? {}) });
  const { slug, workspace } = await browser.organizations.create({ name, slug: name });
  const place = { organization: slug, workspace: workspace.slug };
  const { secret, id } = await browser.keys.create({ name: "laptop" }, place);
  const cairn = new Cairn({ url: origin, token: secret, ...place, ...options });
  return { browser: browser.with(place), cairn, keyId: id, key: secret, ...place };
}
