import { router } from "../router.ts";

export const grantRoutes = router();
