import { ask, tried } from './ask.js';
import { html, nothing } from './lit-html.js';
import { pause, Repeated } from './repeated.js';
import { said, visible } from './text.js';
import { count, day, exactTime } from './words.js';

const PACE = 2000;

const NAMES = { log: 'in the log', again: 'processed again', 'dead-letter': 'became a dead letter' };
const SIGNS = { again: '\u25b2', failed: '\u2715', skipped: '\u2715', 'dead-letter': '\u2715' };

/** What became of a message, as the programs that Watch started and its own doings tell it. */
export class Life {
    #app;
    #place = null;
    #answer = null;
    #problem = null;
    #asking = new Repeated(signal => this.#ask(signal));

    constructor(app) {
        this.#app = app;
    }

    open(place) {
        this.close();
        this.#place = place;
        this.#answer = this.#problem = null;
        this.frame();
    }

    close() {
        this.#asking.stop();
    }

    /** Only the topic that Watch controls is followed. */
    #isKnown() {
        const { control } = this.#app.state;
        return control !== null && control.topic === this.#place.topic;
    }

    frame() {
        if (this.#isKnown() && !this.#asking.runs) {
            this.#asking.start();
        }
    }

    async #ask(signal) {
        const { partition, offset } = this.#place;
        const { answer, problem } = await tried(signal, () => ask('life', { partition, offset }, signal));
        if (!signal.aborted) {
            this.#answer = answer ?? this.#answer;
            this.#problem = problem ?? answer?.problem ?? null;
            this.#app.redraw();
            await pause(PACE, signal);
        }
        return true;
    }

    html() {
        if (!this.#isKnown()) {
            return nothing;
        }
        return html`<section class="life" aria-labelledby="life"><h2 id="life">Its life${this.#id()}</h2>
            ${this.#problem ? html`<p class="late" role="status">${visible(this.#problem)}</p>` : nothing}
            ${this.#answer ? this.#steps(this.#answer.steps ?? []) : this.#problem ? nothing : html`<p class="dim">Reading.</p>`}
        </section>`;
    }

    #steps(all) {
        if (all.length === 0) {
            return this.#problem ? nothing
                : html`<p class="dim">No program that was started here has said anything about it.</p>`;
        }
        const again = all.filter(({ what }) => what === 'again').length;
        return html`${again > 0 ? html`<p class="late"><strong>It was processed again ${again === 1 ? 'once'
            : count(again, 'time')}.</strong></p>` : nothing}
            <ol class="steps">${all.map(step)}</ol>`;
    }

    #id() {
        const id = this.#answer?.id ?? null;
        return id === null ? '' : `: message ${id}`;
    }
}

function step({ at, who, what, why, text }) {
    return html`<li class=${what in SIGNS ? what : ''}>
        <time datetime=${new Date(at).toISOString()} title=${day(at)}>${exactTime(at)}</time>
        <span class="what"><span aria-hidden="true">${SIGNS[what] ?? ''}</span> ${NAMES[what] ?? visible(what)}</span>
        <span>${said(who)}: ${said(text)}${why && !text.includes(why)
            ? html` <strong class="because">Why: ${said(why)}.</strong>` : nothing}</span></li>`;
}
