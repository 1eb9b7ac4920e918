import { useMemo } from "preact/hooks";
import { nameOf } from "../lib/team.ts";
import { type Entry, tallness, transcript } from "../lib/transcript.ts";
import { Empty } from "../parts/empty.tsx";
import { MessageItem } from "../parts/message.tsx";
import { useRun, useRunState, useScene } from "../parts/scene.ts";
import { Scroller } from "../parts/scroller.tsx";
import { Spent } from "../parts/spent.tsx";
import { ThoughtLine } from "../parts/thought.tsx";
import { ToolCall } from "../parts/tool.tsx";
import { Windowed } from "../parts/windowed.tsx";

/** Everything that was said, thought and called, in the order in which it began. */
export function Messages() {
	const messages = useRunState((state) => state.messages);
	const thoughts = useRunState((state) => state.thoughts);
	const tools = useRunState((state) => state.tools);
	const agents = useRunState((state) => state.agents);
	const typing = useRunState((state) => state.typing);
	const status = useRunState((state) => state.status);
	const over = useRun(({ stream }) => !stream.active);
	const aim = useAim();
	const entries = transcript({ messages, thoughts, tools });
	return (
		<Scroller name="messages" label="Messages" role="log" count={entries.length}>
			<div class="ssew-transcript">
				{entries.length === 0 && typing.length === 0 && <Empty>{waiting(status)}</Empty>}
				<Windowed
					keys={entries.map((entry) => entry.key)}
					guess={(index) => tallness(entries[index] as Entry)}
					dress={(index) => `ssew-turn ssew-turn-${entries[index]?.kind}`}
					aim={aim}
				>
					{(index) => <EntryItem entry={entries[index] as Entry} />}
				</Windowed>
				{typing.map((name) => (
					<p key={name} class="ssew-typing">
						{nameOf(agents, name) || "Assistant"} is writing
						<span class="ssew-dots" aria-hidden="true" />
					</p>
				))}
				{over && <Spent />}
			</div>
		</Scroller>
	);
}

/** The message that a reader was led to, as the key of its entry. */
function useAim(): { key: string } | null {
	const { aims } = useScene();
	const aim = aims.now.value;
	return useMemo(() => (aim?.kind === "message" ? { key: `m ${aim.id}` } : null), [aim]);
}

function EntryItem({ entry }: { entry: Entry }) {
	switch (entry.kind) {
		case "message":
			return <MessageItem message={entry.message} />;
		case "thought":
			return <ThoughtLine thought={entry.thought} />;
		case "tool":
			return <ToolCall tool={entry.tool} agent />;
	}
}

function waiting(status: string): string {
	if (status === "pending") return "Waiting for the first event.";
	return status === "running" ? "Nothing has been said yet." : "Nothing was said.";
}
