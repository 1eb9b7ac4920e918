import { terminalOf } from "../lib/colour.ts";
import { Copy } from "./copy.tsx";
import { Text } from "./text.tsx";

interface Props {
	name: string;
	text: string;
	/** What is copied, when that is not what is shown. */
	source?: string;
	/** What to say when there is no text. */
	none?: string;
	bad?: boolean;
}

/** A named stretch of data that can be copied. */
export function Piece({ name, text, source = text, none = "", bad = false }: Props) {
	return (
		<div class="ssew-piece" data-bad={bad}>
			<div class="ssew-piece-head">
				<span class="ssew-label">{name}</span>
				{text && <Copy text={() => source} what={name.toLowerCase()} />}
			</div>
			{text ? (
				<Text text={text} as="data" label={name} language={terminalOf(text)} />
			) : (
				<p class="ssew-muted ssew-small">{none}</p>
			)}
		</div>
	);
}
