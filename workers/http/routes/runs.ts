import { router } from "../router.ts";

export const runRoutes = router();
