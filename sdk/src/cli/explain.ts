import { OAuthRefusal, OAuthUnreachable } from "../config/credentials/oauth.ts";
import { ConfigError, type ConfigProblem } from "../config/errors.ts";
import { CairnError, type ReachedLimit } from "../errors.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { Failure } from "./failure.ts";
import { momentWithZone } from "./text.ts";

/** What the person is told about an error. */
export interface Explanation {
  exit: ExitCode;
  sentence: string;
  /** Further lines, indented below the sentence. */
  details: string[];
  next: string | undefined;
}

const EXIT_OF_STATUS: Record<number, ExitCode> = {
  400: EXIT.usage,
  401: EXIT.auth,
  403: EXIT.permission,
  404: EXIT.notFound,
  409: EXIT.conflict,
  410: EXIT.conflict,
  413: EXIT.usage,
  415: EXIT.usage,
  422: EXIT.usage,
  429: EXIT.rateLimited,
};

/** Of errors that no server answered with. */
const EXIT_OF_CODE: Partial<Record<string, ExitCode>> = {
  timed_out: EXIT.pending,
  invalid_request: EXIT.usage,
  not_configured: EXIT.usage,
  task_absent: EXIT.notFound,
  task_held: EXIT.conflict,
};

const EXIT_OF_CONFIG: Partial<Record<ConfigProblem, ExitCode>> = { lock_timeout: EXIT.pending, keychain_unavailable: EXIT.auth };

/** Which credential was refused, in words, and what replaces it. */
function credentialWords(ctx: Context | null): { name: string; where: string; next: string | undefined } {
  const variable = ctx?.envToken?.at;
  if (variable === "CAIRN_API_KEY")
    return { name: "API key", where: "in CAIRN_API_KEY", next: "Set CAIRN_API_KEY to a valid key, or unset it and run: cairn login" };
  if (variable) return { name: "token", where: `in ${variable}`, next: `Unset ${variable}, then run: cairn login` };
  return { name: "sign-in", where: `to ${ctx?.host ?? "the server"}`, next: ctx?.loginCommand };
}

function explainAuth(error: CairnError, ctx: Context | null): { sentence: string; details: string[]; next: string | undefined } {
  const { name, where, next } = credentialWords(ctx);
  const at = error.problem?.expired_at;
  const when = at ? ` on ${momentWithZone(at)}` : "";
  const isStored = !ctx?.envToken;
  switch (error.code) {
    case "token_expired":
      return {
        sentence: `Your ${name} ${where} expired${when}.`,
        details: [
          isStored
            ? "It could not be renewed: it was not used for too long, or it was ended."
            : "A token from the environment cannot be renewed.",
        ],
        next,
      };
    case "key_expired":
      return {
        sentence: `The API key ${isStored ? `for ${ctx?.host}` : where} expired${when}.`,
        details: ["Create another one with: cairn key create"],
        next,
      };
    case "token_revoked":
      return { sentence: `Your ${name} ${where} was ended.`, details: ["Somebody signed it out, or your access was taken away."], next };
    case "key_revoked":
      return { sentence: `The API key ${isStored ? `for ${ctx?.host}` : where} was revoked.`, details: [], next };
    default:
      return {
        sentence: `${ctx?.host ?? "The server"} does not accept your ${name}${isStored ? "" : ` ${where}`}: ${sentence(error.detail)}`,
        details: [],
        next,
      };
  }
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** The list that shows what there is instead of the thing that was not found. */
function listFor(detail: string): string {
  const [noun = "org"] = ["workspace", "run", "key", "experiment", "view", "task", "build"].filter((word) =>
    new RegExp(`\\b${word}\\b`, "i").test(detail),
  );
  return `cairn ${noun} list`;
}

/** What to do about an error other than a refused credential. */
function nextStep(error: CairnError, exit: ExitCode, ctx: Context | null): string | undefined {
  if (exit === EXIT.notFound) return listFor(error.detail);
  if (exit === EXIT.permission) return "cairn whoami";
  if (exit === EXIT.rateLimited) return `Try again in ${error.retryAfterMs ? Math.ceil(error.retryAfterMs / 1000) : "a few"} s.`;
  if (error.code === "connection_failed") return `Check that ${ctx?.host} is right and running: cairn config get host`;
  return undefined;
}

/** "limit runs_per_month: 5 of 5 used", or without what is used. */
function limitWords({ name, maximum, current }: ReachedLimit): string {
  const count = (value: number) => value.toLocaleString("en");
  return `limit ${name}: ${current === null ? count(maximum) : `${count(current)} of ${count(maximum)} used`}`;
}

function explainServer(error: CairnError, ctx: Context | null): Explanation {
  const ids = [`code ${error.code}`, ...(error.requestId ? [`request ${error.requestId}`] : [])].join(", ");
  const limits = error.limit ? [limitWords(error.limit)] : [];
  const fields = error.errors
    .map(({ path, message }) => `${path.replace(/^body\./, "")} ${message}`)
    .filter((line) => !error.detail.includes(line));
  if (error.status === 401) {
    const { sentence, details, next } = explainAuth(error, ctx);
    return { exit: EXIT.auth, sentence, details: [...details, ids], next };
  }
  const exit = (error.status === null ? EXIT_OF_CODE[error.code] : EXIT_OF_STATUS[error.status]) ?? EXIT.failure;
  return { exit, sentence: sentence(error.detail || error.title), details: [...fields, ...limits, ids], next: nextStep(error, exit, ctx) };
}

/** The one place that turns any error into words and an exit code. */
export function explain(error: unknown, ctx: Context | null): Explanation {
  if (error instanceof Failure) return { exit: error.exit, sentence: error.message, details: [...error.details], next: error.next };
  if (error instanceof ConfigError) {
    return { exit: EXIT_OF_CONFIG[error.code] ?? EXIT.usage, sentence: error.message, details: [`code ${error.code}`], next: error.next };
  }
  if (CairnError.isCairnError(error)) return explainServer(error, ctx);
  if (error instanceof OAuthRefusal) {
    const exit = error.status === 429 || error.error === "slow_down" ? EXIT.rateLimited : EXIT.auth;
    return {
      exit,
      sentence: `${ctx?.host ?? "The server"} refused: ${sentence(error.message)}`,
      details: [`code ${error.error}`],
      next: ctx?.loginCommand,
    };
  }
  if (error instanceof OAuthUnreachable) {
    return {
      exit: EXIT.failure,
      sentence: sentence(error.message),
      details: [],
      next: "Check that the address is right and the server is running: cairn config get host",
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { exit: EXIT.failure, sentence: sentence(message || "Something failed"), details: [], next: undefined };
}
