import { DAY_MS } from "../../shared/clock.ts";

/** Life of an invitation. */
export const INVITATION_LIFE_MS = 7 * DAY_MS;
/** Open invitations that one organization may have, so that it cannot be used to bother people in bulk. */
export const INVITATIONS_PENDING_MAX = 200;
