import { describe, expect, it } from "vitest";
import { crc32, hintOf, isWellFormed, newSecret } from "./secret.ts";

describe("a key", () => {
  it("has the published form with a checksum", () => {
    for (const kind of ["pat", "svc"] as const) {
      const secret = newSecret(kind);
      expect(secret).toMatch(new RegExp(`^cairn_${kind}_[0-9A-Za-z]{46}$`));
      expect(isWellFormed(secret)).toBe(true);
    }
    expect(newSecret("pat")).not.toBe(newSecret("pat"));
  });

  it("is told from one with any single character changed", () => {
    const secret = newSecret("svc");
    for (let i = 0; i < secret.length; i++) {
      const other = secret[i] === "a" ? "b" : "a";
      expect(isWellFormed(secret.slice(0, i) + other + secret.slice(i + 1))).toBe(false);
    }
    for (const text of ["", "cairn_", secret.slice(1), `${secret}0`, secret.slice(0, -1), `${secret}\n`])
      expect(isWellFormed(text)).toBe(false);
  });

  it("uses the CRC-32 that everybody uses", () => {
    // The check value of CRC-32/ISO-HDLC.
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  });

  it("draws each character about as often as any other", () => {
    const counts = new Map<string, number>();
    const keys = 2_000;
    for (let i = 0; i < keys; i++) for (const c of newSecret("pat").slice(10, 50)) counts.set(c, (counts.get(c) ?? 0) + 1);
    const expected = (keys * 40) / 62;
    expect(counts.size).toBe(62);
    // With unequal chances (bytes modulo 62) eight characters would come a quarter more often.
    for (const n of counts.values()) expect(Math.abs(n - expected) / expected).toBeLessThan(0.18);
  });

  it("is shown by its first 14 and last 4 characters", () => {
    expect(hintOf(`cairn_svc_4Fh2${"x".repeat(38)}x9Qa`)).toBe("cairn_svc_4Fh2…x9Qa");
  });
});
