/** SHA-256 of a text or of bytes, as digests are written in the API. */
export async function sha256Hex(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (b) => b.toString(16).padStart(2, "0")).join("");
}

/** What is sent for a body of bytes. */
export const bytesOf = (content: string | Uint8Array<ArrayBuffer>) => ({
  raw: content,
  headers: {
    "content-type": "application/octet-stream",
    "content-length": String(typeof content === "string" ? new TextEncoder().encode(content).length : content.length),
  },
});
