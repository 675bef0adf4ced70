import type { WorkspaceEvent } from "@cairn/sdk/schema";
import type { VerbInput } from "../context.ts";
import { readEvents } from "../events/list.ts";
import { crossOff, type EventRange } from "./store.ts";

/** The events that a message names. */
export const readOutbox = ({ ctx, input }: VerbInput<EventRange>): WorkspaceEvent[] => readEvents(ctx.sql, input);

/** Crosses a range off: all who are to hear of its events have stored them. Again is harmless. */
export const confirmOutbox = ({ ctx, input }: VerbInput<EventRange>): void => crossOff(ctx.sql, input);
