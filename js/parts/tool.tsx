import { percent, pretty, prettyText } from "../lib/format.ts";
import { textOption } from "../lib/options.ts";
import { isActive } from "../lib/status.ts";
import type { Tool } from "../lib/types.ts";
import { Asked } from "./asked.tsx";
import { Badge } from "./badge.tsx";
import { Figure } from "./figure.tsx";
import { Fold } from "./fold.tsx";
import { memo } from "./memo.ts";
import { Piece } from "./piece.tsx";
import { useScene } from "./scene.ts";
import { Elapsed } from "./time.tsx";

/** One call of a tool: a line, and behind it what went in and what came out. */
export const ToolCall = memo(({ tool, agent = false }: { tool: Tool; agent?: boolean }) => {
	const told = textOption(useScene().options, "tools");
	if (told === "hidden") return null;
	const active = isActive(tool.status);
	const failed = tool.status === "failed" || tool.status === "denied";
	return (
		<>
			<Fold
				name={`tool ${tool.id}`}
				class="ssew-tool"
				open={tool.error !== "" || told === "open"}
				head={
					<>
						<Badge status={tool.status} quiet={tool.status === "completed"} />
						<span class="ssew-tool-name" title={tool.title ? tool.name : undefined}>
							{tool.title || tool.name || "tool"}
						</span>
						{tool.kind && <span class="ssew-tool-kind">{tool.kind === "mcp" ? "MCP" : tool.kind}</span>}
						{active && tool.progress !== null && <Figure>{percent(tool.progress)}</Figure>}
						<span class="ssew-tool-brief">
							{(failed && tool.error) || (active && tool.note) || brief(tool.args_content)}
						</span>
						{agent && tool.agent && <span class="ssew-muted ssew-aside">{tool.agent}</span>}
						<span class="ssew-aside">
							<Elapsed from={tool.started_at} to={tool.ended_at} running={active} took={tool.duration} />
						</span>
					</>
				}
				body={() => <Body tool={tool} />}
			/>
			<Asked tool={tool.id} />
		</>
	);
});

function Body({ tool }: { tool: Tool }) {
	const streaming = tool.status === "streaming";
	const args = streaming ? tool.args_content : prettyText(tool.args_content);
	const output = tool.output === null ? "" : pretty(tool.output);
	return (
		<>
			{args && <Piece name="Arguments" text={args} />}
			{tool.error && <Piece name="Error" text={tool.error} bad />}
			{output && <Piece name={isActive(tool.status) ? "Output so far" : "Output"} text={output} />}
			{!args && !tool.error && !output && <p class="ssew-empty">No arguments and no output.</p>}
		</>
	);
}

/** Arguments on one line: values say more than braces. */
function brief(text: string): string {
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value !== "object" || value === null) return String(value);
		return Object.values(value)
			.map((item) => (typeof item === "string" ? item : JSON.stringify(item)))
			.join(" · ")
			.slice(0, 300);
	} catch {
		return text.slice(0, 300);
	}
}
