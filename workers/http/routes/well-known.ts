import { router } from "../router.ts";

export const wellKnownRoutes = router();
