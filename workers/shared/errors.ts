import { ERROR_CODES, type ErrorCode, type FieldError } from "@cairn/sdk/schema";

/** What a problem may carry beside its code and detail. */
export interface ProblemData {
  errors?: FieldError[];
  claim?: string;
  expired_at?: string;
  limit?: { name: string; value: number; used?: number };
  /** Seconds to wait before trying again. */
  retry_after?: number;
}

/**
 * The one error that verbs throw on purpose. `code` is from the closed list of the contract and survives the RPC boundary of
 * objects (own properties do, class identity does not), so test with `problemOf`, not `instanceof`.
 */
export class Fault extends Error {
  readonly code: ErrorCode;
  readonly data: ProblemData;

  constructor(code: ErrorCode, detail: string, data: ProblemData = {}, options?: ErrorOptions) {
    super(detail, options);
    this.name = "Fault";
    this.code = code;
    this.data = data;
  }
}

/** The same words for "not there" and "not yours": an answer that differs would tell which ids exist. */
export const notFound = (noun: string) => new Fault("not_found", `There is no such ${noun}, or it is not yours to see.`);

/** Reads a fault back from anything thrown, also across RPC; null when it is none. */
export function faultOf(error: unknown): { code: ErrorCode; detail: string; data: ProblemData } | null {
  if (typeof error !== "object" || error === null || !("code" in error) || typeof error.code !== "string") return null;
  if (!Object.hasOwn(ERROR_CODES, error.code)) return null;
  const data = "data" in error && typeof error.data === "object" && error.data !== null ? (error.data as ProblemData) : {};
  const detail = "message" in error && typeof error.message === "string" ? error.message : "";
  return { code: error.code as ErrorCode, detail, data };
}
