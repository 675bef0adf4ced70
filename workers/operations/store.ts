import type { Db } from "../control/db.ts";
import { organizations } from "../control/schema/index.ts";

/** Reads one row, if there is one: fails while the database does not answer, or has no tables yet. */
export const readAnything = (db: Db): Promise<unknown> => db.select({ id: organizations.id }).from(organizations).limit(1);
