import { useRef, useState } from "preact/hooks";
import { copy } from "../lib/copy.ts";

/** A button that copies what `text` returns when it is pressed. */
export function Copy({ text, what, label = "Copy" }: { text: () => string; what: string; label?: string }) {
	const button = useRef<HTMLButtonElement>(null);
	const [said, say] = useState("");
	const press = async () => {
		if (!button.current) return;
		say((await copy(text(), button.current)) ? "Copied" : "Not copied");
		setTimeout(() => say(""), 1500);
	};
	return (
		<button
			ref={button}
			type="button"
			class="ssew-button ssew-button-plain ssew-copy"
			aria-label={`Copy ${what}`}
			onClick={press}
		>
			{said || label}
		</button>
	);
}
