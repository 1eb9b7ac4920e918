import { useKept } from "./scene.ts";

/** The lower edge of a view: a press makes it as tall as the window, another as it was. */
export function Fill({ root }: { root: HTMLElement }) {
	const before = useKept<string | null>("before", null);
	const filled = before.value !== null;
	const label = filled ? "Make it smaller" : "Fill the window";
	return (
		<button
			type="button"
			class="ssew-fill"
			aria-label={label}
			title={label}
			onClick={() => {
				const { height } = root.style;
				root.style.height = before.value ?? "95vh";
				before.value = filled ? null : height;
			}}
		>
			<span class="ssew-chevron" data-up={filled} aria-hidden="true" />
		</button>
	);
}
