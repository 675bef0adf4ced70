import type { Context } from "hono";
import { Fault, faultOf } from "../shared/errors.ts";
import { log } from "../shared/log.ts";
import type { AppEnv } from "./context.ts";
import { answerError } from "./errors.ts";

interface Where {
  /** Where the person wanted to go. */
  returnTo: string;
}

/** Whether a person's browser is asking, rather than a program. */
function wantsPage(c: Context<AppEnv>): boolean {
  const accept = c.req.header("accept") ?? "";
  return accept.includes("text/html") && !accept.includes("application/json");
}

/**
 * Answers a sign-in that failed: a person is sent to the page that says what happened and what to do, a program gets the problem.
 * The page's address is absolute, so that somebody who came by another name of this host is on the right one for the next try.
 */
export function answerSignInFailure(error: unknown, c: Context<AppEnv>, { returnTo }: Where): Response {
  const problem = answerError(error, c);
  const known = faultOf(error);
  if (known) {
    const { code, detail, data } = known;
    log({ level: "warn", msg: "sign-in failed", request_id: c.get("requestId"), path: c.req.path, code, claim: data.claim, detail });
  }
  if (!wantsPage(c)) return problem;
  const fault = known ?? new Fault("internal", "");
  const url = new URL("/sign-in/error", c.get("origin"));
  url.searchParams.set("code", fault.code === "not_found" ? "connection_not_found" : fault.code);
  if (fault.data.claim) url.searchParams.set("claim", fault.data.claim);
  url.searchParams.set("request_id", c.get("requestId"));
  if (returnTo !== "/") url.searchParams.set("return_to", returnTo);
  return c.redirect(url.href, 303);
}
