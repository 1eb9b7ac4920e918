import { useScene } from "./scene.ts";

/** Says quietly that what is shown was saved and nobody answers. */
export function StaleNote() {
	const { store } = useScene();
	if (!store.stale.value) return null;
	return <p class="ssew-note ssew-stale">Saved state – no kernel is attached.</p>;
}
