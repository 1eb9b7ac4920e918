import { useRun } from "./scene.ts";

/** Return whether the back end of the run can be asked anything now, so that a composer is of use. */
export function useTalks(): boolean {
	return useRun(({ stream }) => stream.acts.some((act) => act.reason === ""));
}
