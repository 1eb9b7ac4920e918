import { useComputed } from "@preact/signals";
import { type Place, placesOf } from "../lib/cited.ts";
import { textOption } from "../lib/options.ts";
import { type Group, grouped } from "../lib/transcript.ts";
import type { Message, Part } from "../lib/types.ts";
import { citation } from "./citations.tsx";
import { Long } from "./long.tsx";
import { memo } from "./memo.ts";
import { useRunState, useScene } from "./scene.ts";
import { Steps } from "./steps.tsx";
import { Text } from "./text.tsx";
import { ThoughtLine } from "./thought.tsx";
import { ToolCall } from "./tool.tsx";

const NOWHERE: readonly Place[] = [];

/** Characters of what was said; beyond twice as many only its end is in the page. */
const LATEST = 50_000;

/** The parts of a message: what people typed as they typed it, anything else as Markdown. */
export function MessageBody({ message, busy }: { message: Message; busy: boolean }) {
	const { parts, citations = [] } = message;
	const sources = useRunState((state) => (citations.length > 0 ? state.sources : null));
	const places = sources ? placesOf(parts, citations, sources) : null;
	const typed = message.role === "user";
	return (
		<div class="ssew-message-body">
			{grouped(parts).map((group) => (
				<PartGroup
					key={group.key}
					name={message.id}
					group={group}
					open={busy && group.parts.at(-1) === parts.at(-1)}
					typed={typed}
					places={places?.[group.start] ?? NOWHERE}
				/>
			))}
		</div>
	);
}

interface GroupProps {
	/** Of the message. */
	name: string;
	group: Group;
	open: boolean;
	typed: boolean;
	places: readonly Place[];
}

function PartGroup({ name, group, open, typed, places }: GroupProps) {
	const { options } = useScene();
	const [first] = group.parts;
	if (first?.kind !== "text")
		return (
			<Steps name={group.key} live={open}>
				{group.parts
					.filter((part) => textOption(options, `${part.kind}s`) !== "hidden")
					.map((part) => ({ key: keyOf(part), item: <StepPlace part={part} />, ...idsOf(part) }))}
			</Steps>
		);
	if (!first.text) return null;
	return typed ? (
		<Text text={first.text} />
	) : (
		<Prose name={`${name} ${group.key}`} part={first} open={open} places={places} />
	);
}

const Prose = memo(
	({ name, part, open, places }: Omit<GroupProps, "group" | "typed"> & { part: Part & { kind: "text" } }) => {
		const { aims, shown } = useScene();
		const mark = (number: number) => {
			const source = shown.peek().state.sources[number - 1];
			return source ? citation(source, number, () => aims.take("source", source.id)) : null;
		};
		return <Long name={name} text={part.text} open={open} latest={LATEST} places={places} mark={mark} />;
	},
);

const StepPlace = memo(({ part }: { part: Part }) => {
	const { thoughts, tools } = useScene();
	const thought = useComputed(() => (part.kind === "thought" ? thoughts.value.get(part.thought_id) : undefined)).value;
	const tool = useComputed(() => (part.kind === "tool" ? tools.value.get(part.tool_id) : undefined)).value;
	if (thought) return <ThoughtLine thought={thought} />;
	return tool ? <ToolCall tool={tool} /> : null;
});

function idsOf(part: Part): { thought: string; tool: string } {
	return {
		thought: part.kind === "thought" ? part.thought_id : "",
		tool: part.kind === "tool" ? part.tool_id : "",
	};
}

function keyOf(part: Part): string {
	const { thought, tool } = idsOf(part);
	return thought ? `thought ${thought}` : `tool ${tool}`;
}
