import { router } from "../router.ts";

export const serviceAccountRoutes = router();
