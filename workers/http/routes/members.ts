import { router } from "../router.ts";

export const memberRoutes = router();
