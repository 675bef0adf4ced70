import type { RequestCtx } from "../control/context.ts";
import { cloudflareMailer } from "./cloudflare.ts";
import { httpMailer } from "./http.ts";
import type { Mailer } from "./mail.ts";

/** How this server sends mail; null when it sends none. */
export function mailerOf({ env, settings, clock }: Pick<RequestCtx, "env" | "settings" | "clock">): Mailer | null {
  if (settings.CAIRN_MAIL === "none") return null;
  if (settings.CAIRN_MAIL !== "cloudflare") return httpMailer(settings, (input, init) => fetch(input, init));
  if (!env.MAIL) throw new Error("CAIRN_MAIL is cloudflare, but there is no send_email binding named MAIL");
  return cloudflareMailer(env.MAIL, () => clock.now());
}
