import { useSignal } from "@preact/signals";
import { useCallback, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { duration, moment } from "../lib/format.ts";
import { calling, lanesOf, type Span } from "../lib/lanes.ts";
import { panned, type Range, roomy, zoomed } from "../lib/range.ts";
import { statusOf } from "../lib/status.ts";
import { Button } from "../parts/button.tsx";
import { Empty } from "../parts/empty.tsx";
import { Figure } from "../parts/figure.tsx";
import { Icon } from "../parts/icon.tsx";
import { Lanes } from "../parts/lanes.tsx";
import { useKept, useNow, useRun, useScene } from "../parts/scene.ts";
import { useSpans } from "../parts/spans.ts";

/** What happened when: phases, agents, tools, thoughts, messages and errors as lanes over time. */
export function Timeline() {
	const { player, store } = useScene();
	const box = useRef<HTMLDivElement>(null);
	const width = useSignal(0);
	const zoom = useKept<Range | null>("zoom", null);
	const pointed = useSignal<Span | null>(null);
	const stream = useRun((document) => document.stream);
	const { spans, end } = useSpans();
	const now = useNow();
	const last = Math.max(end, stream.live ? now : 0, 0.1);
	const running = stream.live && stream.active;
	const whole = running ? roomy(last) : last;
	const lanes = useSame(lanesOf(spans));
	const range = useMemo(() => zoom.value ?? { from: 0, to: whole }, [zoom.value, whole]);

	useLayoutEffect(() => {
		const element = box.current;
		if (!element) return;
		const measure = () => {
			width.value = element.clientWidth;
		};
		const sizes = new ResizeObserver(measure);
		measure();
		sizes.observe(element);
		return () => sizes.disconnect();
	}, [lanes.length === 0]);

	const look = (next: Range | null) => {
		zoom.value = next;
	};
	const scale = (factor: number, at = middle(range, stream.at)) => look(zoomed(range, factor, at, whole));
	const seek = useCallback((at: number) => player.seek(at), [player]);
	const select = (stretch: readonly [number, number] | null) => {
		store.calls.ask("select", { stretch }).catch(() => {
			player.note.value = "a selection needs the kernel";
		});
	};
	const keys = (event: KeyboardEvent) => {
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		const [from, to] = stream.selection ?? [stream.at, stream.at];
		const actions: Record<string, () => void> = {
			"+": () => scale(0.5),
			"=": () => scale(0.5),
			"-": () => scale(2),
			"0": () => look(null),
			PageDown: () => zoom.value && look(panned(range, (range.to - range.from) * 0.8, whole)),
			PageUp: () => zoom.value && look(panned(range, (range.from - range.to) * 0.8, whole)),
			"[": () => select([stream.at, Math.max(to, stream.at)]),
			"]": () => select([Math.min(from, stream.at), stream.at]),
			Delete: () => select(null),
		};
		const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
		if (!action) return;
		event.preventDefault();
		action();
	};

	if (lanes.length === 0) return <Empty>Nothing that takes time has come.</Empty>;
	return (
		<section ref={box} class="ssew-timeline" aria-label="Timeline" onKeyDown={keys}>
			<Lanes
				lanes={lanes}
				agents={spans.agents}
				range={range}
				width={width.value}
				now={last}
				cursor={stream.at}
				live={running}
				selection={stream.selection}
				pointed={pointed}
				onSeek={seek}
				onSelect={select}
				onZoom={(factor, at) => scale(factor, at)}
				onPan={(seconds) => zoom.value && look(panned(range, seconds, whole))}
			/>
			<div class="ssew-timeline-foot">
				<span class="ssew-timeline-said">
					{pointed.value ? (
						<Said span={pointed.value} name={calling(spans.agents)(pointed.value)} now={last} />
					) : (
						<Chosen stretch={stream.selection} />
					)}
				</span>
				{stream.selection && (
					<Button plain title="Select nothing (Delete)" onClick={() => select(null)}>
						Clear
					</Button>
				)}
				<Zoom name="Less closely" keys="-" icon="minus" disabled={!zoom.value} onPress={() => scale(2)} />
				<Zoom name="More closely" keys="+" icon="plus" disabled={false} onPress={() => scale(0.5)} />
				<Button plain title="Show all of it (0)" disabled={!zoom.value} onClick={() => look(null)}>
					All
				</Button>
			</div>
		</section>
	);
}

/** Return the list of before while it holds the same things. */
function useSame<T>(things: readonly T[]): readonly T[] {
	const kept = useRef(things);
	const before = kept.current;
	if (things.length !== before.length || things.some((thing, index) => thing !== before[index])) kept.current = things;
	return kept.current;
}

function middle({ from, to }: Range, at: number): number {
	return at >= from && at <= to ? at : (from + to) / 2;
}

interface ZoomProps {
	name: string;
	keys: string;
	icon: "plus" | "minus";
	disabled: boolean;
	onPress: () => void;
}

function Zoom({ name, keys, icon, disabled, onPress }: ZoomProps) {
	return (
		<Button
			plain
			class="ssew-press"
			aria-label={name}
			title={`${name} (${keys}, or the wheel with Ctrl)`}
			disabled={disabled}
			onClick={onPress}
		>
			<Icon name={icon} />
		</Button>
	);
}

/** One span in words. */
function Said({ span, name, now }: { span: Span; name: string; now: number }) {
	const { shape, word, tone } = statusOf(span.status);
	return (
		<>
			<b>{name}</b>{" "}
			<span class={`ssew-tone-${tone}`}>
				{shape} {word}
			</span>{" "}
			<Figure>
				{moment(span.from)}
				{span.to !== span.from && ` – ${span.to === null ? "now" : moment(span.to)}`}
				{span.to !== span.from && ` (${duration((span.to ?? now) - span.from, true)})`}
			</Figure>{" "}
			{span.detail}
		</>
	);
}

function Chosen({ stretch }: { stretch: readonly [number, number] | null }) {
	if (!stretch) return <>Drag to select a stretch of time; click to go there.</>;
	const [from, to] = stretch;
	return (
		<span class="ssew-number" title="run.selection in Python">
			selected {moment(from)} – {moment(to)} ({duration(to - from, true)})
		</span>
	);
}
