import { statusOf } from "../lib/status.ts";

/** A status as shape, word and colour. */
export function Badge({ status, quiet = false }: { status: string; quiet?: boolean }) {
	const { shape, word, tone } = statusOf(status);
	return (
		<span class={`ssew-badge ssew-tone-${tone}`}>
			<span class="ssew-shape" aria-hidden="true">
				{shape}
			</span>
			<span class={quiet ? "ssew-hidden" : "ssew-word"}>{word}</span>
		</span>
	);
}
