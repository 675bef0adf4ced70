import { router } from "../router.ts";

export const receivedInvitationRoutes = router();
