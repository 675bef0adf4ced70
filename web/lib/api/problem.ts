import { CairnError } from "@cairn/sdk";

export interface DescribedError {
  /** HTTP status; 0 when no answer came, 500 for what never left the page. */
  status: number;
  title: string;
  detail: string;
  requestId: string | null;
}

/** HTTP status of an error of the API; 0 when no answer came; null for anything else. */
export function statusOf(error: unknown): number | null {
  return CairnError.isCairnError(error) ? (error.status ?? 0) : null;
}

/** Plain words for anything that was thrown. */
export function describeError(error: unknown): DescribedError {
  if (!CairnError.isCairnError(error)) {
    return {
      status: 500,
      title: "Something went wrong",
      detail: "The page could not do this. Try again, or load it anew.",
      requestId: null,
    };
  }
  if (error.status === null) {
    return {
      status: 0,
      title: "The server did not answer",
      detail: "Check your connection. What you entered is still here.",
      requestId: null,
    };
  }
  const detail = error.detail || error.title;
  return { status: error.status, title: error.title, detail: withLimit(detail, error.limit), requestId: error.requestId };
}

/** The words with the numbers of the limit that was reached, unless they say them already. */
function withLimit(detail: string, limit: CairnError["limit"]): string {
  if (!limit) return detail;
  const maximum = limit.maximum.toLocaleString("en");
  if (detail.includes(maximum) || detail.includes(String(limit.maximum))) return detail;
  const numbers = limit.current === null ? maximum : `${limit.current.toLocaleString("en")} of ${maximum} used`;
  return `${detail} (${limit.name.replaceAll("_", " ")}: ${numbers})`;
}

/** The first message about a field of the request body, if the API named one. */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!CairnError.isCairnError(error)) return undefined;
  const found = error.errors.find(({ path }) => path === field || path === `body.${field}` || path.startsWith(`body.${field}.`));
  return found ? found.message.charAt(0).toLocaleUpperCase() + found.message.slice(1) : undefined;
}

/** True when the error speaks of none of these fields and so belongs above the form. */
export function isFormError(error: unknown, fields: readonly string[]): boolean {
  return error != null && !fields.some((field) => fieldError(error, field) !== undefined);
}
