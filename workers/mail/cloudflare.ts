import { EmailMessage } from "cloudflare:email";
import type { Mailer } from "./mail.ts";
import { mimeOf } from "./mime.ts";

const bare = (address: string): string => /<([^<>]+)>$/.exec(address)?.[1] ?? address;

/** Sends by the `send_email` binding `MAIL` of Cloudflare Email Routing. */
export const cloudflareMailer = (binding: SendEmail, now: () => number): Mailer => ({
  async send(mail, key) {
    await binding.send(new EmailMessage(bare(mail.from), bare(mail.to), mimeOf(mail, { id: key, at: new Date(now()) })));
  },
});
