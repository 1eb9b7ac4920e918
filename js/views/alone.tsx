import type { FunctionComponent } from "preact";
import { PlayerBar } from "../parts/player.tsx";

/** Return a view with a player of its own; in the console they share one. */
export function withPlayer(View: FunctionComponent): FunctionComponent {
	return () => (
		<div class="ssew-alone">
			<View />
			<PlayerBar />
		</div>
	);
}
