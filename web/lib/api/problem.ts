import type { FieldError, Problem } from "@cairn/sdk/schema";

/** An answer of the API that is not a success; `status` 0: no answer came. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: Problem["code"] | "no_answer" | "unknown";
  readonly requestId: string | undefined;
  readonly errors: FieldError[];
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined, requestId: string | undefined) {
    super(problem?.detail ?? (status === 0 ? "The server did not answer." : `The server answered with status ${status}.`));
    this.name = "ApiError";
    this.status = status;
    this.problem = problem;
    this.code = problem?.code ?? (status === 0 ? "no_answer" : "unknown");
    this.requestId = problem?.request_id ?? requestId;
    this.errors = problem?.errors ?? [];
  }
}

export interface DescribedError {
  status: number;
  title: string;
  detail: string;
  requestId: string | undefined;
}

/** Plain words for anything that was thrown. */
export function describeError(error: unknown): DescribedError {
  if (!(error instanceof ApiError)) {
    return { status: 500, title: "Something went wrong", detail: "The page could not do this. Try again, or load it anew.", requestId: undefined };
  }
  if (error.status === 0) {
    return {
      status: 0,
      title: "The server did not answer",
      detail: "Check your connection; what you entered is still here.",
      requestId: undefined,
    };
  }
  return { status: error.status, title: error.problem?.title ?? "Something went wrong", detail: error.message, requestId: error.requestId };
}

/** The first message about a field of the request body, if the API named one. */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const found = error.errors.find(({ path }) => path === field || path === `body.${field}` || path.startsWith(`body.${field}.`));
  return found ? found.message.charAt(0).toLocaleUpperCase() + found.message.slice(1) : undefined;
}

/** True when the error speaks of none of these fields and so belongs above the form. */
export function isFormError(error: unknown, fields: readonly string[]): boolean {
  return error != null && !fields.some((field) => fieldError(error, field) !== undefined);
}
