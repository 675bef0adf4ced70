import { integer, text } from "drizzle-orm/sqlite-core";

/** A moment, in Unix ms. */
export const at = (name: string) => integer(name).notNull();
/** A text that holds JSON. */
export const json = <T>(name: string) => text(name, { mode: "json" }).$type<T>();
