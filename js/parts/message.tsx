import { count, percent } from "../lib/format.ts";
import { nameOf } from "../lib/team.ts";
import { textOf } from "../lib/transcript.ts";
import type { Message as Said } from "../lib/types.ts";
import { Badge } from "./badge.tsx";
import { Cited } from "./cited.tsx";
import { Copy } from "./copy.tsx";
import { Figure } from "./figure.tsx";
import { Made } from "./made.tsx";
import { memo } from "./memo.ts";
import { MessageBody } from "./message_body.tsx";
import { useAimedAt, useRun } from "./scene.ts";

const roles: Record<string, string> = { user: "You", assistant: "Assistant", system: "System", tool: "Tool" };

/** Why a message ended, where that is no good end. */
const endings: Record<string, string> = {
	length: "Cut off at the length limit",
	content_filter: "Stopped by a content filter",
	refusal: "Refused",
	cancelled: "Cancelled",
};
const GOOD = new Set(["", "stop", "end_turn", "tool_calls", "tool_use", "completed"]);

/** What somebody said, with thoughts and tool calls where they came. */
export const MessageItem = memo(({ message }: { message: Said }) => {
	const busy = message.status === "streaming" || message.status === "regenerating";
	const agent = useRun(({ state }) => nameOf(state.agents, message.agent));
	const who = agent || (Object.hasOwn(roles, message.role) ? roles[message.role] : message.role);
	const aimed = useAimedAt("message", message.id);
	return (
		<article
			class="ssew-message"
			data-role={message.role === "user" ? "user" : "other"}
			data-busy={busy}
			data-aimed={aimed}
			aria-busy={busy}
			aria-label={who}
		>
			<header class="ssew-message-head">
				<span class="ssew-message-who">{who}</span>
				{message.model && <span class="ssew-muted">{message.model}</span>}
				{message.edited && <span class="ssew-muted">edited</span>}
				{message.replaces && !busy && <span class="ssew-muted">regenerated</span>}
				{message.status === "regenerating" && (
					<span class="ssew-message-state">
						<Badge status="regenerating" />
						{message.progress !== null && <Figure>{percent(message.progress)}</Figure>}
					</span>
				)}
				{(message.status === "failed" || message.status === "incomplete") && <Badge status={message.status} />}
				{message.note && <span class="ssew-muted">{message.note}</span>}
				<span class="ssew-message-tools">
					{message.tokens !== null && (
						<span class="ssew-number ssew-muted" title="Tokens of this message">
							{count(message.tokens)} tokens
						</span>
					)}
					<Copy text={() => textOf(message)} what="message" />
				</span>
			</header>
			<MessageBody message={message} busy={busy} />
			<Ending reason={message.finish_reason} />
			<Made message={message} />
			<Cited message={message} />
		</article>
	);
});

function Ending({ reason = "" }: { reason: string | undefined }) {
	const known = reason.toLowerCase().replaceAll("-", "_");
	if (GOOD.has(known)) return null;
	const said = Object.hasOwn(endings, known) ? endings[known] : `Ended: ${reason.replaceAll("_", " ")}`;
	return (
		<p class="ssew-ending">
			<span class="ssew-shape" aria-hidden="true">
				◼
			</span>
			{said}
		</p>
	);
}
