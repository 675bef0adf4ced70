import { router } from "../router.ts";

export const signInRoutes = router();
