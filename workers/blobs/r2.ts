import { Fault } from "../shared/errors.ts";
import { errorFields, log } from "../shared/log.ts";

/** R2 tells what went wrong by a number at the end of the message (its list of error codes). */
const codeOf = (error: unknown): number | null => {
  const code = error instanceof Error ? /\((\d{5})\)\s*$/.exec(error.message)?.[1] : undefined;
  return code === undefined ? null : Number(code);
};

/** The bytes do not have the digest that was given with them. */
export const isBadDigest = (error: unknown): boolean => codeOf(error) === 10037;
/** The multipart upload was finished or aborted, or never was. */
export const isNoSuchUpload = (error: unknown): boolean => codeOf(error) === 10024;
/** A part is missing or was replaced, or is too small. */
export const isInvalidPart = (error: unknown): boolean => [10011, 10025, 10048].includes(codeOf(error) ?? 0);

/** Asks something of R2. What fails there is `unavailable` to the caller, who may try again; Faults pass. */
export async function orUnavailable<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Fault) throw error;
    log({ level: "error", msg: "R2 failed", ...errorFields(error) });
    throw new Fault("unavailable", "The store of files does not answer. Try again in a moment.", { retry_after: 1 });
  }
}
