/** Lets the browser save something under a name. */
export function saveFile(name: string, content: Blob | string, type = "text/plain"): void {
  const url = URL.createObjectURL(typeof content === "string" ? new Blob([content], { type }) : content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A metric's name as a file's. */
export const fileName = (key: string): string => key.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-");
