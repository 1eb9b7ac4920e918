import { bytes } from "../lib/format.ts";
import { Button } from "./button.tsx";
import { Markdown } from "./markdown.tsx";
import { useKept } from "./scene.ts";

/** Characters of a long text that are shown until the reader asks for all of it. */
const LATEST = 20_000;

/** Markdown of which, when it is very long, only the end is in the page. */
export function Long({ name, text, open }: { name: string; text: string; open: boolean }) {
	const whole = useKept(`whole ${name}`, false);
	const start = whole.value ? 0 : startOf(text);
	return (
		<>
			{start > 0 && (
				<Button
					plain
					onClick={() => {
						whole.value = true;
					}}
				>
					Show the {bytes(start)} before
				</Button>
			)}
			<Markdown text={start > 0 ? text.slice(start) : text} open={open} />
		</>
	);
}

/** Return where the end begins: at a paragraph, and seldom elsewhere while the text grows. */
function startOf(text: string): number {
	if (text.length <= 2 * LATEST) return 0;
	const rough = (Math.floor(text.length / LATEST) - 1) * LATEST;
	const paragraph = text.indexOf("\n\n", rough);
	return paragraph < 0 || paragraph > rough + LATEST / 2 ? rough : paragraph + 2;
}
