import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { hasLanes } from "../lib/lanes.ts";
import { textOption } from "../lib/options.ts";
import type { RunState } from "../lib/types.ts";
import { Guard } from "../parts/guard.tsx";
import { Header } from "../parts/header.tsx";
import { Notices } from "../parts/notices.tsx";
import { PlayerBar } from "../parts/player.tsx";
import { useKept, useNewAim, useRun, useScene } from "../parts/scene.ts";
import { type Tab, Tabs } from "../parts/tabs.tsx";
import { useTalks } from "../parts/talks.ts";
import { Composer } from "./composer.tsx";
import { panes } from "./panes.ts";

const WIDE = 900;

/** The whole run: how it stands, what is said, and beside it everything else. */
export function Console() {
	const { prefix, options } = useScene();
	const body = useRef<HTMLDivElement>(null);
	const wide = useSignal(false);
	const tab = textOption(options, "tab");
	const chosen = useKept("tab", tab);
	const aside = useKept("aside", tab);
	const tabs = useTabs();

	useLayoutEffect(() => {
		const element = body.current;
		if (!element) return;
		const sizes = new ResizeObserver(() => {
			wide.value = element.clientWidth >= WIDE;
		});
		wide.value = element.clientWidth >= WIDE;
		sizes.observe(element);
		return () => sizes.disconnect();
	}, []);

	const talks = useTalks();
	const beside = tabs.filter((tab) => tab.key !== "messages");
	const opened = useRun(({ state }) => openedBy(state));
	const split = wide.value && beside.length > 1 && opened === "messages";
	useNewAim(({ kind }) => {
		const tab = { source: "sources", artifact: "canvas", message: "messages" }[kind];
		if (kind !== "message") aside.value = tab;
		chosen.value = tab;
	});
	const inspect = () => {
		chosen.value = "inspector";
		aside.value = "inspector";
	};
	return (
		<div class="ssew-console">
			<Header onProblems={inspect} />
			<Notices />
			<div ref={body} class="ssew-console-body" data-split={split}>
				{split && <Pane name="messages" label="Messages" />}
				<Tabbed
					tabs={split ? beside : tabs}
					selected={split ? aside.value : chosen.value || opened}
					onSelect={(key) => {
						if (split) aside.value = key;
						else chosen.value = key;
					}}
					prefix={prefix}
				/>
			</div>
			{talks && <Composer />}
			<PlayerBar />
		</div>
	);
}

/** The view to begin with, until somebody chooses one: the team while it works, what is said once it speaks. */
function openedBy(state: RunState): string {
	const silent = state.messages.length + state.thoughts.length + state.tools.length === 0;
	return silent && state.agents.length > 0 ? "agents" : "messages";
}

interface Choice {
	tabs: readonly Tab[];
	selected: string;
	onSelect: (key: string) => void;
	prefix: string;
}

function Tabbed({ tabs, selected, onSelect, prefix }: Choice) {
	const shown = tabs.find((tab) => tab.key === selected) ?? tabs[0];
	if (!shown) return null;
	return (
		<div class="ssew-tabbed">
			<Tabs label="Views" tabs={tabs} selected={shown.key} onSelect={onSelect} prefix={prefix} />
			<Pane key={shown.key} name={shown.key} label={shown.label} />
		</div>
	);
}

function Pane({ name, label }: { name: string; label: string }) {
	const View = panes[name];
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
		<div class={`ssew-pane ssew-pane-${name}`} role="tabpanel" aria-label={label} tabIndex={0}>
			<Guard>{View && <View />}</Guard>
		</div>
	);
}

/** The views that have something to show; messages and frames always do. */
function useTabs(): Tab[] {
	const agents = useRun((document) => document.state.agents.length);
	const phases = useRun((document) => document.state.plan.phases.length);
	const planned = useRun(({ state }) => state.plan.goal !== "" || state.routing !== null || state.tasks.length > 0);
	const sources = useRun((document) => document.state.sources.length);
	const searches = useRun((document) => document.state.searches.length);
	const made = useRun((document) => document.state.canvas.length);
	const messages = useRun((document) => document.state.messages.length);
	const timed = useRun(({ state }) => hasLanes(state));
	return [
		{ key: "messages", label: "Messages", count: messages },
		...(agents > 0 ? [{ key: "agents", label: "Agents", count: agents }] : []),
		...(phases > 0 || planned ? [{ key: "plan", label: "Plan", count: phases }] : []),
		...(sources + searches > 0 ? [{ key: "sources", label: "Sources", count: sources }] : []),
		...(made > 0 ? [{ key: "canvas", label: "Canvas", count: made }] : []),
		...(timed ? [{ key: "timeline", label: "Timeline" }] : []),
		{ key: "inspector", label: "Inspector" },
	];
}
