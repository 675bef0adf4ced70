/** Where everything lies in R2 that belongs to a workspace; deleting a workspace clears it. */
export const workspacePrefix = (workspaceId: string): string => `ws/${workspaceId}/`;

/** Sealed metric points. */
export const pointsKey = (workspaceId: string, name: string): string => `${workspacePrefix(workspaceId)}points/${name}`;

/** Sealed log lines. */
export const linesKey = (workspaceId: string, name: string): string => `${workspacePrefix(workspaceId)}lines/${name}`;

/** Bytes of artifacts and media; `name` is the digest, or the upload's id for what came in parts. */
export const blobKey = (workspaceId: string, name: string): string => `${workspacePrefix(workspaceId)}blobs/${name}`;
