import { Component, type ComponentChildren } from "preact";
import { Button } from "./button.tsx";

/** Shows a sentence where a view failed; the other views and the notebook go on. */
export class Guard extends Component<{ children: ComponentChildren }, { problem: string }> {
	override state = { problem: "" };

	static override getDerivedStateFromError(error: unknown): { problem: string } {
		return { problem: error instanceof Error ? error.message : String(error) };
	}

	override render({ children }: { children: ComponentChildren }): ComponentChildren {
		if (!this.state.problem) return children;
		return (
			<div class="ssew-alert" role="alert">
				<p class="ssew-alert-text">This view could not be shown: {this.state.problem}</p>
				<Button onClick={() => this.setState({ problem: "" })}>Try again</Button>
			</div>
		);
	}
}
