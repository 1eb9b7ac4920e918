import { useComputed } from "@preact/signals";
import { percent } from "../lib/format.ts";
import { nameOf } from "../lib/team.ts";
import type { Part, Message as Said } from "../lib/types.ts";
import { Badge } from "./badge.tsx";
import { Citations } from "./citations.tsx";
import { Copy } from "./copy.tsx";
import { memo } from "./memo.ts";
import { useRun, useScene } from "./scene.ts";
import { Text } from "./text.tsx";
import { ThoughtLine } from "./thought.tsx";
import { ToolCall } from "./tool.tsx";

const roles: Record<string, string> = { user: "You", assistant: "Assistant", system: "System", tool: "Tool" };

/** What somebody said, with thoughts and tool calls where they came. */
export const MessageItem = memo(({ message }: { message: Said }) => {
	const busy = message.status === "streaming" || message.status === "regenerating";
	const agent = useRun(({ state }) => nameOf(state.agents, message.agent));
	const who = agent || (Object.hasOwn(roles, message.role) ? roles[message.role] : message.role);
	return (
		<article
			class="ssew-message"
			data-role={message.role === "user" ? "user" : "other"}
			data-busy={busy}
			aria-busy={busy}
			aria-label={who}
		>
			<header class="ssew-message-head">
				<span class="ssew-message-who">{who}</span>
				{message.model && <span class="ssew-muted">{message.model}</span>}
				{message.edited && <span class="ssew-muted">edited</span>}
				{message.status === "regenerating" && (
					<span class="ssew-message-state">
						<Badge status="regenerating" />
						{message.progress !== null && <span class="ssew-number">{percent(message.progress)}</span>}
					</span>
				)}
				{message.status === "failed" && <Badge status="failed" />}
				{message.note && <span class="ssew-muted">{message.note}</span>}
				<Copy text={() => textOf(message)} what="message" />
			</header>
			<div class="ssew-message-body">
				{message.parts.map((part, index) => (
					<PartItem key={keyOf(part, index)} part={part} />
				))}
			</div>
			<Cited id={message.id} />
		</article>
	);
});

const PartItem = memo(({ part }: { part: Part }) => {
	switch (part.kind) {
		case "text":
			return part.text ? <Text text={part.text} /> : null;
		case "thought":
			return <ThoughtPlace id={part.thought_id} />;
		case "tool":
			return <ToolPlace id={part.tool_id} />;
		default:
			return null;
	}
});

function ThoughtPlace({ id }: { id: string }) {
	const { thoughts } = useScene();
	const thought = useComputed(() => thoughts.value.get(id)).value;
	return thought ? <ThoughtLine thought={thought} /> : null;
}

function ToolPlace({ id }: { id: string }) {
	const { tools } = useScene();
	const tool = useComputed(() => tools.value.get(id)).value;
	return tool ? <ToolCall tool={tool} /> : null;
}

function Cited({ id }: { id: string }) {
	const sources = useRun((document) => document.state.sources);
	const cited = sources.filter((source) => source.message === id);
	return <Citations sources={cited} number={(source) => sources.indexOf(source) + 1} />;
}

function textOf(message: Said): string {
	return message.parts.map((part) => (part.kind === "text" ? part.text : "")).join("");
}

function keyOf(part: Part, index: number): string {
	return part.kind === "text"
		? `text ${index}`
		: part.kind === "thought"
			? `thought ${part.thought_id}`
			: `tool ${part.tool_id}`;
}
