/** A UUID version 7 (RFC 9562 section 5.7): 48 bits of Unix time in ms, then 74 random bits. */
export function uuidv7(now = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (40 - 8 * i)) & 255;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * An id for a run that is made before the server knows it, so that starting it can be repeated.
 *
 * @example const id = newRunId(); // run_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c
 */
export function newRunId(): string {
  return `run_${uuidv7()}`;
}

/**
 * An id for a build that is made before the server knows it, so that beginning it can be repeated.
 *
 * @example const id = newBuildId(); // bld_01932c07-2f7a-7c3e-8d2b-1f0e6f1a2b3c
 */
export function newBuildId(): string {
  return `bld_${uuidv7()}`;
}
