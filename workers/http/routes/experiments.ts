import { router } from "../router.ts";

export const experimentRoutes = router();
