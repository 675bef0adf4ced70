export { canonicalJson } from "./canonical.ts";
export { type AuditLink, genesisHash, linkHash } from "./chain.ts";
export { AUDIT_EXPORT_FORMAT, type AuditExportEnd, type AuditExportHeader, type AuditHead } from "./lines.ts";
export type { AuditFault, AuditReport, VerifyOptions } from "./report.ts";
export { verifyAudit } from "./verify.ts";
