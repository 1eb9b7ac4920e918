import type { ComponentChildren } from "preact";
import { useKept } from "./scene.ts";

interface Props {
	/** Tells this fold from the others of the view. */
	name: string;
	/** Whether it is open until the reader says otherwise. */
	open?: boolean;
	head: ComponentChildren;
	/** Called only while it is open, so that a closed body costs nothing. */
	body: () => ComponentChildren;
	class?: string;
}

/** One line that opens on a click and then stays as the reader left it. */
export function Fold({ name, open = false, head, body, class: extra = "" }: Props) {
	const chosen = useKept<boolean | null>(`fold ${name}`, null);
	const shown = chosen.value ?? open;
	const toggle = () => {
		chosen.value = !shown;
	};
	return (
		<div class={`ssew-fold ${extra}`} data-open={shown}>
			<button type="button" class="ssew-fold-head" aria-expanded={shown} onClick={toggle}>
				<span class="ssew-chevron" aria-hidden="true" />
				{head}
			</button>
			{shown && <div class="ssew-fold-body">{body()}</div>}
		</div>
	);
}
