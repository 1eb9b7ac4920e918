import type { ComponentChildren } from "preact";
import { bytes, count, moment, plural } from "../lib/format.ts";
import { shortAddress } from "../lib/links.ts";
import type { Connection as Wire } from "../lib/types.ts";
import { isOver, wireState } from "../lib/wire.ts";
import { Badge } from "../parts/badge.tsx";
import { CommandButton } from "../parts/command.tsx";
import { Rate } from "../parts/rate.tsx";
import { useRun, useRunState } from "../parts/scene.ts";
import { SilenceOfWire } from "../parts/silence.tsx";
import { StaleNote } from "../parts/stale.tsx";
import { Ago, Elapsed, Until } from "../parts/time.tsx";

/** The wire: how it is, why, and what came over it. */
export function Connection() {
	const wire = useRunState((state) => state.connection);
	const stream = useRun((document) => document.stream);
	const state = useRun(wireState);
	const counters = useRunState((state) => state.counters);
	return (
		<div class="ssew-connection">
			<div class="ssew-connection-top">
				<Badge status={state} />
				<span class="ssew-connection-url" title={wire.url}>
					{shortAddress(wire.url)}
				</span>
				<span class="ssew-actions">
					<CommandButton name="stop" />
					<CommandButton name="reconnect" />
				</span>
			</div>
			<Reason wire={wire} />
			{stream.recorded && <p class="ssew-note">Recorded – nothing is executed.</p>}
			{stream.notes.map((note) => (
				<p key={note} class="ssew-note">
					{note}
				</p>
			))}
			<StaleNote />
			<dl class="ssew-facts">
				<Fact name="Events">
					{count(stream.received)}
					{!isOver(state) && <Rate of={stream.received} at={stream.at} />}
					{stream.shown < stream.received && <span class="ssew-muted"> · {count(stream.shown)} shown</span>}
				</Fact>
				<Fact name="Bytes">{bytes(stream.bytes)}</Fact>
				{wire.opened_at !== null && (
					<Fact name={isOver(state) ? "Was open" : "Open for"}>
						<Elapsed from={wire.opened_at} to={wire.changed_at ?? stream.at} running={!isOver(state)} />
					</Fact>
				)}
				<Fact name="Last event">
					{stream.received === 0 ? "none yet" : isOver(state) ? `at ${moment(stream.at)}` : <Ago at={stream.at} />}
				</Fact>
				{wire.heartbeat_at !== null && (
					<Fact name="Heartbeat">
						{isOver(state) ? plural(counters.heartbeats, "heartbeat") : <Ago at={wire.heartbeat_at} />}
					</Fact>
				)}
				{stream.dialect && <Fact name="Dialect">{stream.dialect}</Fact>}
				{counters.reconnects > 0 && <Fact name="Reconnects">{counters.reconnects}</Fact>}
				{counters.gaps > 0 && <Fact name="Gaps">{counters.gaps}</Fact>}
				{wire.session_id && <Fact name="Session">{wire.session_id}</Fact>}
				{wire.user && <Fact name="User">{wire.user}</Fact>}
			</dl>
		</div>
	);
}

function Reason({ wire }: { wire: Wire }) {
	const next = wire.state === "retrying" && wire.delay !== null ? (wire.changed_at ?? 0) + wire.delay : null;
	return (
		<p class="ssew-reason">
			{wire.reason}
			{wire.attempt > 0 && <span class="ssew-muted"> · attempt {wire.attempt}</span>}
			{next !== null && (
				<span>
					{" · next try "}
					<Until at={next} />
				</span>
			)}
			<SilenceOfWire />
		</p>
	);
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
	return (
		<div class="ssew-fact">
			<dt class="ssew-fact-name">{name}</dt>
			<dd class="ssew-fact-value ssew-number">{children}</dd>
		</div>
	);
}
