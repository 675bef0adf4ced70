import { router } from "../router.ts";

export const invitationRoutes = router();
