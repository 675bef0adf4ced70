import { Fault } from "../../../shared/errors.ts";
import type { OrgCtx } from "../../context.ts";

/** What somebody who belongs to an organization was refused. */
export interface Denial {
  org: Pick<OrgCtx["org"], "id" | "name">;
  workspaceId: string | null;
  permission: string;
}

/** A refusal that knows where it was: the answer says no more than any other. */
export class Denied extends Fault {
  readonly denial: Denial;

  constructor(code: "forbidden" | "insufficient_scope", detail: string, denial: Denial) {
    super(code, detail);
    this.denial = denial;
  }
}
