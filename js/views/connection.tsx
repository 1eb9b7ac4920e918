import type { ComponentChildren } from "preact";
import { bytes, count, duration, moment, plural } from "../lib/format.ts";
import { shortAddress } from "../lib/links.ts";
import type { Connection as Wire } from "../lib/types.ts";
import { isOver, wireState } from "../lib/wire.ts";
import { Badge } from "../parts/badge.tsx";
import { CommandButton } from "../parts/command.tsx";
import { useNow, useRun, useRunState, useScene } from "../parts/scene.ts";
import { StaleNote } from "../parts/stale.tsx";
import { Ago, Elapsed, Until } from "../parts/time.tsx";

/** Seconds without anything before we say so. */
const SILENCE = 10;

/** The wire: how it is, why, and what came over it. */
export function Connection() {
	const wire = useRunState((state) => state.connection);
	const stream = useRun((document) => document.stream);
	const state = useRun(wireState);
	const counters = useRunState((state) => state.counters);
	return (
		<section class="ssew-connection" aria-label="Connection">
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
					{stream.shown < stream.received && <span class="ssew-muted"> · {count(stream.shown)} shown</span>}
				</Fact>
				<Fact name="Bytes">{bytes(stream.bytes)}</Fact>
				<Fact name="Elapsed">
					<Elapsed from={wire.opened_at} to={wire.changed_at ?? stream.at} running={!isOver(state)} />
				</Fact>
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
		</section>
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
			<Silence />
		</p>
	);
}

/** Says how long nothing has come, once that is longer than usual. */
export function Silence() {
	const wire = useRunState((state) => state.connection);
	const last = useRun((document) => document.stream.at);
	const { store } = useScene();
	if (!store.live.value || isOver(wire.state) || wire.state === "retrying") return null;
	return <Silent since={Math.max(last, wire.heartbeat_at ?? 0)} />;
}

function Silent({ since }: { since: number }) {
	const silent = useNow() - since;
	return silent < SILENCE ? null : <span class="ssew-silent ssew-number">silent for {duration(silent)}</span>;
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
	return (
		<div class="ssew-fact">
			<dt class="ssew-fact-name">{name}</dt>
			<dd class="ssew-fact-value ssew-number">{children}</dd>
		</div>
	);
}
