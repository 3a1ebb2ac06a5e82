import { ask, tried } from './ask.js';
import { html, nothing } from './lit-html.js';
import { pause, Repeated } from './repeated.js';
import { visible, visibleLines } from './text.js';

const PACE = 2000;

/** What a program has printed, as long as somebody looks. */
export class Printed {
    #app;
    #name;
    #answer = null;
    #problem = null;
    #asking = new Repeated(signal => this.#ask(signal));

    constructor(app, name) {
        this.#app = app;
        this.#name = name;
    }

    stop() {
        this.#asking.stop();
    }

    async #ask(signal) {
        const { answer, problem } = await tried(signal, () => ask('printed', { name: this.#name }, signal));
        if (!signal.aborted) {
            this.#answer = answer ?? this.#answer;
            this.#problem = problem ?? null;
            this.#app.redraw();
            await pause(PACE, signal);
        }
        return true;
    }

    #switch(open) {
        if (open && !this.#asking.runs) {
            this.#asking.start();
        } else if (!open) {
            this.#asking.stop();
        }
        this.#app.redraw();
    }

    html() {
        return html`<details @toggle=${event => this.#switch(event.target.open)}>
            <summary>What ${this.#name} has printed</summary>
            ${this.#problem ? html`<p class="late">${visible(this.#problem)}</p>` : nothing}
            ${this.#answer ? this.#lines(this.#answer) : nothing}
        </details>`;
    }

    #lines({ lines }) {
        return lines.length === 0 ? html`<p class="dim">Nothing yet.</p>`
            : html`<pre class="printed" role="region" aria-label="Lines of ${this.#name}"
                tabindex="0"><bdi>${visibleLines(lines.join('\n'))}</bdi></pre>`;
    }
}
