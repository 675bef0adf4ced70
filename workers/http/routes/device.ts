import { router } from "../router.ts";

export const deviceRoutes = router();
