/** Where everything lies in R2 that belongs to a workspace; deleting a workspace clears it. */
export const workspacePrefix = (workspaceId: string): string => `ws/${workspaceId}/`;

/** Sealed metric points. */
export const pointsKey = (workspaceId: string, name: string): string => `${workspacePrefix(workspaceId)}points/${name}`;

/** Sealed log lines. */
export const linesKey = (workspaceId: string, name: string): string => `${workspacePrefix(workspaceId)}lines/${name}`;

/** Bytes of artifacts and media; `name` is the digest, or the upload's id for what came in parts. */
export const blobKey = (workspaceId: string, name: string): string => `${workspacePrefix(workspaceId)}blobs/${name}`;

/** A piece of a workspace's event log; its digest is in the organization's audit trail and outlives it. */
export const logSegmentKey = (workspaceId: string, first: number, last: number): string =>
  `${workspacePrefix(workspaceId)}log/${first}-${last}.ndjson`;

/** A piece of an organization's audit trail. Nothing clears it. */
export const auditSegmentKey = (orgId: string, first: number, last: number): string => `org/${orgId}/audit/${first}-${last}.ndjson`;
