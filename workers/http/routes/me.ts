import { router } from "../router.ts";

export const meRoutes = router();
