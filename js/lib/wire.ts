import type { ConnectionState, RunDocument } from "./types.ts";

/** Return the state of the wire, which is `connecting` until it has told the kernel anything. */
export function wireState({ state, stream }: RunDocument): ConnectionState {
	return state.connection.state === "idle" && stream.active ? "connecting" : state.connection.state;
}

/** Return whether nothing more will come over the wire. */
export function isOver(state: ConnectionState): boolean {
	return state === "closed" || state === "failed" || state === "idle";
}
