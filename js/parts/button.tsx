import type { ComponentProps } from "preact";

interface Props extends ComponentProps<"button"> {
	/** Without a border, where many stand in a row. */
	plain?: boolean;
	class?: string;
	/** Why it cannot be pressed now; empty if it can. */
	why?: string;
}

/** A button as it looks everywhere. */
export function Button({ plain = false, class: extra = "", why = "", ...rest }: Props) {
	return (
		<button
			type="button"
			class={`ssew-button ${plain ? "ssew-button-plain" : ""} ${extra}`}
			disabled={why !== ""}
			title={why || undefined}
			{...rest}
		/>
	);
}
