import { router } from "../router.ts";

export const keyRoutes = router();
