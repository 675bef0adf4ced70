import type { AuditReport } from "@cairn/sdk/audit";
import { api } from "@/lib/api/browser";

/** Reads the whole trail and checks its chain in this browser, line by line. */
export async function checkChain(organization: string): Promise<AuditReport> {
  const { verifyAudit } = await import("@cairn/sdk/audit");
  const answer = await api.audit.export({}, { organization });
  return verifyAudit(linesOf(answer));
}

async function* linesOf({ body }: Response): AsyncGenerator<string> {
  if (!body) return;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + (value ?? "")).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
    if (done) break;
  }
  if (rest !== "") yield rest;
}
