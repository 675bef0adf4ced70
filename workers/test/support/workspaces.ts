import type { CreatedOrganization, Run, RunDetail } from "@cairn/sdk/schema";
import { newId } from "../../shared/ids.ts";
import type { Workspace } from "../../workspace/object.ts";
import { createOrg, createPerson, env, type Person } from "./fixtures.ts";

/** An owner's own organization and workspace. */
export interface Place {
  owner: Person;
  org: CreatedOrganization;
  workspaceId: string;
  /** Path of the workspace in the API. */
  base: string;
}

export async function createPlace(): Promise<Place> {
  const owner = await createPerson("Owner");
  const org = await createOrg(owner);
  return { owner, org, workspaceId: org.workspace.id, base: `/api/v1/orgs/${org.slug}/workspaces/${org.workspace.slug}` };
}

/** The workspace's object itself, for looking behind the API. */
export const objectOf = (workspaceId: string): DurableObjectStub<Workspace> => env.WORKSPACE.get(env.WORKSPACE.idFromName(workspaceId));

export const newRunId = () => newId("run", Date.now());

export const startRun = ({ owner, base }: Place, input: Record<string, unknown> = {}) =>
  owner.json<RunDetail>(`${base}/runs`, { json: { experiment: "penguins", ...input } });

export const readRun = ({ owner, base }: Place, id: string) => owner.json<Run>(`${base}/runs/${id}`);

/** One metric of a batch; step i at time 1000 + i. */
export const column = (key: string, values: readonly (number | string)[], firstStep = 0) => ({
  key,
  steps: values.map((_, i) => firstStep + i),
  times: values.map((_, i) => 1_000 + firstStep + i),
  values,
});
