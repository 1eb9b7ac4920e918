const paths = {
	play: "M4.5 2.6v10.8L13 8z",
	pause: "M4 3h3v10H4zM9 3h3v10H9z",
	back: "M11.5 3v10L5 8zM3.5 3H5v10H3.5z",
	forward: "M4.5 3v10L11 8zM11 3h1.5v10H11z",
	tool: "M8 2.2 13.8 8 8 13.8 2.2 8z",
	message: "M2.5 3.5h11v7.5H8l-3 2.6V11H2.5z",
	error: "M8 2 14.5 13.5h-13z",
	plus: "M7.2 3h1.6v4.2H13v1.6H8.8V13H7.2V8.8H3V7.2h4.2z",
	minus: "M3 7.2h10v1.6H3z",
} as const;

export type IconName = keyof typeof paths;

/** A picture for a button, which has the words. */
export function Icon({ name }: { name: IconName }) {
	return (
		<svg class="ssew-icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
			<path d={paths[name]} />
		</svg>
	);
}
