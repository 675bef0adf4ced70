/**
 * A JSON value in the one form that everybody writes alike (RFC 8785): members sorted by their names' UTF-16 units, no white space,
 * numbers and texts as ECMAScript writes them. Members that are undefined are left out, as in all JSON.
 *
 * @example canonicalJson({ b: 1, a: [true, null] }) // {"a":[true,null],"b":1}
 */
export function canonicalJson(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  let text = "";
  // Without a comparison, sort orders texts by their UTF-16 units.
  for (const name of Object.keys(value).sort()) {
    const member: unknown = (value as Record<string, unknown>)[name];
    if (member !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}
