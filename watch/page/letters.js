import { ask, tried } from './ask.js';
import { age } from './age.js';
import { html, nothing } from './lit-html.js';
import { Redrive } from './redrive.js';
import { pause, Repeated } from './repeated.js';
import { messageLink } from './route.js';
import { keyOf } from './rows.js';
import { said, shortened, visible } from './text.js';
import { count, moment } from './words.js';

const PACE = 10_000;
const SENT = new Map([[true, 'sent again'], [false, 'not sent again yet']]);
const UNKNOWN_FATE = 'not known whether it was sent again';

/** Not every header says all of it. */
function linkTo(topic, place) {
    return place.partition === null || place.offset === null ? said(topic)
        : html`<a href=${messageLink(topic, place)}>${visible(topic)}-${place.partition}@${place.offset}</a>`;
}

/** Messages that could not be processed: why, from where, and what became of them. */
export class Letters {
    #app;
    #params = new URLSearchParams();
    #topic = null;
    #answer = null;
    #askedAt = null;
    #problem = null;
    #whole = new Set();
    #redrive;
    #asking = new Repeated(signal => this.#ask(signal));

    constructor(app) {
        this.#app = app;
        this.#redrive = new Redrive(app);
    }

    title() {
        return 'Dead letters';
    }

    open(params) {
        this.close();
        this.#params = params;
        const topic = params.get('topic') ?? this.#app.state.topic?.name ?? null;
        if (topic !== this.#topic) {
            this.#answer = this.#askedAt = null;
        }
        this.#topic = topic;
        this.#problem = null;
        if (topic !== null) {
            this.#asking.start();
        }
    }

    close() {
        this.#asking.stop();
    }

    /** When some were sent again, what became of each is another than it was. */
    frame() {
        if (this.#topic === null ? this.#app.state.topic : this.#redrive.hasJustEnded()) {
            this.open(this.#params);
        }
    }

    async #ask(signal) {
        const { answer, problem } = await tried(signal, () => ask('letters', { topic: this.#topic }, signal));
        if (!signal.aborted) {
            this.#answer = answer ?? this.#answer;
            this.#askedAt = answer ? this.#app.clock.now() : this.#askedAt;
            this.#problem = problem ?? null;
            this.#app.redraw();
            await pause(PACE, signal);
        }
        return true;
    }

    html() {
        const answer = this.#answer;
        return html`<h1 tabindex="-1">Dead letters
                <span class="dim">${this.#topic === null ? nothing : `of ${visible(this.#topic)}`}</span>
                ${answer ? age(this.#askedAt, this.#app.clock.now()) : nothing}</h1>
            ${this.#problem ? html`<p class="problem" role="alert">${visible(this.#problem)}</p>` : nothing}
            ${answer ? this.#letters(answer) : this.#problem ? nothing : html`<p class="waiting">Reading.</p>`}`;
    }

    #letters({ topic, letters, more, problem }) {
        if (topic === null) {
            return html`<p>There is no topic for dead letters of ${visible(this.#topic)}.</p>`;
        }
        const all = letters.length === 0 ? 'There are none' : count(letters.length + more, 'dead letter');
        return html`<p>${all} in ${visible(topic)}.${more > 0 ? ` The last ${letters.length} are shown.` : nothing}
                Redrive.java sends them again.</p>
            ${letters.length > 0 ? this.#redrive.html(this.#topic) : nothing}
            ${problem ? html`<p class="late">${visible(problem)}</p>` : nothing}
            <ul class="letters">${letters.map(letter => this.#letter(topic, letter))}</ul>`;
    }

    #letter(topic, letter) {
        const name = `${letter.partition}@${letter.offset}`;
        return html`<li class="card">
            <h2>${linkTo(topic, letter)}</h2>
            <p class=${letter.sentAgain ? 'synced' : 'waits'}>${SENT.get(letter.sentAgain) ?? UNKNOWN_FATE}</p>
            <p class="why">${letter.why ? said(letter.why) : html`<span class="dim">no reason is given</span>`}</p>
            <dl class="facts">
                <div><dt>From</dt><dd>${letter.from ? linkTo(letter.from.topic, letter.from) : 'unknown'}</dd></div>
                <div><dt>Group</dt><dd>${letter.group ? said(letter.group) : 'unknown'}</dd></div>
                <div><dt>Came here</dt><dd>${letter.times === 1 ? 'once' : count(letter.times, 'time')}</dd></div>
                <div><dt>Time</dt><dd>${moment(letter.at)}</dd></div>
                <div><dt>Key</dt><dd>${keyOf(letter)}</dd></div>
            </dl>
            <p>${shortened(letter.text ?? '', this.#whole.has(name), () => this.#switch(name))}</p>
        </li>`;
    }

    #switch(name) {
        if (!this.#whole.delete(name)) {
            this.#whole.add(name);
        }
        this.#app.redraw();
    }
}
