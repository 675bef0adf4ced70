import { Fault } from "../shared/errors.ts";

/** Bytes of the texts of one call to an object, which takes 32 MiB: the rest is for what stands around them. */
const CALL_MAX_BYTES = 28 * 1024 * 1024;
/** Bytes around each text, about. */
const AROUND = 8;

/** Throws `payload_too_large` for an input that one call to an object cannot hold, whatever its body was. */
export function requireCallable(input: object): void {
  // A character takes two bytes in a text that has any beyond Latin-1: looked at only where it matters.
  if (fits(input, () => 2) || fits(input, (text) => (isLatin1(text) ? 1 : 2))) return;
  throw new Fault("payload_too_large", "body: these are more than one call takes, with what a search finds them by: send fewer at once.", {
    limit: { name: "call_bytes", value: CALL_MAX_BYTES },
  });
}

const isLatin1 = (text: string): boolean => !/[^\0-\u{ff}]/u.test(text);

function fits(input: object, bytesPerCharacter: (text: string) => number): boolean {
  let room = CALL_MAX_BYTES;
  const take = (value: unknown): void => {
    room -= AROUND;
    if (room < 0) return;
    if (typeof value === "string") room -= value.length * bytesPerCharacter(value);
    else if (Array.isArray(value)) for (const inner of value) take(inner);
    else if (typeof value === "object" && value !== null) for (const name in value) take((value as Record<string, unknown>)[name]);
  };
  take(input);
  return room >= 0;
}
