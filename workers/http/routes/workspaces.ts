import { router } from "../router.ts";

export const workspaceRoutes = router();
