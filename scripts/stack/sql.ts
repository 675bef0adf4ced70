/**
 * Splits a migration into its statements at the semicolons that end one: not those in strings, quoted names, comments
 * or the body of a trigger.
 */
export function splitSql(sql: string): string[] {
  const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|[A-Za-z_]\w*|;|\s+|[\s\S]/g;
  const statements: string[] = [];
  let current = "";
  let words: string[] = [];
  let depth = 0;
  for (const [part] of sql.matchAll(token)) {
    if (part.startsWith("--") || part.startsWith("/*")) {
      current += " ";
      continue;
    }
    if (/^[A-Za-z_]/.test(part)) {
      const word = part.toUpperCase();
      words.push(word);
      const isTrigger = words[0] === "CREATE" && words.slice(1, 3).includes("TRIGGER");
      if (isTrigger && (word === "BEGIN" || word === "CASE")) depth++;
      if (isTrigger && word === "END") depth--;
    }
    if (part === ";" && depth <= 0) {
      if (current.trim()) statements.push(current.trim());
      current = "";
      words = [];
      depth = 0;
    } else current += part;
  }
  if (current.trim()) statements.push(current.trim());
  return statements;
}
