import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Sha256 } from "./sha256.ts";

const known = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test("the digest is that of SHA-256, whatever the length and wherever the bytes are cut", () => {
  const whole = Uint8Array.from({ length: 300 }, (_, i) => (i * 131) % 256);
  for (let length = 0; length <= whole.length; length++) {
    const hash = new Sha256();
    hash.update(whole.subarray(0, length));
    expect(hash.digest(), String(length)).toBe(known(whole.subarray(0, length)));
  }
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 500 })), (pieces) => {
      const hash = new Sha256();
      for (const piece of pieces) hash.update(piece);
      expect(hash.digest()).toBe(known(Buffer.concat(pieces)));
    }),
  );
});

test("a state that is kept at any block goes on to the same digest", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.nat(20), (bytes, blocks) => {
      const cut = Math.min(blocks * 64, bytes.length - (bytes.length % 64));
      const first = new Sha256();
      first.update(bytes.subarray(0, cut));
      const { state } = first;
      first.update(bytes.subarray(cut));
      const second = new Sha256(state);
      second.update(bytes.subarray(cut));
      expect([first.digest(), second.digest()]).toEqual([known(bytes), known(bytes)]);
    }),
  );
  const inside = new Sha256();
  inside.update(new Uint8Array(1));
  expect(() => inside.state).toThrow(RangeError);
});

test("the length counts above 2^32 bits", () => {
  const hash = new Sha256();
  const all = createHash("sha256");
  // As if 600 MiB came before: the state says how many, so that they need not be hashed here.
  const piece = new Uint8Array(1024 * 1024).fill(7);
  for (let i = 0; i < 520; i++) {
    hash.update(piece);
    all.update(piece);
  }
  expect(hash.digest()).toBe(all.digest("hex"));
}, 60_000);
