import { withRetries } from "../shared/retry.ts";
import type { AdmitInput, Admitted, DeliveryReport, Usage, UsageRead, UsageReadInput } from "./object.ts";

// The one door to what an organization uses. Whoever knocks was let into the organization, or works for it.

const usageOf = (env: Env, orgId: string): DurableObjectStub<Usage> => env.USAGE.get(env.USAGE.idFromName(orgId));

const RETRY = { wait: (ms: number) => scheduler.wait(ms), random: Math.random };

/** Lets a request through, counted, or not. Not repeated: it would be counted twice. */
export const admit = async (env: Env, orgId: string, input: AdmitInput): Promise<Admitted> => usageOf(env, orgId).admit(input);

/** What an organization used from one day to another. */
export const readUsage = (env: Env, orgId: string, input: UsageReadInput): Promise<UsageRead> =>
  withRetries(async () => usageOf(env, orgId).read(input), RETRY);

/** Hands over what an endpoint delivered. */
export const recordDeliveries = (env: Env, orgId: string, report: DeliveryReport): Promise<void> =>
  withRetries(async () => usageOf(env, orgId).recordDeliveries(report), RETRY);

/** Takes over what a workspace used before its data goes. */
export const endWorkspaceUsage = (env: Env, orgId: string, workspaceId: string): Promise<void> =>
  withRetries(async () => usageOf(env, orgId).endWorkspace(workspaceId), RETRY);
