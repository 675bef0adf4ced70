const MAX = 48;

/** A slug made of a name: Latin letters lose their marks, all else becomes single hyphens. May be shorter than the allowed 2. */
export function slugify(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/ø/g, "o")
    .replace(/æ/g, "ae")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, MAX)
    .replace(/-+$/, "");
}

/** What is wrong with a slug, in plain words; the API checks again and knows the reserved ones. */
export function slugProblem(slug: string): string | undefined {
  if (slug.length < 2) return "Use at least 2 characters.";
  if (slug.length > MAX) return `Use at most ${MAX} characters.`;
  if (!/^[a-z0-9](?:-?[a-z0-9])*$/.test(slug)) return "Use a–z, 0–9 and single hyphens between them.";
  return undefined;
}
