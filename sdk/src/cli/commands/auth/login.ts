import { text as readAll } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cairn } from "../../../client.ts";
import { checkHost } from "../../../config/client-options.ts";
import type { Credential } from "../../../config/credentials/credential.ts";
import { SETTINGS } from "../../../config/settings.ts";
import { changeUserFile } from "../../../config/user-file.ts";
import type { Me } from "../../../schema/account.ts";
import type { TokenResponse } from "../../../schema/oauth.ts";
import type { CommandModule, Invocation } from "../../command.ts";
import type { Context } from "../../context.ts";
import { usage } from "../../failure.ts";
import { hasBrowser, openPage } from "../../login/browser.ts";
import { type Asked, pollDevice, startDevice } from "../../login/device.ts";
import { discover } from "../../login/discover.ts";
import { firstRun } from "../../login/first-run.ts";
import { signInThroughBrowser } from "../../login/loopback.ts";
import { accountOf, signInOf, storeCredential, whoIs } from "../../login/store-sign-in.ts";
import { momentWithZone } from "../../text.ts";

const clock = {
  now: () => Date.now(),
  sleep: async (ms: number, signal?: AbortSignal) => void (await sleep(ms, undefined, signal ? { signal } : {})),
};

async function byDevice(ctx: Context, asked: Asked, mayOpen: boolean): Promise<TokenResponse> {
  const { out, io } = ctx;
  const call = { host: ctx.host, fetch: ctx.fetch, signal: io.signal };
  const authorization = await startDevice(call, asked);
  const code = out.paint(io.stderr, "bold", authorization.user_code);
  out.stderr.write(`Open  ${out.paint(io.stderr, "cyan", authorization.verification_uri)}\nCode  ${code}\n`);
  out.stderr.write(`Or open this page, which holds the code already:\n  ${authorization.verification_uri_complete}\n`);
  if (mayOpen) await openPage(io.machine, ctx.config.settings.browser?.value, authorization.verification_uri_complete);
  out.say(`Waiting for your approval, up to ${Math.round(authorization.expires_in / 60)} minutes. Ctrl-C stops.`);
  return pollDevice(call, authorization, clock);
}

async function byBrowser(ctx: Context, asked: Asked, issuer: string, mayOpen: boolean): Promise<TokenResponse> {
  const { out, io } = ctx;
  return signInThroughBrowser({
    call: { host: ctx.host, fetch: ctx.fetch, signal: io.signal },
    asked,
    issuer,
    onForged: () => out.warn("Something on this machine sent an answer that does not belong to this sign-in. It was refused."),
    async show(url) {
      const isOpen = mayOpen && (await openPage(io.machine, ctx.config.settings.browser?.value, url));
      out.stderr.write(
        `${isOpen ? "Your browser shows the sign-in page. If it does not, open:" : "Open this page in a browser on this machine:"}\n  ${url}\n`,
      );
      out.say("Waiting for you, up to 5 minutes. Without a browser here: cairn login --device");
    },
  });
}

async function byGivenToken(ctx: Context): Promise<{ credential: Credential; me: Me; client: Cairn }> {
  if (ctx.io.stdin.isTTY) ctx.out.say("Paste the API key or token, press Enter, then Ctrl-D.");
  const token = (await readAll(ctx.io.stdin)).trim();
  if (!token) throw usage("No token came on standard input.", "cairn login --with-token < key.txt");
  if (/\s/.test(token)) throw usage("Standard input holds more than one word, so it is no token.", "cairn login --with-token < key.txt");
  const { me, client } = await whoIs(ctx, token);
  const common = { account: accountOf(me), created_at: new Date().toISOString(), expires_at: me.credential.expires_at };
  const credential: Credential = token.startsWith("cairn_")
    ? { kind: "key", ...common, api_key: token }
    : { kind: "token", ...common, access_token: token };
  return { credential, me, client };
}

async function interactive(ctx: Context, { options }: Invocation): Promise<{ credential: Credential; me: Me; client: Cairn }> {
  const mayOpen = options.open !== false;
  const usable = hasBrowser(ctx.io.machine, ctx.config.settings.browser?.value);
  const issuer = await discover(ctx.host, ctx.fetch, ctx.io.signal);
  const asked = { workspace: ctx.org && ctx.workspace ? `${ctx.org}/${ctx.workspace}` : undefined };
  const isBrowser = options.browser === true || (options.device !== true && usable && mayOpen);
  const answer = isBrowser ? await byBrowser(ctx, asked, issuer, mayOpen) : await byDevice(ctx, asked, mayOpen && usable);
  const { me, client } = await whoIs(ctx, answer.access_token);
  return { credential: signInOf(answer, me), me, client };
}

function expiryOf(credential: Credential): string {
  if (!credential.expires_at) return "never";
  return `${momentWithZone(credential.expires_at)}${credential.kind === "sign_in" ? ", renewed by itself while you use it" : ""}`;
}

/** Whoever names a server to sign in to means it for the commands that follow, too. True when the default changed. */
function makeDefault(ctx: Context): boolean {
  const { host, profile } = ctx.config.settings;
  if (host?.source.kind !== "flag" || profile) return false;
  let isNew = false;
  changeUserFile(ctx.io.machine, (file) => {
    isNew = (file.host ?? SETTINGS.host.default) !== ctx.host;
    file.host = ctx.host;
  });
  return isNew;
}

export const command: CommandModule = {
  description:
    "Sign in to a Cairn server. Uses the browser of this machine where there is one, else a code that you type in a browser anywhere. Where nobody can be asked, give an API key on standard input.",
  examples: ["cairn login", "cairn login --device", "cairn login --host https://cairn.example.org", "cairn login --with-token < key.txt"],
  options: [
    { flags: "--device", description: "Show a code to type in a browser on any device" },
    { flags: "--browser", description: "Use the browser of this machine" },
    { flags: "--with-token", description: "Read an API key or access token from standard input" },
    { flags: "--no-open", description: "Do not open a page, only show its address" },
  ],
  async run(ctx, invocation) {
    const { options } = invocation;
    const ways = ["device", "browser", "withToken"].filter((name) => options[name] === true);
    if (ways.length > 1) throw usage("Choose one of --device, --browser and --with-token.");
    checkHost(ctx.config);
    const { credential, me, client } = options.withToken === true ? await byGivenToken(ctx) : await interactive(ctx, invocation);
    const { place, notice } = await storeCredential(ctx, credential);
    const { out } = ctx;
    const isNewDefault = makeDefault(ctx);
    if (notice) out.warn(notice);
    if (out.isJson)
      out.json({ host: ctx.host, account: credential.account, kind: credential.kind, expires_at: credential.expires_at, stored_in: place });
    out.say(out.paint(out.stderr, "green", `Signed in to ${ctx.host}.`));
    if (!out.isJson) {
      const { name, email } = credential.account;
      const facts = [
        ["Account", email ? `${name} <${email}>` : name],
        ["Expires", expiryOf(credential)],
        ["Stored in", place],
      ] as const;
      for (const [label, value] of facts) out.say(`  ${label.padEnd(9)}  ${value}`);
    }
    if (isNewDefault) out.say(`${ctx.host} is the default server now; cairn host add <url> --use changes that.`);
    if (ctx.envToken) out.warn(`${ctx.envToken.at} is set and goes before this sign-in. Unset it to use the sign-in.`);
    await firstRun(ctx, client, me);
  },
};
