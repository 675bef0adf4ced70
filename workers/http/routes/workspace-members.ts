import { router } from "../router.ts";

export const workspaceMemberRoutes = router();
