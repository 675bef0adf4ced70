import { router } from "../router.ts";

export const liveRoutes = router();
