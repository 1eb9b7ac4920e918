import type { Message } from "../lib/types.ts";
import { Citations } from "./citations.tsx";
import { useRunState } from "./scene.ts";

/** The sources below a message: those that it cites, or else those that belong to it. */
export function Cited({ message }: { message: Message }) {
	const sources = useRunState((state) => state.sources);
	const ids = new Set(message.citations?.map((citation) => citation.source_id));
	const shown = sources.filter((source) => ids.has(source.id) || source.message === message.id);
	return <Citations sources={shown} number={(source) => sources.indexOf(source) + 1} />;
}
