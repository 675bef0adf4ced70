import { router } from "../router.ts";

export const runLogRoutes = router();
