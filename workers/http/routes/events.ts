import { router } from "../router.ts";

export const eventRoutes = router();
