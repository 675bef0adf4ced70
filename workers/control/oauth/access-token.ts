import { Fault } from "../../shared/errors.ts";
import type { Caller, RequestCtx } from "../context.ts";

export async function resolveAccessToken(_ctx: RequestCtx, _token: string): Promise<Caller> {
  throw new Fault("unauthenticated", "not built yet");
}
