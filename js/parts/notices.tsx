import { plural } from "../lib/format.ts";
import { Badge } from "./badge.tsx";
import { useRun, useRunState } from "./scene.ts";
import { StaleNote } from "./stale.tsx";
import { useTalks } from "./talks.ts";
import { Until } from "./time.tsx";

/** What a reader must not miss: a question, a failure, a connection that is not well. */
export function Notices() {
	const errors = useRunState((state) => state.errors);
	const questions = useRunState((state) => state.interrupts).filter((question) => question.status === "open");
	const talks = useTalks();
	const wire = useRunState((state) => state.connection);
	const stream = useRun((document) => document.stream);
	const stuck = useRunState((state) => state.run.stuck);
	const fatal = errors.filter((error) => error.fatal).at(-1);
	const next = wire.state === "retrying" && wire.delay !== null ? (wire.changed_at ?? 0) + wire.delay : null;
	return (
		<div class="ssew-notices">
			{fatal && (
				<div key={fatal.id} class="ssew-alert" role="alert">
					<p class="ssew-alert-text">{fatal.message}</p>
					{fatal.detail && <p class="ssew-alert-detail">{fatal.detail}</p>}
				</div>
			)}
			{(talks ? [] : questions).map((question) => (
				<div key={question.id} class="ssew-ask">
					<Badge status="awaiting_input" />
					<span>{question.message || question.reason}</span>
				</div>
			))}
			{wire.state === "retrying" && (
				<p class="ssew-note">
					{wire.reason || "The connection was lost."} Attempt {wire.attempt}
					{next !== null && (
						<>
							{" "}
							<Until at={next} />
						</>
					)}
					.
				</p>
			)}
			{stuck && <p class="ssew-note ssew-silent">It seems to be stuck: {stuck}.</p>}
			{stream.held > 0 && <p class="ssew-note">{plural(stream.held, "frame")} came since, and wait.</p>}
			{stream.notes.map((note) => (
				<p key={note} class="ssew-note">
					{note}
				</p>
			))}
			<StaleNote />
		</div>
	);
}
