import { router } from "../router.ts";

export const auditRoutes = router();
