import type { Message } from "../lib/types.ts";
import { useRunState, useScene } from "./scene.ts";

/** What was made with a message, as chips that lead to the canvas. */
export function Made({ message }: { message: Message }) {
	const { aims } = useScene();
	const made = useRunState((state) => state.canvas).filter((artifact) => artifact.message === message.id);
	if (made.length === 0) return null;
	return (
		<ul class="ssew-chips" aria-label="On the canvas">
			{made.map(({ id, title, kind }) => (
				<li key={id} class="ssew-chip-item">
					<button type="button" class="ssew-chip ssew-made" onClick={() => aims.take("artifact", id)}>
						<span class="ssew-chip-text">{title || id}</span>
						<span>{kind}</span>
					</button>
				</li>
			))}
		</ul>
	);
}
