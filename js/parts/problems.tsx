import { moment, plural } from "../lib/format.ts";
import type { Failure, LogLine } from "../lib/types.ts";
import { Button } from "./button.tsx";
import { Figure } from "./figure.tsx";
import { Fold } from "./fold.tsx";
import { useRunState } from "./scene.ts";

/** Log lines that are shown, the latest. */
const SHOWN = 200;

/** What went wrong and what was not understood. */
export function Problems({ onFrame }: { onFrame: (n: number) => void }) {
	const errors = useRunState((state) => state.errors);
	const unknown = useRunState((state) => state.unknown);
	const logs = useRunState((state) => state.logs);
	if (errors.length + unknown.length + logs.length === 0) return null;
	return (
		<div class="ssew-problems">
			{errors.length > 0 && (
				<Fold
					name="errors"
					head={
						<>
							<Figure class="ssew-tone-bad">{plural(errors.length, "error")}</Figure>
							<span class="ssew-tool-brief">{errors.at(-1)?.message}</span>
						</>
					}
					body={() => (
						<ul class="ssew-errors">
							{errors.map((error) => (
								<ErrorItem key={error.id} error={error} onFrame={onFrame} />
							))}
						</ul>
					)}
				/>
			)}
			{logs.length > 0 && (
				<Fold
					name="logs"
					head={
						<>
							<Figure>{plural(logs.length, "log line")}</Figure>
							<span class="ssew-tool-brief">{logs.at(-1)?.message}</span>
						</>
					}
					body={() => (
						<ul class="ssew-errors">
							{logs.slice(-SHOWN).map((line) => (
								<LogItem key={line.id} line={line} />
							))}
						</ul>
					)}
				/>
			)}
			{unknown.length > 0 && (
				<ul class="ssew-chips" aria-label="Events that were not understood">
					{unknown.map(([name, times]) => (
						<li key={name} class="ssew-chip-item">
							<span class="ssew-chip" title="This dialect does not know the event; it is kept and shown below">
								<span class="ssew-chip-text">{name || "unnamed"}</span>
								<span class="ssew-chip-number">{times}</span>
							</span>
						</li>
					))}
				</ul>
			)}
		</div>
	);
}

function LogItem({ line }: { line: LogLine }) {
	return (
		<li class="ssew-error">
			<p class="ssew-error-text">{line.message}</p>
			<p class="ssew-meta">
				<span>{line.level}</span>
				<Figure>{moment(line.at)}</Figure>
				{line.logger && <span>{line.logger}</span>}
			</p>
		</li>
	);
}

function ErrorItem({ error, onFrame }: { error: Failure; onFrame: (n: number) => void }) {
	return (
		<li class="ssew-error">
			<p class="ssew-error-text">{error.message}</p>
			<p class="ssew-meta">
				<span>{error.kind}</span>
				<Figure>{moment(error.at)}</Figure>
				{error.agent && <span>{error.agent}</span>}
				{error.frame > 0 && (
					<Button plain onClick={() => onFrame(error.frame)}>
						frame {error.frame}
					</Button>
				)}
			</p>
			{error.detail && <p class="ssew-error-detail">{error.detail}</p>}
		</li>
	);
}
