import { Keyed } from './keyed.js';
import { html, nothing } from './lit-html.js';
import { Printed } from './printed.js';
import { card, condition, endButtons, runs } from './program.js';
import { link } from './route.js';
import { Starting } from './starting.js';
import { visible } from './text.js';
import { count } from './words.js';

/** Programs that Watch starts and ends, the newest first. */
export class Programs {
    #app;
    #starting;
    #list = new Keyed('programs');
    #printed = new Map();

    constructor(app) {
        this.#app = app;
        this.#starting = new Starting(app);
    }

    title() {
        return 'Programs';
    }

    open() {
    }

    close() {
        this.#printed.forEach(printed => printed.stop());
        this.#printed.clear();
        this.#list = new Keyed('programs');
    }

    frame() {
    }

    html() {
        const { control, watch } = this.#app.state;
        return html`<h1 tabindex="-1">Programs</h1>
            ${control ? this.#contents(control) : html`<p class="waiting">${watch ? 'Watch was started without --control.'
                : 'Waiting for the first answer of Watch.'}</p>`}`;
    }

    #contents(control) {
        const { clock, actions } = this.#app;
        const newest = [...control.programs].reverse();
        this.#drop(newest.map(({ name }) => name));
        return html`${this.#starting.html(control)}
            <h2>Started here</h2>
            ${newest.length === 0 ? html`<p class="dim">None yet.</p>` : nothing}
            ${this.#list.update(newest.map(one => [one.name, card(one, clock.now(), actions, this.#of(one).html())]))}`;
    }

    /** Watch keeps the last ones that have ended. */
    #drop(names) {
        for (const [name, printed] of this.#printed) {
            if (!names.includes(name)) {
                printed.stop();
                this.#printed.delete(name);
            }
        }
    }

    #of({ name }) {
        if (!this.#printed.has(name)) {
            this.#printed.set(name, new Printed(this.#app, name));
        }
        return this.#printed.get(name);
    }
}

/** Those that run, beside the picture in which one sees what becomes of it. */
export class Running {
    #app;
    #list = new Keyed('cards');

    constructor(app) {
        this.#app = app;
    }

    html() {
        const { state: { control }, clock, actions, topic } = this.#app;
        const running = control.programs.filter(runs);
        return html`<section class="running" aria-labelledby="running">
            <div class="head"><h2 id="running">${running.length === 0 ? 'No program that was started here runs'
                : `${count(running.length, 'program')} started here`}</h2>
                <a href=${link('programs', { topic })}>Start a program</a></div>
            ${this.#list.update(running.map(one => [one.name, html`<div class="card program">
                <h3>${visible(one.name)}</h3>
                <p class="dim"><code>${visible(one.options)}</code></p><p class="dim">${condition(one, clock.now())}</p>
                ${endButtons(actions, one)}</div>`]))}
        </section>`;
    }
}
