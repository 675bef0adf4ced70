import { router } from "../router.ts";

export const targetRootRoutes = router();
