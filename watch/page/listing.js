import { ask, tried } from './ask.js';
import { html, nothing } from './lit-html.js';
import { encoded } from './positions.js';
import { Rows } from './rows.js';
import { Tail } from './tail.js';
import { visible } from './text.js';
import { start } from './wanted.js';
import { count, number } from './words.js';

/** What was shown stays; so that the page stays small too, following ends here. */
const MOST = 2000;
const ROOM = 1000;

/** Messages from one place on, and those that come after them. */
export class Listing {
    #app;
    #place;
    #wanted;
    #rows;
    #forwards;
    #next = {};
    #command = null;
    #problem = null;
    #loading = new AbortController();
    #loaded = false;
    #tail = null;
    #behind = 0;
    #gone = [];

    constructor(app, topic, want) {
        this.#app = app;
        this.#place = { topic, format: want.format };
        this.#wanted = { ...this.#place, partition: want.partition, from: start(want), count: want.count };
        this.#forwards = want.from !== 'end';
        this.#rows = new Rows(this.#place, !this.#forwards);
    }

    get command() {
        return this.#command;
    }

    async start() {
        const { signal } = this.#loading;
        const { answer, problem } = await tried(signal, () => ask('messages', this.#wanted, signal));
        if (!signal.aborted) {
            this.#loaded = true;
            if (answer) {
                this.#command = answer.command;
                this.#next = answer.next;
                this.#take(answer);
            } else {
                this.#problem = problem;
            }
            this.#app.redraw();
        }
    }

    stop() {
        this.#loading.abort();
        this.#tail?.stop();
    }

    /** What is left out of an answer is its problem. */
    #take({ messages, problem }) {
        this.#problem = problem ?? null;
        this.#rows.add(messages);
    }

    // --- what comes after them

    #follow() {
        this.#problem = null;
        this.#rows.keep(this.#rows.size >= MOST ? ROOM : MOST);
        this.#tail ??= new Tail(this.#place, this.#next, {
            answer: answer => this.#follows(answer),
            problem: sentence => {
                this.#problem = sentence;
                this.#app.redraw();
            }
        });
        this.#tail.start();
        this.#app.redraw();
    }

    #follows(answer) {
        this.#take(answer);
        this.#behind = answer.behind;
        this.#gone.push(...Object.entries(answer.skipped ?? {}).filter(([, n]) => n > 0));
        if (this.#rows.size >= MOST) {
            this.#tail?.stop();
        }
        this.#app.redraw();
    }

    #halt() {
        this.#tail.stop();
        this.#app.redraw();
    }

    async #readOn() {
        const { signal } = this.#loading;
        const place = { ...this.#place, positions: encoded(this.#next), wait: 0 };
        const { answer, problem } = await tried(signal, () => ask('tail', place, signal));
        if (answer) {
            this.#next = { ...this.#next, ...answer.next };
            this.#follows(answer);
        } else if (problem) {
            this.#problem = problem;
        }
        this.#app.redraw();
    }

    // --- what is seen

    html() {
        const empty = this.#loaded && this.#rows.size === 0;
        return html`${this.#problem ? html`<p class="problem" role="alert">${visible(this.#problem)}</p>` : nothing}
            ${this.#actions()}
            ${this.#loaded ? nothing : html`<p class="waiting">Reading.</p>`}
            ${empty ? html`<p class="dim">There are no messages there.</p>` : nothing}
            ${this.#rows.element}`;
    }

    #actions() {
        const runs = this.#tail?.runs === true;
        const full = !runs && this.#rows.size >= MOST;
        return html`<div class="actions">
            <button class="first" ?disabled=${!this.#loaded} @click=${() => runs ? this.#halt() : this.#follow()}>
                ${runs ? 'Stop' : this.#tail ? 'Go on' : 'Follow what is written'}</button>
            ${this.#tail === null && this.#forwards
                ? html`<button ?disabled=${!this.#loaded} @click=${() => this.#readOn()}>Read on</button>` : nothing}
            <span role="status">${runs ? 'Following.' : this.#tail ? 'Stopped; it goes on where it was.' : nothing}
                ${full ? `${number(this.#rows.size)} are shown, which is enough: going on takes the oldest away.`
                    : nothing}</span>
            ${this.#behind > 0 ? html`<span class="dim">${count(this.#behind, 'message')} to go to the end</span>` : nothing}
            ${this.#gone.map(([partition, n]) => html`<span class="late">${count(Number(n), 'message')} of partition ${partition}
                were deleted by the brokers before they could be shown.</span>`)}
        </div>`;
    }
}
