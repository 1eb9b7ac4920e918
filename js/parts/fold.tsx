import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { reveal } from "../lib/reveal.ts";
import { Button } from "./button.tsx";
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
	/** Whether the body is so long that it needs a way to close it from below. */
	long?: boolean;
}

/** One line that opens on a click and then stays as the reader left it. */
export function Fold({ name, open = false, head, body, class: extra = "", long = false }: Props) {
	const chosen = useKept<boolean | null>(`fold ${name}`, null);
	const shown = chosen.value ?? open;
	const button = useRef<HTMLButtonElement>(null);
	const toggle = () => {
		chosen.value = !shown;
	};
	const close = () => {
		toggle();
		button.current?.focus({ preventScroll: true });
		requestAnimationFrame(() => button.current && reveal(button.current));
	};
	return (
		<div class={`ssew-fold ${extra}`} data-open={shown}>
			<button ref={button} type="button" class="ssew-fold-head" aria-expanded={shown} onClick={toggle}>
				<span class="ssew-chevron" aria-hidden="true" />
				{head}
			</button>
			{shown && (
				<div class="ssew-fold-body">
					{body()}
					{long && (
						<Button plain onClick={close}>
							Close
						</Button>
					)}
				</div>
			)}
		</div>
	);
}
