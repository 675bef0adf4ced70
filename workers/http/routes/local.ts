import { router } from "../router.ts";

export const localRoutes = router();
