import { randomUUID } from "node:crypto";
import { Cairn } from "@cairn/sdk";
import type { CreatedOrganization, OrganizationRole } from "@cairn/sdk/schema";
import { type SignedIn, signIn } from "../../workers/test/support/sign-in.ts";
import { stack } from "../../workers/test/support/stack.ts";

/** Somebody with a session in a browser, and the API as that browser calls it. */
export interface Person extends SignedIn {
  readonly id: string;
  readonly name: string;
  readonly api: Cairn;
}

/** An organization with its first workspace; `path` leads there in the app. */
export interface Place {
  readonly org: CreatedOrganization;
  readonly organization: string;
  readonly workspace: string;
  readonly path: string;
}

/** An address that nobody else in the run has. */
export const newEmail = (): string => `e2e-${randomUUID()}@example.org`;

/** A slug that nobody else in the run has. */
export const newSlug = (word: string): string => `${word}-${randomUUID().slice(0, 8)}`;

/** Signs a new person in. */
export async function newPerson(name = "Ada Lovelace"): Promise<Person> {
  const signedIn = await signIn({ email: newEmail(), name });
  const api = new Cairn({ url: stack().origin, fetch: (input, init) => signedIn.fetch(String(input), init ?? {}) });
  const { actor } = await api.me.get();
  return { ...signedIn, id: actor.id, name, api };
}

/** An organization of the person's own. */
export async function newPlace({ api }: Person, name = "Acme Research", workspaceName = "Main"): Promise<Place> {
  const org = await api.organizations.create({ name, slug: newSlug("acme"), workspace: { name: workspaceName } });
  const place = { organization: org.slug, workspace: org.workspace.slug };
  return { org, ...place, path: `/${place.organization}/${place.workspace}` };
}

/** Makes a new person a member with a role. */
export async function newMember(owner: Person, { organization }: Place, role: OrganizationRole, name: string = role): Promise<Person> {
  const person = await newPerson(name);
  const { id } = await owner.api.invitations.create({ email: person.email, role }, { organization });
  await person.api.me.acceptInvitation(id);
  return person;
}

/** The SDK as a program uses it, with a key that the person made for it. */
export async function newProgram({ api }: Person, { organization, workspace }: Place): Promise<Cairn> {
  const { secret } = await api.keys.create({ name: "program" }, { organization });
  return new Cairn({ url: stack().origin, token: secret, organization, workspace });
}
