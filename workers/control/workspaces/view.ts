import type { Workspace, WorkspaceRole } from "@cairn/sdk/schema";
import { timestamp } from "../../shared/clock.ts";

interface Viewed {
  id: string;
  slug: string;
  name: string;
  createdAt: number;
}

/** A workspace in the words of the contract, with the caller's role in it. */
export const workspaceView = ({ id, slug, name, createdAt }: Viewed, role: WorkspaceRole): Workspace => ({
  id,
  slug,
  name,
  role,
  created_at: timestamp(createdAt),
});
