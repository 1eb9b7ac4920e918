import { marked, type Place } from "../lib/cited.ts";
import { bytes } from "../lib/format.ts";
import type { Tools } from "../markdown/tools.ts";
import { Button } from "./button.tsx";
import { Markdown } from "./markdown.tsx";
import { useKept } from "./scene.ts";

interface Props {
	name: string;
	text: string;
	open: boolean;
	/** Characters of the end that are shown until the reader asks for all of it. */
	latest?: number;
	/** What is marked in it, and how. */
	places?: readonly Place[];
	mark?: Tools["mark"];
}

/** Markdown of which, when it is very long, only the end is in the page. */
export function Long({ name, text, open, latest = 20_000, places = [], mark }: Props) {
	const whole = useKept(`whole ${name}`, false);
	const tall = useKept(`tall ${name}`, 0);
	const start = whole.value ? 0 : startOf(text, latest);
	const later = start > 0 ? places.flatMap((it) => (it.at < start ? [] : { ...it, at: it.at - start })) : places;
	return (
		<>
			{start > 0 && (
				<Button
					class="ssew-before"
					onClick={() => {
						whole.value = true;
					}}
				>
					<span aria-hidden="true">↑ </span>Show the {bytes(start)} before
				</Button>
			)}
			<Markdown
				key={start}
				text={marked(start > 0 ? text.slice(start) : text, later)}
				open={open}
				mark={mark}
				tall={tall}
			/>
		</>
	);
}

/** Return where the end begins: at a paragraph, and seldom elsewhere while the text grows. */
function startOf(text: string, latest: number): number {
	if (text.length <= 2 * latest) return 0;
	const rough = (Math.floor(text.length / latest) - 1) * latest;
	const paragraph = text.indexOf("\n\n", rough);
	return paragraph < 0 || paragraph > rough + latest / 2 ? rough : paragraph + 2;
}
