import { moment, plural } from "../lib/format.ts";
import { type Mark, SPEEDS } from "../lib/player.ts";
import { Button } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { useRun, useScene } from "./scene.ts";

/** Where in its stream a run stands, and how to go elsewhere; shared by all views of the run. */
export function PlayerBar() {
	const { player } = useScene();
	const stream = useRun((document) => document.stream);
	const received = Math.max(stream.received, player.received);
	if (received === 0) return null;
	const cursor = player.target.value ?? stream.shown;
	const moving = !stream.stopped && (player.playing.value || (stream.live && stream.active));
	return (
		<section class="ssew-player" aria-label="Time travel">
			<span class="ssew-player-buttons">
				<Press icon="back" label="One frame back" keys="Left" onPress={() => player.step(-1)} />
				<Press
					icon={moving ? "pause" : "play"}
					label={moving ? "Stand still" : stream.stopped ? "Go on" : "Play"}
					keys="Space"
					onPress={() => player.toggle()}
				/>
				<Press icon="forward" label="One frame on" keys="Right" onPress={() => player.step(1)} />
			</span>
			<Scrubber cursor={cursor} received={received} at={stream.at} />
			<span class="ssew-player-place ssew-number">
				<b>{cursor}</b> of {received}
				<span class="ssew-player-moment"> · {moment(stream.at)}</span>
			</span>
			<span class="ssew-player-buttons">
				<Jump kind="tool" keys="T" />
				<Jump kind="message" keys="M" />
				<Jump kind="error" keys="E" />
			</span>
			<Speed />
			<Button
				class="ssew-player-live"
				aria-pressed={stream.live}
				title={stream.active ? "Follow what is received (L)" : "Show the end (L)"}
				onClick={() => player.live()}
			>
				{stream.active ? "Live" : "End"}
			</Button>
			<Note />
		</section>
	);
}

interface Where {
	cursor: number;
	received: number;
	at: number;
}

function Scrubber({ cursor, received, at }: Where) {
	const { player } = useScene();
	return (
		<input
			type="range"
			class="ssew-scrubber"
			min={0}
			max={received}
			step={1}
			value={cursor}
			aria-label="Frame shown"
			aria-valuetext={`frame ${cursor} of ${received}, at ${moment(at)}`}
			style={{ "--ssew-share": received ? cursor / received : 0 }}
			onInput={(event) => player.show(event.currentTarget.valueAsNumber, true)}
			onChange={(event) => player.show(event.currentTarget.valueAsNumber)}
		/>
	);
}

function Speed() {
	const { player } = useScene();
	return (
		<select
			class="ssew-select"
			aria-label="Speed of playing"
			title="Speed of playing"
			value={player.speed.value}
			onChange={(event) => player.faster(Number(event.currentTarget.value))}
		>
			{SPEEDS.map((speed) => (
				<option key={speed} value={speed}>
					{speed} ×
				</option>
			))}
		</select>
	);
}

/** What is worth knowing of where it stands. */
function Note() {
	const { player, store } = useScene();
	const recorded = useRun((document) => document.stream.recorded);
	const stopped = useRun(({ stream }) => stream.stopped);
	const behind = useRun(({ stream }) => (stream.live || !stream.active ? 0 : stream.received - stream.shown));
	const said =
		player.note.value ||
		(player.remembered.value
			? `${store.stale.value ? "no kernel" : "kernel busy"}: nearest frame seen`
			: stopped
				? `stopped at ${stopped}`
				: behind > 0
					? `${plural(behind, "frame")} behind`
					: recorded
						? "recorded: nothing is executed"
						: "");
	return (
		<span class="ssew-player-note" role="status">
			{said}
		</span>
	);
}

function Jump({ kind, keys }: { kind: Mark; keys: string }) {
	const { player } = useScene();
	return (
		<Press
			icon={kind}
			label={`Next ${kind}`}
			keys={`${keys}, back with Shift`}
			onPress={(shift) => player.jump(kind, shift)}
		/>
	);
}

interface PressProps {
	icon: IconName;
	label: string;
	keys: string;
	onPress: (shift: boolean) => void;
}

function Press({ icon, label, keys, onPress }: PressProps) {
	return (
		<Button
			plain
			class="ssew-press"
			aria-label={label}
			title={`${label} (${keys})`}
			onClick={(event) => onPress(event.shiftKey)}
		>
			<Icon name={icon} />
		</Button>
	);
}
