import { Slug } from "@cairn/sdk/schema";

const SLUG_MAX_CHARS = 48;

/** A slug made from a name: accents dropped, everything else that a slug may not hold becomes one hyphen. May be too short or reserved. */
export function slugify(name: string): string {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return plain
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, SLUG_MAX_CHARS)
    .replaceAll(/^-+|-+$/g, "");
}

/** A valid slug for a name that `isTaken` does not know: the plain one, else with a number, else with random characters. */
export async function freeSlug(name: string, isTaken: (slug: string) => Promise<boolean>): Promise<string> {
  const made = slugify(name);
  const base = Slug.safeParse(made).success ? made : `${made.slice(0, 40)}-space`.replace(/^-+/, "");
  for (let n = 1; n <= 20; n++) {
    const suffix = n === 1 ? "" : `-${n}`;
    const candidate = `${base.slice(0, SLUG_MAX_CHARS - suffix.length).replace(/-+$/, "")}${suffix}`;
    if (Slug.safeParse(candidate).success && !(await isTaken(candidate))) return candidate;
  }
  const random = Array.from(crypto.getRandomValues(new Uint8Array(4)), (b) => b.toString(16).padStart(2, "0")).join("");
  return `${base.slice(0, SLUG_MAX_CHARS - 9).replace(/-+$/, "")}-${random}`;
}
