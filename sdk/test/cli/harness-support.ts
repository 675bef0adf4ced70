import { expect } from "vitest";
import { type SignedIn, signIn } from "../../../workers/test/support/sign-in.ts";
import type { CreatedOrganization } from "../../src/schema/index.ts";
import { type Ended, start, tempMachine } from "./support.ts";

export type TestMachine = ReturnType<typeof tempMachine>;

/** A person with a browser, and a machine of theirs that knows the server and nothing else. */
export async function personAt(origin: string): Promise<{ person: SignedIn; machine: TestMachine }> {
  const email = `cli-${crypto.randomUUID()}@example.org`;
  return { person: await signIn({ email, name: "Ada Lovelace", origin }), machine: tempMachine({ CAIRN_URL: origin }) };
}

/** An organization made in the browser, with its first workspace. */
export async function createOrganization(person: SignedIn, name: string): Promise<CreatedOrganization> {
  const slug = `${name.toLowerCase()}-${crypto.randomUUID().slice(0, 8)}`;
  const response = await person.fetch("/api/v1/orgs", { method: "POST", json: { name, slug } });
  expect(response.status).toBe(201);
  return (await response.json()) as CreatedOrganization;
}

/** `cairn login` with a code that the person answers in their browser. */
export async function deviceLogin(machine: TestMachine, person: SignedIn, decision: "approve" | "deny", ...args: string[]): Promise<Ended> {
  const { ended, says } = start(machine, ["login", "--device", "--no-open", ...args]);
  const code = await says(/Code {2}(\S+)/);
  const response = await person.fetch(`/api/v1/device/${code}/decision`, { method: "POST", json: { decision } });
  expect(response.status).toBe(200);
  return ended;
}
