/** Letters and digits of what was typed or pasted, upper case, with a hyphen in the middle: "bcdfghjk" and " BCDF - GHJK" become "BCDF-GHJK". */
export function formatUserCode(typed: string): string {
  const plain = typed
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "")
    .slice(0, 8);
  return plain.length > 4 ? `${plain.slice(0, 4)}-${plain.slice(4)}` : plain;
}

/** Whether all eight characters are there. */
export function isWholeUserCode(code: string): boolean {
  return /^[A-Z0-9]{4}-[A-Z0-9]{4}$/.test(code);
}
