import type { CreateWebhookInput } from "@cairn/sdk";
import type { UpdateWebhook, Webhook, WebhookFormat } from "@cairn/sdk/schema";
import { type HeaderLine, headersOf } from "./header-lines";
import { urlProblem } from "./words";

/** What the form of an endpoint holds. */
export interface HookDraft {
  url: string;
  description: string;
  types: string[];
  format: WebhookFormat;
  /** null: those that are there stay, unseen. */
  headers: HeaderLine[] | null;
  /** As it was typed; empty: no cap. */
  rate: string;
}

export const draftOf = (hook?: Webhook): HookDraft =>
  hook
    ? {
        url: hook.url,
        description: hook.description,
        types: hook.types,
        format: hook.format,
        headers: hook.header_names.length > 0 ? null : [],
        rate: hook.rate_limit === null ? "" : String(hook.rate_limit),
      }
    : { url: "", description: "", types: ["*"], format: "plain", headers: [], rate: "" };

const RATE_MAX = 1_000;

/** What is wrong with a draft, by field. */
export function problemsOf(draft: HookDraft, isLocal: boolean): Partial<Record<"url" | "types" | "rate_limit", string>> {
  const url = urlProblem(draft.url, isLocal);
  const rate = Number(draft.rate);
  const isRate = draft.rate.trim() === "" || (Number.isInteger(rate) && rate >= 1 && rate <= RATE_MAX);
  return {
    ...(url ? { url } : {}),
    ...(draft.types.length === 0 ? { types: "Choose at least one type of event, or all." } : {}),
    ...(isRate ? {} : { rate_limit: `Enter a whole number from 1 to ${RATE_MAX.toLocaleString("en")}, or nothing.` }),
  };
}

const rateOf = ({ rate }: HookDraft): number | null => (rate.trim() === "" ? null : Number(rate));

export const createBody = (draft: HookDraft): CreateWebhookInput => ({
  url: draft.url.trim(),
  description: draft.description.trim(),
  types: draft.types,
  format: draft.format,
  headers: headersOf(draft.headers ?? []),
  rate_limit: rateOf(draft),
});

/** Only what differs, so that somebody else's change of another field stays. */
export function updateBody(draft: HookDraft, hook: Webhook): UpdateWebhook {
  const whole = createBody(draft);
  return {
    ...(whole.url === hook.url ? {} : { url: whole.url }),
    ...(whole.description === hook.description ? {} : { description: whole.description }),
    ...(JSON.stringify(whole.types) === JSON.stringify(hook.types) ? {} : { types: draft.types }),
    ...(whole.format === hook.format ? {} : { format: draft.format }),
    ...(draft.headers === null || (draft.headers.length === 0 && hook.header_names.length === 0)
      ? {}
      : { headers: headersOf(draft.headers) }),
    ...(rateOf(draft) === hook.rate_limit ? {} : { rate_limit: rateOf(draft) }),
  };
}
